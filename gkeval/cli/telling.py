"""Commands on result archives: report, compare, robustness, explain.

In: archives that ``assess`` wrote. Out: text in the shell, and files where one was named.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from gkeval.cli.options import (
    ArchiveArgument,
    EditionName,
    FormatName,
    LangOption,
    RatersDrawn,
    SeedOption,
    ShowName,
    lang_of,
)
from gkeval.words import text_table

if TYPE_CHECKING:
    from gkeval.assessment import Assessment
    from gkeval.uncertainty import Robustness

Csv = Annotated[Path | None, typer.Option("--csv", help="File for the table as CSV.")]


def report(
    archive: ArchiveArgument,
    to: Annotated[Path, typer.Option("--to", help="Folder of the report.")],
    edition: Annotated[
        EditionName, typer.Option("--edition", help="For the client, a unit itself, or the public.")
    ] = EditionName.client,
    unit: Annotated[
        list[str] | None,
        typer.Option(
            "--unit",
            "--units",
            help="Edition unit: id of a unit (评估对象); may be repeated; all if left out.",
        ),
    ] = None,
    show: Annotated[
        ShowName,
        typer.Option(
            "--show", help="Edition public: the first ranks, all names by grade, or in given order."
        ),
    ] = ShowName.top,
    top: Annotated[
        int | None, typer.Option("--top", min=1, help="Ranks of each group that --show top names.")
    ] = None,
    format: Annotated[
        list[FormatName] | None,
        typer.Option("--format", help="File format; may be repeated; html if left out."),
    ] = None,
    robustness: Annotated[
        int | None,
        typer.Option(
            "--robustness",
            metavar="DRAWS",
            min=1,
            help="Assess so many times for an annex with rank intervals (名次区间).",
        ),
    ] = None,
    seed: SeedOption = 0,
    lang: LangOption = None,
    title: Annotated[str | None, typer.Option("--title", help="Title of the report.")] = None,
) -> None:
    """Write a report (报告) of an archive.

    HTML pages, Word (the report; for a unit its feedback sheet, 问题清单), Excel with formulas, and
    the figures as images (png, svg, pdf).
    """
    from gkeval.assessment import load
    from gkeval.cli.output import print_files
    from gkeval.publish import report as write

    result = load(archive)
    named = unit or None
    first = write(
        result,
        to,
        formats=[one.value for one in format or [FormatName.html]],
        edition=edition.value,
        units=named[0] if named is not None and len(named) == 1 else named,
        show=show.value,
        top=top,
        lang=None if lang is None else lang.value,
        title=title,
        robustness=None if robustness is None else _repeated(result, robustness, seed),
    )
    print_files([first])


def compare(
    before: Annotated[Path, typer.Argument(help="The earlier result archive (结果档案).")],
    after: Annotated[Path, typer.Argument(help="The later one.")],
    renamed: Annotated[
        list[str] | None,
        typer.Option(
            "--renamed",
            metavar="OLD=NEW",
            help="A unit whose id changed; may be repeated, also for units that were merged.",
        ),
    ] = None,
    csv: Csv = None,
    lang: LangOption = None,
) -> None:
    """Compare two assessments (比较).

    Rank and total of every unit before and after, and the indicator that moved it most.
    """
    from gkeval.assessment import compare as compared
    from gkeval.assessment import load
    from gkeval.cli.tabling import comparison_table

    pairs = [pair.partition("=") for pair in renamed or ()]
    if any(not (old and new) for old, _, new in pairs):
        raise typer.BadParameter("--renamed takes OLD=NEW, the earlier id and the present one")
    results = load(before), load(after)
    found = compared(*results, renamed={old: new for old, _, new in pairs})
    scheme = results[1].scheme
    said_in = lang_of(lang, scheme)
    titles = {leaf.id: leaf.title.to(said_in) for leaf in scheme.leaves}
    table = comparison_table(found, said_in, titles)
    typer.echo(text_table(table))
    _written(table, csv)


def robustness(
    archive: ArchiveArgument,
    draws: Annotated[int, typer.Option("--draws", min=1, help="How often to assess.")] = 1000,
    seed: SeedOption = 0,
    weights: Annotated[
        float, typer.Option("--weights", min=0, help="How far weights vary: 0.25 is ±25 %.")
    ] = 0.25,
    raters: Annotated[
        RatersDrawn | None,
        typer.Option("--raters", help="Let one rater decide each cell, or draw raters anew."),
    ] = None,
    csv: Csv = None,
    lang: LangOption = None,
) -> None:
    """Tell how sure the ranks are (稳健性).

    The 90 % rank interval (名次区间) of every unit, and the grades that are in doubt.
    """
    from gkeval.assessment import load
    from gkeval.cli.tabling import doubtful_table, interval_table

    result = load(archive)
    said_in = lang_of(lang, result.scheme)
    sure = _repeated(result, draws, seed, weights=weights, raters=raters and raters.value)
    typer.echo(sure.summary(said_in))
    table = interval_table(sure, said_in)
    typer.echo(f"\n{text_table(table)}")
    doubtful = doubtful_table(sure, said_in)
    if len(doubtful):
        typer.echo(f"\n{text_table(doubtful)}")
    _written(table, csv)


def explain(
    archive: ArchiveArgument,
    unit: Annotated[str, typer.Argument(help="Id of a unit (评估对象).")],
    indicator: Annotated[
        str | None, typer.Argument(help="Id of an indicator (指标); the total if left out.")
    ] = None,
    versus: Annotated[
        str | None,
        typer.Option("--versus", metavar="UNIT", help="Why it stands above or below this unit."),
    ] = None,
    lang: LangOption = None,
) -> None:
    """Tell how a score came about (得分说明).

    The records that were looked at, the value, the rule, the points and the clause; with --versus
    what sets two units apart, indicator by indicator.
    """
    from gkeval.assessment import load

    result = load(archive)
    said_in = lang_of(lang, result.scheme)
    if versus is None:
        typer.echo(str(result.explain(unit, indicator, lang=said_in)))
    elif indicator is None:
        typer.echo(str(result.explain(unit, versus=versus, lang=said_in)))
    else:
        raise typer.BadParameter("give either INDICATOR or --versus, which tells every indicator")


def _repeated(result: Assessment, draws: int, seed: int, **varied: Any) -> Robustness:
    from gkeval.uncertainty import robustness as repeated

    return repeated(result, draws, seed, progress=sys.stderr.isatty(), **varied)


def _written(table: Any, csv: Path | None) -> None:
    if csv is not None:
        from gkeval.cli.output import print_files, write_csv

        typer.echo("")
        print_files([write_csv(table, csv)])
