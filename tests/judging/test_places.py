"""Problems of sampling name the argument that they are about."""

import pandas as pd
import pytest

import gkeval as gk
from gkeval.judging import draw


def test_a_stratum_without_a_size_names_the_argument():
    cases = pd.DataFrame({"case": [f"c{n}" for n in range(6)], "kind": ["a", "b"] * 3})
    with pytest.raises(gk.InputError) as caught:
        draw(cases, "case", by="kind", size={"a": 2}, seed=1)
    problem = caught.value.problems[0]
    assert (problem.code, problem.source) == ("no_size", "size")
