"""The parent assessment (效能考核): what the disclosure part moves in it, at which weight."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

import numpy as np
import numpy.typing as npt
import pandas as pd

from gkeval.arguments import whole
from gkeval.assessment.cell_texts import numbers_in
from gkeval.assessment.result import Assessment
from gkeval.assessment.shares import written_shares
from gkeval.errors import GkevalError, Problem, Problems
from gkeval.numbers import clean, half_up, plain, ranks
from gkeval.scheme.plans import check_plan

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Efficiency:
    """The parent assessment with its disclosure part.

    Attributes
    ----------
    table : pandas.DataFrame
        One row per unit, the first on top: unit, one column per part (on 100), total, rank,
        without (total of the other parts alone, their weights scaled up), rank_without, points
        (what disclosure moves the total by), places (what it moves the rank by; positive: up).
    first : str
        The unit on top; the first by id where several share the rank.
    first_from, first_to : float
        The range of disclosure weights, the other parts keeping their proportions, in which `first`
        stays on top.
    problems : Problems
        A breach of the scheme's minimum weight, with its clause.
    """

    table: pd.DataFrame
    weight: float
    first: str
    first_from: float
    first_to: float
    problems: Problems

    def __repr__(self) -> str:
        return (
            f"<Efficiency: disclosure weighs {plain(self.weight)}; {self.first} stays first from "
            f"{self.first_from:.4f} to {self.first_to:.4f}; {len(self.problems)} problems>"
        )

    def _repr_html_(self) -> str:
        return self.table.to_html(index=False, border=0) + self.problems._repr_html_()


def efficiency(
    parts: Mapping[str, Assessment | pd.Series[float]],
    weights: Mapping[str, Decimal | float | str],
    *,
    decimals: int = 2,
) -> Efficiency:
    """Combine disclosure with the other parts of the efficiency assessment (效能考核).

    Parameters
    ----------
    parts
        Part → its scores: one Assessment, which is the disclosure part, and series of scores on 100
        with the unit ids as index.
    weights
        Part → its share of the whole, as written decimals; together exactly 1.
    decimals
        Decimal places of the published total.

    Returns
    -------
    Efficiency
        `problems` holds a breach of the minimum weight that the disclosure scheme's document sets.

    Raises
    ------
    GkevalError
        When parts and weights do not match, the weights are not 1 together, a unit lacks a part, or
        there is not exactly one Assessment.

    Examples
    --------
    >>> import gkeval as gk
    >>> import pandas as pd
    >>> records = gk.read_records(gk.sample("sichuan-land-2011"))
    >>> disclosure = gk.assess("sichuan-land-2011", records)
    >>> other = pd.Series(80.0, index=disclosure.units["unit"])
    >>> parts = {"disclosure": disclosure, "economy": other}
    >>> whole = gk.efficiency(parts, {"disclosure": "0.04", "economy": "0.96"})
    >>> whole.table[["unit", "total", "points"]].head(1)
      unit  total  points
    0  成都市  80.66    0.66
    """
    decimals = whole("decimals", decimals, 0, 6)
    share = written_shares(weights, parts, "parts")
    name = _disclosure(parts)
    disclosure = parts[name]
    assert isinstance(disclosure, Assessment)
    scores = _scores(parts)
    weight = share[name]
    others = [part for part in share if part != name]
    rest = float(sum(share[part] for part in others))
    without = scores[others].to_numpy() @ np.array([float(share[p]) for p in others]) / rest
    own = scores[name].to_numpy()
    total = half_up(float(weight) * own + (1 - float(weight)) * without, decimals, 100)
    without = clean(without, 100)
    table = scores.assign(
        total=total,
        rank=ranks(total, 100),
        without=half_up(without, decimals, 100),
        rank_without=ranks(half_up(without, decimals, 100), 100),
    )
    table["points"] = clean(table["total"] - table["without"], 100)
    table["places"] = table["rank_without"] - table["rank"]
    table = table.astype(dict.fromkeys(("rank", "rank_without", "places"), "int64"))
    table = table.rename_axis("unit").reset_index().sort_values(["rank", "unit"])
    first = str(table["unit"].iloc[0])
    low, high = _range_of_first(list(scores.index).index(first), own, without, float(weight))
    return Efficiency(
        table.reset_index(drop=True), float(weight), first, low, high, _breach(disclosure, weight)
    )


def _disclosure(parts: Mapping[str, Assessment | pd.Series[float]]) -> str:
    found = [part for part, scores in parts.items() if isinstance(scores, Assessment)]
    if len(found) != 1:
        raise GkevalError(
            f"{len(found)} parts are an Assessment, must be one: the disclosure part. "
            "Remedy: give the others as series of scores on 100"
        )
    return found[0]


def _scores(parts: Mapping[str, Assessment | pd.Series[float]]) -> pd.DataFrame:
    columns = {}
    for part, given in parts.items():
        if isinstance(given, Assessment):
            totals = given.totals.set_index("unit")["total"]
            columns[part] = totals * (100 / float(given.scheme.full_mark))
        else:
            columns[part] = _numbers(part, given)
    scores = pd.DataFrame(columns).sort_index()
    lacking = scores.index[scores.isna().any(axis=1)]
    if len(lacking):
        raise GkevalError(
            f"{', '.join(map(str, lacking[:10]))}: a part has no score for {len(lacking)} units, "
            "must be one for each. Remedy: give every part a score for every unit"
        )
    return scores


def _numbers(part: str, given: object) -> pd.Series[float]:
    """Return the scores of a part that was assessed elsewhere."""
    if not isinstance(given, pd.Series):
        raise GkevalError(
            f"part {part} is {type(given).__name__}, must be a series of scores on 100 with the "
            "units as index, or the Assessment of disclosure"
        )
    twice = given.index[given.index.duplicated()]
    if len(twice):
        raise GkevalError(f"part {part}: {twice[0]} stands there again, must be one score per unit")
    scores, empty = numbers_in(given)
    wrong = given[(scores.isna() & ~empty) | np.isinf(scores)]
    if len(wrong):
        said = ", ".join(f"{unit} has {score!r}" for unit, score in wrong.head(10).items())
        raise GkevalError(f"part {part}: {said}; must be numbers")
    return scores


def _range_of_first(first: int, own: Floats, without: Floats, weight: float) -> tuple[float, float]:
    """Return between which weights no other unit passes the first: where the lines cross."""
    ahead, lead = without[first] - without, own[first] - own
    with np.errstate(divide="ignore", invalid="ignore"):
        crossing = ahead / (ahead - lead)
    real = np.isfinite(crossing) & (crossing >= 0) & (crossing <= 1)
    real[first] = False
    falls = real & (ahead > lead)  # the lead shrinks as the weight grows
    rises = real & (ahead < lead)
    high = float(np.min(crossing[falls & (crossing >= weight)], initial=1.0))
    low = float(np.max(crossing[rises & (crossing <= weight)], initial=0.0))
    return low + 0.0, high  # no minus zero


def _breach(disclosure: Assessment, weight: Decimal) -> Problems:
    problems = check_plan(disclosure.scheme, {"efficiency_weight": weight})
    kinds = {c.kind for c in disclosure.scheme.constraints}
    breaches: list[Problem] = [
        problem
        for problem in problems
        if problem.column == "efficiency_weight" and "efficiency_weight" in kinds
    ]
    return Problems(breaches)
