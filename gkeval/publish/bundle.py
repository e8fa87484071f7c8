"""The folder of an assessment: ranking and problems as CSV, archive, HTML report, manifest.

In: an Assessment. Out: what `gkeval assess` leaves behind, all of one run or none.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from gkeval.assessment import Assessment
from gkeval.assessment.manifest import NAME, hashes_in, manifest, write_manifest
from gkeval.assessment.showing import grade_titles
from gkeval.charts.frames import groups_of
from gkeval.files import whole_file, whole_folder
from gkeval.numbers import plain
from gkeval.publish import report
from gkeval.publish.replacing import refuse_foreign, refuse_taken
from gkeval.spec import Lang
from gkeval.words import inert, label

ARCHIVE, REPORT = "result.zip", "report"


def write_bundle(
    result: Assessment,
    folder: Path,
    lang: Lang,
    *,
    beside: Mapping[str, pd.DataFrame] | None = None,
) -> list[Path]:
    """Write the folder of an assessment; return its files, the page to open first at the end.

    What else stands in the folder stays, and the manifest names it as not ours.

    Parameters
    ----------
    beside
        Further tables by file name; an earlier one of that name is written over.

    Raises
    ------
    GkevalError
        When a file of somebody else bears the name of one of ours, or stands in the report.
    """
    refuse_foreign(folder / REPORT)
    tables = {**(beside or {}), **tables_of(result, lang)}
    ours = {*tables, "ranking.csv", "problems.csv", ARCHIVE, REPORT, NAME}
    ours |= {f"ranking-{group}.csv" for group in result.scheme.groups}
    refuse_taken(folder, ours - {REPORT, *(beside or {})})
    kept = sorted(e.name for e in folder.iterdir() if e.name not in ours) if folder.is_dir() else []
    with whole_folder(folder, keep=lambda name: name not in ours) as draft:
        for name, table in tables.items():
            write_csv(table, draft / name)
        result.save(draft / ARCHIVE)
        first = report(result, draft / REPORT, lang=lang).relative_to(draft)
        options = {"bundle": {"lang": lang}}
        said = manifest(result, "assessment", hashes_in(draft), options=options, kept=kept)
        write_manifest(said, draft)
    return [folder / name for name in (*tables, ARCHIVE, str(first))]


def tables_of(result: Assessment, lang: Lang) -> dict[str, pd.DataFrame]:
    """Return the tables of an assessment as people read them, by file name."""
    groups = groups_of(result.ranking(), result)
    tables = {"ranking.csv": ranking_table(result, None, lang)}
    for group in groups if len(groups) > 1 else []:
        tables[f"ranking-{group}.csv"] = ranking_table(result, group, lang)
    if result.problems:
        tables["problems.csv"] = result.problems.to_frame()
    return tables


def ranking_table(result: Assessment, group: str | None, lang: Lang) -> pd.DataFrame:
    """Return a ranking as people read it: words for group and grade, published decimals."""
    scheme = result.scheme
    frame = result.ranking(group)
    decimals = scheme.rounding.decimals
    grades = grade_titles(scheme, lang)

    def total(score: float, low: float, high: float) -> str:
        if pd.isna(low):
            return "—"
        ends = [low, high] if pd.isna(score) else [score]
        return "–".join(plain(float(end), decimals) for end in ends)

    columns: dict[str, Any] = {
        label("rank", lang): [
            "" if pd.isna(rank) else f"{rank}{'=' if tied else ''}"
            for rank, tied in zip(frame["rank"], frame["tied"], strict=True)
        ],
        label("unit", lang): frame["name"],
        label("group", lang): [scheme.groups[name].title.to(lang) for name in frame["group"]],
        label("total", lang): [
            total(*line) for line in zip(frame["score"], frame["low"], frame["high"], strict=True)
        ],
    }
    if grades:
        columns[label("grade", lang)] = [
            "" if pd.isna(score) and not grade else grades[grade]
            for grade, score in zip(frame["grade"], frame["score"], strict=True)
        ]
    if frame["provisional"].any():
        columns[label("provisional", lang)] = ["*" if yes else "" for yes in frame["provisional"]]
    return pd.DataFrame(columns)


def write_csv(frame: pd.DataFrame, path: Path) -> Path:
    """Write a table so that Excel reads its Chinese, and takes nothing in it for a formula."""
    with whole_file(path) as draft:
        inert(frame).to_csv(draft, index=False, encoding="utf-8-sig", lineterminator="\n")
    return path
