"""Small schemes for the tests of the scheme room, as plain data."""

from typing import Any


def leaf(name: str, points: Any = 10, **more: Any) -> dict[str, Any]:
    """A judged indicator; further keys are added to it or replace its own."""
    own = {"id": name, "title": {"zh": f"指标{name}"}, "points": points, "rule": {"kind": "expert"}}
    return {key: value for key, value in (own | more).items() if value is not None}


def counted(rule: dict[str, Any], **measure: Any) -> dict[str, Any]:
    """A leaf of 10 points with this rule on a measure; a count of activities when none is said."""
    return leaf("a", rule=rule, measure={"kind": "count", "table": "activities"} | measure)


def scheme(*indicators: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A scheme of 10 points with two groups and a subset."""
    return {
        "scheme": "small",
        "title": {"zh": "小体系", "en": "Small"},
        "source": {"document": "试例〔2017〕1号"},
        "period": {"from": "2017-01-01", "to": "2017-12-31"},
        "points": 10,
        "points_from": "proposed",
        "groups": {
            "county": {"title": {"zh": "县", "en": "County"}},
            "department": {"title": {"zh": "部门", "en": "Department"}},
            "pilot": {"title": {"zh": "试点县", "en": "Pilot county"}, "within": "county"},
        },
        "indicators": list(indicators) or [leaf("a")],
    } | more
