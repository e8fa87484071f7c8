"""A year of an assessment: two raters, the leader, feedback, one round of appeals, the result.

Every version is saved and compared; a log of changes gives the final result again.
"""

from datetime import date
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

import gkeval as gk
from gkeval.collecting import (
    append_log,
    disputed_cells,
    feedback_forms,
    read_appeals,
    read_log,
    ruling_sheet,
    self_gaps,
    template,
)
from gkeval.errors import GkevalError, InputError
from gkeval.scheme import parse_scheme
from tests.collecting.builders import RATERS, SCHEME, UNITS

SMALL = {**SCHEME, "points": 40, "indicators": [SCHEME["indicators"][4]]}
ROSTER = UNITS.head(3).assign(subsets="")
UNTIL = date(2018, 3, 31)
GIVEN = {
    # unit: quality by 甲 and 乙, form by 甲 and 乙
    "清水市": ("优", "优", 9, 9),
    "长河县": ("良", "良", 8, 6),
    "青山县": ("优", "良", 7, 7),
}


def write(path: Path, sheet: str, cells: dict[tuple[str, str], dict[str, object]]) -> None:
    """Fill columns of the rows of a unit and indicator."""
    book = openpyxl.load_workbook(path)
    keys = {cell.value: cell.column for cell in book[sheet][1] if cell.value}
    for row in range(3, book[sheet].max_row + 1):
        place = tuple(book[sheet].cell(row, keys[name]).value for name in ("unit", "indicator"))
        for name, value in cells.get(place, {}).items():
            book[sheet].cell(row, keys[name]).value = value
    book.save(path)


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory) -> dict:
    """Everything that comes out, step by step."""
    folder = tmp_path_factory.mktemp("year")
    scheme = parse_scheme(SMALL)
    files = template(scheme, ROSTER, folder / "raters", per="rater", raters=RATERS)
    for number, path in enumerate(files):
        write(path, "评分", {
            (unit, indicator): {"value": given[number + shift]}
            for unit, given in GIVEN.items()
            for indicator, shift in (("judged.quality", 0), ("judged.form", 2))
        })  # fmt: skip
    records = gk.read_workbooks(files)
    first = gk.assess(scheme, records)
    ruling = ruling_sheet(first, records, folder / "裁定.xlsx", leader="组长")
    write(ruling, "评分", {
        ("青山县", "judged.quality"): {"value": "良", "reason": "背景没有讲"},
        ("长河县", "judged.form"): {"value": 7},
    })  # fmt: skip
    settled = gk.read_workbooks([*files, ruling])
    preliminary = gk.assess(scheme, settled)
    preliminary.save(folder / "preliminary.zip")
    forms = feedback_forms(preliminary, folder / "feedback", until=UNTIL)
    return {
        "folder": folder, "scheme": scheme, "first": first, "records": records,
        "settled": settled, "preliminary": preliminary, "forms": forms, "ruling": ruling,
    }  # fmt: skip


def appeal(path: Path, row: int, **cells: object) -> None:
    book = openpyxl.load_workbook(path)
    keys = {cell.value: cell.column for cell in book["申诉"][1] if cell.value}
    for name, value in cells.items():
        book["申诉"].cell(row, keys[name]).value = value
    book.save(path)


def test_raters_do_not_see_each_other(year: dict):
    for rater in RATERS:
        book = openpyxl.load_workbook(year["folder"] / "raters" / f"{rater}.xlsx")
        texts = {cell.value for row in book["评分"].iter_rows() for cell in row}
        assert not texts & (set(RATERS) - {rater})


def test_the_leader_decides_what_raters_do_not_agree_on(year: dict):
    cells = disputed_cells(year["first"], year["records"])
    # 优 and 良 are 0.2 of 15 points apart; 8 and 6 are 2 points apart
    assert cells.to_numpy().tolist() == [
        ["青山县", "judged.quality", "乙 良、甲 优", 3.0],
        ["长河县", "judged.form", "乙 6、甲 8", 2.0],
    ]
    assert year["first"].totals.set_index("unit")["total"].isna()[["长河县", "青山县"]].all()
    book = openpyxl.load_workbook(year["ruling"])
    heads = [cell.value for cell in book["评分"][2]]
    assert {"各评估员评分", "相差分值"} <= set(heads)
    keys = {cell.value: cell.column for cell in book["评分"][1] if cell.value}
    assert book["评分"].cell(3, keys["kind"]).value == "组长裁定"
    assert book["评分"].max_row == 4
    assert not disputed_cells(year["preliminary"], year["settled"]).size
    assert ruling_sheet(year["preliminary"], year["settled"], "no.xlsx", leader="组长") is None


def test_the_preliminary_result_is_what_was_decided(year: dict):
    totals = year["preliminary"].totals.set_index("unit")["total"].to_dict()
    # of 25 points, those of the pilot indicator passed on: (15 q + form) × 40 / 25
    assert totals == {"清水市": 38.4, "长河县": 30.4, "青山县": 30.4}
    explained = str(year["preliminary"].explain("青山县", "judged.quality"))
    assert "组长" in explained


def test_feedback_shows_a_unit_its_own_scores(year: dict):
    assert [path.stem for path in year["forms"]] == ROSTER["unit"].tolist()
    book = openpyxl.load_workbook(year["folder"] / "feedback" / "长河县.xlsx")
    rows = [[cell.value for cell in row] for row in book["初评结果"].iter_rows(min_row=2)]
    assert rows[0] == ["指标", "指标名称", "分值", "得分", "失分", "状态"]
    assert rows[1] == ["judged.quality", "解读质量", 24, 19.2, 4.8, "已评分"]
    about = {row[0].value: row[1].value for row in book["填报说明"].iter_rows()}
    assert about["初评总分"] == "30.4"
    assert "2018年3月31日前提交" in about["申诉"]
    texts = {str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row}
    assert not [text for text in texts if "清水市" in text or "青山县" in text]


def test_appeals_come_in_are_decided_and_move_ranks(year: dict, tmp_path: Path):
    forms = {path.stem: path for path in year["forms"]}
    appeal(
        forms["青山县"], 3, unit="青山县", indicator="judged.quality", claim="背景在附件中",
        evidence="https://q.invalid/1", submitted="2018年3月20日", decision="支持", level="优",
        decided_by="复核组", date=date(2018, 4, 10),
    )  # fmt: skip
    appeal(
        forms["长河县"], 3, unit="长河县", indicator="judged.form", claim="漏看一份答复",
        evidence="https://c.invalid/2", submitted=date(2018, 4, 2), decision="驳回",
        decided_by="复核组", date=date(2018, 4, 10),
    )  # fmt: skip
    appeals = read_appeals(year["folder"] / "feedback", until=UNTIL)
    assert appeals[["unit", "decision", "late"]].to_numpy().tolist() == [
        ["长河县", "rejected", True], ["青山县", "upheld", False],
    ]  # fmt: skip
    preliminary = year["preliminary"]
    appealed = gk.apply_appeals(preliminary, appeals)
    final = appealed.result
    # 良 became 优: 3 points × 40 / 25; 青山县 leaves 长河县 behind, which had not changed
    assert final.totals.set_index("unit")["total"].to_dict() == {
        "清水市": 38.4, "长河县": 30.4, "青山县": 35.2,
    }  # fmt: skip
    assert appealed.moves.to_numpy().tolist() == [[1, "长河县", 1, 2]]

    # every version is frozen, and comparable with every other
    final.save(tmp_path / "final.zip")
    frozen = gk.load(year["folder"] / "preliminary.zip")
    assert frozen.fingerprint == preliminary.fingerprint
    assert gk.load(tmp_path / "final.zip").fingerprint == final.fingerprint != frozen.fingerprint
    moved = gk.compare(frozen, gk.load(tmp_path / "final.zip")).units.set_index("unit")
    assert moved["change"].to_dict() == {"清水市": 0, "长河县": 0, "青山县": 4.8}

    # the log is only ever added to; replayed on the frozen version it gives the final one
    path = tmp_path / "变更日志.csv"
    append_log(path, appealed.log)
    again = gk.apply_changes(preliminary, read_log(path))
    pd.testing.assert_frame_equal(again.totals, final.totals)
    kept = path.read_bytes()
    change = appealed.log.assign(level="良", when="2018-05-02", why="二次核实")
    append_log(path, change)
    assert path.read_bytes().startswith(kept)
    back = gk.apply_changes(preliminary, read_log(path)).totals
    pd.testing.assert_frame_equal(back, preliminary.totals)


def test_an_appeal_has_a_reason_evidence_and_one_round(year: dict, tmp_path: Path):
    files = feedback_forms(year["preliminary"], tmp_path / "forms", until=UNTIL)
    forms = {path.stem: path for path in files}
    own = {"unit": "清水市", "indicator": "judged.form", "evidence": "https://q.invalid"}
    appeal(forms["清水市"], 3, **own, claim="一")
    appeal(forms["清水市"], 4, **own, claim="二")
    appeal(forms["清水市"], 5, **own | {"indicator": "judged.quality"})
    appeal(forms["青山县"], 3, **own | {"unit": "长河县"}, claim="三")
    with pytest.raises(InputError) as error:
        read_appeals(tmp_path / "forms")
    told = [(p.code, p.source, p.line, p.column) for p in error.value.problems]
    assert told == [
        ("duplicate_record", "清水市.xlsx [申诉]", 3, "indicator"),
        ("duplicate_record", "清水市.xlsx [申诉]", 4, "indicator"),
        ("empty_cell", "清水市.xlsx [申诉]", 5, "claim"),
        ("unknown_unit", "青山县.xlsx [申诉]", 3, "unit"),
    ]
    with pytest.raises(GkevalError, match="somebody may have worked in"):
        feedback_forms(year["preliminary"], tmp_path / "forms", until=UNTIL)


def test_self_assessment_stands_beside_the_third_party(year: dict):
    own = pd.DataFrame({
        "unit": ["长河县", "清水市", "清水市", "青山县"],
        "record": ["S1", "S2", "S3", "S4"],
        "indicator": ["judged.form", "judged.form", "judged.quality", "judged.form"],
        "rater": "自评", "value": ["10", "9", "良", "不适用"], "kind": "self",
    })  # fmt: skip
    tables = dict(year["settled"].tables)
    tables["judgements"] = pd.concat([tables["judgements"], own], ignore_index=True)
    records = gk.read_records(tables)
    result = gk.assess(year["scheme"], records)
    # self-assessment never counts
    pd.testing.assert_frame_equal(result.totals, year["preliminary"].totals)
    gaps = self_gaps(records, result).set_index(["unit", "indicator"])
    assert gaps.index.tolist() == [
        ("长河县", "judged.form"), ("清水市", "judged.form"), ("清水市", "judged.quality"),
        ("青山县", "judged.form"),
    ]  # fmt: skip
    # form counts 16 of 40 here: 10 of 10 is 16, 7 of 10 is 11.2
    assert gaps.iloc[0][["self_score", "score", "gap"]].tolist() == [16, 11.2, 4.8]
    assert gaps["gap"].tolist()[1:3] == [0, -4.8]
    assert pd.isna(gaps["self_score"].iloc[3])


def test_self_assessments_that_cannot_be_read_are_told(year: dict):
    own = pd.DataFrame({
        "unit": ["长河县", "长河县", "长河县"],
        "indicator": ["judged.form", "judged.quality", "nothing"],
        "rater": "自评", "value": ["11", "很好", "1"], "kind": "self",
    })  # fmt: skip
    with pytest.raises(InputError) as error:
        self_gaps(own, year["preliminary"])
    assert [(p.code, p.line) for p in error.value.problems] == [
        ("unknown_indicator", 2), ("judgement_out_of_range", 0), ("judgement_out_of_range", 1),
    ]  # fmt: skip


CHANGE = {"unit": "长河县", "indicator": "judged.form", "value": 8.0, "who": "组长",
          "when": "2018-05-02", "why": "漏看"}  # fmt: skip


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [("漏看", "没看", 2), ("8", "9", 2), ("2018-05-02", "2018-05-03", 2), ("\r\n2,", "\r\n3,", 3)],
)
def test_a_log_that_was_altered_is_refused(tmp_path: Path, old: str, new: str, line: int):
    path = tmp_path / "log.csv"
    append_log(path, pd.DataFrame([CHANGE, CHANGE | {"value": 7.5, "why": "再看"}]))
    text = path.read_bytes().decode()
    path.write_bytes(text.replace(old, new, 1).encode())
    for act in (read_log, lambda p: append_log(p, pd.DataFrame([CHANGE]))):
        with pytest.raises(InputError) as error:
            act(path)
        [problem] = error.value.problems
        assert (problem.code, problem.line) == ("altered_log", line)


def test_a_line_taken_out_of_a_log_is_noticed(tmp_path: Path):
    path = tmp_path / "log.csv"
    append_log(path, pd.DataFrame([CHANGE, CHANGE | {"value": 7.5}, CHANGE | {"value": 6.0}]))
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join([*lines[:2], *lines[3:]]))
    with pytest.raises(InputError, match="not as it was written"):
        read_log(path)


def test_a_change_says_who_when_and_why(tmp_path: Path):
    with pytest.raises(InputError) as error:
        append_log(tmp_path / "log.csv", pd.DataFrame([CHANGE | {"who": " ", "value": None}]))
    assert [p.column for p in error.value.problems] == ["who", "value"]
    assert not (tmp_path / "log.csv").exists()
