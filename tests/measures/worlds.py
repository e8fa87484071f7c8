"""Random record sets, small and with every fault that is allowed, and measures of every kind."""

from datetime import date, timedelta
from typing import Any

import numpy as np
import pandas as pd

from tests.measures.lab import frame, made

UNITS = "甲 乙 丙"
ELEMENTS = ["背景", "依据", "范围"]
_START = date(2016, 11, 1)


class World:
    """Tables drawn from a seed."""

    def __init__(self, seed: int, size: int = 25) -> None:
        self.rng = np.random.default_rng(seed)
        self.size = size

    def pick(self, *choices: Any) -> Any:
        return choices[self.rng.integers(len(choices))]

    def day(self, missing: float = 0.2, span: int = 480) -> Any:
        if self.rng.random() < missing:
            return None
        return _START + timedelta(days=int(self.rng.integers(span)))

    def after(self, day: Any, most: int, missing: float = 0.3) -> Any:
        if day is None or self.rng.random() < missing:
            return None
        return day + timedelta(days=int(self.rng.integers(-2, most)))

    def moment(self, missing: float = 0.1) -> Any:
        day = self.day(missing)
        return day and pd.Timestamp(day) + pd.Timedelta(minutes=int(self.rng.integers(1440)))

    def elements(self) -> Any:
        some = [one for one in [*ELEMENTS, "其他"] if self.rng.random() < 0.5]
        return self.pick(None, ";".join(some), " ; ".join(some))

    def rows(self, table: str, make: Any) -> pd.DataFrame:
        rows = [
            {"unit": self.pick(*UNITS.split()[:2]), "record": f"{table[0]}{n:03d}"} | make(n)
            for n in range(self.size)
        ]
        return frame(table, *rows)

    def documents(self, n: int) -> dict[str, Any]:
        issued = self.day()
        return {
            "kind": self.pick("rule", "plan"),
            "attribute": self.pick("public", "not_public", None),
            "issued": issued,
            "published": self.after(issued, 20),
            "major": self.pick(True, False, None),
            "elements": self.elements(),
            "pages": self.pick("1", "12", " 3", None),
            "approved": self.pick("2017-03-01", "2017-05-08", None),
        }

    def interpretations(self, n: int) -> dict[str, Any]:
        return {
            "document": self.pick(*(f"d{k:03d}" for k in range(self.size)), None),
            "published": self.day(0),
            "post": self.pick("局长", "副局长", None),
            "policy": self.pick("p", "q"),
        }

    def requests(self, n: int) -> dict[str, Any]:
        received = self.day(0)
        asked = self.after(received, 15, 0.7)
        charged = self.after(received, 30, 0.9)
        return {
            "received": received,
            "clarification_asked": asked,
            "clarification_due": self.after(asked, 30, 0.5),
            "clarification_returned": self.after(asked, 30),
            "extension_notified": self.after(received, 35, 0.7),
            "fee_notified": charged,
            "fee_paid": self.after(charged, 20),
            "answered": self.after(received, 60),
            "answer": self.pick("granted", "abandoned", None),
            "mock": self.pick(True, False, None),
        }

    def pauses(self, n: int) -> dict[str, Any]:
        began = self.day(0)
        return {
            "request": f"r{self.rng.integers(self.size):03d}",
            "began": began,
            "ended": began + timedelta(days=int(self.rng.integers(15))),
        }

    def incidents(self, n: int) -> dict[str, Any]:
        occurred = self.moment()
        later = pd.Timedelta(minutes=int(self.rng.integers(-600, 6000)))
        return {
            "kind": "x",
            "occurred": occurred,
            "responded": self.pick(None, occurred and occurred + later),
        }

    def columns(self, n: int) -> dict[str, Any]:
        checked = self.day(0.3)
        return {
            "site": "s",
            "path": "p",
            "kind": self.pick("news", "law"),
            "interval_days": self.pick(14, 90, None),
            "opened": self.pick(None, None, self.day()),
            "last_update": self.after(checked, 5) and checked - timedelta(days=n * 4),
            "explained": self.pick(True, False, None),
            "checked": checked,
        }

    def updates(self, n: int) -> dict[str, Any]:
        return {"column": f"c{self.rng.integers(6):03d}", "date": self.day(0.05)}

    def checks(self, n: int) -> dict[str, Any]:
        return {
            "kind": "link",
            "passed": self.pick(True, False, None),
            "found": self.pick(0, 1, 5, None),
            "checked": self.day(),
        }

    def statistics(self, n: int) -> dict[str, Any]:
        value = self.pick(1, 2.5, 0, 7, 0.1)
        return {
            "item": "abc"[n % 3],
            "part": self.pick("p", None) if n < 12 else f"part {n}",
            "period": "2016" if n % 2 else "2017",
            "value": value if n >= 12 else 4,
        }

    def judgements(self, n: int) -> dict[str, Any]:
        return {
            "indicator": self.pick("i", "i", "k"),
            "rater": self.pick("A", "B", "C"),
            "value": self.pick("5", "5.0", "4", "优") if self.size > 8 else "5",
            "kind": self.pick("third_party", None, "leader", "self"),
        }

    def tables(self) -> dict[str, pd.DataFrame]:
        names = [
            "documents interpretations requests pauses incidents columns updates checks",
            "statistics judgements",
        ]
        return {name: self.rows(name, getattr(self, name)) for name in " ".join(names).split()}


EMPTY = {"when_empty": "not_applicable"}
WITHIN = {"kind": "share_within", "table": "documents", "start": "issued", "end": "published"}
KNOWN = {"known": "true"}

SPECS: dict[str, dict[str, Any]] = {
    "count": {"kind": "count", "table": "documents", "where": {"kind": "rule"}},
    "count all": {"kind": "count", "table": "documents", "during": "any"},
    "count numbers in text": {
        "kind": "count",
        "table": "documents",
        "where": {"pages": {"at_least": "3"}, "approved": {"at_most": "2017-03-31"}},
        "during": "until_end",
    },
    "count lists and flags": {
        "kind": "count",
        "table": "documents",
        "where": {"elements": {"has": "背景"}, "major": {"not": "true"}},
        "date": "issued",
    },
    "count by parent": {
        "kind": "count",
        "table": "interpretations",
        "where": {"documents.kind": "rule", "units.group": "county"},
    },
    "distinct": {
        "kind": "distinct",
        "table": "interpretations",
        "of": ["post", "documents.kind", "policy"],
    },
    "share": {
        "kind": "share",
        "table": "documents",
        "hit": {"attribute": ["public", "not_public"], "interpretations.published": KNOWN},
        **EMPTY,
    },
    "share weighted": {
        "kind": "share",
        "table": "checks",
        "hit": {"passed": "true"},
        "weight": "found",
        **EMPTY,
    },
    "within 5": {**WITHIN, "at_most": 5, **EMPTY},
    "within 5 until end": {**WITHIN, "at_most": 5, "at_least": 0, "during": "until_end", **EMPTY},
    "within months": {**WITHIN, "at_most": 1, "unit": "months", **EMPTY},
    "within text": {**WITHIN, "start": "approved", "at_most": 2, "unit": "weeks", **EMPTY},
    "within linked": {
        **WITHIN,
        "start": "published",
        "end": "interpretations.published",
        "at_most": 9,
        **EMPTY,
    },
    "within hours": {
        "kind": "share_within",
        "table": "incidents",
        "start": "occurred",
        "end": "responded",
        "at_most": 48,
        "at_least": 0,
        "unit": "hours",
        **EMPTY,
    },
    "within times": {
        "kind": "share_within",
        "table": "incidents",
        "start": "occurred",
        "end": "responded",
        "at_most": 1,
        **EMPTY,
    },
    "request clock": {
        "kind": "share_within",
        "table": "requests",
        "start": "received",
        "end": "answered",
        "clock": "request",
        **EMPTY,
    },
    "request clock mock": {
        "kind": "share_within",
        "table": "requests",
        "start": "received",
        "end": "answered",
        "clock": "request",
        "at_most": 10,
        "where": {"mock": "true"},
        "during": "until_end",
        **EMPTY,
    },
    "gap": {"kind": "longest_gap", "table": "interpretations"},
    "gap by column": {"kind": "longest_gap", "table": "updates", "by": ["column"]},
    "gap of news": {
        "kind": "longest_gap",
        "table": "updates",
        "by": ["column"],
        "where": {"columns.kind": "news"},
    },
    "gap by linked": {"kind": "longest_gap", "table": "updates", "by": ["columns.kind"]},
    "staleness": {"kind": "staleness", "table": "columns", "at_most": "interval_days", **EMPTY},
    "staleness explained": {
        "kind": "staleness",
        "table": "columns",
        "at_most": 30,
        "explained": True,
        **EMPTY,
    },
    "coverage each": {"kind": "coverage", "table": "documents", "elements": ELEMENTS, **EMPTY},
    "coverage all": {
        "kind": "coverage",
        "table": "documents",
        "elements": ELEMENTS,
        "over": "all",
        "weights": {"背景": 2},
        "where": {"major": "true"},
        **EMPTY,
    },
    "first date": {"kind": "first_date", "table": "documents", "where": {"kind": "rule"}},
    "statistic": {"kind": "statistic", "plus": ["a", "b"], "minus": ["c"]},
    "quotient": {"kind": "statistic", "plus": ["a"], "over": ["a", "b"], "at": "2017"},
    "change": {"kind": "change", "item": "a", "before": "2016", "now": "2017"},
    "judgement": {"kind": "judgement"},
}
MEASURES = {name: made(**spec) for name, spec in SPECS.items()}
