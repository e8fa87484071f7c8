"""Where the boxes of comments stand: beside their cells.

openpyxl draws every box at one place; programs move a box to its cell when it is pointed at, but
not when all comments are shown or printed. Here each box gets the cells that it covers.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Mapping
from typing import Any

Size = Callable[[int], float]
"""Width or height in pixels of the column or row at a position from 0."""

_SHAPE = re.compile(
    rb"width:(?P<wide>\d+)px;height:(?P<high>\d+)px(?:(?!</\w+:shape>).)*?"
    rb"<(?P<ns>\w+):Row>(?P<row>\d+)</(?P=ns):Row><(?P=ns):Column>(?P<column>\d+)<",
    re.DOTALL,
)
_DRAWING = re.compile(rb'Target="/(xl/drawings/commentsDrawing\d+\.vml)"')


def sizes(sheet: Any) -> tuple[Size, Size]:
    """Return the widths of the columns and the heights of the rows of an openpyxl sheet."""
    from openpyxl.utils import column_index_from_string

    wide: dict[int, float] = {}
    for letters, found in sheet.column_dimensions.items():
        first = found.min or column_index_from_string(letters)
        for number in range(first, min(found.max or first, first + 200) + 1):
            wide[number] = 0.0 if found.hidden else (found.width or 8.43) * 7 + 5

    def height(position: int) -> float:
        if position + 1 not in sheet.row_dimensions:
            return 20.0
        row = sheet.row_dimensions[position + 1]
        return 0.0 if row.hidden else (row.height or 15.0) * 4 / 3

    return lambda position: wide.get(position + 1, 64.0), height


def drawings(archive: zipfile.ZipFile, sheets: Mapping[int, Any]) -> dict[str, tuple[Size, Size]]:
    """Return the sizes of the sheet of each drawing of comments, by the drawing's part.

    Parameters
    ----------
    archive
        A workbook as openpyxl has written it.
    sheets
        Its sheets by their position, from 1.
    """
    found = {}
    for position, sheet in sheets.items():
        part = f"xl/worksheets/_rels/sheet{position}.xml.rels"
        if part in archive.namelist() and (match := _DRAWING.search(archive.read(part))):
            found[match[1].decode()] = sizes(sheet)
    return found


def beside_cells(drawing: bytes, columns: Size, rows: Size) -> bytes:
    """Return a drawing of comments with every box to the right of its cell."""

    def placed(match: re.Match[bytes]) -> bytes:
        row, column = int(match["row"]), int(match["column"])
        left, top = column + 1, max(row - 1, 0)
        right, across = _end(columns, left, 12 + int(match["wide"]))
        bottom, down = _end(rows, top, 4 + int(match["high"]))
        cells = f"{left}, 12, {top}, 4, {right}, {across}, {bottom}, {down}".encode()
        tag = match["ns"] + b":Anchor"
        anchor = b"<%s>%s</%s><" % (tag, cells, tag)
        whole = match[0]
        start = whole.rindex(b"<" + match["ns"] + b":Row>")
        return whole[:start] + anchor + whole[start + 1 :]

    return _SHAPE.sub(placed, drawing)


def _end(size: Size, position: int, pixels: float) -> tuple[int, int]:
    """Return the position and offset at which a box of this many pixels ends."""
    most = position + 500  # where every cell is hidden, a box would never end
    while position < most and pixels > size(position):
        pixels -= size(position)
        position += 1
    return position, int(pixels)
