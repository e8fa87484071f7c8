"""Names of persons that stand in the records stand in nothing that is written or said of them.

Every personal column is filled with a name, in sound rows and in rows of every kind of fault.
"""

import contextlib
import io
import warnings

import openpyxl
import pandas as pd
import pytest
from typer.testing import CliRunner

import gkeval as gk
from gkeval.cli import app
from gkeval.collecting import template
from gkeval.tables import TABLES
from tests.proof import world
from tests.proof.world import PERSON
from tests.publish.canaries import found

PERSONAL = [
    (table.name, column) for table in TABLES.values() for column in table.columns if column.personal
]
FAULTS = {
    "a bad date": {"received": "2017-02-30"},
    "an unknown unit": {"unit": "没有的县"},
    "no unit": {"unit": ""},
    "an unknown code": {"channel": "鸽子"},
    "dates the wrong way round": {"received": "2017-09-09"},
    "the record again": {},
    "a formula": {"applicant": f'=HYPERLINK("http://x","{PERSON}")'},
    "an error of a spreadsheet": {"applicant": "#REF!"},
    "lost characters": {"applicant": f"{PERSON}\ufffd"},
    "a cell too long": {"applicant": PERSON * 20_000},
    "a control character": {"applicant": f"{PERSON}\x07"},
    "a line break": {"applicant": f"{PERSON}\n{PERSON}"},
}


def faulty() -> dict[str, pd.DataFrame]:
    """The small assessment, and a request of every fault."""
    frames = world.tables()
    sound = frames["requests"].iloc[0].to_dict()
    rows = [
        {**sound, "record": f"X{number}", **change} for number, change in enumerate(FAULTS.values())
    ]
    rows += [{**sound, "answered": "2017-05-09"}]
    frames["requests"] = pd.concat([frames["requests"], pd.DataFrame(rows)], ignore_index=True)
    people = {
        "interpretations": {"published": "2017-03-05", "author": PERSON, "form": "图解"},
        "activities": {"kind": "meeting", "date": "2017-13-01", "person": PERSON},
    }
    for name, row in people.items():
        more = pd.DataFrame([{"unit": world.UNITS[0], "record": f"P-{name}", **row}])
        frames[name] = pd.concat([frames.get(name), more], ignore_index=True)
    return frames


def said_of(act) -> str:
    """Everything that a call says: result, error, warnings, both streams."""
    out, err = io.StringIO(), io.StringIO()
    with (
        warnings.catch_warnings(record=True) as warned,
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
    ):
        warnings.simplefilter("always")
        try:
            result = act()
        except gk.GkevalError as error:
            result = f"{error} {error!r} {getattr(error, 'problems', '')}"
    html = result._repr_html_() if hasattr(result, "_repr_html_") else ""
    said = [str(result), repr(result), html, out.getvalue(), err.getvalue()]
    return "\n".join([*said, *(str(warning.message) for warning in warned)])


def test_the_declared_columns_are_those_that_this_test_fills():
    assert {(table, column.name) for table, column in PERSONAL} == {
        ("requests", "applicant"),
        ("interpretations", "author"),
        ("activities", "person"),
    }


@pytest.mark.parametrize("on_error", ["raise", "report"])
def test_reading_says_no_name(on_error):
    said = said_of(lambda: gk.read_records(faulty(), on_error=on_error))
    assert "bad_date" in str(gk.check_records(faulty()).to_frame()) or "2017-02-30" in said
    assert PERSON not in said


def test_problems_of_every_fault_say_no_name(tmp_path):
    for source in (faulty(), world.write_records(tmp_path / "records", faulty())):
        problems = gk.check_records(source)
        assert len(problems) >= 8
        said = [str(problems), repr(problems), problems.to_frame().to_csv(), problems._repr_html_()]
        assert not [text for text in said if PERSON in text]


@pytest.mark.parametrize("header", ["applicant", "申请人", " 申请人 "])
@pytest.mark.parametrize("engine", ["pandas", "polars", "duckdb"])
def test_no_header_and_no_engine_lets_a_name_through(header, engine, tmp_path):
    pytest.importorskip(engine)
    frames = faulty()
    frames["requests"] = frames["requests"].rename(columns={"applicant": header})
    folder = tmp_path / "records"
    folder.mkdir()
    for name, frame in frames.items():
        frame.astype("str").to_parquet(folder / f"{name}.parquet")
    said = said_of(lambda: gk.read_records(folder, on_error="raise", engine=engine))
    assert "problem" in said
    assert PERSON not in said


@pytest.fixture(scope="module")
def result():
    return gk.assess(world.FIVE, gk.read_records(faulty(), on_error="report"))


def test_no_output_holds_a_name(result, tmp_path):
    from gkeval.publish.bundle import write_bundle

    pytest.importorskip("docxtpl")
    pytest.importorskip("xlsxwriter")
    write_bundle(result, tmp_path / "out", "zh")
    gk.report(result, tmp_path / "all", formats=["html", "docx", "xlsx"], progress=False)
    gk.report(result, tmp_path / "units", edition="unit", formats=["html", "docx"], progress=False)
    gk.report(result, tmp_path / "public", edition="public", lang="en", progress=False)
    assert found(tmp_path, ["评估员丁"]) != {}
    assert found(tmp_path, [PERSON, "PERSONQZ"]) == {}


def test_nothing_that_a_result_says_holds_a_name(result, tmp_path):
    result.save(tmp_path / "r.zip")
    for each in (result, gk.load(tmp_path / "r.zip"), gk.apply_changes(result, world.CHANGES)):
        said = [
            repr(each),
            each._repr_html_(),
            str(each.ranking()),
            each.problems.to_frame().to_csv(),
        ]
        for unit in world.UNITS:
            for leaf in ("response.requests", "response.form", "publicity.timely", None):
                explained = each.explain(unit, leaf)
                said += [str(explained), explained._repr_html_(), str(explained.facts())]
        assert not [text for text in said if PERSON in text]


def test_verifying_says_no_name(result, tmp_path):
    result.save(tmp_path / "r.zip")
    frames = faulty()
    frames["requests"]["applicant"] = "另一人PERSONQZ"
    said = said_of(
        lambda: gk.verify(tmp_path / "r.zip", records=gk.read_records(frames, on_error="report"))
    )
    assert "PERSONQZ" not in said
    assert "内容" in said


def test_the_shell_prints_no_name(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    world.write_records(tmp_path / "records", faulty())
    for args in (
        ["check", "records"],
        ["assess", str(world.FIVE), "records"],
        ["assess", str(world.FIVE), "records", "--on-error", "report"],
    ):
        done = CliRunner().invoke(app, args)
        assert done.exit_code in (0, 1), done.output
        assert PERSON not in done.output
    assert found(tmp_path / "out", [PERSON]) == {}


def test_the_marked_workbook_tells_no_name_beside_the_cell_it_stands_in(tmp_path, result):
    """The copy is the filler's own workbook; what we write into it quotes nobody."""
    path = tmp_path / "filled.xlsx"
    template(result.scheme, result.units, path)
    book = openpyxl.load_workbook(path)
    name = "依申请公开" if "依申请公开" in book.sheetnames else "requests"
    sheet = book[name]
    heads, first = _heads(sheet)
    for offset, change in enumerate(FAULTS.values()):
        row = {"unit": "青山县", "record": f"X{offset}", "received": "2017-05-02"}
        for key, value in {**row, "applicant": PERSON, **change}.items():
            head = TABLES["requests"].by_name[key].zh
            if head in heads and "\x07" not in str(value) and len(str(value)) < 30_000:
                sheet.cell(first + offset, heads[head]).value = value
    book.save(path)
    problems = gk.mark(path, tmp_path / "marked.xlsx")
    assert PERSON not in said_of(lambda: problems)
    marked = openpyxl.load_workbook(tmp_path / "marked.xlsx")
    told = [c.comment.text for s in marked for line in s.iter_rows() for c in line if c.comment]
    told += [
        str(c.value)
        for s in marked
        if s.title not in book.sheetnames
        for line in s.iter_rows()
        for c in line
    ]
    assert told
    assert not [text for text in told if PERSON in text]


def _heads(sheet) -> tuple[dict[str, int], int]:
    wanted = TABLES["requests"].by_name["received"].zh
    for line in sheet.iter_rows():
        heads = {str(c.value).strip(" *＊"): c.column for c in line if c.value}
        if any(head.startswith(wanted) for head in heads):
            return heads, line[0].row + 1
    raise AssertionError(f"no header in {sheet.title}")
