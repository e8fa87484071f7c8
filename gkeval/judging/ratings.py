"""Judgements as evaluators hand them in, and the same as arrays of items by raters.

In: the judgements table (unit, indicator, rater, value, kind). Out: `Ratings`. An item is one unit
at one indicator. Self-assessments are no ratings; a leader's decision stands beside the ratings.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from gkeval.errors import Problem, Problems
from gkeval.judging.patterns import DIGITS, RatingTable
from gkeval.numbers import plain
from gkeval.tables import JUDGEMENTS

Floats = npt.NDArray[np.float64]
Objects = npt.NDArray[np.object_]
Ladder = Sequence[Any] | Mapping[str, Any]
"""Levels from the lowest to the highest, or what every level is worth."""

KINDS = tuple(code for code, _ in JUDGEMENTS.by_name["kind"].codes)


@dataclass(frozen=True, eq=False)
class Ratings:
    """Ratings of items by raters, in sorted order of unit, indicator and rater.

    Parameters
    ----------
    units, indicators : array of str, shape (items,)
        What was rated.
    raters : tuple of str
        Who rated.
    table : RatingTable
        The ratings, shape (items, raters).
    decisions : array of int, shape (items,)
        The leader's decision as a code of `table`; -1 where there is none.
    deciders : array of str, shape (items,)
        Who decided; empty where nobody did.
    """

    units: Objects
    indicators: Objects
    raters: tuple[str, ...]
    table: RatingTable
    decisions: npt.NDArray[np.int64]
    deciders: Objects

    def __len__(self) -> int:
        return len(self.units)


def ratings_from(
    judgements: pd.DataFrame, levels: Ladder | None = None, *, words: bool = True
) -> Ratings:
    """Return the ratings of a judgements table.

    Parameters
    ----------
    judgements : data frame
        Columns unit, indicator, rater, value; and kind, empty or missing meaning third_party.
        Rows without a value are ratings that are missing. Rows of kind ``self`` are left out.
    levels
        For judgements in words: the levels from the lowest to the highest, or a mapping of what
        each is worth. Without it values are numbers when all of them read as such, else words
        without an order.
    words
        Whether words without an order will do; if not, a value that is no number is refused.

    Raises
    ------
    InputError
        A missing column or cell; an unknown kind; a value that is not among `levels`, not
        finite, or no number where one is asked for; two ratings of one cell by one rater, or two
        decisions on it that differ.

    Examples
    --------
    >>> judgements = pd.DataFrame({
    ...     "unit": ["b", "b", "a", "b"], "indicator": "i", "rater": ["王", "李", "王", "组长"],
    ...     "value": ["5", "4", "3", "4.5"], "kind": ["third_party", None, None, "leader"]})
    >>> ratings = ratings_from(judgements)
    >>> ratings.units.tolist(), ratings.raters, ratings.table.numbers.tolist()
    (['a', 'b'], ('李', '王'), [[nan, 3.0], [4.0, 5.0]])
    >>> ratings.decisions.tolist(), ratings.deciders.tolist()
    ([-1, 2], ['', '组长'])
    """
    columns = ("unit", "indicator", "rater", "value")
    Problems(missing_columns(judgements, columns)).raise_if_any("judgements")
    frame = judgements.reset_index(drop=True)
    kind = frame["kind"] if "kind" in frame else pd.Series("", index=frame.index)
    kinds = kind.astype(object).where(kind.notna() & (kind != ""), "third_party")
    value = frame["value"].astype(object)
    filled = value.notna() & (value != "")
    used = (filled & (kinds != "self")).to_numpy()
    values, numbered, labels, worth = _ladder(value[used], levels, words)
    cells = {name: frame[name].astype(object).to_numpy() for name in columns[:3]}
    Problems(
        [
            *_unfilled(frame, columns[:3]),
            *_unknown_kinds(kinds),
            *_unknown_values(value[used], values),
        ]
    ).raise_if_any("judgements")

    text = {name: _texts(cell[used]) for name, cell in cells.items()}
    leads = (kinds == "leader").to_numpy()[used]
    unit_codes, units = pd.factorize(text["unit"], sort=True)
    indicator_codes, indicators = pd.factorize(text["indicator"], sort=True)
    keys, item = np.unique(
        unit_codes * max(len(indicators), 1) + indicator_codes, return_inverse=True
    )
    rater_codes, raters = pd.factorize(text["rater"][~leads], sort=True)
    cell = item[~leads] * max(len(raters), 1) + rater_codes
    rows = np.flatnonzero(used)
    Problems(
        [
            *_twice(cell, rows[~leads], cells),
            *_against(item[leads], values[leads], rows[leads], cells),
        ]
    ).raise_if_any("judgements")

    codes = np.full((len(keys), len(raters)), -1, dtype=np.int64)
    codes[item[~leads], rater_codes] = values[~leads]
    decisions = np.full(len(keys), -1, dtype=np.int64)
    decisions[item[leads]] = values[leads]
    deciders = _deciders(item[leads], text["rater"][leads], len(keys))
    return Ratings(
        np.asarray(units, dtype=object)[keys // max(len(indicators), 1)],
        np.asarray(indicators, dtype=object)[keys % max(len(indicators), 1)],
        tuple(raters.tolist()),
        RatingTable(codes, worth, labels, numbered),
        decisions,
        deciders,
    )


def _ladder(
    value: pd.Series[Any], levels: Ladder | None, words: bool
) -> tuple[npt.NDArray[np.int64], bool, tuple[str, ...], Floats]:
    """Return codes of the values (-1: unknown), whether they are numbers, labels, and worths."""
    texts = _texts(value.to_numpy())
    if isinstance(levels, Mapping):
        ordered = sorted(levels.items(), key=lambda pair: float(pair[1]))
        labels = tuple(str(level) for level, _ in ordered)
        worth = np.array([float(number) for _, number in ordered])
        return _places(texts, labels), True, labels, worth
    if levels is not None:
        labels = tuple(_texts(np.array(list(levels), dtype=object)).tolist())
        if len(set(labels)) < len(labels):
            raise ValueError(f"levels are {list(levels)}, must all differ")
        return _places(texts, labels), False, labels, np.arange(len(labels), dtype=np.float64)
    numbers = numbers_of(value)
    if not np.isnan(numbers).any() or not words:
        codes, found = pd.factorize(np.round(numbers, DIGITS) + 0.0, sort=True)
        codes = np.where(np.isinf(numbers), -1, codes)
        return codes, True, tuple(plain(float(one)) for one in found), found
    codes, different = pd.factorize(texts, sort=True)
    return codes, False, tuple(different.tolist()), np.arange(len(different), dtype=np.float64)


def _places(texts: Objects, labels: tuple[str, ...]) -> npt.NDArray[np.int64]:
    codes, words = pd.factorize(texts)
    place = pd.Index(labels, dtype=object).get_indexer(pd.Index(words, dtype=object))
    return place[codes].astype(np.int64) if len(words) else np.empty(0, dtype=np.int64)


def _texts(cells: npt.NDArray[Any]) -> Objects:
    """Return cells as texts; numbers as people write them, so that 3 and 3.0 are the same."""
    codes, different = pd.factorize(np.asarray(cells, dtype=object))
    words = np.array(
        [plain(one) if isinstance(one, float) else str(one).strip() for one in different],
        dtype=object,
    )
    return words[codes] if len(words) else np.empty(0, dtype=object)


def numbers_of(value: pd.Series[Any]) -> Floats:
    """Return cells as numbers; missing where a cell reads as none."""
    codes, different = pd.factorize(value.to_numpy())
    found = pd.to_numeric(pd.Series(different, dtype=object), errors="coerce")
    numbers = found.to_numpy(dtype=np.float64, na_value=np.nan)
    return numbers[codes] if len(numbers) else np.empty(0)


def missing_columns(frame: pd.DataFrame, columns: Sequence[str]) -> list[Problem]:
    """Return a problem for each column of judgements that is not there."""
    return [
        Problem(
            "missing_column",
            found=f"no column {name}",
            allowed=", ".join(columns),
            remedy="add the column",
            source="judgements",
            table="judgements",
            column=name,
        )
        for name in columns
        if name not in frame
    ]


def row_problem(code: str, row: Any, column: str, found: str, allowed: str, remedy: str) -> Problem:
    """Return a problem of one row of the judgements."""
    return Problem(
        code,
        found=found,
        allowed=allowed,
        remedy=remedy,
        source="judgements",
        line=int(row),
        table="judgements",
        column=column,
    )


def _unfilled(frame: pd.DataFrame, columns: Sequence[str]) -> list[Problem]:
    return [
        row_problem("missing", row, name, "nothing", "a name in every row", "fill in the cell")
        for name in columns
        for row in np.flatnonzero((frame[name].isna() | (frame[name] == "")).to_numpy())
    ]


def _unknown_kinds(kinds: pd.Series[Any]) -> list[Problem]:
    return [
        row_problem(
            "unknown_code", row, "kind", str(kinds[row]), ", ".join(KINDS), "use one of them"
        )
        for row in np.flatnonzero(~kinds.isin(KINDS).to_numpy())
    ]


def _unknown_values(value: pd.Series[Any], codes: npt.NDArray[np.int64]) -> list[Problem]:
    return [
        row_problem(
            "unknown_value",
            int(value.index[int(place)]),
            "value",
            str(value.iloc[int(place)]),
            "a finite number, or one of the levels",
            "correct the value, or add it to the levels",
        )
        for place in np.flatnonzero(codes < 0)
    ]


def _twice(
    keys: npt.NDArray[Any], rows: npt.NDArray[np.intp], cells: dict[str, Any]
) -> list[Problem]:
    again = pd.Series(keys).duplicated().to_numpy()
    return [
        row_problem(
            "duplicate_judgement",
            row,
            "rater",
            f"a second row of {cells['rater'][row]} for {cells['unit'][row]}, "
            f"{cells['indicator'][row]}",
            "one rating of a cell by a rater",
            "keep the row that holds",
        )
        for row in rows[again]
    ]


def _against(
    item: npt.NDArray[Any], codes: npt.NDArray[Any], rows: npt.NDArray[Any], cells: dict[str, Any]
) -> list[Problem]:
    """Return a problem for each decision that is not the first one of its cell."""
    first = pd.Series(codes).groupby(item).transform("first").to_numpy()
    return [
        row_problem(
            "two_decisions",
            row,
            "value",
            f"a second, other decision for {cells['unit'][row]}, {cells['indicator'][row]}",
            "one decision of a cell, or several that agree",
            "keep the decision that holds",
        )
        for row in rows[codes != first]
    ]


def _deciders(item: npt.NDArray[Any], names: Objects, count: int) -> Objects:
    """Return who decided each cell; several who agree are named together."""
    result = np.full(count, "", dtype=object)
    once = pd.DataFrame({"item": item, "name": names}).drop_duplicates().sort_values("name")
    for _, turn in once.groupby(once.groupby("item").cumcount()):  # leaders, not cells
        at = turn["item"].to_numpy()
        result[at] += np.where(result[at] == "", "", "/").astype(object) + turn["name"].to_numpy()
    return result
