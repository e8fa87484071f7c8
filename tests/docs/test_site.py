"""The guide builds without a warning, asks nothing of the network and is searched from the disk."""

import os
import re
import shutil
import subprocess
import sys

import pytest

from tests.docs.pages import ROOT

pytestmark = pytest.mark.full
LINKED = re.compile(r'<(?:script|link|img|iframe)\b[^>]*?\b(?:src|href)="((?:https?:)?//[^"]+)"')


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    pytest.importorskip("material", reason="the extra docs is not installed")
    folder = tmp_path_factory.mktemp("guide")
    build = subprocess.run(
        [
            sys.executable,
            "-m",
            "mkdocs",
            "build",
            "--strict",
            "-f",
            "docs/mkdocs.yml",
            "-d",
            folder,
        ],
        cwd=ROOT,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1", "PYTHONWARNINGS": "ignore"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=600,
    )
    told = build.stdout + build.stderr
    assert build.returncode == 0, told
    assert not re.search(r"^(WARNING|ERROR)", told, re.M), told
    return folder


def test_no_page_loads_anything_from_the_network(site):
    pages = sorted(site.rglob("*.html"))
    assert len(pages) > 40
    asked = {path.name: LINKED.findall(path.read_text("utf-8")) for path in pages}
    assert {name: found for name, found in asked.items() if found} == {}


@pytest.mark.browser
@pytest.mark.parametrize("width", [1280, 390])
def test_pages_open_from_the_disk_and_fit_the_screen(site, width):
    with browser() as open_page:
        page, asked = open_page(width)
        for name in ("index", "first", "measures", "tables", "en/methods", "en/api-composite"):
            page.goto((site / f"{name}.html").as_uri())
            assert page.evaluate("document.documentElement.scrollWidth") <= width, name
        assert asked == []


@pytest.mark.browser
@pytest.mark.parametrize(
    ("start", "word", "found"),
    [
        ("index", "并列", "得分、并列与取整"),
        ("index", "share_within", "按期比例 share_within"),
        ("en/index", "veto", "Adjustments"),
    ],
)
def test_search_finds_words_of_both_languages_from_the_disk(site, start, word, found):
    with browser() as open_page:
        page, _ = open_page(1280)
        page.goto((site / f"{start}.html").as_uri())
        box = page.locator("input.md-search__input")
        box.click()
        box.press_sequentially(word)
        box.press("Shift")  # text that is inserted, as Chinese is, raises no key event
        titles = page.locator(".md-search-result__item h1, .md-search-result__item h2")
        titles.filter(has_text=found).first.wait_for(timeout=20_000, state="attached")


def browser():
    """Return a manager that gives what opens pages, with a list of what they ask of the network."""
    from contextlib import contextmanager

    from playwright.sync_api import sync_playwright

    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        pytest.skip("no Chromium")

    @contextmanager
    def opened():
        with sync_playwright() as browsers:
            driven = browsers.chromium.launch(executable_path=chromium, args=["--no-sandbox"])

            def open_page(width):
                asked = []
                page = driven.new_page(viewport={"width": width, "height": 900})
                page.on(
                    "request",
                    lambda sent: asked.append(sent.url) if sent.url.startswith("http") else None,
                )
                return page, asked

            yield open_page
            driven.close()

    return opened()
