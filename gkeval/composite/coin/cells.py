"""What was read from other tools, and cells that both readers read alike."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from gkeval.composite.tree import Tree


@dataclass(frozen=True, eq=False)
class Coin:
    """What was read: ``build(coin.frame, coin.tree, **coin.columns)``.

    Attributes
    ----------
    frame : pandas.DataFrame
    tree : Tree
    columns : dict
        The columns of units, groups and periods, as `build` takes them.
    """

    frame: pd.DataFrame
    tree: Tree
    columns: dict[str, str]


def value_of(cell: Any) -> float:
    """Return a cell as a number; missing where it is none."""
    try:
        return float(cell)
    except (TypeError, ValueError):
        return float("nan")


def pairs_of(low: Iterable[Any], high: Iterable[Any]) -> pd.Series[Any]:
    """Return goalposts as pairs; none where one of the two is missing."""
    pairs = [(value_of(a), value_of(b)) for a, b in zip(low, high, strict=True)]
    return pd.Series(
        [None if np.isnan(a) or np.isnan(b) else (a, b) for a, b in pairs], dtype=object
    )
