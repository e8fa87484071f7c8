"""Two assessments side by side: what moved, and which indicator moved it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd

from gkeval.assessment.result import Assessment
from gkeval.errors import GkevalError
from gkeval.numbers import clean
from gkeval.spec import Lang


@dataclass(frozen=True, eq=False)
class Comparison:
    """What changed from one assessment to another.

    Attributes
    ----------
    units : pandas.DataFrame
        One row per unit: unit, group, status, score_before, score, change, rank_before, rank, moved
        (places up, negative: down), from_units. status: ``same``, ``renamed``, ``merged``, ``new``,
        ``gone``. A merged or new unit has nothing to be compared with.
    indicators : pandas.DataFrame
        One row per compared unit and indicator that both schemes have: unit, indicator, level,
        score_before, score, change; the largest fall or rise of a unit first.
    lang : 'zh' or 'en'
        In which a notebook shows it.
    names, titles : dict
        Unit → its name, and scored indicator → its title.
    decimals : int
        Of totals.
    """

    units: pd.DataFrame
    indicators: pd.DataFrame
    lang: Lang = "zh"
    names: Mapping[str, str] = field(default_factory=dict, repr=False)
    titles: Mapping[str, str] = field(default_factory=dict, repr=False)
    decimals: int = 2

    def __repr__(self) -> str:
        counts = self.units["status"].value_counts().to_dict()
        return f"<Comparison: {', '.join(f'{n} {status}' for status, n in counts.items())}>"

    def _repr_html_(self) -> str:
        from gkeval.assessment.cards import comparison_html

        return comparison_html(self)


def compare(
    before: Assessment, after: Assessment, *, renamed: Mapping[str, str] | None = None
) -> Comparison:
    """Compare two assessments, unit by unit and indicator by indicator.

    Parameters
    ----------
    before, after
        Two results: two years, or a scheme and a changed one. Indicators are matched by id.
    renamed
        Earlier unit id → present unit id, for units that were renamed; several earlier ids with the
        same present one are merged units.

    Returns
    -------
    Comparison

    Raises
    ------
    GkevalError
        When one of the two is no assessment, or `renamed` names a unit that is not there.

    Examples
    --------
    >>> import gkeval as gk
    >>> records = gk.read_records(gk.sample("sichuan-land-2011"))
    >>> result = gk.assess("sichuan-land-2011", records)
    >>> dense = gk.assess(result.scheme.replace(ranking={"ties": "dense"}), records)
    >>> moved = gk.compare(result, dense).units.query("moved != 0")
    >>> moved[["unit", "rank_before", "rank", "moved"]].sort_values("rank").head(1)
      unit  rank_before  rank  moved
    7  遂宁市           11    10      1
    """
    for name, given in (("before", before), ("after", after)):
        if not isinstance(given, Assessment):
            raise GkevalError(
                f"{name} is {type(given).__name__}, must be an Assessment. "
                "Remedy: give what assess, score or load returned"
            )
    names = dict(renamed or {})
    _check(names, before, after)
    old = before.totals.assign(now=lambda frame: frame["unit"].replace(names))
    merged = set(old.loc[old["now"].duplicated(keep=False), "now"])
    sources = old.groupby("now", sort=False)["unit"].agg(";".join)
    kept = old[~old["now"].isin(merged)].set_index("now")
    new = after.totals.set_index("unit")
    gone = [unit for unit in kept.index if unit not in new.index]
    units = pd.DataFrame(index=pd.Index([*new.index, *gone], name="unit"))
    units["group"] = new["group"].reindex(units.index).fillna(kept["group"].reindex(units.index))
    units["status"] = [
        "gone"
        if unit in gone
        else "merged"
        if unit in merged
        else "new"
        if unit not in kept.index
        else "same"
        if kept.loc[unit, "unit"] == unit
        else "renamed"
        for unit in units.index
    ]
    full = after.scheme.full_mark
    units["score_before"] = kept["total"].reindex(units.index)
    units["score"] = new["total"].reindex(units.index)
    units["change"] = clean(units["score"] - units["score_before"], full)
    units["rank_before"] = kept["rank"].reindex(units.index)
    units["rank"] = new["rank"].reindex(units.index)
    units["moved"] = units["rank_before"] - units["rank"]
    units["from_units"] = (
        sources.reindex(units.index)
        .fillna("")
        .where(units["status"].isin(["renamed", "merged"]), "")
    )
    scheme = after.scheme
    return Comparison(
        units.reset_index(),
        _by_indicator(before, after, names, merged),
        lang=scheme.lang,
        names=_named(before) | _named(after),
        titles={leaf.id: leaf.title.to(scheme.lang) for leaf in scheme.leaves},
        decimals=scheme.rounding.decimals,
    )


def _named(result: Assessment) -> dict[str, str]:
    return dict(zip(result.totals["unit"], result.totals["name"], strict=True))


def _by_indicator(
    before: Assessment, after: Assessment, names: Mapping[str, str], merged: set[str]
) -> pd.DataFrame:
    key = ["unit", "indicator"]
    old = before.scores.assign(unit=lambda frame: frame["unit"].replace(dict(names)))
    old = old[~old["unit"].isin(merged)]
    both = after.scores[[*key, "level", "score"]].merge(
        old[[*key, "score"]], on=key, suffixes=("", "_before"), how="inner"
    )
    both["change"] = clean(both["score"] - both["score_before"], after.scheme.points)
    order = pd.Categorical(both["unit"], categories=list(after.roster.ids))
    both = both.assign(_unit=order, _size=-both["change"].abs())
    both = both.sort_values(["_unit", "_size", "indicator"], kind="stable", na_position="last")
    columns = [*key, "level", "score_before", "score", "change"]
    return both[columns].reset_index(drop=True)


def _check(names: Mapping[str, str], before: Assessment, after: Assessment) -> None:
    unknown = [unit for unit in names if unit not in before.roster.ids]
    unknown += [unit for unit in names.values() if unit not in after.roster.ids]
    if unknown:
        raise GkevalError(
            f"renamed names {', '.join(unknown)}, must be earlier unit → present unit. "
            "Remedy: use the unit ids of the two assessments"
        )
