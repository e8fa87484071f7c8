"""The units of a sample: invented names, groups, and how good each of them is.

Quality is a number from 0 to 1 that every chance of a unit depends on, so that units differ and
the same unit is good or bad throughout.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Troop:
    """One group of units.

    Parameters
    ----------
    group
        Its id in the scheme.
    names
        Chinese and English name of each unit, in administrative order. Units beyond them are
        numbered.
    word
        Chinese and English word for a numbered unit.
    head
        The post of the head of such a unit.
    parent
        Group whose units are the parents, dealt out in turn.
    subsets
        By subset: the positions of its members.
    size
        How much it publishes, against others.
    """

    group: str
    names: tuple[tuple[str, str], ...]
    word: tuple[str, str]
    head: str
    parent: str = ""
    subsets: Mapping[str, Sequence[int]] = field(default_factory=dict)
    size: float = 1.0


@dataclass(frozen=True, eq=False)
class Cast:
    """All units of a sample.

    Parameters
    ----------
    frame
        The units table.
    quality, size
        Of every unit: quality from 0 to 1; how much it publishes (about 1).
    heads
        The post of the head of every unit.
    """

    frame: pd.DataFrame
    quality: Floats
    size: Floats
    heads: npt.NDArray[Any]

    def __len__(self) -> int:
        return len(self.frame)

    def members(self, groups: Sequence[str]) -> Bools:
        """Return which units belong to any of the groups or subsets; all when none is named."""
        if not groups:
            return np.ones(len(self), dtype=bool)
        result = self.frame["group"].isin(groups).to_numpy(dtype=bool, copy=True)
        wrapped = ";" + self.frame["subsets"] + ";"
        for name in groups:
            result |= wrapped.str.contains(f";{name};", regex=False).to_numpy(dtype=bool)
        return result


def cast(
    rng: np.random.Generator, troops: Sequence[Troop], counts: Mapping[str, int] | None = None
) -> Cast:
    """Make the units.

    Parameters
    ----------
    rng
        Where the quality of the units comes from.
    troops
        The groups.
    counts
        Units per group, where not as many as the group has names; a group may have 0.
    """
    counts = counts or {}
    frames, heads, sizes = [], [], []
    places: dict[str, list[str]] = {}
    for troop in troops:
        count = counts.get(troop.group, len(troop.names))
        zh, en = troop.word
        numbered = [(f"{zh}{n:04d}", f"{en} {n:04d}") for n in range(1, count + 1)]
        names = list(troop.names[:count]) + numbered[len(troop.names) :]
        units = places[troop.group] = [name for name, _ in names]
        above = places.get(troop.parent, [])
        subsets = [
            ";".join(name for name, where in troop.subsets.items() if position in where)
            for position in range(count)
        ]
        frames.append(
            pd.DataFrame(
                {
                    "unit": units,
                    "name": [f"{name}（合成）" for name in units],
                    "name_en": [f"{name} (synthetic)" for _, name in names],
                    "group": troop.group,
                    "subsets": subsets,
                    "parent": [above[n % len(above)] if above else None for n in range(count)],
                },
                dtype="str",
            )
        )
        heads += [troop.head] * count
        sizes += [troop.size] * count
    frame = pd.concat(frames, ignore_index=True)
    frame["order"] = np.arange(1, len(frame) + 1, dtype=np.float64)
    drawn = rng.random((2, len(frame)))
    # mostly good, some poor: a sum of two draws has its mass in the middle
    quality = 0.25 + 0.75 * np.sqrt((drawn[0] + drawn[1]) / 2)
    size = np.array(sizes) * (0.7 + 0.6 * rng.random(len(frame)))
    return Cast(frame, np.clip(quality, 0.0, 1.0), size, np.array(heads, dtype=object))
