"""Schemes from practice: what they print, and where every published rule stands.

`python -m tests.indicators.test_practice` writes the line numbers of `indicators/README.md` anew.
"""

import re
from decimal import Decimal
from pathlib import Path

import pytest

import gkeval as gk
from gkeval.scheme import strict_yaml
from gkeval.scheme.catalogue import schemes

FOLDER = Path(__file__).resolve().parents[2] / "indicators"
README = FOLDER / "README.md"
LINK = re.compile(r"\[([^\]]+)\]\(([\w./-]+\.yaml)#L(\d+)\)")
PRACTICE = ("website-2019", "jinzhou-2020", "licheng-2020", "xianning-2023", "shucheng-township")
# The list that the table answers to has no rule under these numbers.
NUMBERS = [n for n in range(1, 30) if n not in (22, 23, 24)]


def facts() -> list[tuple[int, list[str]]]:
    """Number and cells of every row of the table of facts."""
    found = []
    for line in README.read_text("utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split(" | ")]
        if re.match(r"\| \d+ \|", line):
            found.append((int(cells[0]), cells[1:]))
    return found


def line_of(anchor: str, file: str) -> int:
    """The line of a file that says this id, case or scheme, counted from 1; 0 when none does."""
    key = r"(?:- |\{)(?:id|case): |^scheme: "
    ends = r"(?=[,}\s]|$)"
    pattern = re.compile(rf"(?:{key}){re.escape(anchor)}{ends}")
    lines = (FOLDER / file).read_text("utf-8").splitlines()
    places = [number for number, line in enumerate(lines, 1) if pattern.search(line)]
    return places[0] if len(places) == 1 else 0


LINKS = [
    (number, *link)
    for number, cells in facts()
    for link in LINK.findall(cells[-1].removesuffix(" |"))
]


def test_every_number_is_answered():
    assert sorted({number for number, _ in facts()}) == NUMBERS
    for number, cells in facts():
        where = cells[-1]
        said = LINK.search(where) or where.startswith(("不是评分规则：", "不能判定："))
        assert said, f"fact {number} stands nowhere"
        assert len(cells) == 3, f"fact {number}"


def test_every_source_has_an_address_or_says_that_it_is_a_reprint():
    for number, cells in facts():
        assert "http" in cells[0] or "转载" in cells[0] or "同上" in cells[0], number


@pytest.mark.parametrize(("number", "anchor", "file", "line"), LINKS)
def test_the_line_says_it(number: int, anchor: str, file: str, line: str):
    found = line_of(anchor, file)
    assert found, f"{file} does not say {anchor} in exactly one line"
    assert found == int(line), "write it anew: python -m tests.indicators.test_practice"


def test_a_case_stands_under_the_fact_it_is_about():
    cases = strict_yaml.read((FOLDER / "practice" / "cases.yaml").read_bytes()).data
    linked = {(str(number), anchor) for number, anchor, file, _ in LINKS if file.startswith("prac")}
    assert {(case["fact"], case["case"]) for case in cases} == linked


def test_every_scheme_is_in_the_overview():
    listed = set(re.findall(r"^\| \[([\w-]+)\]\(\1\) \|", README.read_text("utf-8"), re.MULTILINE))
    assert listed == set(schemes()["scheme"])


@pytest.mark.parametrize("name", PRACTICE)
def test_no_fault_and_no_warning(name: str):
    assert str(gk.check_scheme(name)) == "no problems"


@pytest.mark.parametrize("name", PRACTICE)
def test_it_is_said_in_both_languages(name: str):
    scheme = gk.load_scheme(name)
    for lang in ("zh", "en"):
        said = gk.describe(scheme, lang)
        assert len(said.lines) == len(scheme.by_id)
        assert str(said)
        assert "<table" in said._repr_html_()
    for item in (*scheme.by_id.values(), *scheme.adjustments, *scheme.groups.values()):
        assert item.title.zh
        assert item.title.en


@pytest.mark.parametrize("name", PRACTICE)
def test_it_comes_back_from_its_table(name: str):
    scheme = gk.load_scheme(name)
    assert scheme.from_table(scheme.to_table()) == scheme


@pytest.mark.parametrize("name", PRACTICE)
def test_the_readme_names_its_document_and_says_what_is_printed(name: str):
    text = (FOLDER / name / "README.md").read_text("utf-8")
    scheme = gk.load_scheme(name)
    assert scheme.source.document in text
    assert scheme.source.url is None or scheme.source.url in text
    assert "## In English" in text
    assert f"`points_from: {scheme.points_from}`" in text


def test_website_2019_as_printed():
    scheme = gk.load_scheme("website-2019")
    items = {item.id: item for item in scheme.adjustments}
    assert scheme.points == 100
    assert scheme.by_id["services"].points == 25
    vetoes = [item for item in scheme.adjustments if item.kind == "veto"]
    assert len([veto for veto in vetoes if veto.groups == ("account",)]) == 3
    sites = {veto.clause.partition("(")[0] for veto in vetoes if "site" in veto.groups}
    assert len(sites) == 6
    limits = {"unreachable": "0.05", "news": 5, "stale": 10, "empty": 5}
    assert {name: items[f"veto.{name}"].when.at_least for name in limits} == {
        name: Decimal(limit) for name, limit in limits.items()
    }
    assert items["pass"].below == 60
    assert (items["bonus"].judged_up_to, items["bonus"].opens_above) == (30, 80)
    kinds = [item.kind for item in scheme.adjustments]
    assert kinds == ["veto"] * len(vetoes) + ["gate", "bonus"]


def test_licheng_2020_as_printed():
    scheme = gk.load_scheme("licheng-2020")
    assert scheme.points_from == "printed"
    printed = {
        "disclosure": (10, [5, 1, 1]),
        "annual_report": (10, [5, 5, 5, 5, 5]),
        "requests": (6, [6, 3, 6, 3]),
        "secrecy": (6, [6, 6, 2]),
    }
    for name, (points, lost) in printed.items():
        leaf = scheme.by_id[name]
        assert (leaf.points, list(leaf.measure.points.values())) == (points, lost)
    assert scheme.by_id["columns"].points == 5


def test_jinzhou_2020_has_two_tables_of_a_hundred():
    scheme = gk.load_scheme("jinzhou-2020")
    for group, letter in (("county", "a"), ("department", "b")):
        mine = [indicator for indicator in scheme.indicators if indicator.id.startswith(letter)]
        assert sum(indicator.points for indicator in mine) == 100
        assert all(indicator.groups == (group,) for indicator in mine)
    assert scheme.by_id["a1.legal.timely"].points == Decimal("13.5")
    # every branch may lose more than its children weigh, up to its own points
    branches = {i.id: i.points for i in scheme.indicators if not i.is_leaf}
    over = {i.on: i.judged_up_to for i in scheme.adjustments if i.id.startswith("over.")}
    assert over == branches


def test_xianning_2023_as_printed():
    scheme = gk.load_scheme("xianning-2023")
    third, daily = scheme.indicators
    assert [(part.points, part.marked_out_of) for part in (third, daily)] == [(70, 100), (30, 100)]
    assert (third.rollup.own, third.rollup.groups) == (Decimal("0.5"), ("county",))
    assert third.rollup.children == ("county_department", "township")
    fields = scheme.by_id["third_party.disclosure.fields"]
    assert (fields.draw.take, len(fields.indicators)) == (15, 26)
    assert len(scheme.undrawn) == 11
    assert fields.indicators[0].points * fields.draw.take == fields.points


def test_shucheng_township_as_printed():
    scheme = gk.load_scheme("shucheng-township")
    printed = [leaf for leaf in scheme.leaves if leaf.id != "others"]
    assert (scheme.points, len(printed)) == (1000, 18)
    assert scheme.not_applicable.rates == {"情况说明": Decimal("0.8")}
    assert scheme.by_id["others"].points == 1000 - sum(leaf.points for leaf in printed)


if __name__ == "__main__":

    def anew(match: re.Match[str]) -> str:
        anchor, file, _ = match.groups()
        return f"[{anchor}]({file}#L{line_of(anchor, file)})"

    README.write_text(LINK.sub(anew, README.read_text("utf-8")), "utf-8")
