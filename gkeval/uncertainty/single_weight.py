"""One weight from nothing to all: how totals move, and where two units swap (单指标权重分析).

In: an assessment and an indicator of any level. Out: a `OneWeight`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from html import escape

import numpy as np
import numpy.typing as npt
import pandas as pd

from gkeval.arguments import number as finite
from gkeval.arguments import one_of, shown, whole
from gkeval.assessment.result import Assessment
from gkeval.errors import GkevalError
from gkeval.numbers import resolution
from gkeval.spec import Lang
from gkeval.uncertainty.rescoring import Parts, groups_of, marks, node_of, shared_with_siblings
from gkeval.uncertainty.swaps import swaps
from gkeval.uncertainty.weight_lines import Lines, lines_of
from gkeval.words import number

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.intp]

LIMIT = 1e-12
"""Nothing and all are taken as limits: a branch of no points at all has no rate."""


@dataclass(frozen=True, eq=False)
class OneWeight:
    """What the weight of one indicator does to totals and ranks.

    Attributes
    ----------
    indicator, title : str
    weight, all : float
        Its points now, and those of its parent, from 0 to which they may go.
    lines : pandas.DataFrame
        One row per unit: unit, name, group, score (now), at_none, at_all (exact totals with the
        weight at 0 and at all of its parent's points; limits), rank, rank_none, rank_all.
    breaks : pandas.DataFrame
        Every swap that was asked for, by weight: weight (in points), share (of the parent), group,
        ahead (unit that stands above from here on), behind, rank (that the first then has).
    holds : pandas.DataFrame
        One row per group: group, first (who comes first now), first_from, first_to (weights between
        which first place stays as it is), units (whose swaps were asked for), order_from, order_to
        (weights between which none of them swaps with anyone).
    """

    indicator: str
    title: str
    weight: float
    all: float
    lines: pd.DataFrame
    breaks: pd.DataFrame
    holds: pd.DataFrame
    lang: Lang
    node: int = field(repr=False)
    parts: Parts = field(repr=False)
    curves: Lines = field(repr=False)

    def at(self, weight: float | Decimal) -> pd.DataFrame:
        """Return the ranking with another weight: unit, name, group, score, rank, tied, grade.

        Everything is scored again: adjustments, rounding, ties. It is what `assess` gives for the
        scheme with these points (`Scheme.replace`), as long as rates do not depend on points.

        Parameters
        ----------
        weight
            Points from 0 to `all`.

        Raises
        ------
        GkevalError
            For a weight outside this range.
        """
        weight = finite("weight", weight, 0, self.all)
        totals = _totals(self.parts, self.node, weight / self.all)
        totals = totals[totals["group"].isin(self.holds["group"])]
        place = totals["group"].map({name: at for at, name in enumerate(self.holds["group"])})
        ordered = totals.assign(_group=place).sort_values(
            ["_group", "rank"], kind="stable", na_position="last"
        )
        columns = "unit name group total rank tied grade".split()
        return ordered[columns].rename(columns={"total": "score"}).reset_index(drop=True)

    def to_frame(self) -> pd.DataFrame:
        """Return the lines, one row per unit."""
        return self.lines.copy()

    def __repr__(self) -> str:
        return (
            f"<OneWeight {self.indicator}: {number(self.weight)} of {number(self.all)} points, "
            f"{len(self.breaks)} swaps>"
        )

    def __str__(self) -> str:
        return "\n".join(self.sentences())

    def sentences(self) -> list[str]:
        """Return in words between which weights the first place holds, one sentence per group."""
        groups = self.parts.result.scheme.groups
        names = dict(zip(self.lines["unit"], self.lines["name"], strict=True))
        said = []
        for row in self.holds.to_dict("records"):
            first = names.get(row["first"], "")
            low, high = (number(row[key], 4) for key in ("first_from", "first_to"))
            now, full = number(self.weight, 4), number(self.all, 4)
            group = groups[row["group"]].title.to(self.lang)
            if not first:
                continue
            if self.lang == "zh":
                said.append(
                    f"“{self.title}”现为{now}分（可在0至{full}分之间）。{group}中，"
                    f"分值在{low}至{high}分之间，{first}保持第一。"
                )
            else:
                said.append(
                    f"{self.title} is worth {now} points now (from 0 to {full}). In {group}, "
                    f"{first} stays first between {low} and {high} points."
                )
        return said

    def _repr_html_(self) -> str:
        zh = self.lang == "zh"
        heads = ("分值", "超过者", "被超过者", "名次")
        if not zh:
            heads = ("points", "ahead", "behind", "rank")
        names = dict(zip(self.lines["unit"], self.lines["name"], strict=True))
        shown = pd.DataFrame(
            {
                heads[0]: [number(weight, 4) for weight in self.breaks["weight"]],
                heads[1]: self.breaks["ahead"].map(names),
                heads[2]: self.breaks["behind"].map(names),
                heads[3]: self.breaks["rank"],
            }
        )
        said = "".join(f"<p>{sentence}</p>" for sentence in map(escape, self.sentences()))
        more = len(shown) - 60
        rest = f"<p>… {more}</p>" if more > 0 else ""
        return said + str(shown.head(60).to_html(index=False, border=0)) + rest


def one_weight(
    result: Assessment,
    indicator: str,
    group: str | None = None,
    *,
    top: int | None = None,
    units: Sequence[str] | None = None,
    lang: Lang | None = None,
) -> OneWeight:
    """Return what happens as one indicator weighs from nothing to all that its parent has.

    Its siblings keep their proportions among each other; everything below each keeps its own; rates
    stay as they are. Printed points of adjustments stay as printed: a bonus of 5 on the indicator
    is 5 of whatever points it has, while `gkeval.robustness` keeps it as a rate. The total of a
    unit is then a straight line in the weight, or, where points of what does not apply pass to
    siblings, a quotient of two; adjustments cut it into pieces. Break points are solved from these
    in closed form, on totals before rounding: published scores can be equal a little before and
    after.

    Parameters
    ----------
    result
        The assessment.
    indicator
        Id of an indicator of any level that has siblings.
    group
        A ranked group; all of them when not given.
    top
        Swaps of the units that come first, this many in each group. When neither `top` nor `units`
        is given: all swaps in groups of up to 200 units, those of the first 10 in larger ones.
    units
        Swaps of these units.
    lang
        Of what is said; the scheme's own language when not given.

    Returns
    -------
    OneWeight

    Raises
    ------
    GkevalError
        For an unknown indicator, unit or group; one without siblings; an argument out of its
        range; or where no closed form holds, such as under a branch that combines its indicators
        otherwise than by adding up.

    Examples
    --------
    >>> import gkeval as gk
    >>> result = gk.assess("sichuan-land-2011", gk.read_records(gk.sample("sichuan-land-2011")))
    >>> found = gk.one_weight(result, "services", lang="en")
    >>> found.at(9)["score"].to_list() == result.ranking()["score"].to_list()
    True
    >>> print(found)
    Online services is worth 9 points now (from 0 to 100). In Cities and prefectures, 成都市 stays \
first between 1.9397 and 76.2154 points.
    """
    scheme, tree = result.scheme, result.tree
    node = node_of(result, indicator)
    parent = int(tree.parent[node])
    now = tree.worth[node] / tree.worth[parent]
    if not now < 1:
        raise GkevalError(
            f"indicator is {indicator!r}, which has all points of its parent, must have siblings. "
            "Remedy: ask for the weight of its parent"
        )
    if top is not None:
        top = whole("top", top, 1)
    if isinstance(units, str) or not (units is None or isinstance(units, Iterable)):
        raise GkevalError(f"units is {shown(units)}, must be a list of ids of units")
    lang = one_of("lang", lang, ("zh", "en", None)) or scheme.lang
    parts = Parts.of(result)
    groups = groups_of(result, group)
    asked = None if units is None else np.array([result.row(unit) for unit in units], dtype=np.intp)
    lines = lines_of(parts, node)
    out_of = float(marks(scheme, tree, tree.worth)[1][parent])
    totals = result.totals
    noise = 2 * 10.0 ** -resolution(scheme.full_mark)
    breaks, holds = [], []
    for name in groups:
        rows = np.flatnonzero(result.roster.members[name])
        chosen = _chosen(totals, rows, top, asked)
        first = rows[totals["rank"].iloc[rows].to_numpy(dtype=np.float64, na_value=np.nan) == 1]
        found = swaps(lines, np.union1d(chosen, first), rows, noise)
        ids = result.roster.ids.to_numpy()
        among = found["ahead"].isin(chosen) | found["behind"].isin(chosen)
        leads = found["ahead"].isin(first) | found["behind"].isin(first)
        low, high = _around(found.loc[leads, "share"].to_numpy(), now)
        order_low, order_high = _around(found.loc[among, "share"].to_numpy(), now)
        holds.append(
            {
                "group": name,
                "first": ids[first[0]] if len(first) else "",
                "first_from": low * out_of,
                "first_to": high * out_of,
                "units": len(chosen),
                "order_from": order_low * out_of,
                "order_to": order_high * out_of,
            }
        )
        found = found[among]
        breaks.append(
            pd.DataFrame(
                {
                    "weight": found["share"] * out_of,
                    "share": found["share"],
                    "group": name,
                    "ahead": ids[found["ahead"]],
                    "behind": ids[found["behind"]],
                    "rank": _places(lines, found, rows, len(ids), noise),
                }
            )
        )
    together = pd.concat(breaks, ignore_index=True)
    together = together.sort_values(["share", "group"], kind="stable", ignore_index=True)
    return OneWeight(
        indicator,
        scheme.by_id[indicator].title.to(lang),
        now * out_of,
        out_of,
        _frame(parts, node, totals, groups),
        together.astype({"group": "str", "ahead": "str", "behind": "str"}),
        pd.DataFrame(holds),
        lang,
        node,
        parts,
        lines,
    )


def _chosen(totals: pd.DataFrame, rows: Ints, top: int | None, asked: Ints | None) -> Ints:
    """Return the rows of a group whose swaps are asked for."""
    rank = totals["rank"].iloc[rows].to_numpy(dtype=np.float64, na_value=np.nan)
    if asked is not None and top is None:
        return np.intersect1d(rows, asked)
    if top is None:
        top = len(rows) if len(rows) <= 200 else 10
    leading = rows[rank <= top]
    return leading if asked is None else np.union1d(leading, np.intersect1d(rows, asked))


def _around(shares: Floats, now: float) -> tuple[float, float]:
    """Return the nearest shares on both sides of the present one."""
    noise = 1e-12
    low = shares[shares <= now + noise].max(initial=0.0)
    high = shares[shares >= now - noise].min(initial=1.0)
    return min(float(low), now), max(float(high), now)


def _places(
    lines: Lines, found: pd.DataFrame, rows: Ints, units: int, noise: float
) -> npt.NDArray[np.int64]:
    """Return the rank that the unit ahead has after each swap, in blocks of swaps."""
    shares, ahead = found["share"].to_numpy(), found["ahead"].to_numpy()
    behind = found["behind"].to_numpy()
    places = np.zeros(len(shares), dtype=np.int64)
    step = max(1, 2_000_000 // max(len(lines.row), 1))
    for begin in range(0, len(shares), step):
        block = slice(begin, begin + step)
        values = lines.at(shares[block], units)
        at = np.arange(len(values))
        mine = values[at, ahead[block]]
        values[at, behind[block]] = np.nan
        places[block] = 1 + (values[:, rows] > mine[:, None] + noise).sum(axis=1)
    return places


def _totals(parts: Parts, node: int, share: float) -> pd.DataFrame:
    share = min(max(share, LIMIT), 1.0 - LIMIT)
    return parts.reweighed(shared_with_siblings(parts.tree, node, share)).totals


def _frame(parts: Parts, node: int, totals: pd.DataFrame, groups: Sequence[str]) -> pd.DataFrame:
    none, everything = (_totals(parts, node, share) for share in (0.0, 1.0))
    frame = totals[["unit", "name", "group"]].assign(
        score=totals["exact"],
        at_none=none["exact"],
        at_all=everything["exact"],
        rank=totals["rank"],
        rank_none=none["rank"],
        rank_all=everything["rank"],
    )
    return frame[frame["group"].isin(groups)].reset_index(drop=True)
