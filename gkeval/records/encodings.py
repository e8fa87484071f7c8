"""How the bytes of a text file are to be read, decided by strict decoding; no guess is made.

UTF-16 (with its mark), UTF-8 (with or without) and GB18030 are tried in this order. GB18030 gives
a meaning to nearly any bytes, so its text must be free of control and private characters too.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from gkeval.errors import Problem

ALLOWED = "UTF-8, UTF-8 with mark, UTF-16 with mark or GB18030"
REMEDY = "open the file in its own program and save it as UTF-8 (in Excel: CSV UTF-8)"

_CHUNK = 1 << 23
_STRANGE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ue000-\uf8ff\ufffd]")


@dataclass(frozen=True, slots=True)
class TextFile:
    """What one pass over the bytes of a file tells.

    Parameters
    ----------
    encoding
        Name of the encoding, ``""`` when none fits.
    digest
        SHA-256 of the bytes.
    odd_quotes
        Whether the number of double quotes is odd: one of them may never close.
    size
        Bytes.
    problem
        Why no encoding fits.
    """

    encoding: str
    digest: str
    odd_quotes: bool
    size: int
    problem: Problem | None = None


class _DecodingError(Exception):
    def __init__(self, found: str, row: int) -> None:
        super().__init__(found)
        self.found = found
        self.row = row


def inspect(path: Path, source: str, table: str) -> TextFile:
    """Read a text file once and say how it is encoded.

    Parameters
    ----------
    path
        The file.
    source, table
        Its name and record table, for the Problem.
    """
    digest = sha256()
    quotes = size = 0
    with path.open("rb") as file:
        start = file.read(4)
        file.seek(0)
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
            quotes += chunk.count(b'"')
            size += len(chunk)
    facts = digest.hexdigest(), quotes % 2 == 1, size
    if start[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        candidates = ["utf-16"]
    else:
        candidates = ["utf-8", "gb18030"]
    fault = _DecodingError("", 1)
    for encoding in candidates:
        try:
            _decode(path, encoding)
        except _DecodingError as error:
            fault = error
            if encoding == "utf-8" and error.found:
                break
        else:
            return TextFile(encoding, *facts)
    names = " or ".join(name.upper() for name in candidates)
    found = fault.found or f"bytes that are not {names}"
    problem = Problem("wrong_encoding", found, ALLOWED, REMEDY, source, fault.row, table)
    return TextFile("", *facts, problem)


def _decode(path: Path, encoding: str) -> None:
    """Decode a file strictly, piece by piece; raise with the row at which that fails."""
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    newlines = 0
    with path.open("rb") as file:
        while True:
            chunk = file.read(_CHUNK)
            try:
                text = decoder.decode(chunk, final=not chunk)
            except UnicodeDecodeError as error:
                row = newlines + error.object[: error.start].count(b"\n") + 1
                raise _DecodingError(_damage(error.object, encoding), row) from None
            if encoding == "gb18030" and (strange := _STRANGE.search(text)):
                row = newlines + text[: strange.start()].count("\n") + 1
                raise _DecodingError(f"the character U+{ord(strange[0]):04X}", row)
            if encoding != "gb18030" and (at := text.find("\x00")) >= 0:
                row = newlines + text[:at].count("\n") + 1
                raise _DecodingError("the character U+0000", row)
            newlines += text.count("\n")
            if not chunk:
                return


def _damage(piece: bytes, encoding: str) -> str:
    """Say that a file is UTF-8 with a few damaged bytes: as GB18030 it would read as nonsense."""
    if encoding != "utf-8":
        return ""
    text = piece.decode("utf-8", "replace")
    damaged = text.count("\ufffd")
    foreign = sum(map(len, re.findall("[^\x00-\x7f]+", text)))
    return "UTF-8 with damaged bytes" if foreign > 4 * damaged else ""
