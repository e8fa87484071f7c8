"""How many units lie where, as bars of an SVG drawing: no library, sharp on paper.

In: shares of the full mark (0 to 1). Out: a `Histogram` whose places are pixels.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from gkeval.numbers import plain

WIDTH, BASE, HEIGHT, TOP = 640, 150, 174, 22
BINS = 10
GAP = 3


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar in pixels, and the units it stands for."""

    x: float
    y: float
    width: float
    height: float
    middle: float
    count: int


@dataclass(frozen=True, slots=True)
class Histogram:
    """Bars with their title, the same in words, and ticks as (x, text, anchor)."""

    title: str
    words: str
    bars: tuple[Bar, ...]
    ticks: tuple[tuple[int, str, str], ...]
    width: int = WIDTH
    height: int = HEIGHT
    base: int = BASE


def histogram(
    title: str, shares: Sequence[float], full: float = 100, sign: str = "%"
) -> Histogram | None:
    """Return the histogram of shares in tenths; the full share stands in the last one.

    Parameters
    ----------
    title
        What is counted.
    shares : sequence of float
        From 0 to 1; beyond 1 counts as 1; missing ones are left out.
    full, sign
        What the share 1 is called: 100 and ``%``, or a full mark.

    Returns
    -------
    Histogram or None
        None when no share is known.

    Examples
    --------
    >>> drawn = histogram("得分率", [0.05, 0.95, 1.0])
    >>> [bar.count for bar in drawn.bars], drawn.words
    ([1, 0, 0, 0, 0, 0, 0, 0, 0, 2], '得分率: 0–10%: 1; 90–100%: 2')
    """
    known = np.array([share for share in shares if share == share], dtype=np.float64)
    if not len(known):
        return None
    # a hair more, so that 0.3 stands with what is 30 % and more
    places = np.clip(np.floor(known * BINS + 1e-9), 0, BINS - 1).astype(int)
    counts = np.bincount(places, minlength=BINS).tolist()
    step, most = WIDTH / BINS, max(counts)
    bars = []
    for place, count in enumerate(counts):
        height = round((BASE - TOP) * count / most, 1)
        bars.append(
            Bar(
                x=place * step + GAP / 2,
                y=round(BASE - height, 1),
                width=step - GAP,
                height=height,
                middle=(place + 0.5) * step,
                count=count,
            )
        )
    edges = [plain(round(full * place / BINS, 9)) for place in range(BINS + 1)]
    said = [
        f"{edges[place]}–{edges[place + 1]}{sign}: {count}"
        for place, count in enumerate(counts)
        if count
    ]
    ticks = [
        (
            round(place * step),
            f"{edges[place]}{sign}",
            "start" if place == 0 else "end" if place == BINS else "middle",
        )
        for place in range(0, BINS + 1, 2)
    ]
    return Histogram(title, f"{title}: {'; '.join(said)}", tuple(bars), tuple(ticks))
