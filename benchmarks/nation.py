"""Event records of a nation, synthetic, as Parquet: sizes in, a folder that the engines scan out.

The same sizes give the same records. Units and columns are invented; nothing in them is real.
`MEASURES` are the five that are timed; `by_hand` computes the same without gkeval.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from pydantic import TypeAdapter

from gkeval import workdays
from gkeval.measures.context import Context
from gkeval.measures.due import due
from gkeval.measures.kinds import Measure
from gkeval.spec import Period

Integers = npt.NDArray[Any]

UNITS = 3_000
YEAR = Period.model_validate({"from": "2017-01-01", "to": "2017-12-31"})
SHARES = {
    "documents": 0.02,
    "interpretations": 0.03,
    "requests": 0.25,
    "incidents": 0.1,
    "updates": 0.6,
}
"""Which part of the records each table has."""

WITHIN = {"kind": "share_within", "when_empty": "not_applicable"}
MEASURES: dict[str, Any] = {
    name: TypeAdapter(Measure).validate_python(spec)
    for name, spec in {
        "interpretations by principals": {
            "kind": "count",
            "table": "interpretations",
            "where": {"author_role": "principal"},
        },
        "interpreted within 3 working days": {
            **WITHIN,
            "table": "documents",
            "start": "published",
            "end": "interpretations.published",
            "at_most": 3,
        },
        "answered within 20 working days": {
            **WITHIN,
            "table": "requests",
            "start": "received",
            "end": "answered",
            "at_most": 20,
        },
        "longest gap of a column": {"kind": "longest_gap", "table": "updates", "by": ["column"]},
        "incidents answered within 48 h": {
            **WITHIN,
            "table": "incidents",
            "start": "occurred",
            "end": "responded",
            "at_most": 48,
            "unit": "hours",
        },
    }.items()
}

PART = 5_000_000
"""Rows of one Parquet file."""

_DAYS = 365
_START = np.datetime64("2017-01-01", "us")
_COLUMNS = 20


def units() -> pd.DataFrame:
    """The units, all of one group."""
    names = [f"u{number:04}" for number in range(1, UNITS + 1)]
    return pd.DataFrame({"unit": names, "group": "county"}, dtype="str")


def write(folder: Path, records: int, copies: int = 1) -> Path:
    """Write so many records into a folder: the units, and for every table a folder of parts.

    With `copies`, only one part in so many of requests, incidents and updates is made anew; the
    others are copies of it in files of their own: as much to read, much less to make.
    """
    folder.mkdir(parents=True, exist_ok=True)
    units().to_parquet(folder / "units.parquet", index=False)
    documents = max(round(records * SHARES["documents"]), 1)
    for table, share in SHARES.items():
        (folder / table).mkdir()
        made: list[Path] = []
        again = 1 if table in ("documents", "interpretations") else copies
        rows = round(records * share)
        for number, first in enumerate(range(0, rows, PART)):
            file = folder / table / f"part-{number:05}.parquet"
            size = min(PART, rows - first)
            if number % again and size == PART:
                shutil.copyfile(made[-1], file)
                continue
            rng = np.random.default_rng([list(SHARES).index(table), number])
            pq.write_table(_MAKERS[table](rng, first, size, documents), file)
            made.append(file)
    return folder


def _ids(letter: str, numbers: Integers) -> pa.Array:
    return pc.binary_join_element_wise(letter, pa.array(numbers).cast(pa.string()), "")


def _units(rng: np.random.Generator, size: int) -> tuple[Integers, pa.Array]:
    chosen = rng.integers(0, UNITS, size, dtype=np.int32)
    return chosen, pa.DictionaryArray.from_arrays(chosen, pa.array(units()["unit"]))


def _days(rng: np.random.Generator, size: int) -> npt.NDArray[np.datetime64]:
    return _START + rng.integers(0, _DAYS, size).astype("m8[D]")


def _later(
    rng: np.random.Generator, starts: npt.NDArray[np.datetime64], most: int, unit: str, none: float
) -> pa.Array:
    """Moments up to so many units later, and none for a part of them."""
    later = starts + rng.integers(0, most, len(starts)).astype(f"m8[{unit}]")
    return pa.array(later, mask=rng.random(len(starts), dtype=np.float32) < none)


def _documents(rng: np.random.Generator, first: int, size: int, documents: int) -> pa.Table:
    numbers = np.arange(first, first + size)
    columns = {"unit": _units(rng, size)[1], "record": _ids("d", numbers)}
    kind = pa.DictionaryArray.from_arrays(np.zeros(size, dtype=np.int8), ["rule"])
    return pa.table({**columns, "kind": kind, "published": _days(rng, size)})


def _interpretations(rng: np.random.Generator, first: int, size: int, documents: int) -> pa.Table:
    role = rng.integers(0, 3, size, dtype=np.int8)
    return pa.table(
        {
            "unit": _units(rng, size)[1],
            "record": _ids("i", np.arange(first, first + size)),
            "document": _ids("d", rng.integers(0, documents, size)),
            "published": _days(rng, size),
            "author_role": pa.DictionaryArray.from_arrays(
                pa.array(role, mask=role == 2), ["principal", "leader"]
            ),
        }
    )


def _requests(rng: np.random.Generator, first: int, size: int, documents: int) -> pa.Table:
    received = _days(rng, size)
    columns = {"unit": _units(rng, size)[1], "record": _ids("r", np.arange(first, first + size))}
    answered = _later(rng, received, 45, "D", 0.05)
    return pa.table({**columns, "received": received, "answered": answered})


def _incidents(rng: np.random.Generator, first: int, size: int, documents: int) -> pa.Table:
    occurred = _START + rng.integers(0, _DAYS * 1440, size).astype("m8[m]")
    columns = {"unit": _units(rng, size)[1], "record": _ids("e", np.arange(first, first + size))}
    kind = pa.DictionaryArray.from_arrays(np.zeros(size, dtype=np.int8), ["opinion"])
    responded = _later(rng, occurred, 5000, "m", 0.1)
    return pa.table({**columns, "kind": kind, "occurred": occurred, "responded": responded})


def _updates(rng: np.random.Generator, first: int, size: int, documents: int) -> pa.Table:
    chosen, unit = _units(rng, size)
    places = chosen * _COLUMNS + rng.integers(0, _COLUMNS, size, dtype=np.int32)
    names = [f"{unit}-{place:02}" for unit in units()["unit"] for place in range(_COLUMNS)]
    return pa.table(
        {
            "unit": unit,
            "record": _ids("p", np.arange(first, first + size)),
            "column": pa.DictionaryArray.from_arrays(places, names),
            "date": _days(rng, size),
        }
    )


_MAKERS: dict[str, Any] = {
    "documents": _documents,
    "interpretations": _interpretations,
    "requests": _requests,
    "incidents": _incidents,
    "updates": _updates,
}


def context(tables: dict[str, Any]) -> Context:
    """What the measures are computed from."""
    return Context(tables, units(), YEAR, workdays.calendar())


def due_days(at_most: int) -> pd.DataFrame:
    """The due days of working days, for those who compute by hand."""
    return due("workdays", at_most, None, YEAR, workdays.calendar()).table
