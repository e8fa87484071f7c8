"""What the options of the commands allow, and how they are told in the help."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from gkeval.scheme.model import Scheme
    from gkeval.spec import Lang


class Language(StrEnum):
    """Languages of what is printed and written."""

    zh = "zh"
    en = "en"


class OnError(StrEnum):
    """What happens to faulty rows."""

    stop = "raise"
    report = "report"


class EngineName(StrEnum):
    """Where records are kept and measured."""

    pandas = "pandas"
    polars = "polars"
    duckdb = "duckdb"
    spark = "spark"


class Per(StrEnum):
    """What gets a workbook of its own."""

    unit = "unit"
    rater = "rater"


class EditionName(StrEnum):
    """Whom a report is for."""

    client = "client"
    unit = "unit"
    public = "public"


class ShowName(StrEnum):
    """What the public reads of a ranking."""

    top = "top"
    bands = "bands"
    administrative = "administrative"


class FormatName(StrEnum):
    """File formats of a report."""

    html = "html"
    docx = "docx"
    xlsx = "xlsx"
    png = "png"
    svg = "svg"
    pdf = "pdf"


class RatersDrawn(StrEnum):
    """How raters vary in repeated assessments."""

    draw = "draw"
    bootstrap = "bootstrap"


LangOption = Annotated[
    Language | None,
    typer.Option("--lang", help="Language of the output; the scheme's own if left out."),
]
ArchiveArgument = Annotated[Path, typer.Argument(help="A result archive (结果档案), result.zip.")]
SeedOption = Annotated[
    int, typer.Option("--seed", min=0, help="From where chance starts; the same gives the same.")
]


def lang_of(asked: Language | None, scheme: Scheme) -> Lang:
    """Return the language asked for, or the scheme's own."""
    if asked is None:
        return scheme.lang
    return "zh" if asked is Language.zh else "en"
