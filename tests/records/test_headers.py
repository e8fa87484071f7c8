"""Names of tables and columns as people write them, and where a header is."""

import pytest

from gkeval.records.headers import column_named, find_header, nearest, table_named
from gkeval.tables import COLUMNS, REQUESTS, UNITS


@pytest.mark.parametrize(
    ("header", "key"),
    [
        ("received", "received"),
        ("Received ", "received"),
        ("收到日期", "received"),
        ("收到申请日期", "received"),
        ("*收到日期", "received"),
        ("收到\n日期", "received"),
        ("\ufeff收到日期", "received"),
        ("extension notified", "extension_notified"),
        ("Extension-Notified", "extension_notified"),
        ("ｅｘｔｅｎｓｉｏｎ＿ｎｏｔｉｆｉｅｄ", "extension_notified"),
        ("URL", "evidence"),
        ("收到", ""),
        ("", ""),
    ],
)
def test_columns_are_known_by_key_chinese_header_and_synonym(header: str, key: str):
    assert column_named(REQUESTS, header) == key


@pytest.mark.parametrize("interval", ["应更新周期（天）", "应更新周期(天)", "更新周期"])
def test_brackets_may_be_wide(interval: str):
    assert column_named(COLUMNS, interval) == "interval_days"


@pytest.mark.parametrize("name", ["requests", "Requests", " 依申请公开 ", "REQUESTS"])
def test_tables_are_known_by_key_and_chinese_name(name: str):
    assert table_named(name) is REQUESTS


def test_near_names_are_found():
    assert nearest("依申请公开表", ["依申请公开", "requests"]) == "依申请公开"
    assert nearest("xyz", ["requests"]) == ""


ROWS = [
    ["底稿", "", ""],
    ["评估对象", "底稿编号", "网站", "栏目"],
    ["unit", "record", "site", "path"],
    ["A", "1", "网站", "栏目"],
]


def test_a_record_that_holds_the_words_of_headers_is_a_record():
    header = find_header(ROWS, COLUMNS)
    assert (header.first, header.after) == (1, 3)
    assert header.keys == ("unit", "record", "site", "path")
    assert header.texts == ("评估对象", "底稿编号", "网站", "栏目")


def test_keys_may_stand_above_the_headers():
    header = find_header([ROWS[2], ["评估对象", "底稿编号", "哪个网站", "栏目"], ROWS[3]], COLUMNS)
    assert (header.first, header.after) == (0, 2)
    assert header.keys == ("unit", "record", "site", "path")


def test_without_known_headers_the_first_row_that_is_not_blank_is_taken():
    assert find_header([["", " "], ["a", "b"], ["1", "2"]], UNITS).texts == ("a", "b")
    assert find_header([["", " "]], UNITS).texts == ("", "")
    assert find_header([], UNITS).texts == ()


@pytest.mark.parametrize("first", [["单位1", "名称1", "县"], ["unit-1", "name-1", "city"]])
def test_units_that_are_named_like_headers_are_units(first: list[str]):
    header = find_header([["评估对象", "名称", "类别"], first, ["单位2", "名称2", "县"]], UNITS)
    assert (header.first, header.after) == (0, 1)


def test_a_group_may_be_called_unit():
    rows = [["unit", "group"], ["评估对象", "类别"], ["unit-1", "unit"]]
    assert find_header(rows, UNITS).after == 2


@pytest.mark.parametrize("note", ["（必填）", "(required)", "必填", "：请选择", " 如 2017-03-05"])
def test_notes_behind_headers(note: str):
    rows = [["unit", "record", "received"], [f"评估对象{note}", "编号", f"收到日期{note}"], ["A"]]
    assert find_header(rows, REQUESTS).after == 2
