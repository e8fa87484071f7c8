"""Problems in words: what was found, what is allowed, what to do, in Chinese or English.

Problems are said in English where they arise; here their phrases become Chinese. What stands in a
cell is never changed, and a phrase that is not known stays as it is.
"""

from __future__ import annotations

import re

from gkeval.collecting import wording
from gkeval.errors import Problem
from gkeval.records.headers import table_named
from gkeval.spec import Lang
from gkeval.tables import TABLES

# A group named column… is the key of a column, one named table… of a table; both are said in
# Chinese. Other groups stay as they are.
_PHRASES = [
    (re.compile(pattern, re.DOTALL), said)
    for pattern, said in (
        ("an empty cell", "空白"),
        ("#UNCALCULATED!", "没有算出结果的公式"),
        (r"a text that is not shown \(it may name a person\)", "不予显示的文字（可能是人名）"),
        ("a text in every row", "每行必填"),
        ("a (?P<kind>code|list|date|time|count|number|flag) in every row", "每行必填：{kind}"),
        ("fill the cell", "填上这一格"),
        ("a date such as 2017-03-05", "日期，如 2017-03-05"),
        ("correct the date, or format the cell as a date", "改正日期，或把单元格设为日期格式"),
        (r"a date from (?P<a>\d+) to (?P<b>\d+)", "{a}年到{b}年之间的日期"),
        ("correct the year", "改正年份"),
        ("(?P<now>.+), before (?P<column>\\w+) (?P<then>[\\d: -]+)", "{now}，早于{column} {then}"),
        ("(?P<column>\\w+) not before (?P<column2>\\w+)", "{column}不早于{column2}"),
        ("correct the date that is wrong", "改正写错的日期"),
        ("a number such as 12.5", "数字，如 12.5"),
        ("a number", "数字"),
        ("a whole number from 0", "0 或正整数"),
        ("write the number alone; leave unknown cells empty", "只写数字；不知道的留空"),
        ("write 0.85 or 85, whichever the scheme counts in", "写 0.85 或 85，看指标用哪一种"),
        ("correct the number", "改正数字"),
        ("text without control characters", "不含控制字符的文字"),
        ("delete the control character", "删去控制字符"),
        ("a header without a row below it", "只有表头，没有内容"),
        (r"one row for each unit that is assessed \(评估对象\)", "每个评估对象一行"),
        ("add the units", "填上评估对象"),
        (r"是 or 否 \(yes or no\)", "是或否"),
        ("write 是 or 否, or leave the cell empty", "填“是”或“否”，或留空"),
        ("one of (?P<words>[^,]*)", "其中之一：{words}"),
        ("write one of these words", "写其中一个词"),
        ("a value", "一个值"),
        ("a calculated value", "算出结果的值"),
        ("correct the formula, or write the value itself", "改正公式，或直接填值"),
        ("open the workbook, let it calculate, and save it", "打开工作簿，算出结果后保存"),
        ("text whose characters are all legible", "没有乱码的文字"),
        ("copy the text anew from where it came from", "从原处重新复制这段文字"),
        ("(?P<what>.*), also in row (?P<row>\\d+)", "{what}，第{row}行也有"),
        ("(?P<what>.*), also in (?P<where>.*), row (?P<row>\\d+)", "{what}，{where} 第{row}行也有"),
        ("each row once", "每行一次"),
        ("delete the row; it is counted once", "删去这一行；它只计一次"),
        ("each (?P<column>\\w+) once", "每个{column}一次"),
        (
            "delete the rows that do not hold, or give each its own (?P<column>\\w+)",
            "删去不对的行，或各给一个{column}",
        ),
        (
            r"a (?P<key>unit|record) of the table (?P<table>\w+) \(.*\)",
            "“{table}”表中已有的编号",
        ),
        ("correct the name, or add it to (?P<table>\\w+)", "改正写法，或把它加到“{table}”表"),
        (
            r"(?P<what>.*), which was set aside \(rows that name it: (?P<count>\d+)\)",
            "{what}，它所在的行有问题（引用它的有{count}行）",
        ),
        ("a row of (?P<table>\\w+) without problems", "“{table}”表中没有问题的行"),
        ("correct the row of (?P<table>\\w+)", "改正“{table}”表中的那一行"),
        ("a parent other than the unit itself", "自身以外的上级单位"),
        ("a parent that does not itself stand below the unit", "不在本单位之下的上级单位"),
        ("correct the parent, or leave it empty", "改正上级单位，或留空"),
        (r"no column (?P<zh>\S+) \((?P<key>\w+)\) among (?P<all>.*)", "没有“{zh}”列；现有 {all}"),
        (r"a column (?P<zh>\S+) or (?P<key>\w+)", "有“{zh}”列"),
        ("add the column: (?P<zh>.*)", "加上这一列：{zh}"),
        ("rename the column (?P<old>.*) to (?P<zh>.*)", "把“{old}”列改名为“{zh}”"),
        (
            "two headers of different columns above each other, at (?P<at>.*)",
            "上下两行表头说的不是同一列：{at}",
        ),
        ("one column under each header", "一个表头一列"),
        ("correct the header that is wrong", "改正写错的表头"),
        (
            "(?P<count>\\d+) columns for (?P<column>\\w+): (?P<all>.*)",
            "{count}列都是“{column}”：{all}",
        ),
        ("a second column (?P<name>.*)", "又一列“{name}”"),
        ("each column once", "每列一次"),
        ("delete the column that does not hold, or rename it", "删去不对的一列，或改它的名"),
        ("rename one of the two", "给其中一列改名"),
        ("values without a header in column (?P<n>\\d+)", "第{n}列有内容而没有表头"),
        ("a header above every column", "每列都有表头"),
        ("name the column, or delete it", "写上列名，或删去这一列"),
        ("an empty sheet", "空工作表"),
        ("a row of headers", "一行表头"),
        ("add the headers, or delete the sheet", "补上表头，或删去这张表"),
        ("(?P<table>\\w+) in (?P<all>.*)", "“{table}”出现在 {all}"),
        ("each table once", "每张表一次"),
        ("put all rows into one, or take the other away", "合到一张表，或拿掉另一张"),
        ("no table units.*", "没有“评估对象”表"),
        ("a table of the units that are assessed", "列出评估对象的表"),
        ("add units with the columns .*", "加“评估对象”表，列有评估对象、类别"),
        (
            "no table (?P<table>\\w+), which (?P<count>\\d+) rows refer to",
            "没有“{table}”表，而有{count}行引用它",
        ),
        ("the table (?P<table>\\w+) beside (?P<table2>\\w+)", "有“{table2}”表时也有“{table}”表"),
        (
            "add (?P<table>\\w+); until then the references are not checked",
            "补上“{table}”表；在此之前不核对这些引用",
        ),
        ("(?P<name>.*), which was not read", "{name}，没有读取"),
        (r"a name such as .*", "记录表的名称，如 文件、依申请公开"),
        ("name it (?P<name>.*)", "改名为 {name}"),
        ("rename it, or leave it out", "改名，或拿掉"),
        ("no record table", "没有记录表"),
        (r"tables named .*", "以 评估对象、文件 等命名的表"),
        ("name the files, sheets or frames after the tables", "按记录表的名称命名工作表"),
        ("a workbook protected by a password", "有密码的工作簿"),
        (r"a file that is not a workbook.*", "不是工作簿的文件"),
        (
            r"a CSV or Parquet file, an \.xlsx workbook without a password.*",
            "没有密码的 .xlsx 工作簿",
        ),
        ("save it again in one of these forms", "另存为 .xlsx，不设密码"),
        # judgements against the scheme
        ("a judged indicator of the scheme", "指标体系中由评估员评定的指标"),
        ("correct the id of the indicator", "改正指标编号"),
        ("(?P<id>.*), which is not judged but measured", "{id}，它按底稿计分，不由评估员评定"),
        ("(?P<id>.*), which a draw left out", "{id}，抽取时未抽中"),
        ("remove the row: it does not count", "删去这一行：它不计分"),
        ("(?P<id>.*), which does not apply to (?P<unit>.*)", "{id}，它不适用于{unit}"),
        (
            "a number from (?P<low>.*) to (?P<high>.*), or a state such as .*",
            "{low}到{high}的数，或“不适用”“未评估”",
        ),
        ("a number from (?P<low>.*), or a state such as .*", "不小于{low}的数，或“不适用”“未评估”"),
        ("one of (?P<words>.*), or a state such as .*", "其中之一：{words}，或“不适用”“未评估”"),
        ("correct the judgement", "改正评分"),
    )
]

_NO_CELLS = (
    "an empty cell",
    "#UNCALCULATED!",
    "a text that is not shown (it may name a person)",
)
_SAID_OF_CELLS = {
    "missing_column", "duplicate_column", "unnamed_column", "no_header", "duplicate_table",
    "missing_table", "unknown_table", "no_tables", "no_units", "unreadable_file", "wrong_order",
    "duplicate_row", "duplicate_record", "duplicate_unit", "reference_set_aside", "not_judged",
    "does_not_apply",
}  # fmt: skip
"""Codes whose `found` is a phrase; with all others it is what stands in the cell."""


def said(problem: Problem, lang: Lang) -> tuple[str, str, str]:
    """Return what was found, what is allowed and what to do.

    Examples
    --------
    >>> problem = Problem("empty_cell", "an empty cell", "a date in every row", "fill the cell",
    ...                   table="requests", column="received")
    >>> said(problem, "zh")
    ('空白', '每行必填：日期，如 2017-03-05', '填上这一格')
    """
    texts = problem.found, problem.allowed, problem.remedy
    if lang == "en":
        return texts
    found, allowed, remedy = (_in_chinese(text, problem.table) for text in texts)
    phrase = problem.code in _SAID_OF_CELLS or problem.found in _NO_CELLS
    return found if phrase else problem.found, allowed, remedy


def noted(problem: Problem, lang: Lang) -> str:
    """Return a problem as the text of a comment.

    >>> print(noted(Problem("bad_date", "2017-02-30", "a date such as 2017-03-05",
    ...                     "correct the date, or format the cell as a date"), "zh"))
    问题：2017-02-30
    应为：日期，如 2017-03-05
    处理：改正日期，或把单元格设为日期格式
    """
    heads = ("问题：", "应为：", "处理：") if lang == "zh" else ("Found: ", "Allowed: ", "Remedy: ")
    return "\n".join(head + text for head, text in zip(heads, said(problem, lang), strict=True))


def column_said(table: str, column: str, lang: Lang) -> str:
    """Return the header of a column; what is not declared stays as it is.

    >>> column_said("requests", "received", "zh"), column_said("requests", "备注", "zh")
    ('收到日期', '备注')
    """
    declared = TABLES[table].by_name.get(column) if table in TABLES else None
    return wording.header(declared, lang).lstrip("*") if declared else column


def _in_chinese(text: str, table: str) -> str:
    for pattern, chinese in _PHRASES:
        if match := pattern.fullmatch(text):
            groups = {
                name: _group(name, value or "", table) for name, value in match.groupdict().items()
            }
            return chinese.format(**groups)
    return text


def _group(name: str, value: str, table: str) -> str:
    if name.startswith("column"):
        return column_said(table, value, "zh")
    if name.startswith("table"):
        named = table_named(value)
        return named.zh if named else value
    if name == "words":
        return re.sub(r" \(\w+\)", "", value).replace(", ", "、")
    if name == "kind":
        return wording.pick(wording.KINDS[value], "zh")
    return value
