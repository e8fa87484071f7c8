"""Figures in reports: on pages in light and dark, as images drawn once, in the annexes."""

import json
import re

import docx
import pytest

import gkeval as gk
from gkeval.charts import shades, theme
from gkeval.publish import word
from gkeval.publish.figures import DARK, page_figure
from tests import samples

WORD = ("html", "docx")


@pytest.fixture(scope="module")
def ningbo():
    """28 synthetic units with records."""
    return samples.assessed("ningbo-2016")


@pytest.fixture(scope="module")
def site(ningbo, tmp_path_factory):
    sure = gk.robustness(ningbo, 20, 1)
    to = tmp_path_factory.mktemp("ningbo") / "report"
    return gk.report(ningbo, to, robustness=sure, progress=False).parent


def figures(page):
    """What each figure of a page shows, by its id."""
    text = page.read_text("utf-8")
    found = re.findall(r'data-figure="([^"]+)">(.*?)</script>', text, re.DOTALL)
    return {id: json.loads(body) for id, body in found}


def test_every_amount_has_its_dark_colour_and_the_more_the_lighter():
    for scale in (shades.RATES, shades.SIGNED, shades.CHANCE):
        assert set(scale) <= set(DARK)
    for scale in (shades.RATES[1:], shades.CHANCE):
        light = [shades.lightness(DARK[shade]) for shade in scale]
        assert light == sorted(light)
    middle = len(shades.SIGNED) // 2
    both = [shades.lightness(DARK[shade]) for shade in shades.SIGNED]
    assert both[middle] == min(both)


def test_a_page_has_a_heat_map_of_all_rates(site, ningbo):
    found = figures(site / "indicators.html")
    layout = found["chart-heat"]["layout"]
    rows = sum(len(axis["ticktext"]) for name, axis in layout.items() if name.startswith("yaxis"))
    assert rows == len(ningbo.units)


def test_rank_intervals_stand_on_the_page_about_robustness(site):
    names = {
        trace["name"] for trace in figures(site / "robustness.html")["chart-intervals"]["data"]
    }
    assert {"interval", "rank"} <= names


def test_measures_of_time_are_drawn_on_their_own_page(site, ningbo):
    from gkeval.publish.attainment import indicator_files

    pages = indicator_files(ningbo)
    drawn = {id for id, page in pages.items() if "chart-time" in figures(site / page)}
    timed = {leaf.id for leaf in ningbo.scheme.leaves if leaf.measured.kind == "share_within"}
    gaps = {leaf.id for leaf in ningbo.scheme.leaves if leaf.measured.kind == "longest_gap"}
    assert drawn
    assert drawn <= timed | gaps
    text = (site / pages[min(drawn)]).read_text("utf-8")
    assert "figures.js" in text
    assert "figures.js" not in (site / pages[min(set(pages) - drawn)]).read_text("utf-8")


def test_the_sign_of_a_key_is_drawn(site, ningbo):
    keys = [theme.Key("中位数", theme.MAIN, sign="◆"), theme.Key("其他", theme.PALE)]
    import plotly.graph_objects as go

    figure = theme.layout(
        go.Figure(), theme.Words("发现", "说明", ("注",)), height=100, legend=keys
    )
    told = page_figure("x", figure)
    assert [entry[3] for entry in told.legend] == ["◆", "■"]
    assert told.width == 0
    page = (site / "indicators.html").read_text("utf-8")
    assert 'class="key"' in page


def test_a_grid_wider_than_a_page_keeps_its_width(ningbo):
    figure = gk.charts.heat_map(ningbo)
    told = page_figure("x", figure)
    assert told.width == figure.layout.width > theme.WIDTH
    assert json.loads(told.json)["layout"]["width"] == told.width


def test_images_are_drawn_once_for_all_formats(five, tmp_path, monkeypatch):
    batches = []

    def drawn(some, *, scale=2):
        batches.append(sorted(path.name for path in some))
        for path in some:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(PIXEL)
        return list(some)

    monkeypatch.setattr("gkeval.charts.save_images", drawn)
    gk.report(five, tmp_path / "all", formats=("docx", "png", "svg"), progress=False)
    names = sorted(word.report_figures(five))
    assert batches == [sorted(f"{name}.{ext}" for name in names for ext in ("png", "svg"))]
    document = docx.Document(str(tmp_path / "all" / "report.docx"))
    assert len(document.inline_shapes) == len(names)
    assert {path.name for path in (tmp_path / "all" / "images").iterdir()} == set(batches[0])


def test_the_word_report_has_an_annex_on_ranks_where_they_were_tried(five, tmp_path, monkeypatch):
    monkeypatch.setattr(word, "_drawn", lambda figures, folder: ({}, gk.Problems()))
    sure = gk.robustness(five, 50, 1)
    written = word.write_word(five, tmp_path / "sure.docx", robustness=sure).path
    document = docx.Document(str(written))
    texts = [paragraph.text for paragraph in document.paragraphs]
    assert "附件3" in texts
    assert any("重复评估50次" in text for text in texts)
    rows = [[cell.text for cell in row.cells] for row in document.tables[-1].rows]
    assert rows[0] == ["名次", "评估对象", "类别", "名次区间", "平均名次", "名次不变"]
    assert [row[1] for row in rows[1:]] == sure.intervals["name"].to_list()
    plain = word.write_word(five, tmp_path / "plain.docx").path
    assert "附件3" not in [p.text for p in docx.Document(str(plain)).paragraphs]


def test_only_the_client_gets_images(five, tmp_path):
    with pytest.raises(gk.GkevalError, match="public edition does not have"):
        gk.report(five, tmp_path / "x", edition="public", formats="png")


def test_losses_below_a_branch_that_is_combined_say_that_they_do_not_add_up(
    five_scheme, five_values, tmp_path
):
    data = five_scheme.model_dump(by_alias=True)
    combined = five_scheme.replace(
        indicators=[data["indicators"][0] | {"combine": {"kind": "minimum"}}, data["indicators"][1]]
    )
    title = combined.indicators[0].title.zh
    said = f"其下各指标的失分之和不等于该项的失分：{title}。"
    result = gk.score(combined, five_values)
    site = gk.report(result, tmp_path / "combined", progress=False).parent
    pages = [page.read_text("utf-8") for page in sorted((site / "units").iterdir())]
    assert any(said in page for page in pages)
    plain = gk.report(gk.score(five_scheme, five_values), tmp_path / "plain", progress=False).parent
    assert not any("失分之和" in p.read_text("utf-8") for p in (plain / "units").iterdir())
    sheet = gk.publish.word.write_feedback(result, "乙县", tmp_path / "乙县.docx")
    assert any(said in p.text for p in docx.Document(str(sheet)).paragraphs)


PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c4944415408d763"
    "f8ffff3f0005fe02fea73581e30000000049454e44ae426082"
)
