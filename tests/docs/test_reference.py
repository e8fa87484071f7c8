"""The guide names every key, kind, chart and number that the package has, and no other."""

import re
from typing import get_args

import pytest

from gkeval import charts
from gkeval.judging import WAYS
from gkeval.measures import kinds as measures
from gkeval.rules import kinds as rules
from gkeval.scheme import adjustments, combining
from gkeval.scheme.model import NotApplicable
from tests.docs.pages import GUIDE, ROOT, reference

import marks  # isort: skip # found by the path that tests.docs.pages adds
import showing  # isort: skip

LANGS = ("zh", "en")
DRAWN = [name for name in charts.__all__ if name not in ("check_fonts", "grey", "save_images")]


def page(lang: str, name: str) -> str:
    return (GUIDE / lang / f"{name}.md").read_text("utf-8")


def kind(model: type) -> str:
    (name,) = get_args(model.model_fields["kind"].annotation)
    return name


@pytest.mark.parametrize("form", reference._forms())
@pytest.mark.parametrize("lang", LANGS)
def test_every_key_of_every_form_has_a_meaning(form, lang):
    shown = reference.keys(form, lang)
    properties = reference.definitions()[reference.SAME.get(form, form)]["properties"]
    for key, schema in properties.items():
        assert f"| `{key}`" in shown or "const" in schema


def test_nothing_is_explained_that_is_gone():
    assert reference.stale() == []


def test_a_key_without_a_meaning_stops_the_build():
    with pytest.raises(KeyError, match="does not say what nothing means in Scheme"):
        reference.meaning("Scheme", "nothing", "en")


def test_what_a_value_may_be_is_read_from_the_schema():
    assert "`whole_tree` / `within`" in reference.keys("NotApplicable", "en")
    assert "| `at_most` | whole number from 0 |" in reference.keys("ShareWithin", "en")
    assert "| `decimals` | 整数，0 至 6；默认 `2` |" in reference.keys("Rounding", "zh")


@pytest.mark.parametrize(
    ("name", "kinds"),
    [
        ("measures", measures.KINDS),
        ("rules", rules.KINDS),
        ("adjustments", adjustments.ADJUSTMENTS),
        ("combine", combining.KINDS),
        ("judge", WAYS),
    ],
)
@pytest.mark.parametrize("lang", LANGS)
def test_every_kind_has_an_example(lang, name, kinds):
    text = page(lang, name)
    assert [kind(one) for one in kinds if f"kind: {kind(one)}" not in text] == []


@pytest.mark.parametrize("lang", LANGS)
def test_every_policy_has_an_example(lang):
    text = page(lang, "combine")
    policies = get_args(NotApplicable.model_fields["kind"].annotation)
    assert [one for one in policies if f"not_applicable: {{kind: {one}" not in text] == []


@pytest.mark.parametrize("lang", LANGS)
def test_every_chart_has_code_and_a_picture(lang):
    text = page(lang, "charts")
    pictures = re.findall(r"\]\(\.\./(images/charts/\w+\.\w+\.png)\)", text)
    assert [name for name in DRAWN if f"gk.charts.{name}(" not in text] == []
    assert {f"images/charts/{name}.{lang}.png" for name in DRAWN} <= set(pictures)
    assert [path for path in pictures if not (ROOT / "docs" / path).exists()] == []


@pytest.mark.parametrize("lang", LANGS)
def test_the_marks_of_every_page_are_filled(lang):
    for path in sorted((GUIDE / lang).glob("*.md")):
        filled = marks.filled(path.read_text("utf-8"), lang)
        assert marks.MARK.findall(filled) == []


def test_an_unknown_mark_stops_the_build():
    with pytest.raises(ValueError, match=r"unknown mark \{\{ keyz: Scheme \}\}"):
        marks.filled("{{ keyz: Scheme }}", "en")


def test_an_example_is_said_in_words_with_the_picture_of_its_rule():
    block = "rule: {kind: at_most, target: 30}\nmeasure: {kind: longest_gap, table: updates}\n"
    said = showing.said(block, "zh")
    assert "> 不超过30天得满分，超过不得分。" in said
    # the line stands at the top up to 30 of 42 days, and on the axis beyond
    points = re.search(r'class="line" d="M([\d.]+) ([\d.]+) L([\d.]+) ([\d.]+) ', said)
    start, top, fall, still = map(float, points.groups())
    assert top == still == showing._y(1)
    assert (fall - start) / (showing._x(42, 42) - start) == pytest.approx(30 / 42, abs=0.005)


@pytest.mark.parametrize("block", ["not_applicable: {kind: siblings}", "reconcile: {kind: leader}"])
def test_what_is_the_default_is_said_as_well(block):
    (line,) = showing.said(f"{block}\n", "zh").strip().splitlines()
    assert len(line) > 15


@pytest.mark.parametrize("lang", LANGS)
def test_tables_and_commands_are_those_of_the_package(lang):
    tables = showing.record_tables(lang)
    assert "### `requests` 依申请公开" in tables
    assert "`registered_mail` 挂号信" in tables
    commands = showing.commands(lang)
    assert "### `gkeval template`" in commands
    assert "--table" in commands


@pytest.mark.parametrize("name", ["README.md", "README.zh-CN.md"])
def test_the_numbers_of_the_readme_are_true(name):
    text = (ROOT / name).read_text("utf-8")
    zh = "zh-CN" in name
    measured, ruled, drawn = len(measures.KINDS), len(rules.KINDS), len(DRAWN)
    assert (
        f"{measured}种取数口径、{ruled}种评分标准"
        if zh
        else f"{measured} kinds of measure, {ruled} of rule"
    ) in text
    assert (f"{drawn}种图" if zh else f"{drawn} charts") in text
