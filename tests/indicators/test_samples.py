"""The small samples: what the generator writes, and what an assessment of each has to show."""

from functools import cache
from pathlib import Path

import pytest

import gkeval as gk
from gkeval.rules.kinds import Deadline
from gkeval.scheme.model import Scheme
from gkeval.synthetic import synthetic, write
from gkeval.synthetic.recipes import RECIPES

SAMPLES = Path(__file__).resolve().parents[2] / "sample_data"
SMALL = [name for name in RECIPES if name != "ningxia-2017" and (SAMPLES / name).is_dir()]
"""The sample of ningxia-2017 is the large one; tests/test_synthetic.py looks at it."""


@cache
def assessed(name: str) -> gk.Assessment:
    return gk.assess(name, gk.read_records(SAMPLES / name))


def due_later(scheme: Scheme) -> set[str]:
    """Leaves whose deadline lies after the period for every group."""
    found = set()
    for leaf in scheme.leaves:
        if isinstance(leaf.rule, Deadline):
            days = leaf.rule.by.values() if isinstance(leaf.rule.by, dict) else [leaf.rule.by]
            if min(days) > scheme.period.end:
                found.add(leaf.id)
    return found


@pytest.mark.parametrize("name", SMALL)
def test_committed_sample_is_what_the_generator_writes(name: str, tmp_path: Path):
    written = {file.name: file.read_bytes() for file in write(synthetic(name), tmp_path)}
    committed = {file.name: file.read_bytes() for file in (SAMPLES / name).glob("*.csv")}
    assert sorted(written) == sorted(committed)
    assert [key for key in written if written[key] != committed[key]] == []
    assert sum(map(len, committed.values())) < 1_100_000


@pytest.mark.parametrize("name", SMALL)
def test_names_are_invented_and_the_readme_says_so(name: str):
    units = gk.read_records(SAMPLES / name).units
    assert units["name"].str.endswith("（合成）").all()
    readme = (SAMPLES / "README.md").read_text("utf-8")
    line = next(line for line in readme.splitlines() if line.startswith(f"| `{name}/`"))
    assert "合成数据" in line


@pytest.mark.parametrize("name", SMALL)
def test_deadlines_after_the_period_are_not_yet_due(name: str):
    values = assessed(name).values
    later = values["indicator"].isin(due_later(gk.load_scheme(name)))
    assert (values.loc[later, "state"] == "not_yet_due").all()


@pytest.mark.parametrize("name", SMALL)
def test_every_leaf_is_decided_by_the_sample(name: str):
    scheme = gk.load_scheme(name)
    values = assessed(name).values
    scored = set(values.loc[values["state"] == "scored", "indicator"])
    assert {leaf.id for leaf in scheme.leaves} - scored == due_later(scheme)


@pytest.mark.parametrize("name", SMALL)
def test_sample_gives_ranks_grades_and_differences(name: str):
    totals = assessed(name).totals
    ranked = totals[totals["total"].notna()]
    assert len(ranked) >= 0.8 * len(totals)
    assert ranked["total"].between(20, 99.99).all()
    sizes = ranked.groupby("group")["total"].agg(["size", "std"])
    assert sizes.loc[sizes["size"] >= 3, "std"].min() > 2
    assert ranked["grade"].nunique() >= 3
