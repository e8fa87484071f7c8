"""What holds for a whole scheme, in words."""

from typing import Any

import pytest

import gkeval as gk
from gkeval.scheme.loading import parse_scheme
from gkeval.scheme.notes import notes
from tests.scheme.builders import leaf, scheme


def said(lang: Any = "zh", **more: Any) -> dict[str, str]:
    tree = leaf("a", 10, rule=None, indicators=[leaf("a.1", 10)])
    return dict(notes(parse_scheme(scheme(tree, **more)), lang))


def test_source_period_points_and_groups():
    source = {"document": "某办发〔2017〕1号", "issued": "2017-05-01", "issuer": "某办公厅"}
    found = said(source=source, scale_to=100)
    assert found["依据"] == "某办发〔2017〕1号；某办公厅；2017年5月1日"
    assert found["评估期"] == "2017年1月1日至2017年12月31日"
    assert found["满分"] == "100分（由10分折算），分值为建议，原文未规定"
    assert found["类别"] == "县（其中：试点县）；部门"
    assert said("en")["full mark"] == "10 points; points are proposals; the source prints none"


@pytest.mark.parametrize(
    ("policy", "zh"),
    [
        ({"kind": "siblings"}, "分值按比例转给同一上级指标下适用的指标"),
        ({"kind": "whole_tree"}, "分值按比例转给全部适用的指标"),
        ({"kind": "within", "of": "a"}, "分值按比例转给“指标a”下适用的指标"),
        ({"kind": "full"}, "得满分"),
        ({"kind": "share", "rate": "0.8"}, "得80%的分"),
        (
            {"kind": "explained", "rates": {"优": "0.8", "良": "0.6"}},
            "按情况说明得分（“优” 80%和“良” 60%），没有说明的不得分",
        ),
    ],
)
def test_policies_for_what_does_not_apply(policy: dict[str, Any], zh: str):
    assert said(not_applicable=policy)["不适用时的处理"] == zh


def test_ranking_and_rounding():
    assert said()["排名"] == (
        "按类别分别排名，得分四舍五入保留2位小数，按修约后的得分排名，"
        "得分相同的并列，其后名次顺延（1、2、2、4）"
    )
    ordinal = {"ties": "ordinal", "break_by": ["a", "order"]}
    found = said("en", ranking=ordinal, rounding={"decimals": 1, "rank_on": "exact"})["ranking"]
    assert "ranks from exact scores" in found
    assert found.endswith("by 指标a, then the order of the units table")


def test_grades_by_score_by_group_by_quota_and_with_conditions():
    grades = [
        {
            "id": "a",
            "title": {"zh": "优"},
            "top": "0.2",
            "needs": {"no_veto": True, "rates": {"a": "0.8"}},
        },
        {"id": "b", "title": {"zh": "良"}, "at_least": {"county": 8, "department": 7}},
        {"id": "c", "title": {"zh": "差"}, "at_least": 0},
    ]
    assert said(grades=grades)["等级"] == (
        "优 前20%，未被否决，指标a ≥ 80%；良 县 ≥ 8和部门 ≥ 7；差 ≥ 0"
    )


def test_duties_and_what_is_outside():
    more = {
        "constraints": [
            {"id": "w", "kind": "efficiency_weight", "at_least": "0.04", "clause": "六(四)"}
        ],
        "outside": [{"id": "nx-1", "reason": {"zh": "不评"}}],
    }
    found = said(**more)
    assert found["对评估工作的要求"] == "efficiency_weight ≥ 4%［六(四)］"
    assert found["未列为指标的义务"] == "nx-1 不评"


def test_what_is_not_assessed_and_days_beside_the_national_calendar():
    days = {"days_off": ["2017-06-26", "2017-09-01"], "days_on": ["2017-06-25"]}
    found = said(missing="zero", calendar=days)
    assert found["未评估"] == "按0分计"
    assert found["工作日历"] == ("另行放假：2017年6月26日和2017年9月1日；另行上班：2017年6月25日")


def test_roll_up():
    rollup = {"groups": ["county"], "own": "0.5", "children": ["department"]}
    assert said(rollup=rollup)["上下级合成"] == "县：本级得分占50%，所属部门平均得分占50%"


def test_empty_notes_are_left_out():
    assert not set(said()) & {"等级", "对评估工作的要求", "未列为指标的义务", "上下级合成"}
    assert gk.load_scheme("ningxia-2017").outside
