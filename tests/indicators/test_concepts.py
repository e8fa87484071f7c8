"""indicators/concepts.yaml: what documents ask for alike names indicators that there are."""

from functools import cache
from pathlib import Path

import pytest

import gkeval as gk
from gkeval.assessment.crossing import concepts
from gkeval.scheme import strict_yaml
from gkeval.scheme.model import Indicator

FILE = Path(__file__).resolve().parents[2] / "indicators" / "concepts.yaml"
CONCEPTS = concepts()
DOCUMENTS = ["ningbo-2016", "gansu-2018", "xicheng-2017", "ningxia-2017", "yanan-2020"]


@cache
def leaves(scheme: str) -> dict[str, Indicator]:
    return {leaf.id: leaf for leaf in gk.load_scheme(scheme).leaves}


def test_the_file_is_read_without_a_fault():
    parsed = strict_yaml.read(FILE.read_bytes())
    assert not parsed.faults
    assert set(parsed.data) == set(CONCEPTS)
    assert all(set(entry) == {"title", "indicators"} for entry in parsed.data.values())


def test_titles_are_in_both_languages_and_differ():
    for lang in ("zh", "en"):
        titles = [title.to(lang) for title, _ in CONCEPTS.values()]
        assert len(set(titles)) == len(titles)
        assert all(titles)


@pytest.mark.parametrize("concept", CONCEPTS)
def test_a_concept_is_in_two_documents_or_more(concept: str):
    places = CONCEPTS[concept][1]
    assert len(places) >= 2
    assert set(places) <= set(DOCUMENTS)
    assert list(places) == [name for name in DOCUMENTS if name in places]  # one order everywhere


@pytest.mark.parametrize("concept", CONCEPTS)
def test_indicators_exist_and_cite_their_clause(concept: str):
    for scheme, named in CONCEPTS[concept][1].items():
        assert len(set(named)) == len(named) > 0
        for indicator in named:
            assert indicator in leaves(scheme), f"{scheme} has no leaf {indicator}"
            assert leaves(scheme)[indicator].clause, f"{scheme} {indicator}"


def test_every_document_shares_something_with_every_other():
    for one in DOCUMENTS:
        for other in DOCUMENTS:
            assert any({one, other} <= set(places) for _, places in CONCEPTS.values()), (one, other)


def stated(concept: str) -> dict[str, list[object]]:
    """The limit of each indicator of a concept: the measure's longest lag, else the target."""
    return {
        scheme: [
            leaf.measure.at_most if hasattr(leaf.measure, "at_most") else leaf.rule.target
            for leaf in (leaves(scheme)[name] for name in named)
        ]
        for scheme, named in CONCEPTS[concept][1].items()
    }


def test_the_numbers_that_are_compared_are_those_of_the_clauses():
    by_heads = {"ningbo-2016": [1], "gansu-2018": [3], "ningxia-2017": [2]}
    assert stated("interpretation_by_heads") == by_heads
    assert stated("interpretation_in_time") == {"ningbo-2016": [3, 0], "ningxia-2017": [0]}
    assert stated("emergency_24h") == {"ningbo-2016": [24], "gansu-2018": [24]}
    assert stated("open_days") == {"xicheng-2017": [4, 1, 1], "ningxia-2017": [1]}
    assert stated("meetings_opened")["xicheng-2017"] == [2, 1, 2]
