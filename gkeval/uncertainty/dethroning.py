"""The smallest change of weights that puts another unit first (权重调整的最小幅度).

In: an assessment. Out: a `Dethroning` per group: the challenger, the weights, how far. Where every
indicator applies to both units, their difference is linear in the weights and the linear programme
(HiGHS) is exact; where points were passed on or adjustments react, it is solved again from where it
came to until scoring confirms it, and is then the best that was found.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from gkeval.assessment.result import Assessment
from gkeval.errors import GkevalError
from gkeval.numbers import ticks
from gkeval.spec import Lang
from gkeval.uncertainty.moving import Moves
from gkeval.uncertainty.rescoring import Parts, groups_of
from gkeval.words import number

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.intp]

ROUNDS = 12
"""How often a programme is solved again from where it came to."""

LIMIT = 1e-12
"""Share of all points that stands for none: where others were passed on, nothing has no share."""


@dataclass(frozen=True, eq=False)
class Dethroning:
    """What it takes to put another unit first.

    Attributes
    ----------
    group, first : str
        Who is first now.
    challenger : str
        Who reaches or passes them; empty where nobody can.
    distance : float
        Points that move from one indicator to another: half the sum of all changes.
    weights : pandas.DataFrame
        indicator, title, points, changed (what the points become), change; in points of the whole.
    score, first_score : float
        Exact totals of the challenger and of the first with these weights, as scored again.
    exact : bool
        Whether no smaller change exists; False: the smallest that was found.
    challengers : pandas.DataFrame
        All that were tried, the nearest first: unit, name, rank, gap (points behind now), distance.
    """

    group: str
    first: str
    challenger: str
    distance: float
    weights: pd.DataFrame
    score: float
    first_score: float
    exact: bool
    challengers: pd.DataFrame
    names: Mapping[str, str]
    lang: Lang

    def to_frame(self) -> pd.DataFrame:
        """Return the weights, one row per indicator."""
        return self.weights.copy()

    def sentence(self) -> str:
        """Return the answer in one sentence."""
        zh = self.lang == "zh"
        first, other = self.names[self.first], self.names.get(self.challenger, "")
        if not self.challenger:
            return (
                f"在给定范围内，没有哪种权重能使其他对象追上{first}。"
                if zh
                else f"No weights within the bounds let anyone reach {first}."
            )
        far = number(self.distance, 4)
        return (
            f"至少移动{far}分权重，{other}即可追上{first}。"
            if zh
            else f"Moving {far} points of weight lets {other} reach {first}."
        )

    def __repr__(self) -> str:
        return self.sentence()

    def _repr_html_(self) -> str:
        from html import escape

        moved = self.weights[self.weights["change"].abs() > 1e-6].round(4)
        return f"<p>{escape(self.sentence())}</p>{moved.to_html(index=False, border=0)}"


def dethrone(
    result: Assessment,
    group: str | None = None,
    to: str | None = None,
    *,
    level: int | None = None,
    within: float | None = None,
    branches: bool = False,
    tries: int = 12,
    lang: Lang | None = None,
) -> Dethroning:
    """Return the smallest change of weights that lets another unit reach or pass the first.

    Weights stay at least 0, what moves up somewhere moves down elsewhere, and a branch is worth
    what its children add up to. Rates stay as they are. The change is measured in points of the
    whole that move.

    Parameters
    ----------
    result
        The assessment.
    group
        A ranked group; may be left out where there is one.
    to
        Id of the unit that is to come first; the nearest of all when not given.
    level
        Whose weights move: nodes of this level (1 for the first), all below keeping their
        proportions; the leaves when not given.
    within
        How far each weight may move, as a share of what it is now (0.5: ±50 %); free when not
        given.
    branches
        Whether branches keep their points, so that weight moves among siblings only.
    tries
        How many challengers are tried, those that look nearest first.
    lang
        ``"zh"`` or ``"en"``; the scheme's own language when not given.

    Returns
    -------
    Dethroning

    Raises
    ------
    GkevalError
        For an unknown group, unit or level; a group without a ranking; branches that combine their
        indicators otherwise than by adding up.

    Examples
    --------
    >>> import gkeval as gk
    >>> result = gk.assess("sichuan-land-2011", gk.read_records(gk.sample("sichuan-land-2011")))
    >>> found = gk.dethrone(result)
    >>> found.first, found.challenger, round(found.distance, 2)
    ('成都市', '眉山市', 6.9)
    """
    tree = result.tree
    names = groups_of(result, group)
    if len(names) > 1:
        raise GkevalError(f"group must be one of: {', '.join(names)}")
    if within is not None and within <= 0:
        raise GkevalError(f"within is {within}, must be above 0")
    if tree.combines:
        raise GkevalError(
            f"{tree.ids[min(tree.combines)] or 'the whole'} combines its indicators otherwise than "
            "by adding up, so totals are not linear in weights. Remedy: gk.robustness"
        )
    rows = np.flatnonzero(result.roster.members[names[0]])
    totals = result.totals
    rank = totals["rank"].to_numpy(dtype=np.float64, na_value=np.nan)
    leading = rows[rank[rows] == 1]
    others = rows[rank[rows] > 1]
    if not len(leading):
        raise GkevalError(f"nobody in {names[0]} has a rank, so nobody can be dethroned")
    if to is not None:
        others = np.array([result.row(to)], dtype=np.intp)
        if others[0] in leading or others[0] not in rows or np.isnan(rank[others[0]]):
            raise GkevalError(f"to is {to!r}, must be a ranked unit of {names[0]} behind the first")
    first = int(leading[0])
    problem = Moves(Parts.of(result), _nodes(result, rows, level), within, branches)
    return _searched(problem, names[0], first, others, tries, lang or result.scheme.lang)


def _nodes(result: Assessment, rows: Ints, level: int | None) -> Ints:
    """Return the nodes whose weights move: of one level (leaves above it too), or the leaves."""
    tree, roster = result.tree, result.roster
    deepest = int(tree.level.max())
    if level is not None and not 1 <= level <= deepest:
        raise GkevalError(f"level is {level}, must be from 1 to {deepest}")
    chosen = [
        node
        for node in range(1, len(tree.ids))
        if (not tree.children[node] and (level is None or tree.level[node] <= level))
        or tree.level[node] == level
    ]
    return np.array(
        [n for n in chosen if roster.bound(result.scheme.by_id[tree.ids[n]])[rows].any()],
        dtype=np.intp,
    )


def _searched(
    moves: Moves, group: str, first: int, others: Ints, tries: int, lang: Lang
) -> Dethroning:
    result = moves.parts.result
    exact = result.totals["exact"].to_numpy()
    slopes = moves.slopes(moves.now)
    gains = slopes[:, others] - slopes[:, [first]]
    bounds = moves.bound(gains, exact[first] - exact[others])
    order = np.argsort(bounds, kind="stable")
    whole = _complete(moves.parts)
    best: tuple[float, int, Floats] | None = None
    rows = []
    cut = False
    for count, at in enumerate(order):
        other = int(others[at])
        straight = bool(whole[first] and whole[other]) and not result.scheme.adjustments
        if np.isinf(bounds[at]) and straight:
            break
        if best is not None and straight and bounds[at] >= best[0] - 1e-9:
            break
        if count >= tries:
            cut = True
            break
        weights = _reached(moves, first, other, gains[:, at], straight)
        distance = np.inf if weights is None else float(np.abs(weights - moves.now).sum() / 2)
        rows.append((other, distance))
        if weights is not None and (best is None or distance < best[0] - 1e-9):
            best = distance, other, weights
    frame = result.roster.frame
    totals = result.totals
    tried = pd.DataFrame(
        {
            "unit": [str(result.roster.ids[row]) for row, _ in rows],
            "name": [str(frame["name"].iloc[row]) for row, _ in rows],
            "rank": [int(totals["rank"].iloc[row]) for row, _ in rows],
            "gap": [float(exact[first] - exact[row]) for row, _ in rows],
            "distance": [distance for _, distance in rows],
        }
    ).sort_values("distance", kind="stable", ignore_index=True)
    weights = moves.now if best is None else best[2]
    then = exact if best is None else moves.totals(weights)
    weights = np.where(weights > 2 * LIMIT * moves.now.sum(), weights, 0.0)
    ids = [moves.tree.ids[node] for node in moves.nodes]
    settled = whole[first] and whole[others].all() and not result.scheme.adjustments
    return Dethroning(
        group=group,
        first=str(result.roster.ids[first]),
        challenger="" if best is None else str(result.roster.ids[best[1]]),
        distance=np.inf if best is None else best[0],
        weights=pd.DataFrame(
            {
                "indicator": ids,
                "title": [result.scheme.by_id[name].title.to(lang) for name in ids],
                "points": moves.now,
                "changed": weights,
                "change": weights - moves.now,
            }
        ),
        score=float("nan") if best is None else float(then[best[1]]),
        first_score=float(then[first]),
        exact=bool(settled) and not cut,
        challengers=tried,
        names=dict(zip(frame["unit"], frame["name"], strict=True)),
        lang=lang,
    )


def _complete(parts: Parts) -> npt.NDArray[np.bool_]:
    """Return to which units every indicator applies, so that totals are linear in the weights."""
    available = parts.sheet().available
    return np.asarray((~np.isnan(available)).all(axis=1), dtype=np.bool_)


def _reached(moves: Moves, first: int, other: int, gain: Floats, straight: bool) -> Floats | None:
    """Return the nearest weights from which scoring puts the other level with the first."""
    full = float(moves.parts.result.scheme.full_mark)
    at, best = moves.now, None
    ease = 0.0
    for _ in range(ROUNDS):
        totals = moves.totals(at)
        gap = totals[first] - totals[other]
        solved = moves.solved(gain, float(gap) + ease, at)
        if solved is None:
            return best
        solved = np.maximum(solved, LIMIT * moves.now.sum())
        totals = moves.totals(solved)
        level = ticks(totals[other], full) >= ticks(totals[first], full)
        distance = np.abs(solved - moves.now).sum()
        if level and (best is None or distance < np.abs(best - moves.now).sum() - 1e-9):
            best = solved
        if level and (straight or np.abs(solved - at).max() < 1e-7 * full):
            return best
        if not level and np.abs(solved - at).max() < 1e-7 * full:
            ease = 2 * ease + 2e-9 * full  # the last bit of the programme
        at = solved
        slopes = moves.slopes(at, np.array([first, other], dtype=np.intp))
        gain = slopes[:, 1] - slopes[:, 0]
    return best
