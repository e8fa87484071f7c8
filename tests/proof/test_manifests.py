"""Manifests in which any one value is another: a difference, and never another exception."""

import copy
import json

import pytest

import gkeval as gk
from gkeval.assessment.manifest import NAME, as_bytes
from gkeval.publish.bundle import write_bundle
from tests.proof.acts import sealed

GONE = object()
WRONG = [None, ["x"], "x", 7, {}, GONE]
MANY = ("sha256", "files", "tables", "versions")
"""What holds one entry per file, table or library: one stands for all."""


def places(held, place=()):
    """The path to every value in a manifest."""
    if place:
        yield place
    if isinstance(held, dict):
        names = list(held)[:1] if place and place[-1] in MANY else list(held)
        for name in names:
            yield from places(held[name], (*place, name))
    elif isinstance(held, list) and held:
        yield from places(held[0], (*place, 0))


def put(said, place, wrong):
    """The manifest with another value at a place, or without it."""
    said = copy.deepcopy(said)
    at = said
    for name in place[:-1]:
        at = at[name]
    if wrong is GONE:
        del at[place[-1]]
    else:
        at[place[-1]] = wrong
    return said


@pytest.fixture(scope="module")
def home(five, tmp_path_factory):
    """A report with and one without draws, and the folder of an assessment, of five units."""
    home = tmp_path_factory.mktemp("manifests")
    write_bundle(five, home / "out", "zh")
    for name, sure in (("plain", None), ("sure", gk.robustness(five, draws=20, seed=1))):
        gk.report(
            five, home / name, edition="public", show="bands", robustness=sure, progress=False
        )
    return home


@pytest.mark.parametrize(
    ("where", "deep"),
    [
        ("plain", False),
        pytest.param("plain", True, marks=pytest.mark.full),
        pytest.param("sure", True, marks=pytest.mark.full),
        pytest.param("out", False, marks=pytest.mark.full),
    ],
)
def test_another_value_in_a_manifest_is_a_difference(home, five, five_values, where, deep):
    """Somebody who seals it anew can write what nothing contradicts; nobody raises anything."""
    path = home / where / NAME
    data = path.read_bytes()
    said = json.loads(data)
    try:
        for place in places(said):
            for wrong in WRONG if deep or len(place) == 1 else ():
                changed = put(said, place, wrong)
                for made in (as_bytes(changed), sealed(changed)) if changed != said else ():
                    path.write_bytes(made)
                    found = gk.verify(
                        home / where, records=five_values, scheme=five.scheme, rebuild=deep
                    )
                    assert str(found)
                    assert not found.ok or made == sealed(changed), (place, wrong)
    finally:
        path.write_bytes(data)
