"""What `score` and `assess` are given: is it a table, of which units, and can the scheme take it.

In: a data frame of ready values, long or wide, and perhaps one of units; or records. Out: the
values with their units as text in a column, and the units table; or what is wrong with ratings.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from gkeval.errors import GkevalError, Problem, Problems
from gkeval.records import Records
from gkeval.records.extents import in_pandas
from gkeval.scheme.model import Scheme


def with_units(values: pd.DataFrame) -> pd.DataFrame:
    """Return values whose column ``unit`` holds the ids of units as text.

    Parameters
    ----------
    values
        The units stand in a column ``unit``, or in the index.

    Raises
    ------
    GkevalError
        For what is no data frame, has a column twice, no rows, or a unit without a name.

    Examples
    --------
    >>> with_units(pd.DataFrame({"unit": [" 甲县", 7], "a": [1, 2]}))["unit"].to_list()
    ['甲县', '7']
    """
    _refuse_no_table(values)
    if "unit" not in values:
        if values.index.name != "unit" and not isinstance(values.index.dtype, pd.StringDtype):
            raise GkevalError(
                "values has no column 'unit'; its columns are "
                f"{', '.join(map(str, values.columns))}. Remedy: name that of the units 'unit'"
            )
        values = values.rename_axis("unit").reset_index()
    return values.assign(unit=_names(values["unit"], "values"))


def units_of(values: pd.DataFrame, units: pd.DataFrame | None, scheme: Scheme) -> pd.DataFrame:
    """Return the units table: that which is given, or what the values say of their units.

    Raises
    ------
    GkevalError
        When nothing says which unit is in which group, or a unit has no name.
    InputError
        When the values say different things of one unit.
    """
    if units is not None:
        if not isinstance(units, pd.DataFrame) or "unit" not in units:
            columns = f" with {', '.join(map(str, units))}" if hasattr(units, "columns") else ""
            raise GkevalError(
                f"units is {type(units).__name__}{columns}, must be a data frame with the columns "
                "unit and group. Remedy: pd.DataFrame(…)"
            )
        _refuse_repeated(units, "units")
        cleaned = units.assign(unit=_names(units["unit"], "units"))
        if "parent" in units:
            cleaned["parent"] = units["parent"].astype("str").fillna("").str.strip()
        return cleaned
    ranked = [name for name, group in scheme.groups.items() if not group.within]
    if "group" in values:
        known = [c for c in ("unit", "name", "group", "subsets", "parent", "order") if c in values]
        return _said_once(values[known])
    if len(ranked) > 1:
        raise GkevalError(
            f"the scheme ranks several groups ({', '.join(ranked)}) and the values do not say "
            "which unit is in which. Remedy: give units=, or a column 'group' in the values"
        )
    return values[["unit"]].drop_duplicates().assign(group=ranked[0])


def half_a_character(where: str) -> GkevalError:
    """Return the error for text that was cut in the middle of a character."""
    return GkevalError(
        f"{where}: found half a character (a lone surrogate); allowed: text. "
        "Remedy: read the file anew in its own encoding"
    )


def _refuse_no_table(values: object) -> None:
    if not isinstance(values, pd.DataFrame):
        raise GkevalError(
            f"values is {type(values).__name__}, must be a data frame. Remedy: pd.DataFrame(…)"
        )
    _refuse_repeated(values, "values")
    if not len(values):
        raise GkevalError("values has no rows. Remedy: give one row per unit")


def _refuse_repeated(frame: pd.DataFrame, source: str) -> None:
    if frame.columns.nlevels > 1:
        raise GkevalError(
            f"{source} has columns of {frame.columns.nlevels} levels; allowed: one name for each. "
            "Remedy: keep one level, or join them: frame.columns.map('.'.join)"
        )
    if twice := [str(name) for name in frame.columns[frame.columns.duplicated()]]:
        raise GkevalError(
            f"{source} has the column {twice[0]} again; allowed: each column once. "
            "Remedy: rename or drop one of the two"
        )


def _said_once(said: pd.DataFrame) -> pd.DataFrame:
    """Return one row per unit from rows that repeat what they say of it; blank cells say nothing.

    Raises
    ------
    InputError
        For a unit of which two rows say different things.
    """
    rows = said.drop_duplicates()
    rows = rows.mask((rows == "").fillna(False))
    told = rows.groupby("unit", sort=False, as_index=False)
    counts = told.nunique().set_index("unit")
    problems = []
    for place, at in zip(*np.nonzero(counts.to_numpy() > 1), strict=True):
        unit, column = str(counts.index[place]), str(counts.columns[at])
        found = [str(cell) for cell in rows.loc[rows["unit"] == unit, column].dropna().unique()]
        problems.append(
            Problem(
                "contradiction",
                found=f"{column} {' and '.join(sorted(found))} of unit {unit}",
                allowed="the same in every row of a unit",
                remedy="correct the rows, or give units=",
                source="values",
                table="values",
                column=column,
                unit=unit,
            )
        )
    Problems(problems).raise_if_any("values")
    return told.first()


def _names(units: pd.Series[Any], source: str) -> pd.Series[str]:
    """Return the ids of units as text.

    Raises
    ------
    GkevalError
        For an id that is missing, blank, or holds half a character.
    """
    try:
        names = units.astype("str").str.strip()
    except UnicodeEncodeError:
        raise half_a_character(f"{source}, column unit") from None
    nameless = np.flatnonzero((names.isna() | (names == "")).to_numpy(dtype=bool))
    if len(nameless):
        raise GkevalError(
            f"{source}, row {nameless[0]}: found a unit that has no name; allowed: an id in every "
            "row. Remedy: fill the column unit"
        )
    return names


def refuse_ratings(records: Records, scheme: Scheme) -> None:
    """Refuse ratings beyond what the scheme lets a rater give: a mean of 5 and 15 would hide them.

    Raises
    ------
    InputError
        With every rating that is out of range.
    """
    if "judgements" not in records.tables:
        return
    from gkeval.collecting.judged_cells import check_judgements

    ratings = in_pandas(records.tables["judgements"], "judgements")
    found = check_judgements({"units": records.units, "judgements": ratings}, scheme)
    wrong = [fault for fault in found.errors if fault.code == "judgement_out_of_range"]
    Problems(wrong).raise_if_any(f"judgements under the scheme {scheme.scheme}")
