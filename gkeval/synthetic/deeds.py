"""What units did and what happened to them: activities, incidents, numbers, judgements."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from gkeval.synthetic.papers import Chances
from gkeval.synthetic.rows import Dates, Rows, nothing, only, same


def activities(
    rows: Rows,
    *,
    kind: str,
    topics: Sequence[str] = (),
    elements: Chances | None = None,
    post: bool = False,
    late: float = 0.0,
) -> pd.DataFrame:
    """Return dated acts of one kind.

    Parameters
    ----------
    rows
        One row per act.
    kind
        Kind of act.
    topics
        Topics, drawn at random.
    elements
        What an act may carry, with its chances.
    post
        Whether the unit's head did it.
    late
        Share that took place after the period.
    """
    day = rows.days()
    after = rows.uniform() < late
    day = np.where(after, rows.clock.length + rows.whole(0, 9), day)
    held = rows.clock.dates(day)
    return rows.frame(
        kind=same(kind, len(rows)),
        date=held,
        topic=rows.pick(topics) if topics else nothing(len(rows)),
        post=rows.heads if post else nothing(len(rows)),
        participants=rows.whole(5, 120),
        open=rows.chance(0.3, 0.9),
        announced=held - rows.whole(1, 14).astype("timedelta64[D]"),
        published=held + rows.whole(0, 9).astype("timedelta64[D]"),
        elements=rows.elements(elements or {}),
    )


def concerns(rows: Rows, *, kind: str, elements: Chances) -> pd.DataFrame:
    """Return public concerns: when they arose, and who answered after how many hours."""
    occurred = _moment(rows)
    surfaced = occurred + rows.whole(0, 1440).astype("timedelta64[m]")
    answered = rows.chance(0.85, 0.99)
    hours = rows.lag(70.0, 14.0) + 1
    responded = surfaced + (hours * 60).astype("timedelta64[m]")
    none = np.datetime64("NaT", "us")
    responder = np.where(
        rows.chance(0.6, 0.99), "department_concerned", rows.pick(("superior", "publicity_body"))
    )
    closed = responded + rows.whole(1, 240).astype("timedelta64[h]")
    return rows.frame(
        kind=same(kind, len(rows)),
        occurred=occurred,
        surfaced=surfaced,
        responded=np.where(answered, responded, none),
        closed=np.where(answered & (rows.uniform() < 0.9), closed, none),
        severity=rows.pick(("一般", "较大", "重大"), (0.8, 0.16, 0.04)),
        responder=only(responder, answered),
        elements=rows.elements(elements),
    )


def lapses(rows: Rows, *, kind: str, chance: tuple[float, float]) -> pd.DataFrame:
    """Return things that should not happen; `chance` per row for the worst unit and the best."""
    happened = rows.where(rows.chance(*chance))
    return happened.frame(
        kind=same(kind, len(happened)),
        occurred=_moment(happened),
        severity=happened.pick(("一般", "较大"), (0.85, 0.15)),
    )


def _moment(rows: Rows) -> Dates:
    minutes = rows.whole(7 * 60, 22 * 60).astype("timedelta64[m]")
    return np.asarray(rows.clock.dates(rows.days()) + minutes)


def two_years(
    rows: Rows,
    *,
    item: str,
    years: tuple[str, str],
    start: tuple[float, float],
    change: tuple[float, float],
    decimals: int,
    missing: float = 0.0,
) -> pd.DataFrame:
    """Return a number of two years.

    Parameters
    ----------
    rows
        One row per unit.
    item
        Its name.
    years
        The year before and the year assessed.
    start
        Range of the first number.
    change
        Mean change for the worst unit and the best.
    decimals
        Decimal places; numbers below 0 become 0.
    missing
        Share of units that report neither.
    """
    first = start[0] + (start[1] - start[0]) * rows.uniform()
    spread = abs(change[1] - change[0]) * (rows.uniform() - 0.5)
    second = first + change[0] + (change[1] - change[0]) * rows.quality + spread
    reported = rows.uniform() >= missing
    parts = [
        rows.frame(
            item=same(item, len(rows)),
            period=same(year, len(rows)),
            value=np.maximum(np.floor(values * 10**decimals + 0.5), 0.0) / 10**decimals,
        )[reported]
        for year, values in zip(years, (first, second), strict=True)
    ]
    return pd.concat(parts, ignore_index=True)


def growing(
    rows: Rows, *, item: str, periods: Mapping[str, str], reach: tuple[float, float]
) -> pd.DataFrame:
    """Return a share that grows from report to report, at most to 1.

    Parameters
    ----------
    rows
        One row per unit.
    item
        Its name.
    periods
        Name of each period and the day of its report.
    reach
        What the last report says at most, for the worst unit and the best.
    """
    top = np.minimum(reach[0] + (reach[1] - reach[0]) * rows.uniform() * rows.quality, 1.0)
    parts = []
    for place, (period, day) in enumerate(periods.items(), start=1):
        share = np.floor(top * place / len(periods) * 1000 + 0.5) / 1000
        parts.append(
            rows.frame(
                item=same(item, len(rows)),
                period=same(period, len(rows)),
                value=share,
                captured=np.full(len(rows), np.datetime64(f"{day}T10:00", "us")),
            )
        )
    return pd.concat(parts, ignore_index=True)


def judgements(
    rows: Rows,
    *,
    indicator: str,
    levels: Sequence[str] = (),
    differ: float = 0.2,
    open_: float = 0.05,
) -> pd.DataFrame:
    """Return what two raters, the unit itself and, where the raters differ, the leader gave.

    Parameters
    ----------
    rows
        One row per unit.
    indicator
        What is judged.
    levels
        Levels, the best first; marks out of 100 when there are none.
    differ
        Share of units on which the raters differ.
    open_
        Share of those that no leader has settled.
    """
    size = len(rows)
    mark = np.clip(100 * (rows.quality * 0.75 + 0.25 * rows.uniform()) + 6, 0.0, 99.0)
    apart = rows.uniform() < differ
    settled = apart & (rows.uniform() >= open_)
    if levels:
        best = len(levels) - 1
        first = np.minimum(((100 - mark) / (60 / len(levels))).astype(np.int64), best)
        second = np.where(apart, np.where(first < best, first + 1, first - 1), first)
        own = np.maximum(first - 1, 0)
        texts = np.array(levels, dtype=object)
    else:
        first = np.floor(mark).astype(np.int64)
        second = np.where(apart, np.maximum(first - rows.whole(2, 9), 0), first)
        own = np.minimum(first + rows.whole(0, 8), 100)
        texts = np.array([str(number) for number in range(101)], dtype=object)
    ruled = np.where(rows.uniform() < 0.5, first, second)
    everyone = np.ones(size, dtype=bool)
    parts = []
    for rater, kind, value, mask in (
        ("评估员甲", "third_party", first, everyone),
        ("评估员乙", "third_party", second, everyone),
        ("组长", "leader", ruled, settled),
        ("自评", "self", own, everyone),
    ):
        some = rows.where(mask)
        judged = some.clock.dates(some.clock.length + some.whole(0, 9))
        parts.append(
            some.frame(
                indicator=same(indicator, len(some)),
                rater=same(rater, len(some)),
                value=texts[value[mask]],
                kind=same(kind, len(some)),
                judged=judged + some.whole(9 * 60, 17 * 60).astype("timedelta64[m]"),
            )
        )
    return pd.concat(parts, ignore_index=True)


def rectifications(rows: Rows, *, indicators: Sequence[str]) -> pd.DataFrame:
    """Return problems handed to units, and what became of them."""
    due = rows.days()
    replied = rows.chance(0.7, 1.0)
    answered = due + rows.whole(-8, 4)
    rechecked = replied & (rows.uniform() < 0.8)
    result = np.where(
        rows.chance(0.3, 0.95), "done", np.where(rows.uniform() < 0.6, "partly", "open")
    )
    return rows.frame(
        indicator=rows.pick(indicators),
        problem=rows.pick(("栏目逾期未更新", "文件未公开", "解读缺要素", "链接失效", "要素不全")),
        points_lost=rows.whole(1, 10) / 10,
        due=rows.clock.dates(due),
        responsible=rows.units + rows.pick(("办公室", "信息中心", "综合处")),
        answered=rows.clock.dates(answered, replied),
        rechecked=rows.clock.dates(answered + rows.whole(3, 12), rechecked),
        result=only(result, rechecked),
    )
