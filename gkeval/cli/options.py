"""What the options of the commands allow."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

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


def lang_of(asked: Language | None, scheme: Scheme) -> Lang:
    """Return the language asked for, or the scheme's own."""
    if asked is None:
        return scheme.lang
    return "zh" if asked is Language.zh else "en"
