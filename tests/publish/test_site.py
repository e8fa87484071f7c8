"""Pages of the client edition: what is drawn, cut or left out where there is much, or nothing."""

import json
from dataclasses import replace

import pandas as pd
import pytest

import gkeval as gk
from gkeval.publish import site
from gkeval.publish.attainment import group_rates, indicator_facts
from gkeval.publish.facts import Facts
from gkeval.publish.grids import PAGE, Grid, Head
from gkeval.publish.histograms import histogram
from tests.scoring.builders import leaf, scheme, scored

GAPS = {
    "measure": {"kind": "longest_gap", "table": "activities"},
    "rule": {"kind": "at_most", "target": 90},
}


@pytest.fixture(scope="module")
def gaps():
    """Two units: one held two meetings, the other none."""
    made = scheme(leaf("gap", 100, **GAPS))
    tables = {
        "units": [{"unit": name, "group": "unit"} for name in ("甲", "乙")],
        "activities": [
            {"unit": "甲", "record": f"A{at}", "kind": "meeting", "date": day}
            for at, day in enumerate(("2020-03-01", "2020-09-01"))
        ],
    }
    return gk.assess(
        made, gk.read_records({name: pd.DataFrame(rows) for name, rows in tables.items()})
    )


def test_gaps_are_drawn_for_as_many_units_as_anybody_looks_at(gaps, monkeypatch):
    (figure,) = site._timing(gaps, "gap", "zh")
    assert figure.id == "chart-time"
    assert "甲" in figure.json
    monkeypatch.setattr(site, "DRAWN", 1)
    assert site._timing(gaps, "gap", "zh") == []


def test_nothing_is_drawn_of_values_that_were_given_ready(five):
    assert site._timing(five, "publicity.timely", "zh") == []
    assert site._timing(five, "publicity.meetings", "zh") == []
    assert site._timing(five, "publicity", "zh") == []


def test_of_many_units_the_figures_show_the_first_and_the_table_all(five, monkeypatch):
    facts = Facts(five, "zh")
    whole = site._index(five, facts)
    monkeypatch.setattr(site, "DRAWN", 4)
    monkeypatch.setattr(site, "LEADERS", 1)
    cut = site._index(five, facts)
    names = ["甲县", "丙县", "乙县", "丁局", "戊局"]
    assert [row[1][0] for row in whole["grid"].rows] == names
    assert [row[1][0] for row in cut["grid"].rows] == names
    drawn = {name for name in names if name in cut["figures"][0].json}
    assert drawn == {"甲县", "丁局"}
    assert all(name in whole["figures"][0].json for name in names)
    assert "另有3个评估对象未列出" in "".join(cut["figures"][0].note)


def test_of_many_problems_the_first_are_listed_and_the_rest_counted(five, monkeypatch):
    problem = gk.Problem(
        "bad_date", found="去年", allowed="日期", remedy="改正", source="a.csv", line=2, unit="甲县"
    )
    result = replace(five, problems=gk.Problems([problem] * 5))
    assert (
        site._problems(result, "zh")["more"],
        len(site._problems(result, "zh")["grid"].rows),
    ) == (
        0,
        5,
    )
    monkeypatch.setattr(site, "PROBLEMS_SHOWN", 3)
    cut = site._problems(result, "en")
    assert (cut["more"], len(cut["grid"].rows)) == (2, 3)
    assert cut["grid"].rows[0][:3] == ("error", "a.csv, row 2", "甲县")


def test_a_table_of_a_long_list_is_turned_page_by_page():
    rows = tuple((f"u{place}", "甲" if place % 2 else "") for place in range(PAGE + 5))
    grid = Grid("x", (Head("unit"), Head("group", filter="group")), rows)
    assert len(grid.first) == PAGE
    assert len(json.loads(grid.json)["rows"]) == PAGE + 5
    # one choice and empty cells are nothing to choose from
    assert grid.filters == []
    both = Grid("x", grid.heads, (*rows, ("v", "乙")))
    assert both.filters == [(1, "group", ["甲", "乙"])]


def test_a_spread_of_nothing_is_not_drawn():
    assert histogram("得分率", []) is None
    assert histogram("得分率", [float("nan")]) is None
    drawn = histogram("总分", [0.0, 0.3, 1.2, float("nan")], 120, "")
    assert [bar.count for bar in drawn.bars] == [1, 0, 0, 1, 0, 0, 0, 0, 0, 1]
    assert drawn.words == "总分: 0–12: 1; 36–48: 1; 108–120: 1"
    assert drawn.ticks[0] == (0, "0", "start")
    assert drawn.ticks[-1] == (640, "120", "end")


def test_an_indicator_that_nobody_is_scored_on_has_an_empty_page():
    made = scheme(leaf("a", 60), leaf("b", 40, groups=["county"]), groups={"county": {}, "o": {}})
    result = scored(made, u={"a": 30, "group": "o"}, v={"a": 60, "group": "o"})
    a, b = indicator_facts(Facts(result, "zh"))
    # 30 + 60 of 60 + 60 points, which are passed on to 100 and 100
    assert [(rate.title, rate.units, rate.rate, rate.full) for rate in a.groups] == [
        ("o", 2, "75.0%", 1)
    ]
    assert (b.groups, b.spread, b.grid.rows) == ((), None, ())
    assert [row[0][0] for row in a.grid.rows] == ["v", "u"]


def test_rates_of_groups_with_few_units_are_left_out_and_those_of_all_stay(five):
    rates = group_rates(five, "en")
    titles = {id: [(rate.title, rate.units) for rate in some] for id, some in rates.items()}
    assert titles["publicity.meetings"] == [("County", 3), ("All units", 3)]
    assert titles["response.form"] == [("County", 3), ("Department", 2), ("All units", 5)]
    large = group_rates(five, "en", fewest=3)
    assert [rate.title for rate in large["response.form"]] == ["County", "All units"]
    # 8 + 8 + 32 of 10 + 10 + 40 points, then 10 + 10 of 10 + 10 and more
    assert rates["response.form"][0].rate == "80.0%"


def test_a_name_that_nobody_reads_to_its_end_is_cut_and_stands_whole_on_its_page(
    five, five_values, tmp_path
):
    name = "某" * 40_000
    units = five.units.assign(name=five.units["name"].replace("甲县", name))
    result = gk.score(five.scheme, five_values, units)
    folder = gk.report(result, tmp_path / "report", progress=False).parent
    shown = "某" * 59 + "…"
    overview = (folder / "index.html").read_text("utf-8")
    assert name not in overview
    assert shown in overview
    pages = [page for page in (folder / "units").iterdir() if name in page.read_text("utf-8")]
    assert len(pages) == 1
    assert f'<h1 title="{name}">{shown}</h1>' in pages[0].read_text("utf-8")
