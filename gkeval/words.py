"""What people read, in Chinese and English: labels, lists, numbers, days, aligned text.

Every room takes its labels from here, so that one word means one thing in every report. Sentences
about measures, rules and schemes are made where those live, from the pieces here.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Literal

from gkeval.spec import Lang

if TYPE_CHECKING:
    import pandas as pd

LABELS: dict[str, tuple[str, str]] = {
    # what there is
    "scheme": ("指标体系", "scheme"),
    "indicator": ("指标", "indicator"),
    "id": ("编号", "id"),
    "level": ("级次", "level"),
    "unit": ("评估对象", "unit"),
    "group": ("类别", "group"),
    "groups": ("适用对象", "for whom"),
    "all_groups": ("全部评估对象", "all units"),
    "period": ("评估期", "period"),
    "source": ("依据", "source"),
    "clause": ("条款", "clause"),
    "covers": ("对应义务", "obligations"),
    "outside": ("未列为指标的义务", "obligations that no indicator scores"),
    "constraints": ("对评估工作的要求", "duties of the assessor"),
    "evidence": ("佐证", "evidence"),
    "remedy": ("改进办法", "how to earn it"),
    "about": ("说明", "about"),
    "fingerprint": ("指纹", "fingerprint"),
    # how it is scored
    "measure": ("取数口径", "measure"),
    "rule": ("评分标准", "rule"),
    "points": ("分值", "points"),
    "full_mark": ("满分", "full mark"),
    "printed": ("分值为原文规定", "points as printed in the source"),
    "proposed": ("分值为建议，原文未规定", "points are proposals; the source prints none"),
    "points_passed_on": ("分值调整", "points passed on"),
    "not_applicable_policy": ("不适用时的处理", "where an indicator does not apply"),
    "rollup": ("上下级合成", "own score and those below"),
    "combine": ("合成方式", "how it is combined"),
    "calendar": ("工作日历", "working days"),
    "ranking": ("排名", "ranking"),
    "grades": ("等级", "grades"),
    # what comes out
    "value": ("指标值", "value"),
    "rate": ("得分率", "rate"),
    "score": ("得分", "score"),
    "total": ("总分", "total"),
    "rank": ("名次", "rank"),
    "grade": ("等级", "grade"),
    "available": ("可得分", "available"),
    "state": ("状态", "state"),
    "scored": ("已评分", "scored"),
    "not_applicable": ("不适用", "not applicable"),
    "not_yet_due": ("未到期", "not yet due"),
    "not_assessed": ("未评估", "not assessed"),
    "disputed": ("有争议", "disputed"),
    "provisional": ("暂定", "provisional"),
    "more": ("… 另有 {} 行", "… {} more"),
    "none": ("无", "none"),
    # composite indices
    "component": ("构成", "part"),
    "given": ("原始值", "given"),
    "used": ("采用值", "used"),
    "imputed": ("插补", "imputed"),
    "treated": ("异常值处理", "treated"),
    "normalised": ("标准化值", "normalised"),
    "weight": ("权重", "weight"),
    "screen": ("筛选", "screening"),
    "impute": ("插补", "imputation"),
    "treat": ("异常值处理", "outliers"),
    "normalise": ("标准化", "normalisation"),
    "weights": ("权重", "weights"),
    "aggregate": ("合成", "aggregation"),
    "missing": ("缺失值", "missing values"),
    "combined_of": ("由下级合成", "combined from its parts"),
    # figures and report pages
    "overview": ("概览", "overview"),
    "by_indicator": ("指标分析", "by indicator"),
    "by_dimension": ("各一级指标", "by first-level indicator"),
    "methods": ("方法与指标体系", "methods"),
    "problems": ("数据问题", "data problems"),
    "pages": ("页面", "pages"),
    "skip": ("跳到正文", "skip to content"),
    "find_unit": ("查找评估对象", "find a unit"),
    "shown": ("显示", "shown"),
    "sort_hint": ("点按表头可排序", "press a column head to sort"),
    "group_mean": ("本类平均", "mean of the group"),
    "all_scores": ("得分明细", "all scores"),
    "lost": ("失分", "lost"),
    "found": ("评估所见", "found"),
    "losses": ("失分与改进", "what was lost, and how to earn it"),
    "no_losses": ("各项指标均得满分，没有失分。", "Every indicator earned full marks."),
    "adjustments": ("加减分", "adjustments"),
    "records": ("检测底稿", "records"),
    "no_records": (
        "本次评估直接采用给定的指标值，没有检测底稿。",
        "The values were given ready, so there are no records to show.",
    ),
    "record": ("底稿编号", "record"),
    "lag": ("相隔", "lag"),
    "numerator": ("分子", "numerator"),
    "denominator": ("分母", "denominator"),
    "due_day": ("到期日", "due day"),
    "counted": ("是否计入", "counted"),
    "base": ("是否在基数内", "in the base"),
    "why": ("认定", "why"),
    "yes": ("是", "yes"),
    "no": ("否", "no"),
    "not_done": ("未完成", "not done"),
    "no_rank": ("未排名", "no rank"),
    "below_grades": ("未达等级", "below all grades"),
    "previous": ("上一个", "previous"),
    "next": ("下一个", "next"),
    "back": ("返回排名", "back to the ranking"),
    "units_scored": ("评定个数", "units scored"),
    "full_count": ("满分个数", "full marks"),
    "none_count": ("零分个数", "nothing"),
    "where": ("位置", "where"),
    "severity": ("程度", "severity"),
    "error": ("错误", "error"),
    "warning": ("提醒", "warning"),
    "problem_found": ("发现", "found"),
    "problem_allowed": ("允许", "allowed"),
    "problem_remedy": ("处理办法", "remedy"),
    "scheme_fingerprint": ("指标体系指纹", "fingerprint of the scheme"),
    "made_with": ("由 gkeval 生成", "made with gkeval"),
    "no_script": (
        "图表、排序和筛选需要启用脚本。",
        "Figures, sorting and filters need scripts.",
    ),
    "first_rows": ("此处列出前几行：", "the first rows are shown: "),
    "stop": ("。", ". "),
    "everything": ("全部", "all"),
    "previous_page": ("上一页", "previous page"),
    "next_page": ("下一页", "next page"),
    "by_group": ("分类情况", "by group"),
    "by_unit": ("各评估对象得分", "by unit"),
    "parts_of": ("下级指标", "indicators below"),
    "part_of": ("上级指标", "part of"),
    "mean_rate": ("平均得分率", "mean rate"),
    "spread_of_rates": ("得分率分布（评估对象个数）", "units by rate"),
    "spread_of_totals": ("总分分布（评估对象个数）", "units by total"),
    "own_problems": ("数据问题", "problems found in the data"),
    "no_own_problems": ("没有发现数据问题。", "No problems were found in the data."),
    "results": ("评估结果", "results"),
    "annex": ("技术附件：名次的稳健性", "technical annex: how sure the ranks are"),
    "robustness": ("名次稳健性", "how sure the ranks are"),
    "interval": ("名次区间", "rank interval"),
    "mean_rank": ("平均名次", "mean rank"),
    "median_rank": ("名次中位数", "median rank"),
    "rank_kept": ("名次不变", "rank kept"),
    "grades_in_doubt": ("等级存疑的评估对象", "grades in doubt"),
    "share_kept": ("等级不变", "grade kept"),
    "next_grade": ("另一可能等级", "other grade"),
    "share_next": ("其可能性", "its share"),
    # two results side by side
    "comparison": ("前后比较", "comparison"),
    "not_added": (
        "以下各项不是下级得分的简单相加，其下各指标的失分之和不等于该项的失分",
        "the points lost below these do not add up to theirs, which are combined in another way",
    ),
    "codes": ("底稿代码", "codes in the records"),
    "change": ("变化", "change"),
    "moved": ("位次升降", "places moved"),
    "moved_by": ("变化最大的指标", "moved most by"),
    "same": ("同一单位", "same unit"),
    "renamed": ("更名", "renamed"),
    "merged": ("合并", "merged"),
    "new": ("新增", "new"),
    "gone": ("不再评估", "gone"),
    "no_grade": ("等级未定", "no grade yet"),
    "left_out_small": (
        "不足5个评估对象的数据不单独列出，以免推知个别单位的得分。",
        "Figures behind which stand fewer than 5 units are left out: they would tell on single "
        "units.",
    ),
}
"""Labels by key: Chinese, English. Add a key here; never write a label twice."""


def label(key: str, lang: Lang) -> str:
    """Return a label.

    >>> label("rank", "zh"), label("rank", "en")
    ('名次', 'rank')
    """
    return LABELS[key][0 if lang == "zh" else 1]


def listed(items: Iterable[str], lang: Lang, join: Literal["and", "or"] = "and") -> str:
    """Return a list as people write it.

    >>> listed(["市", "县", "部门"], "zh"), listed(["a", "b", "c"], "en", "or")
    ('市、县和部门', 'a, b or c')
    """
    parts = list(items)
    if len(parts) < 2:
        return "".join(parts)
    word = {("and", "zh"): "和", ("or", "zh"): "或"}.get((join, lang), f" {join} ")
    comma = "、" if lang == "zh" else ", "
    return comma.join(parts[:-1]) + word + parts[-1]


def number(value: Decimal | float, most: int = 6) -> str:
    """Return a number without exponent and needless zeros, shown to at most `most` decimals.

    Missing is a dash; there is no minus zero.

    >>> number(Decimal("6.50")), number(2 / 3, 2), number(5.0)
    ('6.5', '0.67', '5')
    """
    exact = Decimal(repr(float(value))) if isinstance(value, float) else Decimal(value)
    if not exact.is_finite():
        return "—"
    text = f"{exact:f}"
    if -exact.as_tuple().exponent > most:  # type: ignore[operator]  # a finite number has an int
        text = f"{exact.quantize(Decimal(1).scaleb(-most), 'ROUND_HALF_UP'):f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text


def percent(share: Decimal | float, lang: Lang) -> str:
    """Return a share as a per cent, with at most two decimals.

    >>> percent(0.8, "zh"), percent(Decimal("0.125"), "en")
    ('80%', '12.5 %')
    """
    exact = Decimal(repr(float(share))) if isinstance(share, float) else Decimal(share)
    return number(exact * 100, 2) + ("%" if lang == "zh" else " %")


_MONTHS = "January February March April May June July August September October November December"


def counted(count: int, noun: str) -> str:
    """Return how many there are, in English.

    >>> counted(1, "unit"), counted(12, "unit")
    ('1 unit', '12 units')
    """
    return f"{count} {noun}{'' if count == 1 else 's'}"


def in_points(shown: str, lang: Lang) -> str:
    """Return a number that was made readable, as points.

    >>> in_points("1", "en"), in_points("2.5", "en"), in_points("1", "zh")
    ('1 point', '2.5 points', '1分')
    """
    return shown + ("分" if lang == "zh" else " point" if shown == "1" else " points")


def day(value: date, lang: Lang) -> str:
    """Return a day in words.

    >>> day(date(2017, 3, 5), "zh"), day(date(2017, 3, 5), "en")
    ('2017年3月5日', '5 March 2017')
    """
    if lang == "zh":
        return f"{value.year}年{value.month}月{value.day}日"
    return f"{value.day} {_MONTHS.split()[value.month - 1]} {value.year}"


def sentence(parts: Iterable[str], lang: Lang) -> str:
    """Join clauses into one sentence with its full stop; empty ones are left out.

    >>> sentence(["政策解读次数", "", "不限日期"], "zh")
    '政策解读次数，不限日期。'
    >>> sentence(["number of checks", "whatever their date"], "en")
    'Number of checks; whatever their date.'
    """
    said = [part for part in parts if part]
    if lang == "zh":
        return "，".join(said) + "。" if said else ""
    text = "; ".join(said)
    return text[:1].upper() + text[1:] + "." if text else ""


def width(text: str) -> int:
    """Return how many columns a text takes in a shell; a Chinese character takes two.

    >>> width("得分 ok")
    7
    """
    return sum(
        0 if unicodedata.combining(sign) else 1 + (unicodedata.east_asian_width(sign) in "WF")
        for sign in text
    )


def padded(text: str, columns: int, *, right: bool = False) -> str:
    """Return a text filled up with spaces to a width.

    >>> padded("名次", 6) + "|", padded("9", 3, right=True)
    ('名次  |', '  9')
    """
    space = " " * max(columns - width(text), 0)
    return space + text if right else text + space


_WIDE = "\u2e80-\u9fff\uac00-\ud7ff\uf900-\ufaff\uff00-\uffef“”‘’—…"
_PIECES = re.compile(rf"\s+|[{_WIDE}]|[^\s{_WIDE}]+")
_NOT_FIRST = set("，。；：、？！）》”’％%,.;:)]}")
_NOT_LAST = set("（《“‘［([{")


def wrapped(text: str, columns: int) -> list[str]:
    """Break a text into lines of at most this width; Chinese breaks between characters.

    >>> wrapped("全年不少于2次得满分，否则不得分", 14)
    ['全年不少于2次', '得满分，否则不', '得分']
    """
    pieces: list[str] = []
    for piece in _PIECES.findall(text):
        glued = pieces and (piece in _NOT_FIRST or pieces[-1][-1] in _NOT_LAST)
        pieces[-1:] = [pieces[-1] + piece] if glued else [*pieces[-1:], piece]
    lines = [""]
    for piece in pieces:
        fits = width(lines[-1] + piece.rstrip()) <= columns
        if fits or not lines[-1]:
            lines[-1] += piece if lines[-1] or not piece.isspace() else ""
        else:
            lines[-1] = lines[-1].rstrip()
            lines.append("" if piece.isspace() else piece)
    return [line.rstrip() for line in lines]


def text_table(frame: pd.DataFrame, *, index: bool = False) -> str:
    """Return a data frame as aligned plain text; numbers stand to the right, missing cells empty.

    Examples
    --------
    >>> import pandas as pd
    >>> print(text_table(pd.DataFrame({"单位": ["成都市", "A"], "score": [96.4, 7.0]})))
    单位    score
    成都市   96.4
    A           7
    """
    shown = frame.reset_index() if index else frame
    columns = []
    for position, name in enumerate(shown.columns):
        cells = [_cell(value) for value in shown.iloc[:, position].tolist()]
        numeric = shown.dtypes.iloc[position].kind in "iuf"
        wide = max(map(width, [str(name), *cells]))
        columns.append([padded(cell, wide, right=numeric) for cell in (str(name), *cells)])
    rows: Sequence[tuple[str, ...]] = list(zip(*columns, strict=True))
    return "\n".join("  ".join(row).rstrip() for row in rows)


_ACTIVE = re.compile(r"[=+\-@\t\r＝＋－＠]")
_QUANTITY = re.compile(r"[+\-][0-9]+(\.[0-9]+)?([eE][+\-]?[0-9]+)?%?")


def inert(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a table whose texts no spreadsheet takes for formulas, for files that Excel opens.

    A text that begins with ``=``, ``+``, ``-``, ``@`` or a tab gets an apostrophe before it, as
    people write it in Excel; numbers stay numbers.

    >>> import pandas as pd
    >>> frame = pd.DataFrame({"unit": ["=1+1", "甲市", "-2.5"], "score": [-1.0, 2.0, 3.0]})
    >>> inert(frame)["unit"].tolist()
    ["'=1+1", '甲市', '-2.5']
    """

    def cell(value: Any) -> Any:
        active = isinstance(value, str) and _ACTIVE.match(value) and not _QUANTITY.fullmatch(value)
        return f"'{value}" if active else value

    texts = [name for name in frame.columns if frame[name].dtype.kind not in "iufbM"]
    safe = frame.assign(**{name: frame[name].astype(object).map(cell) for name in texts})
    return safe.rename(columns=cell)


def _cell(value: Any) -> str:
    if value is None or value != value or str(value) in ("NaT", "<NA>"):
        return ""
    if isinstance(value, float | Decimal):
        return number(value)
    return " ".join(str(value).split())
