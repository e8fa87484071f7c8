"""The shell: the functions of the package as commands.

Exit codes: 0 fine, 1 problems in the input, 2 wrong usage.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from gkeval.cli import telling, verifying
from gkeval.cli.options import EngineName, LangOption, Language, OnError, Per, lang_of
from gkeval.errors import GkevalError, Problems
from gkeval.words import text_table

__all__ = ["app", "main"]


class _Commands(TyperGroup):
    """Commands whose errors are told without a traceback."""

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except GkevalError as error:
            typer.echo(str(error), err=True)
            raise typer.Exit(1) from error


app = typer.Typer(
    cls=_Commands,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    help="Assess government openness (政务公开): schemes and records in, explained ranks out.",
    epilog="Exit codes: 0 fine, 1 problems in the input, 2 wrong usage.",
)

OutOption = Annotated[Path, typer.Option("--out", help="Folder for what is written.")]
EngineOption = Annotated[
    EngineName,
    typer.Option("--engine", help="Where records are kept and measured; Parquet is read lazily."),
]
MemoryOption = Annotated[
    str | None, typer.Option("--memory-limit", help="Memory that duckdb takes, such as 4GB.")
]
SchemeArgument = Annotated[str, typer.Argument(help="Id of a built-in scheme, or a path to one.")]


@app.command("version")
def _version() -> None:
    """Print the version."""
    from gkeval.places import version

    typer.echo(f"gkeval {version()}")


def _version_option(wanted: bool) -> None:
    if wanted:
        _version()
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_version_option, is_eager=True, help="Print the version and stop."
        ),
    ] = False,
) -> None:
    """Options that stand before a command; the help is that of `app`."""


@app.command("schemes")
def _schemes() -> None:
    """List the built-in schemes (指标体系)."""
    from gkeval.scheme import schemes

    typer.echo(text_table(schemes()))


@app.command("describe")
def _describe(scheme: SchemeArgument, lang: LangOption = None) -> None:
    """Say a scheme in words (指标体系说明)."""
    from gkeval.scheme import describe, load_scheme

    loaded = load_scheme(scheme)
    typer.echo(str(describe(loaded, lang_of(lang, loaded))))


@app.command("check")
def _check(
    path: Annotated[str, typer.Argument(help="A scheme, or a folder or workbook of records.")],
    scheme: Annotated[
        str | None, typer.Option("--scheme", help="Check records against this scheme as well.")
    ] = None,
    marked: Annotated[
        Path | None,
        typer.Option("--marked", help="Where the marked copy goes, in place of beside the file."),
    ] = None,
    copy: Annotated[
        bool,
        typer.Option("--copy/--no-copy", help="Whether to write a copy with every fault marked."),
    ] = True,
    lang: Annotated[Language, typer.Option("--lang", help="Language of the marks.")] = Language.zh,
    engine: EngineOption = EngineName.pandas,
    memory_limit: MemoryOption = None,
) -> None:
    """Print every problem of a scheme or of records.

    Each comes with its place, what was found, what is allowed and what to do. A scheme (指标体系)
    is an id, a folder with scheme.yaml or a YAML file; anything else is records (检测底稿). Of a
    workbook with problems, a copy is written beside it as NAME-checked.xlsx, in which every faulty
    cell is marked and commented; the workbook itself is not touched.
    """
    on = {"engine": engine.value, "memory_limit": memory_limit}
    problems = _problems_of(path, scheme, on)
    copies: list[Path] = []
    if marked is not None or (copy and problems):
        from gkeval.cli.collecting import mark_each
        from gkeval.collecting.gathering import workbooks_in

        workbooks = workbooks_in(Path(path))
        if marked is not None and len(workbooks) != 1:
            raise typer.BadParameter("--marked takes the copy of one workbook")
        copies = mark_each(workbooks, problems, marked, "zh" if lang is Language.zh else "en")
    for problem in problems:
        typer.echo(f"{problem.severity}: {problem}")
    errors = len(problems.errors)
    counts = [(errors, "error"), (len(problems) - errors, "warning")]
    said = [f"{count} {word}{'s' if count > 1 else ''}" for count, word in counts if count]
    typer.echo(", ".join(said) or "no problems (没有问题)")
    for target in copies:
        typer.echo(target)
    raise typer.Exit(1 if errors else 0)


@app.command("template")
def _template(
    scheme: SchemeArgument,
    units: Annotated[
        Path, typer.Option("--units", help="Table of units (评估对象): CSV, workbook or folder.")
    ],
    to: Annotated[Path, typer.Option("--to", help="Workbook to write; with --per, a folder.")],
    per: Annotated[
        Per | None, typer.Option("--per", help="One workbook for each unit or rater.")
    ] = None,
    rater: Annotated[
        list[str] | None, typer.Option("--rater", help="Name of a rater (评估员); may be repeated.")
    ] = None,
    table: Annotated[
        list[str] | None,
        typer.Option("--table", help="Record table to write in place of all; may be repeated."),
    ] = None,
    lang: LangOption = None,
) -> None:
    """Write the workbook in which records are collected (采集表)."""
    from gkeval.cli.collecting import units_from
    from gkeval.cli.output import print_files
    from gkeval.collecting import template
    from gkeval.scheme import load_scheme

    loaded = load_scheme(scheme)
    print_files(
        template(
            loaded,
            units_from(units),
            to,
            per="unit" if per is Per.unit else "rater" if per is Per.rater else None,
            raters=rater or (),
            lang=lang_of(lang, loaded),
            tables=table,
        )
    )


@app.command("assess")
def _assess(
    scheme: SchemeArgument,
    records: Annotated[
        Path | None,
        typer.Argument(help="Folder of CSV or Parquet files or of workbooks, or a workbook."),
    ] = None,
    sample: Annotated[
        bool, typer.Option("--sample", help="Use the scheme's sample records.")
    ] = False,
    out: OutOption = Path("out"),
    on_error: Annotated[
        OnError,
        typer.Option("--on-error", help="Stop at faulty rows, or leave them out and list them."),
    ] = OnError.stop,
    lang: LangOption = None,
    engine: EngineOption = EngineName.pandas,
    memory_limit: MemoryOption = None,
    evidence: Annotated[
        bool,
        typer.Option(help="Whether report and archive hold every record (逐条记录)."),
    ] = True,
) -> None:
    """Assess units (评估): ranking, archive, report.

    Prints the ranking (排名); writes it as CSV, and the result archive (结果档案) and the HTML
    report, into a folder named after the scheme.
    """
    if (records is None) != sample:
        raise typer.BadParameter("give either RECORDS or --sample")
    from gkeval.cli.output import assessed, print_files, print_ranking, write_all
    from gkeval.places import sample as sample_of
    from gkeval.scheme import load_scheme

    loaded = load_scheme(scheme)
    source = sample_of(loaded.scheme) if records is None else records
    on_error = OnError.report if sample else on_error
    result = assessed(loaded, source, on_error, engine.value, memory_limit)
    result = result if evidence else result.without_records()
    said_in = lang_of(lang, loaded)
    print_ranking(result, said_in)
    print_files(write_all(result, out / loaded.scheme, said_in))


app.command("report")(telling.report)
app.command("compare")(telling.compare)
app.command("robustness")(telling.robustness)
app.command("explain")(telling.explain)
app.command("verify")(verifying.verify)


@app.command("demo")
def _demo(out: OutOption = Path("out"), lang: LangOption = None) -> None:
    """Assess the sample data (演示).

    A published ranking is recomputed and set beside the published one; synthetic records, which
    describe nobody, are assessed under the rules of Ningxia 2017.
    """
    from gkeval.cli.demo import offered, published, synthetic
    from gkeval.cli.output import print_files

    files = [*published(out, lang), *synthetic(out, lang)]
    typer.echo("")
    print_files(files)
    typer.echo("\nThe other schemes (其他指标体系), each with its sample:")
    for command in offered():
        typer.echo(f"  {command}")


def main() -> None:
    """Run the shell command ``gkeval``."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # a shell that cannot show Chinese shows "?"
    app(prog_name="gkeval")


def _problems_of(path: str, scheme: str | None, on: dict[str, Any]) -> Problems:
    """Check a scheme where `path` is one, else records."""
    from gkeval.errors import InputError
    from gkeval.places import indicators_dir
    from gkeval.records import check_records, read_records
    from gkeval.scheme import check_scheme

    place = Path(path)
    if (
        place.suffix.lower() in (".yaml", ".yml")
        or (place / "scheme.yaml").exists()
        or (not place.exists() and (indicators_dir() / path).is_dir())
    ):
        return check_scheme(path)
    from gkeval.collecting import read_workbooks
    from gkeval.collecting.gathering import workbooks_in

    folder = place.is_dir() and bool(workbooks := workbooks_in(place))
    if folder:
        problems = read_workbooks(place, on_error="report").problems
    else:
        problems = check_records(place, **on, progress=sys.stderr.isatty())
    if scheme is not None:
        from gkeval.assessment import measure
        from gkeval.collecting import check_judgements
        from gkeval.scheme import load_scheme

        loaded = load_scheme(scheme)
        judged = Problems()
        for file in workbooks if folder else [place]:
            judged += check_judgements(file, loaded)
        problems += judged
        read = read_workbooks if folder else read_records
        try:
            measure(loaded, read(place, on_error="report", **({} if folder else on)))
        except InputError as error:
            known = set(problems)
            problems += Problems(
                problem
                for problem in error.problems
                # a judgement that cannot be scored has been told already, with its cell
                if problem not in known and not (judged and problem.source == "values")
            )
    return problems
