"""A composite index becomes an Assessment, and a scheme's values what an index is built from.

In: an `Index`. Out: an `Assessment` with the same totals and ranks, so that explanations, charts,
comparisons, archives and reports work on it. A branch stays a branch, with how it combines its
children (a weighted mean, a geometric one, the lowest, …); one that a scheme cannot say, such as an
outranking, in which units are compared, becomes one indicator, of which the explanation lists the
parts.
"""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from gkeval.assessment.index_parts import Worked
from gkeval.assessment.index_plan import Plan, indicators_of, titles_of, values_of
from gkeval.assessment.result import Assessment
from gkeval.assessment.run import score
from gkeval.composite.index import Index
from gkeval.composite.naming import say_choice
from gkeval.errors import GkevalError
from gkeval.numbers import plain
from gkeval.scheme import parse_scheme
from gkeval.scheme.model import Scheme
from gkeval.spec import Lang
from gkeval.words import label


def from_index(
    index: Index,
    *,
    title: str,
    dates: tuple[str, str] | None = None,
    period: Any = None,
    scale: tuple[float, float] | None = None,
    full: float | None = None,
    decimals: int | None = None,
    rank_on: str = "exact",
    by_group: bool = False,
    lang: Lang = "zh",
    scheme_id: str = "composite-index",
    source: str = "",
) -> Assessment:
    """Return the assessment that an index amounts to.

    Parameters
    ----------
    index
        What `gkeval.composite.build` returned.
    title
        Of the index, in the language `lang`.
    dates : pair of str
        First and last day that the index is about; the year, when `period` is one.
    period
        Which period, where the index has several.
    scale : pair of float
        What earns nothing and what earns all. Needed where the index has no scale of its own
        (z-scores, own functions).
    full : float
        The full mark; the upper end of the scale when the lower one is 0, else 100.
    decimals : int
        Places of published totals; 2 for a full mark of 100 and more, else 4.
    rank_on : 'exact' or 'published'
        Whether ranks are made from unrounded or from published totals.
    by_group : bool
        Whether units are ranked within their group instead of all together.
    lang : 'zh' or 'en'
    scheme_id, source
        Id of the scheme that is made, and the document that the index comes from.

    Returns
    -------
    Assessment
        Totals are the index on the full mark. A unit without an index has no rank. Cells that were
        imputed or treated are marked in the explanation.

    Raises
    ------
    GkevalError
        When `dates`, `period` or `scale` must be said, or a score lies outside the scale.

    Examples
    --------
    >>> from gkeval import composite
    >>> frame = pd.DataFrame({"unit": ["甲省", "乙省"], "a": [1, 2], "b": [5, 4]})
    >>> tree = pd.DataFrame({"id": ["a", "b"], "parent": ["", ""], "weight": [3, 1]})
    >>> result = from_index(composite.build(frame, tree), title="公开指数", full=100,
    ...                     dates=("2024-01-01", "2024-12-31"))
    >>> result.ranking()[["rank", "unit", "score"]].to_numpy().tolist()
    [[1, '乙省', 75.0], [2, '甲省', 25.0]]
    """
    rows = _rows(index, period)
    low, high = _scale(index, scale, rows)
    mark = full if full is not None else (high if low == 0 else 100.0)
    plan = Plan.of(index, (low, high))
    units = _units(index, rows, by_group, plan)
    scheme = parse_scheme(
        {
            "scheme": scheme_id,
            "title": {lang: title},
            "lang": lang,
            "source": {"document": source or title, "note": _note(index)},
            "period": _dates(dates, period, index, rows),
            "points": plain(Decimal(repr(float(mark)))),
            "points_from": "proposed",
            "groups": plan.groups,
            "rounding": {
                "decimals": decimals if decimals is not None else (2 if mark >= 100 else 4),
                "rank_on": rank_on,
            },
            **({"combine": plan.branches[0]} if plan.branches.get(0) else {}),
            "indicators": indicators_of(index, plan, Decimal(repr(float(mark))), (low, high), lang),
        },
        source=scheme_id,
    )
    values = values_of(index, plan, rows, (low, high))
    result = score(scheme, values, units)
    whole = index.total[rows]
    if (decided := _decided(result, units["unit"][np.isnan(whole)])).any():
        known = values["unit"].isin(decided[decided].index) & (values["state"] == "scored")
        result = score(
            scheme,
            values.assign(
                value=values["value"].mask(known), state=values["state"].mask(known, "not_assessed")
            ),
            units,
        )
    _same(result, pd.Series((whole - low) / (high - low) * mark, index=units["unit"]), mark)
    return replace(
        result,
        problems=result.problems + index.problems,
        evidence=Worked(index, plan.nodes, dict(zip(units["unit"], rows, strict=True)), lang),
    )


def index_input(scheme: Scheme, values: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return what `gkeval.composite.build` takes, from a scheme and its values.

    Parameters
    ----------
    scheme
        Points become weights; ``relative`` rules say whether more is better, ``linear`` ones give
        goalposts, ``at_least``, ``at_most`` and ``proportion`` with one target a target.
    values
        The values table (long): unit, indicator, value, state. Only scored cells have a value.

    Returns
    -------
    frame, tree : pandas.DataFrame
        One row per unit and one column per leaf; the flat table of the tree.

    Examples
    --------
    >>> import gkeval as gk
    >>> result = gk.assess("sichuan-land-2011", gk.read_records(gk.sample("sichuan-land-2011")))
    >>> frame, tree = index_input(result.scheme, result.values)
    >>> tree[["id", "weight"]].head(2).to_numpy().tolist()
    [['disclosure', 77.0], ['services', 9.0]]
    """
    leaves = [leaf.id for leaf in scheme.leaves]
    known = values[values["indicator"].isin(leaves)]
    scored = (
        known["value"].where(known["state"] == "scored") if "state" in known else known["value"]
    )
    wide = known.assign(value=pd.to_numeric(scored)).pivot(
        index="unit", columns="indicator", values="value"
    )
    frame = wide.reindex(columns=leaves).reset_index()
    frame.columns.name = None
    rows = []
    for indicator, _ in scheme.walk():
        rule = indicator.rule
        better = getattr(rule, "better", None)
        less = better == "less" or (
            better is None and getattr(rule, "more_is_better", None) is False
        )
        zero, full = getattr(rule, "zero", None), getattr(rule, "full", None)
        posts = None
        if zero is not None and full is not None:
            less = full < zero
            posts = (float(min(zero, full)), float(max(zero, full)))
        target = getattr(rule, "target", None)
        rows.append(
            {
                "id": indicator.id,
                "parent": scheme.parents[indicator.id],
                "title": indicator.title.to("zh"),
                "title_en": indicator.title.en,
                "weight": float(indicator.points),
                "direction": -1 if less and indicator.is_leaf else 1,
                "goalposts": posts,
                "target": float(target) if isinstance(target, Decimal) else None,
            }
        )
    return frame, pd.DataFrame(rows)


def _rows(index: Index, period: Any) -> npt.NDArray[np.intp]:
    if "period" not in index.units:
        return np.arange(len(index.units))
    there = index.units["period"].unique()
    if period is None and len(there) > 1:
        raise GkevalError(f"period must be one of: {', '.join(map(str, there[:12]))}")
    mine = index.units["period"] == (there[0] if period is None else period)
    if not mine.any():
        raise GkevalError(
            f"period is {period!r}, must be one of: {', '.join(map(str, there[:12]))}"
        )
    return np.flatnonzero(mine.to_numpy())


def _scale(
    index: Index, scale: tuple[float, float] | None, rows: npt.NDArray[np.intp]
) -> tuple[float, float]:
    found = scale or index.scale
    if found is None:
        raise GkevalError(
            f"the index has no scale (normalise: {index.choices['normalise']}). Remedy: say what "
            "earns nothing and what earns all, such as scale=(0, 100)"
        )
    low, high = float(found[0]), float(found[1])
    if not low < high:
        raise GkevalError(f"scale is {found}, the first must be below the second")
    scores = np.column_stack([index.score(name)[rows] for name in index.tree.ids])
    slack = 1e-9 * (high - low)
    if (scores < low - slack).any() or (scores > high + slack).any():
        raise GkevalError(
            f"scores run from {np.nanmin(scores):g} to {np.nanmax(scores):g}, must lie within the "
            f"scale {low:g} to {high:g}. Remedy: state a wider scale="
        )
    return low, high


def _dates(
    dates: tuple[str, str] | None, period: Any, index: Index, rows: npt.NDArray[np.intp]
) -> dict[str, str]:
    if dates is not None:
        return {"from": dates[0], "to": dates[1]}
    if "period" in index.units:
        year = str(index.units["period"].iloc[rows[0]]).removesuffix(".0")
        if re.fullmatch(r"[12]\d{3}", year):
            return {"from": f"{year}-01-01", "to": f"{year}-12-31"}
    raise GkevalError('dates must be said: dates=("2024-01-01", "2024-12-31")')


def _note(index: Index) -> dict[Lang, str]:
    """Say every step that was taken."""
    taken = [(step, text) for step, text in index.choices.items() if text != "none"]

    def said(lang: Lang, colon: str) -> list[str]:
        titles = titles_of(index.tree, lang) | {index.tree.ids[0]: label("total", lang)}
        return [f"{label(s, lang)}{colon}{say_choice(text, lang, titles)}" for s, text in taken]

    return {"zh": "；".join(said("zh", "：")), "en": "; ".join(said("en", ": "))}


def _units(index: Index, rows: npt.NDArray[np.intp], by_group: bool, plan: Plan) -> pd.DataFrame:
    frame = index.units.iloc[rows].reset_index(drop=True)
    kept = [name for name in ("unit", "name", "name_en", "parent", "order") if name in frame]
    units = frame[kept].assign(group="all")
    plan.groups["all"] = {
        "title": {"zh": label("all_groups", "zh"), "en": label("all_groups", "en")}
    }
    if by_group:
        if "group" not in frame:
            raise GkevalError("by_group needs groups: build the index with group=")
        names = sorted(frame["group"].astype("str").unique())
        ids = {name: f"g{place + 1}" for place, name in enumerate(names)}
        plan.groups.clear()
        plan.groups.update({ids[name]: {"title": {"zh": name}} for name in names})
        units["group"] = frame["group"].astype("str").map(ids)
    return units


def _decided(result: Assessment, without: pd.Series[str]) -> pd.Series[bool]:
    """Return which units without an index have a total all the same.

    What is missing does not matter where the lowest counts and something scored nothing; the index
    gives no score there, and so does the assessment.
    """
    known = result.totals.set_index("unit")["exact"].reindex(without).notna()
    return known


def _same(result: Assessment, expected: pd.Series[Any], mark: float) -> None:
    """Make sure that the assessment says what the index says."""
    totals = result.totals.set_index("unit")["exact"].reindex(expected.index)
    gap = np.abs(totals.to_numpy(dtype=float) - expected.to_numpy())
    unlike = np.isnan(totals.to_numpy(dtype=float)) != np.isnan(expected.to_numpy())
    if unlike.any() or np.nanmax(gap, initial=0.0) > 1e-6 * mark:
        raise GkevalError(
            "the assessment does not give the totals of the index: please report this, with the "
            f"choices {dict(result.scheme.source.model_dump())}"
        )
