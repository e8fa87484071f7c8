"""Synthetic assessments that the figures are drawn from."""

import numpy as np
import pandas as pd
import pytest

import gkeval as gk
from tests import samples


@pytest.fixture(scope="session")
def sichuan():
    """21 cities, two of which tie."""
    return samples.assessed("sichuan-land-2011")


@pytest.fixture(scope="session")
def ningxia():
    """57 synthetic units with records: three groups, judgements by two raters, time limits."""
    return samples.assessed("ningxia-2017")


@pytest.fixture(scope="session")
def five_scheme(five):
    """The scheme of the five units."""
    return five.scheme


@pytest.fixture
def piloted(five_scheme, five_values):
    """`piloted(group, subsets)`: the five units, some of a group in its subset `pilot`."""

    def made(within, subsets):
        groups = {
            "county": {"title": {"zh": "县"}},
            "department": {"title": {"zh": "部门"}},
            "pilot": {"title": {"zh": "试点"}, "within": within},
        }
        units = five_values[["unit", "group"]].assign(subsets=subsets)
        return gk.score(five_scheme.replace(groups=groups), five_values, units)

    return made


@pytest.fixture(scope="session")
def many(five_scheme):
    """`many(n)`: n synthetic departments with different values."""

    def made(count, seed=1):
        rng = np.random.default_rng(seed)
        values = pd.DataFrame(
            {
                "unit": [f"合成{number:04d}局" for number in range(count)],
                "group": "department",
                "publicity.timely": rng.random(count).round(3),
                "response.requests": rng.random(count).round(3),
                "response.form": rng.integers(0, 11, count),
            }
        )
        return gk.score(five_scheme, values)

    return made


@pytest.fixture(scope="session")
def site(tmp_path_factory):
    """Two units with dated updates of a website and requests, worked by hand."""
    file = tmp_path_factory.mktemp("site") / "scheme.yaml"
    file.write_text(
        """
scheme: site
format: 1
title: {zh: 网站与申请（合成）, en: Site and requests (synthetic)}
source: {document: 示例}
period: {from: 2023-01-01, to: 2023-12-31}
points: 100
points_from: proposed
groups: {county: {title: {zh: 县, en: County}}}
indicators:
  - id: gap
    title: {zh: 栏目更新, en: Updates}
    points: 40
    measure: {kind: longest_gap, table: updates}
    rule: {kind: at_most, target: 100}
  - id: answered
    title: {zh: 按时答复, en: Answered in time}
    points: 60
    measure: {kind: share_within, table: requests, start: received, end: answered, clock: request, when_empty: not_applicable}
    rule: {kind: proportion}
""",  # noqa: E501
        "utf-8",
    )
    units = pd.DataFrame(
        {
            "unit": ["a", "b"],
            "name": ["甲县（合成）", "乙县（合成）"],
            "name_en": ["A", "B"],
            "group": "county",
        }
    )
    updates = [("a", "2023-01-11"), ("a", "2023-03-02"), ("a", "2023-03-02"), ("a", "2023-12-30")]
    # from Monday 2023-03-06: lags of 4, 20, 21 working days, and one without an answer
    answers = ["2023-03-10", "2023-04-03", "2023-04-04", None]
    records = {
        "units": units,
        "updates": pd.DataFrame(updates, columns=["unit", "date"]).assign(
            record=[f"U{at}" for at in range(4)], column="c1"
        ),
        "requests": pd.DataFrame(
            {
                "unit": "a",
                "record": [f"R{at}" for at in range(4)],
                "received": "2023-03-06",
                "answered": answers,
                "answer": ["granted", "granted", "granted", None],
            }
        ),
    }
    return gk.assess(gk.load_scheme(file), gk.read_records(records, on_error="report"))
