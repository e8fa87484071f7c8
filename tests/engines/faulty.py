"""Typed tables with faults of every kind, for tests that compare engines."""

import numpy as np
import pandas as pd


def with_every_fault() -> dict[str, pd.DataFrame]:
    """Typed tables in which rows fall because of others, some of them far apart."""
    units = pd.DataFrame(
        {"unit": ["A", "B", "B", "C"], "group": ["g", "g", "h", "g"], "parent": ["", "A", "", "B"]}
    )
    days = pd.to_datetime(["2017-03-05", "2017-03-06", "2017-03-07"] * 4).astype("datetime64[us]")
    requests = pd.DataFrame(
        {
            "unit": ["A", "C", "A", "D", "C", "A", "A", "C", "B", "A", "C", "A"],
            "record": ["1", "2", "3", "4", "1", "6", "7", "7", "9", " 10", None, "6"],
            "received": days,
            "answered": days - pd.to_timedelta([0, 0, 0, 0, 0, 0, 0, 9, 0, 0, 0, 0], "D"),
            "mock": pd.array([True, None, False] * 4, dtype="boolean"),
            "页数": [1.0, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, np.nan],
            "节": [
                "1.1",
                "1.2",
                "1.3",
                "1.4",
                "1.5",
                "1.6",
                "1.7",
                "1.8",
                "1.9",
                "1.10",
                "2",
                None,
            ],
        }
    )
    requests.loc[11] = requests.loc[5]
    pauses = pd.DataFrame(
        {
            "unit": ["A", "C", "A", "C"],
            "record": ["p1", "p2", "p3", "p4"],
            "request": ["1", "2", "99", "7"],
            "began": days[:4],
            "ended": days[:4],
        }
    )
    return {"units": units, "requests": requests, "pauses": pauses}
