"""Words of the Word documents: headings and heads of tables; Chinese, English."""

from __future__ import annotations

from gkeval.spec import Lang

_SAID: dict[str, tuple[str, str]] = {
    "h_overview": ("一、总体情况", "1  Overview"),
    "h_ranking": ("二、评估结果", "2  Results"),
    "h_dimensions": ("三、分项情况", "3  By first-level indicator"),
    "h_strengths": ("四、主要成效", "4  Strengths"),
    "h_problems": ("五、存在的主要问题", "5  Main problems"),
    "h_recommendations": ("六、改进建议", "6  Recommendations"),
    "annex_1": ("附件1", "Annex 1"),
    "annex_2": ("附件2", "Annex 2"),
    "annex_3": ("附件3", "Annex 3"),
    "h_sure": ("名次的稳健性", "How sure the ranks are"),
    "group": ("类别", "Group"),
    "interval": ("名次区间", "Interval"),
    "mean_rank": ("平均名次", "Mean rank"),
    "rank_kept": ("名次不变", "Rank kept"),
    "h_methods": ("评估方法和指标体系", "Method and scheme"),
    "h_data": ("数据问题", "Data problems"),
    "notes_caption": ("表A-1　评估方法", "Table A-1  Method"),
    "scheme_caption": ("表A-2　指标体系", "Table A-2  Scheme"),
    "what": ("事项", "What"),
    "said": ("说明", "How"),
    "rank": ("名次", "Rank"),
    "unit": ("评估对象", "Unit"),
    "total": ("总分", "Total"),
    "grade": ("等级", "Grade"),
    "remark": ("备注", "Remarks"),
    "first_level": ("一级指标", "Indicator"),
    "indicator": ("指标", "Indicator"),
    "points": ("分值", "Points"),
    "mean_rate": ("平均得分率", "Mean rate"),
    "units_scored": ("评定个数", "Units"),
    "full_count": ("满分个数", "Full"),
    "none_count": ("零分个数", "None"),
    "measure": ("取数口径", "Measure"),
    "rule": ("评分标准", "Rule"),
    "clause": ("条款", "Clause"),
    "where": ("位置", "Where"),
    "severity": ("程度", "Severity"),
    "found": ("发现", "Found"),
    "remedy": ("改进办法", "Remedy"),
    "available": ("可得分", "Available"),
    "score": ("得分", "Score"),
    "rate": ("得分率", "Rate"),
    "number": ("序号", "No."),
    "lost": ("失分", "Lost"),
    "reason": ("失分原因", "Reason"),
    "evidence": ("佐证", "Evidence"),
    "change": ("分数变化", "Change"),
    "f_title": ("政务公开评估问题清单", ": what was found, and how to improve"),
    "f_result": ("一、评估结果", "1  Result"),
    "f_scores": ("各项指标得分", "Scores"),
    "f_problems": ("二、问题清单", "2  What was lost"),
    "f_none": ("各项指标均得满分，没有失分。", "Every indicator earned full marks."),
    "f_nothing": ("没有适用的指标。", "No indicator applies."),
    "f_adjustments": ("三、加减分", "3  Adjustments"),
    "f_data": ("数据问题", "Data problems"),
    "provisional": ("暂定", "provisional"),
    "no_rank": ("未排名", "no rank"),
}


def said(key: str, lang: Lang) -> str:
    """Return what a heading or a head says.

    >>> said("rank", "zh"), said("rank", "en")
    ('名次', 'Rank')
    """
    return _SAID[key][0 if lang == "zh" else 1]


_DIGITS = "一二三四五六七八九"


def numeral(number: int) -> str:
    """Return a number below 100 in Chinese.

    >>> [numeral(n) for n in (1, 10, 12, 20, 35)]
    ['一', '十', '十二', '二十', '三十五']
    """
    tens, ones = divmod(number, 10)
    head = "" if tens == 0 else ("" if tens == 1 else _DIGITS[tens - 1]) + "十"
    return head + (_DIGITS[ones - 1] if ones else "")


def subheading(chapter: int, number: int, title: str, lang: Lang) -> str:
    """Return a heading of the second level with its number.

    >>> subheading(3, 2, "政策解读", "zh"), subheading(3, 2, "Interpretation", "en")
    ('（二）政策解读', '3.2  Interpretation')
    """
    return f"（{numeral(number)}）{title}" if lang == "zh" else f"{chapter}.{number}  {title}"
