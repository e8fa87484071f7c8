"""The marks ``{{ name: words }}`` that a page of the guide may hold, and what replaces them.

In: the Markdown of a page, and its language. Out: the same with every mark, which stands on a line
of its own, replaced; `MARKS` lists them. A mark that nobody knows stops the build.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import reference
import showing

HERE = Path(__file__).resolve().parent
MARK = re.compile(r"^\{\{ (\w+)(?:: ?(.*?))? \}\}$", re.M)
BLOCK = re.compile(r"^```yaml[^\n]*\n(.*?)^```$", re.M | re.S)
FOLDS = {"zh": "各键", "en": "Keys"}


def filled(markdown: str, lang: str) -> str:
    """Return a page with its marks replaced."""

    def put(mark: re.Match[str]) -> str:
        name, words = mark.group(1), (mark.group(2) or "").strip()
        if name not in MARKS:
            raise ValueError(f"unknown mark {mark.group(0)}; known: {', '.join(MARKS)}")
        before = markdown[: mark.start()]
        return MARKS[name](words, lang, before)

    return MARK.sub(put, markdown)


def _keys(words: str, lang: Any, _: str) -> str:
    form, *leave = words.split()
    return reference.keys(form, lang, tuple(leave))


def _fold(words: str, lang: Any, _: str) -> str:
    """Return the keys of a form, folded away."""
    inner = _keys(words, lang, _).replace("\n", "\n    ")
    return f'??? note "{FOLDS[lang]}"\n\n    {inner}'


def _said(_: str, lang: Any, before: str) -> str:
    return showing.said(BLOCK.findall(before)[-1], lang)


def _page(words: str, lang: Any, _: str) -> str:
    """Return a page of the project, without its title, its links made to fit."""
    text = (HERE / words).read_text("utf-8").split("\n", 1)[1]
    return text.replace("](architecture.svg)", "](../images/architecture.svg)")


def _api(words: str, _: Any, __: str) -> str:
    """Return what mkdocstrings is to show: the public names of a room."""
    from importlib import import_module

    room = import_module(words)
    if words == "gkeval":
        names = [name for names in room._HOMES.values() for name in names]
        return "\n\n".join(f"::: gkeval.{name}" for name in sorted(names, key=str.lower))
    shown, more = [], []
    for name in _public(room):
        kind = type(getattr(room, name)).__name__
        (more if kind == "module" else shown).append(name)
    parts = [f"::: {words}.{name}" for name in shown if name not in TYPES]
    parts += [f"## {words}.{module}\n\n" + _api(f"{words}.{module}", None, "") for module in more]
    return "\n\n".join(parts)


def _public(room: Any) -> list[str]:
    """Return what a room shows: what it says, or else what is made in it."""
    said = getattr(room, "__all__", None)
    made = (
        name for name, one in vars(room).items() if getattr(one, "__module__", "") == room.__name__
    )
    return list(said) if said else [name for name in made if not name.startswith("_")]


TYPES = {"WAYS", "Way"}
"""Names of typing only."""

MARKS = {
    "api": _api,
    "keys": _keys,
    "fold": _fold,
    "said": _said,
    "page": _page,
    "tables": lambda _, lang, __: showing.record_tables(lang),
    "commands": lambda _, lang, __: showing.commands(lang),
}
