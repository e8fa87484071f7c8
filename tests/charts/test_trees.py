"""The tree draws every indicator as large as its points."""

import pytest

import gkeval as gk
from tests.scoring.builders import branch, leaf, scheme


@pytest.mark.parametrize("name", ["ningxia-2017", "shucheng-township", "sichuan-land-2011"])
def test_fields_are_as_large_as_the_points_and_lie_in_their_parents(name):
    scheme = gk.load_scheme(name)
    (trace,) = gk.charts.tree(scheme).data
    fields = dict(
        zip(trace.customdata, zip(trace.x, trace.base, trace.y, strict=True), strict=True)
    )
    assert set(fields) == set(scheme.by_id)
    for node, (column, start, size) in fields.items():
        assert size == float(scheme.by_id[node].points)
        if parent := scheme.parents[node]:
            above = fields[parent]
            assert column == above[0] + 1
            assert above[1] - 1e-9 <= start
            assert start + size <= above[1] + above[2] + 1e-9
    first = [field for field in fields.values() if field[0] == 0]
    assert sum(size for _, _, size in first) == pytest.approx(float(scheme.points))


def test_rings_have_the_same_points():
    scheme = gk.load_scheme("ningxia-2017")
    (trace,) = gk.charts.tree(scheme, shape="sunburst").data
    points = {node.id: float(node.points) for node, _ in scheme.walk()}
    assert dict(zip(trace.ids, trace.values, strict=True)) == points


def test_no_label_is_taller_than_its_field():
    scheme = gk.load_scheme("ningxia-2017")
    figure = gk.charts.tree(scheme, lang="en")
    (trace,) = figure.data
    pixels = (figure.layout.height - figure.layout.margin.t - figure.layout.margin.b) / 100
    middle = {
        (column, base + size / 2): size
        for column, base, size in zip(trace.x, trace.base, trace.y, strict=True)
    }
    labels = [entry for entry in figure.layout.annotations if entry.name is None]
    assert len(labels) == len(scheme.by_id)
    for entry in labels:
        size = middle[entry.x, entry.y] * pixels
        assert (entry.text.count("<br>") + 1) * 16 <= size + 1


def test_the_title_names_the_largest_branch():
    meta = gk.charts.tree(gk.load_scheme("ningxia-2017")).layout.meta
    assert meta["finding"] == "“公文与主动公开”分值最高：26分，占26.0%"
    assert "指标体系指纹" in meta["note"][0]


def test_an_assessment_gives_its_own_fingerprint(sichuan):
    meta = gk.charts.tree(sichuan).layout.meta
    assert any(sichuan.fingerprint in line for line in meta["note"])


def test_an_unknown_shape_is_refused(sichuan):
    with pytest.raises(gk.GkevalError, match="shape is 'pie'"):
        gk.charts.tree(sichuan, shape="pie")


def test_a_tree_of_very_unequal_points_has_fields_without_labels():
    """One of 1000 points gets 3.6 pixels of 3600: no line fits, the hover tells it."""
    made = scheme(leaf("small", 1), leaf("large", 999), title={"zh": "小", "en": "Small"})
    figure = gk.charts.tree(made, lang="en")
    assert (figure.layout.height - figure.layout.margin.t - figure.layout.margin.b) <= 3600
    labels = [entry.text for entry in figure.layout.annotations if entry.name is None]
    assert labels == ["large\u00a0\u00a0999"]
    assert figure.data[0].hovertext[0].startswith("<b>small</b>　1 point<")


def test_a_long_title_is_cut_to_the_lines_of_its_field():
    title = "The publication of a very long list of things that nobody reads in full anyway " * 3
    made = scheme(
        branch("a", 10, *(leaf(f"a.{at}", 1) | {"title": {"en": title}} for at in range(10)))
    )
    figure = gk.charts.tree(made, lang="en")
    labels = [entry.text for entry in figure.layout.annotations if entry.name is None]
    assert len(labels) == 11
    assert all(label.endswith("…\u00a0\u00a01") for label in labels[1:])


def test_the_tree_refuses_another_language_and_tells_its_clauses():
    made = scheme(leaf("a", 100, clause="一(二)"), title={"zh": "小", "en": "Small"})
    with pytest.raises(gk.GkevalError, match="lang is 'fr', must be 'zh' or 'en'"):
        gk.charts.tree(made, lang="fr")
    told = {lang: gk.charts.tree(made, lang=lang).data[0].hovertext[0] for lang in ("zh", "en")}
    assert told["zh"].startswith("<b>a</b>　100分<br>条款：一(二)<br>")
    assert told["en"].startswith("<b>a</b>　100 points<br>Clause 一(二)<br>")
