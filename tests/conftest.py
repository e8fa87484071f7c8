"""What every test can ask for: reference data, Chromium, a page that notes console errors."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import settings

ROOT = Path(__file__).resolve().parent.parent

# Quick runs try the same examples every time; `make test-full` looks for new ones, except where
# CI is set: Hypothesis then repeats its examples, so that a red run can be run again.
settings.register_profile("quick", max_examples=25, deadline=None, derandomize=True)
settings.register_profile("full", max_examples=1000, deadline=None, print_blob=True)
settings.register_profile("brief", max_examples=12, deadline=None, derandomize=True)  # per mutant
settings.load_profile("quick")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the tests that only a full run has first: where time is short, the rest ran before."""
    items.sort(key=lambda item: item.get_closest_marker("full") is None)


def pytest_make_parametrize_id(val: object) -> str | None:
    """Say bytes as text: pytest does not, where it shows Chinese names as they are."""
    return repr(val) if isinstance(val, bytes) else None


@pytest.fixture(scope="session")
def reference_data() -> Callable[[str], Path]:
    """`reference_data("name.csv")` is the path of a reference file; skips where it is missing."""
    folder = Path(os.environ.get("GKEVAL_REFERENCE_DATA") or ROOT.parent / "shared" / "data")

    def find(name: str) -> Path:
        path = folder / name
        if not path.exists():
            pytest.skip(f"reference data {name} is not there: set GKEVAL_REFERENCE_DATA")
        return path

    return find


@pytest.fixture(scope="session")
def chromium() -> str:
    """Path of the system's Chromium."""
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if path := shutil.which(name):
            return path
    pytest.skip("no Chromium on this machine: install the package chromium")


@pytest.fixture
def page(chromium: str) -> Iterator[object]:
    """An empty Playwright page; `page.console_errors` lists what the browser complained about.

    The browser starts anew for each test: a synchronous Playwright that stays open keeps an event
    loop running, in which notebooks and image export can start none of theirs.
    """
    api = pytest.importorskip("playwright.sync_api")
    with api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1280, "height": 900}, locale="zh-CN")
        page.console_errors = []
        page.on(
            "console",
            lambda message: message.type == "error" and page.console_errors.append(message.text),
        )
        page.on("pageerror", lambda error: page.console_errors.append(str(error)))
        yield page
        browser.close()


@pytest.fixture(scope="session")
def five_values():
    """Ready values of the five units that are worked by hand in tests/five."""
    import pandas as pd

    return pd.read_csv(ROOT / "tests" / "five" / "values.csv")


@pytest.fixture(scope="session")
def five(five_values):
    """The assessment of the five units."""
    import gkeval as gk

    return gk.score(gk.load_scheme(ROOT / "tests" / "five" / "scheme.yaml"), five_values)
