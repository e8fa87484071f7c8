"""How much to check, what to check, and how sure a share of what was checked is (抽样).

In: numbers of cases, a frame of cases, a values table. Out: sample sizes, seeded draws per stratum,
intervals of shares.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from gkeval.errors import Problem, Problems
from gkeval.judging.proportions import exact, wilson
from gkeval.judging.quantiles import normal

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


def sample_size(
    population: npt.ArrayLike,
    margin: npt.ArrayLike,
    *,
    confidence: float = 0.95,
    share: npt.ArrayLike = 0.5,
) -> Ints:
    """Return how many cases to check so that a share is known to within a margin.

    Parameters
    ----------
    population : array of float
        Cases there are; inf for many. Broadcasts with `margin` and `share`.
    margin : array of float
        Half the width of the interval, above 0 and below 1: 0.05 for ±5 percentage points.
    confidence
        Of the interval.
    share : array of float
        The share that is expected; 0.5 needs the largest sample.

    Returns
    -------
    array of int
        At most the population; 0 for none.

    Raises
    ------
    ValueError
        Numbers out of range.

    Notes
    -----
    n = m ÷ (1 + (m - 1) ÷ N) with m = z² p (1 - p) ÷ margin², rounded up. Source: W. G. Cochran
    (1977), Sampling Techniques, 3rd ed., section 4.4.

    Examples
    --------
    >>> sample_size([12, 50, 500, np.inf], 0.05).tolist()
    [12, 45, 218, 385]
    """
    whole, half, p = np.broadcast_arrays(
        *(np.asarray(array, dtype=np.float64) for array in (population, margin, share))
    )
    if not (whole >= 0).all():
        raise ValueError("population must be at least 0")
    if not ((half > 0) & (half < 1)).all():
        raise ValueError("margin must be above 0 and below 1, such as 0.05")
    if not ((p > 0) & (p < 1)).all():
        raise ValueError("share must be above 0 and below 1, such as 0.5")
    many = normal(confidence) ** 2 * p * (1 - p) / half**2
    with np.errstate(divide="ignore", invalid="ignore"):
        needed = np.where(whole > 0, many / (1 + (many - 1) / whole), 0.0)
    result: Ints = np.minimum(np.ceil(needed - 1e-9), whole).astype(np.int64)
    return result


def margin_of(
    n: npt.ArrayLike,
    population: npt.ArrayLike = np.inf,
    *,
    confidence: float = 0.95,
    share: npt.ArrayLike = 0.5,
) -> Floats:
    """Return the margin that a sample of `n` reaches; 0 when all were checked, inf for none.

    Parameters
    ----------
    n, population, share : array of float
        They broadcast; `n` is at most the population.
    confidence
        Of the interval.

    Notes
    -----
    Source: as for `sample_size`.

    Examples
    --------
    >>> margin_of([12, 45, 385], [12, 50, np.inf]).round(4).tolist()
    [0.0, 0.0467, 0.0499]
    """
    size, whole, p = np.broadcast_arrays(
        *(np.asarray(array, dtype=np.float64) for array in (n, population, share))
    )
    if not ((size >= 0) & (size <= whole)).all():
        raise ValueError("n must be from 0 to the population")
    with np.errstate(divide="ignore", invalid="ignore"):
        left = np.where(np.isinf(whole), 1.0, (whole - size) / np.maximum(whole - 1, 1))
        return normal(confidence) * np.sqrt(np.where(left == 0, 0.0, p * (1 - p) / size * left))


def draw(
    cases: pd.DataFrame,
    key: str | Sequence[str] = "record",
    by: str | Sequence[str] = "unit",
    *,
    size: int | Mapping[Any, int] | None = None,
    margin: float | None = None,
    confidence: float = 0.95,
    share: float = 0.5,
    seed: int,
) -> pd.DataFrame:
    """Draw a simple random sample from every stratum.

    Every case gets a number from its key and the seed, and the smallest of a stratum are drawn.
    So the order of rows does not matter, a stratum's sample does not depend on other strata, and a
    larger sample of the same seed holds the smaller one.

    Parameters
    ----------
    cases : data frame
        One row per case that could be checked.
    key
        The column or columns that tell the cases of a stratum apart.
    by
        The column or columns that make a stratum.
    size, margin
        One of the two. Cases per stratum: one number, or a number by stratum (by tuple where
        there are several columns); where a stratum has fewer, all are drawn. Or the margin to be
        reached in every stratum, see `sample_size`; `confidence` and `share` belong to it.
    seed
        A whole number from 0, below 2⁶⁴.

    Returns
    -------
    data frame
        The drawn rows with their columns and drawn (1 for the first of the stratum),
        population, size, weight (population ÷ size) and seed, sorted by stratum and drawn.

    Raises
    ------
    InputError
        A missing column or cell, two cases of one key, a stratum without a size.
    ValueError
        Both or none of `size` and `margin`; numbers out of range.

    Examples
    --------
    >>> cases = pd.DataFrame({"unit": ["a"] * 40 + ["b"] * 3, "record": range(43)})
    >>> drawn = draw(cases, size=4, seed=7)
    >>> drawn[drawn["drawn"] == 1][["unit", "size", "population", "weight"]]
      unit  size  population  weight
    0    a     4          40    10.0
    4    b     3           3     1.0
    >>> shuffled = draw(cases.sample(frac=1, random_state=1), size=4, seed=7)
    >>> shuffled["record"].tolist() == drawn["record"].tolist()
    True
    """
    keys, strata = ([one] if isinstance(one, str) else list(one) for one in (key, by))
    if (size is None) == (margin is None):
        raise ValueError("size and margin are both given or both missing, must be one of them")
    if not 0 <= seed < 2**64:
        raise ValueError(f"seed is {seed}, must be from 0 to 2**64 - 1")
    frame = cases.reset_index(drop=True)
    own = list(dict.fromkeys([*strata, *keys]))
    Problems(_unusable(frame, own)).raise_if_any("cases")
    said = frame[own[0]].astype(str)
    for name in own[1:]:
        said = said + "\x1f" + frame[name].astype(str)
    ticket = pd.util.hash_array(
        said.to_numpy(dtype=object), hash_key=f"{seed:016x}", categorize=False
    )
    grouped = frame.groupby(strata, sort=True)
    stratum = grouped.ngroup().to_numpy()
    names = grouped.size().index.tolist()
    population = np.bincount(stratum, minlength=len(names))
    if margin is not None:
        sizes = sample_size(population, margin, confidence=confidence, share=share)
    else:
        sizes = np.minimum(_sizes(size, names), population)
    order = np.lexsort((said.to_numpy(dtype=str), ticket, stratum))
    start = np.cumsum(population) - population
    place = np.arange(len(frame)) - start[stratum[order]] + 1
    kept = place <= sizes[stratum[order]]
    rows, of = order[kept], stratum[order][kept]
    return (
        frame.iloc[rows]
        .assign(
            drawn=place[kept],
            population=population[of],
            size=sizes[of],
            weight=population[of] / sizes[of],
            seed=seed,
        )
        .reset_index(drop=True)
    )


def share_intervals(
    values: pd.DataFrame,
    population: str | None = None,
    *,
    method: Literal["wilson", "exact"] = "wilson",
    confidence: float = 0.95,
) -> pd.DataFrame:
    """Return a values table with the interval of every share that was found in a sample.

    Parameters
    ----------
    values : data frame
        With columns numerator (cases that pass) and denominator (cases checked).
    population
        Name of the column that says how many cases there were; missing cells mean many.
    method
        ``wilson``, or ``exact`` (wider; needs SciPy).
    confidence
        Of the interval.

    Returns
    -------
    data frame
        The same with columns low and high; missing where there is no share.

    Raises
    ------
    ValueError
        Numbers out of range, an unknown method.

    Examples
    --------
    >>> values = pd.DataFrame({"unit": ["a", "b"], "numerator": [9, 12],
    ...                        "denominator": [12, 12], "there": [40, 12]})
    >>> share_intervals(values, "there")[["unit", "low", "high"]].round(3)
      unit   low   high
    0    a  0.51  0.896
    1    b  1.00  1.000
    """
    if method not in ("wilson", "exact"):
        raise ValueError(f"method is {method!r}, must be 'wilson' or 'exact'")
    hits, n = (
        values[name].to_numpy(dtype=np.float64, na_value=np.nan)
        for name in ("numerator", "denominator")
    )
    whole = (
        None
        if population is None
        else values[population].to_numpy(dtype=np.float64, na_value=np.nan)
    )
    known = ~np.isnan(hits)
    found = (wilson if method == "wilson" else exact)(
        np.where(known, hits, 0.0), np.where(known, n, 0.0), whole, confidence=confidence
    )
    return values.assign(low=found[0], high=found[1])


def _sizes(size: int | Mapping[Any, int] | None, names: list[Any]) -> Ints:
    sizes = size if isinstance(size, Mapping) else dict.fromkeys(names, size or 0)
    Problems(
        Problem(
            "no_size",
            found=f"stratum {name} without a size",
            allowed="a size for every stratum",
            remedy="add it to the mapping of strata to sizes; 0 draws nothing",
            source="size",
        )
        for name in names
        if name not in sizes
    ).raise_if_any("size")
    found = np.array([int(sizes[name]) for name in names], dtype=np.int64)
    if (found < 0).any():
        raise ValueError("size must be at least 0")
    return found


def _unusable(frame: pd.DataFrame, own: list[str]) -> list[Problem]:
    def problem(code: str, row: Any, column: str, found: str, allowed: str, remedy: str) -> Problem:
        line = None if row is None else int(row)
        return Problem(
            code,
            found=found,
            allowed=allowed,
            remedy=remedy,
            source="cases",
            line=line,
            column=column,
        )

    if absent := [name for name in own if name not in frame]:
        return [
            problem("missing_column", None, name, "no such column", ", ".join(own), "add it")
            for name in absent
        ]
    empty = [
        problem("missing", row, name, "nothing", "a value in every row", "fill in the cell")
        for name in own
        for row in np.flatnonzero(frame[name].isna().to_numpy())
    ]
    twice = np.flatnonzero(frame.duplicated(own).to_numpy())
    return empty or [
        problem(
            "duplicate_case",
            row,
            own[-1],
            f"{', '.join(map(str, frame.loc[row, own]))} once more",
            "every case once",
            "remove the repetition, or name the columns that tell cases apart",
        )
        for row in twice
    ]
