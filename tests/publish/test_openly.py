"""What the public reads of each group's units: names, points, grades, intervals and spreads."""

import pytest

import gkeval as gk
from gkeval.publish.editions import FEWEST, Edition
from gkeval.publish.facts import Facts
from gkeval.publish.openly import public_blocks, tells_on_nobody
from tests.scoring.builders import act, grade, leaf, scheme, scored

GRADES = [grade("good", at_least=80), grade("pass", at_least=60)]


def county(count, **more):
    """So many units: u0 has 100 points, u1 99, and so on."""
    made = scheme(leaf("a", 60), leaf("b", 40), rounding={"decimals": 0}, **more)
    return scored(made, **{f"u{place}": {"a": 60, "b": 40 - place} for place in range(count)})


def blocks(result, lang="zh", sure=None, **edition):
    facts = Facts(result, lang, fewest=FEWEST)
    return public_blocks(facts, Edition("public", ("html",), **edition), sure)


def test_the_first_ranks_are_named_and_the_rest_counted_in_both_languages():
    result = county(12)
    (zh,), (en,) = blocks(result, top=3), blocks(result, "en", top=3)
    assert [(row.name, row.rank, row.total) for row in zh.rows] == [
        ("u0", "1", "100"),
        ("u1", "2", "99"),
        ("u2", "3", "98"),
    ]
    assert zh.note == "列出前3名，另有9个评估对象不列名。"
    assert en.note == "The first 3 ranks; 9 more units are not named."
    assert blocks(result, top=12)[0].note == ""
    assert blocks(result, "en", top=11)[0].note == ("The first 11 ranks; 1 more unit is not named.")
    assert blocks(result, "en", top=1)[0].note == ("The first rank; 11 more units are not named.")


def test_a_group_of_which_nobody_is_named_says_so_and_has_no_table(tmp_path):
    alone = county(1)
    assert blocks(alone)[0].rows == ()
    assert blocks(alone)[0].note == "1个评估对象均不列名。"
    assert blocks(alone, "en")[0].note == "No unit of this group is named."
    page = gk.report(alone, tmp_path / "r", edition="public", progress=False).read_text("utf-8")
    results = page.split('id="h-results"')[1].split("</section>")[0]
    assert "1个评估对象均不列名。" in results
    assert "<table" not in results


def test_ties_with_the_last_rank_named_are_named_as_well():
    made = scheme(leaf("a", 100))
    result = scored(made, u={"a": 90}, v={"a": 80}, w={"a": 80}, x={"a": 10})
    (block,) = blocks(result, top=2)
    assert [(row.name, row.rank) for row in block.rows] == [("u", "1"), ("v", "2="), ("w", "2=")]


def test_a_spread_is_told_where_no_single_total_follows_from_it():
    # 12 units: with 3 named 9 stand behind it, with 8 named only 4
    told = {top: blocks(county(12), top=top)[0].spread is not None for top in (3, 7, 8, 12)}
    assert told == {3: True, 7: True, 8: False, 12: True}
    spread = blocks(county(12), show="administrative")[0].spread
    # 89 stands with 80 to 90, all others with 90 and more
    assert [bar.count for bar in spread.bars] == [0, 0, 0, 0, 0, 0, 0, 0, 1, 11]
    assert blocks(county(FEWEST - 1), show="administrative")[0].spread is None


@pytest.mark.parametrize(("units", "told"), [(4, False), (5, True)])
def test_bands_name_nobody_with_points(units, told):
    rows = Facts(county(units), "zh").ranking
    assert tells_on_nobody(rows, Edition("public", ("html",), show="bands")) is told


def test_bands_go_from_the_best_grade_to_what_is_open():
    made = scheme(leaf("a", 100), grades=GRADES)
    result = scored(made, w={"a": 10}, x={"a": "未评估"}, y={"a": 70}, z={"a": 90})
    for lang, words in (("zh", ("未达等级", "等级未定")), ("en", ("below all grades", "No grade"))):
        (block,) = blocks(result, lang, show="bands")
        assert block.rows == ()
        assert block.spread is None
        below, unsettled = words
        titles = [title for title, _, _ in block.bands]
        assert titles[:3] == ["good", "pass", below]
        assert titles[3].startswith(unsettled)
        assert [names for _, _, names in block.bands] == [("z",), ("y",), ("w",), ("x",)]


def test_a_vetoed_unit_has_its_grade_and_no_points():
    made = scheme(leaf("a", 100), grades=GRADES, adjustments=[act("veto", "leak", result="fail")])
    result = scored(made, u={"a": 90, "leak": 1}, v={"a": 70}, x={"a": "未评估"})
    (block,) = blocks(result, show="administrative")
    assert [(row.name, row.rank, row.total, row.grade) for row in block.rows] == [
        ("u", "", "—", "不合格"),
        ("v", "", "70.000000", "pass"),
        ("x", "", "—", ""),
    ]
    assert block.rows[0].width == 0
    # nor is it among the first
    assert [row.name for row in blocks(result, top=3)[0].rows] == ["v"]


def test_a_named_unit_has_its_own_interval_and_others_none():
    result = county(6)
    sure = gk.robustness(result, 20, 1, weights=None)
    (block,) = blocks(result, sure=sure, top=2)
    # nothing varies, so every rank stands
    assert [(row.name, row.interval) for row in block.rows] == [("u0", "1"), ("u1", "2")]
    assert [row.interval for row in blocks(result, top=2)[0].rows] == ["", ""]
