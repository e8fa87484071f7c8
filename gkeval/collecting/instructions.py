"""The sheet that tells people how to fill a collection workbook (填报说明), in Chinese and English.

In: a scheme and the tables of the workbook. Out: lines of what and text.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from gkeval.collecting import wording
from gkeval.collecting.sheets import Words
from gkeval.scheme.model import Scheme
from gkeval.spec import Lang
from gkeval.tables import TABLES
from gkeval.words import day

Line = tuple[str, str]


def instructions(
    scheme: Scheme, tables: Sequence[str], asked: Words, lang: Lang
) -> tuple[Line, ...]:
    """Return the lines of the instruction sheet; the first is its title.

    Parameters
    ----------
    scheme
        What is collected for.
    tables
        The tables of the workbook.
    asked
        Words that measures look for, by table and column.
    lang
        ``"zh"`` or ``"en"``.

    Examples
    --------
    >>> import gkeval as gk
    >>> lines = instructions(gk.load_scheme("sichuan-land-2011"), ["units", "judgements"], {}, "en")
    >>> lines[1]
    ('Source', '四川省2011年市级国土资源管理部门政务信息网上公开情况排名表')
    """
    zh = lang == "zh"
    ends = [day(end, lang) for end in (scheme.period.start, scheme.period.end)]
    lines: list[Line] = [
        (scheme.title.to(lang) + ("：采集表" if zh else ": collection workbook"), ""),
        ("依据" if zh else "Source", scheme.source.document),
        ("评估期" if zh else "Period", ("至" if zh else " to ").join(ends)),
        ("指标体系" if zh else "Scheme", f"{scheme.scheme}  {scheme.fingerprint}"),
    ]
    lines += [
        (line["what"][lang], line.get("text", {}).get(lang, ""))
        for line in _guide()
        if line.get("only", "units") in tables
    ]
    lines.append(("各工作表" if zh else "The sheets", ""))
    lines += [
        (wording.sheet_name(TABLES[name], lang), wording.about(TABLES[name], lang))
        for name in tables
    ]
    if words := _words(tables, asked, lang):
        lines.append(
            ("指标用到的词（照此填写，写法不同就数不到）", "")
            if zh
            else ("Words that indicators look for (spelt otherwise, they are not counted)", "")
        )
        lines += words
    return tuple(lines)


@cache
def _guide() -> list[dict[str, Any]]:
    text = Path(__file__).with_name("guide.yaml").read_text("utf-8")
    lines: list[dict[str, Any]] = yaml.safe_load(text)
    return lines


def _words(tables: Sequence[str], asked: Words, lang: Lang) -> list[Line]:
    lines = []
    for (table, name), words in asked.items():
        if table in tables and table != "units":
            column = TABLES[table].by_name[name]
            place = (
                f"{wording.sheet_name(TABLES[table], lang)} · "
                f"{wording.header(column, lang).lstrip('*')}"
            )
            # between words of Latin letters, a line can only break at a space
            lines.append((place, ("、" if all(map(_chinese, words)) else ", ").join(words)))
    return sorted(lines)


def _chinese(word: str) -> bool:
    return not word.isascii()
