"""Rules in words: every kind, both languages, limits in the unit of the measure."""

from decimal import Decimal
from typing import Any, get_args

import pytest
from pydantic import TypeAdapter

from gkeval.measures.kinds import Measure
from gkeval.rules.kinds import KINDS, Relative, Rule
from gkeval.rules.sentences import METHODS, say_rule
from gkeval.spec import Text

GROUPS = {"county": Text(zh="县", en="counties"), "city": Text(zh="市", en="cities")}
MEASURES: dict[str, dict[str, Any]] = {
    "whole": {"kind": "count", "table": "incidents"},
    "share": {
        "kind": "share",
        "table": "checks",
        "hit": {"passed": "true"},
        "when_empty": "zero",
    },
    "days": {"kind": "longest_gap", "table": "updates"},
    "number": {"kind": "statistic", "plus": ["x"]},
    "date": {"kind": "first_date", "table": "documents"},
    "judged": {"kind": "judgement"},
}


def rule(**said: Any) -> Rule:
    return TypeAdapter(Rule).validate_python(said)


def both(one: Rule, scale: str, **more: Any) -> tuple[str, str]:
    measure: Measure = TypeAdapter(Measure).validate_python(MEASURES[scale])
    told = {"points": Decimal(6), "measure": measure, "groups": GROUPS} | more
    return say_rule(one, "zh", **told), say_rule(one, "en", **told)


STEPS = [{"at_least": "0.6", "rate": "0.5"}, {"at_least": "0.9", "rate": 1}]
SAID: list[tuple[dict[str, Any], str, str, str]] = [
    (
        {"kind": "at_least", "target": 2},
        "whole",
        "不少于2起得满分，否则不得分。",
        "Full points for at least 2; otherwise none.",
    ),
    (
        {"kind": "at_least", "target": {"city": "0.9", "county": "0.8"}},
        "share",
        "市不少于90%、县不少于80%得满分，否则不得分。",
        "Full points for at least 90 % (cities), at least 80 % (counties); otherwise none.",
    ),
    (
        {"kind": "at_most", "target": 30},
        "days",
        "不超过30天得满分，超过不得分。",
        "Full points for at most 30 days; none above.",
    ),
    (
        {"kind": "proportion"},
        "share",
        "按比例得分。",
        "Points in proportion to the share.",
    ),
    (
        {"kind": "proportion", "target": 4},
        "whole",
        "达到4起得满分，不足的按比例得分。",
        "Full points for 4 or more; below in proportion.",
    ),
    (
        {"kind": "linear", "zero": 0, "full": "0.5"},
        "share",
        "不少于50%得满分，0%不得分，其间按比例得分。",
        "Full points for at least 50 %; none for 0 %; in proportion between.",
    ),
    (
        {"kind": "linear", "zero": 60, "full": 7},
        "days",
        "不超过7天得满分，不少于60天不得分，其间按比例得分。",
        "Full points for at most 7 days; none for at least 60 days; in proportion between.",
    ),
    (
        {"kind": "steps", "steps": STEPS},
        "share",
        "不少于90%得满分，不少于60%得3分，其余不得分。",
        "Full points for at least 90 %; 3 points for at least 60 %; otherwise none.",
    ),
    (
        {"kind": "levels", "levels": {"优": 1, "中": "0.6", "差": 0}},
        "judged",
        "按评定等次：“优”得满分，“中”得3.6分，“差”不得分。",
        "By the level given: “优” full points, “中” 3.6 points, “差” no points.",
    ),
    (
        {"kind": "checklist", "lost": "0.2"},
        "share",
        "要素齐全得满分，每缺一项扣1.2分，扣完为止。",
        "Full points when every element is there; 1.2 points off for each that is missing; until "
        "none are left.",
    ),
    (
        {"kind": "deadline", "by": "2017-06-30", "late": [{"days": 30, "rate": "0.5"}]},
        "date",
        "2017年6月30日（含）前完成得满分，迟30天以内得3分，更迟或未完成不得分。",
        "Full points when done by 30 June 2017; 3 points up to 30 days late; otherwise none.",
    ),
    (
        {"kind": "deduct", "per_case": "0.5", "free": 1},
        "whole",
        "超过1起的，每起扣0.5分，扣完为止。",
        "0.5 points off for every case after the first 1; until none are left.",
    ),
    (
        {"kind": "trend", "up": 1, "flat": "0.5", "down": 0, "tolerance": "0.05"},
        "number",
        "上升得满分，持平得3分，下降不得分，增减不超过0.05算持平。",
        "Full points for a rise; 3 points for no change; no points for a fall; changes up to 0.05 "
        "being none.",
    ),
    (
        {"kind": "relative", "method": "minmax", "better": "less"},
        "days",
        "同类别最低的得满分，最高的不得分，其间按比例计分，各单位相同的均得满分。",
        "Full points for the lowest of the group, none for the highest, in proportion between; "
        "full points for all when all are equal.",
    ),
    (
        {"kind": "expert"},
        "judged",
        "所评分数即为得分，最高6分。",
        "The points given are the score, at most 6.",
    ),
    (
        {"kind": "expert", "scale": "percent"},
        "judged",
        "按百分制评定，折算为得分。",
        "Given out of 100 and converted into points.",
    ),
]


@pytest.mark.parametrize(("said", "scale", "zh", "en"), SAID)
def test_a_rule_is_said_in_both_languages(said: dict[str, Any], scale: str, zh: str, en: str):
    assert both(rule(**said), scale) == (zh, en)


def test_every_kind_is_said_above():
    kinds = {get_args(kind.model_fields["kind"].annotation)[0] for kind in KINDS}
    assert {said["kind"] for said, *_ in SAID} == kinds


def test_every_relative_method_has_its_words():
    for method in get_args(Relative.model_fields["method"].annotation):
        for better in ("more", "less"):
            if (method, better) != ("max", "less"):
                assert METHODS[method, better][0]


def test_without_points_a_rate_is_a_share_of_the_points():
    one = rule(kind="steps", steps=STEPS)
    assert "得50%的分" in both(one, "share", points=None)[0]
    assert "50 % of the points" in both(one, "share", points=None)[1]


def test_the_year_begins_the_sentence():
    one = rule(kind="at_least", target=2)
    assert both(one, "whole", span="全年")[0].startswith("全年不少于2起")
    assert both(one, "whole", span="in the year")[1].startswith("Full points for at least 2 in the")


def test_a_step_at_zero_leaves_nothing_over():
    one = rule(kind="steps", steps=[{"at_least": 0, "rate": "0.2"}, {"at_least": 1, "rate": 1}])
    assert both(one, "whole")[0] == "不少于1起得满分，不少于0起得1.2分。"
    steps = [{"at_least": 0, "rate": "0.2"}, {"at_least": 1, "rate": "0.5"}]
    one = rule(kind="steps", steps=[*steps, {"at_least": 3, "rate": 1}])
    assert both(one, "whole")[0] == "不少于3起得满分，不少于1起得3分，不少于0起得1.2分。"


def test_a_sum_of_points_is_taken_off_as_it_is():
    from gkeval.measures.kinds import Tally
    from gkeval.rules.kinds import Deduct

    tally = Tally(kind="tally", table="rectifications", column="points_lost")
    for per_case, zh, en in (
        (1, "按取数结果扣分，扣完为止。", "Points off: the value; until none are left."),
        (
            2,
            "按取数结果的2倍扣分，扣完为止。",
            "Points off: the value times 2; until none are left.",
        ),
    ):
        rule = Deduct(kind="deduct", per_case=per_case)
        assert say_rule(rule, "zh", measure=tally) == zh
        assert say_rule(rule, "en", measure=tally) == en


MORE: list[tuple[dict[str, Any], str, str, str]] = [
    (
        {"kind": "proportion", "target": "0.8"},
        "share",
        "达到80%得满分，不足的按比例得分。",
        "Full points for 80 % or more; below in proportion.",
    ),
    (
        {"kind": "proportion"},
        "whole",
        "达到1起得满分，不足的按比例得分。",
        "Full points for 1 or more; below in proportion.",
    ),
    (
        {"kind": "linear", "zero": 0, "full": 10},
        "number",
        "不少于10得满分，不超过0不得分，其间按比例得分。",
        "Full points for at least 10; none for at most 0; in proportion between.",
    ),
    (
        {"kind": "linear", "zero": 1, "full": 5},
        "whole",
        "不少于5起得满分，不超过1起不得分，其间按比例得分。",
        "Full points for at least 5; none for at most 1; in proportion between.",
    ),
    (
        {"kind": "steps", "steps": [{"at_most": 5, "rate": "0.5"}, {"at_most": 0, "rate": 1}]},
        "days",
        "不超过0天得满分，不超过5天得3分，其余不得分。",
        "Full points for at most 0 days; 3 points for at most 5 days; otherwise none.",
    ),
    (
        {"kind": "steps", "steps": [{"at_least": 1, "rate": 0}, {"at_least": 3, "rate": 1}]},
        "whole",
        "不少于3起得满分，其余不得分。",
        "Full points for at least 3; otherwise none.",
    ),
    (
        {
            "kind": "steps",
            "steps": [
                {"at_least": 3, "rate": "0.5"},
                {"at_least": 1, "rate": 0},
                {"at_least": 5, "rate": 1},
            ],
        },
        "whole",
        "不少于5起得满分，不少于3起得3分，其余不得分。",
        "Full points for at least 5; 3 points for at least 3; otherwise none.",
    ),
    (
        {
            "kind": "steps",
            "steps": [{"at_least": 0, "rate": "0.5"}, {"at_least": "0.5", "rate": 1}],
        },
        "share",
        "不少于50%得满分，不少于0%得3分。",
        "Full points for at least 50 %; 3 points for at least 0 %.",
    ),
    (
        {"kind": "steps", "steps": [{"at_most": "0.5", "rate": "0.5"}, {"at_most": 0, "rate": 1}]},
        "share",
        "不超过0%得满分，不超过50%得3分，其余不得分。",
        "Full points for at most 0 %; 3 points for at most 50 %; otherwise none.",
    ),
    (
        {"kind": "steps", "steps": [{"at_most": 0, "rate": 1}]},
        "whole",
        "不超过0起得满分，其余不得分。",
        "Full points for at most 0; otherwise none.",
    ),
    (
        {"kind": "deadline", "by": {"city": "2017-06-30", "county": "2017-09-30"}},
        "date",
        "市2017年6月30日（含）前、县2017年9月30日（含）前完成得满分，逾期或未完成不得分。",
        "Full points when done by 30 June 2017 (cities), by 30 September 2017 (counties); "
        "otherwise none.",
    ),
    (
        {"kind": "deduct", "per_case": 2},
        "whole",
        "每起扣2分，扣完为止。",
        "2 points off for every case; until none are left.",
    ),
    (
        {"kind": "deduct", "per_case": 2, "free": 3},
        "number",
        "按取数结果超过3的部分的2倍扣分，扣完为止。",
        "Points off: the value beyond 3 times 2; until none are left.",
    ),
    (
        {"kind": "steps", "steps": [{"at_most": 8, "rate": "0.5"}, {"at_most": 10, "rate": 0}]},
        "whole",
        "不超过8起得3分，其余不得分。",
        "3 points for at most 8; otherwise none.",
    ),
    (  # a number may lie below 0
        {"kind": "steps", "steps": [{"at_least": 0, "rate": "0.5"}]},
        "number",
        "不少于0得3分，其余不得分。",
        "3 points for at least 0; otherwise none.",
    ),
    (
        {"kind": "relative", "method": "max"},
        "number",
        "与同类别最高值之比为得分率，不高于0的不得分，各单位相同的均得满分。",
        "Rate is the value divided by the highest of the group; none for 0 or less; full points "
        "for all when all are equal.",
    ),
    (
        {"kind": "trend", "up": 1, "flat": 1, "down": "0.25"},
        "number",
        "上升得满分，持平得满分，下降得1.5分。",
        "Full points for a rise; full points for no change; 1.5 points for a fall.",
    ),
    (
        {"kind": "expert", "scale": "rate"},
        "judged",
        "评定得分率（0到1），折算为得分。",
        "Given as a rate from 0 to 1.",
    ),
    (
        {"kind": "relative", "method": "percentile"},
        "whole",
        "得分率为同类别中不高于本单位的单位所占比例。",
        "Rate is the share of the group that is not higher.",
    ),
]


@pytest.mark.parametrize(("said", "scale", "zh", "en"), MORE)
def test_what_lies_beside_the_usual_case_is_said_too(
    said: dict[str, Any], scale: str, zh: str, en: str
):
    assert both(rule(**said), scale) == (zh, en)


def test_without_measure_points_or_titles():
    for said, zh, en in (
        (
            {"kind": "at_least", "target": {"x": 2}},
            "x不少于2得满分，否则不得分。",
            "Full points for at least 2 (x); otherwise none.",
        ),
        ({"kind": "expert"}, "所评分数即为得分。", "The points given are the score."),
        (
            {"kind": "proportion"},
            "达到1得满分，不足的按比例得分。",
            "Full points for 1 or more; below in proportion.",
        ),
        (
            {"kind": "deduct", "per_case": 1},
            "每次扣1分，扣完为止。",
            "1 point off for every case; until none are left.",
        ),
    ):
        one = rule(**said)
        assert (say_rule(one, "zh"), say_rule(one, "en")) == (zh, en)


@pytest.mark.parametrize(
    ("said", "zh", "en"),
    [
        ({"kind": "at_most", "target": 2}, "全年不超过2起得满分", "for at most 2 in 2017; none"),
        ({"kind": "proportion", "target": 2}, "全年达到2起得满分", "for 2 or more in 2017; below"),
        ({"kind": "linear", "zero": 1, "full": 2}, "全年不少于2起", "for at least 2 in 2017; none"),
    ],
)
def test_the_period_begins_other_sentences_too(said, zh, en):
    assert both(rule(**said), "whole", span="全年")[0].startswith(zh)
    assert en in both(rule(**said), "whole", span="in 2017")[1]
