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

from gkeval.errors import Problem

_KINDS = {
    stat.S_IFIFO: "a named pipe",
    stat.S_IFSOCK: "a socket",
    stat.S_IFCHR: "a device",
    stat.S_IFBLK: "a device",
    stat.S_IFDIR: "a folder",
}
_CHUNK = 1 << 20
_MOST_DEFLATED = 1032
"""Bytes that one byte of deflated data can become, at most."""

_PLACE = re.compile(rb"\br\s*=\s*[\"']([A-Z]*)([0-9]+)[\"']")
_ODDLY_WRITTEN = (b"='", b"= ", b"=\t", b"=\n", b"=\r", b" =", b"\t=", b"\n=", b"\r=")


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
    rows, columns
        Of one record table.
    cell_chars
        Characters in one cell; a row with a longer cell is set aside.
    scheme_bytes, scheme_levels
        Bytes of a scheme file, and how deep its mappings and lists may be nested.

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
            if getattr(self, name) < 1:
                raise ValueError(f"{name} is {getattr(self, name)}, must be at least 1")

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

    Parameters
    ----------
    xml
        The XML of the sheet, open for reading.
    """
    last_row, last_column, rest = 0, 0, b""
    while chunk := xml.read(_CHUNK):
        row, column = _last_place(rest + chunk)
        last_row, last_column = max(last_row, row), max(last_column, column)
        rest = (rest + chunk)[-64:]
    if last_row * max(last_column, 1) <= limits.cells:
        return None
    found_ = f"a cell in row {last_row} and one in column {last_column}"
    return limits.exceeded("cells", found_, source, table)


def _last_place(xml: bytes) -> tuple[int, int]:
    """Return the last row and the last column that cells name, in XML of a sheet.

    Places as programs write them are read all at once; where an attribute is written in another
    way, or a place is longer than Excel's, each is read alone.
    """
    import numpy as np

    if any(odd in xml for odd in _ODDLY_WRITTEN):
        return _each_place(xml)
    codes = np.frombuffer(xml + bytes(16), dtype=np.uint8)
    starts = np.flatnonzero((codes[:-2] == 114) & (codes[1:-1] == 61) & (codes[2:] == 34)) + 3
    starts = starts[starts < len(xml)]  # behind r="
    if not len(starts):
        return 0, 0
    text = codes[starts[:, None] + np.arange(12)]
    letter = (text >= 65) & (text <= 90)
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
        column_number = np.where(is_letter, column_number * 26 + here - 64, column_number)
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
    number = 0
    for letter in letters[:6]:
        number = number * 26 + letter - 64
    return number


def name_of(path: str | os.PathLike[str]) -> str:
    """Return what a path is called in messages: its last part, short."""
    return Path(os.fsdecode(path)).name[:80]
