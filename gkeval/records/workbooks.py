"""Excel workbooks → raw tables, one sheet per record table.

python-calamine reads the cells; hidden rows and sheets are read like the others. It returns error
cells and formulas without a result as empty, which would lose them without a word, so these are
looked up in the workbook's XML and put back as text; so are numbers that a format made dates of.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pandas as pd

from gkeval.errors import GkevalError, Problem
from gkeval.limits import DAMAGED, DEFAULT, Limits, spreads_too_far, unpacks_to_much
from gkeval.records.cells import Objects, from_objects
from gkeval.records.headers import Header, find_header
from gkeval.records.raw import Raw, assemble
from gkeval.records.serials import number_columns, saved_numbers, shown_as_dates
from gkeval.tables import Table

SUFFIXES = (".xlsx", ".xlsm")
NOT_CALCULATED = "#UNCALCULATED!"
"""Stands for a formula that was saved without its result."""

_CHUNK = 1 << 22
_OLD_FORM = bytes.fromhex("D0CF11E0A1B11AE1")
"""How files of Excel 97-2003 begin, and those that a password protects, whatever their name."""

_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_ERROR = re.compile(
    rb'<(?:\w+:)?c\s([^>]*\bt="e"[^>]*)>(?:(?!</(?:\w+:)?c>).)*?<(?:\w+:)?v>([^<]*)<', re.DOTALL
)
_FORMULA = re.compile(
    rb"<(?:\w+:)?c\s([^>]*)>\s*<(?:\w+:)?f\b(?:[^>]*/>|[^>]*>[^<]*</(?:\w+:)?f>)\s*"
    rb"(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v></(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)
_PLACE = re.compile(rb'\br="([A-Za-z]+)([0-9]+)"')


class Workbook:
    """One workbook, opened: its sheets and how to read one of them.

    Parameters
    ----------
    path
        An .xlsx or .xlsm file.

    Raises
    ------
    GkevalError
        When the library that reads workbooks is missing.
    UnreadableWorkbookError
        When the file cannot be opened.
    """

    def __init__(self, path: Path, limits: Limits = DEFAULT) -> None:
        try:
            import python_calamine as calamine
        except ImportError as error:
            raise GkevalError(
                'to read workbooks, install their reader: pip install "gkeval[excel]"'
            ) from error
        self.name = path.name
        self.limits = limits
        content = path.read_bytes()
        self.digest = sha256(content).hexdigest()
        if content.startswith(_OLD_FORM):
            raise UnreadableWorkbookError(
                "a workbook protected by a password"
                if _ENCRYPTED in content
                else "a workbook in the form of Excel 97-2003 (.xls)"
            )
        try:
            self._archive = zipfile.ZipFile(io.BytesIO(content))
            if over := unpacks_to_much(self._archive, self.name, limits):
                raise UnreadableWorkbookError("too much in it", over)
            self._book = calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
            self._parts = _parts(self._archive)
        except (calamine.CalamineError, ElementTree.ParseError, *DAMAGED) as error:
            raise UnreadableWorkbookError(f"a file that is not a workbook ({error})") from error
        self._errors: tuple[type[Exception], ...] = (calamine.CalamineError, *DAMAGED)
        self.sheets = [
            sheet.name
            for sheet in self._book.sheets_metadata
            if sheet.typ == calamine.SheetTypeEnum.WorkSheet
        ]
        if len(self.sheets) > limits.sheets:
            over = limits.exceeded("sheets", f"{len(self.sheets)} sheets", self.name)
            raise UnreadableWorkbookError("too many sheets", over)

    def read(self, sheet: str, table: Table) -> tuple[Raw | None, list[Problem]]:
        """Return the rows of a sheet, or a Problem when it has no header."""
        source = f"{self.name} [{sheet}]"
        try:
            grid, over = self._grid(sheet, source, table)
            if over is not None:
                return None, [over]
            marks: dict[int, dict[int, str]] = {}
            for row, column, text in self._lost(sheet):
                if row < len(grid) and column < len(grid[row]):
                    marks.setdefault(column, {})[row] = text
        except self._errors as error:
            return None, [_damaged(source, table, error)]
        top = [[_cell(cell) for cell in row] for row in grid[:30]]
        header = find_header(top, table)
        if not any(header.texts):
            problem = Problem(
                "no_header",
                "an empty sheet",
                "a row of headers",
                "add the headers, or delete the sheet",
                source,
                1,
                table.name,
            )
            return None, [problem]
        body = grid[header.after :]
        # one array of all cells: turning rows into columns one by one takes five times as long
        cells = np.array(body, dtype=object) if body else np.empty((0, 0), dtype=object)
        self._undate(sheet, cells, header, table)
        columns = [
            _column(
                cells[:, number],
                {r - header.after: t for r, t in marks.get(number, {}).items()},
            )
            for number in range(cells.shape[1])
        ] or [pd.Series([], dtype="str") for _ in header.texts]
        width = len(columns)
        full = Header(
            (header.texts + ("",) * width)[:width],
            (header.keys + ("",) * width)[:width],
            header.first,
            header.after,
            header.conflicts,
        )
        rows = np.arange(header.after + 1, len(grid) + 1, dtype=np.int64)
        return assemble(table, source, full, columns, rows, header_row=header.first + 1), []

    def _grid(
        self, sheet: str, source: str, table: Table
    ) -> tuple[list[list[Any]], Problem | None]:
        """Return the cells of a sheet, or why they are not to be read."""
        with self._archive.open(self._parts[sheet]) as xml:
            if over := spreads_too_far(xml, source, self.limits, table.name):
                return [], over
        return self._book.get_sheet_by_name(sheet).to_python(skip_empty_area=False), None

    def _undate(self, sheet: str, cells: Objects, header: Header, table: Table) -> None:
        """Put the numbers that were saved in the place of dates that a format made of them."""
        dated = {
            _letters(column): (column, set(found))
            for column in number_columns(header.keys, table)
            if column < cells.shape[1] and (found := shown_as_dates(cells[:, column]))
        }
        if not dated:
            return
        for row, letters, number in saved_numbers(self._pieces(sheet), dated):
            column, wanted = dated[letters]
            if (place := row - 1 - header.after) in wanted:
                cells[place, column] = number

    def _lost(self, sheet: str) -> Iterator[tuple[int, int, str]]:
        """Yield row, column (from 0) and text of the cells that the reader returns as empty."""
        prefixed: bool | None = None
        for piece in self._pieces(sheet):
            if prefixed is None:
                prefixed = b"<worksheet" not in piece
            yield from _lost_in(piece, prefixed)

    def _pieces(self, sheet: str) -> Iterator[bytes]:
        """Yield the XML of a sheet in pieces that divide no row."""
        with self._archive.open(self._parts[sheet]) as file:
            rest = file.read(_CHUNK)
            while chunk := file.read(_CHUNK):
                piece, mark, rest = (rest + chunk).rpartition(b"row>")
                yield piece + mark
            yield rest


class UnreadableWorkbookError(Exception):
    """A workbook cannot be opened; its text says what was found, or `problem` all of it."""

    def __init__(self, found: str, problem: Problem | None = None) -> None:
        super().__init__(found)
        self.problem = problem


def _damaged(source: str, table: Table, error: Exception) -> Problem:
    said = " ".join(str(error).split())[:80]
    return Problem(
        "unreadable_file",
        f"a sheet that cannot be read ({said})",
        "a sheet as Excel writes it",
        "open the workbook in Excel or WPS, and save it again",
        source,
        None,
        table.name,
    )


def _lost_in(piece: bytes, prefixed: bool = True) -> Iterator[tuple[int, int, str]]:
    if b't="e"' in piece:
        for match in _ERROR.finditer(piece):
            if place := _PLACE.search(match[1]):
                yield int(place[2]) - 1, _number(place[1]), match[2].decode()
    if b"<f" in piece or (prefixed and b":f" in piece):
        for match in _FORMULA.finditer(piece):
            place = _PLACE.search(match[1])
            if place and b't="str"' not in match[1] and b't="e"' not in match[1]:
                yield int(place[2]) - 1, _number(place[1]), NOT_CALCULATED


def _number(letters: bytes) -> int:
    """Return the number of a column from its letters: A is 0, AA is 26."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number - 1


def _letters(number: int) -> str:
    """Return the letters of a column from its number: 0 is A, 26 is AA."""
    letters = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _parts(archive: zipfile.ZipFile) -> dict[str, str]:
    """Return where in the archive the XML of each sheet stands.

    As the reader finds it, or it would read what was not looked at: in any case of letters, and the
    first of two sheets of one name.
    """
    held = {_folded(name): name for name in archive.namelist()}
    if len(held) < len(archive.namelist()):
        raise ValueError("two parts of one name")
    relations = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    targets = {relation.get("Id"): relation.get("Target", "") for relation in relations}
    parts: dict[str, str] = {}
    for sheet in ElementTree.fromstring(archive.read("xl/workbook.xml")).iter():
        if sheet.tag.rpartition("}")[2] == "sheet":
            ids = [text for name, text in sheet.items() if name.rpartition("}")[2] == "id"]
            target = targets.get(ids[0] if ids else None, "")
            path = posixpath.normpath(posixpath.join("/xl", target)).lstrip("/")
            if part := held.get(_folded(path)):
                parts.setdefault(sheet.get("name", ""), part)
    return parts


def _folded(part: str) -> str:
    return part.replace("\\", "/").lower()


def _cell(value: object) -> str:
    return value if isinstance(value, str) else str(value)


def _column(values: Objects, marks: dict[int, str]) -> pd.Series[Any]:
    """Return the cells of one column in the plain type that they share; changes `values`."""
    for row, text in marks.items():
        if row >= 0:
            values[row] = text
    if set(map(type, values.tolist())) <= {str}:
        # blank ones become missing when they are trimmed, each distinct one once
        codes, words = pd.factorize(values)
        return pd.Series(pd.Categorical.from_codes(codes, pd.Index(words, dtype=object)))
    blank = values == ""
    if blank.any():
        values[blank] = None
    return from_objects(values)
