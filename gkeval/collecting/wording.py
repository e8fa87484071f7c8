"""What the collection workbook says, in Chinese and English: tables, columns, hints, headings."""

from __future__ import annotations

from gkeval.spec import Lang
from gkeval.tables import Column, Table

Pair = tuple[str, str]

ABOUT: dict[str, str] = {
    "units": "每行一个评估对象",
    "documents": "每行一份文件：政策、规章、规划、清单、目录、指南、年度报告、结果等",
    "interpretations": "每行一次政策解读，形式不限",
    "requests": "每行一件信息公开申请，记全办理的各个日期",
    "pauses": "每行一段不计入办理期限的时间：征求第三方或其他机关的意见",
    "incidents": "每行一件发生后需要处置的事：舆情、泄密、差错、投诉",
    "activities": "每行一次有日期的活动：会议、开放日、发布会、培训、听取汇报、督查",
    "columns": "每行一个网站或账号的栏目，按检查当日所见填写",
    "updates": "每行一次栏目更新",
    "checks": "每行一次检查：链接、检索、服务事项、热线",
    "absences": "每行一次没有查到的查找：在哪里查、用什么词、什么时间",
    "entries": "每行目录、清单或台账中的一项，以及它的公开情况",
    "statistics": "每行一个统计数字",
    "judgements": "每行一名评估员对一个对象一项指标的评分",
    "rectifications": "每行一个交办整改的问题",
}
"""What one row of a table is, in Chinese; in English it is `Table.about`."""

KINDS: dict[str, Pair] = {
    "text": ("文字", "text"),
    "code": ("从下拉列表中选", "choose from the list"),
    "list": ("可填多项，用“；”隔开", "several, separated by ;"),
    "date": ("日期，如 2017-03-05", "a date such as 2017-03-05"),
    "time": ("日期和时间，如 2017-03-05 14:22", "a date and time such as 2017-03-05 14:22"),
    "count": ("0 或正整数", "a whole number from 0"),
    "number": ("只填数字，不带单位和百分号", "the number alone, without unit or per cent"),
    "flag": ("填“是”或“否”", "yes or no"),
}

BESIDE: dict[str, Pair] = {
    "title": ("指标名称", "indicator title"),
    "points": ("分值", "points"),
    "standard": ("评分标准", "scoring standard"),
    "clause": ("条款", "clause"),
    "name": ("单位名称", "unit name"),
}
"""Headers of what stands beside the rows to be judged; they are no columns of a record table."""

FURTHER: dict[str, Pair] = {
    "drawn": ("抽样序号", "drawn"),
    "population": ("总体数", "population"),
    "size": ("样本量", "sample size"),
    "weight": ("权数", "weight"),
    "seed": ("抽样种子", "seed"),
    "script": ("申请事项", "script"),
    "send": ("计划发送日", "to be sent"),
    "answer_by": ("最迟答复日", "answer by"),
    "state": ("状态", "state"),
    "gave": ("各评估员评分", "what raters gave"),
    "at_stake": ("相差分值", "points apart"),
}
"""Headers of further columns that a draw, a plan or a list of disputes brings along."""

SHEETS: dict[str, Pair] = {
    "instructions": ("填报说明", "instructions"),
    "indicators": ("_指标", "_indicators"),
    "samples": ("_抽样方案", "_sampling_plan"),
    "words": ("_名单", "_lists"),
    "problems": ("问题清单", "problem list"),
}
"""Names of sheets that hold no records; the reader passes all of them over."""

FLAGS: dict[bool, Pair] = {True: ("是", "yes"), False: ("否", "no")}

HINTS: dict[str, Pair] = {
    "unit": ("从下拉列表中选评估对象", "choose the unit from the list"),
    "record": ("每行一个编号，表内不重复", "a number for each row, each once in the sheet"),
    "indicator": ("从下拉列表中选指标编号", "choose the id of the indicator from the list"),
    "refers": ("填“{}”表中的编号", "a record of the sheet {}"),
    "asked": ("指标用到：{}", "looked for: {}"),
    "required": ("必填", "required"),
}


def pick(pair: Pair, lang: Lang) -> str:
    """Return one of a pair of texts.

    >>> pick(("是", "yes"), "en")
    'yes'
    """
    return pair[0] if lang == "zh" else pair[1]


def sheet_name(table: Table, lang: Lang) -> str:
    """Return what the sheet of a table is called.

    >>> from gkeval.tables import REQUESTS
    >>> sheet_name(REQUESTS, "zh"), sheet_name(REQUESTS, "en")
    ('依申请公开', 'requests')
    """
    return table.zh if lang == "zh" else table.name


def about(table: Table, lang: Lang) -> str:
    """Return what one row of a table is.

    >>> from gkeval.tables import PAUSES
    >>> about(PAUSES, "zh")
    '每行一段不计入办理期限的时间：征求第三方或其他机关的意见'
    """
    return ABOUT[table.name] if lang == "zh" else f"each row is {table.about}"


def header(column: Column, lang: Lang) -> str:
    """Return the header of a column; required ones bear a star.

    >>> from gkeval.tables import REQUESTS
    >>> header(REQUESTS.by_name["received"], "zh"), header(REQUESTS.by_name["fee_paid"], "en")
    ('*收到日期', 'fee paid')
    """
    words = column.zh if lang == "zh" else column.name.replace("_", " ")
    return f"*{words}" if column.required else words


def hint(column: Column, asked: tuple[str, ...], lang: Lang) -> str:
    """Return how a column is filled, in at most 255 characters.

    >>> from gkeval.tables import DOCUMENTS
    >>> hint(DOCUMENTS.by_name["issued"], (), "zh")
    '日期，如 2017-03-05'
    >>> hint(DOCUMENTS.by_name["kind"], ("policy", "rule"), "en")
    'required; looked for: policy, rule'
    """
    said = pick(KINDS[column.kind], lang)
    if column.name in ("unit", "record", "indicator"):
        said = pick(HINTS[column.name], lang)
    elif column.refers:
        from gkeval.tables import TABLES

        said = pick(HINTS["refers"], lang).format(sheet_name(TABLES[column.refers], lang))
    parts = [pick(HINTS["required"], lang)] if column.required else []
    if column.kind != "text" or column.refers or column.name in ("unit", "record", "indicator"):
        parts.append(said)
    if asked:
        words = ("、" if lang == "zh" else ", ").join(asked)
        parts.append(pick(HINTS["asked"], lang).format(words))
    text = ("，" if lang == "zh" else "; ").join(parts)
    return text if len(text) <= 255 else text[:254] + "…"
