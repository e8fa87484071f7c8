"""What it would take to reach a grade, a rank or a score (提升建议).

In: an assessment, a unit and a target. Out: an `Improvement`: the smallest sets of indicators to
raise, each scored again in full, and what every single remedy is worth.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

import numpy as np
import numpy.typing as npt
import pandas as pd

from gkeval.arguments import one_of, whole
from gkeval.assessment.result import Assessment
from gkeval.measures.sentences import say_value
from gkeval.numbers import clean
from gkeval.rules.kinds import Relative
from gkeval.spec import Lang
from gkeval.uncertainty.advice import Advice, Improvement, Remedy
from gkeval.uncertainty.asking import check_unit, costs_of
from gkeval.uncertainty.programme import Programme
from gkeval.uncertainty.remedies import Rung, ladders, raised
from gkeval.uncertainty.rescoring import Parts
from gkeval.uncertainty.rivals import rivals_at_least
from gkeval.uncertainty.targets import Target, least_raw, least_total, needs, target_of

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.intp]


def improve(
    result: Assessment,
    unit: str,
    to: str | float | Decimal,
    *,
    costs: Mapping[str, float] | None = None,
    most: int = 5,
    steps: bool = False,
    lang: Lang | None = None,
) -> Improvement:
    """Return the smallest sets of indicators that a unit has to raise to reach a target.

    The sets come from an integer programme; each is scored again as if the unit had shown these
    values (adjustments, gates, grades with quotas, rounding and ties included), and no indicator of
    a set can be left out. Others stay as they are: under a relative rule their values do, while
    their rates may change; the unit is raised to the best value of its group there. A veto cannot
    be healed, nor can a deduction or a cap be lifted.

    Parameters
    ----------
    result
        The assessment.
    unit
        Id of the unit.
    to
        A grade, by id or title (or a better one); a rank, as a whole number; or a score, as a
        number with decimals (``80.0``).
    costs
        By leaf what it costs to raise it to the full, above 0; 1 where not given: as few
        indicators as possible. The highest is at most 10⁹ times the lowest.
    most
        How many sets.
    steps
        Whether an indicator may be raised to a step of its rule (levels, steps, elements, cases)
        short of the last; a part of the way then costs its part of the steps.
    lang
        ``"zh"`` or ``"en"``; the scheme's own language when not given.

    Returns
    -------
    Improvement

    Raises
    ------
    GkevalError
        For an unknown unit, target or indicator; an argument out of its range; a unit that has no
        total because something is open or nothing applies; branches that combine their indicators
        otherwise than by adding up.

    Examples
    --------
    >>> import gkeval as gk
    >>> result = gk.assess("sichuan-land-2011", gk.read_records(gk.sample("sichuan-land-2011")))
    >>> found = gk.improve(result, "眉山市", to=1, lang="en")
    >>> [[remedy.indicator for remedy in one.remedies] for one in found.sets][0]
    ['services']
    """
    lang = one_of("lang", lang, ("zh", "en", None)) or result.scheme.lang
    row = result.row(unit)
    parts = Parts.of(result)
    target = target_of(result, row, to, lang)
    most, costs = whole("most", most, 1), costs_of(result.scheme, costs)
    check_unit(result, row)
    rungs = ladders(parts, row, steps=steps)
    flat = [rung for ladder in rungs for rung in ladder]
    scored = _Scored(parts, row)
    now = result.totals
    vetoed = now["verdict"].iloc[row] == "vetoed"
    sets: list[Ints] = []
    complete = True
    done = target.reached(result, now, row)
    able = done
    highest = scored.assessed(flat) if flat else result
    best = highest.totals
    if not done and not vetoed and flat:
        least = rivals_at_least(parts, row, highest)
        able = target.reached(result, best, row)
        if able or least is None:  # where others rise too, less may do where all does not
            programme = _programme(parts, row, target, least, rungs, costs)
            sets, complete = programme.sets(
                most,
                lambda chosen: target.reached(
                    result, scored.totals([flat[one] for one in chosen]), row
                ),
            )
            able = able or bool(sets)
    price = _prices(result, rungs, costs)
    remedies = [
        _remedy(result, row, rung, cost, lang) for rung, cost in zip(flat, price, strict=True)
    ]
    full = float(result.scheme.full_mark)
    return Improvement(
        unit=unit,
        name=str(result.roster.frame["name"].iloc[row]),
        target=target.said,
        already=done,
        sets=tuple(
            _advice(
                now, scored.totals([flat[one] for one in chosen]), row, chosen, flat, remedies, full
            )
            for chosen in sets
        ),
        complete=complete,
        now=now.iloc[row],
        best=best.iloc[row],
        able=able,
        held=_held(highest, row, lang),
        relative=any(isinstance(result.scheme.leaves[r.leaf].rule, Relative) for r in flat),
        grades={grade.id: grade.title.to(lang) for grade in result.scheme.grades},
        lang=lang,
        score_alone=lambda: _worth(result, row, rungs, scored, lang),
    )


class _Scored:
    """Totals of the assessment with other cells of one unit, each set scored once."""

    def __init__(self, parts: Parts, row: int) -> None:
        self.parts, self.row = parts, row
        self.known: dict[tuple[Rung, ...], pd.DataFrame] = {}

    def totals(self, rungs: Sequence[Rung]) -> pd.DataFrame:
        """Return the totals when the unit stands on these rungs; the last of a leaf counts."""
        key = _last(rungs)
        if key not in self.known:
            self.known[key] = self.assessed(key).totals
        return self.known[key]

    def assessed(self, rungs: Sequence[Rung]) -> Assessment:
        """Return the assessment when the unit stands on these rungs; the last of a leaf counts."""
        key = _last(rungs)
        cells = raised(self.parts.result.cells, self.row, key)
        return self.parts.recast(cells, [rung.leaf for rung in key])


def _last(rungs: Sequence[Rung]) -> tuple[Rung, ...]:
    last = {rung.leaf: rung for rung in rungs}
    return tuple(last[leaf] for leaf in sorted(last))


def _programme(
    parts: Parts,
    row: int,
    target: Target,
    least: Assessment | None,
    rungs: list[list[Rung]],
    costs: Mapping[str, float],
) -> Programme:
    """Return the integer programme of a target."""
    result, tree = parts.result, parts.tree
    sheet = parts.sheet()
    limits = needs(parts, row, target)
    nodes = [0, *limits]
    gains, below, place = [], [], 0
    for ladder in rungs:
        earned = 0.0
        for step, rung in enumerate(ladder):
            node = int(tree.leaves[rung.leaf])
            now = _rate_now(parts, row, rung.leaf)
            more = sheet.available[row, node] * (rung.rate - now) - earned
            earned += more
            gains.append([more * _passed(sheet.own_shares, tree, node, at, row) for at in nodes])
            below.append(place - 1 if step else -1)
            place += 1
    total = least_total(result, row, target, least)
    unfailed = target.kind == "grade"
    raw = least_raw(parts, row, total, unfailed=unfailed)
    ease = 1e-9 * float(result.scheme.points)
    needed = [raw - float(sheet.low[row, 0]) - ease]
    for node, points in limits.items():
        needed.append(points - float(result.sheet.low[row, node]) - ease)
    return Programme(
        np.array(_prices(result, rungs, costs)),
        np.array(gains).T,
        np.array(needed),
        np.array(below, dtype=np.intp),
    )


def _rate_now(parts: Parts, row: int, leaf: int) -> float:
    rate, granted = parts.rates[row, leaf], parts.granted[row, leaf]
    return float(np.nan_to_num(granted if np.isnan(rate) else rate))


def _passed(own_shares: Mapping[int, Floats], tree: object, leaf: int, to: int, row: int) -> float:
    """Return the share of a leaf's points that reaches a node above it; 0 beside it."""
    share, node = 1.0, leaf
    while node != to:
        node = int(tree.parent[node])  # type: ignore[attr-defined]
        if node < 0:
            return 0.0
        share *= float(own_shares[node][row]) if node in own_shares else 1.0
    return share


def _prices(result: Assessment, rungs: list[list[Rung]], costs: Mapping[str, float]) -> list[float]:
    """Return what each rung costs over the one below it."""
    return [
        float(costs.get(result.scheme.leaves[rung.leaf].id, 1.0)) / len(ladder)
        for ladder in rungs
        for rung in ladder
    ]


def _remedy(result: Assessment, row: int, rung: Rung, cost: float, lang: Lang) -> Remedy:
    leaf = result.scheme.leaves[rung.leaf]
    cells, unit = result.cells, str(result.roster.ids[row])
    node = int(result.tree.leaves[rung.leaf])
    none = float("nan")
    scale = leaf.measured.scale
    said = [
        level or say_value(scale, value, none, none, lang)
        for level, value in (
            (str(cells.levels[row, rung.leaf]), float(cells.values[row, rung.leaf])),
            (rung.level, rung.value),
        )
    ]
    items = result.evidence.items(unit, leaf.id)
    lost: tuple[str, ...] = ()
    if {"base", "counted", "record"} <= set(items):
        missed = items[items["base"].astype(bool) & ~items["counted"].astype(bool)]
        lost = tuple(missed["record"].dropna().astype("str"))
    return Remedy(
        indicator=leaf.id,
        title=leaf.title.to(lang),
        rate=float(np.nan_to_num(result.sheet.rates[row, node])),
        to_rate=rung.rate,
        value=said[0],
        to_value=said[1],
        cost=cost,
        remedy=leaf.remedy.to(lang) if leaf.remedy else "",
        clause=leaf.clause,
        records=lost,
    )


def _advice(
    now: pd.DataFrame,
    then: pd.DataFrame,
    row: int,
    chosen: Ints,
    flat: list[Rung],
    remedies: list[Remedy],
    full: float,
) -> Advice:
    before, after = now.iloc[row], then.iloc[row]
    last = {flat[one].leaf: remedies[one] for one in sorted(chosen)}
    return Advice(
        remedies=tuple(last[leaf] for leaf in sorted(last)),
        cost=float(sum(remedies[one].cost for one in chosen)),
        score=float(after["total"]),
        gained=float(clean(after["exact"] - before["exact"], full)),
        rank=None if pd.isna(after["rank"]) else int(after["rank"]),
        grade=str(after["grade"]),
    )


def _held(result: Assessment, row: int, lang: Lang) -> tuple[str, ...]:
    """Return the titles of what no indicator heals: vetoes, caps and deductions that strike."""
    items = result.scheme.adjustments
    return tuple(
        items[entry.position].title.to(lang)
        for entry in result.adjusted.log
        if entry.row == row
        and (
            entry.after < entry.before
            or np.isnan(entry.after)
            or items[entry.position].kind == "veto"
        )
    )


def _worth(
    result: Assessment, row: int, rungs: list[list[Rung]], scored: _Scored, lang: Lang
) -> pd.DataFrame:
    """Return what every leaf is worth when it alone is raised to the full."""
    before = result.totals.iloc[row]
    rows = []
    for ladder in rungs:
        leaf = result.scheme.leaves[ladder[-1].leaf]
        after = scored.totals([ladder[-1]]).iloc[row]
        places = before["rank"] - after["rank"] if not pd.isna(after["rank"]) else pd.NA
        rows.append(
            {
                "indicator": leaf.id,
                "title": leaf.title.to(lang),
                "gained": after["exact"] - before["exact"],
                "score": after["total"],
                "rank": after["rank"],
                "places": places,
                "grade": after["grade"],
                "remedy": leaf.remedy.to(lang) if leaf.remedy else "",
            }
        )
    columns = "indicator title gained score rank places grade remedy".split()
    frame = pd.DataFrame(rows, columns=columns).astype({"rank": "Int64", "places": "Int64"})
    frame["gained"] = clean(frame["gained"].to_numpy(dtype=np.float64), result.scheme.full_mark)
    return frame.sort_values("gained", ascending=False, kind="stable", ignore_index=True)
