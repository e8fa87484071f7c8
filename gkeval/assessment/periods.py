"""Several periods, such as quarters, into one result: one leaf per period, weighted.

In: assessments of one scheme over several periods. Out: an Assessment whose indicators are the
periods, so that it is ranked, explained, compared and published like any other.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any, Literal

import numpy as np
import pandas as pd

from gkeval.arguments import one_of
from gkeval.assessment.evidence import Kept
from gkeval.assessment.result import Assessment
from gkeval.assessment.run import score
from gkeval.assessment.shares import written_shares
from gkeval.errors import GkevalError, Problem, Problems
from gkeval.numbers import plain
from gkeval.scheme import parse_scheme
from gkeval.scheme.model import Grade, Needs, Scheme

_ID = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.\-]*")
_OWN = re.compile(r"verdict$|above\.")
"""Ids of adjustments that combining adds."""


def combine_periods(
    results: Mapping[str, Assessment],
    weights: Mapping[str, Decimal | float | str],
    *,
    verdicts: Literal["fail", "score"] = "fail",
) -> Assessment:
    """Combine assessments of several periods, such as four quarters into a year.

    Every period counts with its published total.

    * A period that is open for a unit (its total is an interval) leaves the unit's combined total
      open, from nothing to all of the period's points.
    * A period in which nothing applied to a unit passes its points on to the other periods.
    * What a total has above the full mark comes in as a bonus of that period.
    * A unit that was vetoed or failed in a period fails altogether; with ``verdicts="score"`` it
      counts there with the score that it got, with 0 where a veto left none.

    Parameters
    ----------
    results
        Name of a period (``"2023Q1"``, ``"第一季度"``) → its assessment, in the order of time. All
        are of one scheme (by id), with the same full mark, groups and units.
    weights
        Name of a period → its share, as written decimals; together exactly 1.
    verdicts
        What a veto or failure in one period does: ``"fail"`` or ``"score"``.

    Returns
    -------
    Assessment
        Of a scheme with one indicator per period. Grades keep their lines; conditions on
        indicators, which there are none of here, are left out, and `problems` says so. `explain`
        of a period shows what its first-level indicators earned.

    Raises
    ------
    GkevalError
        When periods and weights do not match, the weights are not 1 together, or schemes, groups
        or units differ.

    Examples
    --------
    >>> import gkeval as gk
    >>> import pandas as pd
    >>> values = pd.DataFrame({"unit": ["甲市", "乙市"], "disclosure": [70.0, 60.0],
    ...                        "services": [8, 5], "participation": [7, 7],
    ...                        "design": [4, 3], "openness_rate": [3, 3]})
    >>> first = gk.score("sichuan-land-2011", values)
    >>> second = gk.score("sichuan-land-2011", values.assign(disclosure=[50.0, 76.0]))
    >>> year = combine_periods({"H1": first, "H2": second}, {"H1": "0.4", "H2": "0.6"})
    >>> year.ranking()[["unit", "score"]].values.tolist()
    [['乙市', 87.6], ['甲市', 80.0]]
    """
    _refuse(results, verdicts)
    share = written_shares(weights, results, "periods")
    schemes = {name: result.scheme for name, result in results.items()}
    _check_schemes(schemes)
    _check_units(results)
    last = list(results.values())[-1]
    ids = _ids(list(results))
    totals = {ids[name]: result.totals.set_index("unit") for name, result in results.items()}
    full = float(last.scheme.full_mark)
    values = [_values(leaf, frame, full, verdicts) for leaf, frame in totals.items()]
    above = _above(totals, {ids[name]: weight for name, weight in share.items()}, full)
    if verdicts == "fail":
        failed = sum((frame["verdict"] != "").astype(float) for frame in totals.values())
        values.append(_column("verdict", pd.Series(failed)))
    values += [_column(f"above.{leaf}", excess) for leaf, excess in above.items()]
    scheme, problems = _scheme(schemes, share, ids, above, verdicts)
    made = score(scheme, pd.concat(values, ignore_index=True), last.units)
    return replace(
        made,
        problems=Problems(
            [p for result in results.values() for p in result.problems]
            + [*problems, *made.problems]
        ),
        provisional=frozenset().union(*(result.provisional for result in results.values())),
        evidence=Kept(_earned({ids[name]: result for name, result in results.items()})),
    )


def _refuse(results: Mapping[str, Assessment], verdicts: str) -> None:
    if wrong := [f"{n!r} is {type(r).__name__}" for n, r in results.items() if not _fits(n, r)]:
        raise GkevalError(
            f"results: {', '.join(wrong)}; must map the name of each period to its Assessment. "
            'Remedy: combine_periods({"2023Q1": result, …}, …)'
        )
    one_of("verdicts", verdicts, ("fail", "score"))


def _fits(name: object, result: object) -> bool:
    return isinstance(name, str) and isinstance(result, Assessment)


def _ids(names: list[str]) -> dict[str, str]:
    """Return an id for each period: its name where that can be one, else a number."""
    kept = {name for name in names if _ID.fullmatch(name) and not _OWN.match(name)}
    ids: dict[str, str] = {}
    for place, name in enumerate(names, 1):
        made = name if name in kept else f"period{place}"
        while name not in kept and made in kept:
            made += "_"
        ids[name] = made
    return ids


def _check_schemes(schemes: Mapping[str, Scheme]) -> None:
    seen = {(s.scheme, s.full_mark, tuple(s.groups)) for s in schemes.values()}
    if len(seen) > 1:
        said = "; ".join(
            f"{name}: {s.scheme}, {plain(s.full_mark)} points, {', '.join(s.groups)}"
            for name, s in schemes.items()
        )
        raise GkevalError(
            f"the periods have different schemes ({said}), must be one: the same id, full mark and "
            "groups"
        )


def _check_units(results: Mapping[str, Assessment]) -> None:
    names = list(results)
    groups = {n: result.units.set_index("unit")["group"] for n, result in results.items()}
    first = groups[names[0]]
    for name in names[1:]:
        lacking = first.index.symmetric_difference(groups[name].index)
        moved = [
            unit for unit in first.index.difference(lacking) if first[unit] != groups[name][unit]
        ]
        if len(lacking) or moved:
            which = [*lacking, *moved][:10]
            raise GkevalError(
                f"{', '.join(map(str, which))}: units or their groups differ between {names[0]} "
                f"and {name}, must be the same. Remedy: assess the same units in every period"
            )


def _values(
    leaf: str, totals: pd.DataFrame, full: float, verdicts: Literal["fail", "score"]
) -> pd.DataFrame:
    """Return the values of one period: per cent of the full mark, and the states."""
    total = totals["total"].copy()
    judged = totals["verdict"] != ""
    total[judged & total.isna()] = 0.0
    state = np.select(
        [total.notna(), totals["low"].isna()], ["scored", "not_applicable"], "not_assessed"
    )
    percent = (total.clip(upper=full) / full * 100).to_numpy()
    return pd.DataFrame({"unit": totals.index, "indicator": leaf, "value": percent, "state": state})


def _above(
    totals: Mapping[str, pd.DataFrame], share: Mapping[str, Decimal], full: float
) -> dict[str, pd.Series[Any]]:
    """Return what totals have above the full mark, weighted, for the periods that have such."""
    found = {}
    for leaf, frame in totals.items():
        excess = (frame["total"] - full).clip(lower=0).fillna(0.0) * float(share[leaf])
        if (excess > 0).any():
            found[leaf] = excess
    return found


def _column(name: str, given: pd.Series[Any]) -> pd.DataFrame:
    return pd.DataFrame(
        {"unit": given.index, "indicator": name, "value": given.to_numpy(), "state": "scored"}
    )


def _scheme(
    schemes: Mapping[str, Scheme],
    share: Mapping[str, Decimal],
    ids: Mapping[str, str],
    above: Mapping[str, pd.Series[Any]],
    verdicts: Literal["fail", "score"],
) -> tuple[Scheme, list[Problem]]:
    last = list(schemes.values())[-1]
    full = last.full_mark
    adjustments: list[dict[str, Any]] = []
    if verdicts == "fail":
        title = {"zh": "有评估期被否决或不合格", "en": "Vetoed or failed in a period"}
        adjustments.append({"id": "verdict", "kind": "veto", "title": title, "result": "fail"})
    for name, leaf in ids.items():
        if leaf in above:
            most = Decimal(int(above[leaf].max()) + 1)
            title = {"zh": f"{name}超出满分的部分", "en": f"What {name} has above the full mark"}
            adjustments.append(
                {"id": f"above.{leaf}", "kind": "bonus", "title": title, "judged_up_to": most}
            )
    grades = [_without_rates(grade) for grade in last.grades]
    by_order = [name for name in last.ranking.break_by if name == "order"]
    ranking = last.ranking.model_dump() | {"break_by": by_order}
    made = parse_scheme(
        {
            **last.model_dump(by_alias=True, exclude={"rollup", "outside", "scale_to"}),
            "period": {
                "from": min(s.period.start for s in schemes.values()),
                "to": max(s.period.end for s in schemes.values()),
            },
            "points": full,
            "not_applicable": {"kind": "siblings"},
            "ranking": ranking,
            "grades": [grade.model_dump(by_alias=True) for grade in grades],
            "adjustments": adjustments,
            "indicators": [
                {
                    "id": leaf,
                    "title": {"zh": name},
                    "points": share[name] * full,
                    "rule": {"kind": "expert", "scale": "percent"},
                }
                for name, leaf in ids.items()
            ],
        },
        source=f"periods of {last.scheme}",
    )
    return made, _left_out(last, by_order)


def _without_rates(grade: Grade) -> Grade:
    return grade.model_copy(update={"needs": Needs(no_veto=grade.needs.no_veto)})


def _left_out(scheme: Scheme, by_order: list[str]) -> list[Problem]:
    """Warn of what asks for indicators, which a scheme of periods does not have."""
    asks = {f"grades.{grade.id}.needs": list(grade.needs.rates) for grade in scheme.grades}
    asks["ranking.break_by"] = [n for n in scheme.ranking.break_by if n not in by_order]
    return [
        Problem(
            "condition_left_out",
            found=f"{', '.join(names)} in {place}",
            allowed="conditions on the total",
            remedy="check it in the results of the periods",
            source=f"periods of {scheme.scheme}",
            column=place,
            severity="warning",
        )
        for place, names in asks.items()
        if names
    ]


def _earned(results: Mapping[str, Assessment]) -> pd.DataFrame:
    """Return what the first-level indicators earned in every period, as records of the leaves."""
    parts = []
    for leaf, result in results.items():
        scores = result.scores
        first = scores[scores["level"] == 1]
        titles = {i.id: i.title.to(result.scheme.lang) for i in result.scheme.indicators}
        parts.append(
            pd.DataFrame(
                {
                    "unit": first["unit"],
                    "indicator": leaf,
                    "record": first["indicator"],
                    "evidence": pd.Series(np.nan, index=first.index, dtype="str"),
                    "title": first["indicator"].map(titles).astype("str"),
                    "available": first["available"],
                    "score": first["score"],
                }
            )
        )
    return pd.concat(parts, ignore_index=True)
