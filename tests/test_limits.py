"""Limits: what is too large is told by name; far cells are seen however their place is written."""

import io
import os
import socket
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gkeval import limits
from gkeval.errors import GkevalError
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
        st.from_regex(r"[A-Za-z]{0,8}[0-9]{1,9}", fullmatch=True)
        | st.from_regex(r"[A-Z0-9a-z]{0,14}", fullmatch=True),
        max_size=8,
    )
)
def test_all_at_once_and_one_by_one_see_the_same(places):
    xml = "".join(CELL.format(place) for place in places).encode()
    assert _last_place(xml) == _each_place(xml)


@pytest.mark.parametrize("form", ['r="XFD1048576"', "r='XFD1048576'", 'r = "XFD1048576"',
                                  'r=\n"XFD1048576"', "r\t=\t'XFD1048576'", 'r="xfd1048576"',
                                  "r='xFd1048576'"])  # fmt: skip
def test_other_ways_to_write_an_attribute_are_seen(form):
    xml = f'<row r="1"><c r="A1"/><c {form}/></row>'.encode()
    assert _each_place(xml) == (1048576, 16384)
    problem = spreads_too_far(io.BytesIO(xml), "sheet", Limits(cells=1000))
    assert "a cell in row 1048576 and one in column 16384" in problem.found


def test_a_place_across_two_pieces_is_seen():
    xml = CELL.format("B2") * 60_000 + CELL.format("ZZ99") + CELL.format("C3") * 60_000
    problem = spreads_too_far(io.BytesIO(xml.encode()), "sheet", Limits(cells=99 * 702 - 1))
    assert problem is not None
    assert spreads_too_far(io.BytesIO(xml.encode()), "sheet", Limits(cells=99 * 702)) is None


HEAD_ROW = '<row r="1"><c r="A1"/></row>'
UNPLACED = {
    # what the sheet holds: the last row and column that it cannot go beyond
    "rows and cells without a place": ("<row><c/><c/></row><row><c/></row>", (2, 2)),
    "rows without a place": (HEAD_ROW + "<row/>" * 3 + '<row><c r="B5"/></row>', (9, 2)),
    "cells without a place": (HEAD_ROW + "<row r='2'>" + "<c/>" * 9 + "</row>", (2, 10)),
    "the widest row counts": ("<row><c/></row><row><c s='1'/><c t='n'></c></row><row/>", (3, 2)),
    "a place that is not the first attribute": ('<row s="1" r="2"><c s="3" r="B2"/></row>', (2, 2)),
    "a place within another attribute": ('<row r="1"><c s=" r=\'A1\'"/></row>', (1, 2)),
    "names with a prefix": ("<x:row><x:c/><x:c/></x:row><x:row/>", (2, 2)),
    "names with a prefix, and places": ('<x:row r="3"><x:c r="B3"/></x:row>', (3, 2)),
    "other tags": ('<cols><col min="1"/></cols><cfRule/><rowBreaks/><row r="1"/>', (1, 0)),
    "rows in a comment begin no row": ("<row><c/><!--<row>--><c/><!--<row>--><c/></row>", (3, 3)),
    "rows in a value begin no row": ('<row><c/><v x="<row>"/><c/></row>', (2, 2)),
}  # fmt: skip


@pytest.mark.parametrize("name", UNPLACED)
@pytest.mark.parametrize("size", [1 << 20, 7])
def test_what_names_no_place_stands_behind_the_one_before_it(monkeypatch, name, size):
    xml, (row, column) = UNPLACED[name]
    monkeypatch.setattr(limits, "_CHUNK", size)
    problem = spreads_too_far(io.BytesIO(xml.encode()), "sheet", Limits(cells=1))
    if row * max(column, 1) == 1:
        assert problem is None
    elif size > 7:  # in pieces a value that holds a tag is counted for more
        assert problem.found == f"a cell in row {row} and one in column {column}"
    else:
        assert problem is not None
        assert spreads_too_far(io.BytesIO(xml.encode()), "sheet", Limits(cells=100)) is None


def test_a_sheet_that_names_no_place_may_be_long():
    """Rows of two cells are two columns, however many rows there are and wherever pieces end."""
    xml = ("<row>" + '<c s="1"><v>1</v></c>' * 2 + "</row>") * 60_000
    assert spreads_too_far(io.BytesIO(xml.encode()), "sheet", Limits(cells=120_000)) is None
    problem = spreads_too_far(io.BytesIO(xml.encode()), "sheet", Limits(cells=119_999))
    assert problem.found == "a cell in row 60000 and one in column 2"


def test_a_long_text_is_none_and_a_tag_without_an_end_is_beyond_any_sheet():
    text = '<row r="1"><c r="A1"><is><t>' + "长文 r = 'ZZ9' " * 200_000 + "</t></is></c></row>"
    assert spreads_too_far(io.BytesIO(text.encode()), "sheet", Limits(cells=702 * 9)) is None
    tag = '<row r="1"><c ' + " " * 3_000_000 + 'r="XFD1048576"/></row>'
    assert spreads_too_far(io.BytesIO(tag.encode()), "sheet", Limits()) is not None


@pytest.mark.parametrize("xml", [b"", b"<sheetData/>", b'<c r="">', b'<c r="A">', b'<c r="'])
def test_a_sheet_without_a_cell_spreads_nowhere(xml):
    assert _last_place(xml) == _each_place(xml) == (0, 0)
    assert spreads_too_far(io.BytesIO(xml), "sheet", Limits(cells=1)) is None


@pytest.mark.parametrize("name", ["file_bytes", "rows", "scheme_levels"])
def test_a_limit_is_at_least_one(name):
    for value in (0, "a", None):
        with pytest.raises(GkevalError, match=f"{name} is .+, must be a whole number from 1"):
            Limits(**{name: value})


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
