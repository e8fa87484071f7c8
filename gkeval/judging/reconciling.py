"""Several ratings of a cell become one value, and every cell says how (评分合成).

In: `Ratings` and a way that the scheme declares. Out: `Reconciled`: values, states, and for every
cell which ratings were kept, which were dropped, and who decided.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from gkeval.errors import InputError, Problem, Problems
from gkeval.judging.disputes import said
from gkeval.judging.narrating import BY, NARRATED, narrate
from gkeval.judging.ratings import Ladder, Ratings, numbers_of, ratings_from
from gkeval.measures.ways import Disputed, Leader, Majority, Mean, Median, Trimmed, Way
from gkeval.numbers import reaches
from gkeval.spec import Lang

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

KEPT, DROPPED, LOWEST, HIGHEST = 1, 2, 3, 4
"""What became of a rating: it counts; it does not; it was the lowest or the highest."""


@dataclass(frozen=True, eq=False)
class Reconciled:
    """One value per cell.

    Parameters
    ----------
    ratings, way
        What was reconciled, and how.
    values : array of float, shape (items,)
        In what raters gave; missing where the state is not ``scored``, and for words.
    levels : array of str, shape (items,)
        The level or number that was given, where the value is one of them; else empty.
    states : array of str, shape (items,)
        ``scored``, ``disputed`` or ``not_assessed``.
    n : array of int, shape (items,)
        Ratings of the cell.
    spread : array of float, shape (items,)
        Highest less lowest rating (for words in an order: steps); missing without ratings.
    reasons : array of int, shape (items,)
        Position in `narrating.NARRATED`.
    roles : array of int, shape (items, raters)
        What became of every rating; 0 where there is none.
    """

    ratings: Ratings
    way: Way
    values: Floats
    levels: npt.NDArray[np.object_]
    states: npt.NDArray[np.object_]
    n: npt.NDArray[np.int64]
    spread: Floats
    reasons: npt.NDArray[np.int64]
    roles: npt.NDArray[np.int8]

    def how(self, lang: Lang = "zh") -> npt.NDArray[np.object_]:
        """Return, per cell, how its value came about; shape (items,)."""
        return narrate(self.reasons, self.roles, self.ratings, self.way, self.n, lang)

    def to_frame(self, lang: Lang = "zh") -> pd.DataFrame:
        """Return one row per cell: unit, indicator, value, level, n, state, spread, how."""
        return pd.DataFrame(
            {
                "unit": self.ratings.units,
                "indicator": self.ratings.indicators,
                "value": self.values,
                "level": self.levels,
                "n": self.n,
                "state": self.states,
                "spread": self.spread,
                "how": self.how(lang),
            }
        )

    def explain(self, unit: str, indicator: str, lang: Lang = "zh") -> str:
        """Return who gave what for one cell, and how its value came about.

        Raises
        ------
        KeyError
            When nobody rated the cell.
        """
        if (unit, indicator) not in self._places:
            raise KeyError(f"no rating of unit {unit}, indicator {indicator}")
        at = slice(place := self._places[unit, indicator], place + 1)
        table = self.ratings.table
        gave = said(table.codes[at], self.ratings.raters, table.labels)[0]
        how = narrate(
            self.reasons[at], self.roles[at], self.ratings, self.way, self.n[at], lang, at
        )[0]
        return f"{gave}：{how}" if lang == "zh" else f"{gave}: {how}"

    @cached_property
    def _places(self) -> dict[tuple[str, str], int]:
        cells = zip(self.ratings.units, self.ratings.indicators, strict=True)
        return {cell: place for place, cell in enumerate(cells)}


def reconcile(ratings: Ratings, way: Way) -> Reconciled:
    """Return one value for every cell of `ratings`.

    A decision of the leader settles a cell. Else a cell without enough ratings is not assessed;
    equal ratings stand; ratings further apart than the tolerance are disputed; all others become
    one value in the way that is given.

    Parameters
    ----------
    ratings
        From `ratings_from`.
    way
        One of `ways.WAYS`.

    Raises
    ------
    InputError
        When words are to be averaged: state what the levels are worth.

    Examples
    --------
    >>> judgements = pd.DataFrame({
    ...     "unit": ["a"] * 4 + ["b"] * 3, "indicator": "i", "rater": list("wxyzwxy"),
    ...     "value": [9, 7, 8, 2, 5, 5, 5]})
    >>> done = reconcile(ratings_from(judgements), Trimmed())
    >>> done.values.tolist(), done.states.tolist()
    ([7.5, 5.0], ['scored', 'scored'])
    >>> done.how("en").tolist()
    ['mean of x, y; dropped the lowest (z), the highest (w)', 'w, x, y gave the same value']
    >>> done.explain("a", "i")
    'w 9, x 7, y 8, z 2：去掉最低分（z）、最高分（w）后取 x、y 的平均分'
    """
    table = ratings.table
    tolerance = None if isinstance(way, Leader) else way.tolerance
    if _averages(way) and not table.numeric and table.different:
        Problems([_words_averaged(way, table.labels)]).raise_if_any("reconciling")
    codes = table.codes
    n = (codes >= 0).sum(axis=1)
    ordered = np.sort(np.where(codes >= 0, codes, table.different), axis=1)
    values = np.append(table.values, np.nan)
    numbers = values[ordered]  # rising, missing ones last
    lowest = numbers[:, 0] if codes.shape[1] else np.full(len(ratings), np.nan)
    spread = _at(numbers, n - 1) - lowest
    decided = ratings.decisions >= 0
    same = (n > 0) & (_at(ordered, n - 1) == _at(ordered, np.zeros_like(n)))

    found, code, roles, reason = _by_way(way, table.codes, ordered, numbers, n)
    beyond = (
        np.zeros(len(n), dtype=bool)
        if tolerance is None
        else ~reaches(float(tolerance), np.where(n > 0, spread, 0.0)) & ~same
    )
    settled = [decided, n == 0, n < way.at_least, (n == 1), same, beyond]
    names = ["leader", "no_ratings", "too_few", "only", "agreed", "beyond"]
    reasons = np.select(settled, [BY[name] for name in names], reason)
    stands = np.isin(reasons, [BY["only"], BY["agreed"]])
    code = np.where(decided, ratings.decisions, np.where(stands, _at(ordered, n * 0), code))
    states = np.array([state for _, state, _, _ in NARRATED], dtype=object)[reasons]
    scored = states == "scored"
    code = np.where(scored, code, -1)
    given = table.values if table.numeric else np.full(table.different, np.nan)
    values = np.where(code >= 0, np.append(given, np.nan)[code], np.where(scored, found, np.nan))
    kept = np.where(codes >= 0, KEPT, 0)
    roles = np.where(stands[:, None], kept, roles)
    roles = np.where((decided | ~scored)[:, None], np.where(codes >= 0, DROPPED, 0), roles)
    labels = np.array([*table.labels, ""], dtype=object)
    return Reconciled(
        ratings, way, values, labels[code], states, n, spread, reasons, roles.astype(np.int8)
    )


def reconcile_judgements(
    judgements: pd.DataFrame,
    ways: Way | Mapping[str, Way],
    *,
    levels: Mapping[str, Ladder] | None = None,
    lang: Lang = "zh",
) -> pd.DataFrame:
    """Return one row per judged cell, every indicator in its own way.

    Parameters
    ----------
    judgements : data frame
        As in `ratings_from`.
    ways
        One way for all indicators, or the way of each.
    levels
        By indicator: its levels from the lowest to the highest, or what each is worth; for
        indicators that are judged in words.
    lang
        Of the column `how`.

    Returns
    -------
    data frame
        As `Reconciled.to_frame`, sorted by unit and indicator.

    Raises
    ------
    InputError
        As in `ratings_from` and `reconcile`; an indicator without a way.

    Examples
    --------
    >>> judgements = pd.DataFrame({
    ...     "unit": "a", "indicator": ["i", "i", "j", "j"], "rater": list("xyxy"),
    ...     "value": [3, 4, "优", "良"]})
    >>> done = reconcile_judgements(judgements, {"i": Mean(), "j": Leader()})
    >>> done[["indicator", "value", "state"]]
      indicator  value     state
    0         i    3.5    scored
    1         j    NaN  disputed
    >>> done["how"].tolist()
    ['取 x、y 的平均分', 'x、y 评分不一致，待组长裁定']
    """
    names = judgements["indicator"].astype(object) if "indicator" in judgements else pd.Series()
    every = names.dropna().unique().tolist()
    own = dict(ways) if isinstance(ways, Mapping) else dict.fromkeys(every, ways)
    Problems(
        Problem(
            "no_way",
            found=f"indicator {name} without a way of reconciling",
            allowed="a way for every judged indicator",
            remedy="add it to the mapping of indicators to ways",
            source="ways",
        )
        for name in every
        if name not in own
    ).raise_if_any("ways")
    if not every:
        return reconcile(ratings_from(judgements), Mean()).to_frame(lang)
    ladders = dict(levels or {})
    wordy = _in_words(judgements, names)
    batches: dict[str, list[str]] = {}
    for name in every:
        alike = f"{own[name]!r} {ladders.get(name)!r} {name in wordy}"
        batches.setdefault(alike, []).append(name)
    parts, problems = [], []
    for batch in batches.values():
        way, ladder = own[batch[0]], ladders.get(batch[0])
        rows = np.flatnonzero((names.isin(batch) | names.isna()).to_numpy())
        try:
            ratings = ratings_from(judgements.iloc[rows], ladder, words=not _averages(way))
            parts.append(reconcile(ratings, way).to_frame(lang))
        except InputError as error:
            problems += [_in_place(problem, rows) for problem in error.problems]
    Problems(dict.fromkeys(problems)).raise_if_any("judgements")
    done = pd.concat(parts, ignore_index=True)
    return done.sort_values(["unit", "indicator"], kind="stable", ignore_index=True)


def _in_words(judgements: pd.DataFrame, names: pd.Series[Any]) -> set[str]:
    """Return the indicators that were judged in words, at least once."""
    if "value" not in judgements:
        return set()
    value = judgements["value"].astype(object)
    words = np.isnan(numbers_of(value)) & (value.notna() & (value != "")).to_numpy()
    return set(names[words].dropna())


def _in_place(problem: Problem, rows: npt.NDArray[np.intp]) -> Problem:
    """Return a problem found in some rows with its row in the whole frame."""
    return problem if problem.line is None else replace(problem, line=int(rows[problem.line]))


def _averages(way: Way) -> bool:
    tolerance = None if isinstance(way, Leader) else way.tolerance
    return isinstance(way, Mean | Median | Trimmed) or bool(tolerance)


def _by_way(
    way: Way, codes: Any, ordered: Any, numbers: Floats, n: Any
) -> tuple[Floats, Any, Any, int | npt.NDArray[np.int64]]:
    """Return values, codes (-1: none), roles and reasons of cells with differing ratings."""
    roles = np.where(codes >= 0, KEPT, 0)
    none = np.full(len(n), -1)
    missing = np.full(len(n), np.nan)
    if isinstance(way, Leader):
        return missing, none, roles, BY["awaits"]
    if isinstance(way, Majority):
        return missing, *_majority(codes, n, float(way.more_than))
    if isinstance(way, Median):
        middle = _at(numbers, (n - 1) // 2), _at(numbers, n // 2)
        return (middle[0] + middle[1]) / 2, none, roles, BY["median"]
    low, high = (way.lowest, way.highest) if isinstance(way, Trimmed) else (0, 0)
    place = np.arange(numbers.shape[1])
    inside = (place >= low) & (place < (n - high)[:, None])
    total = np.where(inside, numbers, 0.0).sum(axis=1)
    means = total / np.maximum(n - low - high, 1)
    if isinstance(way, Trimmed):
        # of equal ratings the one of the first rater in order is taken for the lowest
        rising = np.argsort(
            np.where(codes >= 0, codes, np.iinfo(codes.dtype).max), axis=1, kind="stable"
        )
        rank = np.argsort(rising, axis=1, kind="stable")
        roles = np.where((codes >= 0) & (rank < low), LOWEST, roles)
        roles = np.where((codes >= 0) & (rank >= (n - high)[:, None]), HIGHEST, roles)
        return means, none, roles, BY["trimmed"]
    return means, none, roles, BY["within" if isinstance(way, Disputed) else "mean"]


def _majority(codes: Any, n: Any, more_than: float) -> tuple[Any, Any, Any]:
    alike = np.zeros(codes.shape, dtype=np.int64)
    for one in range(codes.shape[1]):  # raters, not items
        alike += (codes == codes[:, [one]]) & (codes >= 0)
    most = alike.max(axis=1, initial=0)
    first = alike.argmax(axis=1) if codes.shape[1] else np.zeros(len(n), dtype=np.int64)
    winner = _at(codes, first)
    winners = ((alike == most[:, None]) & (codes >= 0)).sum(axis=1)
    won = (most > more_than * n + 1e-9) & (winners == most)
    roles = np.where(codes >= 0, np.where(codes == winner[:, None], KEPT, DROPPED), 0)
    return np.where(won, winner, -1), roles, np.where(won, BY["majority"], BY["no_majority"])


def _at(array: Any, place: Any) -> Any:
    """Return one entry per row; from an array without columns: what is missing."""
    if not array.shape[1]:
        return np.full(len(array), -1 if array.dtype.kind == "i" else np.nan)
    return np.take_along_axis(array, np.maximum(place, 0)[:, None], axis=1)[:, 0]


def _words_averaged(way: Way, labels: tuple[str, ...]) -> Problem:
    return Problem(
        "words_averaged",
        found=f"ratings in words ({', '.join(labels[:5])}) and the way {way.kind}",
        allowed="numbers, or levels with what each is worth",
        remedy="give levels as a mapping of level to number, or use majority or leader",
        source="judgements",
        table="judgements",
        column="value",
    )
