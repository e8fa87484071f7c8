"""Material after the check date does not score (检查日之后的材料不计分).

In: records, the day on which each unit was checked. Out: the records as they were to be seen on
that day, and a line for everything that came later.

A date after the check date is one of a thing that had not happened yet: a document published later
was not public, a request answered later was not answered, a meeting held later had not been held.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from gkeval.errors import GkevalError, Problem, Problems
from gkeval.records import Records
from gkeval.records.cells import as_text
from gkeval.records.dates import stamps
from gkeval.tables import TABLES

OCCURS: dict[str, str] = {
    "interpretations": "published",
    "requests": "received",
    "pauses": "began",
    "incidents": "occurred",
    "activities": "date",
    "updates": "date",
    "checks": "checked",
}
"""Tables whose rows are events, and the column that says when; later ones had not happened."""

SHOWN: dict[str, tuple[str, ...]] = {
    "documents": ("published", "reprinted", "updated"),
    "requests": ("clarification_asked", "clarification_returned", "extension_approved",
                 "extension_notified", "fee_notified", "fee_paid", "answered"),
    "incidents": ("surfaced", "responded", "closed"),
    "activities": ("announced", "published"),
    "columns": ("last_update",),
    "entries": ("published",),
}  # fmt: skip
"""What is done with a thing that is there: dates after the check date are left out."""

AS_NOTED = ("units", "judgements", "absences", "rectifications")
"""Tables that evaluators write themselves, before the check date or after it."""

WITH = {"documents": ("published", ("elements",)), "entries": ("published", ("elements",)),
        "requests": ("answered", ("answer", "remedy_notice", "elements"))}  # fmt: skip
"""What is seen only where a date is there: the elements of what was published, the answer given."""

Mask = npt.NDArray[np.bool_]
Dates = date | Mapping[str, date]


def as_of(records: Records, dates: Dates | None = None) -> Records:
    """Return the records as they were on the check date of each unit.

    Events later than the check date are set aside. Of things that were there, later dates of
    publication, answer or update are left out, with what could be seen only then; so a late
    document stays among those that should have been public. A row that bears no date of its own
    is set aside when it was captured after the check date. ``first_seen`` (首次发现日期), where it
    is given, goes before what a document says of its own publication.

    Parameters
    ----------
    records
        What `gkeval.read_records` returned.
    dates
        The check date: one day for all, or a day by unit; None: the column ``check_date`` (检查日)
        of the table of units. A unit without one is left as it is.

    Returns
    -------
    Records
        Its `problems` hold a warning for every date and row that does not count; `rejected` the
        rows that were set aside.

    Raises
    ------
    GkevalError
        When `dates` names a unit that is not there, or nobody has a check date.

    Examples
    --------
    >>> from gkeval.records import read_records
    >>> units = pd.DataFrame({"unit": ["A"], "group": "city"})
    >>> documents = pd.DataFrame({"unit": "A", "record": ["1", "2"], "kind": "rule",
    ...     "issued": "2017-12-01", "published": ["2017-12-20", "2018-02-03"]})
    >>> records = read_records({"units": units, "documents": documents})
    >>> seen = as_of(records, date(2018, 1, 15))
    >>> seen.tables["documents"]["published"].notna().tolist()
    [True, False]
    >>> seen.problems[0].found
    'record 2: 2018-02-03, after the check date 2018-01-15'
    """
    last = _last_days(records, dates)
    tables = dict(records.tables)
    rejected = {name: [frame] for name, frame in records.rejected.items()}
    problems: list[Problem] = []
    for name, frame in records.tables.items():
        if not isinstance(frame, pd.DataFrame):
            raise GkevalError(
                f"the table {name} is {type(frame).__name__}; check dates are applied to data "
                "frames of pandas. Remedy: read the records without an engine"
            )
        if name in AS_NOTED or frame.empty:
            continue
        day = frame["unit"].map(last).astype("datetime64[us]").reset_index(drop=True)
        seen = frame.reset_index(drop=True)
        late = _happened_later(name, seen, day)
        problems += _told(name, seen, day, late, OCCURS.get(name, "captured"))
        kept = _blanked(name, seen, day, ~late, problems)
        if late.any():
            rejected.setdefault(name, []).append(_as_text(seen[late], name))
        tables[name] = kept[~late].reset_index(drop=True)
    return Records(
        tables,
        records.problems + Problems(problems),
        {name: pd.concat(parts, ignore_index=True) for name, parts in rejected.items()},
        records.provisional,
        records.hashes,
    )


def _last_days(records: Records, dates: Dates | None) -> dict[str, pd.Timestamp]:
    """Return the last moment that counts for each unit."""
    units = records.units["unit"]
    found: dict[str, Any]
    if isinstance(dates, Mapping):
        strange = sorted(set(dates) - set(units))
        if strange:
            raise GkevalError(
                f"a check date is given for {', '.join(strange[:5])}; allowed: units of the "
                "records. Remedy: correct the name"
            )
        found = dict(dates)
    elif dates is not None:
        found = dict.fromkeys(units, dates)
    else:
        name = next((n for n in ("check_date", "检查日", "检查日期") if n in records.units), None)
        if name is None:
            raise GkevalError(
                "there is no check date. Remedy: as_of(records, date(2018, 1, 15)), or a column "
                "检查日 in the table of units"
            )
        given = pd.Series(stamps(as_text(records.units[name])))
        found = {unit: day for unit, day in zip(units, given, strict=True) if pd.notna(day)}
    end = pd.Timedelta(days=1) - pd.Timedelta(microseconds=1)
    return {unit: pd.Timestamp(day).normalize() + end for unit, day in found.items()}


def _after(values: pd.Series[Any], day: pd.Series[Any]) -> Mask:
    return (values > day).fillna(value=False).to_numpy(dtype=bool)


def _happened_later(name: str, frame: pd.DataFrame, day: pd.Series[Any]) -> Mask:
    """Return the rows that had not happened, or of which nothing says that they were there."""
    if name in OCCURS:
        return _after(frame[OCCURS[name]], day) if OCCURS[name] in frame else _none(frame)
    if "captured" not in frame:
        return _none(frame)
    dated = [
        column.name
        for column in TABLES[name].columns
        if column.kind in ("date", "time") and column.name in frame and column.name != "captured"
    ]
    before = _none(frame)
    for column in dated:
        before |= (frame[column] <= day).fillna(value=False).to_numpy(dtype=bool)
    return _after(frame["captured"], day) & ~before


def _blanked(
    name: str, frame: pd.DataFrame, day: pd.Series[Any], kept: Mask, problems: list[Problem]
) -> pd.DataFrame:
    """Return the rows without the dates that lie after the check date, and what hangs on them."""
    hidden = _after(frame["first_seen"], day) if "first_seen" in frame else _none(frame)
    result = frame
    for column in (one for one in SHOWN.get(name, ()) if one in frame):
        there = frame[column].notna().to_numpy()
        late = kept & there & (_after(frame[column], day) | hidden)
        if not late.any():
            continue
        by_first = late & hidden & ~_after(frame[column], day)
        problems += _told(name, frame, day, late & ~by_first, column)
        problems += _told(name, frame, day, by_first, "first_seen")
        result = result.assign(**{column: result[column].mask(late)})
        date_column, hanging = WITH.get(name, ("", ()))
        if column == date_column:
            gone = {one: result[one].mask(late) for one in hanging if one in result}
            result = result.assign(**gone)
    return result


def _told(
    name: str, frame: pd.DataFrame, day: pd.Series[Any], late: Mask, column: str
) -> list[Problem]:
    rows = frame[late]
    limits = day[late].dt.strftime("%Y-%m-%d")
    said = as_text(rows[column].dt.normalize()) if column in rows else limits * 0
    return [
        Problem(
            "after_check_date",
            found=f"record {record}: {when}, after the check date {limit}",
            allowed="material that was there on the check date",
            remedy="it does not score; correct the date if it is wrong",
            source=name,
            table=name,
            column=column,
            unit=str(unit),
            severity="warning",
        )
        for record, unit, when, limit in zip(
            rows["record"], rows["unit"], said, limits, strict=True
        )
    ]


def _as_text(rows: pd.DataFrame, name: str) -> pd.DataFrame:
    text = pd.DataFrame({column: as_text(rows[column]) for column in rows.columns})
    text = text.rename(columns={"source": "source (2)", "row": "row (2)"})
    text.insert(0, "source", name)
    text.insert(1, "row", pd.Series(pd.NA, index=text.index, dtype="Int64"))
    return text.reset_index(drop=True)


def _none(frame: pd.DataFrame) -> Mask:
    return np.zeros(len(frame), dtype=bool)
