"""People who read Chinese find no English code in what a built-in scheme says."""

import re

import pytest

import gkeval as gk
from gkeval.measures.sentences import say_measure
from gkeval.scheme.adjusting_words import say_adjustment

KNOWN = re.compile(r"https?://[^\s，。；）]+|PDF|IPv6|[AB]类|Gbps")
"""Names that Chinese writes in Latin letters, and addresses."""

SCHEMES = gk.schemes()["scheme"].to_list()


@pytest.mark.parametrize("name", SCHEMES)
def test_no_sentence_holds_an_untranslated_code(name):
    scheme = gk.load_scheme(name)
    ids = {*scheme.by_id, *scheme.groups}
    said = [line.measure + line.rule for line in gk.describe(scheme, "zh").lines]
    said += [say_adjustment(item, scheme, "zh") for item in scheme.adjustments]
    found = {
        word
        for text in said
        for word in re.findall(r"[A-Za-z][A-Za-z0-9_.-]*", KNOWN.sub("", text))
        if word not in ids
    }
    assert not found


@pytest.mark.parametrize("name", SCHEMES)
def test_every_word_is_one_that_a_sentence_shows(name):
    scheme = gk.load_scheme(name)
    bare = " ".join(say_measure(item.measured, "zh") for item in scheme.measured)
    assert [code for code in scheme.words if code not in bare] == []
    assert all(word.zh and word.en for word in scheme.words.values())


def test_the_codes_are_told_beside_the_sentences():
    notes = dict(gk.describe(gk.load_scheme("ningxia-2017"), "zh").notes)
    assert "政务舆情（sentiment）" in notes["底稿代码"]


def test_words_are_part_of_what_a_scheme_says():
    scheme = gk.load_scheme("ningxia-2017")
    other = scheme.replace(words={"policy": {"zh": "政策"}})
    assert other.fingerprint != scheme.fingerprint
    assert scheme.from_table(scheme.to_table()).words == scheme.words
    found = gk.diff(scheme, other).table
    assert set(found["part"]) == {"word"}
    row = found.set_index("id").loc["policy"]
    assert (row["change"], row["before"], row["after"]) == ("changed", "政策性文件", "政策")
    assert found.set_index("id").loc["sentiment", "change"] == "removed"
