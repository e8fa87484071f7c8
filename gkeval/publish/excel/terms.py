"""A formula and its value as one thing: what is written into a cell, and what it comes to.

In: references to columns of the workbook, with the numbers that stand in them. Out: a `Term`, the
text of an Excel formula for every row and the values that Excel will compute from it. So the value
cached beside a formula can never be another than the formula's own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from gkeval.numbers import plain

Floats = npt.NDArray[np.float64]

_COMPARED, _ADDED, _TIMES, _WHOLE = range(4)
_SIGNS = {
    ">=": np.greater_equal,
    ">": np.greater,
    "<": np.less,
    "=": np.equal,
}


@dataclass(frozen=True, eq=False)
class Term:
    """Part of a formula.

    Parameters
    ----------
    text
        As Excel writes it; ``{r}`` stands for the number of the row.
    values : array of float
        What it comes to in every row; truth is 1 and 0, an empty cell or text is missing.
    binds
        How strongly the text binds, to know where brackets are needed.
    """

    text: str
    values: Floats
    binds: int = _WHOLE

    def within(self, binds: int) -> str:
        """Return the text for use in an expression that binds this strongly."""
        return self.text if self.binds >= binds else f"({self.text})"

    def __add__(self, other: Term | float) -> Term:
        right = term(other)
        return Term(
            f"{self.within(_ADDED)}+{right.within(_ADDED)}", self.values + right.values, _ADDED
        )

    def __sub__(self, other: Term | float) -> Term:
        right = term(other)
        return Term(
            f"{self.within(_ADDED)}-{right.within(_TIMES)}", self.values - right.values, _ADDED
        )

    def __mul__(self, other: Term | float) -> Term:
        right = term(other)
        if right.text == "1":
            return self
        return Term(
            f"{self.within(_TIMES)}*{right.within(_TIMES)}", self.values * right.values, _TIMES
        )

    def __truediv__(self, other: Term | float) -> Term:
        right = term(other)
        if right.text == "1":
            return self
        with np.errstate(divide="ignore", invalid="ignore"):
            values = self.values / right.values
        return Term(f"{self.within(_TIMES)}/{right.within(_WHOLE)}", values, _TIMES)

    def _compared(self, sign: str, other: Term | float) -> Term:
        right = term(other)
        held = _SIGNS[sign](self.values, right.values).astype(np.float64)
        return Term(f"{self.within(_ADDED)}{sign}{right.within(_ADDED)}", held, _COMPARED)

    def __ge__(self, other: Term | float) -> Term:
        return self._compared(">=", other)

    def __gt__(self, other: Term | float) -> Term:
        return self._compared(">", other)

    def __lt__(self, other: Term | float) -> Term:
        return self._compared("<", other)

    def equals(self, other: Term | float) -> Term:
        """Return where two terms are equal."""
        return self._compared("=", other)


def term(value: Term | float) -> Term:
    """Return a number as a term."""
    if isinstance(value, Term):
        return value
    number = float(value)
    return Term(plain(number), np.float64(number), _WHOLE if number >= 0 else _ADDED)  # type: ignore[arg-type]  # one number stands for every row


def call(name: str, values: Any, *arguments: Term | float) -> Term:
    """Return a function of terms."""
    texts = ",".join(term(each).text for each in arguments)
    return Term(f"{name}({texts})", np.asarray(values, dtype=np.float64))


def most(*terms: Term | float) -> Term:
    """Return the greatest."""
    return call("MAX", _reduced(np.fmax, terms), *terms)


def least(*terms: Term | float) -> Term:
    """Return the smallest."""
    return call("MIN", _reduced(np.fmin, terms), *terms)


def every(*terms: Term) -> Term:
    """Return where all hold."""
    if len(terms) == 1:
        return terms[0]
    return call("AND", _reduced(np.fmin, terms), *terms)


def either(*terms: Term) -> Term:
    """Return where any holds."""
    return call("OR", _reduced(np.fmax, terms), *terms)


def choose(where: Term, then: Term | float, other: Term | float) -> Term:
    """Return one where a condition holds, else the other."""
    values = np.where(where.values > 0, term(then).values, term(other).values)
    return call("IF", values, where, then, other)


def rounded(value: Term, places: int) -> Term:
    """Round half away from zero, as Excel does.

    >>> rounded(Term("A{r}", np.array([0.125])), 2).values.tolist()
    [0.13]
    """
    scale = 10.0**places
    # the noise of the product must not decide on which side of a half a number lies
    counted = np.rint(np.abs(value.values) * scale * 1000.0) / 1000.0
    values = np.copysign(np.floor(counted + 0.5), value.values) / scale
    return call("ROUND", values, value, places)


def whole(value: Term) -> Term:
    """Return the greatest whole number that is not above."""
    return call("INT", np.floor(value.values), value)


def plainly(cell: Term) -> Term:
    """Return the number in a cell, 0 for text or nothing."""
    return call("N", np.nan_to_num(cell.values), cell)


def given(cell: Term) -> Term:
    """Return whether a cell holds a number."""
    return call("ISNUMBER", ~np.isnan(cell.values), cell)


def negated(where: Term) -> Term:
    """Return where a condition does not hold."""
    return call("NOT", 1.0 - where.values, where)


def _reduced(function: Any, terms: Sequence[Term | float]) -> Any:
    values = term(terms[0]).values
    for each in terms[1:]:
        values = function(values, term(each).values)
    return values
