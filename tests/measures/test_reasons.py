"""Codes in words."""

import re

import pytest

from gkeval.measures.reasons import REASONS, reason


@pytest.mark.parametrize("code", REASONS)
def test_every_code_is_said_in_both_languages(code):
    assert re.search("[\u4e00-\u9fff]", reason(code, "zh"))
    assert reason(code, "en").isascii()


def test_texts_after_the_colon():
    assert reason("missing_element:背景;依据", "zh") == "缺少要素：背景、依据"
    assert reason("has_element:a", "en") == "holds elements: a"


def test_an_unknown_code_is_a_fault_of_ours():
    with pytest.raises(KeyError):
        reason("nonsense", "zh")
