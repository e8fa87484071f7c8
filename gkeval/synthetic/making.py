"""`synthetic`, which makes a sample.

Comes in: the id of a scheme, a seed and sizes. Goes out: record tables as data frames.
"""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from gkeval.errors import GkevalError
from gkeval.synthetic.cast import cast
from gkeval.synthetic.clock import Clock
from gkeval.synthetic.faults import with_faults
from gkeval.synthetic.recipes import RECIPES
from gkeval.synthetic.rows import stream
from gkeval.synthetic.studio import Studio
from gkeval.tables import TABLES


def synthetic(
    scheme: str = "ningxia-2017",
    seed: int = 2017,
    *,
    units: Mapping[str, int] | None = None,
    volume: float = 1.0,
    faults: bool = False,
) -> dict[str, pd.DataFrame]:
    """Make synthetic records for a scheme.

    Parameters
    ----------
    scheme
        A scheme that has a recipe.
    seed
        The same seed and sizes give the same records.
    units
        Units per group, where not as many as the recipe names, such as ``{"county": 3000}``;
        further units are numbered.
    volume
        How many records there are, against the recipe's.
    faults
        Whether to add the faults that real records have (`FAULTS`); without them the records read
        without a problem.

    Returns
    -------
    dict of str to DataFrame
        Record tables by name, as `gkeval.read_records` takes them.

    Raises
    ------
    GkevalError
        When the scheme has no recipe, or a group is not in it.

    Notes
    -----
    The size of a nation, ten million records in 3,000 counties, takes about 15 s and 3 GB:
    ``synthetic(units={"city": 0, "department": 0, "county": 3000}, volume=9)``.

    Examples
    --------
    >>> records = synthetic(units={"city": 1, "county": 2, "department": 0}, volume=0.1)
    >>> records["units"]["name"].tolist()
    ['星河市（合成）', '琥珀县（合成）', '珊瑚县（合成）']
    """
    if scheme not in RECIPES:
        raise GkevalError(f"no synthetic records for {scheme!r}; there are: {', '.join(RECIPES)}")
    recipe = RECIPES[scheme]
    known = [troop.group for troop in recipe.troops]
    if unknown := [group for group in units or {} if group not in known]:
        raise GkevalError(f"no group {', '.join(unknown)}; there are: {', '.join(known)}")
    if volume <= 0:
        raise GkevalError(f"volume is {volume}, must be > 0")
    made = cast(stream(seed, "units"), recipe.troops, units)
    clock = Clock.of(recipe.start, recipe.end)
    studio = Studio(made, clock, recipe.captured, seed, volume)
    recipe.fill(studio)
    tables = {"units": studio.cast.frame} | studio.tables
    ordered = {name: tables[name] for name in TABLES if name in tables}
    return with_faults(ordered, seed)[0] if faults else ordered
