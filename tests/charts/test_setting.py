"""Lines break where they may, and never leave a sign at the head of a line."""

from hypothesis import given
from hypothesis import strategies as st

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
