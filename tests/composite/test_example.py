"""The synthetic national index: it comes out the same, and has what there is to show."""

import pandas as pd
import pytest

import gkeval as gk
from gkeval.composite import Tree, build
from gkeval.composite.example import example, write


def test_the_sample_is_what_the_program_writes(tmp_path):
    write(tmp_path)
    home = gk.sample("composite-index")
    for name in ("data.csv", "tree.csv"):
        assert (tmp_path / name).read_bytes() == (home / name).read_bytes()
    assert "合成数据" in (home / "README.md").read_text("utf-8")


def test_read_from_its_files_it_gives_the_same_index():
    home = gk.sample("composite-index")
    frame, tree = pd.read_csv(home / "data.csv"), pd.read_csv(home / "tree.csv")
    options = {"period": "year", "group": "group", "impute": "group_median", "treat": "stepwise"}
    found = build(frame, tree, **options)
    made = build(*example(), **options)
    assert found.total.tolist() == pytest.approx(made.total.tolist())
    assert [p.code for p in found.problems] == ["constant_indicator"]
    assert found.imputed.any()
    assert found.treated.any()


def test_another_seed_gives_other_numbers():
    assert not example(1)[0].equals(example(2)[0])
    assert Tree.from_table(example(1)[1]).indicators == Tree.from_table(example(2)[1]).indicators
