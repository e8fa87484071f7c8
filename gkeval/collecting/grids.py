"""The rows that raters fill: one per unit and judged indicator, and per rater where they are named.

In: a scheme, its units, raters. Out: a frame of prefilled rows, all indicators of a kind together.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from gkeval.collecting.asked import Answer, answer, judged
from gkeval.measures.kinds import Judgement
from gkeval.rules.sentences import say_rule
from gkeval.scheme.model import Indicator, Scheme
from gkeval.spec import Lang

Block = tuple[int, int, Answer]
"""First and last row (from 0) of a run of rows, and what may be answered in them."""

BESIDE = ("title", "points", "standard", "clause")
"""What stands beside each row for raters to read."""


def judgement_rows(
    scheme: Scheme, units: pd.DataFrame, raters: Sequence[str] = (), lang: Lang = "zh"
) -> pd.DataFrame:
    """Return the rows to be judged.

    Parameters
    ----------
    scheme
        Its judged indicators are taken, each for the units that it applies to.
    units : data frame
        Columns unit, group; subsets where the scheme has any.
    raters
        Names; without them the rater is left empty, one row per unit and indicator.
    lang
        Of what stands beside the rows.

    Returns
    -------
    data frame
        unit, record, indicator, rater and the columns of `BESIDE`, ordered by indicator (as the
        scheme has them), unit (as given) and rater. `record` names the row for good: unit,
        indicator and rater.

    Examples
    --------
    >>> import gkeval as gk
    >>> units = pd.DataFrame({"unit": ["A", "B"], "group": "city"})
    >>> rows = judgement_rows(gk.load_scheme("sichuan-land-2011"), units, ["甲", "乙"])
    >>> len(rows), rows["record"].head(3).tolist()
    (20, ['A/disclosure/甲', 'A/disclosure/乙', 'B/disclosure/甲'])
    """
    named = np.array(list(raters) or [""], dtype=object)
    ids = units["unit"].to_numpy(dtype=object)
    parts = []
    for indicator in judged(scheme):
        own = ids[applies(scheme, indicator, units)]
        part = pd.DataFrame(
            {
                "unit": np.repeat(own, len(named)),
                "indicator": indicator.id,
                "rater": np.tile(named, len(own)),
            },
            dtype=object,
        )
        parts.append(part.assign(**_beside(indicator, scheme, lang)))
    columns = ["unit", "record", "indicator", "rater", *BESIDE]
    rows = pd.concat(parts, ignore_index=True)
    record = rows["unit"] + "/" + rows["indicator"]
    rows["record"] = record + "/" + rows["rater"] if len(raters) else record
    return rows[columns]


def applies(scheme: Scheme, indicator: Indicator, units: pd.DataFrame) -> npt.NDArray[np.bool_]:
    """Return which units an indicator applies to: by its groups and those of what is above it.

    >>> import gkeval as gk
    >>> scheme = gk.load_scheme("ningxia-2017")
    >>> units = pd.DataFrame({"unit": ["A", "B"], "group": ["city", "county"]})
    >>> applies(scheme, scheme.by_id["disclosure.pilot_guidance"], units).tolist()
    [True, False]
    """
    group = units["group"].to_numpy(dtype=object)
    subsets = units["subsets"] if "subsets" in units else pd.Series("", index=units.index)
    wrapped = ";" + subsets.fillna("").astype("str") + ";"
    result = np.ones(len(units), dtype=bool)
    current = indicator.id
    while current:
        if names := scheme.by_id[current].groups:
            within = np.isin(group, list(names))
            for name in names:
                within |= wrapped.str.contains(f";{name};", regex=False).to_numpy(dtype=bool)
            result &= within
        current = scheme.parents[current]
    return result


def standard(indicator: Indicator, scheme: Scheme, lang: Lang) -> str:
    """Return what a judge goes by: what is looked at, how it is scored, what may be written.

    >>> import gkeval as gk
    >>> scheme = gk.load_scheme("ningxia-2017")
    >>> print(standard(scheme.by_id["disclosure.pilot_guidance"], scheme, "en"))
    How the city guides and supervises its pilot, judged by level. By the level given: “优” full \
points, “良” 0.8 points, “中” 0.6 points, “差” no points.
    """
    groups = {name: group.title for name, group in scheme.groups.items()}
    said = indicator.about.to(lang) if indicator.about else ""
    rule = ""
    if indicator.rule is not None:
        measure = None if isinstance(indicator.measured, Judgement) else indicator.measured
        rule = say_rule(
            indicator.rule, lang, points=indicator.points, measure=measure, groups=groups
        )
    return ("" if lang == "zh" else " ").join(part for part in (said, rule) if part)


def _beside(indicator: Indicator, scheme: Scheme, lang: Lang) -> dict[str, str | float]:
    return {
        "title": indicator.title.to(lang),
        "points": float(indicator.points),
        "standard": standard(indicator, scheme, lang),
        "clause": indicator.clause,
    }


def blocks(rows: pd.DataFrame, scheme: Scheme, lang: Lang) -> tuple[Block, ...]:
    """Return the runs of rows that are answered alike.

    >>> import gkeval as gk
    >>> units = pd.DataFrame({"unit": ["A", "B"], "group": "city"})
    >>> scheme = gk.load_scheme("sichuan-land-2011")
    >>> found = blocks(judgement_rows(scheme, units), scheme, "zh")
    >>> [(first, last, answer.most) for first, last, answer in found][:2]
    [(0, 1, Decimal('77.0')), (2, 3, Decimal('9.0'))]
    """
    if rows.empty:
        return ()
    changes = np.flatnonzero((rows["indicator"] != rows["indicator"].shift()).to_numpy())
    ends = np.append(changes[1:], len(rows)) - 1
    found: list[Block] = []
    for first, last in zip(changes.tolist(), ends.tolist(), strict=True):
        own = answer(scheme.by_id[rows["indicator"].iloc[first]], scheme, lang)
        if found and found[-1][2] == own:
            found[-1] = (found[-1][0], last, own)
        else:
            found.append((first, last, own))
    return tuple(found)
