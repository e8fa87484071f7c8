"""What the Word report says where a chapter has little to say: each situation in both languages."""

import sys

import pytest

import gkeval as gk
from gkeval.errors import GkevalError, Problem, Problems
from gkeval.publish import word
from gkeval.publish.facts import Facts
from gkeval.publish.word import context as chapters
from gkeval.publish.word import templates
from gkeval.publish.word.context import Report, broken
from gkeval.publish.word.feedback import feedback_context
from tests.proof import world
from tests.publish.workbooks import AB, TWO, row
from tests.scoring.builders import branch, grade, leaf, scheme, scored


def told(result, lang="zh", extra=()):
    return Report(result, lang, None).context(Problems(extra))


def plain(**units):
    return scored(scheme(*AB, rounding={"decimals": 2}), **units)


def test_nothing_that_is_settled_is_said_so_in_every_chapter():
    open_ = row("未评估", "未评估")
    result = plain(u1=open_, u2=open_)
    zh, en = told(result), told(result, "en")
    assert zh["rankings"][0]["text"] == "unit共2个，总分均未确定。"
    assert en["rankings"][0]["text"] == "unit: 2 units, none with a settled total."
    assert [one["total"] for one in zh["rankings"][0]["rows"]] == ["0.00–100.00"] * 2
    assert (zh["strengths"], en["strengths"]) == (
        ["尚无已评分的指标。"], ["No indicator is scored yet."],
    )  # fmt: skip
    assert (zh["dimensions"], zh["problems"], zh["recommendations"]) == ([], [], [])
    for chapter in ("problems_text", "recommendations_text"):
        assert (zh[chapter], en[chapter]) == (
            ["尚无已评分的指标。"],
            ["No indicator is scored yet."],
        )


def test_what_is_open_is_not_counted_among_full_marks():
    result = plain(u1=row(60, "未评估"), u2=row(60, 40))
    assert told(result)["problems_text"] == ["已评定的指标均得满分，没有失分。"]
    assert told(result, "en")["problems_text"] == [
        "Every indicator that is settled earned full marks: nothing was lost."
    ]


def test_figures_of_a_result_without_ranks_leave_rankings_out():
    result = plain(u1=row("未评估", 20))
    assert sorted(word.report_figures(result)) == ["attainment", "distribution"]


def test_one_unit_has_no_mean_and_no_best():
    result = plain(u1=row(30, 30))
    assert told(result)["rankings"][0]["text"] == "unit共1个，u1以60.00分居首。"
    assert "mean" not in told(result, "en")["rankings"][0]["text"]
    two = plain(u1=row(30, 30), u2=row(20, 20))
    assert (
        "平均50.00分，中位数50.00分，最高60.00分，最低40.00分" in told(two)["rankings"][0]["text"]
    )
    said = told(two, "en")["rankings"][0]["text"]
    assert "; mean 50.00, median 50.00, highest 60.00, lowest 40.00." in said


def test_a_unit_to_which_nothing_applies_has_a_dash():
    rows = told(plain(u1=row(30, 30), u2=row("不适用", "不适用")))["rankings"][0]["rows"]
    assert [(one["name"], one["rank"], one["total"]) for one in rows] == [
        ("u1", "1", "60.00"),
        ("u2", "—", "—"),
    ]
    assert rows[1]["remark"] == "未排名"


def test_grades_are_counted_where_there_are_any():
    made = scheme(*AB, grades=[grade("good", at_least=50), grade("rest", at_least=0)])
    result = scored(made, u1=row(30, 30), u2=row(60, 40), u3=row(1, 1))
    assert told(result)["rankings"][0]["text"].endswith("。其中good2个、rest1个。")
    assert told(result, "en")["rankings"][0]["text"].endswith(". Grades: good 2, rest 1.")


def test_full_marks_are_no_problem_and_need_no_advice():
    result = plain(u1=row(60, 40), u2=row(60, 40))
    zh, en = told(result), told(result, "en")
    assert zh["problems_text"] == ["各项指标均得满分，没有失分。"]
    assert en["problems_text"] == ["Every indicator earned full marks: nothing was lost."]
    assert zh["recommendations_text"] == ["没有需要改进的指标。"]
    assert en["recommendations_text"] == ["Nothing was lost, so nothing is advised."]
    assert zh["strengths"][0] == "2项末级指标中，2项平均得分率达到90%以上，主要有："
    assert zh["strengths"][1] == "1.a：平均得分率100.0%，2个评估对象中2个得满分。"
    assert zh["dimensions"][0]["text"] == "“a”60分，平均得分率100.0%；2个评估对象中2个得满分。"
    assert en["dimensions"][0]["text"] == (
        "a (60 points): mean rate 100.0%; 2 of 2 units earned full marks."
    )


def test_where_no_rate_is_good_the_best_is_named():
    result = plain(u1=row(30, 8))
    assert told(result)["strengths"] == [
        "没有平均得分率达到90%的指标，得分率最高的是：",
        "1.a：平均得分率50.0%，1个评估对象中0个得满分。",
    ]
    assert told(result, "en")["strengths"] == [
        "No indicator has a mean rate of 90% or more. The best:",
        "1. a: mean rate 50.0%; 0 of 1 units earned full marks.",
    ]


def test_advice_is_what_the_scheme_states_and_else_that_it_states_none():
    result = plain(u1=row(30, 40))
    assert told(result)["recommendations_text"] == ["指标体系没有为失分的指标列出改进办法。"]
    assert told(result, "en")["recommendations_text"] == [
        "The scheme states no remedy for the indicators that lost points."
    ]
    with_one = scheme(
        leaf("a", 60, remedy={"zh": "按时公开。", "en": "Be in time."}), leaf("b", 40)
    )
    advised = told(scored(with_one, u1=row(30, 20)))
    assert advised["recommendations_text"] == ["针对失分较多的指标，建议如下。"]
    assert [one["texts"] for one in advised["recommendations"]] == [
        ["1.a（1个评估对象失分）：按时公开。"]
    ]


def test_the_best_and_the_worst_below_a_branch_are_named_where_they_differ():
    made = scheme(branch("g", 60, leaf("a", 40), leaf("b", 20)), leaf("c", 40))
    same = told(scored(made, u1={"a": 20, "b": 10, "c": 40}))
    assert same["dimensions"][0]["text"] == "“g”60分，平均得分率50.0%。"
    other = scored(made, u1={"a": 30, "b": 10, "c": 40})
    assert told(other)["dimensions"][0]["text"] == (
        "“g”60分，平均得分率66.7%。末级指标中，“a”得分率最高（75.0%），“b”最低（50.0%）。"
    )
    assert told(other, "en")["dimensions"][0]["text"] == (
        "g (60 points): mean rate 66.7%. Highest: a (75.0%); lowest: b (50.0%)."
    )


def test_a_first_level_indicator_that_nobody_was_scored_at_has_no_section():
    result = plain(u1=row(30, "不适用"), u2=row(20, "不适用"))
    zh = told(result)
    assert [one["heading"] for one in zh["dimensions"]] == ["（一）a"]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_more_problems_than_the_annex_lists_are_counted(lang, monkeypatch):
    monkeypatch.setattr(chapters, "MOST_DATA", 2)
    problem = Problem("x", found="f", allowed="a", remedy="r", source="s.csv", line=1, unit="u1")
    warning = Problem("x", found="f", allowed="a", remedy="r", source="s.csv", severity="warning")
    said = told(plain(u1=row(30, 20)), lang, [problem, problem, warning])
    assert len(said["data"]) == 2
    assert said["data_text"] == [
        "共3个问题，其中错误2个（该行未计入得分），提醒1个。以下列出前2个，另有1个见结果工作簿。"
        if lang == "zh"
        else "3 problems: 2 errors (the row was not counted), 1 warnings. "
        "The first 2 follow; 1 more are in the workbook."
    ]
    assert said["data"][0]["where"].endswith(" · u1")
    assert " · " not in told(plain(u1=row(1, 1)), lang, [warning])["data"][0]["where"]


def test_annexes_on_the_data_say_that_there_is_nothing():
    result = plain(u1=row(30, 20))
    assert told(result)["data_text"] == ["数据检查没有发现问题。"]
    assert told(result, "en")["data_text"] == ["No problems were found in the data."]


def test_ranks_that_were_drawn_stand_in_the_third_annex():
    result = plain(u1=row(30, 30), u2=row(40, 20), u3=row(10, "未评估"))
    sure = gk.robustness(result, 20, 1)
    said = Report(result, "zh", None, sure).context(Problems())["sure"]
    assert {one["name"] for one in said} == {"u1", "u2"}
    assert {one["group"] for one in said} == {"unit"}


@pytest.mark.parametrize(
    ("title", "lang", "lines"),
    [
        ("短标题", "zh", ["短标题"]),
        # 24 signs, broken before 评估; without such a word it stays, and English always does
        (
            "某某省政务公开第三方机构全面工作评估情况的总报告",
            "zh",
            ["某某省政务公开第三方机构全面工作", "评估情况的总报告"],
        ),
        ("一" * 30, "zh", ["一" * 30]),
        ("评估" + "一" * 30, "zh", ["评估" + "一" * 30]),
        ("An assessment with a title of many words", "en", None),
    ],
)
def test_long_titles_are_broken_where_their_sense_allows(title, lang, lines):
    assert broken(title, lang).split("\n") == (lines or [title])


def test_a_title_says_once_that_it_is_a_report():
    result = plain(u1=row(30, 20))
    assert Report(result, "zh", "评估")._report_title() == "评估报告"
    assert Report(result, "zh", "评估报告")._report_title() == "评估报告"
    assert Report(result, "en", "Assessment")._report_title() == "Assessment"


def sheet(result, unit, lang="zh"):
    """What the feedback sheet of a unit says."""
    facts = Facts(result, lang, fewest=5)
    chosen = [one for one in facts.ranking if one.unit == unit]
    return feedback_context(facts, next(iter(facts.units(chosen))))


def test_a_unit_without_losses_reads_why():
    result = plain(u1=row(60, 40), u2=row("不适用", "不适用"))
    assert sheet(result, "u1")["losses_text"] == "各项指标均得满分，没有失分。"
    assert sheet(result, "u1", "en")["losses_text"] == "Every indicator earned full marks."
    assert sheet(result, "u2")["losses_text"] == "没有适用的指标。"
    assert sheet(result, "u2", "en")["losses_text"] == "No indicator applies."
    assert [one["score"] for one in sheet(result, "u2")["scores"]] == ["不适用", "不适用"]


def test_what_is_not_settled_is_named_with_its_state():
    result = plain(u1=row("有争议", 40))
    zh, en = sheet(result, "u1"), sheet(result, "u1", "en")
    assert zh["summary"][1] == "下列指标未评定或有争议，失分以区间表示：a。"
    assert en["summary"][1] == "Not settled yet, so that the loss is an interval: a."
    assert zh["losses"][0]["lost"] == "0.00–60.00"
    assert zh["losses"][0]["reason"].startswith("有争议。评分标准：")
    assert en["losses_text"] == "Points were lost on 1 indicator, the most costly first."


def test_branches_that_are_no_sum_are_named_beside_the_losses():
    made = scheme(
        branch("g", 60, leaf("a", 20), leaf("b", 40), combine={"kind": "minimum"}),
        leaf("c", 40),
    )
    result = scored(made, u1={"a": 10, "b": 10, "c": 40})
    assert sheet(result, "u1")["losses_text"].endswith("：g。")
    assert sheet(result, "u1", "en")["losses_text"].endswith(": g.")


def test_the_evidence_of_many_records_is_counted_beyond_the_first():
    """Five late documents: four are named, with why they did not count."""
    frames = world.tables()
    result = gk.assess(world.FIVE, gk.read_records(frames))
    losses = {one["indicator"]: one for one in sheet(result, "民政局")["losses"]}
    lines = losses["及时公开"]["evidence"].split("\n")
    # 民政局 published four of its five documents late
    assert [line.split("（")[0] for line in lines] == ["D30", "D31", "D32", "D33"]
    assert "https://example.invalid/3/0" in lines[0]
    late = frames["documents"].assign(published="2017-09-01")
    result = gk.assess(world.FIVE, gk.read_records(frames | {"documents": late}))
    for lang, end in (("zh", "等5条"), ("en", "… 5 in all")):
        losses = sheet(result, "民政局", lang)["losses"]
        assert losses[0]["evidence"].split("\n")[4:] == [end]


def test_without_the_writers_of_word_documents_it_is_said_what_to_install(
    five, tmp_path, monkeypatch
):
    pytest.importorskip("docxtpl")
    templates.template.cache_clear()
    monkeypatch.setitem(sys.modules, "docx", None)
    with pytest.raises(GkevalError, match=r'pip install "gkeval\[word\]"'):
        word.write_template(tmp_path / "t.docx")
    monkeypatch.undo()
    ours = word.write_template(tmp_path / "t.docx")
    monkeypatch.setitem(sys.modules, "docxtpl", None)
    with pytest.raises(GkevalError, match=r'pip install "gkeval\[word\]"'):
        word.write_word(five, tmp_path / "r.docx", template=ours, images={})
    assert [path.name for path in tmp_path.iterdir()] == ["t.docx"]


def test_groups_have_a_table_each():
    two = scheme(*AB, **TWO)
    made = scored(two, K=row(30, 20, group="county"), D=row(20, 20, group="department"))
    zh = told(made)
    assert [one["heading"] for one in zh["rankings"]] == ["（一）county", "（二）department"]
    assert [one["caption"][:2] for one in zh["rankings"]] == ["表1", "表2"]
    assert told(made, "en")["rankings"][1]["heading"] == "2.2  department"
