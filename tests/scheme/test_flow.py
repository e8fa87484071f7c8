"""Parts of a scheme on one line come back as they were."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from gkeval.scheme.flow import flow, written
from gkeval.scheme.loading import load_scheme
from gkeval.scheme.strict_yaml import read

TEXT = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\ufeff\u2028\u2029\x85"),
    max_size=12,
)
DATA = st.recursive(
    TEXT,
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(TEXT.filter(bool), inner, max_size=4)
    ),
    max_leaves=10,
)


@given(st.dictionaries(TEXT.filter(bool), DATA, max_size=4))
def test_any_text_comes_back(data: dict[str, Any]):
    line = flow(data)
    assert "\n" not in line
    if all(sign.isprintable() or sign == " " for sign in line):
        parsed = read(line)
        assert not parsed.faults
        assert parsed.data == data


def test_plain_texts_stay_plain_and_doubtful_ones_are_quoted():
    assert flow(["at_least", "1.10", "no", "六(四)", "a b"]) == "[at_least, 1.10, no, 六(四), a b]"
    doubtful = [
        "",
        "null",
        "~",
        "a: b",
        "a #b",
        "- a",
        "[a]",
        "a, b",
        "'a'",
        " a",
        "a ",
        "*a",
        "&a",
    ]
    assert read(flow(doubtful)).data == doubtful
    assert flow("a: b") == '"a: b"'


def test_defaults_are_left_out_and_the_kind_comes_first():
    leaves = load_scheme("ningxia-2017").leaves
    for indicator in leaves:
        said = written(indicator.rule)
        assert next(iter(said)) == "kind"
        assert type(indicator.rule)(**said) == indicator.rule
