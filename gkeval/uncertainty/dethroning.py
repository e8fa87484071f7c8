"""The smallest change of weights that puts another unit first (权重调整的最小幅度).

In: an assessment. Out: a `Dethroning` per group: the challenger, the weights, how far. Where every
indicator applies to both units, their difference is linear in the weights and the linear programme
(HiGHS) is exact; where points were passed on or adjustments react, the nearest weights that a
search finds stand for it, confirmed by scoring.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from gkeval.arguments import number as finite
from gkeval.arguments import one_of, whole
from gkeval.assessment.result import Assessment
from gkeval.errors import GkevalError
from gkeval.numbers import ticks
from gkeval.spec import Lang
from gkeval.uncertainty.moving import Moves
from gkeval.uncertainty.nearing import LIMIT, Nearing
from gkeval.uncertainty.rescoring import Parts, groups_of
from gkeval.words import in_points, number

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.intp]

ROUNDS = 12
"""How often a programme is solved again when its last bit is open."""


@dataclass(frozen=True, eq=False)
class Dethroning:
    """What it takes to put another unit first.

    Attributes
    ----------
    group, first : str
        Who is first now.
    asked : str
        Who was to reach them; empty where anybody was.
    challenger : str
        Who reaches or passes them; empty where nobody was found who can.
    distance : float
        Points that move from one indicator to another: half the sum of all changes; infinite
        without a challenger.
    weights : pandas.DataFrame
        indicator, title, points, changed (what the points become), change; in points of the whole.
    score, first_score : float
        Exact totals of the challenger and of the first with these weights, as scored again.
    exact : bool
        Whether no smaller change exists, and none at all without a challenger; False: this is
        what a search found, and there may be others.
    challengers : pandas.DataFrame
        All that were tried, the nearest first: unit, name, rank, gap (points behind now), distance.
    """

    group: str
    first: str
    asked: str
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
            who = self.names.get(self.asked, "其他对象" if zh else "anyone")
            if self.exact:
                return (
                    f"在给定范围内，没有哪种权重能使{who}追上{first}。"
                    if zh
                    else f"No weights within the bounds let {who} reach {first}."
                )
            return (
                f"在给定范围内，未找到能使{who}追上{first}的权重，但不能排除其存在。"
                if zh
                else f"No weights within the bounds were found that let {who} reach {first}; there "
                "may be some."
            )
        far = in_points(number(self.distance, 4), self.lang)
        if self.exact:
            return (
                f"至少需移动{far}权重，{other}才能追上{first}。"
                if zh
                else f"It takes at least {far} of weight for {other} to reach {first}."
            )
        return (
            f"找到的方案：移动{far}权重，{other}即可追上{first}；不排除有移动更少的方案。"
            if zh
            else f"A change was found: moving {far} of weight lets {other} reach {first}; a "
            "smaller one may exist."
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

    It is exact where every indicator applies to both and nothing is adjusted; elsewhere it is the
    smallest that a search finds (`Dethroning.exact`).

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
        How many challengers are tried, at least 1, those that look nearest first.
    lang
        ``"zh"`` or ``"en"``; the scheme's own language when not given.

    Returns
    -------
    Dethroning

    Raises
    ------
    GkevalError
        For an unknown group, unit or level; an argument out of its range; a group without a
        ranking; branches that combine their indicators otherwise than by adding up.

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
    if within is not None:
        within = finite("within", within, above=0)
    tries = whole("tries", tries, 1)
    lang = one_of("lang", lang, ("zh", "en", None)) or result.scheme.lang
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
    return _searched(problem, names[0], first, others, to or "", tries, lang)


def _nodes(result: Assessment, rows: Ints, level: int | None) -> Ints:
    """Return the nodes whose weights move: of one level (leaves above it too), or the leaves."""
    tree, roster = result.tree, result.roster
    if level is not None:
        level = whole("level", level, 1, int(tree.level.max()))
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
    moves: Moves, group: str, first: int, others: Ints, to: str, tries: int, lang: Lang
) -> Dethroning:
    result = moves.parts.result
    exact = result.totals["exact"].to_numpy()
    slopes = moves.slopes(moves.now)
    gains = slopes[:, others] - slopes[:, [first]]
    bounds = moves.bound(gains, exact[first] - exact[others])
    order = np.argsort(bounds, kind="stable")
    complete = _complete(moves.parts)
    straight = complete[first] & complete[others] & (not result.scheme.adjustments)
    best: tuple[float, int, Floats] | None = None
    rows: list[tuple[int, float]] = []
    cut = False
    for at in order:
        other = int(others[at])
        least = np.inf if best is None else best[0] - 1e-9
        if straight[at] and bounds[at] >= least:
            continue
        if len(rows) >= tries:
            cut = True
            break
        if straight[at]:
            weights = _reached(moves, first, other, gains[:, at])
        else:
            weights = Nearing(moves, first, other).found()
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
    return Dethroning(
        group=group,
        first=str(result.roster.ids[first]),
        asked=to,
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
        exact=bool(straight.all()) and not cut,
        challengers=tried,
        names=dict(zip(frame["unit"], frame["name"], strict=True)),
        lang=lang,
    )


def _complete(parts: Parts) -> npt.NDArray[np.bool_]:
    """Return to which units every indicator applies, so that totals are linear in the weights.

    Where units are rolled up from others, it has to apply to those as well.
    """
    whole = (~np.isnan(parts.sheet().available)).all(axis=1)
    return np.asarray(whole & whole.all() if parts.rollups else whole, dtype=np.bool_)


def _reached(moves: Moves, first: int, other: int, gain: Floats) -> Floats | None:
    """Return the nearest weights where totals are linear, confirmed by scoring; None without."""
    full = float(moves.parts.result.scheme.full_mark)
    gap = float(np.subtract(*moves.totals(moves.now)[[first, other]]))
    ease = 0.0
    for _ in range(ROUNDS):
        solved = moves.solved(gain, gap + ease, moves.now)
        if solved is None:
            return None
        weights: Floats = np.maximum(solved, LIMIT * moves.now.sum())
        totals = ticks(moves.totals(weights)[[first, other]], full)
        if totals[1] >= totals[0]:
            return weights
        ease = 2 * ease + 2e-9 * full  # the last bit of the programme
    return None
