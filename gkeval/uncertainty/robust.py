"""How sure a rank is (名次稳健性): the assessment again and again, with what might have been.

In: an assessment, and what varies. Out: a `Robustness`: rank intervals, probabilities, grades in
doubt.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from gkeval.arguments import one_of, shown, whole
from gkeval.assessment.result import Assessment
from gkeval.errors import GkevalError
from gkeval.scoring.grades import Standing, grade_places, published
from gkeval.uncertainty.chance import Raters, judged_leaves, sampled_leaves
from gkeval.uncertainty.choices import Choice, alternatives
from gkeval.uncertainty.counting import RankCounter
from gkeval.uncertainty.draws import Draws, Ints, Plan, Scenario, Tile
from gkeval.uncertainty.model import Model
from gkeval.uncertainty.results import GradeCounts, Robustness
from gkeval.uncertainty.weights import Weights, known_bounds, known_weights

MOST = 2**31 - 1
"""Draws at most: how often a unit has a rank is counted in 32 bits."""


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
        Marks and rates stay as they were given: a bonus of 5 on an indicator of 50 points remains a
        tenth of what that indicator is worth in a draw. `gkeval.one_weight` scores the scheme with
        the other printed points instead, in which the bonus is 5 points of whatever they are.
    raters
        ``"draw"``: one rater per judged cell; ``"bootstrap"``: as many as there were, drawn with
        replacement and joined in the scheme's way; None: the reconciled value.
    samples
        Whether shares that were found in a sample vary as the sample might have (where the records
        hold the table ``samples``, or the values a population); or, by indicator, how many cases
        there were for each unit (None: many).
    choices
        Other ways to assess, each as likely as the assessment itself: by name another `Assessment`
        of the same units in the same groups, with the same grades and full mark; or alternatives of
        ``not_applicable`` such as ``{"not_applicable": ["siblings", "full"]}``. A draw is rounded,
        ranked and graded by the scheme that it took.
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
        several, alternatives of other units, groups or grades or in which a unit has no rank that
        has one here, or nothing to rank.

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
    times = whole("draws", draws, 1, MOST)
    threads = None if workers is None else whole("workers", workers, 1)
    plan = plan_of(result, times, seed, known_weights(weights), raters, samples, choices)
    if raters is not None and not any(one.judged for one in plan.scenarios):
        raise GkevalError(
            "raters: no cell was judged by several raters without a ruling. "
            "Remedy: raters=None, or assess from records with their judgements"
        )
    return _repeated(plan, threads, progress)


def plan_of(
    result: Assessment,
    draws: int,
    seed: int,
    weights: Weights | None,
    raters: Raters | None,
    samples: bool | Mapping[str, float | None],
    choices: Mapping[str, Choice] | None,
) -> Plan:
    """Return what is drawn, once it is known that there is something to rank.

    Raises
    ------
    GkevalError
        For what makes no sense, or where nobody has a rank.
    """
    if not isinstance(result, Assessment):
        raise GkevalError(f"result is {shown(result)}, must be an Assessment, as assess gives it")
    known = one_of("raters", raters, ("draw", "bootstrap", None))
    start = whole("seed", seed, 0, 2**63 - 1)
    _some_ranked(result)
    scenarios = tuple(
        _scenario(name, other, weights, known, samples)
        for name, other in alternatives(result, choices).items()
    )
    return Plan(scenarios, weights, known, draws, start)


def _some_ranked(result: Assessment) -> None:
    totals = result.totals
    if totals["exact"].notna().any():
        return
    why = {
        "something is not assessed": totals["low"] < totals["high"],
        "vetoed": totals["verdict"] != "",
    }
    counts = {said: int(where.sum()) for said, where in why.items()}
    counts["nothing applies"] = len(totals) - sum(counts.values())
    said = "; ".join(f"{what}: {count}" for what, count in counts.items() if count)
    raise GkevalError(f"no unit has a rank ({said} of {len(totals)})")


def _scenario(
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
        ranks = [plan.ranks(tile, rows) for _, rows in groups]
        shifts = np.where(np.isnan(tile.totals), 0.0, tile.totals - nominal)
        counts = _graded(plan, tile, groups, ranks)
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
    units, grades = tile.totals.shape[1], len(plan.model.result.scheme.grades)
    rows = [rows for _, rows in groups]

    def graded(one: Scenario, draws: Draws) -> Ints:
        return _grades(one, tile, draws, rows, [found[draws] for found in ranks])

    flat = plan.by_scenario(tile, graded) * units + np.arange(units)
    return np.bincount(flat.reshape(-1), minlength=(grades + 2) * units)


def _grades(one: Scenario, tile: Tile, drawn: Draws, groups: list[Ints], ranks: list[Ints]) -> Ints:
    """Return the places of grades in some draws of a tile, by the scenario that they took."""
    result = one.model.result
    scheme, roster = result.scheme, result.roster
    failed = None if tile.failed is None else tile.failed[drawn]
    given = tile.totals[drawn]
    draws, units = given.shape
    if not scheme.grades:
        none = np.ones((draws, units), dtype=np.int64)
        return none if failed is None else np.where(failed, 0, none)
    totals, standing_ranks, places = (np.full((draws, units), np.nan) for _ in range(3))
    for rows, found in zip(groups, ranks, strict=True):
        totals[:, rows] = given[:, rows]
        standing_ranks[:, rows] = found
        places[:, rows] = one.places(found)
    verdicts = np.full((draws, units), "", dtype=object)
    if failed is not None:
        verdicts[failed] = "failed"
    number = int(roster.groups.max(initial=0)) + 1
    standing = Standing(
        published(scheme, totals).reshape(-1),
        standing_ranks.reshape(-1),
        verdicts.reshape(-1),
        (roster.groups + np.arange(draws)[:, None] * number).reshape(-1),
        {name: np.tile(mask, draws) for name, mask in roster.members.items()},
        roster.subsets,
        {
            name: np.broadcast_to(tile.rates[name], tile.totals.shape)[drawn].reshape(-1)
            for name in one.model.needed
        },
        places.reshape(-1),
    )
    return grade_places(scheme, standing).reshape(draws, units).astype(np.int64)
