"""The same records under several schemes: where the documents differ, and how ranks move.

`indicators/concepts.yaml` says which indicators of which scheme ask for the same thing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from types import MappingProxyType

import numpy as np
import pandas as pd

from gkeval.assessment.result import Assessment
from gkeval.assessment.run import assess, from_values
from gkeval.errors import GkevalError
from gkeval.measures.sentences import say_measure
from gkeval.places import indicators_dir
from gkeval.records import Records
from gkeval.rules.sentences import say_rule
from gkeval.scheme import Scheme, load_scheme
from gkeval.scheme.strict_yaml import read
from gkeval.spec import Text


@dataclass(frozen=True, eq=False)
class CrossAssessment:
    """The same units and records under several schemes.

    Attributes
    ----------
    results : mapping of str to Assessment
        By scheme id; a scheme leaves out the units whose group it does not assess.
    ranks : pandas.DataFrame
        One row per unit and scheme: unit, name, scheme, group (of the scheme), score, rank, grade.
    moves : pandas.DataFrame
        One row per unit: its rank under each scheme among the units that all schemes assess (within
        its group), and `spread`, the largest difference.
    concepts : pandas.DataFrame
        One row per concept and scheme that asks for it: concept, title, scheme, indicator, clause,
        points, counted and scored (in words), mean_rate, units.
    agreement : pandas.DataFrame
        Spearman's rank correlation of the scores of each pair of schemes over common units.
    left_out : pandas.DataFrame
        What a scheme asks and the records do not tell: scheme, indicator, units. Its points went to
        the indicators beside it.
    """

    results: Mapping[str, Assessment]
    ranks: pd.DataFrame
    moves: pd.DataFrame
    concepts: pd.DataFrame
    agreement: pd.DataFrame
    left_out: pd.DataFrame

    def __repr__(self) -> str:
        return (
            f"<CrossAssessment: {len(self.results)} schemes, {self.moves.shape[0]} common units, "
            f"{self.concepts['concept'].nunique()} concepts>"
        )

    def _repr_html_(self) -> str:
        return self.concepts.to_html(index=False, border=0) + self.moves.to_html(
            index=False, border=0
        )


def cross_assess(
    schemes: Sequence[Scheme | str | Path],
    records: Records,
    *,
    groups: Mapping[str, Mapping[str, str]] | None = None,
    period: tuple[date, date] | None = None,
) -> CrossAssessment:
    """Assess the same records under several schemes.

    Parameters
    ----------
    schemes
        Two or more schemes, or ids of built-in ones.
    records
        Records that fit all of them.
    groups
        By scheme id: group in the records → group of that scheme, where they have other names
        (``{"gansu-2018": {"city": "prefecture"}}``). Units of groups that a scheme does not have
        are left out of its result.
    period
        First and last day for all schemes instead of each one's own period; deadlines stay.

    Returns
    -------
    CrossAssessment

    Raises
    ------
    GkevalError
        For fewer than two schemes, the same one twice, or a scheme that assesses none of the units.
    InputError
        When the records do not fit a scheme.
    """
    loaded = [item if isinstance(item, Scheme) else load_scheme(item) for item in schemes]
    names = [scheme.scheme for scheme in loaded]
    if len(names) < 2 or len(set(names)) < len(names):
        raise GkevalError(f"schemes are {', '.join(names)}, must be two or more different ones")
    results, left_out = {}, []
    for scheme in loaded:
        chosen = scheme
        if period is not None:
            chosen = scheme.replace(period={"from": period[0], "to": period[1]})
        own = dict((groups or {}).get(scheme.scheme, {}))
        results[scheme.scheme], missing = _told(assess(chosen, _regrouped(records, chosen, own)))
        left_out.append(missing)
    ranks = pd.concat(
        [
            result.totals.assign(scheme=name)[
                ["unit", "name", "scheme", "group", "total", "rank", "grade"]
            ].rename(columns={"total": "score"})
            for name, result in results.items()
        ],
        ignore_index=True,
    )
    return CrossAssessment(
        MappingProxyType(results),
        ranks,
        _moves(results),
        _concepts(results),
        _agreement(ranks),
        pd.concat(left_out, ignore_index=True),
    )


def _told(result: Assessment) -> tuple[Assessment, pd.DataFrame]:
    """Leave out what the records do not tell, so that units still have a rank."""
    values = result.values
    unknown = values["state"] == "not_assessed"
    counts = values[unknown].groupby("indicator", sort=False)["unit"].size()
    missing = counts.rename("units").reset_index()
    missing.insert(0, "scheme", result.scheme.scheme)
    if not unknown.any():
        return result, missing
    told = from_values(
        result.scheme,
        values.assign(state=values["state"].mask(unknown, "not_applicable")),
        result.units,
        inputs=result.inputs,
        problems=result.problems,
        provisional=result.provisional,
        evidence=result.evidence,
    )
    return told, missing


def _regrouped(records: Records, scheme: Scheme, own: Mapping[str, str]) -> Records:
    ranked = [name for name, group in scheme.groups.items() if not group.within]
    units = records.units.assign(group=records.units["group"].replace(dict(own)))
    units = units[units["group"].isin(ranked)]
    if units.empty:
        theirs = ", ".join(sorted(records.units["group"].unique()))
        raise GkevalError(
            f"{scheme.scheme} ranks {', '.join(ranked)}, the records have {theirs}. "
            "Remedy: say in groups= which is which"
        )
    known = {name for name, group in scheme.groups.items() if group.within}
    units = units.reindex(columns=list(dict.fromkeys([*units.columns, "subsets", "parent"])))
    kept = (
        units["subsets"]
        .astype("str")
        .fillna("")
        .str.split(";")
        .map(lambda names: ";".join(name for name in names if name in known))
    )
    parents = units["parent"].where(units["parent"].isin(units["unit"]))
    tables = {**records.tables, "units": units.assign(subsets=kept, parent=parents)}
    return replace(records, tables=MappingProxyType(tables))


def _moves(results: Mapping[str, Assessment]) -> pd.DataFrame:
    totals = {name: result.totals.set_index("unit") for name, result in results.items()}
    first = next(iter(totals.values()))
    common = [u for u in first.index if all(u in frame.index for frame in totals.values())]
    moves = first.loc[common, ["name", "group"]].copy()
    for name, frame in totals.items():
        scores = frame.loc[common, "total"]
        moves[name] = scores.groupby(moves["group"]).rank(ascending=False, method="min")
    columns = list(totals)
    moves["spread"] = moves[columns].max(axis=1) - moves[columns].min(axis=1)
    moves = moves.astype(dict.fromkeys([*columns, "spread"], "Int64"))
    return moves.rename_axis("unit").reset_index()


def _agreement(ranks: pd.DataFrame) -> pd.DataFrame:
    wide = ranks.pivot(index="unit", columns="scheme", values="score").dropna()
    return wide.rank().corr()


def concepts() -> dict[str, tuple[Text, dict[str, tuple[str, ...]]]]:
    """Return what several documents ask for: concept → (title, scheme → its indicators)."""
    parsed = read((indicators_dir() / "concepts.yaml").read_bytes())
    return {
        name: (
            Text(**entry["title"]),
            {
                scheme: (found,) if isinstance(found, str) else tuple(found)
                for scheme, found in entry["indicators"].items()
            },
        )
        for name, entry in parsed.data.items()
    }


def _concepts(results: Mapping[str, Assessment]) -> pd.DataFrame:
    rows = []
    rates = {
        name: result.scores.groupby("indicator")["rate"].mean() for name, result in results.items()
    }
    for concept, (title, places) in concepts().items():
        for name, result in results.items():
            scheme = result.scheme
            for indicator in places.get(name, ()):
                if indicator not in scheme.by_id:  # a changed scheme
                    continue
                leaf = scheme.by_id[indicator]
                lang = scheme.lang
                rows.append(
                    {
                        "concept": concept,
                        "title": title.to(lang),
                        "scheme": name,
                        "indicator": indicator,
                        "clause": leaf.clause,
                        "points": float(leaf.points),
                        "counted": say_measure(leaf.measured, lang, scheme.words),
                        "scored": say_rule(leaf.rule, lang, points=leaf.points)
                        if leaf.rule
                        else "",
                        "mean_rate": rates[name].get(indicator, np.nan),
                        "units": int((result.scores["indicator"] == indicator).sum()),
                    }
                )
    columns = "concept title scheme indicator clause points counted scored mean_rate units".split()
    return pd.DataFrame(rows, columns=columns)
