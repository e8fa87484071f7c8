"""The steps before aggregation, on arrays: impute, treat, normalise, and what is to report."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from gkeval.composite import impute, normalise, treat
from gkeval.composite.arrays import Bools, Floats, spread
from gkeval.composite.filling import Imputed
from gkeval.composite.frames import Data, goals
from gkeval.composite.methods import Method, choose
from gkeval.composite.treat.reports import Treated
from gkeval.composite.tree import Tree
from gkeval.errors import GkevalError, Problem

Columns = npt.NDArray[np.intp]

IMPUTE: Mapping[str, Callable[..., Any]] = {
    **impute.METHODS,
    "group_mean": impute.mean,
    "group_median": impute.median,
}
LATE = "siblings"
"""The method of imputation that works on normalised values."""

COMPARES_UNITS = tuple(
    name for name in normalise.METHODS if name not in ("goalposts", "scaled", "none")
)


@dataclass(frozen=True, eq=False)
class Filled:
    """Values after imputation, and marks on filled cells."""

    values: Floats
    marks: Bools


def per_indicator(
    choice: Any, tree: Tree, what: str, known: Mapping[str, Callable[..., Any]]
) -> list[tuple[Method, Columns]]:
    """Return methods, and the columns that each is for.

    Parameters
    ----------
    choice
        One `Choice` for all indicators, or a mapping of the id of an indicator or branch, or
        ``"*"`` (all others), to one; the nearest id above an indicator decides. None for none.
    """
    if choice is None:
        return []
    single = not isinstance(choice, Mapping) or "method" in choice
    stated = {"*": choice} if single else dict(choice)
    if unknown := sorted(set(map(str, stated)) - set(tree.ids) - {"*"}):
        raise GkevalError(
            f"{what} names {', '.join(unknown)}, must be ids of the tree "
            f"({', '.join(tree.ids[:12])} …) or '*'"
        )
    methods: dict[str, tuple[Method, list[int]]] = {}
    for column, leaf in enumerate(tree.leaves):
        node = int(leaf)
        while node >= 0 and tree.ids[node] not in stated:
            node = int(tree.parent[node])
        key = tree.ids[node] if node >= 0 else "*"
        if key in stated and stated[key] is not None:
            if key not in methods:
                methods[key] = choose(stated[key], known, what), []
            methods[key][1].append(column)
    return [(method, np.array(columns, dtype=np.intp)) for method, columns in methods.values()]


def said(chosen: list[tuple[Method, Columns]], count: int) -> str:
    """Return what was chosen, in words."""
    if not chosen:
        return "none"
    return "; ".join(
        str(method) if len(columns) == count else f"{method} for {len(columns)}"
        for method, columns in chosen
    )


def imputed(
    values: Floats, chosen: list[tuple[Method, Columns]], data: Data, tree: Tree, late: bool
) -> Filled:
    """Fill gaps: before normalisation, or (`late`) by siblings after it."""
    marks = np.zeros(values.shape, dtype=bool)
    branches = tree.parent[tree.leaves]
    for method, columns in chosen:
        if (method.name == LATE) != late:
            continue
        # by id: what is summed over indicators is then the same however the table is ordered
        columns = np.array(sorted(columns, key=lambda column: tree.indicators[column]))
        known: dict[str, Any] = {}
        if method.takes("branches"):
            known["branches"] = branches[columns]
        if method.name == LATE:
            known["weights"] = tree.effective[tree.leaves][columns]
        if method.name.startswith("group_"):
            if data.groups is None:
                raise GkevalError(f"impute={method.name!r} needs groups: give group=")
            known["groups"] = data.groups
        if method.takes("periods"):
            if data.periods is None:
                raise GkevalError("impute='carry' needs periods: give period=")
            known |= {"units": data.units["unit"].to_numpy(), "periods": data.periods}
        before = values[:, columns]
        found = method(before, **known)
        after = found.values if isinstance(found, Imputed) else np.asarray(found, dtype=np.float64)
        if after.shape != before.shape:
            raise GkevalError(f"impute: {method} returned {after.shape}, must be {before.shape}")
        filled = np.isnan(before) & ~np.isnan(after)
        if data.applicable is not None:
            filled &= data.applicable[:, columns]
        if not marks.any():
            values = values.copy()
        values[:, columns] = np.where(filled, after, before)
        marks[:, columns] |= filled
    return Filled(values, marks)


def treated(
    values: Floats,
    chosen: list[tuple[Method, Columns]],
    labels: npt.NDArray[Any] | None,
) -> tuple[Floats, Bools, tuple[tuple[str, Treated], ...]]:
    """Treat outliers, within each label apart."""
    marks = np.zeros(values.shape, dtype=bool)
    if not chosen:
        return values, marks, ()
    values = values.copy()
    names = np.zeros(len(values), dtype=np.intp) if labels is None else labels
    distinct, inverse = np.unique(names, return_inverse=True)
    reports = []
    for position in range(len(distinct)):
        rows = np.flatnonzero(inverse == position)
        before = values[rows]
        after, methods = before.copy(), [""] * values.shape[1]
        passed = np.ones(values.shape[1], dtype=bool)
        for method, columns in chosen:
            found = method(before[:, columns])
            own = not isinstance(found, Treated)
            after[:, columns] = np.asarray(found) if own else found.values
            for place, column in enumerate(columns):
                methods[column] = str(method) if own else found.methods[place]
                passed[column] = own or bool(found.passed[place])
        report = treat.report(before, after, methods, passed)
        values[rows] = after
        marks[rows] = report.changed
        reports.append(("" if labels is None else str(distinct[position]), report))
    return values, marks, tuple(reports)


def normalised(
    values: Floats,
    chosen: list[tuple[Method, Columns]],
    labels: npt.NDArray[Any] | None,
    tree: Tree,
    units: npt.NDArray[Any],
) -> tuple[Floats, tuple[float, float] | None, list[Problem]]:
    """Normalise, within each label apart; tell the scale, and which indicators are constant."""
    posts, targets = goals(tree)
    sign = tree.direction[tree.leaves]
    result = np.full(values.shape, np.nan) if len(chosen) != 1 else values
    scales = set()
    for method, columns in chosen:
        everything = len(columns) == values.shape[1]
        known: dict[str, Any] = {"target": targets[columns]}
        if method.takes("scale"):
            known |= {"low": posts[columns, 0], "high": posts[columns, 1]}
            _needs(method, "low", posts[columns, 0], [tree.indicators[c] for c in columns])
        _needs(method, "target", targets[columns], [tree.indicators[c] for c in columns])
        part = values if everything else values[:, columns]
        done = np.full(part.shape, np.nan) if labels is not None else part
        for rows in _label_rows(labels, len(values)):
            chosen_method = _with_row(method, units[rows]) if method.takes("reference") else method
            found = normalise.apply(chosen_method, part[rows], sign[columns], **known)
            if labels is None:
                done = found
            else:
                done[rows] = found
        if everything:
            result = done
        else:
            result[:, columns] = done
        scales.add(normalise.scale_of(method))
    scale = scales.pop() if len(scales) == 1 else None
    return result, scale, _constants(values, result, chosen, labels, tree)


def _label_rows(labels: npt.NDArray[Any] | None, count: int) -> Iterator[Any]:
    """Yield the rows of each label; all of them where there are no labels."""
    if labels is None:
        yield slice(None)
        return
    _, inverse = np.unique(labels, return_inverse=True)
    for label in range(inverse.max(initial=-1) + 1):
        yield np.flatnonzero(inverse == label)


def _needs(method: Method, option: str, known: Floats, names: list[str]) -> None:
    if method.own or not method.takes(option) or option in dict(method.options):
        return
    if lacking := [n for n, value in zip(names, np.ravel(known), strict=True) if np.isnan(value)]:
        column = "target" if option == "target" else "goalposts"
        raise GkevalError(
            f"normalise={method.name!r} needs {column} for {', '.join(lacking[:12])}. "
            f"Remedy: give the column {column} of the tree, or {option}="
        )


def _with_row(method: Method, units: npt.NDArray[Any]) -> Method:
    """Let the reference be a unit's id."""
    options = dict(method.options)
    wanted = options.get("reference")
    rows = np.flatnonzero(units == wanted)
    if len(rows) != 1:
        raise GkevalError(
            f"reference is {wanted!r}, must be the id of one unit, once among those compared "
            "(within='period' for a panel)"
        )
    return Method(method.name, method.function, (*method.options, ("reference", int(rows[0]))))


def _constants(
    values: Floats,
    result: Floats,
    chosen: list[tuple[Method, Columns]],
    labels: npt.NDArray[Any] | None,
    tree: Tree,
) -> list[Problem]:
    names = np.zeros(len(values), dtype=np.intp) if labels is None else labels
    distinct, inverse = np.unique(names, return_inverse=True)
    problems = []
    for position in range(len(distinct)):
        rows = slice(None) if len(distinct) == 1 else inverse == position
        low, _, same = spread(values[rows])
        where = "" if labels is None else f" in {distinct[position]}"
        for method, columns in chosen:
            for column in columns[same[columns]]:
                if np.isnan(low[column]):
                    problems.append(_said_of(tree, column, f"no value{where}", "leave it out"))
                elif method.own or method.name in COMPARES_UNITS:
                    got = np.nanmax(result[rows][:, column])
                    problems.append(
                        _said_of(
                            tree,
                            column,
                            f"the same value for every unit{where}: {low[column]:g}",
                            f"every unit gets {got:g} by {method}: state another, or leave it out",
                        )
                    )
    return problems


def _said_of(tree: Tree, column: int, found: str, remedy: str) -> Problem:
    return Problem(
        "constant_indicator" if "same" in found else "empty_indicator",
        found=found,
        allowed="an indicator that tells units apart",
        remedy=remedy,
        source="frame",
        table="frame",
        column=tree.indicators[column],
        severity="warning",
    )
