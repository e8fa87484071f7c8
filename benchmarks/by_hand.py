"""The five measures of `nation` as one would write them for one engine: SQL, Polars, pandas.

Each returns unit and whole numbers; like gkeval's they reduce before they compare.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from benchmarks.nation import due_days

DAY = pd.Timedelta(days=1)
START, AFTER = pd.Timestamp("2017-01-01"), pd.Timestamp("2018-01-01")
HOURS = pd.Timedelta(hours=48)
LAST = 17_531  # 2017-12-31 as days since 1970-01-01
FIRST = 17_167

SQL = {
    "interpretations by principals": """
        SELECT unit, count(*) AS n FROM interpretations WHERE author_role = 'principal'
        AND published >= TIMESTAMP '2017-01-01' AND published < TIMESTAMP '2018-01-01'
        GROUP BY unit""",
    "interpreted within 3 working days": """
        WITH first AS (SELECT document, min(published) AS seen FROM interpretations
                       WHERE document IS NOT NULL GROUP BY document)
        SELECT unit, count(*) AS n,
               sum(CASE WHEN seen < _due + INTERVAL 1 DAY THEN 1 ELSE 0 END)::BIGINT AS hits
        FROM documents JOIN due ON published = _day
        LEFT JOIN first ON first.document = documents.record GROUP BY unit""",
    "answered within 20 working days": """
        SELECT unit, count(*) AS n,
               sum(CASE WHEN answered < _due + INTERVAL 1 DAY THEN 1 ELSE 0 END)::BIGINT AS hits
        FROM requests JOIN due ON received = _day GROUP BY unit""",
    "longest gap of a column": """
        WITH days AS (SELECT unit, "column", date_diff('day', DATE '1970-01-01', date::DATE) AS day
                      FROM updates WHERE date >= TIMESTAMP '2017-01-01'
                      AND date < TIMESTAMP '2018-01-01' GROUP BY ALL),
             gaps AS (SELECT unit, "column", day,
                      day - lag(day) OVER (PARTITION BY unit, "column" ORDER BY day) AS gap
                      FROM days),
             each AS (SELECT unit, greatest(max(gap), min(day) - 17167, 17531 - max(day)) AS gap
                      FROM gaps GROUP BY unit, "column")
        SELECT unit, max(gap) AS n FROM each GROUP BY unit""",
    "incidents answered within 48 h": """
        SELECT unit, count(*) AS n,
               sum(CASE WHEN responded <= occurred + INTERVAL 48 HOUR THEN 1 ELSE 0 END)::BIGINT
               AS hits
        FROM incidents WHERE occurred >= TIMESTAMP '2017-01-01' - INTERVAL 48 HOUR
        AND occurred < TIMESTAMP '2018-01-01' - INTERVAL 48 HOUR GROUP BY unit""",
}
LIMITS = {"interpreted within 3 working days": 3, "answered within 20 working days": 20}


def sql(name: str, connection: Any) -> pd.DataFrame:
    """Run a measure in SQL on a connection that has the tables as views."""
    due = due_days(LIMITS.get(name, 1))
    connection.register("due", due)
    found: pd.DataFrame = connection.sql(SQL[name]).df()
    return found


def polars(name: str, tables: dict[str, Any]) -> pd.DataFrame:
    """Run a measure on lazy frames of Polars."""
    import polars as pl

    day = pl.duration(days=1)
    hits = pl.col("hit").fill_null(value=False).cast(pl.Int64).sum().alias("hits")
    if name in LIMITS:
        due = pl.from_pandas(due_days(LIMITS[name])).lazy()
    if name == "interpretations by principals":
        found = (
            tables["interpretations"]
            .filter(
                (pl.col("author_role") == "principal")
                & pl.col("published").is_between(START, AFTER)
            )
            .group_by("unit")
            .agg(pl.len().alias("n"))
        )
    elif name == "interpreted within 3 working days":
        first = tables["interpretations"].group_by("document").agg(pl.col("published").min())
        found = (
            tables["documents"]
            .join(due, left_on="published", right_on="_day")
            .join(
                first.rename({"published": "seen"}),
                left_on="record",
                right_on="document",
                how="left",
            )
            .select("unit", hit=pl.col("seen") < pl.col("_due") + day)
            .group_by("unit")
            .agg(pl.len().alias("n"), hits)
        )
    elif name == "answered within 20 working days":
        found = (
            tables["requests"]
            .join(due, left_on="received", right_on="_day")
            .select("unit", hit=pl.col("answered") < pl.col("_due") + day)
            .group_by("unit")
            .agg(pl.len().alias("n"), hits)
        )
    elif name == "longest gap of a column":
        number = pl.col("date").dt.date().cast(pl.Int32)
        days = (
            tables["updates"]
            .filter(pl.col("date").is_between(START, AFTER, closed="left"))
            .select("unit", "column", day=number)
            .unique()
        )
        gap = pl.col("day").sort().diff().max()
        ends = (pl.col("day").min() - FIRST, LAST - pl.col("day").max())
        each = days.group_by("unit", "column").agg(gap=pl.max_horizontal(gap, *ends))
        found = each.group_by("unit").agg(n=pl.col("gap").max())
    else:
        limit = pl.duration(hours=48)
        found = (
            tables["incidents"]
            .filter(pl.col("occurred").is_between(START - HOURS, AFTER - HOURS, closed="left"))
            .select("unit", hit=pl.col("responded") <= pl.col("occurred") + limit)
            .group_by("unit")
            .agg(pl.len().alias("n"), hits)
        )
    return found.collect(engine="streaming").to_pandas()


def pandas(name: str, tables: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """Run a measure on frames in memory."""
    if name == "interpretations by principals":
        frame = tables["interpretations"]
        dates = (frame["published"] >= START) & (frame["published"] < AFTER)
        inside = frame[(frame["author_role"] == "principal") & dates]
        return inside.groupby("unit", as_index=False).agg(n=("unit", "size"))
    if name == "interpreted within 3 working days":
        frame = tables["documents"]
        first = tables["interpretations"].groupby("document")["published"].min()
        due = frame["published"].map(due_days(3).set_index("_day")["_due"])
        hit = frame["record"].map(first) < due + DAY
        return _shares(frame, due.notna(), hit)
    if name == "answered within 20 working days":
        frame = tables["requests"]
        due = frame["received"].map(due_days(20).set_index("_day")["_due"])
        return _shares(frame, due.notna(), frame["answered"] < due + DAY)
    if name == "longest gap of a column":
        frame = tables["updates"]
        frame = frame[(frame["date"] >= START) & (frame["date"] < AFTER)]
        days = frame[["unit", "column", "date"]].drop_duplicates()
        number = days["date"].to_numpy("M8[D]").astype(np.int64)
        days = days.assign(day=number).sort_values(["unit", "column", "day"])
        keys = [days["unit"], days["column"]]
        gap = days.groupby(["unit", "column"], sort=False)["day"].diff()
        ends = days["day"].groupby(keys).agg(["min", "max"])
        inner = gap.groupby(keys).max()
        each = np.fmax(inner, np.maximum(ends["min"] - FIRST, LAST - ends["max"]))
        return each.groupby("unit").max().rename("n").reset_index()
    frame = tables["incidents"]
    base = (frame["occurred"] >= START - HOURS) & (frame["occurred"] < AFTER - HOURS)
    return _shares(frame, base, frame["responded"] <= frame["occurred"] + HOURS)


def _shares(frame: pd.DataFrame, base: Any, hit: Any) -> pd.DataFrame:
    marked = frame[["unit"]].assign(hit=hit)[base]
    return marked.groupby("unit", as_index=False).agg(n=("hit", "size"), hits=("hit", "sum"))


def value(found: pd.DataFrame, units: pd.Series) -> np.ndarray:
    """The value of every unit: what the numbers give, divided in NumPy."""
    found = found.set_index("unit").reindex(units)
    n = found["n"].fillna(0).to_numpy(np.float64)
    return found["hits"].to_numpy(np.float64) / n if "hits" in found else n
