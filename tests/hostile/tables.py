"""Hostile and broken record files, each named by its fault: how the folder is made, what is said.

`TABLES` maps a name to a function that writes into an empty folder, the codes of the problems, and
how many requests are kept (None: no such table). Every folder holds two sound units, A and B.
"""

import os
import socket
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

HEAD = "unit,record,received\n"
ROW = "A,1,2017-03-05\n"
Make = Callable[[Path], object]
Expected = tuple[Make, tuple[str, ...], int | None]


def text(content: str, encoding: str = "utf-8", name: str = "requests.csv") -> Make:
    return binary(content.encode(encoding, "surrogatepass"), name)


def binary(content: bytes, name: str = "requests.csv") -> Make:
    return lambda folder: (folder / name).write_bytes(content)


def row(line: str) -> Make:
    return text(HEAD + ROW + line + "\n")


def parquet(table: pa.Table, **options: object) -> Make:
    return lambda folder: pq.write_table(table, folder / "requests.parquet", **options)


def cut(make: Make, name: str, keep: float) -> Make:
    def made(folder: Path) -> None:
        make(folder)
        whole = (folder / name).read_bytes()
        (folder / name).write_bytes(whole[: int(len(whole) * keep)])

    return made


def turned(make: Make, name: str, at: float) -> Make:
    """Turn every bit of sixteen bytes."""

    def made(folder: Path) -> None:
        make(folder)
        held = bytearray((folder / name).read_bytes())
        start = int(len(held) * at)
        held[start : start + 16] = bytes(byte ^ 255 for byte in held[start : start + 16])
        (folder / name).write_bytes(bytes(held))

    return made


def listening(folder: Path) -> None:
    here = os.getcwd()
    os.chdir(folder)  # the address of a socket is short
    try:
        with socket.socket(socket.AF_UNIX) as made:
            made.bind("requests.csv")
    finally:
        os.chdir(here)


def linked(target: str) -> Make:
    return lambda folder: (folder / "requests.csv").symlink_to(target)


def many_files(folder: Path) -> None:
    for n in range(300):
        (folder / f"x{n}.csv").touch()


def requests(**columns: object) -> pa.Table:
    rows = {"unit": ["A"], "record": ["1"], "received": ["2017-03-05"]}
    return pa.table(rows | columns)


BAD_DATES = {
    "day zero": "0000-00-00",
    "day zero of a year": "2017-00-00",
    "31 February": "2017-02-31",
    "29 February of no leap year": "2017-02-29",
    "month 13": "2017-13-01",
    "a date of five digits": "20173",
    "a date in words": "上周三",
    "an infinite date": "inf",
    "a date in the year 1": "0001-01-01",
    "a date in the year 99999": "99999-01-01",
    "a serial number without a point": "1e309",
    "a date of a million digits": "9" * 90_000,
    "a date that is a formula": "=TODAY()",
    "an error for a date": "#REF!",
}
LONG_AGO = {"a date of 1066": "1066-10-14", "a date of 9999": "9999-12-31"}

TABLES: dict[str, Expected] = {
    "sound": (text(HEAD + ROW), (), 1),
    "sound, with a byte order mark": (text("\ufeff" + HEAD + ROW), (), 1),
    "sound, in UTF-16": (text(HEAD + ROW, "utf-16"), (), 1),
    "sound, in GB18030": (text("评估对象,底稿编号,收到日期\nA,1,2017年3月5日\n", "gb18030"), (), 1),
    "sound, lines end as on old Macs": (text((HEAD + ROW).replace("\n", "\r")), (), 1),
    "sound, without a last line end": (text((HEAD + ROW)[:-1]), (), 1),
    "sound, all cells quoted": (text('"unit","record","received"\n"A","1","2017-03-05"\n'), (), 1),
    "sound, a line break within a cell": (row('B,"2\n3",2017-03-05'), (), 2),
    "sound, tabs between cells": (text((HEAD + ROW).replace(",", "\t")), (), 1),
    "two marks": (text("\ufeff\ufeff" + HEAD + ROW), (), 1),
    # the file itself
    "an empty file": (binary(b""), ("no_header",), None),
    "only a byte order mark": (binary(b"\xef\xbb\xbf"), ("no_header",), None),
    "only line ends": (binary(b"\n\n\n"), ("no_header",), None),
    "only commas": (binary(b",,,,\n,,,,\n"), ("no_header",), None),
    "only a header": (text(HEAD), (), 0),
    "a header without a line end": (text(HEAD[:-1]), (), 0),
    "NULs only": (binary(bytes(64)), ("wrong_encoding",), None),
    "a NUL in a cell": (row("B,2\x00,2017-03-05"), ("wrong_encoding",), None),
    "a lone surrogate": (row("B,\ud800,2017-03-05"), ("wrong_encoding",), None),
    "UTF-16 without mark": (text(HEAD + ROW, "utf-16-le"), ("wrong_encoding",), None),
    "UTF-32": (text(HEAD + ROW, "utf-32"), ("wrong_encoding",), None),
    "half a character at the end": (
        binary("评估对象,底稿编号,收到日期\nA,1,2017-03-05\nB,政".encode()[:-1]),
        ("wrong_encoding",),
        None,
    ),
    "half a character of UTF-16": (
        binary((HEAD + ROW).encode("utf-16")[:-1]),
        ("wrong_encoding",),
        None,
    ),
    "a zip called .csv": (
        binary(b"PK\x03\x04\x14\x00\x06\x00\x08\x00\x00\x00!\x00" + bytes(40)),
        ("wrong_encoding",),
        None,
    ),
    "an old workbook called .csv": (
        binary(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512)),
        ("wrong_encoding",),
        None,
    ),
    "an image called .csv": (binary(b"\x89PNG\r\n\x1a\n" + bytes(100)), ("wrong_encoding",), None),
    "a CSV called .parquet": (
        text(HEAD + ROW, name="requests.parquet"),
        ("unreadable_file",),
        None,
    ),
    "a CSV called .xlsx": (text(HEAD + ROW, name="requests.xlsx"), ("unknown_table",), None),
    "a web page called .csv": (
        text("<html><script>alert(1)</script></html>"),
        ("missing_column",),
        None,
    ),
    "JSON called .csv": (text('[{"unit": "A", "record": "1"}]'), ("missing_column",), None),
    "the same table twice": (
        lambda f: (text(HEAD + ROW)(f), text(HEAD + ROW, name="依申请公开.csv")(f)),
        ("duplicate_table",),
        None,
    ),
    "a name of no table": (text(HEAD + ROW, name="reqests.csv"), ("unknown_table",), None),
    "a hidden file": (text(HEAD + ROW, name=".requests.csv"), (), None),
    # what is no file
    "a folder called requests.csv": (
        lambda f: (f / "requests.csv").mkdir(),
        ("unknown_table",),
        None,
    ),
    "a table called requests.txt": (
        text(HEAD + ROW, name="requests.txt"),
        ("unknown_table",),
        None,
    ),
    "units without a unit": (
        lambda f: (f / "units.csv").write_text("unit,group\n", "utf-8"),
        ("no_units",),
        None,
    ),
    "a named pipe": (lambda f: os.mkfifo(f / "requests.csv"), ("unreadable_file",), None),
    "a named pipe called .parquet": (
        lambda f: os.mkfifo(f / "requests.parquet"),
        ("unreadable_file",),
        None,
    ),
    "a socket": (listening, ("unreadable_file",), None),
    "a link to itself": (linked("requests.csv"), ("unreadable_file",), None),
    "a link to nothing": (linked("nowhere.csv"), ("unreadable_file",), None),
    "a link to a device that never ends": (linked("/dev/zero"), ("unreadable_file",), None),
    "a link to random bytes": (linked("/dev/urandom"), ("unreadable_file",), None),
    "a link to the terminal": (linked("/dev/tty"), ("unreadable_file",), None),
    "a link to the folder": (linked("."), ("unknown_table",), None),
    # headers
    "the same header twice": (
        text("unit,record,received,received\nA,1,2017-03-05,2017-03-06\n"),
        ("duplicate_column",),
        None,
    ),
    "a header in both languages": (
        text("unit,评估对象,record,received\nA,B,1,2017-03-05\n"),
        ("duplicate_column",),
        None,
    ),
    "no header": (text(ROW * 3), ("missing_column",), None),
    "a header without required columns": (text("record\n1\n"), ("missing_column",), None),
    "2,001 columns": (
        text(HEAD[:-1] + "".join(f",c{n}" for n in range(2000)) + "\n" + ROW),
        ("too_large",),
        None,
    ),
    "a header of 100,000 letters": (
        text(HEAD[:-1] + "," + "x" * 100_000 + "\n" + ROW[:-1] + ",1\n"),
        (),
        1,
    ),
    "a header that is a formula": (
        text(HEAD[:-1] + ",\"=cmd|'/C calc'!A0\"\n" + ROW[:-1] + ",1\n"),
        (),
        1,
    ),
    "a header of spaces": (
        text("unit,record,received,   \nA,1,2017-03-05,x\n"),
        ("unnamed_column",),
        1,
    ),
    "columns called source and row": (
        text("unit,record,received,source,row\nA,1,2017-03-05,x,y\n"),
        (),
        1,
    ),
    # rows and cells
    "a cell too many": (row("B,2,2017-03-05,x"), ("ragged_row",), 1),
    "a cell too few": (row("B,2"), ("ragged_row",), 1),
    "a quote that never closes": (row('B,"2,2017-03-05'), ("unreadable_file",), None),
    "a quote within a cell": (row('B,2"3"4,2017-03-05'), (), 2),
    "a cell of 100,001 letters": (row(f"B,{'x' * 100_001},2017-03-05"), ("cell_too_long",), 1),
    "a cell of 200,000 quoted line breaks": (
        row('B,"x' + "\n" * 200_000 + 'x",2017-03-05'),
        ("cell_too_long",),
        1,
    ),
    "a row longer than a block": (
        row("B," + "x" * (1 << 24) + ",2017-03-05"),
        ("cell_too_long",),
        1,
    ),
    "a ragged row of 200,000 letters": (
        row("B," + "x" * 200_000 + ",2017-03-05,y"),
        ("ragged_row",),
        1,
    ),
    "an unknown unit": (row("../../x,2,2017-03-05"), ("unknown_unit",), 1),
    "no unit": (row(",2,2017-03-05"), ("empty_cell",), 1),
    "a record twice": (row("B,1,2017-03-05"), ("duplicate_record",), 0),
    "a bell in a record": (row("B,2\x07,2017-03-05"), ("control_character",), 1),
    "a line of Word in a record": (row("B,2\x0b3,2017-03-05"), ("control_character",), 1),
    "a character that is none": (row("B,2\uffff,2017-03-05"), ("control_character",), 1),
    "a bell in a header": (
        text(HEAD[:-1] + ",no\x07te\n" + ROW[:-1] + ",1\n"),
        ("control_character",),
        1,
    ),
    "a lost character": (row("B,2\ufffd,2017-03-05"), ("damaged_text",), 1),
    "a record that is a formula": (row("B,=1+1,2017-03-05"), (), 2),
    "a record that is a script": (row("B,<img src=x onerror=alert(1)>,2017-03-05"), (), 2),
    "letters that turn the line around": (row("B,2\u202e3,2017-03-05"), (), 2),
    "a unit in full-width letters": (row("Ｂ,2,2017-03-05"), (), 2),
    "a unit with a space without width": (row("B\u200b,2,2017-03-05"), (), 2),
    # Parquet
    "Parquet, sound": (parquet(requests()), (), 1),
    "Parquet, empty": (binary(b"", "requests.parquet"), ("unreadable_file",), None),
    "Parquet, its first bytes only": (
        binary(b"PAR1", "requests.parquet"),
        ("unreadable_file",),
        None,
    ),
    "Parquet, its marks only": (
        binary(b"PAR1PAR1", "requests.parquet"),
        ("unreadable_file",),
        None,
    ),
    "Parquet, cut in half": (
        cut(parquet(requests()), "requests.parquet", 0.5),
        ("unreadable_file",),
        None,
    ),
    "Parquet, damaged in its footer": (
        turned(parquet(requests()), "requests.parquet", 0.9),
        ("unreadable_file",),
        None,
    ),
    "Parquet, damaged in its data": (
        turned(parquet(requests(unit=["A"]), compression="gzip"), "requests.parquet", 0.02),
        ("unreadable_file",),
        None,
    ),
    "Parquet, a footer of four gigabytes": (
        binary(b"PAR1" + bytes(20) + b"\xff\xff\xff\xff" + b"PAR1", "requests.parquet"),
        ("unreadable_file",),
        None,
    ),
    "Parquet, encrypted": (
        binary(b"PARE" + bytes(40) + b"PARE", "requests.parquet"),
        ("unreadable_file",),
        None,
    ),
    "Parquet, columns that differ in case": (
        parquet(requests(more=["a"], More=["b"])),
        ("duplicate_column",),
        None,
    ),
    "Parquet, views of texts": (
        parquet(requests(record=pa.array(["1"], pa.string_view()))),
        (),
        1,
    ),
    "Parquet, a bell in a record": (parquet(requests(record=["1\x07"])), ("control_character",), 0),
    "Parquet, lists in a cell": (parquet(requests(record=[["1", "2"]])), (), 1),
    "Parquet, a structure in a cell": (parquet(requests(more=[{"a": 1, "b": {"c": [2]}}])), (), 1),
    "Parquet, a map in a cell": (
        parquet(requests(more=pa.array([[("k", 1)]], pa.map_(pa.string(), pa.int64())))),
        (),
        1,
    ),
    "Parquet, bytes for text": (parquet(requests(record=[b"\xff\xfe"])), (), 1),
    "Parquet, no rows": (parquet(requests().slice(0, 0)), (), 0),
    "Parquet, no columns": (parquet(pa.table({})), ("missing_column",), None),
    "Parquet, all missing": (parquet(requests(received=pa.nulls(1))), ("empty_cell",), 0),
    "Parquet, a day beyond nanoseconds": (
        parquet(requests(received=pa.array([2**40], pa.timestamp("s")))),
        ("implausible_date",),
        0,
    ),
    "Parquet, days of year 9999": (
        parquet(requests(received=pa.array([2932896], pa.date32()))),
        ("implausible_date",),
        0,
    ),
    "Parquet, decimals": (parquet(requests(n=pa.array([None], pa.decimal128(38, 10)))), (), 1),
    "Parquet, two columns of one name": (
        parquet(
            pa.table([["A"], ["1"], ["2017-03-05"], ["x"]], ["unit", "record", "received", "unit"])
        ),
        ("duplicate_column",),
        None,
    ),
    "Parquet, half a million rows that are one": (
        parquet(pa.table({"unit": pa.DictionaryArray.from_arrays([0] * 500_000, ["A"])})),
        ("missing_column",),
        None,
    ),
}
TABLES |= {name: (row(f"B,2,{date}"), ("bad_date",), 1) for name, date in BAD_DATES.items()}
TABLES["an error for a date"] = (row("B,2,#REF!"), ("error_cell",), 1)
TABLES["a date in the year 1"] = (row("B,2,0001-01-01"), ("implausible_date",), 1)
TABLES |= {name: (row(f"B,2,{date}"), ("implausible_date",), 1) for name, date in LONG_AGO.items()}

STATISTIC = "unit,record,item,period,value\nA,1,文件数,2020,{}\n"
NUMBERS: dict[str, tuple[str, str | float]] = {
    "1e309": ("1e309", "bad_number"),
    "minus 1e309": ("-1e309", "bad_number"),
    "infinity": ("inf", "bad_number"),
    "not a number": ("nan", "bad_number"),
    "NaN as Excel writes it": ("#NUM!", "error_cell"),
    "a division by zero": ("#DIV/0!", "error_cell"),
    "a number too small to hold": ("1e-400", 0.0),
    "a number of 400 digits": ("1" + "0" * 400, "bad_number"),
    "a hexadecimal number": ("0x10", "bad_number"),
    "an underscore in a number": ("1_000", "bad_number"),
    "two points": ("1.2.3", "bad_number"),
    "a comma in the wrong place": ('"1,00"', "bad_number"),
    "commas between thousands": ('"1,000.5"', 1000.5),
    "full-width digits": ("１２", 12.0),
    "Chinese digits": ("十二", "bad_number"),
    "a formula": ("=1+1", "bad_number"),
    "a per cent sign": ("50%", "bad_number"),
    "a minus sign of typesetters": ("−3", -3.0),
    "true": ("true", "bad_number"),
    "a unit behind the number": ("12件", "bad_number"),
}
"""What stands in a column of numbers, and the number it is or the code of the problem."""


def statistics(cell: str) -> Make:
    return text(STATISTIC.format(cell), name="statistics.csv")


def units(folder: Path) -> None:
    pd.DataFrame({"unit": ["A", "B"], "group": "g"}).to_csv(folder / "units.csv", index=False)
