"""Terms of the Regulation on Open Government Information (政府信息公开条例), by the day they hold.

The numbers stand in one data file, data/terms.yaml, each with its article and validity.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Literal, NamedTuple, TypeAlias, cast, overload

import numpy as np
import numpy.typing as npt

from gkeval.errors import GkevalError
from gkeval.workdays.days import (
    Dates,
    Day,
    Days,
    Integers,
    ordinal,
    ordinals,
    plain,
    refuse,
    refuse_missing,
)

Unit: TypeAlias = Literal["working_days", "month_day"]
Years: TypeAlias = Sequence[int] | npt.NDArray[np.integer]


class Term(NamedTuple):
    """One term as it holds from `valid_from` to `valid_to` (None: still in force).

    `unit` is ``"working_days"`` (`value` 20) or ``"month_day"`` of the following year (`value` 131
    is 31 January). `title` and `regulation` hold their texts under ``zh`` and ``en``.
    """

    id: str
    title: Mapping[str, str]
    regulation: Mapping[str, str]
    article: str
    unit: Unit
    value: int
    valid_from: dt.date
    valid_to: dt.date | None


@cache
def terms() -> tuple[Term, ...]:
    """Every term, its versions in the order of time.

    Examples
    --------
    >>> [(item.value, item.article) for item in terms() if item.id == "answer"]
    [(15, '24'), (20, '33')]
    """
    import yaml

    content = yaml.safe_load(files("gkeval").joinpath("data/terms.yaml").read_text("utf-8"))
    return tuple(
        Term(
            id=entry["id"],
            title=entry["title"],
            regulation=content["regulations"][version["regulation"]],
            article=version["article"],
            unit="working_days" if "days" in version else "month_day",
            value=version.get("days") or int(version["month_day"].replace("-", "")),
            valid_from=version["from"],
            valid_to=version.get("to"),
        )
        for entry in content["terms"]
        for version in entry["versions"]
    )


@overload
def term(id: str, on: Day) -> int: ...
@overload
def term(id: str, on: Days) -> Integers: ...
def term(id: str, on: Day | Days) -> int | Integers:
    """Length of a term in working days, by the day that starts it (int64).

    Parameters
    ----------
    id
        ``"answer"``, ``"extension"``, ``"clarification"``, ``"third_party"`` or ``"disclosure"``.
    on
        Day of receipt; for disclosure, of formation or change; for a third party, the day on which
        it received the letter.

    Raises
    ------
    GkevalError
        An unknown id; a day on which no version was in force; a day that is missing or no date.

    Examples
    --------
    >>> term("answer", [dt.date(2019, 5, 14), dt.date(2019, 5, 15)])
    array([15, 20])
    """
    return cast("int | Integers", plain(_in_force(_versions(id, "working_days"), ordinals(on))))


@overload
def report_due(id: str, year: int) -> dt.date: ...
@overload
def report_due(id: str, year: Years) -> Dates: ...
def report_due(id: str, year: int | Years) -> dt.date | Dates:
    """Last day for the annual report on a year; it lies in the year after.

    Parameters
    ----------
    id
        ``"report_department"`` or ``"report_government"``.
    year
        The year reported on, one or many. The first is 2008.

    Raises
    ------
    GkevalError
        An unknown id; a year whose report fell due before the first regulation held.

    Examples
    --------
    >>> report_due("report_department", [2018, 2019])
    array(['2019-03-31', '2020-01-31'], dtype='datetime64[D]')
    """
    versions = _versions(id, "month_day")
    following = np.asarray(np.asarray(year, dtype=np.int64) + 1 - 1970).view("M8[Y]")
    # the last report of a year falls due at the end of March: the regulation of that day holds
    deciding = (following.astype("M8[M]") + 3).astype("M8[D]") - 1
    value = _in_force(versions, np.asarray(deciding).view(np.int64))
    due = (following.astype("M8[M]") + (value // 100 - 1)).astype("M8[D]") + (value % 100 - 1)
    return cast("dt.date | Dates", plain(due))


def _versions(id: str, unit: Unit) -> list[Term]:
    found = [item for item in terms() if (item.id, item.unit) == (id, unit)]
    if not found:
        allowed = ", ".join(dict.fromkeys(item.id for item in terms() if item.unit == unit))
        raise GkevalError(f"term: found {id!r}; allowed here: {allowed}")
    return found


def _in_force(versions: list[Term], on: Integers) -> Integers:
    starts = np.array([ordinal(item.valid_from) for item in versions])
    ends = np.array([ordinal(item.valid_to or dt.date.max) for item in versions])
    place = np.searchsorted(starts, on, side="right") - 1
    outside = np.asarray((place < 0) | (on > ends[place]))
    if outside.any():
        refuse_missing(on)
        held = "; ".join(f"{item.valid_from} to {item.valid_to or 'now'}" for item in versions)
        first = on[outside].min().view("M8[D]")
        what = f"{first}, a day outside the validity of term {versions[0].id!r}"
        refuse(outside, what, f"allowed: {held}; check the date, or state a term of your own")
    return np.array([item.value for item in versions], dtype=np.int64)[place]
