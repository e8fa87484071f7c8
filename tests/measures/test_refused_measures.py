"""What a measure of a scheme refuses, with the key at fault; and forms that are seldom used."""

import pytest
from pydantic import ValidationError

from gkeval.measures import kinds
from gkeval.measures.checks import check_measure
from gkeval.measures.sentences import say_measure
from gkeval.measures.wording import worded
from gkeval.spec import Text
from tests.measures.lab import made

WITHIN = {"kind": "share_within", "table": "requests", "start": "received", "end": "answered",
          "when_empty": "zero"}  # fmt: skip
CLOCK = WITHIN | {"clock": "request"}
COVERAGE = {"kind": "coverage", "table": "documents", "when_empty": "zero"}


@pytest.mark.parametrize(
    ("measure", "code", "key"),
    [
        (WITHIN, "no_limit", ""),
        (CLOCK | {"table": "documents"}, "clock_of_other_table", "clock"),
        (CLOCK | {"at_most": 0}, "clock_limits", "at_most"),
        (CLOCK | {"at_least": 2}, "clock_limits", "at_least"),
        (CLOCK | {"at_most": 20, "unit": "days"}, "clock_unit", "unit"),
        (COVERAGE | {"elements": ["a", "b", "a"]}, "duplicate_element", "elements"),
        (COVERAGE | {"elements": ["a"], "weights": {"b": 2}}, "unknown_element", "weights"),
    ],
)
def test_faults_are_refused_by_key(measure, code, key):
    with pytest.raises(ValidationError) as caught:
        made(**measure)
    (error,) = caught.value.errors()
    refused = error["ctx"]["error"]
    assert (refused.code, refused.key) == (code, key)
    assert refused.found
    assert refused.remedy


def test_which_element_is_there_twice_is_said():
    with pytest.raises(ValidationError, match="element a, c more than once"):
        made(**COVERAGE, elements=["a", "b", "c", "a", "c"])
    with pytest.raises(ValidationError, match="a weight for y, z; allowed: the elements a, b"):
        made(**COVERAGE, elements=["a", "b"], weights={"z": 1, "a": 1, "y": 1})


def test_a_plain_limit_needs_no_date_of_its_own():
    assert check_measure(made(**WITHIN, at_most=20)) == []
    assert made(**CLOCK).at_most is None


def test_a_share_by_weight_says_what_is_summed():
    measure = made(
        kind="share", table="checks", hit={"passed": "true"}, weight="amount", when_empty="zero"
    )
    assert say_measure(measure, "zh") == (
        "检查中是否合格为是的所占比例，按amount合计计算，没有可计的记录时按零计。"
    )
    assert "summed by amount" in say_measure(measure, "en")


def test_a_sum_of_a_column_is_said_in_the_schemes_words():
    told = {"amount": Text(zh="金额", en="amount spent")}
    summed = kinds.Tally(kind="tally", table="checks", column="amount")
    assert worded(summed, told, "zh").column == "金额"
    assert worded(summed, told, "en").column == "amount spent"
    assert worded(summed, told, "en").by is None
