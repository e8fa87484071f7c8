"""Colours of amounts (rates, correlations, probabilities), each in an order that grey keeps.

Each scale runs from pale to dark, so that it reads in grey and with every colour blindness.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from gkeval.charts import theme
from gkeval.spec import Lang

NOTHING = "#e0995c"
RATES = (NOTHING, "#e3eef7", "#b5d2ea", "#7fb0d8", "#437fb3", "#1d4f7c")
"""Colours of `STEPS`: nothing earned stands out, then the darker the more."""
STEPS = (0.0, 0.4, 0.6, 0.8, 1.0)
"""Where the classes of a rate end: 0, below 40 %, below 60 %, below 80 %, below 100 %, 100 %."""

SIGNED = ("#b3541d", "#dc9a6d", "#f6e6da", "#fbfbfb", "#dbe8f3", "#83aed3", "#1d4f7b")
"""From −1 (rust) over 0 (white) to 1 (blue)."""

CHANCE = ("#ffffff", "#e3eef7", "#b5d2ea", "#7fb0d8", "#437fb3", "#1d4f7c")
"""Of a probability, 0 to 1."""


def rate_classes(rates: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Return the class of each rate, 0 to 5; missing stays missing.

    >>> rate_classes(np.array([0, 0.2, 0.4, 0.8, 1.0, np.nan])).tolist()
    [0.0, 1.0, 2.0, 4.0, 5.0, nan]
    """
    noise = 1e-9
    classes = np.select(
        [
            rates < STEPS[0] + noise,
            rates < STEPS[1] - noise,
            rates < STEPS[2] - noise,
            rates < STEPS[3] - noise,
            rates < STEPS[4] - noise,
        ],
        [0.0, 1.0, 2.0, 3.0, 4.0],
        5.0,
    )
    return np.where(np.isnan(rates), np.nan, classes)


def rate_keys(lang: Lang) -> list[theme.Key]:
    """Return the legend of `RATES`."""
    texts = (
        ("0", "40%以下", "40%–60%", "60%–80%", "80%以上", "满分")
        if lang == "zh"
        else ("0", "below 40%", "40–60%", "60–80%", "80% and more", "full marks")
    )
    return [theme.Key(text, shade) for text, shade in zip(texts, RATES, strict=True)]


def stepped(colours: tuple[str, ...]) -> list[list[Any]]:
    """Return a colour scale of equal steps.

    >>> stepped(("#000000", "#ffffff"))
    [[0.0, '#000000'], [0.5, '#000000'], [0.5, '#ffffff'], [1.0, '#ffffff']]
    """
    edges = [place / len(colours) for place in range(len(colours) + 1)]
    return [
        [edge, shade] for shade, ends in zip(colours, pairwise(edges), strict=True) for edge in ends
    ]


def smooth(colours: tuple[str, ...]) -> list[list[Any]]:
    """Return a colour scale that runs evenly through `colours`.

    >>> smooth(("#000000", "#808080", "#ffffff"))
    [[0.0, '#000000'], [0.5, '#808080'], [1.0, '#ffffff']]
    """
    return [[place / (len(colours) - 1), shade] for place, shade in enumerate(colours)]


def on(shade: str) -> str:
    """Return the colour of text that is read on `shade`.

    >>> on("#1d4f7c"), on("#e3eef7")
    ('#ffffff', '#1f2933')
    """
    return theme.PAPER if lightness(shade) < 0.5 else theme.INK


def lightness(shade: str) -> float:
    """Return how light a colour looks, 0 to 1 (luma of Rec. 709 on gamma-coded values).

    >>> round(lightness("#ffffff"), 3), round(lightness("#2b6ca3"), 2)
    (1.0, 0.38)
    """
    red, green, blue = (int(shade[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
