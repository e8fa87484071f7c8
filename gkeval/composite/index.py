"""The index: a frozen result with every step that led to it, and tables to read it by."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from gkeval.composite.arrays import Bools, Floats
from gkeval.composite.combination import Missing
from gkeval.composite.methods import Method
from gkeval.composite.treat.reports import Treated
from gkeval.composite.tree import Tree, multiplied
from gkeval.errors import GkevalError, Problems
from gkeval.numbers import Ties, clean, half_up, ranks


@dataclass(frozen=True, eq=False)
class Index:
    """A composite index; made by `build`. A value that never changes.

    Attributes
    ----------
    tree : Tree
        With the weights as stated; `shares` are those that were used.
    units : pandas.DataFrame
        unit, and group and period where there are such; the rows of every array here, by period
        and unit.
    given : array of shape (units, indicators)
        Values after denominators and logarithms; missing where nothing was given.
    values : array of shape (units, indicators)
        After imputation and treatment.
    normalised : array of shape (units, indicators)
        More is better.
    branch_scores : array of shape (units, branches)
        In the order of `branches`; the first is the index.
    branches : tuple of int
    shares : array of shape (nodes,)
        The weight of every node among its siblings.
    imputed, treated : array of bool, shape (units, indicators)
        Cells that were filled, and cells whose value was changed.
    incomplete : array of bool, shape (units, branches)
        Where a score rests on less than all children.
    passed : array of bool, shape (units,)
        Which units passed the screening.
    applicable : array of bool, shape (units, indicators), or None
    scale : pair of float, or None
        The ends of the scale.
    methods, policies : mapping of node to Method, to Missing
        How every branch combines its children, and what it does where some are missing.
    choices : mapping of str to str
        What was chosen at every step, in words.
    treatments : tuple of (label, Treated)
    problems : Problems
        What was reported instead of refused: constant indicators, lifted zeros, ….
    """

    tree: Tree
    units: pd.DataFrame = field(repr=False)
    given: Floats = field(repr=False)
    values: Floats = field(repr=False)
    normalised: Floats = field(repr=False)
    branch_scores: Floats = field(repr=False)
    branches: tuple[int, ...] = field(repr=False)
    shares: Floats = field(repr=False)
    imputed: Bools = field(repr=False)
    treated: Bools = field(repr=False)
    incomplete: Bools = field(repr=False)
    passed: Bools = field(repr=False)
    applicable: Bools | None = field(repr=False)
    scale: tuple[float, float] | None
    methods: Mapping[int, Method] = field(repr=False)
    policies: Mapping[int, Missing] = field(repr=False)
    choices: Mapping[str, str]
    treatments: tuple[tuple[str, Treated], ...] = field(default=(), repr=False)
    problems: Problems = field(default=Problems(), repr=False)

    def __post_init__(self) -> None:
        for name in ("given", "values", "normalised", "branch_scores", "shares"):
            getattr(self, name).setflags(write=False)

    @cached_property
    def full(self) -> float:
        """The size of the scale, which sets what counts as equal: one part in 10⁹ of it."""
        if self.scale is not None:
            return max(abs(self.scale[0]), abs(self.scale[1]))
        largest = float(np.nanmax(np.abs(self.branch_scores[:, :1]), initial=0.0))
        return largest if largest > 0 else 1.0

    @property
    def additive(self) -> bool:
        """Whether the index is a sum of parts: every branch an arithmetic mean of what is there."""
        means = all(method.name == "arithmetic" for method in self.methods.values())
        policies = {policy.policy for policy in self.policies.values()}
        return means and policies <= {"renormalise", "missing"}

    @property
    def total(self) -> Floats:
        """The index of every unit, shape (units,), without floating-point noise."""
        return clean(self.branch_scores[:, 0], self.full)

    @cached_property
    def rank(self) -> Floats:
        """The competition rank of every unit within its period, from unrounded scores."""
        return self.ranked(self.total)

    def score(self, node: str) -> Floats:
        """Return the scores of a node, shape (units,): a branch, or a normalised indicator.

        Raises
        ------
        GkevalError
            For an unknown node.
        """
        position = self.tree.position.get(node)
        if position is None:
            known = ", ".join(self.tree.ids[:12])
            raise GkevalError(f"node is {node!r}, must be one of: {known} …")
        if position in self.tree.column:
            return self.normalised[:, self.tree.column[position]]
        return clean(self.branch_scores[:, self.branches.index(position)], self.full)

    @property
    def scores(self) -> pd.DataFrame:
        """Every node of the tree as a column, after unit, group and period."""
        columns = {name: self.score(name) for name in self.tree.ids}
        return pd.concat([self._keys(), pd.DataFrame(columns)], axis=1)

    @property
    def weights(self) -> pd.DataFrame:
        """id, parent, level, stated (in the tree), share (of the parent, as used), effective."""
        table = self.tree.to_table()
        return pd.DataFrame(
            {
                "id": table["id"],
                "parent": table["parent"],
                "level": table["level"],
                "stated": table["weight"],
                "share": self.shares,
                "effective": multiplied(self.tree, self.shares),
            }
        )

    @property
    def changes(self) -> pd.DataFrame:
        """Every cell that is not as it was given: unit, indicator, step, before, after.

        A cell that was imputed after normalisation has a normalised value only.
        """
        parts = []
        late = self.imputed & np.isnan(self.values)
        for step, marks, result in (
            ("imputed", self.imputed & ~late, self.values),
            ("imputed_normalised", late, self.normalised),
            ("treated", self.treated, self.values),
        ):
            rows, columns = np.nonzero(marks)
            after = result[rows, columns]
            part = self._keys().iloc[rows].reset_index(drop=True)
            parts.append(
                part.assign(
                    indicator=np.array(self.tree.indicators, dtype=object)[columns],
                    step=step,
                    before=self.given[rows, columns],
                    after=after,
                )
            )
        return pd.concat(parts, ignore_index=True)

    @property
    def treatment(self) -> pd.DataFrame:
        """One row per treated indicator: method, cells, moments before and after."""
        tables = [
            found.table(self.tree.indicators).assign(label=label)
            for label, found in self.treatments
        ]
        if not tables:
            return pd.DataFrame(columns=["indicator", "method", "cells", "label"])
        table = pd.concat(tables, ignore_index=True)
        return table[(table["method"] != "") | ~table["passed"]].reset_index(drop=True)

    def ranking(
        self,
        *,
        period: Any = None,
        group: str | None = None,
        decimals: int | None = None,
        ties: Ties = "competition",
    ) -> pd.DataFrame:
        """Return the ranking, the first unit on top; units without a score come last.

        Parameters
        ----------
        period
            One period; all of them, each ranked apart, when not given.
        group
            Rank the units of one group among themselves.
        decimals : int
            Rank on scores rounded half up to so many places, as published tables do; ranks are
            made from unrounded scores when not given.
        ties : 'competition' or 'dense'

        Returns
        -------
        pandas.DataFrame
            rank, tied, unit, name (where the frame has one), group, period, score.

        Raises
        ------
        GkevalError
            For an unknown period or group.
        """
        keys = self._keys()
        chosen = np.ones(len(keys), dtype=bool)
        for name, wanted in (("period", period), ("group", group)):
            if wanted is None:
                continue
            if name not in keys or not (keys[name] == wanted).any():
                there = ", ".join(map(str, keys[name].unique()[:12])) if name in keys else "none"
                raise GkevalError(f"{name} is {wanted!r}, must be one of: {there}")
            chosen &= (keys[name] == wanted).to_numpy()
        total = self.total if decimals is None else half_up(self.total, decimals, self.full)
        total = np.where(chosen, total, np.nan)
        rank = self.ranked(total, ties)
        if "name" in self.units:
            keys.insert(1, "name", self.units["name"].to_numpy())
        table = keys.assign(score=total, rank=pd.array(rank, dtype="Float64").astype("Int64"))[
            chosen
        ]
        within = ["period", "rank"] if "period" in keys else ["rank"]
        table["tied"] = table.duplicated(within, keep=False) & table["rank"].notna()
        table = table.sort_values([*within, "unit"], na_position="last", kind="stable")
        first = ["rank", "tied", "unit"]
        rest = [name for name in table.columns if name not in first]
        return table[[*first, *rest]].reset_index(drop=True)

    def detail(self, unit: str, period: Any = None) -> pd.DataFrame:
        """Return how one unit stands in every indicator.

        Returns
        -------
        pandas.DataFrame
            indicator, parent, given, value, imputed, treated, applies, normalised, weight (in the
            whole, as used).

        Raises
        ------
        GkevalError
            For an unknown unit, or when it has several periods and none is named.
        """
        row = self.row(unit, period)
        tree = self.tree
        applies = self.applicable[row] if self.applicable is not None else True
        return pd.DataFrame(
            {
                "indicator": tree.indicators,
                "parent": [tree.ids[tree.parent[node]] for node in tree.leaves],
                "given": self.given[row],
                "value": self.values[row],
                "imputed": self.imputed[row],
                "treated": self.treated[row],
                "applies": applies,
                "normalised": self.normalised[row],
                "weight": multiplied(tree, self.shares)[tree.leaves],
            }
        )

    def row(self, unit: str, period: Any = None) -> int:
        """Return the row of a unit in the arrays."""
        mine = (self.units["unit"] == unit).to_numpy()
        if period is not None and "period" in self.units:
            mine = mine & (self.units["period"] == period).to_numpy()
        rows = np.flatnonzero(mine)
        if len(rows) == 1:
            return int(rows[0])
        if not len(rows):
            raise GkevalError(f"unit is {unit!r}, must be one of the {len(self.units)} units")
        raise GkevalError(f"unit {unit} has {len(rows)} periods: name one by period=")

    def _keys(self) -> pd.DataFrame:
        names = [name for name in ("unit", "group", "period") if name in self.units]
        return self.units[names].reset_index(drop=True)

    def ranked(self, total: Floats, ties: Ties = "competition") -> Floats:
        """Return the ranks of scores of the units, shape (units,), within each period."""
        if "period" not in self.units:
            return ranks(total, self.full, ties)
        result = np.full(total.shape, np.nan)
        codes, _ = pd.factorize(self.units["period"])
        for code in range(codes.max(initial=-1) + 1):
            mine = codes == code
            result[mine] = ranks(total[mine], self.full, ties)
        return result

    def __repr__(self) -> str:
        chosen = ", ".join(f"{step}: {said}" for step, said in self.choices.items())
        return (
            f"<Index {self.tree.ids[0]}: {len(self.units)} rows, {len(self.tree.leaves)} "
            f"indicators; {chosen}>"
        )

    def _repr_html_(self) -> str:
        shown = self.ranking().head(60)
        return str(shown.to_html(index=False, border=0, na_rep="—"))
