"""What can be wrong, said in one form: where, what was found, what is allowed, what to do.

Every check of the package returns `Problem` values; `Problems` is their table. All faults of an
input are collected before anything is raised, so that one run shows the whole list.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from html import escape
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    import pandas as pd

Severity = Literal["error", "warning"]


class GkevalError(Exception):
    """Base of every error that gkeval raises on purpose."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault of an input.

    Parameters
    ----------
    code
        Short stable name of the kind of fault, such as ``"unknown_key"``.
    found, allowed, remedy
        What was found, what is allowed, and what to do about it; one short sentence each.
    source
        File (its name, or its path relative to the folder that was read), or the name of the
        data frame.
    line
        Line of a text file, or row of a table as the file counts it (the header of a CSV file or
        sheet is row 1). For data frames: the position of the row, from 0.
    table, column
        Record table and column, or the key in a scheme file.
    unit
        The unit assessed whose row is concerned, where one is.
    severity
        ``"error"`` (the row or file cannot be used) or ``"warning"`` (it is used as it is).

    Examples
    --------
    >>> problem = Problem("bad_date", found="2017-02-30", allowed="a date such as 2017-03-05",
    ...                   remedy="correct the date", source="requests.csv", line=7,
    ...                   column="received")
    >>> print(problem)
    requests.csv, row 7, received: found 2017-02-30; allowed: a date such as 2017-03-05. Remedy: \
correct the date
    """

    code: str
    found: str
    allowed: str
    remedy: str
    source: str = ""
    line: int | None = None
    table: str = ""
    column: str = ""
    unit: str = ""
    severity: Severity = "error"

    @property
    def where(self) -> str:
        """The place in words: file, line or row, column or key."""
        counted = "" if self.line is None else f"{'row' if self.table or self._tabular else 'line'}"
        parts = [
            self.source or self.table,
            f"{counted} {self.line}" if counted else "",
            self.column,
        ]
        return ", ".join(part for part in parts if part)

    @property
    def _tabular(self) -> bool:
        name = self.source.split(" ")[0].lower()
        return name.endswith((".csv", ".xlsx", ".xls", ".ods", ".parquet"))

    def __str__(self) -> str:
        where = f"{self.where}: " if self.where else ""
        return f"{where}found {self.found}; allowed: {self.allowed}. Remedy: {self.remedy}"


@dataclass(frozen=True, slots=True)
class Problems:
    """All faults of one input, in the order of the input; empty when there are none.

    Examples
    --------
    >>> bool(Problems())
    False
    >>> len(Problems() + Problems([Problem("x", found="a", allowed="b", remedy="c")]))
    1
    """

    items: tuple[Problem, ...] = field(default=())

    def __init__(self, items: Iterable[Problem] = ()) -> None:
        object.__setattr__(self, "items", tuple(items))

    def __len__(self) -> int:
        return len(self.items)

    def __iter__(self) -> Iterator[Problem]:
        return iter(self.items)

    def __getitem__(self, position: int) -> Problem:
        return self.items[position]

    def __add__(self, other: Problems) -> Problems:
        return Problems((*self.items, *other.items))

    @property
    def errors(self) -> Problems:
        """Only the problems that make an input unusable."""
        return Problems(item for item in self.items if item.severity == "error")

    def to_frame(self) -> pd.DataFrame:
        """One row per problem: code, severity, where, found, allowed, remedy, then its place."""
        import pandas as pd

        columns = "code severity where found allowed remedy source line table column unit".split()
        rows = [[getattr(item, name) for name in columns] for item in self.items]
        return pd.DataFrame(rows, columns=columns).astype({"line": "Int64"})

    def raise_if_any(self, what: str) -> None:
        """Raise `InputError` when there is at least one error; `what` names the input."""
        if self.errors:
            raise InputError(what, self)

    def __str__(self) -> str:
        return "\n".join(str(item) for item in self.items) or "no problems"

    def _repr_html_(self) -> str:
        if not self.items:
            return "<p>没有问题 / no problems</p>"
        cell = "style='text-align:left;vertical-align:top;padding:3px 10px'"
        line = "style='border-bottom:1px solid rgba(128,128,128,.3);background:none'"
        head = "".join(
            f"<th {cell}>{name}</th>" for name in ("", "where", "found", "allowed", "remedy")
        )
        rows = "".join(
            f"<tr {line}><td {cell}>{'✗' if p.severity == 'error' else '!'}</td>"
            + "".join(
                f"<td {cell}>{escape(text)}</td>"
                for text in (p.where, p.found, p.allowed, p.remedy)
            )
            + "</tr>"
            for p in self.items[:200]
        )
        more = f"<p>… {len(self.items) - 200} more</p>" if len(self.items) > 200 else ""
        errors = len(self.errors)
        return (
            "<div style='font-size:13px;line-height:1.6'>"
            f"<p style='margin:4px 10px 6px'><b>{_counted(len(self.items), 'problem')}</b> · "
            f"✗ {_counted(errors, 'error')} · ! "
            f"{_counted(len(self.items) - errors, 'warning')}</p>"
            "<table style='border-collapse:collapse;margin:0;font-size:inherit'>"
            f"<thead><tr {line}>{head}</tr></thead><tbody>{rows}</tbody></table>{more}</div>"
        )


def _counted(count: int, what: str) -> str:
    """Return a number of things in English.

    >>> _counted(1, "error"), _counted(0, "error")
    ('1 error', '0 errors')
    """
    return f"{count} {what}{'' if count == 1 else 's'}"


class InputError(GkevalError):
    """An input cannot be used; `problems` lists every fault found in it.

    Attributes
    ----------
    problems : Problems
    """

    shown = 20

    def __init__(self, what: str, problems: Problems) -> None:
        self.what = what
        self.problems = problems
        count = len(problems)
        lines = [f"{what}: {_counted(count, 'problem')}"]
        lines += [f"  {item}" for item in problems.items[: self.shown]]
        if count > self.shown:
            lines.append(f"  … and {count - self.shown} more (see .problems)")
        super().__init__("\n".join(lines))

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.what, self.problems)
