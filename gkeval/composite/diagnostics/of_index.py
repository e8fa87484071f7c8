"""Diagnostics of a built index: correlations with flags, what moves it, strengths of a unit."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from gkeval.composite.arrays import Floats, rank_columns, spread
from gkeval.composite.correlations import Kind, correlation
from gkeval.composite.diagnostics.influence import first_order_effects, part_shares
from gkeval.composite.diagnostics.reliability import alpha_without, cronbach_alpha
from gkeval.composite.index import Index
from gkeval.composite.tree import multiplied
from gkeval.composite.weights.factoring import components
from gkeval.errors import GkevalError


def correlations(
    index: Index,
    *,
    kind: Kind = "pearson",
    collinear: float = 0.9,
    weak: float = 0.3,
) -> pd.DataFrame:
    """Return the correlations that matter in a tree: among siblings, with the parent, the index.

    Parameters
    ----------
    index
    kind : 'pearson', 'spearman' or 'kendall'
    collinear : float
        From here on two siblings say the same.
    weak : float
        Below it a node hardly goes with its parent or the index.

    Returns
    -------
    pandas.DataFrame
        node, other, relation (``sibling``, ``parent`` or ``index``), correlation, flag
        (``collinear``, ``negative``, ``weak`` or empty).

    Notes
    -----
    OECD/JRC Handbook (2008), step 8: correlations between an index and its parts should be
    positive, and not too unequal.
    """
    tree = index.tree
    scores = np.column_stack([index.score(name) for name in tree.ids])
    related = correlation(scores, kind=kind)
    rows: list[tuple[str, str, str, float]] = []
    for node in tree.branches[::-1]:
        children = tree.children[node]
        rows += [
            (tree.ids[one], tree.ids[other], "sibling", related[one, other])
            for place, one in enumerate(children)
            for other in children[place + 1 :]
        ]
        rows += [(tree.ids[c], tree.ids[node], "parent", related[c, node]) for c in children]
        if node != 0:
            rows += [(tree.ids[c], tree.ids[0], "index", related[c, 0]) for c in children]
    table = pd.DataFrame(rows, columns=["node", "other", "relation", "correlation"])
    strength = table["correlation"].to_numpy(dtype=np.float64)
    sibling = (table["relation"] == "sibling").to_numpy()
    flag = np.where(strength < 0, "negative", "")
    flag = np.where(sibling & (strength >= collinear), "collinear", flag)
    flag = np.where(~sibling & (strength >= 0) & (strength < weak), "weak", flag)
    return table.assign(flag=flag)


def branches(index: Index) -> pd.DataFrame:
    """Return one row per branch: how far its children measure one thing.

    Returns
    -------
    pandas.DataFrame
        branch, children, alpha (Cronbach's), first_component (share of the variance),
        without (the child without which alpha would be highest), alpha_without.
    """
    tree, rows = index.tree, []
    for node in tree.branches[::-1]:
        names = [tree.ids[child] for child in tree.children[node]]
        values = np.column_stack([index.score(name) for name in names])
        drop = alpha_without(values) if len(names) > 2 else np.full(len(names), np.nan)
        best = int(np.nanargmax(drop)) if np.isfinite(drop).any() else None
        try:
            first = float(components(values).explained[0])
        except GkevalError:  # a constant child has no correlations
            first = np.nan
        rows.append(
            (
                tree.ids[node],
                len(names),
                cronbach_alpha(values),
                first,
                "" if best is None else names[best],
                np.nan if best is None else drop[best],
            )
        )
    columns = ["branch", "children", "alpha", "first_component", "without", "alpha_without"]
    return pd.DataFrame(rows, columns=columns)


def effects(index: Index) -> pd.DataFrame:
    """Return what each indicator means to the index: stated weight against influence.

    Returns
    -------
    pandas.DataFrame
        indicator, weight (in the whole), correlation (with the index), linear, effect (see
        `first_order_effects`), variance_share (adding up to 1; only where every branch is an
        arithmetic mean).
    """
    tree = index.tree
    found = first_order_effects(index.normalised, index.total)
    parts = additive_parts(index) if index.additive else None
    return pd.DataFrame(
        {
            "indicator": tree.indicators,
            "weight": multiplied(tree, index.shares)[tree.leaves],
            "correlation": correlation(index.normalised, index.total[:, None])[:, 0],
            "linear": found["linear"],
            "effect": found["effect"],
            "variance_share": np.nan if parts is None else part_shares(parts),
        }
    )


def additive_parts(index: Index) -> Floats:
    """Return the part of every unit's index that comes from each indicator.

    Returns
    -------
    array of shape (units, indicators)
        They add up to the index of the unit; 0 where the indicator is missing and its weight went
        to others; missing for a unit without an index.

    Raises
    ------
    GkevalError
        When a branch is not an arithmetic mean: there are no parts that add up then.
    """
    if not index.additive:
        raise GkevalError(
            "the index is not additive: a branch combines its children otherwise than by the "
            f"arithmetic mean, or counts what is missing ({index.choices['aggregate']})"
        )
    tree = index.tree
    carried = np.zeros((len(index.units), len(tree.ids)))
    carried[:, 0] = 1.0
    scores = {name: index.score(name) for name in tree.ids}
    for node in tree.branches[::-1]:
        nodes = list(tree.children[node])
        have = ~np.isnan(np.column_stack([scores[tree.ids[child]] for child in nodes]))
        used = have * index.shares[nodes]
        with np.errstate(invalid="ignore", divide="ignore"):
            used = used / used.sum(axis=1, keepdims=True)
        carried[:, nodes] = np.nan_to_num(used) * carried[:, [node]]
    parts = carried[:, tree.leaves] * np.nan_to_num(index.normalised)
    return np.where(np.isnan(index.total)[:, None], np.nan, parts)


def strengths(index: Index, unit: str, *, period: Any = None, top: int = 5) -> pd.DataFrame:
    """Return where a unit stands best and worst, by its rank among all units of its period.

    Parameters
    ----------
    index
    unit
        Its id.
    period
        Where it has several.
    top : int
        How many of each.

    Returns
    -------
    pandas.DataFrame
        kind (``strength`` or ``weakness``), indicator, rank (1 is best), of (units with a value),
        value (as given), normalised, weight.
    """
    row = index.row(unit, period)
    mine = np.ones(len(index.units), dtype=bool)
    if "period" in index.units:
        mine = (index.units["period"] == index.units["period"].iloc[row]).to_numpy()
    place = int(mine[:row].sum())
    among = index.normalised[mine]
    ranks = rank_columns(-np.round(among, 12), "min")[place]
    ranks[spread(among)[2]] = np.nan  # what all have alike is nobody's strength
    table = pd.DataFrame(
        {
            "indicator": index.tree.indicators,
            "rank": ranks,
            "of": (~np.isnan(among)).sum(axis=0),
            "value": index.given[row],
            "normalised": index.normalised[row],
            "weight": multiplied(index.tree, index.shares)[index.tree.leaves],
        }
    ).dropna(subset=["rank"])
    table["rank"] = table["rank"].astype(int)
    share = (table["rank"].to_numpy() - 1) / np.maximum(table["of"].to_numpy() - 1, 1)
    best = table.assign(_share=share).sort_values(["_share", "weight", "indicator"],
                                                  ascending=[True, False, True])  # fmt: skip
    number = min(top, len(best) // 2)
    first = best.head(number).assign(kind="strength")
    last = best.tail(number).iloc[::-1].assign(kind="weakness")
    both = pd.concat([first, last], ignore_index=True)
    return both[["kind", "indicator", "rank", "of", "value", "normalised", "weight"]]
