"""What a file may write shorter: a percentage of the parent instead of points.

In: plain data as a file or Python gives it. Out: the same data with points for every indicator
that says what per cent of its parent it is worth.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from gkeval.numbers import plain

_NUMBER = re.compile(r"[0-9]{1,20}(\.[0-9]{1,20})?")


def points_from_percent(data: dict[str, Any]) -> dict[str, Any]:
    """Return the data with points where only `percent` was written.

    The parent's points count, or what it is marked out of (`out_of`). What is not a number is
    left as it is: the form of the model says what is wrong with it.

    Parameters
    ----------
    data
        The data of a scheme.

    Examples
    --------
    >>> tree = [{"id": "a", "percent": "30", "indicators": [{"id": "a.b", "percent": "50"}]}]
    >>> made = points_from_percent({"points": "40", "indicators": tree})["indicators"][0]
    >>> made["points"], made["indicators"][0]["points"]
    (Decimal('12'), Decimal('6'))
    """
    return data | {"indicators": _below(data.get("indicators"), _decimal(data.get("points")))}


def _below(indicators: Any, whole: Decimal | None) -> Any:
    if not isinstance(indicators, list):
        return indicators
    return [_complete(item, whole) if isinstance(item, dict) else item for item in indicators]


def _complete(item: dict[str, Any], whole: Decimal | None) -> dict[str, Any]:
    percent = _decimal(item.get("percent"))
    made = dict(item)
    if "points" not in item and percent is not None and whole is not None:
        made["points"] = Decimal(plain(percent * whole / 100))
    if "indicators" in item:
        own = _decimal(item.get("out_of")) or _decimal(made.get("points"))
        made["indicators"] = _below(item["indicators"], own)
    return made


def _decimal(value: Any) -> Decimal | None:
    if isinstance(value, Decimal):
        return value if value.is_finite() else None
    if isinstance(value, int | float) and not isinstance(value, bool):
        return Decimal(repr(value)) if value == value and abs(value) < 10**20 else None
    return Decimal(value) if isinstance(value, str) and _NUMBER.fullmatch(value) else None
