"""Small schemes and ready values: what the tests of scoring are made of."""

from typing import Any

import pandas as pd

import gkeval as gk
from gkeval.scheme import parse_scheme
from gkeval.scheme.adjustments import Gate


def leaf(name: str, points: Any, **more: Any) -> dict[str, Any]:
    """A leaf whose value is its points, as a rater gives them."""
    return {"id": name, "title": {"en": name}, "points": points, "rule": {"kind": "expert"}} | more


def branch(name: str, points: Any, *below: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"id": name, "title": {"en": name}, "points": points, "indicators": list(below)} | more


def act(kind: str, name: str, **more: Any) -> dict[str, Any]:
    """An adjustment on a judged value; it says itself when it is on."""
    return {"id": name, "kind": kind, "title": {"en": name}} | more


def grade(name: str, **more: Any) -> dict[str, Any]:
    return {"id": name, "title": {"en": name}} | more


def scheme(*indicators: dict[str, Any], **more: Any) -> gk.Scheme:
    """A scheme of one group, its points the sum of the first level; `more` says otherwise."""
    groups = more.pop("groups", {"unit": {}})
    return parse_scheme(
        {
            "scheme": "small",
            "title": {"en": "Small"},
            "source": {"document": "none"},
            "period": {"from": "2020-01-01", "to": "2020-12-31"},
            "points": sum(indicator["points"] for indicator in indicators),
            "points_from": "proposed",
            "rounding": {"decimals": 6},
            "groups": {name: {"title": {"en": name}} | own for name, own in groups.items()},
            "indicators": list(indicators),
        }
        | more
    )


def hundred(*adjustments: dict[str, Any], **more: Any) -> gk.Scheme:
    """A tree of 60 and 40 points with these adjustments."""
    return scheme(leaf("a", 60), leaf("b", 40), adjustments=list(adjustments), **more)


def scored(made: gk.Scheme, **units: dict[str, Any]) -> gk.Assessment:
    """Score units from ready values; adjustments that a unit does not name hold 0."""
    nothing = {item.id: 0 for item in made.adjustments if not isinstance(item, Gate)}
    rows = [{"unit": name, **nothing, **values} for name, values in units.items()]
    frame = pd.DataFrame(rows, dtype=object)
    if "group" not in frame:
        frame["group"] = next(iter(made.groups))
    return gk.score(made, frame)


def totals(result: gk.Assessment, column: str = "total") -> dict[str, Any]:
    return result.totals.set_index("unit")[column].to_dict()


def adjusted(result: gk.Assessment, *columns: str) -> list[list[Any]]:
    """These columns of what was adjusted, in rows."""
    return result.adjustments[list(columns)].to_numpy(dtype=object).tolist()


def score_of(result: gk.Assessment, unit: str, indicator: str, column: str = "score") -> float:
    frame = result.scores.set_index(["unit", "indicator"])
    return float(frame.loc[(unit, indicator), column])
