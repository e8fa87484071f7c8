"""The table behind the profile of a unit: its rates beside those of its group."""

from __future__ import annotations

import numpy as np
import pandas as pd

from gkeval.assessment import Assessment
from gkeval.charts.frames import branch_of
from gkeval.charts.grid_frames import cells_frame

FEWEST = 4
"""Units of the group that an indicator must be scored for before quartiles are told: fewer would
give away what single ones got."""


def profile_frame(result: Assessment, unit: str, level: int | None = None) -> pd.DataFrame:
    """Return the rates of a unit beside those of its group.

    Returns
    -------
    pandas.DataFrame
        indicator, branch, rate, score, available, state, units (of the group that it was scored
        for), lower, median, upper (of their rates; quartiles by linear interpolation, missing for
        fewer than `FEWEST`), behind (median − rate); in the order of the scheme.

    Raises
    ------
    GkevalError
        For an unknown unit or level.
    """
    group = str(result.units["group"].iloc[result.row(unit)])
    cells = cells_frame(result, None, level)
    members = result.units.loc[result.units["group"] == group, "unit"]
    mine = cells[cells["unit"] == unit].set_index("indicator")
    scored = cells[cells["unit"].isin(members) & (cells["state"] == "scored")]
    rates = scored.groupby("indicator")["rate"]
    quartiles = {"lower": 0.25, "median": 0.5, "upper": 0.75}
    marks = pd.DataFrame({name: rates.quantile(share) for name, share in quartiles.items()})
    counts = rates.size()
    frame = pd.DataFrame(
        {
            "indicator": mine.index,
            "branch": [branch_of(result, name) for name in mine.index],
            "rate": np.where(mine["low"] == mine["high"], mine["rate"], np.nan),
            "score": mine["low"].to_numpy(),
            "available": mine["available"].to_numpy(),
            "state": mine["state"].to_numpy(),
            "units": counts.reindex(mine.index).fillna(0).astype(np.int64).to_numpy(),
        }
    )
    marks = marks.reindex(mine.index)
    for name in ("lower", "median", "upper"):
        shown = np.where(frame["units"] >= FEWEST, marks[name], np.nan)
        frame[name] = np.round(shown.astype(np.float64), 12)
    return frame.assign(behind=frame["median"] - frame["rate"])
