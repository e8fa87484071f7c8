"""Measures in words: every kind, both languages, nothing left untranslated that has a word."""

from typing import Any, get_args

import pytest

from gkeval.measures.kinds import KINDS, Measure
from gkeval.measures.phrases import NOUNS, counting_word, say_column, say_where
from gkeval.measures.sentences import UNITS, say_measure, say_value
from gkeval.tables import TABLES
from tests.measures.lab import made, share_within

NONE = float("nan")


def count(**more: Any) -> Measure:
    return made(kind="count", table="documents", **more)


SAID: list[tuple[Measure, str, str]] = [
    (count(), "文件件数。", "Number of documents."),
    (
        made(kind="count", table="activities", where={"kind": "open_day"}),
        "活动类型为“open_day”的活动次数。",
        "Number of activities with kind “open_day”.",
    ),
    (
        made(kind="distinct", table="interpretations", of=["policy"]),
        "政策解读次数，政策相同的只计一次。",
        "Number of interpretations of policy; those alike in policy counting once.",
    ),
    (
        made(
            kind="tally",
            table="activities",
            where={"kind": "commendation"},
            by="level",
            points={"市政府": "3", "市办公室": "1"},
        ),
        "活动类型为“commendation”的活动按level记分后合计（“市政府” 3和“市办公室” 1，其余不计）。",
        "Points of activities with kind “commendation” by level, added up (“市政府” 3 and "
        "“市办公室” 1; others nothing).",
    ),
    (
        made(kind="tally", table="requests", by="answer", points={"refused": "0.5"}),
        "依申请公开按答复类型记分后合计（不予公开 0.5，其余不计）。",
        "Points of requests for information by answer, added up (refused 0.5; others nothing).",
    ),
    (
        made(kind="tally", table="rectifications", column="points_lost"),
        "整改事项的扣分合计。",
        "Sum of points lost of problems to correct.",
    ),
    (
        made(
            kind="share",
            table="entries",
            where={"mandatory": "true"},
            hit={"published": {"known": True}},
            when_empty="not_applicable",
        ),
        "应公开为是的目录条目中发布日期已填写的所占比例，没有可计的记录时不适用。",
        "Share of catalogue entries with mandatory: yes that have published filled in; not "
        "applicable when there is nothing to count.",
    ),
    (
        share_within(at_most=5),
        "文件中从印发日期到发布日期不超过5个工作日的所占比例，评估期内到期的才计，到期未完成的算超期，"
        "没有可计的记录时按零计。",
        "Share of documents with at most 5 working days from issued to published; counting what "
        "falls due in the period, late when it is due and not done; zero when there is nothing to "
        "count.",
    ),
    (
        share_within("requests", "received", "answered", clock="request", when_empty="full"),
        "依申请公开中在法定期限内答复的所占比例，"
        "补正、征求意见、缴费和延期按《政府信息公开条例》计算期限，"
        "评估期内到期的才计，到期未完成的算超期，没有可计的记录时视为全部达到。",
        "Share of requests for information answered within the term of the law; clarification, "
        "consultation, fees and extension as the Regulation reckons them; counting what falls due "
        "in the period, late when it is due and not done; fully met when there is nothing to "
        "count.",
    ),
    (
        made(kind="longest_gap", table="updates", by=["column"]),
        "相邻两次栏目更新之间最长的间隔天数，期初和期末也计，按栏目编号分别计算后取最长。",
        "Longest time in days between two column updates, both ends of the period included; for "
        "each column, the longest of all.",
    ),
    (
        made(kind="staleness", table="columns", at_most=14, when_empty="not_assessed"),
        "网站栏目中检查日期前14天内有更新的所占比例，以最近更新日期为准，无日期的算未更新，"
        "没有可计的记录时按未评估处理。",
        "Share of site columns updated within 14 days before the check date, by last update, "
        "undated ones not counting as updated; not assessed when there is nothing to count.",
    ),
    (
        made(
            kind="coverage",
            table="documents",
            elements=["主体", "时限"],
            over="all",
            weights={"主体": 2},
            when_empty="zero",
        ),
        "文件应有的2项要素（主体×2和时限）的齐备比例，同一单位的合并计算，没有可计的记录时按零计。",
        "Share of the 2 elements (主体×2 and 时限) that documents have; those of a unit taken "
        "together; zero when there is nothing to count.",
    ),
    (
        made(kind="first_date", table="documents", date="issued", where={"kind": "rule"}),
        "文件类型为“rule”的文件中最早一件的日期，以印发日期为准。",
        "First date of documents with kind “rule”; by issued.",
    ),
    (
        made(kind="statistic", plus=["新收", "结转"], minus=["撤回"], over=["总数"], at="2017"),
        "统计数据(“新收”＋“结转”－“撤回”)÷“总数”，时期为2017。",
        "Reported number (“新收” + “结转” − “撤回”) ÷ “总数”; for 2017.",
    ),
    (
        made(kind="change", item="平均天数", before="2016", now="2017", part="全部"),
        "统计数据“平均天数”从2016到2017的增减比例，分项为“全部”。",
        "Relative change of “平均天数” from 2016 to 2017; part “全部”.",
    ),
    (made(kind="judgement"), "由评估员评定。", "What the raters give."),
]


@pytest.mark.parametrize(
    ("measure", "zh", "en"), SAID, ids=lambda value: getattr(value, "kind", "")
)
def test_a_measure_is_said_in_both_languages(measure: Measure, zh: str, en: str):
    assert say_measure(measure, "zh") == zh
    assert say_measure(measure, "en") == en


def test_every_kind_is_said_above():
    kinds = {get_args(kind.model_fields["kind"].annotation)[0] for kind in KINDS}
    assert {measure.kind for measure, _, _ in SAID} == kinds


def test_which_dates_count_is_said_where_it_is_not_the_usual():
    assert say_measure(count(date="published"), "zh") == "文件件数。"  # published decides anyway
    assert say_measure(count(date="issued"), "zh") == "文件件数，按印发日期归入评估期。"
    said = say_measure(count(date="issued", during="until_end"), "zh")
    assert said == "文件件数，按印发日期，截至评估期末。"
    assert say_measure(count(during="any"), "zh") == "文件件数，不限日期。"
    own = count(period={"from": "2016-01-01", "to": "2016-12-31"})
    assert say_measure(own, "zh") == "文件件数，期间为2016年1月1日至2016年12月31日。"
    assert say_measure(own, "en").endswith("from 1 January 2016 to 31 December 2016.")


@pytest.mark.parametrize(
    ("where", "zh", "en"),
    [
        ({"author_role": "principal"}, "解读人身份为主要负责人", "author role principal"),
        (
            {"author_role": ("principal", "leader", "drafter")},
            "解读人身份为主要负责人、领导班子成员或起草部门",
            "author role principal, leader or drafter",
        ),
        ({"policy": {"not": "转载"}}, "政策不为“转载”", "policy other than “转载”"),
        (
            {"published": {"at_least": "2017-03-05"}},
            "发布日期不早于2017年3月5日",
            "published not before 5 March 2017",
        ),
        ({"elements": {"has": "背景"}}, "已有要素含“背景”", "elements including “背景”"),
        ({"event": {"known": False}}, "原始活动未填写", "event left empty"),
        ({"documents.major": "false"}, "文件的重大为否", "major (documents): no"),
        ({"own": "x", "form": "y"}, "own为“x”且解读形式为“y”", "own “x” and form “y”"),
    ],
)
def test_conditions_are_said_with_the_words_of_the_tables(where: Any, zh: str, en: str):
    measure = count(where=where).where
    assert say_where(measure, "interpretations", "zh") == zh
    assert say_where(measure, "interpretations", "en") == en


def test_every_table_column_and_unit_has_its_words():
    assert set(NOUNS) == set(TABLES)
    for table in TABLES.values():
        for column in table.columns:
            assert say_column(table.name, column.name, "zh") == column.zh
            assert "_" not in say_column(table.name, column.name, "en")
    assert set(UNITS) == {"workdays", "days", "weeks", "months", "hours"}
    assert counting_word(count(), "zh") == "件"
    assert counting_word(count(), "en") == counting_word(None, "zh") == ""


@pytest.mark.parametrize(
    ("scale", "value", "parts", "zh", "en"),
    [
        ("share", 2 / 3, (2, 3), "2 ÷ 3 = 66.67%", "2 ÷ 3 = 66.67 %"),
        ("share", 1.0, (NONE, NONE), "100%", "100 %"),
        ("number", -0.125, (-1, 8), "-1 ÷ 8 = -0.125", "-1 ÷ 8 = -0.125"),
        ("whole", 3.0, (NONE, NONE), "3", "3"),
        ("days", 30.0, (NONE, NONE), "30天", "30 days"),
        ("date", 0.0, (NONE, NONE), "1970年1月1日", "1 January 1970"),
        ("judged", 77.5, (NONE, NONE), "77.5", "77.5"),
        ("share", NONE, (NONE, NONE), "—", "—"),
    ],
)
def test_a_value_is_said_with_its_parts(scale: Any, value: float, parts: Any, zh: str, en: str):
    assert say_value(scale, value, *parts, "zh") == zh
    assert say_value(scale, value, *parts, "en") == en
