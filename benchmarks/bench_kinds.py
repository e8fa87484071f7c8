"""The kinds of measure that are not among the five, on 10^7 records, beside SQL and Polars by hand.

Checks, columns and statistics of 3,000 invented units, 10^7 rows each, as Parquet. Every pair is
run in turn; values must agree to the last bit. There are no limits here: the five have them.
"""

import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from pydantic import TypeAdapter

from benchmarks import by_hand, nation
from benchmarks.bench_measures import in_turn, row
from gkeval.engines import host
from gkeval.measures.kinds import Measure

RECORDS = 10**7
NONE = {"when_empty": "not_applicable"}
MEASURES: dict[str, Any] = {
    name: TypeAdapter(Measure).validate_python({"kind": name.split()[0], **spec})
    for name, spec in {
        "distinct": {"table": "checks", "of": ["kind", "item"]},
        "tally by code": {"table": "checks", "by": "kind", "points": {"k0": 3, "k1": 1}},
        "tally of a column": {"table": "checks", "column": "found"},
        "share": {"table": "checks", "hit": {"passed": "true"}, **NONE},
        "share weighted": {"table": "checks", "hit": {"passed": "true"}, "weight": "found", **NONE},
        "coverage each": {"table": "checks", "elements": ["a", "b", "c"], **NONE},
        "coverage all": {"table": "checks", "elements": ["a", "b", "z"], "over": "all", **NONE},
        "first_date": {"table": "checks", "where": {"kind": "k1"}},
        "staleness": {"table": "columns", "at_most": "interval_days", **NONE},
        "statistic": {"plus": ["i0", "i1"], "over": ["i2"], "at": "y1"},
        "change": {"item": "i3", "before": "y0", "now": "y1"},
    }.items()
}

YEAR = "checked >= TIMESTAMP '2017-01-01' AND checked < TIMESTAMP '2018-01-01'"
HOLDS = "CASE WHEN list_contains(string_split(elements, ';'), '{}') THEN 1 ELSE 0 END"
ELEMENTS = " + ".join(HOLDS.format(element) for element in "abc")
ANY = " + ".join(f"max({HOLDS.format(element)})" for element in "abz")
ITEM = "sum(CASE WHEN {} THEN value ELSE 0 END)"
SQL = {
    "distinct": f"""WITH each AS (SELECT DISTINCT unit, kind, item FROM checks
                    WHERE item IS NOT NULL AND {YEAR})
                    SELECT unit, count(*) AS n FROM each GROUP BY unit""",
    "tally by code": f"""SELECT unit, sum(CASE kind WHEN 'k0' THEN 3 WHEN 'k1' THEN 1 ELSE 0 END)
                         AS n FROM checks WHERE {YEAR} GROUP BY unit""",
    "tally of a column": f"SELECT unit, sum(found) AS n FROM checks WHERE {YEAR} GROUP BY unit",
    "share": f"""SELECT unit, count(*) AS n, sum(CASE WHEN passed THEN 1 ELSE 0 END) AS hits
                 FROM checks WHERE {YEAR} GROUP BY unit""",
    "share weighted": f"""SELECT unit, sum(found) AS n, sum(CASE WHEN passed THEN found ELSE 0 END)
                          AS hits FROM checks WHERE {YEAR} GROUP BY unit""",
    "coverage each": f"""SELECT unit, 3 * count(*) AS n, sum({ELEMENTS}) AS hits
                         FROM checks WHERE {YEAR} GROUP BY unit""",
    "coverage all": f"SELECT unit, 3 AS n, {ANY} AS hits FROM checks WHERE {YEAR} GROUP BY unit",
    "first_date": """SELECT unit, date_diff('day', DATE '1970-01-01', min(checked)::DATE) AS n
                     FROM checks WHERE kind = 'k1' GROUP BY unit""",
    "staleness": f"""SELECT unit, count(*) AS n,
                     sum(CASE WHEN date_diff('day', last_update, checked)
                         BETWEEN 0 AND interval_days THEN 1 ELSE 0 END) AS hits
                     FROM columns WHERE {YEAR} AND interval_days IS NOT NULL GROUP BY unit""",
    "statistic": f"""SELECT unit, {ITEM.format("item <> 'i2'")} AS hits,
                     {ITEM.format("item = 'i2'")} AS n FROM statistics
                     WHERE item IN ('i0', 'i1', 'i2') AND period = 'y1' GROUP BY unit""",
    "change": f"""WITH each AS (SELECT unit, {ITEM.format("period = 'y1'")} AS now,
                  {ITEM.format("period = 'y0'")} AS before FROM statistics
                  WHERE item = 'i3' AND period IN ('y0', 'y1') GROUP BY unit)
                  SELECT unit, now - before AS hits, before AS n FROM each""",
}


def polars(name: str, tables: dict[str, Any]) -> Any:
    """Run a measure on lazy frames of Polars."""
    import polars as pl

    col, whole = pl.col, pl.Int64
    inside = tables["checks"].filter(
        col("checked").is_between(by_hand.START, by_hand.AFTER, closed="left")
    )
    passed, count = col("passed").fill_null(value=False), pl.len().alias("n")
    numbers = tables["statistics"]

    def there(element: str) -> Any:
        listed = col("elements").str.split(";").list.contains(element)
        return listed.fill_null(value=False).cast(whole)

    if name == "distinct":
        rows = inside.filter(col("item").is_not_null()).select("unit", "kind", "item").unique()
        found = rows.group_by("unit").agg(count)
    elif name == "tally by code":
        worth = pl.when(col("kind") == "k0").then(3).when(col("kind") == "k1").then(1).otherwise(0)
        found = inside.group_by("unit").agg(n=worth.sum())
    elif name == "tally of a column":
        found = inside.group_by("unit").agg(n=col("found").sum())
    elif name == "share":
        found = inside.group_by("unit").agg(count, hits=passed.cast(whole).sum())
    elif name == "share weighted":
        hits = pl.when(passed).then(col("found")).otherwise(0).sum()
        found = inside.group_by("unit").agg(n=col("found").sum(), hits=hits)
    elif name == "coverage each":
        found = inside.group_by("unit").agg(
            n=3 * pl.len(), hits=sum((there(one) for one in "abc"), start=pl.lit(0)).sum()
        )
    elif name == "coverage all":
        hits = sum((there(one).max() for one in "abz"), start=pl.lit(0))
        found = inside.group_by("unit").agg(n=pl.lit(3), hits=hits)
    elif name == "first_date":
        day = col("checked").min().dt.date().cast(whole)
        found = tables["checks"].filter(col("kind") == "k1").group_by("unit").agg(n=day)
    elif name == "staleness":
        lag = (col("checked") - col("last_update")).dt.total_days()
        fresh = lag.is_between(0, col("interval_days")).fill_null(value=False)
        rows = tables["columns"].filter(col("interval_days").is_not_null())
        found = rows.group_by("unit").agg(count, hits=fresh.cast(whole).sum())
    elif name == "statistic":
        rows = numbers.filter(col("item").is_in(["i0", "i1", "i2"]), col("period") == "y1")
        over = col("item") == "i2"
        value = col("value")
        found = rows.group_by("unit").agg(
            hits=value.filter(~over).sum(), n=value.filter(over).sum()
        )
    else:
        rows = numbers.filter(col("item") == "i3", col("period").is_in(["y0", "y1"]))
        before, now = (col("value").filter(col("period") == y).sum() for y in ("y0", "y1"))
        found = rows.group_by("unit").agg(hits=now - before, n=before)
    return found.collect(engine="streaming").to_pandas()


def write(folder: Path) -> None:
    """Write the three tables."""
    rng = np.random.default_rng(0)
    names = nation.units()["unit"].to_numpy()
    numbers = np.arange(RECORDS)
    unit = pa.DictionaryArray.from_arrays(
        (numbers % nation.UNITS).astype(np.int32), pa.array(names)
    )
    record = pa.array(numbers).cast(pa.string())

    def chosen(texts: list[str | None]) -> pa.Array:
        codes = rng.integers(0, len(texts), RECORDS, dtype=np.int8)
        return pa.DictionaryArray.from_arrays(codes, pa.array(texts)).dictionary_decode()

    def days() -> Any:
        return np.datetime64("2017-01-01", "us") + rng.integers(0, 365, RECORDS).astype("m8[D]")

    def counts(most: int, *, gaps: bool) -> pa.Array:
        missing = rng.random(RECORDS) < 0.1 if gaps else None
        return pa.array(rng.integers(0, most, RECORDS), mask=missing)

    tables = {
        "checks": {
            "kind": chosen(["k0", "k1", "k2"]),
            "item": chosen([f"i{n}" for n in range(50)] + [None]),
            "checked": days(),
            "passed": pa.array(rng.random(RECORDS) < 0.7),
            "found": counts(9, gaps=False),
            "elements": chosen(["a;b;c", "a", "b;c", "c;d", "", None]),
        },
        "columns": {
            "interval_days": counts(200, gaps=True),
            "last_update": pa.array(days(), mask=rng.random(RECORDS) < 0.05),
            "checked": days(),
        },
        "statistics": {
            "item": pa.array([f"i{n}" for n in range(34)]).take(numbers // nation.UNITS % 34),
            "part": pa.array([f"p{n}" for n in range(10)]).take(numbers // nation.UNITS // 34 % 10),
            "period": pa.array([f"y{n}" for n in range(10)]).take(numbers // nation.UNITS // 340),
            "value": rng.integers(1, 1000, RECORDS).astype(np.float64),
        },
    }
    for table, columns in tables.items():
        made = pa.table({"unit": unit, "record": record, **columns})
        pq.write_table(made, folder / f"{table}.parquet")


def hand(engine: str, tables: dict[str, Any]) -> Callable[[str], Any]:
    if engine == "polars":
        return lambda name: polars(name, tables)
    import duckdb

    connection = duckdb.connect()
    for table, held in tables.items():
        connection.execute(f"CREATE VIEW {table} AS {held.sql_query()}")
    return lambda name: connection.sql(SQL[name]).df()


def run() -> list[dict[str, object]]:
    rows = []
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        write(folder)
        for engine in ("duckdb", "polars"):
            to = host(engine)
            tables = {file.stem: to.scan([str(file)]) for file in sorted(folder.iterdir())}
            context, by_engine = nation.context(tables), hand(engine, tables)
            for name, measure in MEASURES.items():
                pairs, same = in_turn(partial(by_engine, name), measure, context)
                rows.append(row(engine, RECORDS, name, pairs, same, None))
    return rows
