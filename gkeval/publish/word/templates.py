"""Our Word templates, made in code: a page of tags that docxtpl fills in.

In: nothing but the language. Out: a .docx that can be opened in Word, changed (fonts, order,
sentences around the tags, a letterhead) and given back as ``template=``. What the tags may use is
said in `gkeval.publish.word.context` and `gkeval.publish.word.feedback`.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from io import BytesIO
from typing import Any, Literal

from gkeval.publish.word import layout
from gkeval.publish.word.wording import said
from gkeval.spec import Lang

Kind = Literal["report", "feedback"]
LEFT, RIGHT, MIDDLE = layout.CELL, layout.CELL_NUMBER, layout.CELL_HEAD
_MM = 36_000


@lru_cache(maxsize=8)
def template(kind: Kind, lang: Lang) -> bytes:
    """Return a template as the bytes of a .docx file."""
    from docx import Document

    document = Document()
    layout.lay_out(document, lang, across=kind == "feedback")
    page = _Page(document, lang)
    (_report if kind == "report" else _feedback)(page)
    buffer = BytesIO()
    document.save(buffer)
    return buffer.getvalue()


class _Page:
    """Adds paragraphs and tables of tags."""

    def __init__(self, document: Any, lang: Lang) -> None:
        self.document, self.lang = document, lang

    def add(self, style: str, *texts: str) -> None:
        """Add paragraphs."""
        for text in texts:
            self.document.add_paragraph(text, style=style)

    def each(self, name: str, source: str, style: str, text: str) -> None:
        """Add one paragraph for each of a list."""
        self.add(style, f"{{%p for {name} in {source} %}}", text, "{%p endfor %}")

    def figure(self, name: str) -> None:
        """Add a figure with its caption; nothing where it could not be drawn."""
        self.add(
            layout.FIGURE,
            f"{{%p if figures.{name} %}}",
            f"{{{{ figures.{name}.image }}}}",
        )
        self.add(layout.UNDER, f"{{{{ figures.{name}.caption }}}}", "{%p endif %}")

    def break_page(self) -> None:
        self.document.add_page_break()

    def table(
        self,
        source: str,
        columns: Sequence[tuple[str, str, float, str]],
        *,
        row: str = "row",
    ) -> None:
        """Add a table: head, tag, width in mm and style of every column; one row for each row.

        Heads stand again on every page, and no row is split between pages.
        """
        from docx.enum.table import WD_ALIGN_VERTICAL, WD_TABLE_ALIGNMENT

        table = self.document.add_table(rows=4, cols=len(columns), style="Table Grid")
        table.alignment = WD_TABLE_ALIGNMENT.CENTER
        table.autofit = False
        _margins(table)
        tags = [
            [head for head, _, _, _ in columns],
            [f"{{%tr for {row} in {source} %}}"],
            [tag for _, tag, _, _ in columns],
            ["{%tr endfor %}"],
        ]
        for line, texts in zip(table.rows, tags, strict=True):
            _whole(line, head=line is table.rows[0] or texts is tags[0])
            for cell, text in zip(line.cells, texts, strict=False):
                cell.text = text
        for place, (_, _, wide, style) in enumerate(columns):
            table.columns[place].width = int(wide * _MM)
            for at, line in enumerate(table.rows):
                cell = line.cells[place]
                cell.width = int(wide * _MM)
                cell.vertical_alignment = WD_ALIGN_VERTICAL.CENTER
                cell.paragraphs[0].style = MIDDLE if at == 0 else style
        self.add(layout.SMALL, "")


def _whole(line: Any, *, head: bool) -> None:
    properties = line._tr.get_or_add_trPr()
    layout._child(properties, "w:cantSplit")
    if head:
        layout._child(properties, "w:tblHeader")


def _margins(table: Any) -> None:
    margins = layout._child(table._tbl.tblPr, "w:tblCellMar")
    for side in ("top", "left", "bottom", "right"):
        wide = "30" if side in ("top", "bottom") else "70"
        layout._child(margins, f"w:{side}", w=wide, type="dxa")


def _report(page: _Page) -> None:
    def t(key: str) -> str:
        return said(key, page.lang)

    page.add(layout.TITLE, "{{ title }}")
    page.add(layout.HEAD, t("h_overview"))
    page.each("text", "overview", layout.BODY, "{{ text }}")
    page.figure("distribution")
    page.add(layout.HEAD, t("h_ranking"))
    page.add(layout.BODY, "{%p for group in rankings %}")
    page.add(layout.SUBHEAD, "{%p if rankings|length > 1 %}", "{{ group.heading }}", "{%p endif %}")
    page.add(layout.BODY, "{{ group.text }}")
    page.add(layout.CAPTION, "{{ group.caption }}")
    page.table(
        "group.rows",
        (
            (t("rank"), "{{ row.rank }}", 16, MIDDLE),
            (t("unit"), "{{ row.name }}", 62, LEFT),
            (t("total"), "{{ row.total }}", 28, RIGHT),
            (t("grade"), "{{ row.grade }}", 22, MIDDLE),
            (t("remark"), "{{ row.remark }}", 28, LEFT),
        ),
    )
    page.add(layout.FIGURE, "{%p if group.image %}", "{{ group.image }}")
    page.add(layout.UNDER, "{{ group.figure_caption }}", "{%p endif %}")
    page.add(layout.BODY, "{%p endfor %}")
    page.add(layout.HEAD, t("h_dimensions"))
    page.each("text", "dimensions_text", layout.BODY, "{{ text }}")
    page.figure("attainment")
    page.add(layout.CAPTION, "{{ dimensions_caption }}")
    page.table(
        "dimensions",
        (
            (t("first_level"), "{{ row.title }}", 56, LEFT),
            (t("points"), "{{ row.points }}", 20, RIGHT),
            (t("mean_rate"), "{{ row.rate }}", 26, RIGHT),
            (t("units_scored"), "{{ row.units }}", 20, RIGHT),
            (t("full_count"), "{{ row.full }}", 17, RIGHT),
            (t("none_count"), "{{ row.none }}", 17, RIGHT),
        ),
    )
    page.add(layout.BODY, "{%p for row in dimensions %}")
    page.add(layout.SUBHEAD, "{{ row.heading }}")
    page.add(layout.BODY, "{{ row.text }}", "{%p endfor %}")
    page.figure("contributions")
    page.add(layout.HEAD, t("h_strengths"))
    page.each("text", "strengths", layout.BODY, "{{ text }}")
    page.add(layout.HEAD, t("h_problems"))
    page.each("text", "problems_text", layout.BODY, "{{ text }}")
    page.add(layout.BODY, "{%p for row in problems %}")
    page.add(layout.SUBHEAD, "{{ row.heading }}")
    page.each("text", "row.texts", layout.BODY, "{{ text }}")
    page.add(layout.BODY, "{%p endfor %}")
    page.add(layout.HEAD, t("h_recommendations"))
    page.each("text", "recommendations_text", layout.BODY, "{{ text }}")
    page.add(layout.BODY, "{%p for row in recommendations %}")
    page.add(layout.SUBHEAD, "{{ row.heading }}")
    page.each("text", "row.texts", layout.ITEM, "{{ text }}")
    page.add(layout.BODY, "{%p endfor %}")
    page.break_page()
    page.add(layout.ANNEX, t("annex_1"))
    page.add(layout.TITLE, t("h_methods"))
    page.add(layout.CAPTION, t("notes_caption"))
    page.table(
        "notes",
        ((t("what"), "{{ row.name }}", 34, MIDDLE), (t("said"), "{{ row.text }}", 122, LEFT)),
    )
    page.add(layout.CAPTION, t("scheme_caption"))
    page.table(
        "scheme",
        (
            (t("indicator"), "{{ row.title }}", 38, LEFT),
            (t("points"), "{{ row.points }}", 13, RIGHT),
            (t("measure"), "{{ row.measure }}", 45, LEFT),
            (t("rule"), "{{ row.rule }}", 40, LEFT),
            (t("clause"), "{{ row.clause }}", 20, LEFT),
        ),
    )
    page.break_page()
    page.add(layout.ANNEX, t("annex_2"))
    page.add(layout.TITLE, t("h_data"))
    page.each("text", "data_text", layout.BODY, "{{ text }}")
    page.add(layout.BODY, "{%p if data %}")
    page.table(
        "data",
        (
            (t("where"), "{{ row.where }}", 42, LEFT),
            (t("severity"), "{{ row.severity }}", 14, MIDDLE),
            (t("found"), "{{ row.found }}", 50, LEFT),
            (t("remedy"), "{{ row.remedy }}", 50, LEFT),
        ),
    )
    page.add(layout.BODY, "{%p endif %}", "{%p if sure %}")
    page.break_page()
    page.add(layout.ANNEX, t("annex_3"))
    page.add(layout.TITLE, t("h_sure"))
    page.each("text", "sure_text", layout.BODY, "{{ text }}")
    page.table(
        "sure",
        (
            (t("rank"), "{{ row.rank }}", 14, MIDDLE),
            (t("unit"), "{{ row.name }}", 54, LEFT),
            (t("group"), "{{ row.group }}", 26, LEFT),
            (t("interval"), "{{ row.interval }}", 22, MIDDLE),
            (t("mean_rank"), "{{ row.mean }}", 20, RIGHT),
            (t("rank_kept"), "{{ row.kept }}", 20, RIGHT),
        ),
    )
    page.figure("intervals")
    page.add(layout.BODY, "{%p endif %}")
    page.add(layout.SMALL, "{{ foot }}")


def _feedback(page: _Page) -> None:
    def t(key: str) -> str:
        return said(key, page.lang)

    page.add(layout.TITLE, "{{ name }}" if page.lang == "zh" else "{{ name }}{{ title }}")
    if page.lang == "zh":
        page.add(layout.TITLE, "{{ title }}")
    page.add(layout.HEAD, t("f_result"))
    page.each("text", "summary", layout.BODY, "{{ text }}")
    page.add(layout.CAPTION, t("f_scores"))
    page.table(
        "scores",
        (
            (t("indicator"), "{{ row.title }}", 110, LEFT),
            (t("available"), "{{ row.available }}", 35, RIGHT),
            (t("score"), "{{ row.score }}", 45, RIGHT),
            (t("rate"), "{{ row.rate }}", 35, RIGHT),
        ),
    )
    page.add(layout.HEAD, t("f_problems"))
    page.add(layout.BODY, "{{ losses_text }}", "{%p if losses %}")
    page.table(
        "losses",
        (
            (t("number"), "{{ row.number }}", 11, MIDDLE),
            (t("indicator"), "{{ row.indicator }}", 36, LEFT),
            (t("lost"), "{{ row.lost }}", 18, RIGHT),
            (t("reason"), "{{ row.reason }}", 52, LEFT),
            (t("clause"), "{{ row.clause }}", 18, LEFT),
            (t("evidence"), "{{ row.evidence }}", 54, LEFT),
            (t("remedy"), "{{ row.remedy }}", 36, LEFT),
        ),
    )
    page.add(layout.BODY, "{%p endif %}", "{%p if adjustments %}")
    page.add(layout.HEAD, t("f_adjustments"))
    page.table(
        "adjustments",
        (
            (t("indicator"), "{{ row.title }}", 80, LEFT),
            (t("change"), "{{ row.change }}", 40, RIGHT),
            (t("clause"), "{{ row.clause }}", 30, LEFT),
            (t("evidence"), "{{ row.evidence }}", 75, LEFT),
        ),
    )
    page.add(layout.BODY, "{%p endif %}", "{%p if data %}")
    page.add(layout.HEAD, "{{ data_heading }}")
    page.each("text", "data", layout.BODY, "{{ text }}")
    page.add(layout.BODY, "{%p endif %}")
    page.add(layout.SMALL, "{{ foot }}")
