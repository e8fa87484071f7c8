"""Official statistics and annual reports: their own figures come out of their own counts."""

import numpy as np
import pandas as pd

import gkeval as gk
from gkeval.scheme import parse_scheme


def scheme_of(indicators):
    return parse_scheme(
        {
            "scheme": "official-statistics",
            "title": {"en": "Official statistics"},
            "source": {"document": "statistics"},
            "period": {"from": "2010-01-01", "to": "2025-12-31"},
            "points": str(len(indicators)),
            "points_from": "proposed",
            "groups": {"body": {"title": {"en": "Body"}}},
            "indicators": [{"points": "1", "title": {"en": i["id"]}} | i for i in indicators],
        }
    )


def values_of(scheme, statistics):
    units = pd.DataFrame({"unit": statistics["unit"].unique(), "group": "body"})
    statistics = statistics.assign(record=[f"s{row}" for row in range(len(statistics))])
    records = gk.read_records({"units": units, "statistics": statistics})
    return gk.measure(scheme, records).pivot(index="unit", columns="indicator", values="value")


def share(name, part, hits):
    return {
        "id": name,
        "rule": {"kind": "proportion"},
        "measure": {
            "kind": "share",
            "table": "statistics",
            "where": {"part": part},
            "hit": {"item": hits},
            "weight": "cases",
            "during": "any",
            "when_empty": "not_assessed",
        },
    }


def test_uk_cabinet_office_percentages(reference_data):
    table = pd.read_csv(reference_data("foi_uk_cabinet_office_2010_2020.csv"))
    percentages = ["pct_met20", "pct_intime", "pct_granted", "pct_withheld"]
    table = table.dropna(subset=percentages).assign(unit=table["body"] + " / " + table["period"])
    assert len(table) == 2268
    counts = {
        ("timeliness", "met20"): table["met20"],
        ("timeliness", "extended"): table["ext"],
        ("timeliness", "late"): table["base"] - table["met20"] - table["ext"],
        ("outcome", "granted"): table["granted"],
        ("outcome", "withheld"): table["full_withheld"],
        ("outcome", "rest"): table["resolvable"] - table["granted"] - table["full_withheld"],
    }
    statistics = pd.concat(
        pd.DataFrame(
            {
                "unit": table["unit"],
                "part": part,
                "item": item,
                "period": table["period"],
                "value": n,
                "cases": n,
            }
        )
        for (part, item), n in counts.items()
    )
    scheme = scheme_of(
        [
            share("pct_met20", "timeliness", "met20"),
            share("pct_intime", "timeliness", ["met20", "extended"]),
            share("pct_granted", "outcome", "granted"),
            share("pct_withheld", "outcome", "withheld"),
        ]
    )
    found = values_of(scheme, statistics)
    expected = table.set_index("unit").loc[found.index, percentages]
    assert np.abs(found[percentages] * 100 - expected).to_numpy().max() < 1e-7


def test_annual_reports_balance_in_every_column(reference_data):
    table = pd.read_csv(reference_data("cn_annual_report_table3.csv"))
    columns = ["natural", "business", "research", "charity", "legal", "other", "total"]
    statistics = table.rename(columns={"applicant": "part", "year": "period"}).dropna(
        subset=["value"]
    )
    statistics = statistics.assign(
        unit=statistics["unit"] + statistics["period"].astype(str),
        period=statistics["period"].astype(str),
    )
    scheme = scheme_of(
        [
            {
                "id": part,
                "rule": {"kind": "linear", "zero": "1", "full": "0"},
                "measure": {
                    "kind": "statistic",
                    "plus": ["new", "carried_in"],
                    "minus": ["processed_total", "carried_out"],
                    "part": part,
                },
            }
            for part in columns
        ]
    )
    found = values_of(scheme, statistics[["unit", "part", "item", "period", "value"]])
    assert found.shape == (4, 7)
    assert (found == 0).all(axis=None)


def test_carried_out_is_carried_in_a_year_later(reference_data):
    table = pd.read_csv(reference_data("cn_annual_report_table3.csv"))
    cell = table.set_index(["unit", "year", "item", "applicant"])["value"]
    for part in ("natural", "business", "legal", "total"):
        out = cell["宿迁市", 2023, "carried_out", part]
        assert out == cell["宿迁市", 2024, "carried_in", part]
