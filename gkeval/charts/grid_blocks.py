"""The rows of a heat map, in blocks by group: one per unit, or one per band of units.

In: an Assessment with its cells. Out: a `Block` per group, in the order of the scheme.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from gkeval.assessment import Assessment
from gkeval.charts import findings
from gkeval.charts.frames import groups_of
from gkeval.charts.grid_frames import bands_frame, matrix
from gkeval.charts.rows import FIGURE_SPACE
from gkeval.charts.setting import said, shortened
from gkeval.numbers import plain
from gkeval.spec import Lang
from gkeval.words import label

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Block:
    """The rows of one group.

    Parameters
    ----------
    title
        What stands above the block.
    labels
        One per row.
    rates, states, hover : arrays of shape (rows, indicators)
        Rate of each cell; ``"open"``, ``"not_applicable"`` or nothing; what its hover says.
    size
        Units that the largest row stands for.
    """

    title: str
    labels: list[str]
    rates: Floats
    states: npt.NDArray[np.object_]
    hover: npt.NDArray[np.object_]
    size: int = 1


def unit_blocks(
    result: Assessment,
    ranked: pd.DataFrame,
    indicators: list[str],
    titles: list[str],
    cells: pd.DataFrame,
    lang: Lang,
) -> list[Block]:
    """Return the blocks of a heat map with a row per unit."""
    blocks = []
    widest = len(str(ranked["rank"].max())) + 1
    for group in groups_of(ranked, result):
        block = ranked[ranked["group"] == group]
        units = pd.Index(block["unit"])
        low, high, available = (
            matrix(cells, units, indicators, name) for name in ("low", "high", "available")
        )
        rates = matrix(cells, units, indicators, "rate")
        bound = np.zeros(rates.shape, dtype=bool)
        mine = cells[cells["unit"].isin(units)]
        bound[
            units.get_indexer(pd.Index(mine["unit"])),
            pd.Index(indicators).get_indexer(pd.Index(mine["indicator"])),
        ] = True
        waiting = bound & ~np.isnan(available) & (low != high)
        rates = np.where(waiting, np.nan, rates)
        excused = bound & np.isnan(available)
        states = np.select([waiting, excused], ["open", "not_applicable"], "").astype(object)
        names = [shortened(name, 18) for name in block["named"]]
        ranks = [
            "" if pd.isna(rank) else f"{rank}{'=' if tied else FIGURE_SPACE}"
            for rank, tied in zip(block["rank"], block["tied"], strict=True)
        ]
        labels = [
            f"{name}{FIGURE_SPACE}{rank.rjust(widest, FIGURE_SPACE)}"
            for name, rank in zip(names, ranks, strict=True)
        ]
        told = {
            number: plain(round(number, 2))
            for number in {*low.flat, *high.flat, *available.flat}
            if not np.isnan(number)
        }
        hover = np.full(rates.shape, "", dtype=object)
        excused_text = label("not_applicable", lang)
        heads = [f"<b>{said(name)}</b><br>" for name in block["named"]]
        for at in range(len(indicators)):
            title = said(titles[at])
            hover[:, at] = [
                f"{head}{title}<br>"
                + (
                    excused_text
                    if np.isnan(most)
                    else f"{told[least]}{'' if least == best else '–' + told[best]} / {told[most]}"
                )
                if there
                else ""
                for head, there, least, best, most in zip(
                    heads, bound[:, at], low[:, at], high[:, at], available[:, at], strict=True
                )
            ]
        title = findings.group_title(result, group, lang)
        blocks.append(Block(f"{title} ({len(block)})", labels, rates, states, hover))
    return blocks


def band_blocks(
    result: Assessment,
    group: str | None,
    indicators: list[str],
    titles: list[str],
    cells: pd.DataFrame,
    lang: Lang,
) -> list[Block]:
    """Return the blocks of a heat map with a row per band of units."""
    bands = bands_frame(result, group, indicators, cells, lang)
    frame, blocks = bands.frame, []
    for name in groups_of(frame, result):
        at = np.flatnonzero((frame["group"] == name).to_numpy())
        mine, rates = frame.iloc[at], bands.rates[at]
        labels = [
            f"{first}–{last}" for first, last in zip(mine["first"], mine["last"], strict=True)
        ]
        hover = np.array(
            [
                [
                    f"<b>{text}</b>　{said(names)}{' …' if units > 6 else ''}<br>{said(title)}　"
                    + ("—" if np.isnan(rate) else findings.percent(rate))
                    for title, rate in zip(titles, row, strict=True)
                ]
                for text, names, units, row in zip(
                    labels, mine["names"], mine["units"], rates, strict=True
                )
            ],
            dtype=object,
        )
        states = np.full(rates.shape, "", dtype=object)
        title = findings.group_title(result, name, lang)
        blocks.append(Block(title, labels, rates, states, hover, int(frame["units"].max())))
    return blocks
