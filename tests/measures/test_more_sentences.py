"""Measures in words beside the usual case: weights, limits from below, several columns, dates."""

from typing import Any

import pytest

from gkeval.measures.columns import named_columns
from gkeval.measures.phrases import say_columns, say_where
from gkeval.measures.reasons import reason
from gkeval.measures.sentences import say_measure, say_value
from gkeval.measures.wording import worded, worded_column
from gkeval.spec import Text
from tests.measures.lab import made, share_within

NONE = float("nan")
EMPTY_ZH, EMPTY_EN = "没有可计的记录时按零计。", "zero when there is nothing to count."


SAID = [
    (
        share_within(unit="days", at_least=1, at_most=5),
        "文件中从印发日期到发布日期不少于1天、不超过5天的所占比例，"
        "评估期内到期的才计，到期未完成的算超期，" + EMPTY_ZH,
        "Share of documents with at least 1 days and at most 5 days from issued to published; "
        "counting what falls due in the period, late when it is due and not done; " + EMPTY_EN,
    ),
    (
        share_within("requests", "received", "answered", clock="request", at_most=15),
        "依申请公开中在15个工作日内答复的所占比例，"
        "补正、征求意见、缴费和延期按《政府信息公开条例》计算期限，"
        "评估期内到期的才计，到期未完成的算超期，" + EMPTY_ZH,
        "Share of requests for information answered within 15 working days; clarification, "
        "consultation, fees and extension as the Regulation reckons them; counting what falls due "
        "in the period, late when it is due and not done; " + EMPTY_EN,
    ),
    (
        made(
            kind="staleness",
            table="columns",
            at_most="interval_days",
            explained=True,
            when_empty="zero",
        ),
        "网站栏目中检查日期前各自应更新周期（天）内有更新的所占比例，以最近更新日期为准，"
        "无日期的算未更新，有说明页的也算，" + EMPTY_ZH,
        "Share of site columns updated within its own interval days before the check date, by last "
        "update, undated ones not counting as updated; those with an explanation page counting as "
        "well; " + EMPTY_EN,
    ),
    (
        made(kind="coverage", table="documents", elements=["主体"], when_empty="zero"),
        "文件应有的1项要素（主体）的齐备比例，逐条计算后合计，" + EMPTY_ZH,
        "Share of the 1 elements (主体) that documents have; summed over each of them; " + EMPTY_EN,
    ),
    (
        made(kind="first_date", table="documents"),
        "文件中最早一件的日期。",
        "First date of documents.",
    ),
    (
        made(kind="first_date", table="documents", date="published", during="period"),
        "文件中最早一件的日期，只计评估期内的。",
        "First date of documents; within the period.",
    ),
    (
        made(kind="longest_gap", table="updates"),
        "相邻两次栏目更新之间最长的间隔天数，期初和期末也计。",
        "Longest time in days between two column updates, both ends of the period included.",
    ),
    (
        made(kind="statistic", plus=["新收"], over=["总数", "结转"], part="全部"),
        "统计数据“新收”÷(“总数”＋“结转”)，分项为“全部”。",
        "Reported number “新收” ÷ (“总数” + “结转”); part “全部”.",
    ),
    (
        made(kind="statistic", plus=["新收"], minus=["撤回"]),
        "统计数据“新收”－“撤回”。",
        "Reported number “新收” − “撤回”.",
    ),
    (
        made(kind="statistic", plus=["新收"], minus=["撤回"], over=["总数"]),
        "统计数据(“新收”－“撤回”)÷“总数”。",
        "Reported number (“新收” − “撤回”) ÷ “总数”.",
    ),
    (
        made(kind="change", item="平均天数", before="2016", now="2017", **{"as": "difference"}),
        "统计数据“平均天数”从2016到2017的增减量。",
        "Difference of “平均天数” from 2016 to 2017.",
    ),
    (
        made(kind="distinct", table="documents", of=["own", "issued"], during="any"),
        "文件件数，own和印发日期都相同的只计一件，不限日期。",
        "Number of documents; those alike in own and issued counting once; whatever the date.",
    ),
]


@pytest.mark.parametrize(("measure", "zh", "en"), SAID)
def test_beside_the_usual_case(measure: Any, zh: str, en: str):
    assert say_measure(measure, "zh") == zh
    assert say_measure(measure, "en") == en


@pytest.mark.parametrize(
    ("where", "zh", "en"),
    [
        (
            {"published": {"at_most": "2017-03-05"}},
            "发布日期不晚于2017年3月5日",
            "published not after 5 March 2017",
        ),
        (
            {"published": {"at_least": "2017-03-05T08:30"}},
            "发布日期不早于2017-03-05T08:30",
            "published not before 2017-03-05T08:30",
        ),
        (
            {"captured": {"at_least": "2017-03-05"}},
            "采集时间不早于2017年3月5日",
            "captured not before 5 March 2017",
        ),
        (
            {"captured": {"at_most": "2017-03-05"}},
            "采集时间不晚于2017年3月5日",
            "captured not after 5 March 2017",
        ),
        ({"published": "2017-02-30"}, "发布日期为2017-02-30", "published 2017-02-30"),
        ({"own": {"at_least": "2"}}, "own不少于“2”", "own at least “2”"),
        ({"own": {"at_most": "2"}}, "own不超过“2”", "own at most “2”"),
        ({"post": {"known": True}}, "职务已填写", "post filled in"),
        (
            {"author_role": {"not": "leader"}},
            "解读人身份不为领导班子成员",
            "author role other than leader",
        ),
    ],
)
def test_conditions_beside_the_usual_case(where: Any, zh: str, en: str):
    measure = made(kind="count", table="interpretations", where=where).where
    assert say_where(measure, "interpretations", "zh") == zh
    assert say_where(measure, "interpretations", "en") == en


def test_columns_are_listed_with_their_table():
    names = ("documents.kind", "own_column")
    assert say_columns("interpretations", names, "zh") == "文件的文件类型和own_column"
    assert say_columns("interpretations", names, "en") == "kind (documents) and own column"


def test_values_with_four_decimals_and_with_nothing_below():
    assert say_value("number", 1 / 3, NONE, NONE, "zh") == "0.3333"
    assert say_value("number", 0.66666, 2, 3, "en") == "2 ÷ 3 = 0.6667"
    assert say_value("whole", 7.0, 7, NONE, "zh") == "7"
    assert say_value("share", 0.5, 1, NONE, "zh") == "50%"
    assert say_value("whole", 2.0, 4, 2, "en") == "2"
    assert say_value("share", NONE, 0, 0, "en") == "nothing to take a share of"


def test_every_column_that_a_measure_names_comes_with_its_key():
    def keys(**said: Any) -> list[tuple[str, str]]:
        return list(named_columns(made(**said)))

    assert keys(
        kind="share",
        table="documents",
        where={"kind": "x"},
        hit={"major": "true"},
        weight="pages",
        when_empty="zero",
    ) == [
        ("where.kind", "kind"),
        ("hit.major", "major"),
        ("weight", "pages"),
        ("date", "published"),
    ]
    assert keys(
        kind="staleness",
        table="columns",
        at_most="interval_days",
        explained=True,
        checked="seen",
        updated="last",
        when_empty="zero",
    ) == [
        ("updated", "last"),
        ("checked", "seen"),
        ("at_most", "interval_days"),
        ("explained", "explained"),
    ]
    lag = share_within(date="issued", at_most=5)
    assert list(named_columns(lag)) == [("start", "issued"), ("end", "published")]
    assert keys(kind="longest_gap", table="updates", by=["column", "own"]) == [
        ("by", "column"),
        ("by", "own"),
        ("date", "date"),
    ]
    assert keys(kind="distinct", table="checks", of=["a", "b"], date="checked") == [
        ("of", "a"),
        ("of", "b"),
        ("date", "checked"),
    ]
    assert keys(kind="tally", table="checks", by="a", points={"x": 1})[0] == ("by", "a")
    assert keys(kind="tally", table="checks", column="a")[0] == ("column", "a")
    assert keys(kind="coverage", table="documents", elements=["x"], when_empty="zero") == [
        ("column", "elements"),
        ("date", "published"),
    ]


WORDS = {
    "x": Text(zh="甲词", en="word x"),
    "y": Text(zh="乙词", en="word y"),
    "own": Text(zh="自有列", en="own column"),
}


def test_own_words_stand_for_own_codes_and_columns_everywhere():
    share = made(
        kind="share",
        table="documents",
        where={"own": ["x", "z"], "units.own": "y"},
        hit={"kind": {"not": "y"}, "elements": {"has": "x"}, "title": {"in": ["x"]}},
        when_empty="zero",
    )
    told = worded(share, WORDS, "zh")
    assert told.where == {"自有列": ("甲词", "z"), "units.自有列": "乙词"}
    assert told.hit["kind"].differs == "乙词"
    assert told.hit["elements"].has == "甲词"
    assert told.hit["title"].one_of == ("甲词",)
    assert worded(share, WORDS, "en").where["own column"] == ("word x", "z")
    assert worded(share, {}, "zh") is share
    parts = made(
        kind="coverage", table="documents", elements=["x", "z"], weights={"x": 2}, when_empty="zero"
    )
    told = worded(parts, WORDS, "zh")
    assert (told.elements, told.weights) == (("甲词", "z"), {"甲词": 2})
    assert worded(made(kind="distinct", table="documents", of=["own", "kind"]), WORDS, "zh").of == (
        "自有列",
        "kind",
    )
    gap = made(kind="longest_gap", table="updates", by=["own", "column"])
    assert worded(gap, WORDS, "zh").by == ("自有列", "column")
    tally = made(kind="tally", table="checks", by="own", points={"x": 1, "z": 2})
    told = worded(tally, WORDS, "zh")
    assert (told.by, {code: int(points) for code, points in told.points.items()}) == (
        "自有列",
        {"甲词": 1, "z": 2},
    )
    added = made(kind="tally", table="checks", column="own")
    assert worded(added, WORDS, "zh").column == "自有列"
    assert worded_column("documents", "units.own", WORDS, "en") == "units.own column"
    assert worded_column("documents", "kind", {"kind": WORDS["x"]}, "zh") == "kind"


def test_reasons_with_and_without_texts():
    assert reason("complete", "zh") == "要素齐全"
    assert reason("complete", "en") == "all elements are there"
    assert reason("has_element:背景", "en") == "holds elements: 背景"


def test_a_measure_is_said_with_the_words_of_its_scheme():
    policies = made(kind="count", table="documents", where={"own": "x"})
    assert say_measure(policies, "zh", WORDS) == "自有列为“甲词”的文件件数。"
    assert say_measure(policies, "zh") == "own为“x”的文件件数。"
