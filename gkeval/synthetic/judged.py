"""What raters gave each unit, and what was handed to units to put right.

Comes in: indicators and the groups they are for. Goes out: the tables of judgements and of
rectifications.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from gkeval.synthetic.rows import Lot, minutes, only, same
from gkeval.synthetic.studio import Studio

LEVELS = ("优", "良", "中", "差")


def fill_judgements(
    studio: Studio, levels: Mapping[str, tuple[str, ...]], marks: tuple[str, ...] = ()
) -> None:
    """Fill the table of judgements.

    Parameters
    ----------
    studio
        Where to.
    levels
        Indicators that get a level, and the groups that each is for; all when empty.
    marks
        Indicators on which every unit gets a mark out of 100.
    """
    studio.done(
        "judgements",
        *(
            judgements(studio, Lot(indicator, groups=groups), LEVELS)
            for indicator, groups in levels.items()
        ),
        *(judgements(studio, Lot(indicator)) for indicator in marks),
    )


def judgements(studio: Studio, lot: Lot, levels: tuple[str, ...] = ()) -> pd.DataFrame:
    """Return what two raters, the unit itself and, where the raters differ, the leader gave.

    The kind of the lot is the indicator; `levels` has the best first, and without levels there are
    marks out of 100. Some units on which the raters differ no leader has settled.
    """
    rows = studio.rows("judgements", lot)
    size = len(rows)
    mark = np.clip(100 * (rows.quality * 0.75 + 0.25 * rows.uniform()) + 6, 0.0, 99.0)
    apart = rows.uniform() < 0.2
    settled = apart & (rows.uniform() >= 0.05)
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
                indicator=some.kinds,
                rater=same(rater, len(some)),
                value=texts[value[mask]],
                kind=same(kind, len(some)),
                judged=judged + minutes(some.whole(9 * 60, 17 * 60)),
            )
        )
    return pd.concat(parts, ignore_index=True)


def fill_rectifications(studio: Studio, mean: float, indicators: tuple[str, ...]) -> None:
    """Fill the table of problems handed to units, about so many each, and what became of them."""
    rows = studio.rows("rectifications", Lot("", mean, part="all"))
    due = rows.days()
    replied = rows.chance(0.7, 1.0)
    answered = due + rows.whole(-8, 4)
    rechecked = replied & (rows.uniform() < 0.8)
    result = np.where(
        rows.chance(0.3, 0.95), "done", np.where(rows.uniform() < 0.6, "partly", "open")
    )
    frame = rows.frame(
        indicator=rows.pick(indicators),
        problem=rows.pick(("栏目逾期未更新", "文件未公开", "解读缺要素", "链接失效", "要素不全")),
        points_lost=rows.whole(1, 10) / 10,
        due=rows.clock.dates(due),
        responsible=rows.units + rows.pick(("办公室", "信息中心", "综合处")),
        answered=rows.clock.dates(answered, replied),
        rechecked=rows.clock.dates(answered + rows.whole(3, 12), rechecked),
        result=only(result, rechecked),
    )
    studio.done("rectifications", frame)
