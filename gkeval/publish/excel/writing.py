"""Tables of formulas → a workbook: formats, filters, frozen panes, colours, print set-up.

XlsxWriter writes row by row and keeps no cells in memory; equal tables give equal bytes. Texts from
data are written as text, whatever they begin with; only our own formulas are formulas.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from gkeval.errors import GkevalError
from gkeval.files import whole_file
from gkeval.publish.excel.tables import FIRST, HEADS, Column, Table, letters
from gkeval.words import width, wrapped

_MADE = datetime(2000, 1, 1)
"""Stands in the properties where programs put the hour of writing."""

_FONT = {"font_name": "宋体", "font_size": 10, "valign": "vcenter"}
_BORDER = {"border": 1, "border_color": "#D0D5DB"}
_STYLES: dict[str, dict[str, Any]] = {
    "text": {"shrink": True, "indent": 1},
    "points": {"num_format": "0.00##", "align": "right"},
    "breaker": {"num_format": '[<=-1000000000000000]"—";0.00##', "align": "right"},
    "order": {"num_format": '[>=1000000000000000]"—";General', "align": "right"},
    "rate": {"num_format": "0.0000", "align": "right"},
    "share": {"num_format": "0.00%", "align": "right"},
    "whole": {"num_format": "0", "align": "right"},
    "value": {"num_format": "General", "align": "right"},
    "day": {"num_format": "yyyy-mm-dd", "align": "right"},
}
_HEAD = {
    "bold": True, "text_wrap": True, "align": "center", "valign": "vcenter",
    "bg_color": "#1F4E79", "font_color": "#FFFFFF", **_BORDER,
}  # fmt: skip
_INPUT = {"font_color": "#0000C0", "locked": False}
_ILLEGAL = dict.fromkeys((*range(9), 11, 12, *range(14, 32), 65534, 65535), "�")


@dataclass(frozen=True)
class Colours:
    """What the colours of cells mean, with the words that stand for open cells."""

    open_words: tuple[str, ...]
    verdicts: tuple[str, str]
    decimals: int


def new_workbook(path: Path, title: str, note: str) -> Any:
    """Return a workbook to write into.

    Raises
    ------
    GkevalError
        Without the library that writes workbooks.
    """
    try:
        import xlsxwriter
    except ImportError as error:
        raise GkevalError(
            'to write workbooks, install their writer: pip install "gkeval[excel]"'
        ) from error
    workbook = xlsxwriter.Workbook(
        str(path), {"constant_memory": True, "strings_to_urls": False, "strings_to_formulas": False}
    )
    workbook.set_properties(
        {"title": title, "author": "gkeval", "comments": note, "created": _MADE}
    )
    workbook.set_calc_mode("auto")
    return workbook


class Writer:
    """Writes the sheets of one workbook; formats are made once and shared."""

    def __init__(self, workbook: Any, colours: Colours) -> None:
        self.workbook, self.colours = workbook, colours
        self.formats: dict[tuple[str, ...], Any] = {}

    def format(self, *parts: str) -> Any:
        """Return a format: the style of the cell, then what else holds for it."""
        if parts not in self.formats:
            style = dict(_FONT)
            vetoed, failed = self.colours.verdicts
            own = {
                **_STYLES,
                "published": {
                    "num_format": "0." + "0" * self.colours.decimals
                    if self.colours.decimals
                    else "0",
                    "align": "right",
                    "bold": True,
                },
                "flag": {"num_format": f'[=0]"";[=2]"{failed}";"{vetoed}"', "align": "center"},
                "head": _HEAD,
                "given": _INPUT,
                "border": _BORDER,
                "title": {"bold": True, "font_size": 14, "font_name": "黑体"},
                "note": {"font_color": "#59636E", "text_wrap": True, "valign": "top"},
                "small": {
                    "font_size": 8,
                    "font_color": "#59636E",
                    "align": "center",
                    "shrink": True,
                    **_BORDER,
                },
                "wrap": {"text_wrap": True, "valign": "top"},
                "strong": {"bold": True},
            }
            for part in parts:
                style |= own[part]
            self.formats[parts] = self.workbook.add_format(style)
        return self.formats[parts]

    def table(self, table: Table) -> None:
        """Write a sheet of columns."""
        ws = self.workbook.add_worksheet(table.name)
        columns = table.columns
        last = max((len(column.cells) for column in columns), default=0)
        for place, column in enumerate(columns):
            ws.set_column(place, place, fitting(column))
        self._heads(ws, table)
        self._rows(ws, table)
        end = FIRST + max(last, 1) - 2
        ws.autofilter(HEADS - 1, 0, end, len(columns) - 1)
        ws.freeze_panes(HEADS, table.frozen)
        self._conditions(ws, table, end)
        if table.locked:
            ws.protect("", {"autofilter": True, "format_columns": True, "format_rows": True})
        printed(
            ws, repeat=(2, HEADS - 1), wide=sum(map(fitting, columns)), keys=_keys_of(table.columns)
        )

    def _heads(self, ws: Any, table: Table) -> None:
        ws.set_row(0, 24)
        ws.write_string(0, 0, clean(table.title), self.format("title"))
        ws.write_string(1, 0, table.note, self.format())
        shown = any(column.id for column in table.columns)
        ws.set_row(2, None, None, {} if shown else {"hidden": True})
        ws.set_row(3, None, None, {} if shown else {"hidden": True})
        if shown:
            for place, column in enumerate(table.columns):
                ws.write_string(2, place, clean(column.id), self.format("small"))
            ws.write_string(3, 0, table.points_head, self.format("small"))
            for place, column in enumerate(table.columns):
                if column.points is not None:
                    ws.write_number(3, place, column.points, self.format("small"))
        lines = max(
            (len(wrapped(column.head, max(int(column.wide) - 1, 4))) for column in table.columns),
            default=1,
        )
        ws.set_row(HEADS - 1, 15 * min(max(lines, 2), 7))
        for place, column in enumerate(table.columns):
            ws.write_string(HEADS - 1, place, clean(column.head), self.format("head"))

    def _rows(self, ws: Any, table: Table) -> None:
        own = table.sheet
        local: dict[str, str] = {}  # templates repeat down a column: their own sheet is cut once
        ready = []
        for column in table.columns:
            parts = (column.style, "border", *(("given",) if column.given else ()))
            formulas = column.formulas or [None] * len(column.cells)
            for text in set(formulas) - {None}:
                assert text is not None
                local[text] = "=" + text.replace(own, "")
            ready.append((column.cells, formulas, self.format(*parts)))
        count = max((len(cells) for cells, _, _ in ready), default=0)
        for row in range(count):
            number = str(FIRST + row)
            for place, (cells, formulas, style) in enumerate(ready):
                value, formula = cells[row], formulas[row]
                if formula is not None:
                    text = local[formula].replace("{r}", number)
                    ws.write_formula(FIRST + row - 1, place, text, style, _cached(value))
                else:
                    _written(ws, FIRST + row - 1, place, value, style)

    def _conditions(self, ws: Any, table: Table, end: int) -> None:
        book = self.workbook
        amber = book.add_format({"bg_color": "#FFE8B3"})
        grey = book.add_format({"font_color": "#9AA3AD"})
        weak = book.add_format({"bg_color": "#F8D7C4"})
        for place, full in table.bars.items():
            options = {
                "type": "data_bar", "bar_color": "#9DBFDD", "bar_solid": True,
                "min_type": "num", "min_value": 0, "max_type": "num", "max_value": full,
            }  # fmt: skip
            ws.conditional_format(FIRST - 1, place, end, place, options)
        numbers = [place for place, column in enumerate(table.columns) if column.id]
        if not numbers:
            return
        first, last = numbers[0], numbers[-1]
        area = (FIRST - 1, first, end, last)
        for word in self.colours.open_words:
            options = {"type": "cell", "criteria": "==", "value": f'"{word}"', "format": amber}
            ws.conditional_format(*area, options)
        cell = f"{letters(first)}{FIRST}"
        ws.conditional_format(
            *area, {"type": "formula", "criteria": f"=ISTEXT({cell})", "format": grey}
        )
        if table.columns[first].style == "rate":
            low = f"=AND(ISNUMBER({cell}),{cell}<0.6)"
            ws.conditional_format(*area, {"type": "formula", "criteria": low, "format": weak})


def text_sheet(
    writer: Writer, name: str, title: str, note: str, heads: Sequence[str],
    rows: Sequence[Sequence[str]], wide: Sequence[float],
) -> None:  # fmt: skip
    """Write a sheet of texts with a head; long ones are wrapped."""
    ws = writer.workbook.add_worksheet(name)
    for place, columns in enumerate(wide):
        ws.set_column(place, place, columns)
    ws.set_row(0, 24)
    ws.write_string(0, 0, clean(title), writer.format("title"))
    ws.write_string(1, 0, note, writer.format())
    for place, head in enumerate(heads):
        ws.write_string(2, place, head, writer.format("head"))
    style = writer.format("wrap", "border")
    for at, row in enumerate(rows, start=3):
        ws.set_row(at, row_height(row, wide))
        for place, text in enumerate(row):
            ws.write_string(at, place, clean(text), style)
    ws.autofilter(2, 0, max(len(rows) + 2, 3), len(heads) - 1)
    ws.freeze_panes(3, 1)
    ws.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})
    printed(ws, repeat=(2, 2))


def about_sheet(writer: Writer, name: str, title: str, lines: Sequence[tuple[str, str]]) -> None:
    """Write the first sheet: what this is, and how to recompute it."""
    ws = writer.workbook.add_worksheet(name)
    ws.hide_gridlines(2)
    ws.set_column(0, 0, 22)
    ws.set_column(1, 1, 100)
    ws.set_row(0, 26)
    ws.write_string(0, 0, clean(title), writer.format("title"))
    for at, (head, text) in enumerate(lines, start=1):
        ws.set_row(at, row_height(("", text), (22, 100)))
        ws.write_string(at, 0, head, writer.format("strong", "wrap"))
        ws.write_string(at, 1, clean(text), writer.format("wrap"))
    printed(ws)


def row_height(texts: Sequence[str], wide: Sequence[float]) -> float:
    """Return the height of a row whose texts are wrapped."""
    lines = max(
        sum(len(wrapped(part, max(int(columns * 0.9), 4))) for part in (text.split("\n") or [""]))
        for text, columns in zip(texts, wide, strict=True)
    )
    return 16.0 * min(max(lines, 1), 25)


_PAGE = 220.0
"""Columns of signs that a page holds in print that can be read."""


def fitting(column: Column) -> float:
    """Return how wide a column is: as its texts need, within bounds."""
    if column.style != "text" or column.id:
        return column.wide
    longest = max((width(str(cell)) for cell in column.cells if cell is not None), default=0)
    return min(max(column.wide, longest + 2.0), 40.0)


def _keys_of(columns: Sequence[Column]) -> int:
    """Return how many columns tell what a row is about."""
    return next((at for at, column in enumerate(columns) if column.style != "text"), 1)


def printed(
    ws: Any, repeat: tuple[int, int] | None = None, wide: float = 0.0, keys: int = 0
) -> None:
    """Set a sheet up for paper: A4 across, as wide as the page, heads on every page.

    A sheet that is too wide goes over several pages of A3, each with the names of the units.
    """
    ws.set_landscape()
    if wide > _PAGE:
        ws.set_paper(8)
        ws.set_print_scale(70)
        ws.repeat_columns(0, keys - 1)
    else:
        ws.set_paper(9)
        ws.fit_to_pages(1, 0)
    ws.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.6)
    ws.set_footer("&C— &P —")
    if repeat is not None:
        ws.repeat_rows(*repeat)


def clean(text: str) -> str:
    """Return a text without the signs that a workbook cannot hold.

    >>> clean("a" + chr(0) + "b")
    'a�b'
    """
    return str(text).translate(_ILLEGAL)[:32767]


def _cached(value: str | float) -> str | float:
    return clean(value) if isinstance(value, str) else float(value)


def _written(ws: Any, row: int, place: int, value: Any, style: Any) -> None:
    if isinstance(value, datetime):
        ws.write_datetime(row, place, value, style)
    elif isinstance(value, int | float) and value == value:
        ws.write_number(row, place, float(value), style)
    elif value is None or value != value or value == "":
        ws.write_blank(row, place, None, style)
    else:
        ws.write_string(row, place, clean(value), style)


__all__ = ["Colours", "Column", "Writer", "about_sheet", "new_workbook", "text_sheet", "whole_file"]
