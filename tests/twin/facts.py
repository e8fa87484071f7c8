"""What is known of every unit at every leaf and adjustment: from ready cells, or from records.

In: cells as a wide table holds them, or record tables as lists of rows. Out: facts: a state, and
an exact value, a date or a level. The measures are those that one can count on one's fingers.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from tests.twin.people import Node

STATES = {
    "不适用": "not_applicable",
    "未到期": "not_yet_due",
    "未评估": "not_assessed",
    "有争议": "disputed",
}


@dataclass(frozen=True)
class Fact:
    """`value` is a number or a date; `level` a level, or the explanation of what does not apply."""

    state: str
    value: Fraction | date | None = None
    level: str = ""


NOBODY_LOOKED = Fact("not_assessed")


def from_cell(cell: object, rule: dict, policy: dict) -> Fact:
    """Read one cell of a wide table."""
    if cell is None or cell == "":
        return NOBODY_LOOKED
    if cell in STATES:
        return Fact(STATES[cell])
    if cell in policy.get("rates", {}):
        return Fact("not_applicable", level=cell)
    if rule.get("kind") == "levels":
        return Fact("scored", level=cell)
    if rule.get("kind") == "deadline":
        return Fact("scored", date.fromisoformat(cell))
    return Fact("scored", Fraction(str(cell)))


def from_records(
    unit: str, name: str, measure: dict, tables: Mapping[str, list[dict]], period: dict
) -> Fact:
    """Measure one unit at one leaf or adjustment."""
    rows = tables.get(measure.get("table", TABLES.get(measure["kind"])))
    if rows is None:
        return NOBODY_LOOKED
    rows = [row for row in rows if row["unit"] == unit]
    if measure["kind"] == "judgement":
        return judged([row for row in rows if row["indicator"] == name])
    if measure["kind"] == "statistic":
        return statistic(rows, measure)
    rows = [row for row in rows if row["kind"] == measure["where"]["kind"]]
    day = {"activities": "date", "checks": "checked"}[measure["table"]]
    if measure["kind"] == "first_date":
        return Fact("scored", min((date.fromisoformat(row[day]) for row in rows), default=None))
    rows = [row for row in rows if period["from"] <= row[day] <= period["to"]]
    if measure["kind"] == "count":
        return Fact("scored", Fraction(len(rows)))
    if measure["kind"] == "distinct":
        seen = {tuple(row[column] for column in measure["of"]) for row in rows}
        return Fact("scored", Fraction(len(seen)))
    if measure["kind"] == "share":
        return share(sum(row["passed"] == "true" for row in rows), len(rows), measure)
    wanted = measure["elements"]
    present = [set(row["elements"].split(";")) & set(wanted) for row in rows]
    return share(sum(map(len, present)), len(wanted) * len(rows), measure)


TABLES = {"judgement": "judgements", "statistic": "statistics"}


def share(part: int, whole: int, measure: dict) -> Fact:
    if whole:
        return Fact("scored", Fraction(part, whole))
    if measure["when_empty"] in ("full", "zero"):
        return Fact("scored", Fraction(measure["when_empty"] == "full"))
    return Fact(measure["when_empty"])


def statistic(rows: list[dict], measure: dict) -> Fact:
    """(sum of `plus` − sum of `minus`) ÷ sum of `over`; an item that is missing leaves no value."""
    sums = {}
    for item in (*measure["plus"], *measure.get("minus", []), *measure.get("over", [])):
        given = [Fraction(row["value"]) for row in rows if row["item"] == item]
        if not given:
            return NOBODY_LOOKED
        sums[item] = sum(given)
    upper = sum(sums[i] for i in measure["plus"]) - sum(sums[i] for i in measure.get("minus", []))
    if "over" not in measure:
        return Fact("scored", upper)
    lower = sum(sums[item] for item in measure["over"])
    return Fact("scored", upper / lower) if lower else Fact("not_assessed")


def judged(rows: list[dict]) -> Fact:
    """All gave the same: that. They differ: the leader's ruling, or the cell is disputed."""
    rows = [row for row in rows if row["kind"] != "self"]
    ruling = [row for row in rows if row["kind"] == "leader"]
    values = {row["value"] for row in rows}
    if not rows:
        return NOBODY_LOOKED
    if len(values) > 1:
        values = {row["value"] for row in ruling}
        if len(values) != 1:
            return Fact("disputed")
    text = values.pop()
    number = text.replace(".", "").isdigit()
    return Fact("scored", Fraction(text) if number else None, text)


def rule_and_measure(node: Node) -> tuple[dict, dict]:
    return node.said.get("rule", {}), node.said.get("measure", {"kind": "judgement"})
