"""Workbooks in their final form: the same content gives the same bytes, and each bears a seal.

Programs that save a workbook put the hour into it; here it is taken out again. The seal says what
was written, a form or a marked copy, with a digest of all parts: it no longer fits once any program
has saved the workbook.
"""

from __future__ import annotations

import hashlib
import re
import shutil
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Literal

from gkeval.collecting.boxes import beside_cells, drawings
from gkeval.limits import DAMAGED

Kind = Literal["form", "copy"]
"""What is written: a form to be filled, or the marked copy of one that was."""

_CORE = "docProps/core.xml"
_TIMES = re.compile(rb"(<dcterms:(created|modified)[^>]*>)[^<]*(<)")
_BY = re.compile(rb"<cp:lastModifiedBy>[^<]*</cp:lastModifiedBy>|(?=</cp:coreProperties>)")
_IDENTIFIER = re.compile(rb"<dc:identifier[^>]*>[^<]*</dc:identifier>")
_SEAL = re.compile(rb">gkeval (form|copy) ([0-9a-f]{32})</dc:identifier>")
_END = b"</cp:coreProperties>"
_EPOCH = (1980, 1, 1, 0, 0, 0)
_DAY = b"2000-01-01T00:00:00Z"

_NOT_KEPT = {
    "xl/ctrlProps/": ("窗体控件", "form controls"),
    "xl/activeX/": ("ActiveX 控件", "ActiveX controls"),
    "xl/slicers/": ("切片器", "slicers"),
    "xl/threadedComments/": ("批注中的对话", "threads of comments"),
    "xl/embeddings/": ("嵌入的对象", "embedded objects"),
    "xl/diagrams/": ("SmartArt 图形", "SmartArt"),
    "xl/model/": ("数据模型", "the data model"),
    "xl/queryTables/": ("外部查询", "queries"),
    "customXml/": ("自定义 XML", "custom XML"),
    "_xmlsignatures/": ("数字签名", "digital signatures"),
}


@contextmanager
def packed(path: Path, kind: Kind, sheets: Mapping[int, Any] | None = None) -> Iterator[Path]:
    """Yield a path to write a workbook to; it goes to `path` in its final form.

    Parameters
    ----------
    path
        Where it is to stand.
    kind
        What its seal says.
    sheets
        Of a copy: its openpyxl sheets by their position, from 1; the boxes of their comments are
        put beside their cells.
    """
    with TemporaryDirectory() as folder:
        made = Path(folder) / "made"
        yield made
        with (
            zipfile.ZipFile(made) as given,
            zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as final,
        ):
            boxes = drawings(given, sheets or {})
            for name in given.namelist():
                if name in boxes:
                    final.writestr(_entry(name), beside_cells(given.read(name), *boxes[name]))
                elif name != _CORE:
                    entry = _entry(name, given.getinfo(name).file_size)
                    with given.open(name) as part, final.open(entry, "w") as into:
                        shutil.copyfileobj(part, into, 1 << 20)
            said = given.read(_CORE)
            if kind == "copy":
                said = _TIMES.sub(rb"\g<1>" + _DAY + rb"\g<3>", said)
                said = _BY.sub(b"<cp:lastModifiedBy>gkeval</cp:lastModifiedBy>", said, count=1)
            seal = (
                f'<dc:identifier xmlns:dc="http://purl.org/dc/elements/1.1/">gkeval {kind} '
                f"{_digest(final.infolist())}</dc:identifier>"
            )
            said = _IDENTIFIER.sub(b"", said).replace(_END, seal.encode() + _END)
            final.writestr(_entry(_CORE), said)


def sealed(path: Path) -> Kind | None:
    """Return what a workbook is by its seal; None where there is none, or it no longer fits."""
    try:
        with zipfile.ZipFile(path) as archive:
            said = _SEAL.search(archive.read(_CORE))
            parts = [part for part in archive.infolist() if part.filename != _CORE]
    except DAMAGED:
        return None
    if said is None or said[2].decode() != _digest(parts):
        return None
    return "form" if said[1] == b"form" else "copy"


def _entry(name: str, size: int = 0) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, _EPOCH)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.file_size = size  # so that a part beyond 2 GB gets the room its lengths take
    return entry


def _digest(parts: Iterable[zipfile.ZipInfo]) -> str:
    """Return a digest of the names, lengths and checksums of parts."""
    said = sorted(f"{part.filename}\x1f{part.file_size}\x1f{part.CRC}" for part in parts)
    return hashlib.sha256("\x1e".join(said).encode()).hexdigest()[:32]


def not_kept(path: Path) -> list[tuple[str, str]]:
    """Return what a workbook holds that openpyxl does not write again: Chinese, English."""
    with zipfile.ZipFile(path) as archive:
        names = archive.namelist()
        drawn = [name for name in names if name.startswith("xl/drawings/drawing")]
        shapes = any(b"<xdr:sp " in archive.read(name) for name in drawn)
    found = [pair for part, pair in _NOT_KEPT.items() if any(n.startswith(part) for n in names)]
    return [*found, ("图形和文本框", "shapes and text boxes")] if shapes else found
