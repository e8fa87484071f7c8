"""What commands print and write: rankings as text and CSV, archives, reports."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Literal

import pandas as pd
import typer

from gkeval.assessment import Assessment, assess
from gkeval.assessment.showing import grade_titles
from gkeval.charts.frames import groups_of
from gkeval.cli.collecting import workbooks_in
from gkeval.cli.options import OnError
from gkeval.collecting import read_workbooks
from gkeval.errors import GkevalError
from gkeval.files import whole_file, whole_folder
from gkeval.numbers import plain
from gkeval.publish import report
from gkeval.publish.writing import refuse_foreign
from gkeval.records import read_records
from gkeval.scheme.model import Scheme
from gkeval.spec import Lang
from gkeval.words import inert, label, padded, text_table, width


def assessed(
    scheme: Scheme,
    source: Path,
    on_error: OnError,
    engine: str = "pandas",
    memory_limit: str | None = None,
) -> Assessment:
    """Read records and assess them, with progress bars; a folder may hold many workbooks."""
    seen = sys.stderr.isatty()
    faulty: Literal["raise", "report"] = "raise" if on_error is OnError.stop else "report"
    if source.is_dir() and workbooks_in(source):
        if engine != "pandas":
            raise GkevalError(
                f"engine is {engine!r}, must be 'pandas' for a folder of workbooks. "
                "Remedy: leave --engine out, or give CSV or Parquet files"
            )
        records = read_workbooks(source, on_error=faulty)
    else:
        records = read_records(
            source, on_error=faulty, engine=engine, memory_limit=memory_limit, progress=seen
        )
    return assess(scheme, records, progress=seen)


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


def print_ranking(result: Assessment, lang: Lang, most: int | None = None) -> None:
    """Print the ranking of every group, aligned for Chinese; at most `most` units of each."""
    scheme = result.scheme
    typer.echo(f"{scheme.title.to(lang)}  {result.fingerprint}")
    for group in groups_of(result.ranking(), result):
        table = ranking_table(result, group, lang).drop(columns=label("group", lang))
        for column in (label("rank", lang), label("total", lang)):
            wide = max(map(width, table[column]))
            table[column] = [padded(cell, wide, right=True) for cell in table[column]]
        typer.echo(f"\n{scheme.groups[group].title.to(lang)} ({len(table)})")
        typer.echo(text_table(table.head(most) if most else table))
        if most and len(table) > most:
            typer.echo(f"… {len(table) - most} {label('more', lang)}")


def write_all(result: Assessment, folder: Path, lang: Lang) -> list[Path]:
    """Write ranking, problems, archive and report, all of one run or none; return the files.

    What else stands in the folder stays.
    """
    refuse_foreign(folder / "report")
    groups = groups_of(result.ranking(), result)
    tables = {"ranking.csv": ranking_table(result, None, lang)}
    for group in groups if len(groups) > 1 else []:
        tables[f"ranking-{group}.csv"] = ranking_table(result, group, lang)
    if result.problems:
        tables["problems.csv"] = result.problems.to_frame()
        count = len(result.problems)
        many = "s" if count > 1 else ""
        typer.echo(f"{count} problem{many} in the records (数据问题)", err=True)
    ours = {"ranking.csv", "problems.csv", "result.zip", "report"}
    ours |= {f"ranking-{group}.csv" for group in result.scheme.groups}
    with whole_folder(folder, keep=lambda name: name not in ours) as draft:
        for name, table in tables.items():
            write_csv(table, draft / name)
        result.save(draft / "result.zip")
        first = report(result, draft / "report", lang=lang).relative_to(draft)
    return [folder / name for name in (*tables, "result.zip", str(first))]


def write_csv(frame: pd.DataFrame, path: Path) -> Path:
    """Write a table so that Excel reads its Chinese, and takes nothing in it for a formula."""
    with whole_file(path) as draft:
        inert(frame).to_csv(draft, index=False, encoding="utf-8-sig", lineterminator="\n")
    return path


def print_files(files: Iterable[Path]) -> None:
    """Print where files are, as the user named the folder."""
    for file in files:
        typer.echo(str(file))
