"""What the twin found in gkeval, each as a small case that can be checked by hand."""

import pandas as pd
import pytest

import gkeval as gk
from tests.scoring.builders import branch, leaf, scheme, totals

COUNTIES = {"county": {}, "pilot": {"within": "county"}, "model": {"within": "county"}}


def test_a_unit_in_two_subsets_with_a_table_each_is_refused():
    """Its indicators would add up to 14 of 7 points: nothing is rescaled."""
    made = scheme(
        branch("x", 7, leaf("x.p", 7, groups=["pilot"]), leaf("x.m", 7, groups=["model"])),
        leaf("y", 3),
        groups=COUNTIES,
    )
    values = pd.DataFrame({"unit": ["a", "b"], "x.p": [7, 7], "x.m": [None, 7], "y": [3, 3]})
    units = pd.DataFrame(
        {"unit": ["a", "b"], "group": "county", "subsets": ["pilot", "pilot;model"]}
    )
    assert totals(gk.score(made, values.iloc[:1], units.iloc[:1])) == {"a": 10}
    with pytest.raises(gk.InputError, match=r"add up to 14 points for unit b.*exactly 7"):
        gk.score(made, values, units)


def test_an_explanation_for_an_indicator_of_others_earns_nothing(tmp_path):
    """And the archive, which keeps no values of such indicators, gives the same total."""
    made = scheme(
        leaf("a", 5),
        leaf("b", 5, groups=["pilot"]),
        groups=COUNTIES,
        not_applicable={"kind": "explained", "rates": {"好": "0.8"}},
    )
    values = pd.DataFrame({"unit": ["u"], "a": [4], "b": ["好"]})
    units = pd.DataFrame({"unit": ["u"], "group": ["county"]})
    result = gk.score(made, values, units)
    assert totals(result) == {"u": 4}
    result.save(tmp_path / "r.zip")
    assert totals(gk.load(tmp_path / "r.zip")) == {"u": 4}
