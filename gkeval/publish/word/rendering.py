"""A template and a context → a .docx file whose bytes depend on nothing else."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from typing import Any

from gkeval.errors import GkevalError
from gkeval.files import whole_file

_EPOCH = (1980, 1, 1, 0, 0, 0)
_DAY = b"2000-01-01T00:00:00Z"
_TIMES = re.compile(rb"(<dcterms:(created|modified)[^>]*>)[^<]*(<)")
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
WIDEST_MM, TALLEST_MM = 156.0, 205.0


def open_template(source: bytes | str | Path) -> Any:
    """Return a template that docxtpl can render, ours or a user's file.

    Raises
    ------
    GkevalError
        Without docxtpl; when the file is no Word document.
    """
    try:
        from docxtpl import DocxTemplate
    except ImportError as error:
        raise GkevalError(
            'to write Word documents, install their writer: pip install "gkeval[word]"'
        ) from error
    if not isinstance(source, bytes):
        path = Path(source)
        try:
            source = path.read_bytes()
        except OSError as error:
            raise GkevalError(
                f"template {path.name} cannot be read: {error.strerror or error}. "
                "Remedy: give the path of a .docx file"
            ) from error
        if not zipfile.is_zipfile(BytesIO(source)):
            raise GkevalError(
                f"template {path.name} is no Word document. Remedy: start from the file that "
                "gkeval.publish.word.write_template writes, and save it as .docx"
            )
    return DocxTemplate(BytesIO(source))


def picture(template: Any, image: Path) -> Any:
    """Return an image for a context, as large as the type area allows."""
    from docx.image.image import Image
    from docx.shared import Mm
    from docxtpl import InlineImage

    shape = Image.from_file(str(image))
    wide = min(WIDEST_MM, TALLEST_MM * shape.px_width / shape.px_height)
    return InlineImage(template, str(image), width=Mm(wide))


def render(template: Any, context: Mapping[str, Any], path: Path, title: str) -> None:
    """Fill a template and write it; what stood there before is replaced in one step.

    Raises
    ------
    GkevalError
        When a tag of the template asks for what there is not, or is no tag.
    """
    from jinja2 import StrictUndefined, TemplateError
    from jinja2.sandbox import SandboxedEnvironment

    environment = SandboxedEnvironment(autoescape=True, undefined=StrictUndefined)
    try:
        template.render(_clean(context), jinja_env=environment, autoescape=True)
    except TemplateError as error:
        raise GkevalError(
            f"the Word template cannot be filled: {error}. Remedy: use the names that "
            "gkeval.publish.word documents, or start again from write_template"
        ) from error
    core = template.docx.core_properties
    core.title, core.author, core.revision = _clean(title)[:250], "gkeval", 1
    core.last_modified_by, core.comments = "", ""
    buffer = BytesIO()
    template.save(buffer)
    with whole_file(path) as draft:
        _pack(buffer, draft)


def _pack(buffer: BytesIO, draft: Path) -> None:
    """Write the parts of a document without the hour, in one order."""
    with (
        zipfile.ZipFile(buffer) as archive,
        zipfile.ZipFile(draft, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        names = archive.namelist()
        first = [name for name in names if name == "[Content_Types].xml"]
        for name in [*first, *sorted(set(names) - set(first))]:
            content = archive.read(name)
            if name == "docProps/core.xml":
                content = _TIMES.sub(rb"\g<1>" + _DAY + rb"\g<3>", content)
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(entry, content)


def _clean(value: Any) -> Any:
    """Return the context without signs that XML cannot hold."""
    if isinstance(value, str):
        return _NOT_XML.sub("�", value)
    if isinstance(value, Mapping):
        return {key: _clean(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_clean(one) for one in value]
    return value
