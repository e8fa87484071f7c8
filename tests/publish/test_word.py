"""The Word report and the feedback sheet, read back with python-docx."""

import re
import zipfile
from dataclasses import replace

import pandas as pd
import pytest

import gkeval as gk
from gkeval.charts import images as drawing
from gkeval.errors import GkevalError
from gkeval.publish import word
from gkeval.publish.word import wording

docx = pytest.importorskip("docx")

REMEDY = "印发后5个工作日内发布"


@pytest.fixture(scope="module")
def report(five, tmp_path_factory):
    folder = tmp_path_factory.mktemp("word")
    return docx.Document(str(word.write_word(five, folder / "报告.docx", images={}).path))


@pytest.fixture(scope="module")
def sheets(five, tmp_path_factory):
    folder = tmp_path_factory.mktemp("feedback")
    return {
        unit: docx.Document(str(word.write_feedback(five, unit, folder / f"{unit}.docx")))
        for unit in five.units["unit"]
    }


def text_of(document):
    lines = [paragraph.text for paragraph in document.paragraphs]
    lines += [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join(lines)


def rows_of(table):
    return [[cell.text for cell in row.cells] for row in table.rows]


def headed(document, *heads):
    """The tables with these heads."""
    return [table for table in document.tables if rows_of(table)[0][: len(heads)] == list(heads)]


def test_the_page_is_that_of_an_official_document(report):
    section = report.sections[0]
    assert [round(side.mm) for side in (section.page_width, section.page_height)] == [210, 297]
    sides = (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)
    assert [round(side.mm) for side in sides] == [37, 35, 28, 26]
    assert report.settings.odd_and_even_pages_header_footer
    feet = (section.footer, section.even_page_footer)
    assert [foot.paragraphs[0].alignment.name for foot in feet] == ["RIGHT", "LEFT"]
    for foot in feet:
        assert foot.paragraphs[0].text == "— 1 —"
        assert " PAGE " in foot._element.xml


@pytest.mark.parametrize(
    ("style", "font", "size", "line"),
    [
        ("gk Title", "方正小标宋简体", 22, 36),
        ("gk Heading 1", "黑体", 16, 28),
        ("gk Heading 2", "楷体_GB2312", 16, 28),
        ("gk Text", "仿宋_GB2312", 16, 28),
    ],
)
def test_fonts_and_lines_are_those_of_the_standard(report, style, font, size, line):
    own = report.styles[style]
    fonts = own.element.rPr.rFonts
    assert fonts.get(docx.oxml.ns.qn("w:eastAsia")) == font
    assert own.font.size.pt == size
    assert own.paragraph_format.line_spacing.pt == line


def test_fonts_that_are_missing_have_another_in_the_font_table(five, tmp_path):
    path = word.write_word(five, tmp_path / "r.docx", images={}).path
    table = zipfile.ZipFile(path).read("word/fontTable.xml").decode()
    assert re.search(r'w:name="仿宋_GB2312"><w:altName w:val="仿宋,', table)
    styles = zipfile.ZipFile(path).read("word/styles.xml").decode()
    assert 'w:eastAsia="zh-CN"' in styles


def test_headings_are_numbered_in_order(report):
    heads = [p.text for p in report.paragraphs if p.style.name == "gk Heading 1"]
    assert [head[:2] for head in heads] == ["一、", "二、", "三、", "四、", "五、", "六、"]
    under = [p.text for p in report.paragraphs if p.style.name == "gk Heading 2"]
    assert under[:4] == ["（一）县", "（二）部门", "（一）主动公开", "（二）依申请公开"]
    assert "{%" not in text_of(report)
    assert "{{" not in text_of(report)


def test_the_ranking_tables_hold_the_ranking(report, five):
    tables = headed(report, "名次", "评估对象", "总分")
    assert len(tables) == 2
    county = rows_of(tables[0])[1:]
    assert [row[:4] for row in county] == [
        ["1", "甲县", "94.00", "良好"],
        ["2", "丙县", "88.00", "良好"],
        ["3", "乙县", "46.00", "未达等级"],
    ]
    department = rows_of(tables[1])[1:]
    assert department[0][:3] == ["1", "丁局", "58.00"]
    assert department[1][:3] == ["—", "戊局", "28.00–88.00"]
    assert "未排名" in department[1][4]


def test_problems_come_with_counts_examples_and_remedy(report):
    """及时公开: 0.9, 0.5, 0.9 of 40 in the counties; 0.5 of 60 in 丁局: 4 + 20 + 4 + 30 lost."""
    text = text_of(report)
    problem = text.split("五、存在的主要问题")[1].split("六、改进建议")[0]
    assert "（一）及时公开" in problem
    assert "4个评估对象中4个失分，失分的平均失14.5分" in problem
    assert "如：丁局失30分、乙县失20分、丙县失4分等。" in problem
    advice = text.split("六、改进建议")[1]
    assert f"及时公开（4个评估对象失分）：{REMEDY}。" in advice


def test_tables_repeat_their_heads_and_keep_rows_whole(report):
    for table in report.tables:
        xml = [row._tr.xml for row in table.rows]
        assert "w:tblHeader" in xml[0]
        assert all("w:tblHeader" not in one for one in xml[1:])
        assert all("w:cantSplit" in one for one in xml)


def test_the_annexes_hold_the_scheme_and_the_data_problems(report, five, tmp_path):
    scheme = rows_of(headed(report, "指标", "分值", "取数口径")[0])
    assert scheme[2][:2] == ["　及时公开", "40"]
    assert "数据检查没有发现问题。" in text_of(report)
    problem = gk.Problem(
        "bad_date", found="2017-02-30", allowed="日期", remedy="改正", source="r.csv", line=7
    )
    with_one = replace(five, problems=gk.Problems([problem]))
    again = docx.Document(str(word.write_word(with_one, tmp_path / "p.docx", images={}).path))
    rows = rows_of(headed(again, "位置", "程度")[0])
    assert rows[1][:2] == ["r.csv，第7行", "错误"]
    assert "共1个问题，其中错误1个" in text_of(again)


def test_without_a_browser_the_report_says_so_and_has_its_tables(five, tmp_path, monkeypatch):
    def broken(*args, **kwargs):
        raise RuntimeError("no browser")

    import plotly.io

    monkeypatch.setattr(drawing, "check_fonts", lambda: "")
    monkeypatch.setattr(plotly.io, "write_images", broken)
    written = word.write_word(five, tmp_path / "r.docx")
    assert [problem.code for problem in written.problems] == ["no_images"]
    document = docx.Document(str(written.path))
    assert len(document.inline_shapes) == 0
    assert len(headed(document, "名次")) == 2
    said = text_of(document).split("数据问题")[-1]
    assert "kaleido" in said
    assert "apt-get install chromium" in said


@pytest.mark.browser
def test_charts_are_images_with_numbered_captions(chromium, five, tmp_path):
    document = docx.Document(str(word.write_word(five, tmp_path / "r.docx").path))
    captions = [p.text for p in document.paragraphs if p.style.name == "gk Figure Caption"]
    assert [caption[:3] for caption in captions] == [f"图{n}　" for n in range(1, 6)]
    assert len(document.inline_shapes) == 5
    for shape in document.inline_shapes:
        assert shape.width.mm <= 156.1
        assert shape.height.mm <= 205.1
    assert "甲县以94.00分居首" in captions[1]


def test_the_same_result_gives_the_same_bytes(five_scheme, five_values, five, tmp_path):
    shuffled = gk.score(five_scheme, five_values.sample(frac=1, random_state=3))
    for name, write in (
        ("report", lambda r, p: word.write_word(r, p, images={})),
        ("feedback", lambda r, p: word.write_feedback(r, "乙县", p)),
    ):
        one, two = tmp_path / f"{name}1.docx", tmp_path / f"{name}2.docx"
        write(five, one)
        write(shuffled, two)
        assert one.read_bytes() == two.read_bytes()
        core = zipfile.ZipFile(one).read("docProps/core.xml").decode()
        assert set(re.findall(r"\d{4}-\d\d-\d\dT[\d:]+Z", core)) == {"2000-01-01T00:00:00Z"}


def test_english(five, tmp_path):
    path = word.write_word(five, tmp_path / "r.docx", lang="en", images={}).path
    text = text_of(docx.Document(str(path)))
    assert "5  Main problems" in text
    assert "Mean rate" in text
    assert "4 of 4 units lost points" in text
    path = word.write_feedback(five, "乙县", tmp_path / "f.docx", lang="en")
    assert "Points were lost on 4 indicators" in text_of(docx.Document(str(path)))


def test_a_feedback_sheet_lists_every_loss_with_reason_clause_and_remedy(sheets):
    """乙县: 20 of 40, 20 of 20 halves, 12 of 30 and 2 of 10 lost, as worked in tests/five."""
    rows = rows_of(headed(sheets["乙县"], "序号", "指标", "失分")[0])
    assert [row[1] for row in rows[1:]] == ["及时公开", "会议开放", "按时答复", "答复规范"]
    assert [float(row[2]) for row in rows[1:]] == [20, 20, 12, 2]
    first = rows[1]
    assert "评估所见：50%" in first[3]
    assert "评分标准：" in first[3]
    assert first[4] == "一(一)"
    assert first[6] == REMEDY


def test_a_feedback_sheet_says_what_is_open_and_what_is_met(sheets, five_scheme, tmp_path):
    assert "总分在28.00–88.00分之间" in text_of(sheets["戊局"])
    assert "下列指标未评定或有争议，失分以区间表示：及时公开。" in text_of(sheets["戊局"])
    values = pd.DataFrame([["满县", "county", 1, 2, 1, 10]])
    values.columns = ["unit", "group", *(leaf.id for leaf in five_scheme.leaves)]
    path = word.write_feedback(gk.score(five_scheme, values), "满县", tmp_path / "f.docx")
    full = docx.Document(str(path))
    assert "各项指标均得满分，没有失分。" in text_of(full)
    assert headed(full, "序号") == []


def test_a_feedback_sheet_holds_nothing_about_another_unit(sheets, five):
    names = set(five.units["unit"])
    for unit, document in sheets.items():
        text = text_of(document) + document.sections[0].footer.paragraphs[0].text
        assert not [name for name in names - {unit} if name in text]


def test_losses_of_records_name_the_records_and_where_they_are(sichuan, tmp_path):
    losses = sichuan.scores[(sichuan.scores["unit"] == "自贡市") & (sichuan.scores["rate"] < 1)]
    path = word.write_feedback(sichuan, "自贡市", tmp_path / "f.docx")
    rows = rows_of(headed(docx.Document(str(path)), "序号")[0])[1:]
    assert len(rows) == len(losses)
    record = sichuan.evidence.items("自贡市", "disclosure")["record"].iloc[0]
    assert any(record in row[5] for row in rows)


def test_a_changed_template_is_used_and_a_wrong_one_refused(five, tmp_path):
    ours = word.write_template(tmp_path / "t.docx", "feedback")
    document = docx.Document(str(ours))
    document.paragraphs[0].insert_paragraph_before("某某市政务公开办公室")
    document.save(str(ours))
    path = word.write_feedback(five, "甲县", tmp_path / "f.docx", template=ours)
    lines = [paragraph.text for paragraph in docx.Document(str(path)).paragraphs]
    assert lines[:2] == ["某某市政务公开办公室", "甲县"]
    document.add_paragraph("{{ unknown_name }}")
    document.save(str(ours))
    with pytest.raises(GkevalError, match=r"unknown_name.*Remedy"):
        word.write_feedback(five, "甲县", tmp_path / "f.docx", template=ours)
    document.add_paragraph("{{ ''.__class__.__mro__ }}")
    document.save(str(ours))
    with pytest.raises(GkevalError, match="cannot be filled"):
        word.write_feedback(five, "甲县", tmp_path / "f.docx", template=ours)
    text = tmp_path / "x.docx"
    text.write_text("no document", "utf-8")
    with pytest.raises(GkevalError, match="is no Word document"):
        word.write_word(five, tmp_path / "r.docx", template=text, images={})
    with pytest.raises(GkevalError, match="cannot be read"):
        word.write_word(five, tmp_path / "r.docx", template=tmp_path / "none.docx", images={})


def test_what_stands_in_the_data_is_text(five_scheme, five_values, tmp_path):
    evil = "<w:p/>{{ 7*7 }}{% raw %}&\x01"
    values = five_values.assign(unit=five_values["unit"].replace("甲县", evil))
    result = gk.score(five_scheme, values)
    document = docx.Document(str(word.write_word(result, tmp_path / "r.docx", images={}).path))
    said = rows_of(headed(document, "名次")[0])[1][1]
    assert said == "<w:p/>{{ 7*7 }}{% raw %}&\ufffd"
    path = word.write_feedback(result, evil, tmp_path / "f.docx")
    assert docx.Document(str(path)).paragraphs[0].text == said


def test_names_that_are_not_there_are_refused(five, tmp_path):
    with pytest.raises(GkevalError, match="unit is '庚县'"):
        word.write_feedback(five, "庚县", tmp_path / "f.docx")
    with pytest.raises(GkevalError, match="lang is 'fr'"):
        word.write_word(five, tmp_path / "r.docx", lang="fr")
    with pytest.raises(GkevalError, match="kind is 'letter'"):
        word.write_template(tmp_path / "t.docx", "letter")
    assert list(tmp_path.iterdir()) == []


def test_chinese_numerals_read_back_by_the_value_of_their_signs():
    digits = "零一二三四五六七八九"
    for number in range(1, 100):
        said = wording.numeral(number)
        tens, ten, ones = said.rpartition("十")
        value = (digits.index(tens) if tens else 1) * 10 if ten else 0
        assert value + (digits.index(ones) if ones else 0) == number
