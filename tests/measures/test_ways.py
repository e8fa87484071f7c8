import pytest
from pydantic import TypeAdapter, ValidationError

from gkeval.measures.ways import (
    WAYS,
    Disputed,
    Leader,
    Majority,
    Mean,
    Median,
    Trimmed,
    Way,
    way_in_words,
)

READ = TypeAdapter(Way).validate_python


def test_a_scheme_file_names_a_way_with_texts_as_scalars():
    way = READ(
        {"kind": "trimmed", "highest": "2", "lowest": "0", "at_least": "4", "tolerance": "1.5"}
    )
    assert way == Trimmed(highest=2, lowest=0, at_least=4, tolerance=1.5)
    assert {READ({"kind": kind}).kind for kind in ("mean", "median", "leader", "disputed")} == {
        "mean",
        "median",
        "leader",
        "disputed",
    }
    assert len({way().kind for way in WAYS}) == len(WAYS) == 6


@pytest.mark.parametrize(
    "faulty",
    [
        {"kind": "best"},
        {"kind": "mean", "weights": "1"},
        {"kind": "mean", "at_least": "0"},
        {"kind": "mean", "tolerance": "-1"},
        {"kind": "leader", "tolerance": "1"},
        {"kind": "majority", "more_than": "1"},
        {"kind": "trimmed", "at_least": "2"},
        {"kind": "trimmed", "highest": "2"},
    ],
)
def test_what_cannot_stand_is_refused(faulty):
    with pytest.raises(ValidationError):
        READ(faulty)


@pytest.mark.parametrize("way", [Mean(), Median(), Trimmed(), Majority(), Leader(), Disputed()])
def test_every_way_is_said_in_both_languages_and_names_the_leader(way):
    assert "组长" in way_in_words(way)
    assert "leader" in way_in_words(way, "en")


def test_what_is_set_is_said():
    said = way_in_words(Majority(more_than="0.6", at_least=3, tolerance="1.50"))
    assert said == (
        "取超过 60% 评估员给出的评分，否则列为有争议；评分相差超过 1.5 的列为有争议；"
        "评分少于 3 个的不予评分；组长有裁定的从其裁定"
    )
    assert "more than 0 apart: disputed" in way_in_words(Disputed(), "en")
