"""Survey results as statistics: weighted means and shares with their intervals (公众满意度).

In: one row per answer (unit, item, period, value, weight). Out: rows of the statistics table, one
per unit, item and period, with the interval and what the weights cost.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from gkeval.errors import Problem, Problems
from gkeval.judging.proportions import wilson
from gkeval.judging.quantiles import student

Floats = npt.NDArray[np.float64]
KEY = ["unit", "item", "period"]


class Sums(NamedTuple):
    """Weighted sums by group, every array of shape (groups,)."""

    mean: Floats
    spread: Floats
    n: Floats
    effective: Floats


def weighted_sums(
    values: npt.ArrayLike, weights: npt.ArrayLike, groups: npt.ArrayLike, count: int
) -> Sums:
    """Return weighted mean and spread (variance), n and the effective n of every group.

    Parameters
    ----------
    values, weights : array of float, shape (answers,)
        Missing values are left out.
    groups : array of int, shape (answers,)
        From 0 to `count` - 1.

    Notes
    -----
    Effective n = (sum of w)² ÷ sum of w²: n ÷ design effect of the weights. Source: L. Kish
    (1965), Survey Sampling, section 11.7; L. Kish (1992), Journal of Official Statistics 8,
    183-200.

    Examples
    --------
    >>> found = weighted_sums([1, 2, 3, 4], [1, 1, 1, 1], [0, 0, 0, 1], 2)
    >>> found.mean.tolist(), found.effective.tolist()
    ([2.0, 4.0], [3.0, 1.0])
    """
    value, weight = (np.asarray(array, dtype=np.float64) for array in (values, weights))
    group = np.asarray(groups, dtype=np.int64)
    there = ~np.isnan(value)
    value, weight, group = value[there], weight[there], group[there]
    order = np.lexsort((weight, value, group))  # sums do not depend on the order of rows
    value, weight, group = value[order], weight[order], group[order]

    def total(parts: Floats) -> Floats:
        return np.bincount(group, weights=parts, minlength=count).astype(np.float64)

    whole = total(weight)
    with np.errstate(divide="ignore", invalid="ignore"):
        mean = total(weight * value) / whole
        spread = total(weight * (value - mean[group]) ** 2) / whole
        effective = whole**2 / total(weight**2)
    return Sums(mean, spread, total(np.ones(len(value))), effective)


def survey_means(
    answers: pd.DataFrame,
    *,
    weight: str | None = None,
    part: str = "",
    bounds: tuple[float, float] | None = None,
    confidence: float = 0.95,
) -> pd.DataFrame:
    """Return the mean answer of every unit, item and period.

    Parameters
    ----------
    answers : data frame
        Columns unit, item, period, value (a number; missing: no answer).
    weight
        The column of weights, above 0; by default every answer counts 1.
    part
        What to write into the column part of the statistics table.
    bounds
        Lowest and highest possible answer: limits of the interval, and values outside are refused.
    confidence
        Of the interval: Student's t with the effective n.

    Returns
    -------
    data frame
        Rows of the statistics table (unit, record, item, part, period, value), and low, high (of
        the mean; missing for fewer than two answers), n, unanswered, effective_n, design_effect.

    Raises
    ------
    InputError
        A missing column or cell, a value that is no number or out of bounds, a weight not above 0.
    GkevalError
        When SciPy is not installed.

    Notes
    -----
    Standard error: the root of the weighted variance ÷ (effective n - 1). Source: as for
    `weighted_sums`.

    Examples
    --------
    >>> answers = pd.DataFrame({"unit": "a", "item": "满意度", "period": "2017",
    ...                         "value": [80, 90, 100, None], "w": [1, 1, 2, 1]})
    >>> table = survey_means(answers, weight="w", bounds=(0, 100))
    >>> table[["record", "value", "low", "high"]].round(2)
           record  value    low   high
    0  a/满意度/2017   92.5  58.83  100.0
    >>> table[["n", "unanswered", "effective_n", "design_effect"]].round(3)
       n  unanswered  effective_n  design_effect
    0  3           1        2.667          1.125
    """
    frame, group, names = _grouped(answers, weight)
    value = pd.to_numeric(frame["value"], errors="coerce").to_numpy(dtype=np.float64)
    strange = np.isnan(value) & frame["value"].notna().to_numpy() | np.isinf(value)
    if bounds is not None:
        strange |= (value < bounds[0]) | (value > bounds[1])
    allowed = "a number" if bounds is None else f"a number from {bounds[0]} to {bounds[1]}"
    Problems(_rows("value_out_of_range", strange, frame["value"], allowed)).raise_if_any("answers")
    found = weighted_sums(value, _weights(frame, weight), group, len(names))
    with np.errstate(divide="ignore", invalid="ignore"):
        error = np.sqrt(found.spread / (found.effective - 1))
        half = student(confidence, np.where(found.n > 1, found.effective - 1, 0)) * error
    low, high = found.mean - half, found.mean + half
    if bounds is not None:
        low, high = np.maximum(low, bounds[0]), np.minimum(high, bounds[1])
    return _statistics(names, found, group, part, found.mean, low, high)


def survey_shares(
    answers: pd.DataFrame,
    hits: Sequence[Any],
    *,
    weight: str | None = None,
    part: str = "",
    confidence: float = 0.95,
) -> pd.DataFrame:
    """Return which share of the answers is one of `hits`, for every unit, item and period.

    Parameters
    ----------
    answers : data frame
        Columns unit, item, period, value (any; missing: no answer).
    hits
        The answers that count, such as ``["很满意", "满意"]``.
    weight, part
        As in `survey_means`.
    confidence
        Of the interval: Wilson's with the effective n.

    Returns
    -------
    data frame
        As from `survey_means`; value, low and high are shares from 0 to 1.

    Raises
    ------
    InputError
        A missing column or cell, a weight not above 0, or a hit that nobody answered and that is
        therefore most likely misspelt.

    Notes
    -----
    Source: as for `weighted_sums` and `proportions.wilson`; the effective n in the interval of a
    share: E. L. Korn, B. I. Graubard (1998), Survey Methodology 24, 193-201.

    Examples
    --------
    >>> answers = pd.DataFrame({"unit": "a", "item": "满意度", "period": "2017",
    ...                         "value": ["满意"] * 81 + ["不满意"] * 182})
    >>> survey_shares(answers, ["满意"])[["value", "low", "high", "n"]].round(4)
       value     low    high    n
    0  0.308  0.2553  0.3662  263
    """
    frame, group, names = _grouped(answers, weight)
    given = frame["value"].astype(object)
    unknown = [hit for hit in hits if not (given == hit).any()] if len(frame) else []
    Problems(
        Problem(
            "unknown_answer",
            found=f"answer {hit}, which nobody gave",
            allowed=", ".join(map(str, given.dropna().unique()[:10])),
            remedy="correct it, or leave it out of hits",
            source="hits",
        )
        for hit in unknown
    ).raise_if_any("hits")
    passed = np.where(given.isna(), np.nan, given.isin(list(hits)).astype(float))
    found = weighted_sums(passed, _weights(frame, weight), group, len(names))
    share = np.clip(np.where(found.n > 0, found.mean, 0.0), 0.0, 1.0)
    size = np.where(found.n > 0, found.effective, 0.0)
    low, high = wilson(share * size, size, confidence=confidence)
    return _statistics(names, found, group, part, found.mean, low, high)


def _grouped(
    answers: pd.DataFrame, weight: str | None
) -> tuple[pd.DataFrame, npt.NDArray[np.int64], pd.DataFrame]:
    """Return the checked answers, the group of each, and the names of the groups."""
    needed = [*KEY, "value", *([] if weight is None else [weight])]
    Problems(
        Problem(
            "missing_column",
            found=f"no column {name}",
            allowed=", ".join(needed),
            remedy="add the column",
            source="answers",
            column=name,
        )
        for name in needed
        if name not in answers
    ).raise_if_any("answers")
    frame = answers.reset_index(drop=True)
    problems = [
        problem
        for name in KEY
        for problem in _rows(
            "missing", frame[name].isna().to_numpy(), frame[name], "a name in every row", name
        )
    ]
    if weight is not None:
        number = pd.to_numeric(frame[weight], errors="coerce").to_numpy(dtype=np.float64)
        wrong = ~(number > 0) | np.isinf(number)
        problems += _rows("bad_weight", wrong, frame[weight], "a number above 0", weight)
    Problems(problems).raise_if_any("answers")
    texts = frame[KEY].astype(str)
    grouped = texts.groupby(KEY, sort=True)
    names = grouped.size().index.to_frame(index=False)
    return frame, np.asarray(grouped.ngroup(), dtype=np.int64), names


def _weights(frame: pd.DataFrame, weight: str | None) -> Floats:
    return np.ones(len(frame)) if weight is None else frame[weight].to_numpy(dtype=np.float64)


def _rows(
    code: str, wrong: npt.NDArray[np.bool_], cells: Any, allowed: str, column: str = "value"
) -> list[Problem]:
    return [
        Problem(
            code,
            found="nothing" if pd.isna(cells[row]) else str(cells[row]),
            allowed=allowed,
            remedy="correct the cell",
            source="answers",
            line=int(row),
            column=column,
        )
        for row in np.flatnonzero(wrong)
    ]


def _statistics(
    names: pd.DataFrame,
    found: Sums,
    group: npt.NDArray[np.int64],
    part: str,
    value: Floats,
    low: Floats,
    high: Floats,
) -> pd.DataFrame:
    asked = np.bincount(group, minlength=len(names))
    record = names["unit"] + "/" + names["item"] + "/" + names["period"]
    with np.errstate(divide="ignore", invalid="ignore"):
        effect = found.n / found.effective
    return pd.DataFrame(
        {
            "unit": names["unit"],
            "record": record + (f"/{part}" if part else ""),
            "item": names["item"],
            "part": part,
            "period": names["period"],
            "value": value,
            "low": low,
            "high": high,
            "n": found.n.astype(np.int64),
            "unanswered": asked - found.n.astype(np.int64),
            "effective_n": found.effective,
            "design_effect": effect,
        }
    )
