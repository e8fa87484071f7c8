"""What people do to a filled workbook, as a program with a seed.

Changes of form must not change what is read; changes that spoil a cell are noted with its place.
"""

import random
import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

import openpyxl
from openpyxl.styles import PatternFill

from tests.collecting.builders import CODES, SHEETS

WIDE = str.maketrans("0123456789.-/", "０１２３４５６７８９．－／")
FACTS = ("documents", "interpretations", "requests", "activities", "absences", "judgements")


@dataclass
class Mangled:
    """Which cells were spoiled (sheet, row, column key), and how many became formulas."""

    spoiled: set[tuple[str, int, str]] = field(default_factory=set)
    formulas: int = 0


class Sheet:
    """One sheet, by its hidden keys; they stand in row `top`, the visible header below them."""

    def __init__(self, sheet) -> None:
        self.sheet = sheet
        self.top = 1

    @property
    def keys(self) -> dict[str, int]:
        return {cell.value: cell.column for cell in self.sheet[self.top] if cell.value}

    @property
    def rows(self) -> list[int]:
        first = self.top + 2
        return [
            row for row in range(first, self.sheet.max_row + 1)
            if self.sheet.cell(row, self.keys["record"]).value not in (None, "record")
        ]  # fmt: skip

    def filled(self, *columns: str) -> list[tuple[int, str]]:
        return [
            (row, name) for row in self.rows for name in columns
            if name in self.keys and self.cell(row, name).value is not None
        ]  # fmt: skip

    def cell(self, row: int, column: str):
        return self.sheet.cell(row, self.keys[column])


def sort(one: Sheet, chance: random.Random) -> None:
    rows = one.rows
    values = [[cell.value for cell in one.sheet[row]] for row in rows]
    chance.shuffle(values)
    for row, line in zip(rows, values, strict=True):
        for column, value in enumerate(line, start=1):
            one.sheet.cell(row, column).value = value


def extra_columns(one: Sheet, chance: random.Random) -> None:
    last = one.sheet.max_column + 1
    one.sheet.cell(one.top + 1, last).value = "备注"
    for row in one.rows:
        one.sheet.cell(row, last).value = f"第{row}行"
        one.sheet.cell(row, last + 1).value = chance.choice([None, "没有表头的话"])


def insert_column(one: Sheet, chance: random.Random) -> None:
    at = chance.randrange(1, 6)
    one.sheet.insert_cols(at)
    one.sheet.cell(one.top + 1, at).value = "序号"
    for number, row in enumerate(one.rows, start=1):
        one.sheet.cell(row, at).value = number


def insert_rows(one: Sheet, chance: random.Random) -> None:
    for row in sorted(chance.sample(one.rows, 2), reverse=True):
        one.sheet.insert_rows(row)


def caption(one: Sheet, chance: random.Random) -> None:
    one.sheet.insert_rows(1)
    one.top += 1
    one.sheet.cell(1, 1).value = "2017年检测底稿"
    one.sheet.merge_cells("A1:D1")


def merged_header(one: Sheet, chance: random.Random) -> None:
    """The visible header of a column is merged with the hidden key above it."""
    column = chance.choice([c for c in one.keys.values() if c > 2])
    one.sheet.merge_cells(
        start_row=one.top, end_row=one.top + 1, start_column=column, end_column=column
    )


def header_again(one: Sheet, chance: random.Random) -> None:
    """The keys were sorted into the rows."""
    row = one.sheet.max_row + 1
    for name, column in one.keys.items():
        one.sheet.cell(row, column).value = name


def moved_columns(one: Sheet, chance: random.Random) -> None:
    width, order = one.sheet.max_column, list(range(1, one.sheet.max_column + 1))
    chance.shuffle(order)
    for row in range(one.top, one.sheet.max_row + 1):
        cells = [one.sheet.cell(row, column) for column in range(1, width + 1)]
        line = [(cell.value, cell.number_format) for cell in cells]
        for cell, old in zip(cells, order, strict=True):
            cell.value, cell.number_format = line[old - 1]


def renamed_headers(one: Sheet, chance: random.Random) -> None:
    """Stars gone, a line break in the middle, brackets behind."""
    for column in one.keys.values():
        cell = one.sheet.cell(one.top + 1, column)
        if isinstance(cell.value, str):
            text = cell.value.lstrip("*")
            cell.value = chance.choice([text, f"{text[:2]}\n{text[2:]}", f"{text}（请填写）"])


def hidden_rows(one: Sheet, chance: random.Random) -> None:
    for row in chance.sample(one.rows, 2):
        one.sheet.row_dimensions[row].hidden = True
    one.sheet.column_dimensions["C"].hidden = True


def coloured(one: Sheet, chance: random.Random) -> None:
    for row in chance.sample(one.rows, 2):
        for cell in one.sheet[row]:
            cell.fill = PatternFill("solid", fgColor="FFFFFF00")


def filtered(one: Sheet, chance: random.Random) -> None:
    one.sheet.auto_filter.ref = f"A{one.top + 1}:H{one.sheet.max_row}"
    one.sheet.auto_filter.add_filter_column(0, ["清水市"])
    for row in one.rows:
        hidden = one.cell(row, "unit").value != "清水市"
        one.sheet.row_dimensions[row].hidden = hidden


def wide_digits(one: Sheet, chance: random.Random) -> None:
    places = one.filled("record", "participants", "value", "document", "issued", "answered")
    for row, name in places:
        cell = one.cell(row, name)
        value = cell.value.strftime("%Y-%m-%d") if isinstance(cell.value, date) else cell.value
        if name == "record" and one.sheet.title != SHEETS["documents"]:
            continue
        cell.value = str(value).translate(WIDE if name not in ("record", "document") else DIGITS)
        cell.number_format = "@"


DIGITS = str.maketrans("0123456789", "０１２３４５６７８９")


def text_dates(one: Sheet, chance: random.Random) -> None:
    for row, name in one.filled("issued", "published", "received", "answered", "date"):
        cell = one.cell(row, name)
        if isinstance(cell.value, date):
            day = cell.value
            forms = [
                f"{day.year}年{day.month}月{day.day}日", f"{day.year}/{day.month}/{day.day}",
                f"{day.year}.{day.month}.{day.day}", f"{day:%Y-%m-%d}", f"{day:%Y%m%d}",
                datetime(day.year, day.month, day.day, 9, 30),
            ]  # fmt: skip
            cell.value = chance.choice(forms)


def spaces(one: Sheet, chance: random.Random) -> None:
    for row, name in one.filled("unit", "record", "kind", "answer", "channel", "topic", "value"):
        cell = one.cell(row, name)
        if isinstance(cell.value, str):
            cell.value = chance.choice(["", " ", "\u3000", "\u00a0"]) + cell.value + "  "


def english(one: Sheet, chance: random.Random) -> None:
    """Codes by their keys, flags by signs, lists by commas."""
    for name, words in CODES.items():
        keys = {zh: code for code, zh in words.items()}
        for row, _ in one.filled(name):
            cell = one.cell(row, name)
            cell.value = keys.get(cell.value, cell.value)
    for row, name in one.filled("major", "mock"):
        cell = one.cell(row, name)
        if cell.value in ("是", "否"):
            cell.value = chance.choice({"是": ["√", "yes", 1], "否": ["×", "no", 0]}[cell.value])
    for row, name in one.filled("elements", "keywords"):
        cell = one.cell(row, name)
        cell.value = str(cell.value).replace("；", chance.choice(["、", ";", "，", "\n"]))


FORMS: tuple[Callable[[Sheet, random.Random], None], ...] = (
    wide_digits, text_dates, spaces, english, sort, extra_columns, insert_column, moved_columns,
    insert_rows, renamed_headers, merged_header, caption, hidden_rows, coloured, filtered,
    header_again,
)  # fmt: skip
SPOILT: dict[str, tuple[tuple[str, ...], object]] = {
    "ref_error": (("issued", "title", "date", "value"), "#REF!"),
    "no_such_day": (("published", "received", "date", "issued"), "2017年2月30日"),
    "two_readings": (("answered", "received", "issued"), "3/5/2017"),
    "with_unit": (("participants",), "12人"),
    "unknown_unit": (("unit",), "不存在县"),
    "unknown_code": (("channel", "author_role", "attribute"), "信鸽"),
    "emptied": (("received", "date", "value", "indicator"), None),
    "not_calculated": (("title", "topic", "issued"), "=Sheet9!A1"),
    "impossible_year": (("issued", "date"), "2217-03-05"),
}


def changes(seed: int) -> list[Callable[[Sheet, random.Random], None]]:
    """Which changes of form a workbook undergoes: two of three."""
    return [change for number, change in enumerate(FORMS) if (seed + number) % 3]


def spoilings(seed: int) -> list[str]:
    """Which cells are spoiled: three of a kind each; every fourth workbook stays whole."""
    return random.Random(seed).sample(sorted(SPOILT), 3) if seed % 4 else []


def mangle(path: Path, seed: int) -> Mangled:
    """Change the form of a workbook, spoil a few cells, and say which."""
    chance, said = random.Random(seed), Mangled()
    book = openpyxl.load_workbook(path)
    sheets = {name: Sheet(book[SHEETS[name]]) for name in FACTS}
    for change in changes(seed):
        change(sheets[chance.choice(FACTS)], chance)
    for name in spoilings(seed):
        _spoil(name, list(sheets.values()), chance, said)
    formulas = _formulas(list(sheets.values()), chance, said)
    said.formulas = len(formulas)
    book.save(path)
    _give_results(path, book, formulas)
    return said


def _spoil(name: str, sheets: list[Sheet], chance: random.Random, said: Mangled) -> None:
    columns, content = SPOILT[name]
    touched = {(sheet, row) for sheet, row, _ in said.spoiled}
    places = [
        (one, row, column) for one in sheets for row, column in one.filled(*columns)
        if (one.sheet.title, row) not in touched
    ]  # fmt: skip
    one, row, column = chance.choice(places)
    one.cell(row, column).value = content
    said.spoiled.add((one.sheet.title, row, column))


def _formulas(
    sheets: list[Sheet], chance: random.Random, said: Mangled
) -> dict[tuple[str, str], str]:
    """Put formulas in the place of texts; return the result that each was saved with."""
    touched = {(sheet, row) for sheet, row, _ in said.spoiled}
    found = {}
    for one in sheets:
        places = one.filled("title", "topic", "participants", "value")
        for row, name in chance.sample(places, min(2, len(places))):
            cell = one.cell(row, name)
            if (one.sheet.title, row) not in touched:
                found[one.sheet.title, cell.coordinate] = cell.value
                cell.value = f"=Sheet9!{cell.coordinate}"
    return found


def _give_results(path: Path, book, formulas: dict[tuple[str, str], object]) -> None:
    """Write the results of formulas into a workbook, as a program does that calculates them."""
    numbers = {name: number for number, name in enumerate(book.sheetnames, start=1)}
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    for (sheet, place), value in formulas.items():
        part = f"xl/worksheets/sheet{numbers[sheet]}.xml"
        text = parts[part].decode()
        numeric = isinstance(value, int | float)
        kind = "" if numeric else ' t="str"'
        result = str(value).replace("&", "&amp;")
        pattern = rf'<c r="{place}"([^>]*)><f>([^<]*)</f><v\s*(?:/>|></v>)'
        text, count = re.subn(
            pattern,
            lambda m, p=place, k=kind, r=result: f'<c r="{p}"{m[1]}{k}><f>{m[2]}</f><v>{r}</v>',
            text,
        )
        assert count == 1, (sheet, place)
        parts[part] = text.encode()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
