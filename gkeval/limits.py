"""How large an input may be, and whether a path is a file: looked at before anything is read.

In: a path, a zip archive or the XML of a sheet, and `Limits`. Out: a Problem that names the limit
that is passed, or nothing. The limits are far above what an assessment holds; a larger input is
read when the limit is raised by argument.
"""

from __future__ import annotations

import os
import re
import stat
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from gkeval.arguments import whole
from gkeval.errors import Problem

_KINDS = {
    stat.S_IFIFO: "a named pipe",
    stat.S_IFSOCK: "a socket",
    stat.S_IFCHR: "a device",
    stat.S_IFBLK: "a device",
    stat.S_IFDIR: "a folder",
}

DAMAGED = (
    *(zipfile.BadZipFile, zlib.error, OSError, EOFError, KeyError, ValueError),
    *(RuntimeError, NotImplementedError, OverflowError, RecursionError),
)
"""What reading the parts of a damaged workbook raises."""

_CHUNK = 1 << 20
_MOST_DEFLATED = 1032
"""Bytes that one byte of deflated data can become, at most."""

_PLACE = re.compile(rb"\br\s*=\s*[\"']([A-Za-z]*)([0-9]+)[\"']")
_ODDLY_WRITTEN = (b"='", b"= ", b"=\t", b"=\n", b"=\r", b" =", b"\t=", b"\n=", b"\r=")
_ODD_TAGS = (b":c", b":row", b"<!", b"<?")
_LONGEST_TAG, _MOST_LETTERS = 1 << 16, 6
_BEYOND = 1 << 40

_TAG = re.compile(rb"<(?:[^\s<>/!?:]+:)?(row|c)(?=[\s/>])([^>]*)")
_QUOTED = rb"(?:\"[^\"]*\"|'[^']*')"
_NAMES_PLACE = re.compile(rb"(?:\s+[^\s=]+\s*=\s*" + _QUOTED + rb")*?\s+r\s*=\s*[\"']")
_OPEN_TAG = re.compile(rb"<[^!](?:[^>\"']++|\"[^\"]*+\"|'[^']*+')*+(?:[\"'].*+)?", re.DOTALL)
_HIDING = re.compile(rb"<!|<\?(?!xml\s)|=\s*(?:\"[^\"<]*<|'[^'<]*<)")
"""Comments and the like, and values of attributes in which a tag could be written."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What an input may hold; give another to a reader to raise a limit.

    Parameters
    ----------
    file_bytes
        Bytes of one file of records, of a workbook or of a result archive.
    unpacked_bytes
        Bytes that a workbook or archive may hold once it is unpacked.
    members
        Parts of a workbook or archive.
    sheets, cells
        Sheets of a workbook; cells of one sheet, empty ones between the others included.
    files
        Files in a folder of records.
    rows
        Of one record table that is read into memory. What stays on Polars, DuckDB or Spark is gone
        through part by part, and may have any number of rows.
    columns
        Of one record table.
    cell_chars
        Characters in one cell; a row with a longer cell is set aside.
    scheme_bytes, scheme_levels
        Bytes of a scheme file, and how deep its mappings and lists may be nested.

    Raises
    ------
    GkevalError
        When a limit is no whole number from 1.

    Examples
    --------
    >>> import gkeval as gk
    >>> print(gk.check_scheme("sichuan-land-2011", limits=Limits(scheme_bytes=10))[0].allowed)
    at most 10 bytes (scheme_bytes)
    """

    file_bytes: int = 4 << 30
    unpacked_bytes: int = 4 << 30
    members: int = 20_000
    sheets: int = 500
    cells: int = 50_000_000
    files: int = 5_000
    rows: int = 50_000_000
    columns: int = 2_000
    cell_chars: int = 100_000
    scheme_bytes: int = 1 << 20
    scheme_levels: int = 40

    def __post_init__(self) -> None:
        for name in self.__slots__:
            object.__setattr__(self, name, whole(name, getattr(self, name), 1))

    def exceeded(self, name: str, found: str, source: str = "", table: str = "") -> Problem:
        """Return the Problem of an input that passes the limit `name`."""
        what = {"file_bytes": "bytes", "unpacked_bytes": "bytes once unpacked"}.get(
            name, name.split("_")[-1]
        )
        return Problem(
            "too_large",
            found=found,
            allowed=f"at most {getattr(self, name)} {what} ({name})",
            remedy="check that it is what was meant; to read it all the same, raise the limit: "
            f"limits=Limits({name}=…)",
            source=source,
            table=table,
        )


DEFAULT = Limits()
"""What every reader allows unless it is told otherwise."""


def refused(
    path: str | os.PathLike[str],
    source: str,
    limits: Limits = DEFAULT,
    *,
    table: str = "",
    name: str = "file_bytes",
) -> Problem | None:
    """Return why a path is not to be opened: no plain file, not to be seen, or too large.

    A named pipe or a device would never come to an end.

    >>> refused(os.devnull, "null").found
    'a device, which is no file'
    """
    try:
        seen = os.stat(path)
    except (OSError, ValueError) as error:
        found = f"a file that cannot be read ({getattr(error, 'strerror', None) or error})"
    else:
        if stat.S_ISREG(seen.st_mode):
            if seen.st_size <= getattr(limits, name):
                return None
            return limits.exceeded(name, f"{seen.st_size} bytes", source, table)
        kind = _KINDS.get(stat.S_IFMT(seen.st_mode), "something else")
        found = f"{kind}, which is no file"
    return Problem(
        "unreadable_file",
        found=found,
        allowed="a file that can be read",
        remedy="give the file itself, and check its rights",
        source=source,
        table=table,
    )


def unpacks_to_much(archive: zipfile.ZipFile, source: str, limits: Limits) -> Problem | None:
    """Return why an archive is not to be unpacked: too many parts, or too much in them.

    What an archive says of its sizes is not believed where it could hold more.
    """
    parts = archive.infolist()
    if len(parts) > limits.members:
        return limits.exceeded("members", f"{len(parts)} parts", source)
    most = limits.unpacked_bytes
    stated = sum(part.file_size for part in parts)
    if stated > most:
        return limits.exceeded("unpacked_bytes", f"{stated} bytes once unpacked", source)
    packed = sum(part.compress_size for part in parts)
    if packed * _MOST_DEFLATED > most and sum(_unpacked(archive, parts, most)) > most:
        return limits.exceeded("unpacked_bytes", f"more than {most} bytes once unpacked", source)
    return None


def _unpacked(archive: zipfile.ZipFile, parts: list[zipfile.ZipInfo], most: int) -> Iterator[int]:
    """Yield the bytes that each part really holds, until they are more than `most`."""
    together = 0
    for part in parts:
        size = part.compress_size
        if part.compress_type == zipfile.ZIP_DEFLATED:
            size = _inflated(archive, part, most - together)
        together += size
        yield size
        if together > most:
            return


def _inflated(archive: zipfile.ZipFile, part: zipfile.ZipInfo, most: int) -> int:
    """Count what a deflated part holds, whatever its header says; stop beyond `most`."""
    file = archive.fp
    if file is None:
        return 0
    try:
        file.seek(part.header_offset)
        head = file.read(30)
        file.seek(
            part.header_offset
            + 30
            + int.from_bytes(head[26:28], "little")
            + int.from_bytes(head[28:30], "little")
        )
        inflate, left, size = zlib.decompressobj(-15), part.compress_size, 0
        while left > 0 and size <= most and not inflate.eof:
            chunk = file.read(min(_CHUNK, left))
            if not chunk:
                break
            left -= len(chunk)
            while chunk and size <= most:
                size += len(inflate.decompress(chunk, _CHUNK))
                chunk = inflate.unconsumed_tail
        return size
    except (zlib.error, OSError, ValueError):
        return 0  # damaged: the reader says so


def spreads_too_far(xml: IO[bytes], source: str, limits: Limits, table: str = "") -> Problem | None:
    """Return why a sheet is not to be read: one far cell makes a grid of all cells before it.

    Rows and cells that name no place stand behind the one before them.

    Parameters
    ----------
    xml
        The XML of the sheet, open for reading.
    """
    last_row, last_column, rest = 0, 0, b""
    unplaced = _Unplaced()
    while chunk := xml.read(_CHUNK):
        held = rest + chunk
        odd = any(form in held for form in _ODDLY_WRITTEN)
        row, column = _each_place(held) if odd else _last_place(held)
        last_row, last_column = max(last_row, row), max(last_column, column)
        # a piece ends before a tag, so that none is divided
        piece, mark, last = held.rpartition(b"<")
        rest = mark + last
        if len(rest) > _LONGEST_TAG:
            if mark and _OPEN_TAG.fullmatch(rest):
                last_row, last_column = max(last_row, 1), _BEYOND  # no program writes such a tag
                break
            piece, rest = held, b""  # a long text
        unplaced.count(piece, odd)
    unplaced.count(rest)
    last_row, last_column = last_row + unplaced.rows, last_column + unplaced.most_cells
    if last_row * max(last_column, 1) <= limits.cells:
        return None
    found_ = f"a cell in row {last_row} and one in column {last_column}"
    return limits.exceeded("cells", found_, source, table)


class _Unplaced:
    """How many rows of a sheet name no place, and how many cells of one row; never too few.

    Such a row or cell stands behind the one before it.
    """

    def __init__(self) -> None:
        self.rows = 0
        self.most_cells = 0
        self._cells = 0
        self._hidden = False

    def count(self, xml: bytes, odd: bool = True) -> None:
        """Count on, in the next piece of the sheet; odd where attributes are not as usual."""
        import numpy as np

        # a value of an attribute that holds a tag may be divided all the same
        self._hidden |= _OPEN_TAG.fullmatch(xml[xml.rfind(b"<") :]) is not None
        tags = xml.count(b"<row") + xml.count(b"<c")
        placed = xml.count(b'<row r="') + xml.count(b'<c r="')
        if tags == placed and not odd and not any(form in xml for form in _ODD_TAGS):
            self._cells *= self._hidden or b"<row" not in xml
            return
        # what is no tag may look like one: where that can be, no row is believed to begin
        self._hidden |= _HIDING.search(xml) is not None
        found = _TAG.findall(xml)
        row = np.array([name == b"row" for name, _ in found], dtype=bool)
        lacks = np.array([_NAMES_PLACE.match(rest) is None for _, rest in found], dtype=bool)
        self.rows += int((row & lacks).sum())
        within = np.cumsum(row & (not self._hidden))
        cells = np.bincount(within[~row & lacks], minlength=int(within.max(initial=0)) + 1)
        cells[0] += self._cells
        self.most_cells = max(self.most_cells, int(cells.max()))
        self._cells = int(cells[-1])


def _last_place(xml: bytes) -> tuple[int, int]:
    """Return the last row and the last column that cells name, in XML of a sheet.

    Places as programs write them are read all at once; where one is longer than Excel's, each is
    read alone.
    """
    import numpy as np

    codes = np.frombuffer(xml + bytes(16), dtype=np.uint8)
    starts = np.flatnonzero((codes[:-2] == 114) & (codes[1:-1] == 61) & (codes[2:] == 34)) + 3
    starts = starts[starts < len(xml)]  # behind r="
    if not len(starts):
        return 0, 0
    text = codes[starts[:, None] + np.arange(12)]
    capital = text & 0xDF  # of letters; Excel takes either case
    letter = (capital >= 65) & (capital <= 90)
    letters = np.logical_and.accumulate(letter, axis=1).sum(axis=1)
    digit = (text >= 48) & (text <= 57)
    digits = np.logical_and.accumulate(digit | letter, axis=1).sum(axis=1) - letters
    if letters.max() > 3 or digits.max() > 8:
        return _each_place(xml)
    row_number = np.zeros(len(starts), dtype=np.int64)
    column_number = np.zeros(len(starts), dtype=np.int64)
    place = np.arange(12)
    for at in range(11):
        here = text[:, at].astype(np.int64)
        is_letter = place[at] < letters
        step = column_number * 26 + capital[:, at] - 64
        column_number = np.where(is_letter, step, column_number)
        is_digit = (place[at] >= letters) & (place[at] < letters + digits)
        row_number = np.where(is_digit, row_number * 10 + here - 48, row_number)
    known = (digits > 0) & (text[np.arange(len(starts)), letters + digits] == 34)
    if not known.any():
        return 0, 0
    return int(row_number[known].max()), int(column_number[known].max())


def _each_place(xml: bytes) -> tuple[int, int]:
    found = _PLACE.findall(xml)
    row = max((int(place[1]) for place in found), default=0)
    return row, max((_number(place[0]) for place in found), default=0)


def _number(letters: bytes) -> int:
    """Return the number of a column: A is 1, AA is 27; what is longer than a sheet can be, much."""
    if len(letters) > _MOST_LETTERS:
        return _BEYOND
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


def name_of(path: str | os.PathLike[str]) -> str:
    """Return what a path is called in messages: its last part, short."""
    return Path(os.fsdecode(path)).name[:80]
