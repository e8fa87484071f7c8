"""The page of a Chinese official document (GB/T 9704-2012): paper, margins, fonts, page numbers.

In: an empty python-docx document. Out: the same with the styles that our templates use. A4 with a
type area of 156 × 225 mm; title 二号小标宋, headings 三号黑体 and 三号楷体, text 三号仿宋, 28 pt
from line to line, page numbers 四号宋体 between dashes, outside on both sides of a sheet.
"""

from __future__ import annotations

from typing import Any

from gkeval.spec import Lang

TITLE, HEAD, SUBHEAD, ITEM, BODY = "gk Title", "gk Heading 1", "gk Heading 2", "gk Item", "gk Text"
FIGURE, CAPTION, CELL, CELL_HEAD, CELL_NUMBER, ANNEX = (
    "gk Figure", "gk Caption", "gk Cell", "gk Cell Head", "gk Cell Number", "gk Annex",
)  # fmt: skip
SMALL, UNDER = "gk Small", "gk Figure Caption"

XIAOBIAOSONG, HEITI, KAITI, FANGSONG, SONGTI = (
    "方正小标宋简体", "黑体", "楷体_GB2312", "仿宋_GB2312", "宋体",
)  # fmt: skip
ALTERNATIVES = {
    XIAOBIAOSONG: "FZXiaoBiaoSong-B05S,小标宋,宋体,Noto Serif CJK SC",
    HEITI: "SimHei,Noto Sans CJK SC",
    KAITI: "楷体,KaiTi,KaiTi_GB2312,Noto Serif CJK SC",
    FANGSONG: "仿宋,FangSong,FangSong_GB2312,Noto Serif CJK SC",
    SONGTI: "SimSun,Noto Serif CJK SC",
}
"""By font: what takes its place where it is not installed; programs read it from the font table."""

LATIN = "Times New Roman"
LINE = 28.0
"""Points from line to line of the text."""

_MM = 36_000
WIDTH_MM, HEIGHT_MM = 156, 225


def lay_out(document: Any, lang: Lang, *, across: bool = False) -> None:
    """Set page, styles, page numbers and font table of a document; `across`: for a wide table."""
    section = document.sections[0]
    section.page_width, section.page_height = 210 * _MM, 297 * _MM
    section.top_margin, section.bottom_margin = 37 * _MM, 35 * _MM
    section.left_margin, section.right_margin = 28 * _MM, 26 * _MM
    section.header_distance, section.footer_distance = 15 * _MM, 28 * _MM
    if across:  # the sheet is turned, its upper edge to the left (横排表格)
        from docx.enum.section import WD_ORIENT

        section.orientation = WD_ORIENT.LANDSCAPE
        section.page_width, section.page_height = 297 * _MM, 210 * _MM
        section.top_margin, section.bottom_margin = 28 * _MM, 26 * _MM
        section.left_margin, section.right_margin = 37 * _MM, 35 * _MM
        section.footer_distance = 18 * _MM
    _styles(document, lang)
    _page_numbers(document, section)
    _font_table(document)


def _styles(document: Any, lang: Lang) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN

    zh = lang == "zh"
    _fonts(document.styles["Normal"], FANGSONG, 16)
    _language(document.styles, lang)
    two = 200 if zh else 0  # hundredths of a character before the first line
    between = 0 if zh else 6
    _style(document, TITLE, XIAOBIAOSONG, 22, align=ALIGN.CENTER, line=36, after=14, bold=not zh)
    _style(document, HEAD, HEITI, 16, line=LINE, first=two, level=1, before=8, bold=not zh)
    _style(document, SUBHEAD, KAITI, 16, line=LINE, first=two, level=2, before=0, bold=not zh)
    _style(document, ITEM, FANGSONG, 16, line=LINE, first=two, after=between, level=3)
    _style(document, BODY, FANGSONG, 16, line=LINE, first=two, after=between, align=ALIGN.JUSTIFY)
    _style(document, FIGURE, FANGSONG, 12, align=ALIGN.CENTER, before=6, next_=True)
    _style(document, CAPTION, HEITI, 12, align=ALIGN.CENTER, before=6, after=6, next_=True)
    _style(document, UNDER, HEITI, 12, align=ALIGN.CENTER, before=6, after=10)
    _style(document, CELL, FANGSONG, 10.5)
    _style(document, CELL_HEAD, HEITI, 10.5, align=ALIGN.CENTER, bold=not zh)
    _style(document, CELL_NUMBER, FANGSONG, 10.5, align=ALIGN.RIGHT)
    _style(document, ANNEX, HEITI, 16, line=LINE, level=1, bold=not zh)
    _style(document, SMALL, FANGSONG, 10.5, before=4, after=8)


def _style(
    document: Any, name: str, font: str, size: float, *, align: Any = None, line: float = 0,
    first: int = 0, before: float = 0, after: float = 0, level: int = 0, bold: bool = False,
    next_: bool = False,
) -> None:  # fmt: skip
    from docx.enum.style import WD_STYLE_TYPE
    from docx.enum.text import WD_LINE_SPACING
    from docx.oxml.ns import qn
    from docx.shared import Pt

    style = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    style.base_style = document.styles["Normal"]
    style.quick_style = True
    _fonts(style, font, size)
    style.font.bold = bold
    form = style.paragraph_format
    form.space_before, form.space_after = Pt(before), Pt(after)
    form.widow_control = False
    if align is not None:
        form.alignment = align
    if line:
        form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(line)
    else:
        form.line_spacing_rule = WD_LINE_SPACING.SINGLE
    form.keep_with_next = next_ or level in (1, 2)
    properties = style.element.get_or_add_pPr()
    if first:
        indent = properties.get_or_add_ind()
        indent.set(qn("w:firstLineChars"), str(first))
        indent.set(qn("w:firstLine"), str(int(size * 20 * first / 100)))
    if level:
        _child(properties, "w:outlineLvl", val=str(level - 1))


def _language(styles: Any, lang: Lang) -> None:
    """Say that the text is Chinese as written in China, which decides on the shape of its signs."""
    from docx.oxml.ns import qn

    for spoken in styles.element.iter(qn("w:lang")):
        spoken.set(qn("w:val"), "en-US" if lang == "zh" else "en-GB")
        spoken.set(qn("w:eastAsia"), "zh-CN")


def _fonts(style: Any, east: str, size: float) -> None:
    from docx.oxml.ns import qn
    from docx.shared import Pt, RGBColor

    style.font.name, style.font.size = LATIN, Pt(size)
    style.font.color.rgb = RGBColor(0, 0, 0)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for key in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
        fonts.attrib.pop(qn(key), None)
    fonts.set(qn("w:eastAsia"), east)
    fonts.set(qn("w:cs"), LATIN)


def _page_numbers(document: Any, section: Any) -> None:
    """Write “— 1 —”, on the right of odd pages and the left of even ones, one sign inwards."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
    from docx.oxml.ns import qn
    from docx.shared import Pt

    document.settings.odd_and_even_pages_header_footer = True
    sides = ((section.footer, ALIGN.RIGHT), (section.even_page_footer, ALIGN.LEFT))
    for footer, align in sides:
        footer.is_linked_to_previous = False
        paragraph = footer.paragraphs[0]
        paragraph.alignment = align
        form = paragraph.paragraph_format
        form.right_indent = form.left_indent = Pt(14)
        for kind, text in (("text", "— "), ("field", "PAGE"), ("text", " —")):
            run = paragraph.add_run()
            run.font.size, run.font.name = Pt(14), SONGTI
            run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), SONGTI)
            if kind == "text":
                run.text = text
                continue
            for part in ("begin", "", "separate", "shown", "end"):
                if part in ("begin", "separate", "end"):
                    _child(run._element, "w:fldChar", fldCharType=part)
                elif part == "shown":
                    _child(run._element, "w:t").text = "1"
                else:
                    code = _child(run._element, "w:instrText")
                    code.set(qn("xml:space"), "preserve")
                    code.text = f" {text} "


def _child(parent: Any, tag: str, **attributes: str) -> Any:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    element = OxmlElement(tag)
    for name, value in attributes.items():
        element.set(qn(f"w:{name}"), value)
    parent.append(element)
    return element


def _font_table(document: Any) -> None:
    """Name what takes the place of fonts that are not installed."""
    from docx.opc.constants import RELATIONSHIP_TYPE

    namespace = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    entries = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{others}"/><w:charset w:val="86"/>'
        '<w:family w:val="auto"/><w:pitch w:val="variable"/></w:font>'
        for name, others in ALTERNATIVES.items()
    )
    latin = f'<w:font w:name="{LATIN}"><w:charset w:val="00"/><w:family w:val="roman"/></w:font>'
    text = (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
        f'<w:fonts xmlns:w="{namespace}">{entries}{latin}</w:fonts>'
    )
    part = document.part.part_related_by(RELATIONSHIP_TYPE.FONT_TABLE)
    part._blob = text.encode()
