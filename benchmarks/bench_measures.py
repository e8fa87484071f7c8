"""The five measures on 10^7 records, and 10^8 with GKEVAL_BENCH_LARGE, beside code for one engine.

Every pair is run in turn over the same Parquet files; values must agree to the last bit.
"""

import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from statistics import median
from time import perf_counter, process_time
from typing import Any

import numpy as np
import pandas as pd

from benchmarks import by_hand, nation
from gkeval.engines import Host, host
from gkeval.measures.context import Context
from gkeval.measures.evaluate import evaluate

REPEATS = 5
SIZES = [10**7, 10**8] if os.environ.get("GKEVAL_BENCH_LARGE") else [10**7]
LIMITS = {
    ("duckdb", 10**7): 1.6,
    ("duckdb", 10**8): 1.2,
    ("polars", 10**7): 1.5,
    ("pandas", 10**7): 2.0,
}


def seconds(work: Callable[[], Any]) -> tuple[tuple[float, float], Any]:
    """Seconds on the clock, and seconds that all threads together worked, and the result."""
    start, busy = perf_counter(), process_time()
    found = work()
    return (perf_counter() - start, process_time() - busy), found


def tables_on(engine: str, folder: Path) -> tuple[Host, dict[str, Any]]:
    to = host(engine)
    files = {table: sorted(map(str, (folder / table).iterdir())) for table in nation.SHARES}
    if engine == "pandas":
        frames = {}
        for table, parts in files.items():
            frame = pd.concat([pd.read_parquet(part) for part in parts], ignore_index=True)
            texts = [name for name in frame if frame[name].dtype.kind not in "M"]
            frames[table] = frame.astype(dict.fromkeys(texts, "str"))
        return to, frames
    return to, {table: to.scan(parts) for table, parts in files.items()}


def hand(engine: str, to: Host, tables: dict[str, Any]) -> Callable[[str], pd.DataFrame]:
    if engine == "polars":
        return lambda name: by_hand.polars(name, tables)
    if engine == "pandas":
        return lambda name: by_hand.pandas(name, tables)
    import duckdb

    connection = duckdb.connect()
    for table in nation.SHARES:
        connection.execute(f"CREATE VIEW {table} AS {tables[table].sql_query()}")
    return lambda name: by_hand.sql(name, connection)


def in_turn(
    work: Callable[[], pd.DataFrame], measure: Any, context: Context
) -> tuple[list[Any], bool]:
    """Seconds by hand and by gkeval, several times, and whether the values are the same."""
    pairs, same = [], True
    for repeat in range(-1, REPEATS):  # the first warms the file cache up
        theirs, wanted = seconds(work)
        own, found = seconds(lambda: evaluate(measure, context))
        value = by_hand.value(wanted, context.units["unit"])
        same &= found["value"].to_numpy().tobytes() == value.tobytes()
        if repeat >= 0:
            pairs.append((theirs, own))
    return pairs, same


def beside(engine: str, size: int, folder: Path) -> list[dict[str, object]]:
    to, tables = tables_on(engine, folder)
    context, by_engine = nation.context(tables), hand(engine, to, tables)
    rows = []
    totals = np.zeros((REPEATS, 2, 2))
    for name, measure in nation.MEASURES.items():
        pairs, same = in_turn(lambda name=name: by_engine(name), measure, context)
        totals += np.array(pairs)
        rows.append(row(engine, size, name, pairs, same, None))
    same = all(bool(one["same bits"]) for one in rows)
    rows.append(row(engine, size, "all five", totals.tolist(), same, LIMITS.get((engine, size))))
    return rows


def row(
    engine: str, size: int, name: str, pairs: Any, same: bool, limit: float | None
) -> dict[str, object]:
    ratio = median(own[0] / theirs[0] for theirs, own in pairs)
    told: dict[str, object] = {
        "engine": engine,
        "records": f"{size:.0e}",
        "measure": name,
        "by hand s": median(theirs[0] for theirs, _ in pairs),
        "gkeval s": median(own[0] for _, own in pairs),
        "ratio": ratio,
        "ratio of work": median(own[1] / theirs[1] for theirs, own in pairs),
        "same bits": same,
    }
    if limit is not None:
        told |= {"limit": limit, "ok": same and ratio <= limit}
    elif not same:
        told["ok"] = False
    return told


def run() -> list[dict[str, object]]:
    rows = []
    for size in SIZES:
        with tempfile.TemporaryDirectory() as made:
            folder = nation.write(Path(made) / "records", size)
            for engine, known in LIMITS:
                if known == size:
                    rows += beside(engine, size, folder)
    return rows
