"""The report in Chromium, opened from the disk."""

import time
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest

import gkeval as gk
from gkeval.uncertainty import robustness

sync_playwright = pytest.importorskip("playwright.sync_api").sync_playwright
Axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def site(five, tmp_path_factory):
    return gk.report(five, tmp_path_factory.mktemp("five") / "report", progress=False).parent


@pytest.fixture(scope="module")
def large(five_scheme, tmp_path_factory):
    """A report of 250 synthetic units: three pages of the table."""
    result = gk.score(five_scheme, many(250))
    return gk.report(result, tmp_path_factory.mktemp("large") / "report", progress=False).parent


def many(count):
    """Ready values of synthetic units, no two totals alike up to 1,000."""
    numbers = np.arange(count)
    return pd.DataFrame(
        {
            "unit": [f"单位{number:04}" for number in numbers],
            "group": np.where(numbers % 2, "county", "department"),
            "publicity.timely": (numbers * 37 % 1000) / 1000,
            "publicity.meetings": numbers % 4,
            "response.requests": 0.7 + numbers % 4 / 10,
            "response.form": numbers % 11,
        }
    )


def names(page):
    return page.locator("#ranking tbody tr:visible th").all_inner_texts()


def test_every_page_opens_from_the_disk_without_an_error(page, site):
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    for path in sorted(site.rglob("*.html")):
        page.goto(path.as_uri())
        assert page.locator("h1").count() == 1
    assert page.console_errors == []
    assert {url.split(":")[0] for url in asked} <= {"file", "data"}


def test_the_chart_is_drawn_with_chinese_labels(page, site):
    page.goto((site / "index.html").as_uri())
    page.wait_for_selector("#chart-ranking .ytick text")
    labels = page.locator("#chart-ranking .ytick text, #chart-ranking .y2tick text")
    assert [text.split("\u2007")[0] for text in labels.all_text_contents()] == [
        "甲县",
        "丙县",
        "乙县",
        "丁局",
        "戊局",
    ]
    assert page.console_errors == []


def test_chinese_text_is_drawn_with_glyphs(page, site):
    """Two characters without a font would be the same box."""
    page.goto((site / "index.html").as_uri())
    drawn = page.evaluate(
        """() => ["政", "务"].map((sign) => {
            const canvas = document.createElement("canvas");
            const context = canvas.getContext("2d");
            context.font = "40px " + getComputedStyle(document.body).fontFamily;
            context.fillText(sign, 10, 60);
            return canvas.toDataURL();
        })"""
    )
    assert drawn[0] != drawn[1]


def test_the_table_sorts(page, site):
    page.goto((site / "index.html").as_uri())
    total = page.get_by_role("columnheader", name="总分")
    total.get_by_role("button").click()
    assert names(page) == ["甲县", "丙县", "丁局", "乙县", "戊局"]
    assert total.get_attribute("aria-sort") == "descending"
    total.get_by_role("button").click()
    # 戊局 has no total yet: it stands last, whichever way
    assert names(page) == ["乙县", "丁局", "丙县", "甲县", "戊局"]
    assert total.get_attribute("aria-sort") == "ascending"


def test_the_table_filters_and_searches(page, site):
    page.goto((site / "index.html").as_uri())
    page.get_by_role("combobox", name="类别").select_option("部门")
    assert names(page) == ["丁局", "戊局"]
    page.get_by_role("combobox", name="类别").select_option("")
    page.get_by_label("查找评估对象").fill("县")
    assert names(page) == ["甲县", "丙县", "乙县"]
    assert page.locator(".count").inner_text() == "显示 3 / 5"
    page.get_by_label("查找评估对象").fill("没有")
    assert names(page) == []
    page.get_by_label("查找评估对象").fill("")
    page.get_by_role("combobox", name="等级").select_option("良好")
    assert names(page) == ["甲县", "丙县"]


def test_a_long_table_is_turned_page_by_page(page, large):
    page.goto((large / "index.html").as_uri())
    assert len(names(page)) == 100
    back, on = (page.get_by_role("button", name=name) for name in ("上一页", "下一页"))
    assert back.is_disabled()
    first = names(page)[0]
    on.click()
    on.click()
    assert page.locator(".pager output").inner_text() == "201–250 / 250"
    assert len(names(page)) == 50
    assert on.is_disabled()
    page.get_by_role("columnheader", name="评估对象").get_by_role("button").click()
    assert names(page)[:2] == ["单位0000", "单位0001"]  # sorted: the first page again
    page.get_by_label("查找评估对象").fill("单位01")
    assert names(page) == [f"单位{number:04}" for number in range(100, 200)]
    assert page.locator(".pager").is_hidden()
    assert first.startswith("单位")
    assert page.console_errors == []


def test_a_long_table_is_whole_on_paper(page, large):
    page.goto((large / "index.html").as_uri())
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert len(names(page)) == 250
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    assert len(names(page)) == 100


def test_the_first_rows_are_there_without_scripts(chromium, large):
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        plain = browser.new_context(java_script_enabled=False).new_page()
        plain.goto((large / "index.html").as_uri())
        assert plain.locator("#ranking tbody tr").count() == 100
        assert "100 / 250" in plain.locator("noscript").first.inner_text()
        browser.close()


def test_rows_made_by_the_script_are_those_of_the_page(page, site):
    """Two makers of one row: the template and the script say the same."""
    page.goto((site / "index.html").as_uri())
    made = page.locator("#ranking tbody").inner_html()
    page.route("**/table.js", lambda route: route.abort())
    page.goto((site / "index.html").as_uri())
    given = page.locator("#ranking tbody").inner_html()
    assert squeezed(made) == squeezed(given)


def squeezed(html):
    html = html.replace("\n", "").replace(' class=""', "").replace("; ", ";").replace(": ", ":")
    return " ".join(html.replace(';"', '"').split()).replace("> <", "><")


def test_a_unit_page_is_reached_by_keyboard(page, site):
    page.goto((site / "index.html").as_uri())
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent") == "甲县":
            break
    page.keyboard.press("Enter")
    page.wait_for_url("**/units/*.html")
    assert page.locator("h1").inner_text() == "甲县"


def test_sorting_by_keyboard(page, site):
    page.goto((site / "index.html").as_uri())
    page.get_by_role("columnheader", name="评估对象").get_by_role("button").focus()
    page.keyboard.press("Enter")
    assert names(page)[0] != "甲县"
    assert page.console_errors == []


def test_figures_follow_the_dark_setting(page, site):
    page.goto((site / "index.html").as_uri())
    label = page.locator("#chart-ranking .ytick text").first
    label.wait_for()
    light = label.evaluate("element => getComputedStyle(element).fill")
    page.emulate_media(color_scheme="dark")
    page.wait_for_function(
        "before => getComputedStyle(document.querySelector('#chart-ranking .ytick text')).fill"
        " !== before",
        arg=light,
    )
    assert page.console_errors == []


def test_nothing_sticks_out_on_a_narrow_screen(page, site):
    page.set_viewport_size({"width": 390, "height": 800})
    for path in [*sorted(site.glob("*.html")), *sorted(site.glob("units/*.html"))[:1]]:
        page.goto(path.as_uri())
        page.wait_for_load_state("networkidle")
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, path.name


def test_hostile_names_run_nothing(page, five_scheme, five_values, tmp_path):
    evil = "<img src=x onerror=alert(1)>"
    values = five_values.assign(unit=five_values["unit"].replace("甲县", evil))
    index = gk.report(gk.score(five_scheme, values), tmp_path / "report", progress=False)
    opened = []
    page.on("dialog", lambda dialog: (opened.append(dialog.message), dialog.dismiss()))
    page.goto(index.as_uri())
    page.wait_for_selector("#chart-ranking .ytick text")
    assert evil in page.locator("#ranking").inner_text()
    assert evil in page.locator("#chart-ranking .ytick text").first.text_content()
    assert page.locator("img").count() == 0
    assert opened == page.console_errors == []


def kinds(site):
    """One page of every kind that a site has."""
    pages = sorted(site.glob("*.html"))
    for folder in ("indicators", "units"):
        pages += sorted(site.glob(f"{folder}/*.html"))[:2]
    return pages


def serious(page):
    """What axe finds serious or critical, as text."""
    found = Axe().run(page).response["violations"]
    return [
        f"{entry['id']}: {entry['nodes'][0]['html'][:200]}"
        for entry in found
        if entry["impact"] in ("serious", "critical")
    ]


@pytest.fixture(scope="module")
def editions(marked, tmp_path_factory):
    """A site of every edition, robustness and problems included."""
    sure = robustness(marked, draws=200, seed=1)
    home = tmp_path_factory.mktemp("editions")
    common = {"progress": False, "robustness": sure}
    gk.report(marked, home / "client", **common)
    gk.report(marked, home / "unit", edition="unit", units="id-qx01", **common)
    for show in ("top", "bands", "administrative"):
        gk.report(marked, home / show, edition="public", show=show, **common)
    return [path for folder in sorted(home.iterdir()) for path in kinds(folder)]


@pytest.mark.full
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_serious_fault_on_any_kind_of_page(page, editions, scheme):
    page.emulate_media(color_scheme=scheme)
    faults = {}
    for path in editions:
        page.goto(path.as_uri())
        page.wait_for_load_state("networkidle")
        page.evaluate("document.querySelectorAll('details').forEach((each) => (each.open = true))")
        if found := serious(page):
            faults[f"{path.parent.name}/{path.name}"] = found
    assert faults == {}
    assert len(editions) >= 14


def test_axe_finds_no_serious_fault_on_the_index(page, site):
    page.goto((site / "index.html").as_uri())
    page.wait_for_selector("#chart-ranking .ytick text")
    assert serious(page) == []


@pytest.mark.full
def test_no_edition_sticks_out_or_complains(page, editions):
    page.set_viewport_size({"width": 390, "height": 800})
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    for path in editions:
        page.goto(path.as_uri())
        page.wait_for_load_state("networkidle")
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, path
        assert page.locator("h1").count() == 1
        levels = page.locator("h1, h2, h3").evaluate_all("all => all.map(e => +e.tagName[1])")
        assert all(b <= a + 1 for a, b in pairwise(levels)), path
    assert page.console_errors == []
    assert {url.split(":")[0] for url in asked} <= {"file", "data"}


@pytest.mark.full
def test_the_index_of_3000_units_is_interactive_within_two_seconds(page, five_scheme, tmp_path):
    """From the start of loading to a table that has answered a search."""
    index = gk.report(gk.score(five_scheme, many(3000)), tmp_path / "r", progress=False)
    assert index.stat().st_size < 1_500_000
    took = []
    for _ in range(3):  # the least of three: what else the machine does is not the page's fault
        start = time.perf_counter()
        page.goto(index.as_uri(), wait_until="commit")
        page.wait_for_selector("#ranking[data-ready]")
        page.get_by_label("查找评估对象").fill("单位2999")
        page.wait_for_function("document.querySelectorAll('#ranking tbody tr').length === 1")
        took.append(time.perf_counter() - start)
    assert min(took) < 2
    page.wait_for_selector("#chart-ranking .ytick text")
    assert page.console_errors == []
