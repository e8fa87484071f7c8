"""Sentences of reports in Chinese and English: who leads, what a unit and the public are told."""

from dataclasses import replace

import gkeval as gk
from gkeval.publish.editions import Edition
from gkeval.publish.facts import Facts
from gkeval.publish.sentences import overview, public_overview, summary
from tests.scoring.builders import act, leaf, scheme, scored

GROUPS = {"county": {"title": {"zh": "县", "en": "Counties"}}, "office": {}}


def small(*indicators, **more):
    groups = {"groups": {"county": GROUPS["county"]}} | more
    parts = indicators or (leaf("a", 60), leaf("b", 40))
    return scheme(*parts, **({"rounding": {"decimals": 1}} | groups))


def told(result, lang):
    """What every unit is told, by name."""
    facts = Facts(result, lang)
    return {unit.rank.name: summary(unit, result, lang) for unit in facts.units(facts.ranking)}


def test_a_unit_is_told_its_rank_the_mean_and_its_greatest_loss():
    result = scored(small(), u1={"a": 60, "b": 30}, u2={"a": 20, "b": 35})
    assert told(result, "zh") == {
        "u1": "总分90.0分（满分100分），在2个县中列第1位；本类平均72.5分。"
        "失分最多的是“b”，失10.0分。",
        "u2": "总分55.0分（满分100分），在2个县中列第2位；本类平均72.5分。"
        "失分最多的是“a”，失40.0分。",
    }
    assert told(result, "en") == {
        "u1": "90.0 of 100 points, rank 1 among 2 (Counties); the group's mean is 72.5. Most was "
        "lost on b: 10.0.",
        "u2": "55.0 of 100 points, rank 2 among 2 (Counties); the group's mean is 72.5. Most was "
        "lost on a: 40.0.",
    }


def test_units_that_tie_with_full_marks_lost_nothing():
    result = scored(small(), u1={"a": 60, "b": 40}, u2={"a": 60, "b": 40})
    zh = "总分100.0分（满分100分），在2个县中并列第1位；本类平均100.0分。"
    assert told(result, "zh") == {"u1": zh, "u2": zh}
    en = "100.0 of 100 points, rank 1 (tied) among 2 (Counties); the group's mean is 100.0."
    assert told(result, "en") == {"u1": en, "u2": en}
    # equal rates: no indicator was met best or least
    assert overview(result, "zh")[1:] == ["u1、u2以100.0分并列第一，平均100.0分，最低100.0分。"]


def test_a_unit_alone_has_no_mean_and_is_counted_as_one():
    result = scored(small(leaf("a", 100)), u1={"a": 50})
    zh = "总分50.0分（满分100分），在1个县中列第1位。失分最多的是“a”，失50.0分。"
    assert told(result, "zh") == {"u1": zh}
    assert overview(result, "zh") == [
        "本次评估依据none，对1个评估对象评分，评估期为2020-01-01至2020-12-31，设1项一级指标，满分100分。",
        "u1以50.0分居首。",
    ]
    assert overview(result, "en") == [
        "This assessment follows none. It covers 1 unit from 2020-01-01 to 2020-12-31 on 1 "
        "first-level indicator, out of 100 points.",
        "u1 leads with 50.0 points.",
    ]


def test_a_unit_without_a_rank_is_told_why():
    result = scored(
        small(),
        whole={"a": 60, "b": 0},
        waiting={"a": "未评估", "b": 30},
        beside={"a": "不适用", "b": "不适用"},
    )
    zh, en = told(result, "zh"), told(result, "en")
    assert zh["waiting"] == "总分在30.0–90.0分之间（满分100分），因有指标未评定，暂不排名。"
    assert en["waiting"] == (
        "The total lies between 30.0 and 90.0 of 100: some indicators are open, so there is no "
        "rank yet."
    )
    assert (zh["beside"], en["beside"]) == ("没有适用的指标。", "No indicator applies.")


def test_a_veto_is_told_to_the_unit_it_struck():
    vetoes = [act("veto", "leak", result="fail"), act("veto", "slip", score=59)]
    result = scored(
        small(adjustments=vetoes),
        struck={"a": 60, "b": 40, "leak": 1},
        held={"a": 60, "b": 40, "slip": 1},
        spared={"a": 60, "b": 20},
    )
    zh, en = told(result, "zh"), told(result, "en")
    assert zh["struck"] == "因“leak”被一票否决，不计总分，不排名。"
    assert en["struck"] == "Vetoed (leak): no total and no rank."
    # (80 + 59) ÷ 2 = 69.5
    assert zh["held"] == (
        "因“slip”被一票否决，总分59.0分（满分100分），在3个县中列第2位；本类平均69.5分。"
    )
    assert en["held"].startswith("Vetoed (slip): 59.0 of 100 points, rank 2 among 3")
    assert "否决" not in zh["spared"]
    assert overview(result, "zh")[-1] == "2个评估对象被一票否决。"
    assert overview(result, "en")[-1] == "Vetoed: 2 units."


def test_a_veto_that_strikes_the_parent_is_told_to_it_as_well():
    veto = act("veto", "leak", result="fail", parent_too=True)
    result = scored(
        small(groups=GROUPS, adjustments=[veto]),
        k={"a": 60, "b": 40, "group": "county"},
        d={"a": 60, "b": 40, "group": "office", "parent": "k", "leak": 1},
    )
    assert set(told(result, "zh").values()) == {"因“leak”被一票否决，不计总分，不排名。"}


def test_a_group_in_which_nobody_is_ranked_has_no_leader():
    result = scored(
        small(groups=GROUPS),
        k={"a": 60, "b": 40, "group": "county"},
        d={"a": "未评估", "b": 3, "group": "office"},
    )
    assert [text for text in overview(result, "zh") if "居首" in text] == ["县：k以100.0分居首。"]
    assert overview(result, "en")[1] == "Counties: k leads with 100.0 points."
    assert not any(text.startswith("office") for text in overview(result, "en"))


def test_what_is_open_provisional_or_wrong_is_counted_in_both_languages():
    scored_ = scored(small(), u1={"a": 60, "b": "未评估"}, u2={"a": 60, "b": "未评估"})
    problem = gk.Problem("bad_date", found="x", allowed="y", remedy="z", source="checks.csv")
    result = replace(
        scored_, problems=gk.Problems([problem] * 3), provisional=frozenset(["u1", "u2"])
    )
    assert overview(result, "zh")[-1] == (
        "2个评估对象有指标未评定，总分以区间表示，不排名；2个评估对象有底稿因错误未计入，得分为暂定（*）；"
        "数据检查共发现3个问题，列于“数据问题”页。"
    )
    assert overview(result, "en")[-1] == (
        "2 units with open indicators: an interval for a total, and no rank; 2 units with rejected "
        "records: the score is provisional (*); problems found in the data: 3, listed on their own "
        "page."
    )


def test_the_public_reads_of_first_level_indicators_where_every_group_is_large():
    rows = {f"u{place}": {"a": 60 - place, "b": 40} for place in range(10)}
    edition = Edition("public", ("html",))
    large = scored(small(), **rows)
    # a: (600 − 45) ÷ 600 = 92.5 %
    assert public_overview(large, edition, "zh", frozenset(["county"]))[1:] == [
        "u0以100.0分居首，平均95.5分。",
        "一级指标中，“b”得分率最高（100.0%），“a”最低（92.5%）。",
    ]
    assert public_overview(large, edition, "en", frozenset())[1:] == [
        "u0 leads with 100.0 points.",
        "Of the first-level indicators, b was met best (100.0%), a least (92.5%).",
    ]
    named_nobody = Edition("public", ("html",), show="administrative")
    means = frozenset(["county"])
    assert public_overview(large, named_nobody, "en", means)[1] == "Mean 95.5."
    assert public_overview(large, named_nobody, "zh", means)[1] == "平均95.5分。"
    # an office alone: rates of all units beside those of the counties would tell on it
    rows = {name: row | {"group": "county"} for name, row in rows.items()}
    beside = scored(small(groups=GROUPS), **rows, alone={"a": 1, "b": 2, "group": "office"})
    assert public_overview(beside, edition, "en", frozenset(["county"]))[1:] == [
        "Counties: u0 leads with 100.0 points; mean 95.5."
    ]


def test_the_public_reads_no_leader_where_ranks_are_not_shown():
    result = scored(small(), **{f"u{place}": {"a": 60 - place, "b": 40} for place in range(4)})
    for show in ("bands", "administrative"):
        edition = Edition("public", ("html",), show=show)
        assert len(public_overview(result, edition, "zh", frozenset())) == 1
