"""The report in Chromium, opened from the disk."""

import pytest

import gkeval as gk

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def site(five, tmp_path_factory):
    return gk.report(five, tmp_path_factory.mktemp("five") / "report", progress=False).parent


def names(page):
    return page.locator("#ranking tbody tr:visible th").all_inner_texts()


def test_every_page_opens_from_the_disk_without_an_error(page, site):
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    for path in [*sorted(site.glob("*.html")), *sorted(site.glob("units/*.html"))]:
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
    assert names(page) == ["戊局", "乙县", "丁局", "丙县", "甲县"]
    assert total.get_attribute("aria-sort") == "ascending"


def test_the_table_filters_and_searches(page, site):
    page.goto((site / "index.html").as_uri())
    page.get_by_label("类别").select_option("部门")
    assert names(page) == ["丁局", "戊局"]
    page.get_by_label("类别").select_option("")
    page.get_by_label("查找评估对象").fill("县")
    assert names(page) == ["甲县", "丙县", "乙县"]
    assert page.locator(".count").inner_text() == "显示 3 / 5"
    page.get_by_label("查找评估对象").fill("没有")
    assert names(page) == []


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
