"""What the results workbook says: names of sheets, heads, notes; Chinese, English."""

from __future__ import annotations

from gkeval.spec import Lang

SHEETS: dict[str, tuple[str, str]] = {
    "about": ("说明", "About"),
    "ranking": ("排名", "Ranking"),
    "totals": ("总分", "Totals"),
    "adjustments": ("加减分", "Adjustments"),
    "level": ("{}级指标得分", "Level {}"),
    "rates": ("得分率", "Rates"),
    "available": ("可得分", "Available"),
    "open": ("待定分", "Open points"),
    "rollup": ("上下级合成", "Roll-up"),
    "values": ("指标值", "Values"),
    "scheme": ("指标体系", "Scheme"),
    "problems": ("数据问题", "Data problems"),
}

NOTES: dict[str, tuple[str, str]] = {
    "ranking": (
        "按类别和名次排列；总分、名次、等级由“总分”表取来，改动得分率后随之重算，可排序、筛选。",
        "In order of group and rank; total, rank and grade are looked up in the sheet Totals and "
        "follow a change of any rate. It can be sorted and filtered.",
    ),
    "totals": (
        "加权合计＝各一级指标得分之和；公布总分＝四舍五入到规定小数位；名次在本类内计算。",
        "Weighted sum = sum of the first-level scores; the published total is rounded half up; "
        "ranks count within the group.",
    ),
    "adjustments": (
        "从左到右依次计算，每列是该项生效后的分数；蓝字是认定的数量，可以改动。",
        "From left to right; each column is the score after that adjustment. Blue cells are what "
        "was found, and may be changed.",
    ),
    "level": (
        "末级指标得分＝得分率×可得分；上级指标得分＝下级指标得分之和。橙底为待定（按0分计）。",
        "Score of a leaf = rate × points available; of a branch = sum of its children. Amber cells "
        "are open and count as 0 here.",
    ),
    "rates": (
        "由评分标准得出的得分率（0至1），蓝字可以改动，改动后全部得分、总分、名次重算。",
        "Rates (0 to 1) by the rules. Blue cells may be changed: all scores, totals and ranks "
        "follow.",
    ),
    "available": (
        "上级可得分按分值分给适用的下级指标；不适用指标的分值按指标体系的规定转出。",
        "The points of a branch are shared among its applicable children by their points; those "
        "of what does not apply are passed on as the scheme says.",
    ),
    "open": (
        "尚未评定的指标可能再得的分；总分上限＝得分＋待定分。",
        "What open indicators may still earn; highest total = score + open points.",
    ),
    "rollup": (
        "合成得分＝本级占比×本级得分＋（1－本级占比）×下级平均得分率×可得分。",
        "Rolled-up score = own share × own score + (1 − own share) × mean rate of those below × "
        "points available.",
    ),
    "values": (
        "各末级指标的取数结果；得分率由评分标准从指标值得出。",
        "What was measured for every leaf; the rules turn it into rates.",
    ),
    "scheme": (
        "指标体系全文：分值、取数口径、评分标准、条款。",
        "The scheme in words: points, measures, rules, clauses.",
    ),
    "problems": (
        "数据检查发现的全部问题；有错误的行没有计入得分。",
        "All problems found in the data; rows with errors were not counted.",
    ),
}

HEADS: dict[str, tuple[str, str]] = {
    "id": ("编号", "id"),
    "unit": ("评估对象", "unit"),
    "group": ("类别", "group"),
    "parent": ("上级", "parent"),
    "parent_row": ("上级所在行", "row of the parent"),
    "points": ("分值", "points"),
    "worth": ("折合总分的分值", "points of the whole"),
    "whole": ("总分", "the whole"),
    "before": ("{}（加减分前）", "{} (before adjustments)"),
    "sum": ("加权合计", "weighted sum"),
    "open_points": ("待定分", "open points"),
    "highest_sum": ("加权合计上限", "highest weighted sum"),
    "scaled": ("折算总分", "on the full mark"),
    "highest_scaled": ("折算总分上限", "highest on the full mark"),
    "exact": ("未修约总分", "total before rounding"),
    "exact_high": ("未修约总分上限", "highest before rounding"),
    "exact_ranked": ("参与排名的总分", "total that is ranked"),
    "low": ("得分", "score"),
    "high": ("得分上限", "highest score"),
    "published_low": ("总分下限", "lowest total"),
    "published_high": ("总分上限", "highest total"),
    "total": ("总分", "total"),
    "first_of": ("本类同分首个", "first of its total"),
    "rank": ("名次", "rank"),
    "grade": ("等级", "grade"),
    "verdict": ("否决或不合格", "vetoed or failed"),
    "breaker": ("同分时看：{}", "ties broken by: {}"),
    "order": ("行政区划序", "given order"),
    "tied": ("并列", "tied"),
    "remark": ("备注", "remarks"),
    "indicator": ("指标", "indicator"),
    "child": ("下级", "below"),
    "child_score": ("下级得分", "its score"),
    "child_available": ("下级可得分", "its points available"),
    "child_rate": ("下级得分率", "its rate"),
    "child_open": ("下级待定分", "its open points"),
    "child_open_rate": ("下级待定率", "its open share"),
    "found": ("{}：认定", "{}: found"),
    "applies": ("{}：是否适用", "{}: applies"),
    "after": ("{}：计后", "{}: after"),
    "after_at": ("{}：计后“{}”", "{}: after, {}"),
    "combined": ("{}：“{}”合成后的变化", "{}: change of {} by combining"),
    "combined_least": ("{}：“{}”合成后变化的下限", "{}: least change of {} by combining"),
    "combined_most": ("{}：“{}”合成后变化的上限", "{}: greatest change of {} by combining"),
    "highest": ("{}（上限）", "{} (highest)"),
    "bound": ("{}：未定时的{}", "{}: {} while undecided"),
    "state": ("{}：否决", "{}: verdict"),
    "provisional": ("部分底稿有误未计入，得分为暂定", "some records were rejected: provisional"),
    "open_remark": ("有指标未评定，不排名", "open indicators: no rank"),
    "vetoed": ("一票否决", "vetoed"),
    "failed": ("不合格", "failed"),
}

LEVELS = "一二三四五六七八九十"


def pick(pair: tuple[str, str], lang: Lang, *inserted: object) -> str:
    """Return a text in one language."""
    text = pair[0 if lang == "zh" else 1]
    return text.format(*inserted) if inserted else text


def level_name(level: int, lang: Lang) -> str:
    """Return the name of the sheet of a level.

    >>> level_name(1, "zh"), level_name(2, "en")
    ('一级指标得分', 'Level 2')
    """
    said = LEVELS[level - 1] if lang == "zh" and level <= len(LEVELS) else str(level)
    return pick(SHEETS["level"], lang, said)
