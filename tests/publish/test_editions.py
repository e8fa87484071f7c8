"""Editions: each holds what is for its reader, and nothing else, down to the last byte."""

import json
import re

import pytest

import gkeval as gk
from gkeval.publish.editions import FEWEST
from gkeval.uncertainty import robustness
from tests import samples
from tests.publish import canaries
from tests.publish.canaries import COUNTIES, DEPARTMENTS, MARKS, PERSON, RATER, found, unit


@pytest.fixture(scope="module")
def sure(marked):
    return robustness(marked, draws=217, seed=1, weights=0.6)


@pytest.fixture(scope="module")
def client(marked, tmp_path_factory):
    return gk.report(marked, tmp_path_factory.mktemp("client") / "r", progress=False).parent


@pytest.fixture(scope="module")
def sheets(marked, tmp_path_factory):
    return gk.report(marked, tmp_path_factory.mktemp("units") / "r", edition="unit", progress=False)


def public(marked, folder, **more):
    return gk.report(marked, folder / "r", edition="public", progress=False, **more).parent


def test_the_marks_are_real(client):
    """The client edition holds every mark: the searches below would find them."""
    assert set(found(client, [*MARKS, RATER])) == {*MARKS, RATER}
    assert set(found(client, [f"坏日期{m}" for m in MARKS])) == {f"坏日期{m}" for m in MARKS}


def test_no_edition_holds_a_person(client, sheets, marked, tmp_path):
    for folder in (client, sheets, public(marked, tmp_path, show="administrative")):
        assert found(folder, [PERSON]) == {}


def test_a_sheet_holds_its_unit_and_no_other(sheets):
    folders = sorted(path for path in sheets.iterdir() if path.is_dir())
    assert len(folders) == len(MARKS)
    for mark in MARKS:
        own = sheets / unit(mark)
        assert set(found(own, MARKS)) == {mark}
        assert found(own, [RATER]) == {}
        words = [f"D-{mark}-0", f"理由{mark}", f"坏日期{mark}", f"{mark}.example"]
        assert set(found(own, words)) == set(words)


def test_a_sheet_holds_no_score_of_another(sheets, marked):
    """Every judged score is one of a kind: no page but its own shows it."""
    scores = marked.scores.query("indicator == 'response.form'").set_index("unit")["score"]
    told = {one: f">{score:.2f}<" for one, score in scores.items()}
    assert len(set(told.values())) == len(MARKS)
    for mark in MARKS:
        page = (sheets / unit(mark) / "index.html").read_text("utf-8")
        assert told[unit(mark)] in page
    own = (sheets / unit("QL01") / "index.html").read_text("utf-8")
    assert [text for one, text in told.items() if one != unit("QL01") and text in own] == []


def test_one_unit_alone_has_the_whole_folder(marked, sheets, tmp_path):
    index = gk.report(marked, tmp_path / "r", edition="unit", units=unit("QX03"), progress=False)
    assert {path.name for path in (tmp_path / "r").iterdir()} == {"index.html", "manifest.json"}
    assert index.read_bytes() == (sheets / unit("QX03") / "index.html").read_bytes()


def test_several_units_have_a_folder_each(marked, tmp_path):
    chosen = [unit("QX01"), unit("QB02"), unit("QX01")]
    folder = gk.report(marked, tmp_path / "r", edition="unit", units=chosen, progress=False)
    assert {path.name for path in folder.iterdir()} == {"id-qx01", "id-qb02", "manifest.json"}
    assert found(folder, ["QX02", "QL01"]) == {}


@pytest.mark.full
def test_feedback_in_word_holds_its_unit_and_no_other(marked, tmp_path):
    pytest.importorskip("docxtpl")
    chosen = [unit("QX02"), unit("QL01")]
    folder = gk.report(
        marked,
        tmp_path / "r",
        edition="unit",
        units=chosen,
        formats=["html", "docx"],
        progress=False,
    )
    for mark in ("QX02", "QL01"):
        own = folder / unit(mark)
        assert {path.name for path in own.iterdir()} == {"index.html", "feedback.docx"}
        assert set(found(own, [*MARKS, RATER, PERSON])) == {mark}


@pytest.mark.full
def test_the_client_gets_a_workbook_and_a_word_report(marked, tmp_path):
    pytest.importorskip("docxtpl")
    pytest.importorskip("xlsxwriter")
    folder = gk.report(
        marked, tmp_path / "r", formats=["html", "docx", "xlsx"], progress=False
    ).parent
    names = {path.name for path in folder.iterdir() if path.is_file()}
    assert {"index.html", "report.docx", "results.xlsx", "manifest.json"} <= names
    assert found(folder, [PERSON]) == {}


def test_means_of_small_groups_are_left_out(sheets):
    county, lone = (
        (sheets / unit(mark) / "index.html").read_text("utf-8") for mark in ("QX01", "QL01")
    )
    assert "<dt>本类平均</dt>" in county
    assert "<dt>本类平均</dt>" not in lone
    assert "；本类平均" not in lone


def test_a_problem_that_names_another_unit_is_left_out(marked, tmp_path):
    from dataclasses import replace

    told = {"allowed": "一行", "remedy": "改正", "unit": unit("QX01")}
    problems = gk.Problems(
        [
            gk.Problem("same", found="与名QX02县重复", **told),
            gk.Problem("same", found="与名QX01县自己重复", **told),
            gk.Problem("same", found="另一单位的", **(told | {"unit": unit("QX02")})),
            gk.Problem("same", found="没有单位的", **(told | {"unit": ""})),
        ]
    )
    result = replace(marked, problems=problems)
    one = unit("QX01")
    page = gk.report(result, tmp_path / "r", edition="unit", units=one, progress=False)
    text = page.read_text("utf-8")
    assert "与名QX01县自己重复" in text
    assert "QX02" not in text
    assert "另一单位的" not in text
    assert "没有单位的" not in text


def test_the_first_ranks_are_named_and_nobody_else(marked, tmp_path):
    folder = public(marked, tmp_path, top=3)
    ranking = marked.ranking()
    first = ranking[ranking["rank"] <= 3]["unit"].str.removeprefix("id-").str.upper()
    assert len(first) >= 7
    assert set(found(folder, MARKS)) == set(first)
    assert found(folder, [unit(mark) for mark in MARKS]) == {}


def test_at_most_half_of_a_group_is_named_when_no_number_is_given(marked, tmp_path):
    named = set(found(public(marked, tmp_path), MARKS))
    assert [len(named & set(marks)) for marks in (COUNTIES, DEPARTMENTS, ["QL01"])] == [6, 3, 0]


@pytest.mark.parametrize("show", ["top", "bands", "administrative"])
def test_the_public_reads_of_no_loss_record_or_problem(marked, tmp_path, show):
    folder = public(marked, tmp_path, show=show)
    marks = "文件 D- R- A- J- 理由 坏日期 BAD-".split()
    assert found(folder, [f"{word}{mark}" for word in marks for mark in MARKS]) == {}
    assert found(folder, [".example", RATER, *map(unit, MARKS)]) == {}
    scores = marked.scores.query("level == 2 and score.notna() and score % 1 > 0")
    told = {f"{score:.2f}" for score in scores["score"]}
    totals = {f"{total:.2f}" for total in marked.totals["total"]}
    page = (folder / "index.html").read_text("utf-8")
    assert [text for text in told - totals if f">{text}<" in page] == []
    assert {path.suffix for path in folder.rglob("*") if path.is_file()} == {
        ".html",
        ".css",
        ".json",
    }


def test_bands_name_everybody_without_points(marked, tmp_path):
    folder = public(marked, tmp_path, show="bands")
    page = (folder / "index.html").read_text("utf-8")
    assert set(found(folder, MARKS)) == set(MARKS)
    for total in marked.totals["total"]:
        assert f"{total:.2f}" not in page
    good = re.search(r"良好.*?<dd>(.*?)</dd>", page, re.DOTALL)[1].split("、")
    ranking = marked.ranking("county")
    assert set(good) == set(ranking[ranking["grade"] == "good"]["name"])
    assert good == sorted(good)  # the given order tells no rank


def test_administrative_order_tells_no_rank(marked, tmp_path):
    page = (public(marked, tmp_path, show="administrative") / "index.html").read_text("utf-8")
    names = re.findall(r'<th scope="row">名(Q.\d\d)县</th>', page)
    assert names == MARKS
    assert "名次" not in page
    for total in marked.totals["total"]:
        assert f"{total:.2f}" in page


def test_rates_of_small_groups_are_left_out(marked, tmp_path):
    page = (public(marked, tmp_path) / "index.html").read_text("utf-8")
    heads = re.findall(r'<th scope="col" class="total">(.*?)：得分率</th>', page)
    assert heads == ["县", "部门"]
    assert FEWEST > 1


def test_a_mean_from_which_one_total_follows_is_left_out(marked, tmp_path):
    """11 of 12 counties named with their points: their mean would tell the twelfth."""
    page = (public(marked, tmp_path, top=11) / "index.html").read_text("utf-8")
    text = page.split('id="h-results"')[0]
    assert "县：" in text
    assert "平均" not in text.split("县：")[1].split("</p>")[0]
    more = (public(marked, tmp_path / "few", top=2) / "index.html").read_text("utf-8")
    assert "平均" in more.split("县：")[1].split("</p>")[0]


@pytest.mark.parametrize("edition", ["client", "unit", "public"])
def test_intervals_stand_nowhere_unless_asked_for(marked, sure, tmp_path, edition):
    plain = gk.report(marked, tmp_path / "a", edition=edition, progress=False)
    folder = plain if plain.is_dir() else plain.parent
    assert found(folder, ["名次区间", "217次"]) == {}
    asked = gk.report(marked, tmp_path / "b", edition=edition, progress=False, robustness=sure)
    folder = asked if asked.is_dir() else asked.parent
    assert set(found(folder, ["名次区间", "217次"])) == {"名次区间", "217次"}


def test_the_annex_of_the_public_names_nobody_else(marked, sure, tmp_path):
    folder = public(marked, tmp_path, top=2, robustness=sure)
    assert len(set(found(folder, COUNTIES))) == 2
    bands = public(marked, tmp_path / "bands", show="bands", robustness=sure)
    page = (bands / "index.html").read_text("utf-8")
    spans = [f"{row.low}–{row.high}" for row in sure.intervals.itertuples() if row.low < row.high]
    assert spans
    assert [span for span in spans if f">{span}<" in page] == []


def test_a_sheet_tells_its_own_interval(marked, sure, tmp_path):
    one = unit("QX05")
    page = gk.report(
        marked, tmp_path / "r", edition="unit", units=one, robustness=sure, progress=False
    )
    mine = sure.intervals.set_index("unit").loc[one]
    said = f"{mine.low}" if mine.low == mine.high else f"{mine.low}–{mine.high}"
    assert f"名次区间：{said}</p>" in page.read_text("utf-8")


def test_the_robustness_of_another_result_is_refused(marked, five, tmp_path):
    other = robustness(five, draws=50, seed=1)
    with pytest.raises(gk.GkevalError, match="robustness is of another assessment"):
        gk.report(marked, tmp_path / "r", robustness=other, progress=False)


def test_the_manifest_says_which_edition_and_names_no_unit_without_a_sheet(marked, tmp_path):
    chosen = [unit("QX01"), unit("QB02")]
    sheets = gk.report(marked, tmp_path / "u", edition="unit", units=chosen, progress=False)
    said = json.loads((sheets / "manifest.json").read_text("utf-8"))
    assert said["options"]["report"]["edition"] == "unit"
    assert said["fingerprint"] == marked.fingerprint
    text = (sheets / "manifest.json").read_text("utf-8").lower()
    assert {mark for mark in MARKS if mark.lower() in text} == {"QX01", "QB02"}
    shown = (public(marked, tmp_path) / "manifest.json").read_text("utf-8").lower()
    assert not [mark for mark in [*MARKS, RATER, PERSON] if mark.lower() in shown]


def test_an_edition_takes_the_place_of_an_earlier_one_whole(marked, tmp_path):
    folder = public(marked, tmp_path)
    gk.report(marked, folder, edition="unit", progress=False)
    assert not (folder / "index.html").exists()
    gk.report(marked, folder, edition="public", progress=False)
    assert set(found(folder, DEPARTMENTS)) != set(DEPARTMENTS)
    assert not (folder / unit("QX01")).exists()


@pytest.mark.parametrize(
    ("call", "message"),
    [
        ({"edition": "press"}, "edition is 'press', must be one of: client, unit, public"),
        ({"edition": "public", "show": "all"}, "show is 'all', must be one of: top, bands"),
        ({"edition": "public", "top": 0}, "top is 0, must be at least 1"),
        ({"edition": "unit", "units": "x"}, "units names 'x', must be among the 19 units"),
        ({"edition": "unit", "units": []}, "units is empty"),
        ({"units": "id-qx01"}, "units is given for the client edition"),
        ({"edition": "public", "formats": "xlsx"}, "'xlsx', which the public edition does not"),
        ({"edition": "unit", "formats": ["html", "xlsx"]}, "'xlsx', which the unit edition"),
    ],
)
def test_wrong_editions_are_told_before_anything_is_written(marked, tmp_path, call, message):
    with pytest.raises(gk.GkevalError, match=message):
        gk.report(marked, tmp_path / "r", progress=False, **call)
    assert not (tmp_path / "r").exists()


def test_bands_need_grades(tmp_path):
    result = samples.assessed("sichuan-land-2011")
    with pytest.raises(gk.GkevalError, match="has no grades"):
        public(result, tmp_path, show="bands")


def test_canaries_hide_nowhere(tmp_path):
    """The search itself finds words that are escaped, in JSON, or in a zip."""
    import zipfile

    (tmp_path / "a.html").write_text("&#81;X01", "utf-8")
    (tmp_path / "b.json").write_text('"\\u0051X02"', "utf-8")
    with zipfile.ZipFile(tmp_path / "c.docx", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", "QX03")
    assert set(found(tmp_path, MARKS)) == {"QX01", "QX02", "QX03"}
    assert canaries.unit("QX01") == "id-qx01"
