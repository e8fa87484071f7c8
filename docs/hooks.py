"""What the build of the guide fills in: marks in the pages, pictures, and pages of the project.

In: a page of `guide/zh` or `guide/en`. Out: the page with every mark ``{{ name: words }}`` on a
line of its own replaced; `MARKS` lists them. A mark that nobody knows stops the build.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Any

from mkdocs.plugins import event_priority
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent)]

import reference  # noqa: E402
import showing  # noqa: E402

MARK = re.compile(r"^\{\{ (\w+)(?:: ?(.*?))? \}\}$", re.M)
BLOCK = re.compile(r"^```yaml[^\n]*\n(.*?)^```$", re.M | re.S)
FOLDS = {"zh": "各键", "en": "Keys"}


def on_files(files: Files, config: Any) -> Files:
    """Add the pictures that the pages and the architecture show."""
    images = [*(HERE / "images").rglob("*.png"), HERE / "architecture.svg"]
    for path in images:
        at = path.relative_to(HERE).as_posix()
        at = at if at.startswith("images/") else f"images/{at}"
        files.append(File.generated(config, at, abs_src_path=str(path)))
    return files


@event_priority(100)
def on_page_markdown(markdown: str, page: Page, **_: Any) -> str:
    """Replace the marks of a page."""
    lang = "en" if page.file.src_uri.startswith("en/") else "zh"
    return filled(markdown, lang)


@event_priority(-200)
def on_post_build(config: Any) -> None:
    """Write the search index of both languages where pages on a disk look for it."""
    made = Path(config.site_dir, "search", "search_index.json")
    made.with_suffix(".js").write_text(f"var __index = {made.read_text('utf-8')}", "utf-8")


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
    parts += [
        f"## {words}.{module}\n\n" + _api(f"{words}.{module}", None, "") for module in more
    ]
    return "\n\n".join(parts)


def _public(room: Any) -> list[str]:
    """Return what a room shows: what it says, or else what is made in it."""
    said = getattr(room, "__all__", None)
    made = (name for name, one in vars(room).items() if getattr(one, "__module__", "") == room.__name__)
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
