"""What tests of single schemes share: who belongs to a group, and a leaf read in another way."""

from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest

import gkeval as gk
from gkeval.scheme.model import Scheme

Rows = dict[str, list[dict[str, Any]]]


@pytest.fixture(scope="session")
def members() -> Callable[..., set[str]]:
    """`members(result, "county", "lead_department")`: the units of these groups or subsets."""

    def find(result: gk.Assessment, *names: str) -> set[str]:
        units = result.units
        subsets = units["subsets"].str.split(";")
        chosen = units["group"].isin(names) | subsets.map(lambda own: bool(set(own) & set(names)))
        return set(units.loc[chosen, "unit"])

    return find


@pytest.fixture(scope="session")
def rate_as() -> Callable[..., float]:
    """`rate_as(scheme, leaf, unit, records, measure={…}, rule={…})`: the rate under a reading.

    `measure` and `rule` replace what they name; with a kind of its own the whole is replaced.
    """

    def rate(
        scheme: Scheme, leaf: str, unit: dict[str, str], records: Rows, **changes: Any
    ) -> float:
        own = scheme.by_id[leaf].model_dump(by_alias=True, exclude_none=True)
        for key, change in changes.items():
            own[key] = change if "kind" in change else own[key] | change
        alone = scheme.replace(indicators=[own], points=own["points"], grades=[])
        tables = {"units": pd.DataFrame([{"unit": "甲", "subsets": ""} | unit])}
        for name, rows in records.items():
            filled = [{"unit": "甲", "record": str(n)} | row for n, row in enumerate(rows)]
            tables[name] = pd.DataFrame(filled, dtype="str")
        scores = gk.assess(alone, gk.read_records(tables)).scores
        return float(scores.loc[scores["indicator"] == leaf, "rate"].item())

    return rate
