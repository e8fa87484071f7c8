"""The first sheet of a checked workbook: all problems, each with a link to its cell (问题清单)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from gkeval.collecting import wording
from gkeval.collecting.phrases import column_said, said
from gkeval.errors import Problems
from gkeval.spec import Lang
from gkeval.words import label, wrapped

ERROR, WARNING = "FFFFC7CE", "FFFFEB9C"
"""Colours of cells with an error and with a warning."""

MOST_NOTES = 5_000
"""Comments in one workbook; more make programs slow, and the list has every problem."""

_FONT = "Calibri"
_WIDTHS = (7, 16, 11, 20, 20, 8, 40, 44, 44)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a problem is: sheet, row and column from 1; 0 where it concerns no single one."""

    sheet: str = ""
    row: int = 0
    column: int = 0


def add_list(
    workbook: Any,
    problems: Problems,
    places: dict[int, Place],
    remarks: list[str],
    lang: Lang,
) -> None:
    """Add the list of problems as the first sheet of a workbook that openpyxl has open.

    Parameters
    ----------
    workbook
        From openpyxl.
    problems
        All of them, in order.
    places
        By number of the problem, where it is in a sheet.
    remarks
        What the copy does not hold of the original.
    lang
        ``"zh"`` or ``"en"``.
    """
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.hyperlink import Hyperlink

    zh = lang == "zh"
    sheet = workbook.create_sheet(wording.pick(wording.SHEETS["problems"], lang), 0)
    for column, wide in enumerate(_WIDTHS, start=1):
        sheet.column_dimensions[get_column_letter(column)].width = wide
    lines = _summary(problems, remarks, lang)
    for row, text in enumerate(lines, start=1):
        _write(sheet.cell(row, 1), text)
        sheet.cell(row, 1).font = Font(name=_FONT, bold=row == 1, size=14 if row == 1 else 11)
    head = len(lines) + 1
    names = (
        ("序号", "工作表", "单元格", "列", "评估对象", "程度", "发现", "应为", "处理办法")
        if zh
        else ("no.", "sheet", "cell", "column", "unit", "severity", "found", "allowed", "remedy")
    )
    for column, name in enumerate(names, start=1):
        cell = sheet.cell(head, column, name)
        cell.font = Font(name=_FONT, bold=True, color="FFFFFFFF")
        cell.fill = PatternFill("solid", fgColor="FF1F4E79")
    fills = {
        "error": PatternFill("solid", fgColor=ERROR),
        "warning": PatternFill("solid", fgColor=WARNING),
    }
    wrap = Alignment(wrap_text=True, vertical="top")
    link = Font(name=_FONT, color="FF0563C1", underline="single")
    for number, problem in enumerate(problems):
        row = head + 1 + number
        place = places.get(number, Place())
        at = f"{get_column_letter(place.column or 1)}{place.row or 1}" if place.sheet else ""
        texts = (
            place.sheet or problem.source or problem.table,
            at,
            column_said(problem.table, problem.column, lang),
            problem.unit,
            label(problem.severity, lang),
            *said(problem, lang),
        )
        sheet.cell(row, 1, number + 1).alignment = wrap
        for column, text in enumerate(texts, start=2):
            _write(sheet.cell(row, column), text)
            sheet.cell(row, column).alignment = wrap
        sheet.cell(row, 6).fill = fills[problem.severity]
        if at:
            quoted = place.sheet.replace("'", "''")
            cell = sheet.cell(row, 3)
            cell.hyperlink = Hyperlink(ref=cell.coordinate, location=f"'{quoted}'!{at}")
            cell.font = link
        needed = max(
            len(wrapped(text, int(wide * 0.85)))
            for text, wide in zip(texts, _WIDTHS[1:], strict=True)
        )
        if needed > 1:
            sheet.row_dimensions[row].height = 16.5 * needed
    sheet.freeze_panes = sheet.cell(head + 1, 1)
    sheet.auto_filter.ref = f"A{head}:{get_column_letter(len(names))}{head + max(len(problems), 1)}"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.page_setup.fitToHeight = 0
    sheet.print_title_rows = f"{head}:{head}"
    for other in workbook.worksheets:
        other.sheet_view.tabSelected = other is sheet
    workbook.active = 0


def _summary(problems: Problems, remarks: list[str], lang: Lang) -> list[str]:
    errors = len(problems.errors)
    warned = len(problems) - errors
    zh = lang == "zh"
    if not problems:
        lines = ["没有问题" if zh else "No problems"]
    elif zh:
        lines = [f"共{len(problems)}处问题：错误{errors}处（红色），提醒{warned}处（黄色）"]
        lines.append("点“单元格”一列可到出错处；改好后交这一份或原表都可以。")
    else:
        lines = [f"{len(problems)} problems: {errors} errors (red), {warned} warnings (yellow)"]
        lines.append("Press a cell's address to go there; mend this copy or the workbook itself.")
    if len(problems) > MOST_NOTES:
        lines.append(
            f"批注只加在前{MOST_NOTES}处，颜色和本清单是全的。"
            if zh
            else f"Only the first {MOST_NOTES} bear comments; colours and this list are complete."
        )
    if remarks:
        kept = ("、" if zh else ", ").join(remarks)
        lines.append(f"原表中的这些内容没有进入副本：{kept}" if zh else f"Not in this copy: {kept}")
    return lines


def _write(cell: Any, text: str) -> None:
    """Write a text as text, whatever it begins with, without what a workbook cannot hold."""
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    cell.value = ILLEGAL_CHARACTERS_RE.sub("�", text)
    cell.data_type = "s"
