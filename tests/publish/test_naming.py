"""File names of units."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gkeval.errors import GkevalError
from gkeval.publish import naming

IDS = st.text(min_size=1, max_size=80)


@given(st.lists(IDS, unique=True, max_size=20))
def test_every_id_has_a_name_of_its_own_that_any_system_takes(units):
    stems = list(naming.file_stems(units).values())
    assert len({stem.lower() for stem in stems}) == len(units)
    for stem in stems:
        assert re.fullmatch(r"[a-z0-9][a-z0-9_.-]{0,63}", stem)
        assert not stem.endswith(".")


@pytest.mark.parametrize("unit", ["con", "CON", "Nul", "index", "..", "../x", "a/b", "a\\b", " "])
def test_names_that_mean_something_to_a_system_are_told_by_a_hash(unit):
    assert naming.file_stem(unit).startswith("u.")


def test_case_makes_a_difference():
    assert naming.file_stem("nx-1") != naming.file_stem("NX-1")


def test_two_units_of_one_name_are_refused(monkeypatch):
    monkeypatch.setattr(naming, "file_stem", lambda unit: "same")
    with pytest.raises(GkevalError, match="same file name"):
        naming.file_stems(["a", "b"])
