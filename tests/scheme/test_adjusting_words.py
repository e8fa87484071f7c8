"""Adjustments in words: every kind and every form of amount."""

from typing import Any, get_args

import pytest

from gkeval.scheme.adjusting_words import KINDS, say_adjustment
from gkeval.scheme.adjustments import ADJUSTMENTS
from gkeval.scheme.loading import parse_scheme
from tests.scheme.builders import leaf, scheme

CASES = {"kind": "count", "table": "incidents", "where": {"kind": "leak"}}


def said(lang: Any, **adjustment: Any) -> str:
    whole = {"id": "x", "title": {"zh": "事项"}} | adjustment
    made = parse_scheme(scheme(leaf("a"), adjustments=[whole]))
    return say_adjustment(made.adjustments[0], made, lang)


@pytest.mark.parametrize(
    ("adjustment", "zh", "en"),
    [
        (
            {"kind": "bonus", "per_case": 1, "cap": 3, "opens_above": 8, "measure": CASES},
            "每起加1分，合计不超过3分，此前得分高于8分才计，取数口径：事件类型为“leak”的事件起数。",
            "Add 1 point for each; at most 3 points in all; only when the score so far is above "
            "8 points; measured as number of incidents with kind “leak”.",
        ),
        (
            {"kind": "bonus", "ladder": {"from": "0.1", "points": 1, "each": "0.2"}},
            "达到0.1加1分，每再增加0.2再加1分。",
            "Add 1 point from 0.1 on; add 1 point again for each further 0.2.",
        ),
        (
            {"kind": "bonus", "ladder": {"from": 3, "points": 2}, "opens_at": 8},
            "达到3加2分，此前得分达到8分才计。",
            "Add 2 points from 3 on; only when the score so far is at least 8 points.",
        ),
        (
            {"kind": "deduction", "steps": [{"at_least": 1, "points": 2}], "on": "a"},
            "不少于1扣2分，只作用于指标“指标a”。",
            "Take off 2 points for at least 1; on the indicator “指标a” only.",
        ),
        (
            {"kind": "deduction", "judged_up_to": 5},
            "由评估员酌情扣分，最多5分。",
            "Take off what is judged, at most 5 points.",
        ),
        (
            {"kind": "deduction", "amount": 3, "when": {"above": 2}},
            "高于2时扣3分。",
            "Take off 3 points when above 2.",
        ),
        (
            {"kind": "deduction", "share": "0.5", "when": {"at_least": 1}},
            "不少于1时扣得分的50%。",
            "Take off 50 % of the score when at least 1.",
        ),
        (
            {"kind": "cap", "at": 6, "when": {"below": 1}},
            "低于1时得分不超过6分。",
            "Score at most 6 points when below 1.",
        ),
        (
            {"kind": "veto", "result": "fail", "measure": CASES, "parent_too": True},
            "不少于1起即否决，评定为不合格，上级单位同时否决，"
            "取数口径：事件类型为“leak”的事件起数。",
            "Vetoed when at least 1; the unit fails; the parent unit as well; measured as number "
            "of incidents with kind “leak”.",
        ),
        (
            {"kind": "veto", "score": 5},
            "不少于1即否决，总分定为5分。",
            "Vetoed when at least 1; the total becomes 5 points.",
        ),
        (
            {"kind": "gate", "below": 6},
            "此时得分低于6分的不合格，其后各项不再计。",
            "A score so far below 6 points fails the unit; nothing after it counts.",
        ),
    ],
)
def test_an_adjustment_is_said_in_both_languages(adjustment: dict[str, Any], zh: str, en: str):
    assert said("zh", **adjustment) == zh
    assert said("en", **adjustment) == en


def test_every_kind_has_its_word():
    kinds = {get_args(kind.model_fields["kind"].annotation)[0] for kind in ADJUSTMENTS}
    assert kinds == set(KINDS)
