"""Judgements as they stand in a file, held against the scheme: the exact cell of each fault.

The reader knows no scheme; here a score beyond the full mark, an unknown level or a wrong indicator
is found, with its sheet and row.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from gkeval.collecting.asked import answer, judged
from gkeval.collecting.grids import applies
from gkeval.errors import Problem, Problems, Severity
from gkeval.judging.ratings import numbers_of
from gkeval.records.cells import as_text
from gkeval.records.faults import shown
from gkeval.records.raw import Raw
from gkeval.records.sources import Source, gather
from gkeval.rules.kinds import Levels
from gkeval.scheme.adjustments import Bonus, Deduction
from gkeval.scheme.model import Indicator, Scheme
from gkeval.tables import STATES
from gkeval.words import number

_NOT_JUDGED = "is not judged but measured"
_STATES = tuple(word for state in STATES for word in state)
_SELF = ("self", "自评")
_OR_STATE = ", or a state such as 不适用, 未评估"

Mask = npt.NDArray[np.bool_]


def check_judgements(source: Source, scheme: Scheme) -> Problems:
    """Return what is wrong with judgements under a scheme; nothing is raised.

    An unknown indicator and a value that cannot be given for it are errors; judgements of what is
    measured from records, or does not apply to the unit, are warnings, for they do not count.

    Parameters
    ----------
    source
        As in `gkeval.read_records`.
    scheme
        Whose judged indicators and adjustments may stand in the column `indicator`.

    Examples
    --------
    >>> import gkeval as gk
    >>> units = pd.DataFrame({"unit": ["A"], "group": ["city"]})
    >>> rows = pd.DataFrame({"unit": "A", "record": ["1", "2"], "rater": "甲",
    ...                      "indicator": ["disclosure", "services"], "value": [76.5, 9.5]})
    >>> scheme = gk.load_scheme("sichuan-land-2011")
    >>> print(check_judgements({"units": units, "judgements": rows}, scheme))
    data frame 'judgements', row 1, value: found 9.5; allowed: a number from 0 to 9, or a state \
such as 不适用, 未评估. Remedy: correct the judgement
    """
    found_in = gather(source, frozenset({"units", "judgements"})).raws
    raws = [raw for raw in found_in if isinstance(raw, Raw)]
    units = next((_units(raw) for raw in raws if raw.table.name == "units" and raw.usable), None)
    found: list[tuple[int, Problem]] = []
    for raw in raws:
        if (
            raw.table.name == "judgements"
            and raw.usable
            and {"indicator", "value"} <= set(raw.frame)
        ):
            found += _faults(raw, scheme, units)
    return Problems(problem for _, problem in sorted(found, key=lambda pair: pair[0]))


def _units(raw: Raw) -> pd.DataFrame:
    names = [name for name in ("unit", "group", "subsets") if name in raw.frame]
    return pd.DataFrame({name: as_text(raw.frame[name]) for name in names})


def _faults(raw: Raw, scheme: Scheme, units: pd.DataFrame | None) -> list[tuple[int, Problem]]:
    indicator = as_text(raw.frame["indicator"]).astype(object)
    value = as_text(raw.frame["value"]).astype(object)
    unit = as_text(raw.frame["unit"]).astype(object) if "unit" in raw.frame else indicator * 0
    named = indicator.notna().to_numpy()
    found: list[tuple[int, Problem]] = []

    def note(
        mask: Mask, code: str, column: str, texts: Iterable[Any], allowed: str, remedy: str,
        severity: Severity = "error",
    ) -> None:  # fmt: skip
        rows = np.flatnonzero(mask)
        for row, text in zip(rows.tolist(), texts, strict=True):
            owner = unit.iloc[row]
            found.append(
                (
                    row,
                    Problem(
                        code, shown(str(text)), allowed, remedy, raw.source, int(raw.rows[row]),
                        "judgements", column, owner if isinstance(owner, str) else "", severity,
                    ),
                )
            )  # fmt: skip

    own = {item.id: item for item in judged(scheme)}
    judged_too = {
        item.id: item
        for item in scheme.measured
        if not isinstance(item, Indicator) and item.measured.table == "judgements"
    }
    known = named & indicator.isin([*own, *judged_too]).to_numpy()
    # a self-assessment may be of any indicator, in points where it is measured
    kind = as_text(raw.frame["kind"]) if "kind" in raw.frame else pd.Series("", raw.frame.index)
    by_self = kind.isin(_SELF).to_numpy()
    leaves = {item.id: item for item in scheme.leaves if item.measured.table != "judgements"}
    undrawn = {item.id for item in scheme.leaves} - set(own) - set(leaves)
    self_given = named & by_self & ~known & indicator.isin(list(leaves)).to_numpy()
    every = indicator.isin([item.id for item in scheme.measured]).to_numpy()
    measured = named & ~known & ~self_given & every
    unknown = named & ~known & ~measured & ~self_given
    note(
        unknown, "unknown_indicator", "indicator", indicator[unknown],
        "a judged indicator of the scheme", "correct the id of the indicator",
    )  # fmt: skip
    note(
        measured, "not_judged", "indicator",
        [
            f"{name}, which {'a draw left out' if name in undrawn else _NOT_JUDGED}"
            for name in indicator[measured]
        ],
        "a judged indicator of the scheme", "remove the row: it does not count", "warning",
    )  # fmt: skip
    filled = value.notna().to_numpy() & ~value.isin(_STATES).to_numpy()
    numbers = np.full(len(value), np.nan)
    numbers[filled] = numbers_of(value[filled])
    for name, item in (own | judged_too).items():
        mine = known & (indicator == name).to_numpy()
        wrong, allowed = _wrong(item, scheme, value, numbers)
        bad = mine & filled & wrong
        note(bad, "judgement_out_of_range", "value", value[bad], allowed, "correct the judgement")
        if units is not None and isinstance(item, Indicator) and "group" in units:
            outside = units["unit"][~applies(scheme, item, units)]
            idle = mine & unit.isin(list(outside)).to_numpy()
            note(
                idle, "does_not_apply", "indicator",
                [f"{name}, which does not apply to {owner}" for owner in unit[idle]],
                "a judged indicator of the scheme", "remove the row: it does not count", "warning",
            )  # fmt: skip
    for name, leaf in leaves.items():
        most = float(leaf.points)
        mine = self_given & (indicator == name).to_numpy() & filled
        with np.errstate(invalid="ignore"):
            bad = mine & ~((numbers >= 0) & (numbers <= most * (1 + 1e-9)))
        allowed = f"a number from 0 to {number(most)}{_OR_STATE}"
        note(bad, "judgement_out_of_range", "value", value[bad], allowed, "correct the judgement")
    return found


def _wrong(
    item: Any, scheme: Scheme, value: pd.Series[Any], numbers: npt.NDArray[np.float64]
) -> tuple[Mask, str]:
    """Return which values cannot be given for an indicator or adjustment, and what can."""
    words: tuple[str, ...] = ()
    most = np.inf
    if isinstance(item, Indicator):
        own = answer(item, scheme, "zh")
        words = own.words
        if isinstance(item.rule, Levels):
            levels = ", ".join(item.rule.levels)
            return ~value.isin(list(words)).to_numpy(), f"one of {levels}{_OR_STATE}"
        most = np.inf if own.most is None else float(own.most)
    elif isinstance(item, Bonus | Deduction) and item.judged_up_to is not None:
        most = float(item.judged_up_to)
    with np.errstate(invalid="ignore"):
        fits = (numbers >= 0) & (numbers <= most * (1 + 1e-9))
    limits = "a number from 0" if np.isinf(most) else f"a number from 0 to {number(most)}"
    return ~fits & ~value.isin(list(words)).to_numpy(), limits + _OR_STATE
