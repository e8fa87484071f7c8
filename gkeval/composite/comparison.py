"""Indices side by side: scores and ranks, who moved, how far rankings agree, and other choices."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from gkeval.composite.arrays import needs_scipy, rank_columns
from gkeval.composite.building import build
from gkeval.composite.correlations import correlation
from gkeval.composite.index import Index
from gkeval.composite.tree import Tree
from gkeval.errors import GkevalError, Problem, Problems
from gkeval.numbers import half_up, plain

Agreement = Literal["spearman", "kendall", "weighted"]


def side_by_side(indices: Mapping[str, Index], node: str = "") -> pd.DataFrame:
    """Return scores and ranks of the same units in several indices.

    Parameters
    ----------
    indices : mapping of name to Index
        Of the same units; a unit that one of them lacks is missing there.
    node : str
        A branch to compare; the index itself when not given.

    Returns
    -------
    pandas.DataFrame
        unit (and period), then ``score: name`` and ``rank: name`` for each, ordered by the first.
    """
    tables = []
    for name, index in _some(indices).items():
        keys = _keys(index)
        scores = index.score(node or index.tree.ids[0])
        rank = index.ranked(scores)
        tables.append(
            keys.assign(**{f"score: {name}": scores, f"rank: {name}": rank}).set_index(list(keys))
        )
    joined = pd.concat(tables, axis=1, join="outer")
    ranked = [f"rank: {name}" for name in indices]
    joined = joined.astype(dict.fromkeys(ranked, "Int64"))
    order = [*(["period"] if "period" in joined.index.names else []), ranked[0], "unit"]
    flat: pd.DataFrame = joined.reset_index()
    return flat.sort_values(order, na_position="last").reset_index(drop=True)


def rank_shifts(before: Index, after: Index, node: str = "") -> pd.DataFrame:
    """Return by how many ranks each unit moves from one index to another.

    Returns
    -------
    pandas.DataFrame
        unit (and period), rank_before, rank_after, shift (positive is up), score_before,
        score_after; the widest shift first.
    """
    table = side_by_side({"before": before, "after": after}, node)
    table.columns = [
        str(name).replace(": ", "_") if ": " in str(name) else name for name in table.columns
    ]
    table["shift"] = table["rank_before"] - table["rank_after"]
    size = table["shift"].abs().fillna(-1)
    order = size.sort_values(ascending=False, kind="stable").index
    keys = [name for name in ("unit", "period") if name in table]
    columns = [*keys, "rank_before", "rank_after", "shift", "score_before", "score_after"]
    return table.loc[order, columns].reset_index(drop=True)


def agreement(
    indices: Mapping[str, Index], *, kind: Agreement = "spearman", node: str = ""
) -> pd.DataFrame:
    """Return how far the rankings of several indices agree.

    Parameters
    ----------
    indices : mapping of name to Index
    kind
        ``'spearman'``, ``'kendall'`` (tau-b) or ``'weighted'`` (weighted tau: the top counts
        more). The last two need scipy.
    node : str

    Returns
    -------
    pandas.DataFrame
        A square table, 1 on the diagonal; over the units that both indices rank.

    Notes
    -----
    Vigna, A weighted correlation index for rankings with ties, Proceedings of the 24th
    International Conference on World Wide Web (2015): additive hyperbolic weights by rank.
    """
    names = list(_some(indices))
    table = side_by_side(indices, node)
    scores = table[[f"score: {name}" for name in names]].to_numpy(dtype=np.float64)
    result = np.eye(len(names))
    for i in range(len(names)):
        for j in range(i):
            pair = scores[:, [i, j]]
            pair = pair[~np.isnan(pair).any(axis=1)]
            result[i, j] = result[j, i] = rank_agreement(pair[:, 0], pair[:, 1], kind)
    return pd.DataFrame(result, index=names, columns=names)


def rank_agreement(one: npt.ArrayLike, other: npt.ArrayLike, kind: Agreement = "spearman") -> float:
    """Return how far two arrays of scores put units in the same order, from -1 to 1.

    Examples
    --------
    >>> rank_agreement([1, 2, 3, 4], [1, 3, 2, 4])
    0.8
    """
    pair = np.column_stack([np.asarray(one, dtype=float), np.asarray(other, dtype=float)])
    if kind == "spearman":
        return round(float(correlation(pair, kind="spearman")[0, 1]), 12)
    if kind == "kendall":
        return round(float(correlation(pair, kind="kendall")[0, 1]), 12)
    if kind != "weighted":
        raise GkevalError(f"kind is {kind!r}, must be 'spearman', 'kendall' or 'weighted'")
    ranks = rank_columns(pair)
    tau = needs_scipy("weighted tau").stats.weightedtau(ranks[:, 0], ranks[:, 1])
    return round(float(tau.statistic), 12)


def printed(table: pd.DataFrame, decimals: int = 3) -> str:
    """Return a table as Markdown, ready to print: numbers rounded half up, missing as a dash.

    Examples
    --------
    >>> print(printed(pd.DataFrame({"unit": ["甲"], "score": [0.12345], "rank": [1]})))
    | unit | score | rank |
    | --- | ---: | ---: |
    | 甲 | 0.123 | 1 |
    """

    def shown(cell: Any) -> str:
        if cell is None or cell is pd.NA or (isinstance(cell, float) and np.isnan(cell)):
            return "—"
        if isinstance(cell, float | np.floating):
            number = float(cell)
            return plain(half_up([number], decimals, max(abs(number), 1.0))[0].item(), decimals)
        return str(cell)

    names = list(table.columns)
    numeric = [pd.api.types.is_numeric_dtype(table[name]) for name in names]
    lines = [
        "| " + " | ".join(map(str, names)) + " |",
        "| " + " | ".join("---:" if number else "---" for number in numeric) + " |",
    ]
    lines += [
        "| " + " | ".join(shown(cell) for cell in row) + " |"
        for row in table.itertuples(index=False, name=None)
    ]
    return "\n".join(lines)


@dataclass(frozen=True, eq=False)
class Variants:
    """The same data under several choices.

    Attributes
    ----------
    indices : dict of name to Index
        Those that could be built.
    problems : Problems
        Those that could not, and why: a choice that fails does not vanish.
    """

    indices: Mapping[str, Index]
    problems: Problems = field(default=Problems())

    def ranks(self) -> pd.DataFrame:
        """Return one row per unit: its rank under each choice, then best, median and worst."""
        table = side_by_side(self.indices)
        ranks = table[[name for name in table if str(name).startswith("rank: ")]]
        ranks.columns = [str(name).removeprefix("rank: ") for name in ranks.columns]
        keys = [name for name in ("unit", "period") if name in table]
        numbers = ranks.astype("Float64")
        return pd.concat([table[keys], ranks], axis=1).assign(
            best=numbers.min(axis=1).astype("Int64"),
            median=numbers.median(axis=1),
            worst=numbers.max(axis=1).astype("Int64"),
        )

    def __repr__(self) -> str:
        failed = f"; {len(self.problems)} failed" if self.problems else ""
        return f"<Variants: {', '.join(self.indices)}{failed}>"


def variants(
    frame: pd.DataFrame,
    tree: Tree | pd.DataFrame,
    choices: Mapping[str, Mapping[str, Any]],
    *,
    progress: Callable[[str], None] | None = None,
    **common: Any,
) -> Variants:
    """Build the index under several choices.

    Parameters
    ----------
    frame, tree
        As in `build`.
    choices : mapping of name to options of `build`
        Such as ``{"as stated": {}, "geometric": {"aggregate": {...}}}``.
    progress
        Called with the name of each before it is built.
    **common
        Options of all.

    Returns
    -------
    Variants
        With every choice that failed, and why.

    Examples
    --------
    >>> frame = pd.DataFrame({"unit": list("xyz"), "a": [0, 1, 2], "b": [5, 9, 1]})
    >>> tree = pd.DataFrame({"id": ["a", "b"], "parent": ""})
    >>> found = variants(frame, tree, {"mean": {}, "geometric": {"aggregate": "geometric"}})
    >>> list(found.indices), len(found.problems)
    (['mean'], 1)
    """
    built: dict[str, Index] = {}
    problems = []
    for name, options in choices.items():
        if progress is not None:
            progress(name)
        try:
            built[name] = build(frame, tree, **{**common, **options})
        except GkevalError as error:
            problems.append(
                Problem(
                    "variant_failed",
                    found=str(error),
                    allowed="choices that the values allow",
                    remedy="change the choice, or leave it out",
                    source="variants",
                    column=name,
                )
            )
    return Variants(built, Problems(problems))


def _some(indices: Mapping[str, Index]) -> Mapping[str, Index]:
    if not indices:
        raise GkevalError("indices is empty, must hold at least one index by name")
    return indices


def _keys(index: Index) -> pd.DataFrame:
    names = [name for name in ("unit", "period") if name in index.units]
    return index.units[names].reset_index(drop=True)
