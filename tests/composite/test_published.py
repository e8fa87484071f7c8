"""Indices as they were published, from their own parts and rules."""

import numpy as np
import pandas as pd
import pytest

from gkeval.composite import Tree, aggregate, build

EGDI = pd.DataFrame(
    {"id": ["EGDI", "osi", "tii", "hci"], "parent": ["", "EGDI", "EGDI", "EGDI"],
     "weight": [1, 1, 1, 1]}
)  # fmt: skip

# what a survey rounds its index to, and ranks on: five places to 2016, four since
DECIMALS = {2010: 5, 2012: 5, 2014: 5, 2016: 5, 2018: 4, 2022: 4}


def zero_without_services(values, weights, children):
    """United Nations E-Government Survey 2012: no online service, no index."""
    services = values[:, children.index("osi")]
    return np.where(services == 0, 0.0, aggregate.arithmetic(values, weights))


def test_united_nations_e_government_index(reference_data):
    """1,157 values and competition ranks, with the weights of 2010 and the rules for zero."""
    table = pd.read_csv(reference_data("un_egdi_2010_2022.csv"))
    found = []
    for year, part in table.groupby("year"):
        part = part.rename(columns={"country-name": "country"})
        index = build(
            part[["country", "osi", "tii", "hci"]],
            EGDI,
            unit="country",
            normalise="none",
            weights={"osi": 0.34, "tii": 0.33, "hci": 0.33} if year == 2010 else "given",
            aggregate=zero_without_services if year == 2012 else "arithmetic",
            missing="zero",
        )
        ranking = index.ranking(decimals=DECIMALS[year]).set_index("unit")
        exact = pd.Series(index.total, index=index.units["unit"])
        found.append(part.set_index("country").assign(total=exact, rank=ranking["rank"]))
    found = pd.concat(found)
    assert len(found) == 1157
    assert (found["total"] - found["e-gov-index"]).abs().max() < 1e-4
    assert (found["rank"] == found["e-gov-rank"]).all()


def test_human_development_index_of_costa_rica():
    """UNDP, Human Development Report 2014, technical note 1: HDI 0.763.

    Goalposts, a logarithm, an arithmetic mean within education, a geometric mean of the whole.
    """
    tree = Tree.from_table(
        pd.DataFrame(
            [
                ("hdi", "", None, "", "geometric"),
                ("health", "hdi", "20;85", "", ""),
                ("education", "hdi", None, "", "arithmetic"),
                ("schooling", "education", "0;15", "", ""),
                ("expected", "education", "0;18", "", ""),
                ("income", "hdi", "100;75000", "log", ""),
            ],
            columns=["id", "parent", "goalposts", "transform", "method"],
        )
    )
    frame = pd.DataFrame(
        {"unit": ["Costa Rica"], "health": [79.9], "schooling": [8.4], "expected": [13.5],
         "income": [13012]}
    )  # fmt: skip
    index = build(frame, tree, normalise="goalposts")
    assert index.score("health").round(3).item() == 0.922
    assert index.score("education").round(3).item() == 0.655
    assert index.total.round(3).item() == 0.763


def test_technology_achievement_index_of_new_zealand():
    """UNDP, Human Development Report 2001, technical note 2: four dimensions, TAI 0.549.

    Goalposts with a cap (electricity), two logarithms, equal weights at both levels.
    """
    rows = [
        ("creation", "", None, ""),
        ("patents", "creation", "0;994", ""),
        ("royalties", "creation", "0;272.6", ""),
        ("recent", "", None, ""),
        ("hosts", "recent", "0;232.4", ""),
        ("exports", "recent", "0;80.8", ""),
        ("old", "", None, ""),
        ("telephones", "old", "1;901", "log"),
        ("electricity", "old", "22;6969", "log"),
        ("skills", "", None, ""),
        ("schooling", "skills", "0.8;12.0", ""),
        ("science", "skills", "0.1;27.4", ""),
    ]
    tree = pd.DataFrame(rows, columns=["id", "parent", "goalposts", "transform"])
    frame = pd.DataFrame(
        [["New Zealand", 103, 13.0, 146.7, 15.4, 720, 8215, 11.7, 13.1]],
        columns=["unit", *(row[0] for row in rows if row[2])],
    )
    index = build(frame, tree, normalise="goalposts")
    dimensions = [index.score(name).item() for name in ("creation", "recent", "old", "skills")]
    assert dimensions == pytest.approx([0.076, 0.411, 0.984, 0.725], abs=6e-4)
    assert index.total.item() == pytest.approx(0.549, abs=6e-4)
