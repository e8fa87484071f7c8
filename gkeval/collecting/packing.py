"""Workbooks in their final form: the same content gives the same bytes, and parts are compared.

Programs that save a workbook put the hour into it; here it is taken out again.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from gkeval.collecting.boxes import beside_cells, drawings

_TIMES = re.compile(rb"(<dcterms:(created|modified)[^>]*>)[^<]*(<)")
_BY = re.compile(rb"<cp:lastModifiedBy>[^<]*</cp:lastModifiedBy>|(?=</cp:coreProperties>)")
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


def repack(draft: Path, sheets: Mapping[int, Any]) -> None:
    """Write a workbook anew: without times, and with the boxes of comments beside their cells.

    Parameters
    ----------
    draft
        As openpyxl has written it.
    sheets
        Its sheets by their position, from 1.
    """
    with zipfile.ZipFile(draft) as archive:
        parts = [(name, archive.read(name)) for name in archive.namelist()]
        boxes = drawings(archive, sheets)
    with zipfile.ZipFile(draft, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts:
            if name == "docProps/core.xml":
                content = _TIMES.sub(rb"\g<1>" + _DAY + rb"\g<3>", content)
                by = b"<cp:lastModifiedBy>gkeval</cp:lastModifiedBy>"
                content = _BY.sub(by, content, count=1)
            if name in boxes:
                content = beside_cells(content, *boxes[name])
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)


def not_kept(path: Path) -> list[tuple[str, str]]:
    """Return what a workbook holds that openpyxl does not write again: Chinese, English."""
    with zipfile.ZipFile(path) as archive:
        names = archive.namelist()
        drawn = [name for name in names if name.startswith("xl/drawings/drawing")]
        shapes = any(b"<xdr:sp " in archive.read(name) for name in drawn)
    found = [pair for part, pair in _NOT_KEPT.items() if any(n.startswith(part) for n in names)]
    return [*found, ("图形和文本框", "shapes and text boxes")] if shapes else found
