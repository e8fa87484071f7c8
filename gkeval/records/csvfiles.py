"""CSV files → raw tables.

Every cell of a CSV file is read as text, so that ``1.10`` stays what it is. Rows are numbered as
records: the header of a file without captions is row 1, and a cell with line breaks in it counts
as one row.
"""

from __future__ import annotations

import codecs
import csv
import io
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from gkeval.errors import Problem
from gkeval.limits import DEFAULT, Limits
from gkeval.records import encodings
from gkeval.records.encodings import TextFile, inspect
from gkeval.records.faults import Positions
from gkeval.records.headers import Header, find_header
from gkeval.records.raw import Misfit, Read, assemble
from gkeval.tables import Table

_PEEKED = 1 << 18
_BLOCK = 1 << 24
_DELIMITERS = ",\t;"


def read_csv(path: Path, source: str, table: Table, limits: Limits = DEFAULT) -> Read:
    """Read one CSV file; its separator is the one that shows the most known headers."""
    facts = inspect(path, source, table.name)
    if facts.problem is not None:
        return None, facts.digest, [facts.problem]

    def unreadable(code: str, found: str, allowed: str, remedy: str, row: int = 1) -> Read:
        problem = Problem(code, found, allowed, remedy, source, row, table.name)
        return None, facts.digest, [problem]

    header, delimiter = _peek(path, facts, table)
    if len(header.texts) > limits.columns:
        over = limits.exceeded("columns", f"{len(header.texts)} columns", source, table.name)
        return None, facts.digest, [over]
    if not any(header.texts):
        return unreadable(
            "no_header", "an empty file", "a row of headers", "add the headers, or delete the file"
        )
    if facts.encoding == "gb18030" and not any(header.keys):
        return unreadable(
            "wrong_encoding",
            f"headers that are not known when read as GB18030: {'、'.join(header.texts[:5])}",
            encodings.ALLOWED,
            encodings.REMEDY,
        )
    if facts.odd_quotes and (row := _open_quote(path, facts, delimiter)):
        return unreadable(
            "unreadable_file",
            "a double quote that is never closed",
            "cells whose quotes are closed",
            "close the quote, or delete it",
            row,
        )
    import pyarrow as pa

    try:
        columns, rows, misfits = _columns(path, facts, delimiter, len(header.texts))
    except (pa.ArrowInvalid, csv.Error) as error:
        return unreadable(
            "unreadable_file",
            str(error).splitlines()[0],
            "a CSV file",
            "save the file again as CSV UTF-8",
        )
    columns, rows, misfits = _mended(columns, rows, misfits, header)
    start = int(np.searchsorted(rows, header.after, side="right"))
    columns, rows = [column.iloc[start:] for column in columns], rows[start:]
    misfits = [(row, cells) for row, cells in misfits if row > header.after and any(cells)]
    raw = assemble(
        table, source, header, columns, rows, misfits=misfits, header_row=header.first + 1
    )
    return raw, facts.digest, []


def _peek(path: Path, facts: TextFile, table: Table) -> tuple[Header, str]:
    """Return the header and the separator, found in the first part of a file."""
    with path.open("rb") as file:
        piece = file.read(_PEEKED)
    decoder = codecs.getincrementaldecoder(facts.encoding)("strict")
    text = decoder.decode(piece, final=False).removeprefix("\ufeff")
    best, chosen = Header((), ()), ","
    for delimiter in _DELIMITERS:
        rows: list[list[str]] = []
        try:
            for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
                rows.append(row)
                if len(rows) == 30:
                    break
        except csv.Error:
            pass
        header = find_header(rows, table)
        if not best.texts or sum(map(bool, header.keys)) > sum(map(bool, best.keys)):
            best, chosen = header, delimiter
    return best, chosen


def _open_quote(path: Path, facts: TextFile, delimiter: str) -> int:
    """Return the row whose quote never closes, or 0 when the odd quote stands inside a text."""
    with path.open(encoding=facts.encoding, newline="") as file:
        row = 0
        try:
            for _ in csv.reader(file, delimiter=delimiter, strict=True):
                row += 1
        except csv.Error as error:
            return row + 1 if "end of data" in str(error) else 0
    return 0


def _columns(
    path: Path, facts: TextFile, delimiter: str, width: int
) -> tuple[list[pd.Series[Any]], Positions, list[Misfit]]:
    """Return all rows of the right width, their numbers, and the others cell by cell."""
    import pyarrow as pa
    from pyarrow import csv as arrow

    misfits: list[Misfit] = []

    def note(row: Any) -> str:
        try:
            cells = next(csv.reader([row.text], delimiter=delimiter), [])
        except csv.Error:  # a cell longer than that module takes
            cells = row.text.split(delimiter)
        misfits.append((row.number or 0, [cell.strip() for cell in cells]))
        return "skip"

    names = [str(number) for number in range(width)]

    def read(threads: bool) -> Any:
        misfits.clear()
        return arrow.read_csv(
            path,
            read_options=arrow.ReadOptions(
                column_names=names,
                block_size=_BLOCK,
                use_threads=threads,
                encoding="utf8" if facts.encoding == "utf-8" else facts.encoding,
            ),
            parse_options=arrow.ParseOptions(
                delimiter=delimiter,
                newlines_in_values=True,
                ignore_empty_lines=False,
                invalid_row_handler=note,
            ),
            convert_options=arrow.ConvertOptions(
                column_types=dict.fromkeys(names, pa.string()),
                strings_can_be_null=False,
                quoted_strings_can_be_null=False,
            ),
        )

    held = read(threads=True)
    if misfits:
        # only a single reader knows which row it is at
        held = read(threads=False)
    frame = held.to_pandas()
    rows = np.arange(1, len(frame) + len(misfits) + 1, dtype=np.int64)
    rows = np.delete(rows, [row - 1 for row, _ in misfits])
    return [frame[name] for name in names], rows, misfits


def _mended(
    columns: list[pd.Series[Any]], rows: Positions, misfits: list[Misfit], header: Header
) -> tuple[list[pd.Series[Any]], Positions, list[Misfit]]:
    """Take in the rows that differ from the header's width only in cells that hold nothing."""
    width = len(header.texts)
    named = max((i + 1 for i in range(width) if header.texts[i] or header.keys[i]), default=width)
    fits = [
        (row, [*cells, *[""] * (width - len(cells))][:width])
        for row, cells in misfits
        if len(cells) >= named and not any(cells[width:])
    ]
    if not fits:
        return columns, rows, misfits
    taken = {row for row, _ in fits}
    joined = np.concatenate([rows, np.array([row for row, _ in fits], dtype=np.int64)])
    order = np.argsort(joined)
    more = [pd.Series([cells[i] for _, cells in fits], dtype="str") for i in range(width)]
    columns = [
        pd.concat([column, added], ignore_index=True).iloc[order]
        for column, added in zip(columns, more, strict=True)
    ]
    return columns, joined[order], [entry for entry in misfits if entry[0] not in taken]
