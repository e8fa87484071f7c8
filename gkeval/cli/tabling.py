"""What commands print as tables: a comparison, rank intervals, grades in doubt.

In: what `gkeval.compare` or `gkeval.robustness` returned. Out: frames of text, heads in words.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import pandas as pd

from gkeval.assessment.showing import grade_titles
from gkeval.charts.findings import percent
from gkeval.numbers import plain
from gkeval.spec import Lang
from gkeval.words import label

if TYPE_CHECKING:
    from gkeval.assessment.comparing import Comparison
    from gkeval.uncertainty import Robustness


def comparison_table(compared: Comparison, lang: Lang, titles: dict[str, str]) -> pd.DataFrame:
    """Return rank and total before and after, and what moved each unit most.

    Parameters
    ----------
    titles
        Scored indicator → its title in `lang`.
    """
    moved = compared.indicators
    moved = moved[moved["indicator"].isin(list(titles)) & (moved["change"].abs() > 1e-9)]
    first: Iterable[Any] = moved.drop_duplicates("unit").itertuples(index=False)
    mover = {line.unit: f"{titles[line.indicator]} {_signed(line.change, 2)}" for line in first}
    lines: Iterable[Any] = compared.units.itertuples(index=False)
    rows = [
        (
            compared.names.get(line.unit, line.unit),
            f"{_rank(line.rank_before)} → {_rank(line.rank)}",
            _moved(line.moved),
            f"{_points(line.score_before, compared)} → {_points(line.score, compared)}",
            "" if pd.isna(line.change) else _signed(line.change, compared.decimals),
            mover.get(line.unit, "" if line.status == "same" else label(line.status, lang)),
        )
        for line in lines
    ]
    heads = ("unit", "rank", "moved", "total", "change", "moved_by")
    return pd.DataFrame(rows, columns=[label(head, lang) for head in heads], dtype="str")


def interval_table(sure: Robustness, lang: Lang) -> pd.DataFrame:
    """Return the 90 % rank interval of every unit that has a rank."""
    scheme = sure.result.scheme
    lines: Iterable[Any] = sure.intervals.itertuples(index=False)
    rows = [
        (
            scheme.groups[line.group].title.to(lang),
            str(line.rank),
            line.name,
            str(line.low) if line.low == line.high else f"{line.low}–{line.high}",
            plain(float(line.mean_rank), 1),
            percent(float(line.kept)),
        )
        for line in lines
    ]
    heads = ("group", "rank", "unit", "interval", "mean_rank", "rank_kept")
    frame = pd.DataFrame(rows, columns=[label(head, lang) for head in heads], dtype="str")
    several = sure.intervals["group"].nunique() > 1
    return frame if several else frame.drop(columns=label("group", lang))


def doubtful_table(sure: Robustness, lang: Lang) -> pd.DataFrame:
    """Return the units whose grade is in doubt, the most doubtful first."""
    titles = grade_titles(sure.result.scheme, lang)
    lines: Iterable[Any] = sure.doubtful().itertuples(index=False)
    rows = [
        (
            line.name,
            titles[line.grade],
            percent(float(line.kept)),
            titles[line.other],
            percent(float(line.share)),
        )
        for line in lines
    ]
    heads = ("unit", "grade", "share_kept", "next_grade", "share_next")
    return pd.DataFrame(rows, columns=[label(head, lang) for head in heads], dtype="str")


def _rank(rank: Any) -> str:
    return "—" if pd.isna(rank) else str(int(rank))


def _moved(places: Any) -> str:
    if pd.isna(places) or places == 0:
        return ""
    return f"{'▲' if places > 0 else '▼'}{abs(int(places))}"


def _points(score: Any, compared: Comparison) -> str:
    return "—" if pd.isna(score) else plain(float(score), compared.decimals)


def _signed(change: Any, decimals: int) -> str:
    return ("+" if change > 0 else "") + plain(float(change), decimals)
