"""Where schemes are found, and that all their faults come at once."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

import gkeval as gk
from gkeval.scheme.loading import built_in, parse_scheme
from gkeval.scheme.model import Ranking
from tests.scheme.builders import leaf, scheme

TEXT = """\
scheme: own
title: {zh: 自制}
source: {document: 试例}
period: {from: 2017-01-01, to: 2017-12-31}
points: 3
points_from: proposed
groups:
  county: {title: {zh: 县}}
indicators:
  - {id: a, title: {zh: 甲}, points: 3, clause: 1.10, rule: {kind: expert}}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "own"
    made.mkdir()
    (made / "scheme.yaml").write_text(TEXT, encoding="utf-8")
    return made


def test_a_scheme_is_found_by_id_folder_and_file(folder: Path, monkeypatch: pytest.MonkeyPatch):
    by_folder = gk.load_scheme(folder)
    assert by_folder == gk.load_scheme(folder / "scheme.yaml") == gk.load_scheme(str(folder))
    monkeypatch.chdir(folder.parent)
    assert gk.load_scheme("own") == by_folder
    assert gk.load_scheme("sichuan-land-2011").scheme == "sichuan-land-2011"
    assert by_folder.by_id["a"].clause == "1.10"


def test_a_folder_does_not_hide_a_built_in_scheme(folder: Path, monkeypatch: pytest.MonkeyPatch):
    folder.rename(folder.parent / "sichuan-land-2011")
    monkeypatch.chdir(folder.parent)
    assert gk.load_scheme("sichuan-land-2011").points == 100
    assert gk.load_scheme("./sichuan-land-2011").points == 3


@pytest.mark.parametrize("name", sorted(built_in()))
def test_every_built_in_scheme_is_sound(name: str):
    assert list(gk.check_scheme(name).errors) == []
    assert gk.load_scheme(name).scheme == name


def test_an_unknown_name_lists_the_schemes_and_the_nearest():
    with pytest.raises(gk.InputError) as raised:
        gk.load_scheme("sichuan-land-2012")
    (problem,) = raised.value.problems
    assert set(built_in()) <= set(problem.allowed.split(", "))
    assert problem.remedy == "write sichuan-land-2011, if that is meant"


def test_a_folder_without_scheme_says_what_is_missing(tmp_path: Path):
    (problem,) = gk.check_scheme(tmp_path)
    assert problem.code == "no_such_scheme"
    assert "scheme.yaml" in problem.remedy
    assert str(tmp_path) not in str(problem)


@pytest.mark.parametrize("name", ["", "a\0b", "~nobody-here/x", "x" * 5000, TEXT, "nowhere/x.yaml"])
def test_names_that_no_file_can_have_are_problems(name: str):
    (problem,) = gk.check_scheme(name)
    assert problem.code == "no_such_scheme"
    with pytest.raises(gk.InputError) as raised:
        gk.load_scheme(name)
    assert len(str(raised.value).splitlines()[0]) < 120


def test_an_id_that_is_not_its_folder_is_a_warning(folder: Path):
    renamed = folder.rename(folder.parent / "another")
    (problem,) = gk.check_scheme(renamed)
    assert (problem.code, problem.severity) == ("id_differs_from_folder", "warning")
    assert problem.source == "another/scheme.yaml"
    gk.load_scheme(renamed)


def test_faults_of_yaml_form_and_content_come_in_one_list(folder: Path):
    """A missing value, a misspelt key, a wrong rule and points that do not add up."""
    file = folder / "scheme.yaml"
    broken = TEXT.replace("points: 3\n", "points: 30\nrouding: {decimals: 1}\n")
    broken = broken.replace("clause: 1.10", "clause: ~")
    broken += "  - {id: b, title: {zh: 乙}, points: 1, rule: {kind: expret}}\n"
    broken += "  - {id: c, title: {zh: 丙}, points: 1, rule: {kind: at_least, target: 1}}\n"
    file.write_text(broken, encoding="utf-8")
    problems = gk.check_scheme(folder)
    assert [(problem.code, problem.line) for problem in problems] == [
        ("points_do_not_add_up", 5),
        ("unknown_key", 6),
        ("empty_value", 11),
        ("unknown_kind", 12),
        ("rule_without_measure", 13),
    ]
    assert problems[0].where == "own/scheme.yaml, line 5, points"
    assert problems[3].where == "own/scheme.yaml, line 12, indicator b, rule.kind"


def test_what_was_set_aside_makes_no_second_fault(folder: Path):
    """Points that cannot be read are one fault, not also a sum that fails."""
    file = folder / "scheme.yaml"
    file.write_text(TEXT.replace("points: 3, clause", "points: drei, clause"), encoding="utf-8")
    assert [problem.code for problem in gk.check_scheme(folder)] == ["not_a_number"]
    file.write_text(TEXT.replace("rule: {kind: expert}", "rule: {}"), encoding="utf-8")
    assert [problem.code for problem in gk.check_scheme(folder)] == ["missing_key"]


def test_python_values_are_taken_as_they_are_written():
    made = parse_scheme(
        scheme(
            leaf("a", 0.1),
            leaf("b", Decimal("9.9"), clause=None),
            period={"from": date(2017, 1, 1), "to": date(2017, 12, 31)},
            ranking=Ranking(ties="dense"),
        )
    )
    assert made.by_id["a"].points == Decimal("0.1")
    assert made.ranking.ties == "dense"
    assert made.period.end == date(2017, 12, 31)


def test_text_and_python_give_the_same_scheme():
    from_text = parse_scheme(TEXT)
    own = {"id": "a", "title": {"zh": "甲"}, "points": 3.0, "clause": "1.10"}
    from_python = parse_scheme(
        {
            "scheme": "own",
            "title": {"zh": "自制"},
            "source": {"document": "试例"},
            "period": {"from": "2017-01-01", "to": "2017-12-31"},
            "points": 3,
            "points_from": "proposed",
            "groups": {"county": {"title": {"zh": "县"}}},
            "indicators": [own | {"rule": {"kind": "expert"}}],
        }
    )
    assert from_text == from_python
    assert from_text.fingerprint == from_python.fingerprint


def test_problems_of_python_data_name_the_key_and_no_line():
    with pytest.raises(gk.InputError) as raised:
        parse_scheme(scheme(leaf("a", 9)), source="what-if")
    (problem,) = raised.value.problems
    assert (problem.source, problem.line, problem.column) == ("what-if", None, "points")


@pytest.mark.parametrize("content", ["- a\n- b", "just a text", ""])
def test_a_text_that_is_no_mapping_is_refused(content: str):
    with pytest.raises(gk.InputError):
        parse_scheme(content)


def test_replace_checks_like_a_file():
    made = parse_scheme(scheme())
    with pytest.raises(gk.InputError, match="scheme small"):
        made.replace(points=11)
    assert made.replace(points=20, indicators=[leaf("z", 20)]).by_id["z"].points == 20
    assert made.replace() == made


def test_a_file_that_may_not_be_read_says_why(folder: Path, monkeypatch: pytest.MonkeyPatch):
    def locked(self: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", locked)
    (problem,) = gk.check_scheme(folder)
    assert (problem.code, problem.source) == ("unreadable", "own/scheme.yaml")
    assert problem.found == "a file that cannot be read (Permission denied)"
    with pytest.raises(gk.InputError, match="check its rights"):
        gk.load_scheme(folder)


@pytest.mark.parametrize("name", [7, None, b"own", ["own"]])
def test_a_name_that_is_no_text_is_refused_in_words(name: object):
    with pytest.raises(gk.InputError) as raised:
        gk.load_scheme(name)  # type: ignore[arg-type]
    (problem,) = raised.value.problems
    assert (problem.code, problem.found) == ("no_such_scheme", type(name).__name__)
    assert problem.remedy == "give a name or a path as text"


@pytest.mark.parametrize("code", [0x00, 0x07, 0x1B, 0x200B, 0x202E, 0xFEFF, 0xD800], ids=hex)
def test_invisible_characters_are_found_in_python_data_too(code):
    sign = chr(code)
    for data, where in (
        (scheme(leaf("a", title={"zh": f"指{sign}标"})), "indicator a, title.zh"),
        (scheme(leaf("a", covers=["nx-1", f"nx{sign}"])), "indicator a, covers[2]"),
        (scheme(words={f"a{sign}": {"zh": "甲"}}), "words"),
    ):
        with pytest.raises(gk.InputError) as caught:
            parse_scheme(data)
        (problem,) = caught.value.problems
        assert (problem.code, problem.column) == ("control_character", where)
        assert problem.found == f"the invisible character U+{code:04X}"
    assert parse_scheme(scheme(leaf("a", title={"zh": "指\n标\t甲"}))).by_id["a"].title.zh
