"""Far cells of a sheet are seen however their place is written."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gkeval.limits import Limits, _each_place, _last_place, spreads_too_far

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
