"""The faults that real records have, put into clean synthetic ones, and counted.

What comes out is read with ``read_records(…, on_error="report")``: the rows at fault are set aside
one by one, the rest is assessed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from gkeval.synthetic.rows import stream

Frame = pd.DataFrame
At = npt.NDArray[np.int64]


def _set(column: str, text: str) -> Callable[[Frame, At], Frame]:
    def spoil(frame: Frame, at: At) -> Frame:
        values = frame[column].astype("str")
        values.iloc[at] = text
        return frame.assign(**{column: values})

    return spoil


def _same_id(frame: Frame, at: At) -> Frame:
    """Give rows the id of the row before them."""
    values = frame["record"].copy()
    values.iloc[at] = values.iloc[at - 1].to_numpy()
    return frame.assign(record=values)


def _too_early(frame: Frame, at: At) -> Frame:
    """Answer a week before receipt."""
    values = frame["answered"].copy()
    values.iloc[at] = frame["received"].iloc[at] - pd.Timedelta(days=7)
    return frame.assign(answered=values)


FAULTS: Mapping[tuple[str, str], tuple[str, int, Callable[[Frame, At], Frame]]] = {
    ("statistics", "unit"): ("unknown_unit", 2, _set("unit", "不存在县")),
    ("activities", "date"): ("bad_date", 2, _set("date", "2017-02-30")),
    ("requests", "answered"): ("wrong_order", 2, _too_early),
    ("requests", "channel"): ("unknown_code", 1, _set("channel", "信鸽")),
    ("activities", "participants"): ("negative_count", 1, _set("participants", "-3")),
    ("entries", "record"): ("duplicate_record", 1, _same_id),
    ("checks", "kind"): ("empty_cell", 1, _set("kind", "")),
    ("incidents", "occurred"): ("bad_date", 1, _set("occurred", "去年夏天")),
}
"""By table and column: code of the problem, how many rows, and how they are spoilt.

A repeated id is a problem of both rows that bear it.
"""


def with_faults(
    records: Mapping[str, pd.DataFrame], seed: int = 2017
) -> tuple[dict[str, pd.DataFrame], pd.DataFrame]:
    """Put faults into clean records.

    Parameters
    ----------
    records
        Record tables by name.
    seed
        Which rows are spoilt.

    Returns
    -------
    tables : dict of str to DataFrame
        The tables with `FAULTS`; rows that are spoilt are spoilt once.
    spoilt : DataFrame
        One row per problem that a reader must find: table, column, code, position of the row
        from 0, found.
    """
    tables = dict(records)
    taken: dict[str, set[int]] = {}
    noted: list[dict[str, Any]] = []
    for (name, column), (code, count, spoil) in FAULTS.items():
        frame = tables[name]
        rng = stream(seed, "faults", name, column)
        free = np.ones(len(frame), dtype=bool)
        # neither a spoilt row nor the row after one: a repeated id needs its neighbour whole
        for position in taken.get(name, set()):
            free[max(position - 1, 0) : position + 2] = False
        free[0] = False
        if code == "wrong_order":
            free &= frame["answered"].notna().to_numpy()
        if name == "requests" and "pauses" in tables:
            # what is set aside takes along what refers to it
            free &= ~frame["record"].isin(tables["pauses"]["request"]).to_numpy()
        places = np.flatnonzero(free)
        steps = np.linspace(0, len(places), count, endpoint=False)
        chosen = np.floor(steps + rng.random(count) * (len(places) / count - 3))
        at = places[chosen.astype(np.int64)]
        tables[name] = spoil(frame, at)
        taken.setdefault(name, set()).update(at.tolist())
        if code == "duplicate_record":
            at = np.sort(np.concatenate([at - 1, at]))
        found = tables[name][column].iloc[at].astype(str)
        noted += [
            {"table": name, "column": column, "code": code, "position": place, "found": text}
            for place, text in zip(at.tolist(), found, strict=True)
        ]
    return tables, pd.DataFrame(noted)
