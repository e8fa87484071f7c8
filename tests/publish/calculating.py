"""A workbook recalculated from its inputs, cell by cell, for tests that cannot wait for an office.

In: an .xlsx file. Out: by sheet the rows of values that its formulas come to; what stands beside a
formula is never read. Only what our formulas use is known: anything else is an error here. The full
suite sets it beside LibreOffice.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

import pytest

openpyxl = pytest.importorskip("openpyxl")

TOKEN = re.compile(
    r"""(?P<text>"(?:[^"]|"")*")|(?P<number>\d+(?:\.\d+)?(?:[eE][-+]?\d+)?)
    |(?P<ref>(?:'(?:[^']|'')+'!)?\$?[A-Z]{1,3}\$?\d+(?::\$?[A-Z]{1,3}\$?\d+)?)(?![A-Z(])
    |(?P<name>[A-Z]+)|(?P<sign>>=|<=|<>|[-+*/^&=<>(),])""",
    re.VERBOSE,
)
REF = re.compile(r"(?:'((?:[^']|'')+)'!)?\$?([A-Z]+)\$?(\d+)(?::\$?([A-Z]+)\$?(\d+))?")


class CellError(Exception):
    """What a cell shows instead of a value, such as ``#VALUE!``."""


def calculated(path: Path) -> dict[str, list[list[Any]]]:
    """Return the sheets of a workbook as rows of values; empty text where nothing stands."""
    return Book(path).sheets()


class Book:
    """Cells by sheet, row and column; each is computed once, when it is asked for."""

    def __init__(self, path: Path) -> None:
        self.cells: dict[tuple[str, int, int], Any] = {}
        self.formulas: dict[tuple[str, int, int], str] = {}
        self.sizes: dict[str, tuple[int, int]] = {}
        for sheet in openpyxl.load_workbook(str(path)):
            self.sizes[sheet.title] = (sheet.max_row, sheet.max_column)
            for line in sheet.iter_rows():
                for cell in line:
                    at = (sheet.title, cell.row, cell.column)
                    if cell.data_type == "f":
                        self.formulas[at] = cell.value
                    elif cell.value is not None:
                        self.cells[at] = cell.value

    def sheets(self) -> dict[str, list[list[Any]]]:
        """Return all values."""
        return {
            name: [
                [self._shown(name, row, column) for column in range(1, columns + 1)]
                for row in range(1, rows + 1)
            ]
            for name, (rows, columns) in self.sizes.items()
        }

    def _shown(self, sheet: str, row: int, column: int) -> Any:
        try:
            value = self.value((sheet, row, column))
        except CellError as fault:
            return str(fault)
        return "" if value is None else value

    def value(self, at: tuple[str, int, int]) -> Any:
        """Return what a cell comes to."""
        if at not in self.cells and at in self.formulas:
            tokens = list(_tokens(self.formulas[at].removeprefix("=")))
            self.cells[at] = Formula(self, at[0], tokens).whole()
        return self.cells.get(at)

    def area(self, sheet: str, text: str) -> list[Any]:
        """Return the values of a reference, row by row."""
        named, first, top, last, bottom = REF.fullmatch(text).groups()
        name = sheet if named is None else named.replace("''", "'")
        columns = range(
            openpyxl.utils.column_index_from_string(first),
            openpyxl.utils.column_index_from_string(last or first) + 1,
        )
        rows = range(int(top), int(bottom or top) + 1)
        return [self.value((name, row, column)) for row in rows for column in columns]


def _tokens(text: str) -> Iterator[tuple[str, str]]:
    at = 0
    while at < len(text):
        found = TOKEN.match(text, at)
        assert found is not None, f"no formula of ours: {text[at:]}"
        yield str(found.lastgroup), found[0]
        at = found.end()


class Formula:
    """Reads a formula from the left; every method returns the value of what it has read.

    A branch of IF that is not taken is read without being computed.
    """

    def __init__(self, book: Book, sheet: str, tokens: list[tuple[str, str]]) -> None:
        self.book, self.sheet, self.tokens, self.at = book, sheet, [*tokens, ("end", "")], 0
        self.live = True

    def whole(self) -> Any:
        value = self.comparison()
        assert self.tokens[self.at][0] == "end", self.tokens[self.at :]
        return value

    def _take(self, *signs: str) -> str:
        kind, text = self.tokens[self.at]
        if kind == "sign" and text in signs:
            self.at += 1
            return text
        return ""

    def comparison(self) -> Any:
        left = self.joined()
        while sign := self._take(">=", "<=", "<>", ">", "<", "="):
            right = self.joined()
            left = compared(left, sign, right) if self.live else None
        return left

    def joined(self) -> Any:
        left = self.sum()
        while self._take("&"):
            left = said(left) + said(self.sum())
        return left

    def sum(self) -> Any:
        left = self.product()
        while sign := self._take("+", "-"):
            right = self.product()
            if self.live:
                left = number(left) + number(right) * (1 if sign == "+" else -1)
        return left

    def product(self) -> Any:
        left = self.power()
        while sign := self._take("*", "/"):
            right = self.power()
            if self.live:
                if sign == "/" and number(right) == 0:
                    raise CellError("#DIV/0!")
                left = number(left) * number(right) if sign == "*" else number(left) / number(right)
        return left

    def power(self) -> Any:
        left = self.one()
        while self._take("^"):
            right = self.one()
            if self.live:
                if number(left) == 0 and number(right) <= 0:
                    raise CellError("#NUM!")
                left = number(left) ** number(right)
        return left

    def one(self) -> Any:
        if self._take("-"):
            value = self.one()
            return -number(value) if self.live else None
        if self._take("("):
            value = self.comparison()
            assert self._take(")")
            return value
        kind, text = self.tokens[self.at]
        self.at += 1
        if kind == "number":
            return float(text)
        if kind == "text":
            return text[1:-1].replace('""', '"')
        if kind == "ref":
            return self.book.area(self.sheet, text)[0] if self.live else None
        assert kind == "name", text
        if text in ("TRUE", "FALSE"):
            return text == "TRUE"
        assert self._take("(")
        return self._chosen() if text == "IF" else self._called(text)

    def _chosen(self) -> Any:
        held, live = self.comparison(), self.live
        truth = live and bool(number(held))
        values = []
        for taken in (truth, not truth):
            assert self._take(",")
            self.live = live and taken
            values.append(self.comparison())
        self.live = live
        assert self._take(")")
        return values[0] if truth else values[1]

    def _called(self, name: str) -> Any:
        arguments = []
        while not self._take(")"):
            arguments.append(self._argument())
            self._take(",")
        return FUNCTIONS[name](*arguments) if self.live else None

    def _argument(self) -> list[Any] | Any:
        """Return the values of an area as a list, and what is computed as it is."""
        (kind, text), (_, after) = self.tokens[self.at : self.at + 2]
        if kind == "ref" and after in (",", ")"):
            self.at += 1
            return self.book.area(self.sheet, text) if self.live else []
        return self.comparison()


def number(value: Any) -> float:
    """Return a value as arithmetic takes it: nothing is 0, and text is a fault."""
    if isinstance(value, str):
        raise CellError("#VALUE!")
    return 0.0 if value is None else float(value)


def said(value: Any) -> str:
    """Return a value as ``&`` joins it: numbers with fifteen digits."""
    return value if isinstance(value, str) else "" if value is None else f"{value:.15g}"


def compared(left: Any, sign: str, right: Any) -> bool:
    """Compare as a sheet does: numbers by fifteen digits, and any text above any number."""
    ends = [
        (1, one.lower()) if isinstance(one, str) else (0, float(f"{number(one):.15g}"))
        for one in (left, right)
    ]
    one, other = ends
    holds = {
        "=": one == other, "<>": one != other, ">": one > other,
        "<": one < other, ">=": one >= other, "<=": one <= other,
    }  # fmt: skip
    return holds[sign]


def _flat(arguments: tuple[Any, ...]) -> Iterator[float]:
    """Return the numbers of areas, whose texts do not count, and of what was computed."""
    for argument in arguments:
        if isinstance(argument, list):
            yield from (float(one) for one in argument if _is_number(one))
        else:
            yield number(argument)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _single(value: Any) -> Any:
    return value[0] if isinstance(value, list) else value


def _rounded(value: Any, places: Any) -> float:
    exact = Decimal(f"{number(_single(value)):.15g}")
    return float(exact.quantize(Decimal(1).scaleb(-int(places)), ROUND_HALF_UP))


def _met(pairs: tuple[Any, ...]) -> list[bool]:
    """Return where all criteria of COUNTIFS hold, each an area and what is asked of it."""
    met = [True] * len(pairs[0])
    for area, criterion in zip(pairs[::2], pairs[1::2], strict=True):
        asked = _single(criterion)
        sign, rest = "=", asked
        if isinstance(asked, str):
            sign, rest = re.fullmatch(r"(>=|<=|<>|>|<|=)?(.*)", asked, re.DOTALL).groups()
            sign = sign or "="
            try:
                rest = float(rest)
            except ValueError:
                assert sign == "=", f"{asked!r} asks for an order of texts"
        alike = [_is_number(one) == _is_number(rest) and one is not None for one in area]
        met = [
            now and same and compared(one, sign, rest)
            for now, same, one in zip(met, alike, area, strict=True)
        ]
    return met


def _match(wanted: Any, area: list[Any], kind: Any) -> int:
    assert kind == 0
    found = [at for at, one in enumerate(area, start=1) if compared(one, "=", _single(wanted))]
    if not found:
        raise CellError("#N/A")
    return found[0]


def _mean(*arguments: Any) -> float:
    numbers = list(_flat(arguments))
    if not numbers:
        raise CellError("#DIV/0!")
    return math.fsum(numbers) / len(numbers)


FUNCTIONS: dict[str, Callable[..., Any]] = {
    "SUM": lambda *a: sum(_flat(a)),
    "MAX": lambda *a: max(_flat(a), default=0.0),
    "MIN": lambda *a: min(_flat(a), default=0.0),
    "AVERAGE": _mean,
    "AND": lambda *a: all(_flat(a)),
    "OR": lambda *a: any(_flat(a)),
    "NOT": lambda one: not number(_single(one)),
    "N": lambda one: float(_single(one)) if _is_number(_single(one)) else 0.0,
    "ISNUMBER": lambda one: _is_number(_single(one)),
    "INT": lambda one: float(math.floor(float(f"{number(_single(one)):.15g}"))),
    "ROUND": _rounded,
    "COUNTIFS": lambda *pairs: sum(_met(pairs)),
    "SUMIFS": lambda summed, *pairs: math.fsum(
        number(one) for one, met in zip(summed, _met(pairs), strict=True) if met
    ),
    "MATCH": _match,
    "INDEX": lambda area, at: area[int(at) - 1],
}
