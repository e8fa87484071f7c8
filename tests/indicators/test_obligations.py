"""Every scheme of a policy document against the table of its obligations, and the document itself.

`indicators/obligations.csv` holds one row per obligation: clause, number and unit as the document
prints them (`quantified`), elsewhere as it is read. A document is tested once its scheme exists.
"""

import csv
import re
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import gkeval as gk
from gkeval.scheme import strict_yaml
from gkeval.scheme.model import Constraint, Indicator, Scheme
from gkeval.spec import Text

FOLDER = Path(__file__).resolve().parents[2] / "indicators"
Row = dict[str, str]
Item = Indicator | Constraint


def table() -> list[Row]:
    with (FOLDER / "obligations.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


ROWS = {row["id"]: row for row in table()}
DOCUMENTS = list(dict.fromkeys(row["doc"] for row in ROWS.values()))
BUILT = [name for name in DOCUMENTS if (FOLDER / name / "scheme.yaml").exists()]
QUANTIFIED = [row for row in ROWS.values() if row["quantified"] == "yes" and row["doc"] in BUILT]

# Numbers that stand elsewhere than in a rule's target or a measure's limit, with the reason.
Read = Callable[[Scheme], Any]


def sum_of_targets(leaf: str, *groups: str) -> Read:
    """The number is shared out: each group has its own part of it as its target."""
    return lambda scheme: sum(scheme.by_id[leaf].rule.target[group] for group in groups)


def one_fewer(leaf: str) -> Read:
    """Points only where last year's number less this year's is above 0: in whole numbers, by 1."""

    def read(scheme: Scheme) -> Any:
        rule, measure = scheme.by_id[leaf].rule, scheme.by_id[leaf].measure
        falls = (rule.up, rule.flat, rule.down) == (1, 0, 0)
        return -1 if falls and measure.plus == (f"{measure.minus[0]}_last_year",) else None

    return read


READ: dict[str, Read] = {
    # Three levels: one list of a department, two of a prefecture with its counties.
    "gs-24-1": sum_of_targets("service.one_visit_lists", "department", "prefecture"),
    # Once a quarter, and a year has four.
    "xc-3.2.5-2": lambda scheme: scheme.by_id["response.quarterly"].rule.target / 4,
    # The day from which something is due, not the day by which.
    "xc-5.3-3": lambda scheme: scheme.by_id["pilot.adjusted"].measure.period.start,
    # A fall is told by its direction; a unit that has none left passes too.
    "ya-3-8": one_fewer("attributes.fewer_on_request"),
    "ya-3-9": one_fewer("attributes.fewer_not_public"),
}


@cache
def loaded(name: str) -> Scheme:
    return gk.load_scheme(name)


def rows_of(name: str) -> dict[str, Row]:
    return {key: row for key, row in ROWS.items() if row["doc"] == name}


def items(scheme: Scheme) -> list[Item]:
    """What can cover an obligation."""
    return [*scheme.leaves, *scheme.constraints, *scheme.adjustments]


def covering(scheme: Scheme, obligation: str) -> list[Item]:
    return [item for item in items(scheme) if obligation in item.covers]


def quantified(item: Item) -> bool:
    return any(ROWS[name]["quantified"] == "yes" for name in item.covers)


def numbers(item: Any) -> Iterator[Any]:
    """Every number and day that an indicator or a constraint states as a limit."""
    rule, measure = getattr(item, "rule", None), getattr(item, "measure", None)
    for source, keys in ((rule, ("target", "by")), (item, ("at_least",))):
        for key in keys:
            limit = getattr(source, key, None)
            yield from limit.values() if isinstance(limit, dict) else [limit]
    yield from (step.at_least for step in getattr(rule, "steps", ()))
    yield from (getattr(measure, key, None) for key in ("at_most", "at_least"))
    for key in ("where", "hit"):
        for condition in getattr(measure, key, {}).values():
            for bound in ("at_least", "at_most"):
                text = getattr(condition, bound, None)
                if text is not None and re.fullmatch(r"-?[0-9.]+", text):
                    yield Decimal(text)


def printed(row: Row) -> Any:
    """The number of a row as a scheme writes it: a day, a share for a per cent, else a number.

    A day without a year comes round every year.
    """
    if row["unit"].startswith("date"):
        year = loaded(row["doc"]).period.end.year
        text = row["threshold"]
        return date.fromisoformat(text if len(text) == 10 else f"{year}-{text}")
    number = Decimal(row["threshold"])
    return number / 100 if row["unit"].startswith("%") else number


def test_the_table_holds_every_obligation_once():
    assert len(ROWS) == len(table()) == 547
    assert len([row for row in ROWS.values() if row["quantified"] == "yes"]) == 87
    assert {len(row) for row in ROWS.values()} == {9}


@pytest.mark.parametrize("name", BUILT)
def test_the_file_has_no_fault_and_no_warning(name: str):
    assert str(gk.check_scheme(name)) == "no problems"


@pytest.mark.parametrize("name", BUILT)
def test_every_obligation_is_covered_or_outside(name: str):
    scheme = loaded(name)
    covered = {obligation for item in items(scheme) for obligation in item.covers}
    outside = {obligation.id: obligation.reason for obligation in scheme.outside}
    assert covered | set(outside) == set(rows_of(name))
    assert not covered & set(outside)
    assert all(reason.zh and reason.en for reason in outside.values())
    assert not [key for key in outside if ROWS[key]["quantified"] == "yes"]


@pytest.mark.parametrize("name", BUILT)
def test_items_cite_the_clauses_of_what_they_cover(name: str):
    for item in items(loaded(name)):
        if item.covers:
            clauses = {ROWS[obligation]["clause"] for obligation in item.covers}
            assert set(item.clause.split("、")) == clauses, item.id


@pytest.mark.parametrize("row", [pytest.param(row, id=row["id"]) for row in QUANTIFIED])
def test_printed_numbers_stand_in_the_file(row: Row):
    scheme = loaded(row["doc"])
    found = covering(scheme, row["id"])
    assert found, "not covered by an indicator or constraint"
    if row["id"] in READ:
        assert READ[row["id"]](scheme) == printed(row)
        return
    stating = [item for item in found if printed(row) in set(numbers(item))]
    assert stating, [list(numbers(item)) for item in found]
    if row["kind"] == "timeliness":
        units = {"working": "workdays", "hour": "hours", "week": "weeks", "month": "months"}
        unit = next(unit for word, unit in units.items() if row["unit"].startswith(word))
        assert unit in {getattr(item.measure, "unit", None) for item in stating}


@pytest.mark.parametrize("name", BUILT)
def test_each_printed_number_has_an_item_of_its_own(name: str):
    for item in items(loaded(name)):
        mine = [key for key in item.covers if ROWS[key]["quantified"] == "yes"]
        assert len(mine) <= 1, item.id


@pytest.mark.parametrize("name", BUILT)
def test_within_a_theme_quantified_duties_weigh_more(name: str):
    scheme = loaded(name)
    assert scheme.points_from == "proposed"
    for theme in scheme.indicators:
        leaves = [leaf for leaf, _ in theme.walk() if leaf.is_leaf]
        above = [leaf.points for leaf in leaves if quantified(leaf)]
        others = [leaf.points for leaf in leaves if not quantified(leaf)]
        assert not above or not others or min(above) > max(others), theme.id


@pytest.mark.parametrize("name", BUILT)
def test_every_leaf_can_be_read_in_both_languages(name: str):
    for leaf in loaded(name).leaves:
        for key in ("title", "about", "evidence", "remedy"):
            text: Text = getattr(leaf, key)
            assert text, f"{leaf.id}: {key}"
            assert min(len(text.zh), len(text.en)) > 0, f"{leaf.id}: {key}"
            assert not re.search("[一-鿿]", text.en), f"{leaf.id}: {key}"


@pytest.mark.parametrize("row", [pytest.param(row, id=row["id"]) for row in QUANTIFIED])
def test_every_printed_number_has_a_passing_a_failing_and_an_edge_case(row: Row):
    """Three cases; one earns all, one earns less (a constraint: is met, is not met)."""
    cases = strict_yaml.read((FOLDER / row["doc"] / "cases.yaml").read_bytes()).data
    found = covering(loaded(row["doc"]), row["id"])
    ids = {item.id for item in found}
    mine = [c["expect"] for c in cases if {c.get("indicator"), c.get("constraint")} & ids]
    assert len(mine) >= 3
    if all(isinstance(item, Constraint) for item in found):
        assert {expect["met"] for expect in mine} == {"true", "false"}
        return
    rates = {Decimal(expect["rate"]) for expect in mine if "rate" in expect}
    assert max(rates) == 1
    assert min(rates) < 1


CHINESE = "一二三四五六七八九十"
BY_POSITION = {"总述", "结尾"}
"""Names that the table gives to a document's opening and closing, which have no heading."""


def headings(clause: str) -> list[str]:
    """How the headings of a clause look in the documents: ``三(二)1`` is 三、 then (二) then 1."""
    if not (found := re.fullmatch(rf"([{CHINESE}]+)(\([{CHINESE}]+\))?([0-9]+)?", clause)):
        return [re.escape(clause)]
    part, section, point = found.groups()
    patterns = [rf"(^|\n)\s*{part}、"]
    if section:
        patterns.append(rf"[(（]{section[1:-1]}[)）]")
    if point:
        patterns.append(rf"(^|[^0-9]){point}[.．、]")
    return patterns


@pytest.mark.parametrize("name", BUILT)
def test_clauses_exist_in_the_document(name: str, reference_data: Callable[[str], Path]):
    text = policy_folder(reference_data) / "seeds" / f"{name}.txt"
    if not text.exists():
        pytest.skip(f"the source text {text.name} is not there")
    whole = text.read_text("utf-8")
    clauses = {c for item in items(loaded(name)) for c in item.clause.split("、") if c}
    for clause in clauses - BY_POSITION:
        place = 0
        for pattern in headings(clause):
            found = re.compile(pattern).search(whole, place)
            assert found, clause
            place = found.end()


@pytest.mark.parametrize("name", DOCUMENTS)
def test_the_table_is_the_reference_table_but_for_its_corrections(
    name: str, reference_data: Callable[[str], Path]
):
    """Ids and clauses are those of the reference; other differences are told in the README."""
    file = policy_folder(reference_data) / "obligations.csv"
    if not file.exists():
        pytest.skip("the reference table is not there")
    with file.open(encoding="utf-8-sig", newline="") as source:
        given = {row["id"]: row for row in csv.DictReader(source) if row["doc"] == name}
    assert list(given) == list(rows_of(name))
    changed = [k for k, row in rows_of(name).items() if any(given[k][c] != row[c] for c in row)]
    if changed:
        readme = (FOLDER / name / "README.md").read_text("utf-8")
        assert [key for key in changed if key not in readme] == []


def policy_folder(reference_data: Callable[[str], Path]) -> Path:
    """The folder of the source documents, beside that of the reference data."""
    return reference_data("SOURCES.md").parent.parent / "policy"
