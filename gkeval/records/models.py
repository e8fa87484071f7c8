"""The record tables as pandera models, made from their declarations when first asked for.

Columns that are read are checked against these; what pandera finds becomes Problems of ours.
"""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import pandas as pd

from gkeval.errors import GkevalError
from gkeval.records.headers import nearest, table_named
from gkeval.tables import TABLES, Column, Kind, Table

if TYPE_CHECKING:
    from pandera.pandas import Check, DataFrameSchema

TYPES: Mapping[Kind, str] = MappingProxyType(
    {
        "text": "str",
        "code": "str",
        "list": "str",
        "date": "datetime64[us]",
        "time": "datetime64[us]",
        "count": "Int64",
        "number": "float64",
        "flag": "boolean",
    }
)
"""The pandas type of each kind of column."""

EARLIEST = pd.Timestamp(1949, 1, 1)
LATEST = pd.Timestamp(2100, 12, 31, 23, 59, 59, 999999)
"""Days outside of these are taken for slips of the pen."""


@cache
def pandera() -> Any:
    """Return pandera's module for pandas, loaded on first use.

    Where PySpark is installed, pandera loads its pandas as well, which then warns of a pandas that
    is newer: no table here is of that kind.
    """
    with warnings.catch_warnings():
        warnings.filterwarnings(
            "ignore", "PySpark does not yet fully support pandas", FutureWarning
        )
        import pandera.pandas

        pandera.pandas.DataFrameSchema().validate(pd.DataFrame())  # what it loads with its checks
    return pandera.pandas


def model(name: str) -> DataFrameSchema:
    """Return the pandera model of a record table.

    It checks a frame of canonical columns: their types, required cells, codes, counts, plausible
    dates, and the order of dates within a row. What concerns several rows or tables (unknown
    units, repeated records) is checked by `read_records`.

    Parameters
    ----------
    name
        English key or Chinese name of a table.

    Raises
    ------
    GkevalError
        When there is no such table.

    Examples
    --------
    >>> model("units").name
    'units'
    """
    return _model(_table(name), orders=True)


def models() -> dict[str, DataFrameSchema]:
    """Return the pandera models of all record tables by name.

    >>> "requests" in models()
    True
    """
    return {name: model(name) for name in TABLES}


def column_model(table: Table) -> DataFrameSchema:
    """Return the model without the checks across columns.

    pandera lists every cell of a row that fails such a check, which takes minutes when many do;
    the reader calls `in_order` itself.
    """
    return _model(table, orders=False)


def in_order(frame: pd.DataFrame, earlier: str, later: str) -> pd.Series[bool]:
    """Say for each row whether two dates are not the wrong way round.

    A date without a time of day stands for its whole day, so something that happened at 14:22 can
    be dealt with on the same day. Missing dates are in order.

    >>> frame = pd.DataFrame({"a": ["2017-03-05 14:22", "2017-03-05"], "b": ["2017-03-05"] * 2})
    >>> in_order(frame.astype("datetime64[us]"), "a", "b").tolist()
    [True, True]
    """
    if not {earlier, later} <= set(frame.columns):
        return pd.Series(True, index=frame.index)
    first, second = frame[earlier], frame[later]
    day_alone = second == second.dt.normalize()
    return ~(second < first.mask(day_alone, first.dt.normalize()))


@cache
def _model(table: Table, *, orders: bool) -> DataFrameSchema:
    pa = pandera()

    def ordered(earlier: str, later: str) -> Check:
        def holds(frame: pd.DataFrame) -> pd.Series[bool]:
            return in_order(frame, earlier, later)

        check: Check = pa.Check(holds, error=f"{earlier} not after {later}")
        return check

    made: DataFrameSchema = pa.DataFrameSchema(
        {
            column.name: pa.Column(
                TYPES[column.kind],
                _checks(column),
                nullable=not column.required,
                required=column.required,
            )
            for column in table.columns
        },
        checks=[ordered(*pair) for pair in table.orders] if orders else None,
        name=table.name,
        title=table.zh,
        description=table.about,
    )
    return made


def _checks(column: Column) -> list[Any]:
    """Return the checks of one column; their messages are the codes of our Problems."""
    pa = pandera()
    if column.kind == "code":
        return [pa.Check.isin([code for code, _ in column.codes], error="unknown_code")]
    if column.kind in ("date", "time"):
        return [pa.Check.in_range(EARLIEST, LATEST, error="implausible_date")]
    if column.kind == "count":
        return [pa.Check.ge(0, error="negative_count")]
    return []


def _table(name: str) -> Table:
    table = table_named(name)
    if table is None:
        words = [word for table in TABLES.values() for word in (table.name, table.zh)]
        meant = nearest(name, words)
        hint = f"; did you mean {meant}?" if meant else ""
        raise GkevalError(f"there is no record table {name!r}{hint} Tables: {', '.join(TABLES)}")
    return table
