"""Problems: where each is, all of them at once, as text, as a table and in a notebook."""

import pickle

import pytest

from gkeval.errors import InputError, Problem, Problems

WORDS = {"found": "<b>去年</b>", "allowed": "a date", "remedy": "correct it"}
BAD = Problem("bad_date", **WORDS, source="requests.csv", line=7, column="received", unit="u")
ODD = Problem("odd", **WORDS, source="scheme.yaml", line=3, column="points", severity="warning")


@pytest.mark.parametrize(
    ("place", "where"),
    [
        ({"source": "a.csv", "line": 2}, "a.csv, row 2"),
        ({"source": "Book.XLSX sheet 1", "line": 2}, "Book.XLSX sheet 1, row 2"),
        ({"source": "scheme.yaml", "line": 2, "column": "points"}, "scheme.yaml, line 2, points"),
        ({"source": "frame", "line": 0, "table": "requests"}, "frame, row 0"),
        ({"table": "requests", "column": "received"}, "requests, received"),
        ({}, ""),
    ],
)
def test_a_place_is_a_row_of_a_table_or_a_line_of_a_text(place, where):
    problem = Problem("x", **WORDS, **place)
    assert problem.where == where
    said = "found <b>去年</b>; allowed: a date. Remedy: correct it"
    assert str(problem) == (f"{where}: {said}" if where else said)


def test_problems_are_told_one_a_line():
    both = Problems([BAD]) + Problems([ODD])
    assert str(both) == f"{BAD}\n{ODD}"
    assert (both[0], both[1], len(both), list(both)) == (BAD, ODD, 2, [BAD, ODD])
    assert str(Problems()) == "no problems"


def test_a_table_of_problems_has_a_row_for_each():
    frame = Problems([BAD, Problem("x", **WORDS)]).to_frame()
    assert frame["where"].to_list() == ["requests.csv, row 7, received", ""]
    assert frame["line"].isna().to_list() == [False, True]
    assert frame["unit"].to_list() == ["u", ""]
    assert list(Problems().to_frame().columns) == list(frame.columns)


def test_warnings_alone_stop_nothing():
    Problems([ODD]).raise_if_any("scheme")
    with pytest.raises(InputError) as caught:
        Problems([ODD, BAD]).raise_if_any("input")
    assert caught.value.what == "input"
    assert caught.value.problems == Problems([ODD, BAD])
    assert str(caught.value).splitlines()[0] == "input: 2 problems"


def test_a_long_list_is_cut_in_the_message_and_whole_beside_it():
    error = InputError("records", Problems([BAD] * 23))
    lines = str(error).splitlines()
    assert len(lines) == 22
    assert lines[-1] == "  … and 3 more (see .problems)"
    assert len(error.problems) == 23
    assert str(InputError("records", Problems([BAD]))).startswith("records: 1 problem\n")


def test_an_error_survives_the_way_between_two_processes():
    again = pickle.loads(pickle.dumps(InputError("records", Problems([BAD, ODD]))))
    assert (again.what, again.problems) == ("records", Problems([BAD, ODD]))
    assert str(again) == str(InputError("records", Problems([BAD, ODD])))


def test_a_notebook_shows_counts_and_text_from_data_as_text():
    page = Problems([BAD, ODD, ODD])._repr_html_()
    assert "<b>3 problems</b> · ✗ 1 error · ! 2 warnings" in page
    assert "&lt;b&gt;去年&lt;/b&gt;" in page
    assert page.count("<tr ") == 4
    assert page.count("<td ") == 3 * 5
    assert "more</p>" not in page
    assert Problems()._repr_html_() == "<p>没有问题 / no problems</p>"


def test_a_notebook_shows_the_first_200_problems():
    page = Problems([BAD] * 203)._repr_html_()
    assert page.count("<td ") == 200 * 5
    assert "<p>… 3 more</p>" in page
