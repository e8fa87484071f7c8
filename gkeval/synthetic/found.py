"""What evaluators find on websites and in files: columns, updates, checks, catalogue entries."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from gkeval.synthetic.papers import Chances
from gkeval.synthetic.rows import Rows, nothing, same

PATHS = (
    ("政务动态", 7),
    ("通知公告", 14),
    ("政策文件", 30),
    ("政策解读", 30),
    ("规划计划", 180),
    ("财政信息", 180),
    ("人事信息", 90),
    ("互动交流", 14),
    ("办事指南", 90),
    ("数据发布", 90),
)


def columns(rows: Rows) -> pd.DataFrame:
    """Return columns of websites as found on the check date: some stale, some undated."""
    kind = rows.place() % len(PATHS)
    names = np.array([name for name, _ in PATHS], dtype=object)[kind]
    interval = np.array([days for _, days in PATHS], dtype=np.int64)[kind]
    checked = rows.clock.dates(rows.clock.length - rows.whole(1, 10))
    fresh = rows.chance(0.62, 1.0)
    age = np.where(
        fresh,
        np.floor(rows.uniform() * (interval + 1)).astype(np.int64),
        interval + rows.whole(1, 200),
    )
    undated = rows.chance(0.08, 0.0)
    none = np.datetime64("NaT", "us")
    number = pd.Series(rows.place() // len(PATHS) + 1).astype("str")
    return rows.frame(
        site=rows.units + "门户网站",
        path=pd.Series(names, dtype="str") + "/" + number,
        kind=same("column", len(rows)),
        interval_days=interval,
        opened=checked - (age + rows.whole(200, 900)).astype("timedelta64[D]"),
        last_update=np.where(undated, none, checked - age.astype("timedelta64[D]")),
        empty=rows.chance(0.05, 0.0),
        explained=rows.chance(0.05, 0.15),
        checked=checked,
    )


def updates(rows: Rows, found: pd.DataFrame, *, most: int = 3) -> pd.DataFrame:
    """Return the latest updates of the columns that are dated, the last one among them.

    Parameters
    ----------
    rows
        One row per column, in the order of `found`.
    found
        The columns, with their record ids.
    most
        How many updates a column has at most.
    """
    dated = found["last_update"].notna().to_numpy()
    here = rows.where(dated)
    of = found[dated].reset_index(drop=True)
    each, at = here.again(here.whole(1, most))
    first = np.flatnonzero(np.diff(at, prepend=-1))
    nth = np.arange(len(at)) - np.repeat(first, np.diff([*first, len(at)]))
    back = nth * np.maximum(of["interval_days"].to_numpy(dtype=np.int64)[at] * 4 // 5, 1)
    return each.frame(
        column=of["record"].to_numpy(dtype=object)[at],
        date=of["last_update"].to_numpy()[at] - back.astype("timedelta64[D]"),
    )


def checks(
    rows: Rows,
    *,
    kind: str,
    items: Sequence[str] = (),
    passed: tuple[float, float] | None = None,
    elements: Chances | None = None,
) -> pd.DataFrame:
    """Return checks of one kind, at the end of the period.

    Parameters
    ----------
    rows
        One row per check.
    kind
        Kind of check.
    items
        What is checked, in turn.
    passed
        Chance of passing for the worst unit and the best; without it no check is passed or failed.
    elements
        What may be found, with its chances.
    """
    size = len(rows)
    ok = rows.chance(*passed) if passed else np.zeros(size, dtype=bool)
    return rows.frame(
        kind=same(kind, size),
        item=rows.turn(items) if items else nothing(size),
        checked=rows.clock.dates(rows.clock.length - rows.whole(1, 30)),
        passed=pd.arrays.BooleanArray(ok, np.full(size, passed is None)),
        found=np.where(ok, 0, rows.whole(1, 3)) if passed else np.zeros(size, dtype=np.int64),
        elements=rows.elements(elements or {}),
    )


def entries(
    rows: Rows,
    *,
    catalogue: str,
    elements: Chances,
    published: tuple[float, float],
    mandatory: float = 0.9,
    fields: Sequence[str] = ("机构职能", "政策文件", "财政", "规划", "行政许可", "民生"),
) -> pd.DataFrame:
    """Return entries of a catalogue with their state of publication."""
    due = rows.days()
    out = rows.chance(*published)
    day = due + rows.whole(-20, 6)
    number = pd.Series(rows.place() + 1).astype("str")
    field = rows.turn(fields)
    return rows.frame(
        catalogue=same(catalogue, len(rows)),
        item=pd.Series(field, dtype="str") + "-" + number,
        field=field,
        mandatory=rows.uniform() < mandatory,
        due=rows.clock.dates(due),
        published=rows.clock.dates(day, out),
        elements=rows.elements(elements),
    )
