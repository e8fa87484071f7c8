"""What the build of the guide adds to MkDocs: filled pages, pictures, search without a server.

In: the events of a build. Out: pages of `guide/zh` and `guide/en` with their marks replaced (see
`marks`), the pictures of the project beside them, and one search index for both languages.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from mkdocs.plugins import event_priority
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent)]

import marks  # noqa: E402


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
    return marks.filled(markdown, lang)


@event_priority(-200)
def on_post_build(config: Any) -> None:
    """Write the search index of both languages where pages on a disk look for it."""
    made = Path(config.site_dir, "search", "search_index.json")
    made.with_suffix(".js").write_text(f"var __index = {made.read_text('utf-8')}", "utf-8")
