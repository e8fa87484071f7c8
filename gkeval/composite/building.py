"""From a frame and a tree to an index: every step chosen by name, every change reported."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from gkeval.composite import combination, steps
from gkeval.composite import weights as weighting
from gkeval.composite.combination import Missing, Policy
from gkeval.composite.frames import Data, read_frame
from gkeval.composite.index import Index
from gkeval.composite.methods import Choice, Method
from gkeval.composite.normalise import METHODS as NORMALISE
from gkeval.composite.screening import Screening, screened
from gkeval.composite.treat import METHODS as TREAT
from gkeval.composite.tree import Tree
from gkeval.errors import GkevalError, Problem, Problems

Within = Literal["all", "group", "period", "group_period"]
PerNode = Choice | Mapping[str | int, Choice]
PerIndicator = Choice | Mapping[str, Choice]


def build(
    frame: pd.DataFrame,
    tree: Tree | pd.DataFrame,
    *,
    unit: str = "unit",
    group: str | None = None,
    period: str | None = None,
    within: Within = "all",
    screen: Screening | float | None = None,
    impute: PerIndicator | None = None,
    treat: PerIndicator | None = None,
    normalise: PerIndicator = "minmax",
    weights: str | Mapping[str | int, Any] = "given",
    aggregate: PerNode = "arithmetic",
    missing: Policy | Mapping[str | int, Policy] = "renormalise",
    at_least: float | Mapping[str | int, float] = 0.5,
) -> Index:
    """Build a composite index.

    `impute`, `treat` and `normalise` take one choice, or a mapping of indicator or branch id or
    ``"*"`` to one. A choice is a name, ``{"method": name, option: value}``, or a function. Own
    functions get arrays (units, indicators or children) in which more is better: `impute`, `treat`
    and `normalise` return such an array; `weights` returns (children,); `aggregate` takes the
    weights as well and returns (units,). One that has a parameter ``children`` is told their ids.

    Parameters
    ----------
    frame
        One row per unit (and period), one column per indicator, and the columns of denominators.
    tree
        A `Tree`, or a flat table (`Tree.from_table`): id, parent, weight, direction, goalposts, ….
    unit, group, period
        Names of columns; `group` and `period` only where there are such. Ranks are within periods.
    within
        Which units are compared when outliers are treated, values normalised, and where a branch
        compares units (such as ``"copeland"``): all (a panel jointly), each group, each period, or
        each group in each period.
    screen
        What a unit must have: a `Screening`, or the share of indicators that must be there. A unit
        that fails moves no other, and is listed without a score.
    impute
        ``"mean"``, ``"median"``, ``"group_mean"``, ``"group_median"``, ``"carry"``, ``"em"``,
        ``"siblings"`` (after normalisation), with options, or own functions; see `impute`.
    treat
        ``"winsorise"``, ``"boxcox"``, ``"log"``, ``"signed"``, ``"stepwise"``, …; see `treat`.
    normalise
        ``"minmax"``, ``"zscore"``, ``"rank"``, ``"goalposts"``, …; see `normalise`. Goalposts and
        targets come from the tree.
    weights
        ``"given"`` (the tree's), ``"equal"``, a mapping of node id to number, or a method that
        finds the weights of a branch from its children (``"entropy"``, ``"critic"``,
        ``"standard_deviation"``, ``"pca"``, ``"factor"``, ``"equal"``, own functions such as
        ``lambda values: optimised(values).weights``): one for all branches, or by branch id, level
        or ``"*"``.
    aggregate
        ``"arithmetic"``, ``"geometric"``, ``"benefit_of_the_doubt"``, …; see `aggregate`: one for
        all branches, or by branch id, level (0 for the whole) or ``"*"``. Where nothing is said, a
        branch takes what the tree's column ``method`` says.
    missing
        What a branch does where children are missing: ``"renormalise"`` (their weight goes to the
        others), ``"missing"``, ``"zero"`` or ``"worst"``; see `Missing`.
    at_least
        Share of the children that a branch needs under ``"renormalise"``.

    Returns
    -------
    Index

    Raises
    ------
    InputError
        Every fault of the tree, or of the frame, at once.
    GkevalError
        For a choice that is unknown, or that the values do not allow.

    Examples
    --------
    >>> frame = pd.DataFrame({"unit": ["甲省", "乙省", "丙省"], "a": [1, 2, 3], "b": [9, 9, 3]})
    >>> tree = pd.DataFrame({"id": ["a", "b"], "parent": ["", ""], "weight": [3, 1]})
    >>> build(frame, tree).ranking()[["rank", "unit", "score"]]
       rank unit  score
    0     1   丙省  0.750
    1     2   乙省  0.625
    2     3   甲省  0.250
    """
    tree = tree if isinstance(tree, Tree) else Tree.from_table(tree)
    tree, found = _weights(weights, tree)
    count = len(tree.leaves)
    fill = steps.per_indicator(impute, tree, "impute", steps.IMPUTE)
    amend = steps.per_indicator(treat, tree, "treat", TREAT)
    rescale = steps.per_indicator(normalise, tree, "normalise", NORMALISE)
    if sum(len(columns) for _, columns in rescale) < count:
        raise GkevalError("normalise leaves indicators out: name a method for '*'")
    methods = {
        node: Method("arithmetic", combination.METHODS["arithmetic"]) for node in tree.branches
    } | combination.per_node(aggregate, tree, "aggregate", combination.METHODS)
    policies = _policies(missing, at_least, tree)

    data = read_frame(frame, tree, unit=unit, group=group, period=period)
    problems = [*tree.problems, *data.problems]
    labels = _labels(within, data)
    passed, failed = _screened(screen, data, tree)
    problems += failed
    given = data.values
    values = given if passed.all() else np.where(passed[:, None], given, np.nan)
    filled = steps.imputed(values, fill, data, tree, late=False)
    if not passed.all():
        filled = replace(
            filled,
            values=np.where(passed[:, None], filled.values, np.nan),
            marks=filled.marks & passed[:, None],
        )
    values, treated, treatments = steps.treated(filled.values, amend, labels)
    names = data.units["unit"].to_numpy()
    scaled, scale, constants = steps.normalised(values, rescale, labels, tree, names)
    problems += constants
    late = steps.imputed(scaled, fill, data, tree, late=True)
    combined = combination.combine(
        tree,
        late.values,
        methods,
        found=found,
        missing=policies,
        scale=scale,
        labels=labels,
        applicable=data.applicable,
    )
    problems += _lifted(combined.lifted, methods, tree)
    return Index(
        tree=tree,
        units=data.units,
        given=given,
        values=values,
        normalised=late.values,
        branch_scores=combined.scores,
        branches=combined.branches,
        shares=combined.shares,
        imputed=filled.marks | late.marks,
        treated=treated,
        incomplete=combined.incomplete,
        passed=passed,
        applicable=data.applicable,
        scale=scale,
        methods=methods,
        policies=policies,
        choices={
            "screen": "none" if screen is None else str(screen),
            "impute": steps.said(fill, count),
            "treat": steps.said(amend, count),
            "normalise": steps.said(rescale, count) + ("" if labels is None else f", by {within}"),
            "weights": _said(found, tree) if found else _stated(weights),
            "aggregate": _said(methods, tree),
            "missing": "; ".join(
                dict.fromkeys(f"{p.policy}, at least {p.at_least:g}" for p in policies.values())
            ),
        },
        treatments=treatments,
        problems=Problems(problems),
    )


def _weights(
    stated: str | Mapping[str | int, Any], tree: Tree
) -> tuple[Tree, dict[int, Method] | None]:
    """Return the tree with stated weights, and the methods by which branches find theirs."""
    if isinstance(stated, str) and stated == "given":
        return tree, None
    if isinstance(stated, str) and stated == "equal":
        return tree.with_weights(dict.fromkeys(tree.ids[1:], 1.0)), None
    numbers = isinstance(stated, Mapping) and all(
        isinstance(value, int | float | np.integer | np.floating) for value in stated.values()
    )
    if isinstance(stated, Mapping) and stated and numbers:
        return tree.with_weights({str(name): value for name, value in stated.items()}), None
    known = weighting.METHODS
    if isinstance(stated, Mapping) and "method" not in stated:
        stated = {key: choice for key, choice in stated.items() if not _is_given(choice)}
    if isinstance(stated, str) and stated not in known:
        raise GkevalError(
            f"weights is {stated!r}, must be 'given', 'equal', one of: {', '.join(known)}; or "
            "numbers by node id"
        )
    return tree, combination.per_node(stated, tree, "weights", known)


def _is_given(choice: Any) -> bool:
    return isinstance(choice, str) and choice == "given"


def _policies(
    missing: Policy | Mapping[str | int, Policy],
    at_least: float | Mapping[str | int, float],
    tree: Tree,
) -> dict[int, Missing]:
    for what, told in (("missing", missing), ("at_least", at_least)):
        if isinstance(told, Mapping):
            combination.refuse_unknown(told, tree, what)

    def stated(choice: Any, node: int, default: Any) -> Any:
        if not isinstance(choice, Mapping):
            return choice
        for key in (tree.ids[node], int(tree.level[node]), "*"):
            if key in choice:
                return choice[key]
        return default

    return {
        node: Missing(stated(missing, node, "renormalise"), stated(at_least, node, 0.5))
        for node in tree.branches
    }


def _labels(within: str, data: Data) -> npt.NDArray[Any] | None:
    """Return who is compared with whom; None for all with all."""
    parts = {
        "all": (),
        "group": (data.groups,),
        "period": (data.periods,),
        "group_period": (data.groups, data.periods),
    }
    if within not in parts:
        raise GkevalError(f"within is {within!r}, must be one of: {', '.join(parts)}")
    columns = parts[within]
    if any(column is None for column in columns):
        raise GkevalError(f"within={within!r} needs the columns: give group= and period=")
    if not columns:
        return None
    if len(columns) == 1:
        return np.asarray(columns[0])
    return np.array([" / ".join(map(str, pair)) for pair in zip(*columns, strict=True)])


def _screened(
    screen: Screening | float | None, data: Data, tree: Tree
) -> tuple[npt.NDArray[np.bool_], list[Problem]]:
    if screen is None:
        return np.ones(len(data.values), dtype=bool), []
    limits = screen if isinstance(screen, Screening) else Screening(at_least=float(screen))
    passed = screened(data.values, limits, tree.parent[tree.leaves], data.applicable)
    return passed, [
        Problem(
            "screened_out",
            found="too few values, or too many zeros",
            allowed=str(limits),
            remedy="find the missing values; until then the unit has no score",
            source="frame",
            table="frame",
            unit=str(data.units["unit"].iloc[row]),
            severity="warning",
        )
        for row in np.flatnonzero(~passed)
    ]


def _lifted(lifted: Mapping[int, int], methods: Mapping[int, Method], tree: Tree) -> list[Problem]:
    return [
        Problem(
            "lifted_to_floor",
            found=f"{count} values below the floor",
            allowed=f"values of {methods[node].option('floor')} or more",
            remedy="they count as the floor; state another, or normalise to a scale above it",
            source="frame",
            table="frame",
            column=tree.ids[node],
            severity="warning",
        )
        for node, count in lifted.items()
    ]


def _said(methods: Mapping[int, Method], tree: Tree) -> str:
    names = dict.fromkeys(str(methods[node]) for node in sorted(methods))
    if len(names) == 1 and len(methods) == len(tree.branches):
        return next(iter(names))
    return "; ".join(f"{tree.ids[node]}: {methods[node]}" for node in sorted(methods)) or "given"


def _stated(weights: Any) -> str:
    return weights if isinstance(weights, str) else "given by node"
