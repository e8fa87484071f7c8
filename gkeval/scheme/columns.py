"""Whether measures name columns, codes and dates that the record tables have.

In: a scheme that has the form of the model. Out: faults with their path. A column that is not
declared is a warning only: records may bring columns of their own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

from gkeval.measures import kinds, literals
from gkeval.measures.columns import declared, link, linked_tables, split
from gkeval.measures.kinds import Test
from gkeval.scheme.faults import Fault, Path, nearest, placed
from gkeval.scheme.model import Scheme
from gkeval.spec import Refused
from gkeval.tables import TABLES, Column

Faults = Iterator[Fault]
Role = Literal["any", "day", "moment", "amount", "number", "elements"]

_ROLES: dict[Role, tuple[tuple[str, ...], str]] = {
    "day": (("date", "time"), "a column of dates"),
    "moment": (("time",), "a column with a time of day, as hours are counted"),
    "amount": (("count",), "a column of whole numbers"),
    "number": (("count", "number"), "a column of numbers"),
    "elements": (("list",), "a column of lists"),
}


@dataclass(frozen=True)
class Used:
    """A column that a measure names: where, in which table, and as what."""

    path: Path
    table: str
    name: str
    role: Role = "any"

    @property
    def own(self) -> str:
        """The name without the linked table's."""
        return split(self.name)[1]

    @property
    def home(self) -> str:
        """The table that has the column: the measure's own, or a linked one."""
        return split(self.name)[0] or self.table

    @property
    def declared(self) -> Column | None:
        """What is declared of it; None for a column that the records bring themselves."""
        return declared(self.table, self.name) if self.reached else None

    @property
    def reached(self) -> bool:
        """Whether it is in the table itself, or in one that is linked to it."""
        other = split(self.name)[0]
        return not other or link(self.table, other) is not None


def columns_used(measure: kinds.Measure, path: Path) -> list[Used]:
    """Return every column that a measure names, those in conditions included."""
    table = measure.table
    used = [
        Used((*path, key, name), table, name)
        for key in ("where", "hit")
        for name in getattr(measure, key, {})
    ]
    if (day := getattr(measure, "date", None)) is not None:
        used.append(Used((*path, "date"), table, day, "day"))
    if isinstance(measure, kinds.Distinct):
        used += [Used((*path, "of", n), table, name) for n, name in enumerate(measure.of)]
    if isinstance(measure, kinds.Tally):
        if measure.by is not None:
            used.append(Used((*path, "by"), table, measure.by))
        if measure.column is not None:
            used.append(Used((*path, "column"), table, measure.column, "number"))
    if isinstance(measure, kinds.LongestGap):
        used += [Used((*path, "by", n), table, name) for n, name in enumerate(measure.by)]
    if isinstance(measure, kinds.Share) and measure.weight is not None:
        used.append(Used((*path, "weight"), table, measure.weight, "amount"))
    if isinstance(measure, kinds.ShareWithin):
        role: Role = "moment" if measure.unit == "hours" else "day"
        used += [Used((*path, key), table, getattr(measure, key), role) for key in ("start", "end")]
    if isinstance(measure, kinds.Staleness):
        used.append(Used((*path, "updated"), table, measure.updated, "day"))
        if measure.checked is not None:
            used.append(Used((*path, "checked"), table, measure.checked, "day"))
        if isinstance(measure.at_most, str):
            used.append(Used((*path, "at_most"), table, measure.at_most, "amount"))
    if isinstance(measure, kinds.Coverage):
        used.append(Used((*path, "column"), table, measure.column, "elements"))
    return used


def columns_exist(scheme: Scheme) -> Faults:
    """Columns are declared, or are the records' own; dotted ones follow a link."""
    for used in _columns(scheme):
        if not used.reached:
            others = linked_tables(used.table)
            own = f"write {used.own}, if it is a column of {used.table}"
            yield Fault(
                "unlinked_table",
                used.path,
                f"the column {used.name}, but {used.table} has no link to {used.home}",
                f"columns of {used.table}, and of {', '.join(others)}",
                own if used.home in TABLES else nearest(used.home, others, own),
            )
        elif used.declared is None:
            names = TABLES[used.home].by_name
            extra = "keep it if your records have this column of their own"
            yield Fault(
                "undeclared_column",
                used.path,
                f"{used.name}, not a declared column: it must be an extra column of your records",
                f"declared columns of {used.home}: {', '.join(names)}",
                nearest(used.own, names, extra),
                "warning",
            )


def columns_have_kind(scheme: Scheme) -> Faults:
    """Dates are taken from date columns, hours from times, sums from whole numbers."""
    for used in _columns(scheme):
        if used.declared is None or used.role == "any":
            continue
        wanted, allowed = _ROLES[used.role]
        if used.declared.kind not in wanted:
            fitting = [c.name for c in TABLES[used.home].columns if c.kind in wanted]
            found = f"{used.name}, a column of kind {used.declared.kind}"
            remedy = f"name one of {', '.join(fitting) or 'your own columns'}"
            yield Fault("wrong_column", used.path, found, allowed, remedy)


def conditions_fit(scheme: Scheme) -> Faults:
    """Conditions compare a column with what it can hold."""
    for measure, path in _measures(scheme):
        for used in columns_used(measure, path):
            if used.declared is None or used.path[-2] not in ("where", "hit"):
                continue
            condition = getattr(measure, str(used.path[-2]))[used.name]
            for below, asked in _asked(condition):
                if fault := _misfit(used.declared, str((*below, "is")[0]), asked):
                    found, allowed, remedy, code = fault
                    yield Fault(code, (*used.path, *below), found, allowed, remedy)


def codes_of_tallies(scheme: Scheme) -> Faults:
    """Codes that are worth points are codes that the column can hold."""
    for measure, path in _measures(scheme):
        if not isinstance(measure, kinds.Tally) or measure.by is None:
            continue
        column = Used((*path, "by"), measure.table, measure.by).declared
        if column is None:
            continue
        for code in measure.points:
            if fault := _misfit(column, "is", code):
                found, allowed, remedy, name = fault
                yield Fault(name, (*path, "points", code), found, allowed, remedy)


def _asked(condition: str | tuple[str, ...] | Test) -> Iterator[tuple[Path, str]]:
    """Yield every value that a condition asks for, with the keys that lead to it."""
    if isinstance(condition, str):
        yield (), condition
    elif isinstance(condition, tuple):
        for position, value in enumerate(condition):
            yield (position,), value
    else:
        for name, field in Test.model_fields.items():
            value, key = getattr(condition, name), field.alias or name
            if isinstance(value, str):
                yield (key,), value
            elif isinstance(value, tuple):
                for position, one in enumerate(value):
                    yield (key, position), one


def _misfit(column: Column, test: str, value: str) -> tuple[str, str, str, str] | None:
    """Return found, allowed, remedy and code when a column cannot hold or compare a value."""
    ordered = column.kind in ("date", "time", "count", "number")
    if test in ("at_least", "at_most") and not ordered:
        found = f"{test} on {column.name}, a column of kind {column.kind}"
        allowed, remedy = "at_least and at_most on dates and numbers", "use is, in, not or has"
        return found, allowed, remedy, "condition_does_not_fit"
    if test == "has" and column.kind not in ("list", "text"):
        found = f"has on {column.name}, a column of kind {column.kind}"
        return found, "has on lists and texts", "use is or in", "condition_does_not_fit"
    try:
        literals.parse(value, column.kind, column)
    except Refused as refused:
        by_word = {zh: code for code, zh in column.codes}
        codes = dict(column.codes)
        remedy = nearest(value, codes, refused.remedy) if codes else refused.remedy
        if value in by_word:
            remedy = f"write {by_word[value]}"
        return f"{column.name}: {value}", refused.allowed, remedy, refused.code
    return None


def _measures(scheme: Scheme) -> Iterator[tuple[kinds.Measure, Path]]:
    """Yield every measure of a scheme, of indicators and of adjustments, with its path."""
    for item in placed(scheme):
        if item.indicator.measure is not None:
            yield item.indicator.measure, (*item.path, "measure")
    for position, adjustment in enumerate(scheme.adjustments):
        measure = getattr(adjustment, "measure", None)
        if measure is not None:
            yield measure, ("adjustments", position, "measure")


def _columns(scheme: Scheme) -> list[Used]:
    return [used for measure, path in _measures(scheme) for used in columns_used(measure, path)]


COLUMN_CHECKS: tuple[Callable[[Scheme], Faults], ...] = (
    columns_exist,
    columns_have_kind,
    conditions_fit,
    codes_of_tallies,
)
"""Every check of measures against the record tables."""
