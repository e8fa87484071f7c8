"""Sheets as plain values → a workbook: formats, drop-downs, protection, print set-up.

XlsxWriter writes row by row and keeps no cells in memory; equal sheets give equal bytes. No cell
holds a formula. Sheets are protected without a password, against slips and not against people.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from gkeval.collecting import wording
from gkeval.collecting.packing import packed
from gkeval.collecting.sheets import Choice, Sheet
from gkeval.collecting.validations import of_answer, of_field
from gkeval.errors import GkevalError
from gkeval.files import whole_file
from gkeval.spec import Lang
from gkeval.words import width, wrapped

FIRST = 2
"""Position of the first row of records: English keys stand in row 0, headers in row 1."""

MOST_ROWS = 1_048_576 - FIRST
"""Rows that a sheet can hold below its header."""

_LONG = 20_000
"""Above this many rows, texts are not wrapped: a sheet of tall rows is slow to open and scroll."""

_SPARE = 20
_LINE_HEIGHT, _MOST_LINES = 16.5, 20

_NUMBERS = {"date": "yyyy-mm-dd", "time": "yyyy-mm-dd hh:mm", "count": "0", "number": "General"}
_DATED = ("date", "time")
_FILLS = {"required": "#1F4E79", "header": "#5B7FA3", "key": "#D9D9D9", "fixed": "#F2F2F2"}
_OPEN = {
    "sort": True, "autofilter": True, "insert_rows": True, "delete_rows": True,
    "format_cells": True, "format_columns": True, "format_rows": True,
    "insert_hyperlinks": True, "objects": True,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Book:
    """A collection workbook.

    Parameters
    ----------
    title
        Shown by file managers.
    about
        Lines of the instruction sheet: what, and text; a line without text is a heading.
    sheets
        Sheets of records, in order.
    indicators
        Table of the reference sheet, shown as it is; empty for none.
    samples
        Table of the sheet that says what was drawn; empty for none.
    lang
        ``"zh"`` or ``"en"``.
    made
        Day that the document's properties give.
    note
        Comment in the document's properties, such as the fingerprint of the scheme.
    """

    title: str
    about: tuple[tuple[str, str], ...]
    sheets: tuple[Sheet, ...]
    indicators: pd.DataFrame = field(default_factory=pd.DataFrame)
    samples: pd.DataFrame = field(default_factory=pd.DataFrame)
    lang: Lang = "zh"
    made: date = date(2000, 1, 1)
    note: str = ""


def write_book(book: Book, path: Path) -> Path:
    """Write a workbook; what stood there before is replaced in one step.

    Raises
    ------
    GkevalError
        Without the library that writes workbooks; when a sheet has more rows than fit.
    """
    try:
        import xlsxwriter
    except ImportError as error:
        raise GkevalError(
            'to write workbooks, install their writer: pip install "gkeval[excel]"'
        ) from error
    for sheet in book.sheets:
        if len(sheet.rows) > MOST_ROWS:
            raise GkevalError(
                f"sheet {sheet.name}: found {len(sheet.rows)} rows; allowed: {MOST_ROWS}. "
                'Remedy: one workbook per unit or rater (per="unit", per="rater")'
            )
    with whole_file(path) as draft, packed(draft, "form") as target:
        options = {"constant_memory": True, "strings_to_urls": False, "in_memory": False}
        workbook = xlsxwriter.Workbook(str(target), options)
        made = datetime(book.made.year, book.made.month, book.made.day)
        workbook.set_properties(
            {"title": book.title, "author": "gkeval", "comments": book.note, "created": made}
        )
        _Writer(workbook, book).write()
        workbook.close()
    return path


class _Writer:
    """Writes one workbook; formats and lists are made once and shared."""

    def __init__(self, workbook: Any, book: Book) -> None:
        self.workbook = workbook
        self.book = book
        self.formats: dict[tuple[str, ...], Any] = {}
        self.lists: dict[tuple[str, ...], int] = {}

    def write(self) -> None:
        names = wording.SHEETS
        lang = self.book.lang
        if self.book.about:
            self._instructions(
                self.workbook.add_worksheet(wording.pick(names["instructions"], lang))
            )
        if not self.book.indicators.empty:
            ws = self.workbook.add_worksheet(wording.pick(names["indicators"], lang))
            self._reference(ws, self.book.indicators)
        if not self.book.samples.empty:
            ws = self.workbook.add_worksheet(wording.pick(names["samples"], lang))
            self._reference(ws, self.book.samples)
        for sheet in self.book.sheets:
            self._sheet(self.workbook.add_worksheet(sheet.name), sheet)
        if self.lists:
            self._lists(self.workbook.add_worksheet(wording.pick(names["words"], lang)))

    def _format(self, *parts: str) -> Any:
        """Return the format of a cell: its parts are a kind, and fixed, wrap, header and so on."""
        if parts not in self.formats:
            style: dict[str, Any] = {"valign": "top", "locked": False}
            for part in parts:
                style |= _STYLES.get(part, {})
            if parts[0] in (*_NUMBERS, "text", "code", "list", "flag"):
                style["num_format"] = _NUMBERS.get(parts[0], "@")
            self.formats[parts] = self.workbook.add_format(style)
        return self.formats[parts]

    def _instructions(self, ws: Any) -> None:
        ws.hide_gridlines(2)
        ws.set_column(0, 0, 20)
        ws.set_column(1, 1, 96)
        for row, (what, text) in enumerate(self.book.about):
            head = "title" if row == 0 else "heading" if not text else "what"
            lines = _lines(text, 96) if row else 2
            if lines > 1 or head == "heading":
                ws.set_row(row, max(lines, 1.5) * _LINE_HEIGHT)
            ws.write_string(row, 0, what, self._format("", head))
            if text:
                ws.write_string(row, 1, text, self._format("", "said"))
        ws.protect("", {"format_columns": True, "format_rows": True})
        _printed(ws, wide=False)

    def _reference(self, ws: Any, frame: pd.DataFrame) -> None:
        cell = self._format("text", "fixed", "wrap")
        wide = []
        for column, name in enumerate(frame.columns):
            longest = max(map(width, frame[name].astype("str")))
            wide.append(min(max(width(str(name)) + 4, longest + 2), 50))
            ws.set_column(column, column, wide[-1])
            ws.write_string(0, column, str(name), self._format("", "header"))
        for row, line in enumerate(frame.itertuples(index=False), start=1):
            ws.set_row(row, _height(list(map(str, line)), wide))
            for column, text in enumerate(line):
                ws.write_string(row, column, str(text), cell)
        ws.freeze_panes(1, 2)
        ws.autofilter(0, 0, max(len(frame), 1), len(frame.columns) - 1)
        ws.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})
        ws.protect("", {"autofilter": True, "format_columns": True, "format_rows": True})
        _printed(ws, repeat=0)

    def _sheet(self, ws: Any, sheet: Sheet) -> None:
        from xlsxwriter.utility import xl_rowcol_to_cell

        lang = self.book.lang
        wrap = ("wrap",) if len(sheet.rows) <= _LONG else ()
        for column, one in enumerate(sheet.fields):
            ws.set_column(column, column, one.wide, self._format(one.kind or "any", "open", *wrap))
        ws.set_row(0, None, None, {"hidden": True})
        for column, one in enumerate(sheet.fields):
            ws.write_string(0, column, one.key, self._format("", "key"))
        for column, one in enumerate(sheet.fields):
            head = "required" if one.required else "beside" if not one.key else "header"
            ws.write_string(1, column, one.header, self._format("", head))
        self._rows(ws, sheet, wrap)
        # open columns on the right, for people's own; set late, for each widens all rows to come
        right = len(sheet.fields)
        ws.set_column(right, right + _SPARE - 1, 16, self._format("any"))
        for column, one in enumerate(sheet.fields):
            blocks = sheet.answers if one.key == "value" else ()
            for first, last, answer in blocks:
                at = FIRST + first
                options = of_answer(answer, xl_rowcol_to_cell(at, column), self._source, lang)
                ws.data_validation(at, column, FIRST + last, column, options)
            if not blocks and (options := of_field(one, self._source)):
                ws.data_validation(FIRST, column, FIRST + MOST_ROWS - 1, column, options)
        last = FIRST + max(len(sheet.rows), 1) - 1
        ws.autofilter(1, 0, last, len(sheet.fields) - 1)
        ws.freeze_panes(FIRST, sheet.frozen)
        ws.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})
        closed = (
            {} if sheet.sortable else dict.fromkeys(("sort", "insert_rows", "delete_rows"), False)
        )
        ws.protect("", _OPEN | closed)
        _printed(ws, repeat=1)

    def _rows(self, ws: Any, sheet: Sheet, wrap: tuple[str, ...]) -> None:
        styles = [("fixed" if one.fixed else "open",) for one in sheet.fields]
        formats = [
            self._format(one.kind or "any", *style, *wrap)
            for one, style in zip(sheet.fields, styles, strict=True)
        ]
        writers = {str: ws.write_string, float: ws.write_number, datetime: ws.write_datetime}
        columns = [_cells(sheet.rows.iloc[:, place]) for place in range(len(sheet.fields))]
        wide = [one.wide for one in sheet.fields]
        for row, line in enumerate(zip(*columns, strict=True), start=FIRST):
            if wrap and (height := _height(line, wide)):
                ws.set_row(row, height)
            for column, value in enumerate(line):
                if value is None:
                    continue
                cell = formats[column]
                if isinstance(value, datetime) and sheet.fields[column].kind not in _DATED:
                    # without a format of its own a day would be shown as a number
                    kind = "date" if value.time() == time.min else "time"
                    cell = self._format(kind, *styles[column], *wrap)
                writers[type(value)](row, column, value, cell)

    def _source(self, choice: Choice) -> list[str] | str:
        """Return a list as it is where it is short enough, else the cells that hold it."""
        from xlsxwriter.utility import quote_sheetname, xl_range_abs

        if choice.sheet:
            cells = xl_range_abs(FIRST, choice.column, FIRST + MOST_ROWS - 1, choice.column)
            return f"={quote_sheetname(choice.sheet)}!{cells}"
        words = choice.words
        joined = ",".join(words)
        # Excel splits a list at commas, and trims what stands between them
        if len(joined) <= 255 and joined.count(",") == len(words) - 1 and '"' not in joined:
            return list(words)
        column = self.lists.setdefault(words, len(self.lists))
        name = wording.pick(wording.SHEETS["words"], self.book.lang)
        return f"={quote_sheetname(name)}!{xl_range_abs(0, column, len(words) - 1, column)}"

    def _lists(self, ws: Any) -> None:
        columns = list(self.lists)
        for row in range(max(map(len, columns))):
            for column, words in enumerate(columns):
                if row < len(words):
                    ws.write_string(row, column, words[row], self._format("text"))
        ws.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})
        ws.hide()
        ws.protect()


_LINE = {"border": 1, "border_color": "#BFBFBF"}
_HEAD = {"bold": True, "text_wrap": True, "valign": "vcenter", "locked": True, **_LINE}
_STYLES: dict[str, dict[str, Any]] = {
    "wrap": {"text_wrap": True},
    "open": _LINE,
    "fixed": {"locked": True, "bg_color": _FILLS["fixed"], **_LINE},
    "required": {**_HEAD, "bg_color": _FILLS["required"], "font_color": "#FFFFFF"},
    "header": {**_HEAD, "bg_color": _FILLS["header"], "font_color": "#FFFFFF"},
    "beside": {**_HEAD, "bg_color": _FILLS["key"]},
    "key": {"locked": True, "bg_color": _FILLS["key"], "font_color": "#595959"},
    "title": {"bold": True, "font_size": 16, "locked": True},
    "heading": {"bold": True, "font_size": 12, "font_color": _FILLS["required"], "locked": True},
    "what": {"bold": True, "text_wrap": True, "locked": True},
    "said": {"text_wrap": True, "locked": True},
}


def _printed(ws: Any, *, wide: bool = True, repeat: int | None = None) -> None:
    """Print on A4, wide sheets on A3; all columns on one page, the header on every page."""
    if wide:
        ws.set_landscape()
    ws.set_paper(8 if wide else 9)
    ws.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    ws.fit_to_pages(1, 0)
    ws.set_footer("&C&A   &P / &N")
    if repeat is not None:
        ws.repeat_rows(repeat)


def _cells(values: pd.Series[Any]) -> list[str | float | datetime | None]:
    """Return the cells of one column as the types that are written; None for what is missing."""
    if pd.api.types.is_datetime64_dtype(values.dtype):
        return [None if pd.isna(one) else one.to_pydatetime() for one in values]
    if pd.api.types.is_numeric_dtype(values.dtype):
        numbers = values.to_numpy(dtype=np.float64, na_value=np.nan)
        return [None if one != one else one for one in numbers.tolist()]
    return [_plain(one) for one in values.tolist()]


def _plain(value: object) -> str | float | datetime | None:
    if isinstance(value, str):
        return value or None
    if value is None or value is pd.NA or value is pd.NaT or value != value:
        return None
    if isinstance(value, pd.Timestamp):
        return value.to_pydatetime()
    if isinstance(value, datetime):
        return value
    if isinstance(value, date):
        return datetime(value.year, value.month, value.day)
    return float(value) if isinstance(value, int | float | np.number) else str(value)


def _height(line: Sequence[object], wide: Sequence[float]) -> float | None:
    """Return the height that shows every text of a row; None where one line is enough."""
    lines = max(
        (_lines(text, room) for text, room in zip(line, wide, strict=True) if type(text) is str),
        default=1,
    )
    return lines * _LINE_HEIGHT if lines > 1 else None


@lru_cache(maxsize=4096)
def _lines(text: str, wide: float) -> int:
    """Return how many lines a text takes in a column, at most as many as are sensibly shown."""
    room = int(wide * 0.85) - 1  # fonts that stand in for a missing one are wider
    return min(len(wrapped(text, room)), _MOST_LINES) if width(text) > room else 1
