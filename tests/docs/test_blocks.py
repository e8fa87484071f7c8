"""Every code block of the guide runs, and both languages hold the same code."""

import sys

import pytest

from tests.docs.pages import GUIDE, ROOT, blocks, run

sys.path.insert(0, str(ROOT / "docs"))
PAGES = sorted(path.relative_to(GUIDE / "zh").as_posix() for path in (GUIDE / "zh").rglob("*.md"))
SLOW: set[str] = set()
"""Pages that take more than some seconds."""


@pytest.mark.parametrize(
    "page", [pytest.param(p, marks=pytest.mark.full if p in SLOW else ()) for p in PAGES]
)
def test_the_blocks_of_a_page_run_in_order(page, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    run(GUIDE / "zh" / page, tmp_path)


@pytest.mark.parametrize("page", PAGES)
def test_both_languages_hold_the_same_code(page):
    zh, en = (
        [(b.lang, b.title, b.bare) for b in blocks(GUIDE / lang / page)] for lang in ("zh", "en")
    )
    assert zh == en


def test_every_page_is_there_in_both_languages():
    there = sorted(
        path.relative_to(GUIDE / "en").as_posix() for path in (GUIDE / "en").rglob("*.md")
    )
    assert there == PAGES
