"""What commands print and write: rankings as text and CSV, archives, reports."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

import pandas as pd
import typer

from gkeval.assessment import Assessment, assess
from gkeval.charts.frames import groups_of
from gkeval.cli.options import OnError
from gkeval.collecting.judged_rows import fitting_records
from gkeval.publish.bundle import ranking_table, write_bundle
from gkeval.publish.bundle import write_csv as write_csv
from gkeval.scheme.model import Scheme
from gkeval.spec import Lang
from gkeval.words import label, padded, text_table, width


def assessed(
    scheme: Scheme,
    source: Path,
    on_error: OnError,
    engine: str = "pandas",
    memory_limit: str | None = None,
) -> Assessment:
    """Read records and assess them, with progress bars; a folder may hold many workbooks.

    Raises
    ------
    InputError
        With every fault of the records, and of judgements that the scheme cannot take.
    """
    seen = sys.stderr.isatty()
    records = fitting_records(
        source,
        scheme,
        on_error="raise" if on_error is OnError.stop else "report",
        engine=engine,
        memory_limit=memory_limit,
        progress=seen,
    )
    return assess(scheme, records, progress=seen)


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
            typer.echo(label("more", lang).format(len(table) - most))


def write_all(
    result: Assessment,
    folder: Path,
    lang: Lang,
    *,
    beside: Mapping[str, pd.DataFrame] | None = None,
) -> list[Path]:
    """Write ranking, problems, archive, report and manifest; tell how many problems there are."""
    if result.problems:
        count = len(result.problems)
        many = "s" if count > 1 else ""
        typer.echo(f"{count} problem{many} in the records (数据问题)", err=True)
    return write_bundle(result, folder, lang, beside=beside)


def print_files(files: Iterable[Path]) -> None:
    """Print where files are, as the user named the folder."""
    for file in files:
        typer.echo(str(file))
