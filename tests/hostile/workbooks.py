"""Hostile and broken workbooks, each named by its fault; built part by part, as Excel would not.

`WORKBOOKS` maps a name to a function that writes the file, the codes of the problems, and the
requests that are kept (None: no such table).
"""

import struct
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

from gkeval.limits import Limits

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
LAUGHS = (
    "<!DOCTYPE x [<!ENTITY a0 'ha'>"
    + "".join(f"<!ENTITY a{n} '{f'&a{n - 1};' * 10}'>" for n in range(1, 12))
    + "]>"
)
LOCAL = "file:"
SECRET = f"<!DOCTYPE x [<!ENTITY secret SYSTEM '{LOCAL}///etc/passwd'>]>"
HEADERS = ("unit", "record", "received")
SOUND = (HEADERS, ("A", "1", "2017-03-05"))

LIMITS = Limits(unpacked_bytes=64 << 20)

Make = Callable[[Path], object]
Parts = dict[str, str | bytes]


def cell(place: str, value: str) -> str:
    return f'<c r="{place}" t="inlineStr"><is><t xml:space="preserve">{value}</t></is></c>'


def grid(*rows: tuple[str, ...], extra: str = "") -> str:
    made = "".join(
        f'<row r="{n}">'
        + "".join(cell(f"{chr(65 + c)}{n}", value) for c, value in enumerate(values))
        + "</row>"
        for n, values in enumerate(rows, start=1)
    )
    return f"<sheetData>{made}{extra}</sheetData>"


def sheet(data: str, before: str = "", after: str = "") -> str:
    return f'{XML}{before}<worksheet xmlns="{MAIN}">{data}{after}</worksheet>'


def parts(requests: str, **more: str | bytes) -> Parts:
    """The parts of a workbook with sound units and the given sheet of requests."""
    names = ["units", "requests"]
    sheets = "".join(
        f'<sheet name="{name}" sheetId="{n}" r:id="rId{n}"/>' for n, name in enumerate(names, 1)
    )
    links = "".join(
        f'<Relationship Id="rId{n}" Type="{OFFICE}/worksheet" Target="worksheets/sheet{n}.xml"/>'
        for n in (1, 2)
    )
    kinds = f"{PACKAGE}/content-types"
    sheet_kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
    overrides = "".join(
        f'<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="{sheet_kind}"/>'
        for n in (1, 2)
    )
    book = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
    return {
        "[Content_Types].xml": f'{XML}<Types xmlns="{kinds}"><Default Extension="rels" ContentType='
        f'"application/vnd.openxmlformats-package.relationships+xml"/><Override PartName='
        f'"/xl/workbook.xml" ContentType="{book}"/>{overrides}</Types>',
        "_rels/.rels": f'{XML}<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="r1" '
        f'Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'{XML}<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>{sheets}'
        "</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": f'{XML}<Relationships xmlns="{PACKAGE}/relationships">{links}'
        "</Relationships>",
        "xl/worksheets/sheet1.xml": sheet(grid(("unit", "group"), ("A", "g"), ("B", "g"))),
        "xl/worksheets/sheet2.xml": requests,
    } | dict(more)


def packed(held: Parts, name: str = "set.xlsx") -> Make:
    def make(folder: Path) -> None:
        with zipfile.ZipFile(folder / name, "w", zipfile.ZIP_DEFLATED) as archive:
            for part, content in held.items():
                archive.writestr(part, content)

    return make


def book(*rows: tuple[str, ...], extra: str = "", before: str = "", after: str = "") -> Make:
    return packed(parts(sheet(grid(*rows, extra=extra), before, after)))


def without(part: str) -> Make:
    return packed({name: text for name, text in parts(sheet(grid(*SOUND))).items() if name != part})


def instead(part: str, text: str | bytes, requests: str = "") -> Make:
    return packed(parts(requests or sheet(grid(*SOUND))) | {part: text})


def changed(change: Callable[[bytes], bytes]) -> Make:
    def make(folder: Path) -> None:
        book(*SOUND)(folder)
        file = folder / "set.xlsx"
        file.write_bytes(change(file.read_bytes()))

    return make


def deflated_zeros(size: int) -> bytes:
    squeeze = zlib.compressobj(9, zlib.DEFLATED, -15)
    piece = bytes(1 << 20)
    return b"".join(squeeze.compress(piece) for _ in range(size >> 20)) + squeeze.flush()


def bomb(stated: int | None = None) -> Make:
    """A part larger than `LIMITS` allow; `stated` is the size that its header gives."""

    def make(folder: Path) -> None:
        book(*SOUND)(folder)
        file = folder / "set.xlsx"
        packed_, size = deflated_zeros(96 << 20), 96 << 20
        shown = size if stated is None else stated
        with zipfile.ZipFile(file) as whole:
            held = {part: whole.read(part) for part in whole.namelist()}
        name = b"xl/media/bomb.bin"
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            for part, content in held.items():
                archive.writestr(part, content)
            archive.fp.seek(archive.start_dir)
            entry = zipfile.ZipInfo(name.decode())
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.compress_size, entry.file_size = len(packed_), shown
            entry.header_offset, entry.CRC = archive.start_dir, 0
            head = struct.pack(
                "<4s5H3L2H", b"PK\x03\x04", 20, 0, 8, 0, 33, 0, len(packed_), shown, len(name), 0
            )
            archive.fp.write(head + name + packed_)
            archive.start_dir = archive.fp.tell()
            archive.filelist.append(entry)
            archive.NameToInfo[entry.filename] = entry
            archive._didModify = True

    return make


def far(place: str) -> str:
    digits = "".join(filter(str.isdigit, place))
    return f'<row r="{digits}">{cell(place, "x")}</row>'


def many_sheets(count: int) -> Make:
    held = parts(sheet(grid(*SOUND)))
    more = "".join(f'<sheet name="x{n}" sheetId="{n + 9}" r:id="rId1"/>' for n in range(count))
    held["xl/workbook.xml"] = str(held["xl/workbook.xml"]).replace("</sheets>", f"{more}</sheets>")
    return packed(held)


def twice_named() -> Make:
    """Two sheets of requests, of which the first holds a far cell: the one that is read."""
    held = parts(sheet(grid(*SOUND)))
    held["xl/worksheets/sheet3.xml"] = sheet(grid(*SOUND, extra=far("XFD1048576")))
    link = f'<Relationship Id="rId3" Type="{OFFICE}/worksheet" Target="worksheets/sheet3.xml"/>'
    links, book_ = "xl/_rels/workbook.xml.rels", "xl/workbook.xml"
    held[links] = str(held[links]).replace("</Relationships>", f"{link}</Relationships>")
    first = '<sheets><sheet name="requests" sheetId="9" r:id="rId3"/>'
    held[book_] = str(held[book_]).replace("<sheets>", first)
    return packed(held)


DDE = (
    f'{XML}<externalLink xmlns="{MAIN}"><ddeLink ddeService="cmd" ddeTopic="/C calc">'
    '<ddeItems><ddeItem name="_xlbgnm.A1" advise="1"/></ddeItems></ddeLink></externalLink>'
)
FORMULA = '<row r="3"><c r="A3" t="str"><f>{f}</f><v>B</v></c>' + "".join(
    cell(f"{c}3", v) for c, v in (("B", "2"), ("C", "2017-03-05"))
)
Expected = tuple[Make, tuple[str, ...], int | None]

WORKBOOKS: dict[str, Expected] = {
    "sound": (book(*SOUND), (), 1),
    # the file
    "an empty file": (lambda f: (f / "set.xlsx").touch(), ("unreadable_file",), None),
    "a folder called set.xlsx": (lambda f: (f / "set.xlsx").mkdir(), ("no_tables",), None),
    "a text file": (lambda f: (f / "set.xlsx").write_text("a,b"), ("unreadable_file",), None),
    "an old workbook": (
        lambda f: (f / "set.xlsx").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)),
        ("unreadable_file",),
        None,
    ),
    "a zip of nothing": (packed({}), ("unreadable_file",), None),
    "a zip of other things": (packed({"a.txt": "a"}), ("unreadable_file",), None),
    "a Word document": (
        packed({"word/document.xml": "<w/>", "[Content_Types].xml": "<Types/>"}),
        ("unreadable_file",),
        None,
    ),
    "cut in half": (changed(lambda b: b[: len(b) // 2]), ("unreadable_file",), None),
    "cut by one byte": (changed(lambda b: b[:-1]), ("unreadable_file",), None),
    "its first kilobyte only": (changed(lambda b: b[:1024]), ("unreadable_file",), None),
    "bytes before the zip": (changed(lambda b: b"x" * 100 + b), (), 1),
    "bytes behind the zip": (changed(lambda b: b + b"x" * 100), (), 1),
    "bits turned in its middle": (
        changed(
            lambda b: (
                b[: len(b) // 2]
                + bytes(x ^ 255 for x in b[len(b) // 2 :][:40])
                + b[len(b) // 2 + 40 :]
            )
        ),
        ("unreadable_file",),
        None,
    ),
    "parts in no known compression": (
        changed(
            lambda b: b.replace(
                b"PK\x03\x04\x14\x00\x00\x00\x08\x00", b"PK\x03\x04\x14\x00\x00\x00\x63\x00"
            ).replace(
                b"PK\x01\x02\x14\x03\x14\x00\x00\x00\x08\x00",
                b"PK\x01\x02\x14\x03\x14\x00\x00\x00\x63\x00",
            )
        ),
        ("unreadable_file",),
        None,
    ),
    "parts that say they are encrypted": (
        changed(
            lambda b: b.replace(
                b"PK\x03\x04\x14\x00\x00\x00", b"PK\x03\x04\x14\x00\x01\x00"
            ).replace(b"PK\x01\x02\x14\x03\x14\x00\x00\x00", b"PK\x01\x02\x14\x03\x14\x00\x01\x00")
        ),
        ("unreadable_file",),
        None,
    ),
    # bombs
    "a hundred megabytes of zeros": (bomb(), ("too_large",), None),
    "a hundred megabytes that say they are ten bytes": (bomb(10), ("too_large",), None),
    "a cell in the last row and column": (
        book(*SOUND, extra=far("XFD1048576")),
        ("too_large",),
        None,
    ),
    "a cell beyond any sheet": (book(*SOUND, extra=far("ZZZZZZ99999999")), ("too_large",), None),
    "a cell in row 4,000,000,000": (book(*SOUND, extra=far("A4000000000")), ("too_large",), None),
    "a cell in the last row and column, in small letters": (
        book(*SOUND, extra=f'<row r="1048576">{cell("xfd1048576", "x")}</row>'),
        ("too_large",),
        None,
    ),
    "16,384 cells without a place in the last row": (
        book(*SOUND, extra='<row r="1048576">' + "<c/>" * 16_383 + "<c><v>1</v></c></row>"),
        ("too_large",),
        None,
    ),
    "4,000 rows without a place": (
        book(*SOUND, extra="<row/>" * 4_000 + '<row><c r="XFD9"><v>1</v></c></row>'),
        ("too_large",),
        None,
    ),
    "a far cell in the first of two sheets of one name": (twice_named(), ("too_large",), None),
    "a far cell in a part that is found in another case": (
        instead(
            "xl/_rels/workbook.xml.rels",
            str(parts("")["xl/_rels/workbook.xml.rels"]).replace("sheet2.xml", "SHEET2.XML"),
            requests=sheet(grid(*SOUND, extra=far("XFD1048576"))),
        ),
        ("too_large",),
        None,
    ),
    "two parts whose names differ in case": (
        packed(parts(sheet(grid(*SOUND))) | {"xl/worksheets/SHEET2.xml": sheet(grid(*SOUND))}),
        ("unreadable_file",),
        None,
    ),
    "entities in entities": (
        book(*SOUND[:1], ("&a11;", "1", "2017-03-05"), before=LAUGHS),
        ("unreadable_file",),
        None,
    ),
    "entities in the list of sheets": (
        instead("xl/workbook.xml", XML + LAUGHS + "<workbook><sheets>&a11;</sheets></workbook>"),
        ("unreadable_file",),
        None,
    ),
    "a file of the machine as an entity": (
        book(*SOUND[:1], ("&secret;", "1", "2017-03-05"), before=SECRET),
        ("unreadable_file",),
        None,
    ),
    "20,001 parts": (
        packed(parts(sheet(grid(*SOUND))) | {f"x/{n}": "" for n in range(20_000)}),
        ("too_large",),
        None,
    ),
    "501 sheets": (many_sheets(499), ("too_large",), None),
    # what a workbook can carry
    "a DDE link": (instead("xl/externalLinks/externalLink1.xml", DDE), (), 1),
    "a link to another workbook, with its last value": (
        book(*SOUND, extra=FORMULA.format(f="[1]Sheet1!$A$1") + "</row>"),
        (),
        2,
    ),
    "a DDE formula, with its last value": (
        book(*SOUND, extra=FORMULA.format(f="cmd|'/C calc'!A0") + "</row>"),
        (),
        2,
    ),
    "a formula that was never calculated": (
        book(
            *SOUND,
            extra='<row r="3"><c r="A3"><f>B1</f></c>'
            + cell("B3", "2")
            + cell("C3", "2017-03-05")
            + "</row>",
        ),
        ("error_cell",),
        1,
    ),
    "an error for a unit": (
        book(
            *SOUND,
            extra='<row r="3"><c r="A3" t="e"><v>#REF!</v></c>'
            + cell("B3", "2")
            + cell("C3", "2017-03-05")
            + "</row>",
        ),
        ("error_cell",),
        1,
    ),
    "macros": (packed(parts(sheet(grid(*SOUND))) | {"xl/vbaProject.bin": b"\xd0\xcf"}), (), 1),
    "a text that is a formula": (book(*SOUND, ("B", "=cmd|'/C calc'!A0", "2017-03-05")), (), 2),
    "a text that is a script": (
        book(*SOUND, ("B", "&lt;img src=x onerror=alert(1)&gt;", "2017-03-05")),
        (),
        2,
    ),
    "a cell of 100,001 letters": (
        book(*SOUND, ("B", "x" * 100_001, "2017-03-05")),
        ("cell_too_long",),
        1,
    ),
    # parts that lie or lack
    "no list of sheets": (without("xl/workbook.xml"), ("unreadable_file",), None),
    "no links to the sheets": (without("xl/_rels/workbook.xml.rels"), ("unreadable_file",), None),
    "no content types": (without("[Content_Types].xml"), (), 1),
    "a sheet that is not there": (without("xl/worksheets/sheet2.xml"), ("unreadable_file",), None),
    "a sheet that is no XML": (
        instead("xl/worksheets/sheet2.xml", b"\x00\x01"),
        ("unreadable_file",),
        None,
    ),
    "a sheet that is empty": (instead("xl/worksheets/sheet2.xml", sheet("")), ("no_header",), None),
    "a sheet cut off": (
        instead("xl/worksheets/sheet2.xml", sheet(grid(*SOUND))[:-60]),
        ("unreadable_file",),
        None,
    ),
    "a sheet outside the workbook": (
        instead(
            "xl/_rels/workbook.xml.rels",
            str(parts("")["xl/_rels/workbook.xml.rels"]).replace(
                "worksheets/sheet2.xml", "../../../../etc/passwd"
            ),
        ),
        ("unreadable_file",),
        None,
    ),
    "a sheet on the web": (
        instead(
            "xl/_rels/workbook.xml.rels",
            str(parts("")["xl/_rels/workbook.xml.rels"]).replace(
                'Target="worksheets/sheet2.xml"',
                'Target="http://192.0.2.1/x.xml" TargetMode="External"',
            ),
        ),
        ("unreadable_file",),
        None,
    ),
    "shared strings that are not there": (
        book(HEADERS, extra='<row r="2"><c r="A2" t="s"><v>7</v></c></row>'),
        ("unreadable_file",),
        None,
    ),
    "a number that is a text": (
        book(*SOUND, extra='<row r="3"><c r="A3" t="n"><v>abc</v></c></row>'),
        ("unreadable_file",),
        None,
    ),
    "a cell without a place": (
        book(*SOUND, extra="<row><c t='inlineStr'><is><t>B</t></is></c></row>"),
        ("empty_cell",),
        1,
    ),
    "a place of letters only": (
        book(*SOUND, extra='<row r="3">' + cell("ABC", "x") + "</row>"),
        ("unreadable_file",),
        None,
    ),
}
