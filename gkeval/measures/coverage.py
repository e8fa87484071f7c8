"""Coverage: which share of the required elements is there.

An element is there when the list of a record holds exactly it, spaces around it aside. ``over:
each`` adds up the elements of every record and divides by those required of all records; ``over:
all`` asks which elements are in any record of the unit. With `weights` an element counts as often
as its weight says. A record without a list has none of the elements. A unit without records takes
what `when_empty` says.

Records with the same list are counted before their elements are looked for.
"""

from __future__ import annotations

from collections.abc import Sequence

import narwhals.stable.v2 as nw
import numpy as np
import numpy.typing as npt
import pandas as pd

from gkeval.measures.columns import named_columns
from gkeval.measures.conditions import has_element, holds
from gkeval.measures.context import Context
from gkeval.measures.expressions import always
from gkeval.measures.frames import collected, gather
from gkeval.measures.kinds import Coverage
from gkeval.measures.marks import Marks, dated, shown, with_provenance
from gkeval.measures.results import of_units, shares


def coverage(measure: Coverage, context: Context) -> pd.DataFrame | None:
    """Return the coverage of every unit; None when the table was not supplied."""
    marks = mark(measure, context)
    if marks is None:
        return None
    frame = marks.frame.filter(marks.where & marks.base)
    lists = frame.group_by("unit", "_list").agg(nw.len().alias("_n"))
    there = {f"_{i}": marks.extra[f"_{i}"] for i in range(len(measure.elements))}
    lists = lists.select("unit", "_n", **there)
    names = list(there)
    if measure.over == "all":
        sums = [nw.col(name).max() for name in names]
    else:
        lists = lists.with_columns(**{name: nw.col(name) * nw.col("_n") for name in names})
        sums = [nw.col(name).sum() for name in names]
    found = collected(lists.group_by("unit").agg(nw.col("_n").sum(), *sums))
    n = of_units(found, context, "_n")
    weights = _weights(measure)
    present = sum(
        (w * of_units(found, context, name) for w, name in zip(weights, names, strict=True)),
        start=np.zeros(len(n)),
    )
    required = sum(weights) * (np.minimum(n, 1) if measure.over == "all" else n)
    return shares(context, present, required, n, measure.when_empty)


def items(measure: Coverage, context: Context, units: Sequence[str] | None) -> pd.DataFrame | None:
    """Return the records that were looked at, and which elements each lacks or holds."""
    marks = mark(measure, context, provenance=True)
    if marks is None:
        return None
    found = shown(marks, context, units)
    names = [f"_{i}" for i in range(len(measure.elements))]
    there = found[names].to_numpy(dtype=np.float64) == 1
    found = found.drop(columns=[*names, "_list"])
    wanted = there if measure.over == "all" else ~there
    texts = _joined(wanted, measure.elements)
    code, none = (
        ("has_element", "no_element")
        if measure.over == "all"
        else (
            "missing_element",
            "complete",
        )
    )
    why = np.where(wanted.any(axis=1), [f"{code}:{text}" for text in texts], none)
    found["why"] = pd.array(np.where(found["base"], why, found["why"]), dtype="str")
    if measure.over == "all":
        return found.drop(columns=["numerator", "denominator"])
    return found


def mark(measure: Coverage, context: Context, provenance: bool = False) -> Marks | None:
    """Mark the records that enter and what each holds; `_0`, `_1` … say it of every element."""
    names = [name for _, name in named_columns(measure)]
    rows = gather(context, measure.table, with_provenance(names, provenance))
    if rows is None:
        return None
    period = dated(rows, measure, context)
    given = measure.column in rows.kinds
    text = nw.col(measure.column).fill_null("") if given else nw.lit("")
    weights = _weights(measure)
    elements = {
        f"_{i}": has_element("_list", element).cast(nw.Int64)
        for i, element in enumerate(measure.elements)
    }
    present = nw.lit(0)
    for weight, there in zip(weights, elements.values(), strict=True):
        present = present + there * weight
    return Marks(
        frame=rows.frame.with_columns(_list=text),
        where=holds(rows, measure.where),
        base=period.inside,
        hit=present > 0,
        why=(*period.why, ("counted", always())),
        kinds=rows.kinds,
        numerator=present,
        denominator=nw.lit(sum(weights)),
        extra={"_list": nw.col("_list"), **elements},
    )


def _weights(measure: Coverage) -> list[int]:
    return [measure.weights.get(element, 1) for element in measure.elements]


def _joined(chosen: npt.NDArray[np.bool_], elements: Sequence[str]) -> list[str]:
    """Return the chosen elements of every row as ``a;b``; equal rows are written once."""
    rows, inverse = np.unique(chosen, axis=0, return_inverse=True)
    texts = [";".join(np.array(elements, dtype=object)[row]) for row in rows]
    return [texts[i] for i in np.ravel(inverse)]
