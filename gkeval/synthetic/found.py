"""What evaluators find on websites and in files: columns, updates, checks, catalogue entries.

Comes in: rows, and the line of a recipe that says what may be found. Goes out: frames, the columns
and their updates as finished tables.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from gkeval.synthetic.clock import NEVER
from gkeval.synthetic.rows import Chances, Lot, Rows, nothing
from gkeval.synthetic.studio import Studio

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
FIELDS = ("机构职能", "政策文件", "财政", "规划", "行政许可", "民生")


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
    number = pd.Series(rows.place() // len(PATHS) + 1).astype("str")
    return rows.frame(
        site=rows.units + "门户网站",
        path=pd.Series(names, dtype="str") + "/" + number,
        kind=rows.kinds,
        interval_days=interval,
        opened=checked - (age + rows.whole(200, 900)).astype("timedelta64[D]"),
        last_update=np.where(undated, NEVER, checked - age.astype("timedelta64[D]")),
        empty=rows.chance(0.05, 0.0),
        explained=rows.chance(0.05, 0.15),
        checked=checked,
    )


def fill_columns(studio: Studio, *frames: pd.DataFrame, most: int) -> None:
    """Fill the tables of columns and of their updates, at most so many for a column."""
    made = studio.done("columns", *frames)
    studio.done("updates", updates(studio.like("updates", "all", made), made, most))


def updates(rows: Rows, found: pd.DataFrame, most: int) -> pd.DataFrame:
    """Return the latest updates of the columns that are dated, the last one among them.

    `rows` has one row per column, in the order of `found`, which has their record ids.
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


@dataclass(frozen=True)
class Checks(Lot):
    """Checks of one kind, at the end of the period.

    Parameters
    ----------
    items
        What is checked, in turn.
    passed
        Chance of passing for the worst unit and the best; without it no check is passed or failed.
    elements
        What may be found, with its chances.
    """

    items: tuple[str, ...] = field(default=(), kw_only=True)
    passed: tuple[float, float] | None = field(default=None, kw_only=True)
    elements: Chances = field(default_factory=dict, kw_only=True)


def fill_checks(studio: Studio, lines: Iterable[Checks]) -> None:
    """Fill the table of checks."""
    studio.done("checks", *(checks(studio.rows("checks", line), line) for line in lines))


def checks(rows: Rows, line: Checks) -> pd.DataFrame:
    """Return the checks of a line."""
    size = len(rows)
    ok = rows.chance(*line.passed) if line.passed else np.zeros(size, dtype=bool)
    return rows.frame(
        kind=rows.kinds,
        item=rows.turn(line.items) if line.items else nothing(size),
        checked=rows.clock.dates(rows.clock.length - rows.whole(1, 30)),
        passed=pd.arrays.BooleanArray(ok, np.full(size, line.passed is None)),
        found=np.where(ok, 0, rows.whole(1, 3)) if line.passed else np.zeros(size, dtype=np.int64),
        elements=rows.elements(line.elements),
    )


@dataclass(frozen=True)
class Entries(Lot):
    """Entries of one catalogue, each with its state of publication.

    Parameters
    ----------
    elements
        What an entry may state, with its chances.
    published
        Chance of publication for the worst unit and the best.
    fields
        Fields of the entries, in turn.
    """

    elements: Chances = field(default_factory=dict, kw_only=True)
    published: tuple[float, float] = field(default=(0.7, 1.0), kw_only=True)
    fields: tuple[str, ...] = field(default=FIELDS, kw_only=True)


def listed(studio: Studio, lines: Iterable[Entries]) -> list[pd.DataFrame]:
    """Return the entries of several lines."""
    return [entries(studio.rows("entries", line), line) for line in lines]


def entries(rows: Rows, line: Entries) -> pd.DataFrame:
    """Return the entries of a line."""
    due = rows.days()
    out = rows.chance(*line.published)
    day = due + rows.whole(-20, 6)
    of = rows.turn(line.fields)
    return rows.frame(
        catalogue=rows.kinds,
        item=pd.Series(of, dtype="str") + "-" + rows.numbers(),
        field=of,
        mandatory=rows.uniform() < 0.9,
        due=rows.clock.dates(due),
        published=rows.clock.dates(day, out),
        elements=rows.elements(line.elements),
    )
