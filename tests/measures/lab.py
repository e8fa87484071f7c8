"""Small record tables in their plain types, and measures over them, in as few words as possible."""

from datetime import date
from typing import Any

import numpy as np
import pandas as pd
from hypothesis import settings
from pydantic import TypeAdapter

from gkeval import workdays
from gkeval.measures.context import Context
from gkeval.measures.evaluate import evaluate, items
from gkeval.measures.kinds import Measure
from gkeval.spec import Period
from gkeval.tables import TABLES

CALENDAR = workdays.calendar()
TYPES = {
    "date": "datetime64[us]",
    "time": "datetime64[us]",
    "count": "Int64",
    "number": "float64",
    "flag": "boolean",
}


def period(start: str, end: str) -> Period:
    return Period.model_validate({"from": start, "to": end})


YEAR = period("2017-01-01", "2017-12-31")


def made(**measure: Any) -> Any:
    return TypeAdapter(Measure).validate_python(measure)


def share_within(
    table: str = "documents", start: str = "issued", end: str = "published", **more: Any
) -> Any:
    """A share of what was done in time; zero where there is nothing to count, unless told."""
    empty = {"when_empty": "zero"}
    return made(kind="share_within", table=table, start=start, end=end, **(empty | more))


def frame(table: str, *rows: dict[str, Any]) -> pd.DataFrame:
    """Rows of a table; `unit` is 甲 and `record` the position from 1 unless given."""
    full = [{"unit": "甲", "record": f"{place:03d}"} | row for place, row in enumerate(rows, 1)]
    columns = list(dict.fromkeys(name for row in full for name in row)) or ["unit", "record"]
    declared = TABLES[table].by_name
    return pd.DataFrame(
        {
            name: pd.Series(
                [row.get(name) for row in full],
                dtype=TYPES.get(declared[name].kind, "str") if name in declared else "str",
            )
            for name in columns
        }
    )


def lists(**tables: list[dict[str, Any]]) -> dict[str, pd.DataFrame]:
    return {name: frame(name, *rows) for name, rows in tables.items()}


def context(
    tables: dict[str, Any], units: str = "甲 乙 丙", during: Period = YEAR, calendar: Any = CALENDAR
) -> Context:
    names = pd.DataFrame({"unit": units.split()}, dtype="str").assign(group="county")
    return Context(tables, names, during, calendar)


def values(
    measure: Any,
    tables: dict[str, Any],
    units: str = "甲 乙 丙",
    during: Period = YEAR,
    indicator: str = "i",
    calendar: Any = CALENDAR,
) -> dict[str, Any]:
    """The value of every unit, or its state where it is not scored."""
    found = evaluate(measure, context(tables, units, during, calendar), indicator)
    assert found["unit"].to_list() == units.split()
    told = np.where(found["state"] == "scored", found["value"].astype(object), found["state"])
    return dict(zip(found["unit"], told, strict=True))


def row(measure: Any, tables: dict[str, Any], unit: str = "甲", **more: Any) -> dict[str, Any]:
    """Everything that is said of one unit; missing is None."""
    found = evaluate(measure, context(tables, **more), "i").set_index("unit").loc[unit]
    return {name: None if pd.isna(cell) else cell for name, cell in found.items()}


def why(measure: Any, tables: dict[str, Any], **more: Any) -> list[str]:
    """The codes of all items, in their order."""
    return items(measure, context(tables, **more), "i")["why"].to_list()


def examples(most: int) -> settings:
    """Fewer examples than the profile asks for, where each of them measures a whole record set."""
    return settings(max_examples=min(settings.default.max_examples, most))


def day(text: str) -> date:
    return date.fromisoformat(text)
