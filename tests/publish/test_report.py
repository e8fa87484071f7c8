"""The HTML report: what is in it, what is escaped, and that it is the same every time."""

import json
import re
import tracemalloc
from html import unescape
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

import gkeval as gk

EVIL = "<img src=x onerror=alert(1)>"


def contents(folder):
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@pytest.fixture(scope="module")
def site(five, tmp_path_factory):
    return gk.report(five, tmp_path_factory.mktemp("five") / "report", progress=False).parent


def text_of(path: Path) -> str:
    """What a reader sees of a page, tags taken away."""
    page = re.sub(r"<(script|style)\b.*?</\1>", " ", path.read_text("utf-8"), flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).split())


def test_the_pages_are_there(site):
    names = set(contents(site))
    assert {"index.html", "indicators.html", "methods.html"} < names
    assert len([name for name in names if name.startswith("units/")]) == 5
    assert {f"assets/{n}" for n in ("plotly.min.js", "figures.js", "table.js", "style.css")} < names
    assert not {"problems.html", "robustness.html"} & names
    assert {f"indicators/{n}.html" for n in ("1", "1.1", "1.2", "2", "2.1", "2.2")} < names


def test_the_overview_writes_itself(site):
    text = text_of(site / "index.html")
    assert "对2类（县、部门）共5个评估对象评分，评估期为2017-01-01至2017-12-31" in text
    assert "县：甲县以94.00分居首，平均76.00分，最低46.00分。" in text
    assert "1个评估对象有指标未评定，总分以区间表示，不排名。" in text


def test_the_ranking_table_holds_the_ranking(site, five):
    page = (site / "index.html").read_text("utf-8")
    body = page.split("<tbody>")[1].split("</tbody>")[0]
    names = re.findall(r'<a href="units/[^"]+">([^<]+)</a>', body)
    assert names == five.ranking()["name"].to_list()
    assert [t for t in ("94.00", "88.00", "46.00", "58.00", "28.00–88.00") if t in body] == [
        "94.00",
        "88.00",
        "46.00",
        "58.00",
        "28.00–88.00",
    ]


def unit_page(site, name):
    page = (site / "index.html").read_text("utf-8")
    return site / re.search(rf'href="(units/[^"]+)">{name}</a>', page)[1]


def test_a_unit_page_tells_every_score_with_rule_clause_and_state(site):
    text = text_of(unit_page(site, "丙县"))
    assert "总分88.00分（满分100分），在3个县中列第2位；本类平均76.00分。" in text
    # requests do not apply to 丙县, so its form is worth 40 instead of 10
    assert "答复规范 40.00 10 80.0% 32.00 8" in text
    assert "按时答复 — — —" in text
    assert "二(一) 不适用" in text


def test_lost_points_come_with_what_was_found_and_the_remedy(site):
    text = text_of(unit_page(site, "乙县"))
    losses = text.split("失分与改进")[1].split("得分明细")[0]
    assert "及时公开 20.00 50%" in losses
    assert "印发后5个工作日内发布" in losses
    first = [losses.index(name) for name in ("及时公开", "会议开放", "按时答复", "答复规范")]
    assert first[0] < first[2]  # 20 and 20 before 12 and 2
    assert first[1] < first[2] < first[3]


def test_an_open_unit_has_an_interval_and_no_rank(site):
    text = text_of(unit_page(site, "戊局"))
    assert "总分在28.00–88.00分之间" in text
    assert "名次 未排名 / 2" in text
    assert "未评估" in text


def test_the_methods_page_says_the_scheme_in_words(site):
    text = text_of(site / "methods.html")
    assert "及时公开 publicity.timely 40" in text
    assert "2017年1月1日至2017年12月31日" in text


def test_pages_load_nothing_from_a_network(site):
    for name, data in contents(site).items():
        if name.endswith((".html", ".css")) or name in ("assets/table.js", "assets/figures.js"):
            text = data.decode()
            assert not re.search(r"""(src|href)=["'](https?:)?//|url\(|@import|fetch\(""", text), (
                name
            )


def test_every_link_leads_to_a_page(site):
    for path in site.rglob("*.html"):
        for link in re.findall(r'(?:href|src)="([^"#:]+)(?:#[^"]*)?"', path.read_text("utf-8")):
            assert (path.parent / link).exists(), f"{path.name}: {link}"


def test_figures_hold_the_numbers_of_the_result(site, five):
    page = (site / "index.html").read_text("utf-8")
    figure = json.loads(re.search(r"data-figure=\"chart-ranking\">(.*?)</script>", page)[1])
    texts = [text for trace in figure["data"] for text in trace.get("text") or []]
    assert sorted(texts) == sorted(["94.00", "88.00", "46.00", "58.00", "28.00–88.00"])


def test_same_result_same_bytes_whatever_the_order_of_rows(
    site, five_scheme, five_values, tmp_path
):
    shuffled = gk.score(five_scheme, five_values.sample(frac=1, random_state=7))
    again = gk.report(shuffled, tmp_path / "again", progress=False).parent
    assert contents(again) == contents(site)


def test_names_and_ids_from_data_are_escaped(five_scheme, five_values, tmp_path):
    ids = {"甲县": EVIL, "乙县": "../../x", "丙县": "CON", "丁局": 'a"b', "戊局": "con"}
    units = pd.DataFrame(
        {
            "unit": list(ids.values()),
            "group": five_values["group"],
            "name": [EVIL, "</script><script>alert(1)</script>", "{{ 7*7 }}", "'\"&", "戊局"],
        }
    )
    values = five_values.assign(unit=five_values["unit"].map(ids)).drop(columns="group")
    scheme = five_scheme.replace(title={"zh": EVIL})
    folder = gk.report(gk.score(scheme, values, units), tmp_path / "evil", progress=False).parent
    assert {path.name for path in tmp_path.iterdir()} == {"evil"}
    for path in folder.rglob("*.html"):
        page = path.read_text("utf-8")
        assert "<img" not in page
        assert "<script>alert" not in page
        assert "49" not in re.findall(r"<h1>(.*?)</h1>", page)
    names = [path.name for path in (folder / "units").iterdir()]
    assert len(names) == len({name.lower() for name in names}) == 5
    assert not {"con.html", "aux.html"} & {name.lower() for name in names}


def test_records_are_listed_with_their_total_and_without_persons(sichuan, tmp_path):
    folder = gk.report(sichuan, tmp_path / "report", progress=False).parent
    text = text_of(unit_page(folder, "成都市"))
    assert "检测底稿" in text
    record = sichuan.evidence.items("成都市", "disclosure")["record"].iloc[0]
    assert f"{record} " in text.split("检测底稿")[1]


def records_of(**columns):
    """Records of one leaf, as evidence gives them."""
    frame = pd.DataFrame({"unit": "甲", "counted": True} | columns)
    leaf = SimpleNamespace(id="leaf", measured=SimpleNamespace(table="documents"))
    return SimpleNamespace(
        evidence=SimpleNamespace(about=lambda indicator: frame),
        scheme=SimpleNamespace(measured=(leaf,), words={}),
    )


def test_long_lists_of_records_are_cut_and_the_total_said():
    from gkeval.publish.evidence import SHOWN, Records

    result = records_of(
        record=[f"r{number}" for number in range(120)],
        evidence=["javascript:alert(1)", "https://example.org/a"] * 60,
        author="某某",
    )
    table = Records(result, "zh").of(["甲"])["甲", "leaf"]
    assert (len(table.rows), table.total) == (SHOWN, 120)
    assert table.heads == ("底稿编号", "佐证", "是否计入")
    assert table.rows[0] == (("r0", ""), ("javascript:alert(1)", ""), ("是", ""))
    assert table.rows[1][1] == ("https://example.org/a", "https://example.org/a")


def test_a_table_of_records_depends_on_its_own_unit_alone():
    from gkeval.publish.evidence import Records

    result = records_of(
        unit=["甲", "乙", "甲"],
        record=["a", "b", "c"],
        issued=pd.to_datetime(["2017-01-02 00:00", "2017-01-03 10:30", "2017-01-04 00:00"]),
        field=[None, "农业", None],
    )
    records = Records(result, "zh")
    both = records.of(["甲", "乙"])
    assert both["甲", "leaf"] == records.of(["甲"])["甲", "leaf"]
    assert both["甲", "leaf"].heads == ("底稿编号", "印发日期", "是否计入")
    assert both["乙", "leaf"].heads == ("底稿编号", "印发日期", "领域", "是否计入")
    assert [row[1][0] for row in both["甲", "leaf"].rows] == ["2017-01-02", "2017-01-04"]


@pytest.mark.parametrize(
    ("address", "link"),
    [
        ("https://a.cn/x", True),
        ("HTTP://a.cn", True),
        ("javascript:alert(1)", False),
        (" https://a.cn", False),
        ("data:text/html,x", False),
        ("//a.cn", False),
        ("file:" + "///etc/passwd", False),
        ("httpsx://a", False),
    ],
)
def test_only_web_addresses_become_links(address, link):
    from gkeval.publish.evidence import Records

    table = Records(records_of(evidence=[address]), "zh").of(["甲"])["甲", "leaf"]
    assert table.rows[0][0] == (address, address if link else "")


def test_an_indicator_page_says_how_it_was_met(site):
    text = text_of(site / "indicators" / "1.1.html")
    assert "按比例得分。" in text
    assert "一(一)" in text
    # counties 0.9, 0.5 and 0.9 of 40, 40 and 40 (three) points; departments 0.5 of 60
    assert "县 3 76.7% 0 0" in text
    assert "部门 1 50.0% 0 0" in text
    assert "甲县 县 90% 36.00 40.00 90.0% 已评分" in text
    page = (site / "indicators" / "1.1.html").read_text("utf-8")
    assert 'aria-label="得分率分布（评估对象个数）: 50–60%: 2; 90–100%: 2"' in page
    assert 'href="../units/' in page
    assert 'href="../indicators/1.html"' in page


def test_a_branch_page_leads_to_what_is_below(site):
    page = (site / "indicators" / "1.html").read_text("utf-8")
    assert re.findall(r'href="\.\./indicators/(1\.\d)\.html"', page) == ["1.1", "1.2"]


def test_all_rows_of_a_table_stand_in_the_page(site, five):
    page = (site / "index.html").read_text("utf-8")
    grid = json.loads(re.search(r'data-grid="ranking">(.*?)</script>', page)[1])
    assert [row[1][0] for row in grid["rows"]] == five.ranking()["name"].to_list()
    assert [row[3][0] for row in grid["rows"]][:2] == ["94.00", "88.00"]
    assert grid["rows"][-1][3][1] is None  # no total yet: it sorts last


BONUS = {
    "id": "commended",
    "kind": "bonus",
    "title": {"zh": "受表彰", "en": "Commended"},
    "clause": "三",
    "per_case": 1,
    "cap": 3,
    "measure": {"kind": "count", "table": "activities", "where": {"kind": "commendation"}},
}


def test_adjustments_stand_on_the_unit_page_and_in_the_figures(five_scheme, five_values, tmp_path):
    scheme = five_scheme.replace(adjustments=[BONUS])
    result = gk.score(scheme, five_values.assign(commended=[2, 0, 0, 0, 0]))
    folder = gk.report(result, tmp_path / "report", progress=False).parent
    assert "加减分 受表彰 94 → 96 三" in text_of(unit_page(folder, "甲县"))
    assert "加减分" not in text_of(unit_page(folder, "乙县"))
    figure = gk.charts.contributions(result)
    assert "，含加分、扣分等调整" in figure.layout.meta["shows"]
    hover = [text for trace in figure.data for text in trace.hovertext or ()]
    assert any("受表彰　94 → 96" in text for text in hover)


def test_problems_have_their_page(five, tmp_path):
    from dataclasses import replace

    problem = gk.Problem(
        "bad_date", found=EVIL, allowed="日期", remedy="改正", source="requests.csv", line=7
    )
    result = replace(five, problems=gk.Problems([problem]), provisional=frozenset(["甲县"]))
    folder = gk.report(result, tmp_path / "report", progress=False).parent
    page = (folder / "problems.html").read_text("utf-8")
    assert "requests.csv，第7行" in page
    assert "<img" not in page
    assert "1个评估对象有底稿因错误未计入，得分为暂定（*）" in text_of(folder / "index.html")
    assert "94.00 暂定" in text_of(unit_page(folder, "甲县"))


def test_english_and_own_title(five, tmp_path):
    folder = gk.report(
        five, tmp_path / "en", lang="en", title="Our <report>", progress=False
    ).parent
    page = (folder / "index.html").read_text("utf-8")
    assert '<html lang="en">' in page
    assert "<h1>Our &lt;report&gt;</h1>" in page
    assert "This assessment follows 算例. It covers 5 units in 2 groups" in text_of(
        folder / "index.html"
    )


def test_a_failed_run_leaves_the_earlier_report(five, tmp_path, monkeypatch):
    folder = gk.report(five, tmp_path / "report", progress=False).parent
    before = contents(folder)

    def fail(*args, **kwargs):
        raise OSError("no space left")

    monkeypatch.setattr("gkeval.publish.site.summary", fail)
    with pytest.raises(gk.GkevalError, match="cannot be written"):
        gk.report(five, folder, progress=False, title="another")
    assert contents(folder) == before
    assert {path.name for path in tmp_path.iterdir()} == {"report"}


def test_a_new_report_takes_the_place_of_the_old(five, tmp_path):
    folder = gk.report(five, tmp_path / "report", progress=False).parent
    gk.report(five, folder, title="另一题目", progress=False)
    assert "<h1>另一题目</h1>" in (folder / "index.html").read_text("utf-8")


@pytest.mark.parametrize("name", ["notes.txt", "index.html"])
def test_a_folder_with_other_files_is_left_alone(five, tmp_path, name):
    (tmp_path / name).write_text("mine", "utf-8")
    with pytest.raises(gk.GkevalError, match="no report of gkeval"):
        gk.report(five, tmp_path, progress=False)
    assert (tmp_path / name).read_text("utf-8") == "mine"


@pytest.mark.parametrize(
    ("call", "message"),
    [
        ({"formats": ["odt"]}, "formats holds 'odt', must be one of: html, docx, xlsx, png"),
        ({"formats": []}, "formats holds 'none'"),
        ({"lang": "de"}, "lang is 'de'"),
    ],
)
def test_wrong_arguments_are_told_before_anything_is_written(five, tmp_path, call, message):
    with pytest.raises(gk.GkevalError, match=message):
        gk.report(five, tmp_path / "report", **call)
    assert not (tmp_path / "report").exists()


@pytest.mark.full
def test_memory_is_flat_whatever_the_number_of_units(five_scheme, tmp_path):
    """Pages are written one after the other: ten times the units take no more than half again."""
    numbers = np.arange(600)
    values = pd.DataFrame(
        {
            "unit": [f"u{number:04}" for number in numbers],
            "group": "department",
            "publicity.timely": numbers % 100 / 100,
            "response.requests": 1,
            "response.form": numbers % 11,
        }
    )
    peaks = []
    for count in (60, 60, 600):  # the first one pays for what is loaded once
        result = gk.score(five_scheme, values.head(count))
        tracemalloc.start()
        gk.report(result, tmp_path / "report", progress=False)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[2] < 1.5 * peaks[1]


def test_data_problems_are_told_in_the_language_of_the_report(five_scheme, five_values, tmp_path):
    from dataclasses import replace

    problem = gk.Problem(
        "bad_date", "去年", "a date such as 2017-03-05", "correct the number",
        source="checks.csv", line=4, table="checks", column="checked", unit="甲县",
    )  # fmt: skip
    result = replace(gk.score(five_scheme, five_values), problems=gk.Problems([problem]))
    zh = text_of(gk.report(result, tmp_path / "zh", progress=False).with_name("problems.html"))
    assert "错误 checks.csv，第4行，检查日期 甲县 去年 日期，如 2017-03-05 改正数字" in zh
    en = text_of(
        gk.report(result, tmp_path / "en", lang="en", progress=False).with_name("problems.html")
    )
    assert "checks.csv, row 4, checked 甲县 去年 a date such as 2017-03-05 correct the number" in en
