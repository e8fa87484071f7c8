"""Limits: what is too large is told by name; far cells are seen however their place is written."""

import io
import os
import socket
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gkeval.limits import (
    Limits,
    _each_place,
    _last_place,
    _unpacked,
    name_of,
    refused,
    spreads_too_far,
    unpacks_to_much,
)

CELL = '<c r="{}"><v>1</v></c>'


@given(
    st.lists(
        st.from_regex(r"[A-Z]{0,5}[0-9]{1,9}", fullmatch=True)
        | st.from_regex(r"[A-Z0-9a-z]{0,14}", fullmatch=True),
        max_size=8,
    )
)
def test_all_at_once_and_one_by_one_see_the_same(places):
    xml = "".join(CELL.format(place) for place in places).encode()
    assert _last_place(xml) == _each_place(xml)


@pytest.mark.parametrize("form", ['r="XFD1048576"', "r='XFD1048576'", 'r = "XFD1048576"',
                                  'r=\n"XFD1048576"', "r\t=\t'XFD1048576'"])  # fmt: skip
def test_other_ways_to_write_an_attribute_are_seen(form):
    xml = f'<row r="1"><c r="A1"/><c {form}/></row>'.encode()
    assert _last_place(xml) == (1048576, 16384)
    problem = spreads_too_far(io.BytesIO(xml), "sheet", Limits(cells=1000))
    assert "a cell in row 1048576 and one in column 16384" in problem.found


def test_a_place_across_two_pieces_is_seen():
    xml = CELL.format("B2") * 60_000 + CELL.format("ZZ99") + CELL.format("C3") * 60_000
    problem = spreads_too_far(io.BytesIO(xml.encode()), "sheet", Limits(cells=99 * 702 - 1))
    assert problem is not None
    assert spreads_too_far(io.BytesIO(xml.encode()), "sheet", Limits(cells=99 * 702)) is None


@pytest.mark.parametrize("xml", [b"", b"<sheetData/>", b'<c r="">', b'<c r="A">', b'<c r="'])
def test_a_sheet_without_a_cell_spreads_nowhere(xml):
    assert _last_place(xml) == _each_place(xml) == (0, 0)
    assert spreads_too_far(io.BytesIO(xml), "sheet", Limits(cells=1)) is None


@pytest.mark.parametrize("name", ["file_bytes", "rows", "scheme_levels"])
def test_a_limit_is_at_least_one(name):
    with pytest.raises(ValueError, match=f"{name} is 0, must be at least 1"):
        Limits(**{name: 0})


def test_a_file_may_be_as_large_as_the_limit(tmp_path):
    path = tmp_path / "requests.csv"
    path.write_bytes(b"x" * 10)
    assert refused(path, "requests.csv", Limits(file_bytes=10)) is None
    problem = refused(path, "requests.csv", Limits(file_bytes=9), table="requests")
    assert (problem.code, problem.found, problem.table) == ("too_large", "10 bytes", "requests")
    assert problem.allowed == "at most 9 bytes (file_bytes)"
    assert problem.remedy.endswith("raise the limit: limits=Limits(file_bytes=…)")
    assert refused(path, "s", Limits(scheme_bytes=9), name="scheme_bytes").allowed == (
        "at most 9 bytes (scheme_bytes)"
    )


def test_what_is_no_file_is_told_by_its_kind(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(tmp_path / "socket"))
    kinds = {"pipe": "a named pipe", "socket": "a socket", ".": "a folder", "/dev/null": "a device"}
    for name, kind in kinds.items():
        assert refused(tmp_path / name, name).found == f"{kind}, which is no file"


@pytest.mark.parametrize(
    ("name", "why"), [("none.csv", "No such file or directory"), ("a\0b", "embedded null byte")]
)
def test_a_file_that_cannot_be_looked_at_is_told_why(tmp_path, name, why):
    problem = refused(tmp_path / name, "it")
    assert problem.found == f"a file that cannot be read ({why})"
    assert (problem.code, problem.source) == ("unreadable_file", "it")


def packed(parts, kind=zipfile.ZIP_DEFLATED):
    """An archive of parts of so many bytes, open for reading."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", kind) as archive:
        for place, size in enumerate(parts):
            archive.writestr(f"part{place}", b"0" * size)
    return zipfile.ZipFile(file)


def test_an_archive_may_hold_as_much_as_the_limit():
    archive = packed([600, 400])
    assert unpacks_to_much(archive, "it", Limits(members=2, unpacked_bytes=1000)) is None
    many = unpacks_to_much(archive, "it", Limits(members=1))
    assert (many.found, many.allowed) == ("2 parts", "at most 1 members (members)")
    much = unpacks_to_much(archive, "it", Limits(unpacked_bytes=999))
    assert much.found == "1000 bytes once unpacked"
    assert much.allowed == "at most 999 bytes once unpacked (unpacked_bytes)"


@pytest.mark.parametrize("kind", [zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED])
def test_what_an_archive_says_of_its_sizes_is_not_believed(kind):
    archive = packed([5000, 5000], kind)
    for part in archive.infolist():
        part.file_size = 1
    problem = unpacks_to_much(archive, "it", Limits(unpacked_bytes=9999))
    assert problem.found == "more than 9999 bytes once unpacked"
    assert unpacks_to_much(archive, "it", Limits(unpacked_bytes=10_000)) is None


def test_counting_stops_where_the_limit_is_passed():
    archive = packed([40_000_000, 40_000_000])
    parts = archive.infolist()
    # a piece of 1 MiB at most beyond it, and never the second part
    (size,) = _unpacked(archive, parts, 5_000_000)
    assert 5_000_000 < size <= 5_000_000 + (1 << 20)
    assert list(_unpacked(archive, parts, 80_000_000)) == [40_000_000, 40_000_000]


@pytest.mark.parametrize("harm", ["cut", "other", "beyond", "closed"])
def test_a_damaged_archive_is_left_to_its_reader(harm):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("part", os.urandom(3000) + b"0" * 3000)
    archive = zipfile.ZipFile(file)
    part = archive.infolist()[0]
    part.file_size = 1
    if harm == "cut":
        archive.fp = io.BytesIO(file.getvalue()[:1000])
    elif harm == "other":
        archive.fp = io.BytesIO(file.getvalue()[:50] + b"\xff" * len(file.getvalue()))
    elif harm == "beyond":
        part.header_offset = -10
    else:
        archive.close()
    assert unpacks_to_much(archive, "it", Limits(unpacked_bytes=5000)) is None


def test_a_file_is_called_by_its_last_part():
    assert name_of("/a/b/申请.csv") == "申请.csv"
    assert name_of(os.fsencode("/a/申请.csv")) == "申请.csv"
    assert name_of("x" * 200) == "x" * 80
