"""The strict reader: nothing guessed, every fault at its line."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gkeval.limits import DEFAULT
from gkeval.scheme.strict_yaml import read


def faults(content: str | bytes) -> list[tuple[str, int | None]]:
    return [(fault.code, fault.line) for fault in read(content).faults]


@pytest.mark.parametrize(
    "written",
    ["1.10", "no", "1:30", "0x1F", "2017-01-01", "1e3", "yes", "010", ".5", "True", "六(四)"],
)
def test_every_scalar_stays_the_text_that_was_written(written: str):
    assert read(f"a: {written}\nb: [{written}]").data == {"a": written, "b": [written]}


def test_quoted_texts_may_be_empty_or_say_null():
    assert read("a: ''\nb: 'null'\nc: \"~\"").data == {"a": "", "b": "null", "c": "~"}


def test_folded_and_literal_texts_are_read_as_yaml_says():
    assert read("a: >-\n  one\n  two\nb: |\n  one\n  two\n").data == {
        "a": "one two",
        "b": "one\ntwo\n",
    }


def test_lines_are_those_of_keys_and_items():
    lines = read("a: 1\n\n# remark\nb:\n  - x\n  - {c: 1,\n     d: 2}\n").lines
    assert lines == {
        (): 1,
        ("a",): 1,
        ("b",): 4,
        ("b", 0): 5,
        ("b", 1): 6,
        ("b", 1, "c"): 6,
        ("b", 1, "d"): 7,
    }


@pytest.mark.parametrize(
    ("content", "found"),
    [
        ("", [("empty_file", 1)]),
        ("# only a remark\n", [("empty_file", 1)]),
        ("a:\nb: ~\nc: null\n", [("empty_value", 1), ("empty_value", 2), ("empty_value", 3)]),
        ("a: 1\na: 2\nb: 1\nb: 3", [("duplicate_key", 2), ("duplicate_key", 4)]),
        ("a: {b: 1,\n c: 2,\n b: 3}", [("duplicate_key", 3)]),
        ("? [a, b]\n: 1\nc: 2", [("key_not_text", 1)]),
        ("a: &x 1\nb: *x", [("anchor", 1), ("alias", 2)]),
        ("a: !!int 1\nb: !own 2", [("tag", 1), ("tag", 2)]),
        ("a: 1\n---\nb: 2", [("several_documents", 2)]),
        ("a:\n\tb: 1\n\tc: 2", [("tab", 2), ("tab", 3)]),
        ("a: 1\nb: x\x07y", [("control_character", 2)]),
        ("a: 1\nb: zero\u200bwidth", [("control_character", 2)]),
        ("a: 1\nb: [1, 2\nc: 3", [("not_yaml", 2)]),
        ("a: 1\nb: 'open\nc: 3", [("not_yaml", 2)]),
        ("a: 1\n  b: 2", [("not_yaml", 2)]),
        ("a: one: two", [("not_yaml", 1)]),
        ("a: @b", [("not_yaml", 1)]),
        ("标题: 一\n分值: 6".encode("gb18030"), [("not_utf8", 1)]),
        (b"a: 1\nb: \xff", [("not_utf8", 2)]),
        ("[" * 200, [("too_deep", 1)]),
        ("a: 1\n" + "#" * DEFAULT.scheme_bytes, [("too_large", None)]),
    ],
    ids=lambda value: None if isinstance(value, list) else repr(value)[:24],
)
def test_what_is_refused_is_refused_at_its_line(content: str, found: list[tuple[str, int]]):
    assert faults(content) == found


def test_byte_order_marks_are_read_over():
    assert read(b"\xef\xbb\xbfa: 1").data == read("\ufeffa: 1").data == {"a": "1"}


def test_the_first_of_two_equal_keys_is_kept_and_its_line():
    parsed = read("a: {x: 1}\na: {x: 2, y: 3}\nb: 1")
    assert parsed.data == {"a": {"x": "1"}, "b": "1"}
    assert parsed.lines[("a",)] == 1
    assert parsed.lines[("b",)] == 3


def test_full_width_punctuation_is_named_in_the_remedy():
    (fault,) = read("points：6\ntitle: 一").faults
    assert "： by :" in fault.remedy
    (fault,) = read("a: {kind:at_least}").faults
    assert fault.remedy.startswith("put a space after the colon")


def test_forty_levels_are_read_and_no_more():
    deepest = DEFAULT.scheme_levels
    assert read("[" * deepest + "x" + "]" * deepest).faults == []
    assert faults("[" * (deepest + 1) + "x" + "]" * (deepest + 1)) == [("too_deep", 1)]


@given(st.text(max_size=200))
def test_no_text_raises(text: str):
    read(text)


@given(st.text(alphabet="ab:- {}[],'\"\n#&*!|>?%@~\t", max_size=60))
def test_no_punctuation_raises(text: str):
    for fault in read(text).faults:
        assert fault.line is None or 1 <= fault.line <= max(len(text.splitlines()), 1)


@given(st.binary(max_size=200))
def test_no_bytes_raise(content: bytes):
    read(content)


def test_an_alias_alone_is_told_as_an_alias():
    parsed = read("*other")
    assert [(fault.code, fault.found) for fault in parsed.faults] == [("alias", "the alias *other")]
    assert not parsed.whole
