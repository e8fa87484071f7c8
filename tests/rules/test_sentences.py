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
        "同类别最低的得满分，最高的不得分，其间按比例计分。",
        "Full points for the lowest of the group, none for the highest, in proportion between.",
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
