"""Figures of a cross assessment hold what its frames hold."""

import pandas as pd
import pytest

import gkeval as gk
from tests import samples


@pytest.fixture(scope="module")
def cross():
    return gk.cross_assess(
        ["ningxia-2017", "gansu-2018"],
        samples.read("ningxia-2017"),
        groups={"gansu-2018": {"city": "prefecture"}},
        period=(pd.Timestamp("2017-01-01").date(), pd.Timestamp("2017-12-31").date()),
    )


def test_lines_are_the_ranks_of_the_common_units(cross):
    moves = cross.moves[cross.moves["group"] == "department"].set_index("name")
    figure = gk.charts.rank_moves(cross, "department")
    assert len(figure.data) == len(moves) == 30
    for line in figure.data:
        expected = moves.loc[line.name, ["ningxia-2017", "gansu-2018"]].to_list()
        assert list(line.y) == expected
    assert str(moves["spread"].max()) in figure.layout.title.text


def test_dots_are_the_mean_rates_of_what_both_ask(cross):
    figure = gk.charts.concepts(cross)
    dots = [trace for trace in figure.data if trace.mode == "markers"]
    assert [trace.name for trace in dots] == ["ningxia-2017", "gansu-2018"]
    assert len(dots[0].x) == len(dots[1].x) > 5
    first = cross.concepts.groupby(["concept", "scheme"])["mean_rate"].mean() * 100
    assert set(dots[1].x.round(6)) <= set(first.xs("gansu-2018", level="scheme").round(6))


def test_an_unknown_group_is_refused(cross):
    with pytest.raises(gk.GkevalError, match="must be one of: city, department"):
        gk.charts.rank_moves(cross, "county")


def test_what_the_records_do_not_tell_is_listed(cross):
    assert {"scheme", "indicator", "units"} == set(cross.left_out)
    assert cross.moves["gansu-2018"].notna().all()
