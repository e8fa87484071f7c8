"""How sure a rank is (名次稳健性): the assessment again and again, with what might have been.

In: an assessment, and what varies. Out: a `Robustness`: rank intervals, probabilities, grades in
doubt.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from gkeval.assessment.result import Assessment
from gkeval.errors import GkevalError
from gkeval.scoring.grades import Standing, grade_places, published
from gkeval.uncertainty.chance import Raters, judged_leaves, sampled_leaves
from gkeval.uncertainty.choices import Choice, alternatives
from gkeval.uncertainty.counting import RankCounter
from gkeval.uncertainty.draws import Ints, Plan, Scenario, Tile
from gkeval.uncertainty.model import Model
from gkeval.uncertainty.results import GradeCounts, Robustness
from gkeval.uncertainty.weights import Noise, Weights, known_bounds


def robustness(
    result: Assessment,
    draws: int = 1000,
    seed: int = 0,
    *,
    weights: Weights | float | None = 0.25,
    raters: Raters | None = None,
    samples: bool | Mapping[str, float | None] = True,
    choices: Mapping[str, Choice] | None = None,
    workers: int | None = None,
    progress: bool = False,
) -> Robustness:
    """Return how ranks and grades hold when what was chosen or found had come out otherwise.

    Parameters
    ----------
    result
        The assessment.
    draws
        How often it is repeated; `Robustness.errors` tells whether that is enough.
    seed
        From where chance starts: the same seed gives the same result.
    weights
        `Noise` (a number is its `by`), `Dirichlet` or `Feasible`; None keeps the scheme's weights.
    raters
        ``"draw"``: one rater per judged cell; ``"bootstrap"``: as many as there were, drawn with
        replacement and joined in the scheme's way; None: the reconciled value.
    samples
        Whether shares that were found in a sample vary as the sample might have (where the records
        hold the table ``samples``, or the values a population); or, by indicator, how many cases
        there were for each unit (None: many).
    choices
        Other ways to assess, each as likely as the assessment itself: by name another `Assessment`
        of the same units, or alternatives of ``not_applicable`` such as
        ``{"not_applicable": ["siblings", "full"]}``.
    workers
        Threads; as many as processors when None. Does not change the result.
    progress
        Whether to show a progress bar.

    Returns
    -------
    Robustness

    Raises
    ------
    GkevalError
        For numbers out of range, bounds that the scheme's weights break, raters where no cell has
        several, alternatives of other units, or nothing to rank.

    Examples
    --------
    >>> import gkeval as gk
    >>> result = gk.assess("sichuan-land-2011", gk.read_records(gk.sample("sichuan-land-2011")))
    >>> robust = gk.robustness(result, draws=200, seed=1)
    >>> robust.intervals[["unit", "rank", "low", "high"]].head(3)
      unit  rank  low  high
    0  成都市     1    1     1
    1  眉山市     2    2     2
    2  南充市     3    3     3
    """
    if draws < 1 or int(draws) != draws:
        raise GkevalError(f"draws is {draws}, must be a whole number from 1")
    if not 0 <= seed < 2**63:
        raise GkevalError(f"seed is {seed}, must be from 0 to 2**63 - 1")
    if raters not in (None, "draw", "bootstrap"):
        raise GkevalError(f"raters is {raters!r}, must be 'draw', 'bootstrap' or None")
    kind = Noise(float(weights)) if isinstance(weights, int | float) else weights
    plan = Plan(
        tuple(
            scenario(name, other, kind, raters, samples)
            for name, other in alternatives(result, choices or {}).items()
        ),
        kind,
        raters,
        int(draws),
        int(seed),
    )
    if not len(plan.model.ranked):
        raise GkevalError("no unit has a rank: all have something that is not assessed")
    if raters is not None and not any(one.judged for one in plan.scenarios):
        raise GkevalError(
            "raters: no cell was judged by several raters without a ruling. "
            "Remedy: raters=None, or assess from records with their judgements"
        )
    return _repeated(plan, workers, progress)


def scenario(
    name: str,
    result: Assessment,
    weights: Weights | None,
    raters: Raters | None,
    samples: bool | Mapping[str, float | None],
) -> Scenario:
    """Return an assessment as draws need it."""
    model = Model.of(result)
    known_bounds(model.tree, weights)
    return Scenario(
        name,
        model,
        tuple(judged_leaves(result)) if raters is not None else (),
        tuple(sampled_leaves(result, samples)) if samples else (),
    )


def _repeated(plan: Plan, workers: int | None, progress: bool) -> Robustness:
    result = plan.model.result
    scheme = result.scheme
    groups = list(plan.groups())
    counters = [RankCounter(rows, plan.draws) for _, rows in groups]
    units, grades = len(result.roster), len(scheme.grades)
    nominal = result.totals["exact"].fillna(0.0).to_numpy(dtype=np.float64)
    graded = np.zeros((grades + 2) * units, dtype=np.int64)
    moved, squared = np.zeros(units), np.zeros(units)

    def work(tile: Tile) -> tuple[list[Ints], Ints, Ints, Ints]:
        ranks = [plan.ranks(tile.totals, rows) for _, rows in groups]
        shifts = np.where(np.isnan(tile.totals), 0.0, tile.totals - nominal)
        counts = _graded(plan, tile, groups, ranks) if grades else np.zeros_like(graded)
        return ranks, counts, shifts.sum(axis=0), (shifts * shifts).sum(axis=0)

    for ranks, counts, shift, square in plan.run(work, workers, progress):
        for counter, found in zip(counters, ranks, strict=True):
            counter.take(found)
        graded += counts
        moved += shift
        squared += square
    mean = moved / plan.draws
    return Robustness(
        result,
        plan,
        tuple(counter.finished() for counter in counters),
        GradeCounts(
            (*(grade.id for grade in scheme.grades), "failed", ""),
            graded.reshape(grades + 2, units) / plan.draws,
        ),
        nominal + mean,
        np.sqrt(np.maximum(squared / plan.draws - mean**2, 0.0)),
    )


def _graded(plan: Plan, tile: Tile, groups: list[tuple[int, Ints]], ranks: list[Ints]) -> Ints:
    """Count how often every unit has every grade in a tile, shape (grades × units,) flat."""
    result = plan.model.result
    scheme, roster = result.scheme, result.roster
    draws, units = tile.totals.shape
    standing_ranks = np.full((draws, units), np.nan)
    places = np.full((draws, units), np.nan)
    for (_, rows), found in zip(groups, ranks, strict=True):
        standing_ranks[:, rows] = found
        places[:, rows] = plan.places(found)
    totals = np.full((draws, units), np.nan)
    totals[:, plan.model.ranked] = tile.totals[:, plan.model.ranked]
    verdicts = np.full((draws, units), "", dtype=object)
    if tile.failed is not None:
        verdicts[tile.failed] = "failed"
    number = int(roster.groups.max(initial=0)) + 1
    standing = Standing(
        published(scheme, totals).reshape(-1),
        standing_ranks.reshape(-1),
        verdicts.reshape(-1),
        (roster.groups + np.arange(draws)[:, None] * number).reshape(-1),
        {name: np.tile(mask, draws) for name, mask in roster.members.items()},
        roster.subsets,
        {
            name: np.broadcast_to(rate, (draws, units)).reshape(-1)
            for name, rate in tile.rates.items()
        },
        places.reshape(-1),
    )
    found = grade_places(scheme, standing).reshape(draws, units).astype(np.int64)
    flat = found * units + np.arange(units)
    return np.bincount(flat.reshape(-1), minlength=(len(scheme.grades) + 2) * units)
