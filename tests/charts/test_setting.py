"""Lines break where they may, and never leave a sign at the head of a line."""

import unicodedata
from types import SimpleNamespace

from hypothesis import given
from hypothesis import strategies as st

from gkeval.charts import setting
from gkeval.charts.setting import em, shortened, wrapped

TEXTS = st.text(st.sampled_from("政务公开得分率，。；、（）“”%0123abc "), max_size=60)


@given(TEXTS, st.integers(60, 300))
def test_nothing_is_lost_by_wrapping(text, width):
    kept = "".join(wrapped(text, 10, width))
    assert kept.replace(" ", "") == text.replace(" ", "")


@given(TEXTS, st.integers(60, 300))
def test_no_line_begins_with_a_closing_sign(text, width):
    for line in wrapped(text, 10, width)[1:]:
        assert line[:1] not in set("，。；、）”%")


def test_a_long_title_breaks_after_its_semicolon():
    lines = wrapped("“回应关切”得分率最低，为61.5%；“政府数据开放”最高，为77.7%", 19, 460)
    assert lines == ["“回应关切”得分率最低，为61.5%；", "“政府数据开放”最高，为77.7%"]


@given(st.text(min_size=1, max_size=60))
def test_a_label_is_at_most_as_long_as_allowed(text):
    assert em(shortened(text, most=10)) <= 10


def test_names_of_any_length_are_set_with_few_looks_at_a_character(monkeypatch):
    """A label looks no further than its end; a text is broken with work that grows as it does."""
    looks = []
    width = unicodedata.east_asian_width
    counting = SimpleNamespace(east_asian_width=lambda char: looks.append(char) or width(char))
    monkeypatch.setattr(setting, "unicodedata", counting)

    def work(call, *given):
        looks.clear()
        call(*given)
        return len(looks)

    for char in "长a":
        assert work(shortened, char * 40_000) <= 26 / 0.58 + 1
        once, twice = (work(wrapped, char * length, 10, 300) for length in (2000, 4000))
        assert twice <= 2.1 * once


def test_a_label_is_cut_where_one_character_less_would_do():
    assert shortened("四个汉字", most=4) == "四个汉字"
    assert shortened("abcd 五六七", most=4) == "abcd…"
    assert shortened("长" * 40_000, most=4) == "长长长…"
    assert shortened("x", most=0.5) == "…"
