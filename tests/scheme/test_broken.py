"""Broken scheme files: each gives its problems at their lines, and nothing but an InputError.

The first lines of a file say what is expected: ``# expect: code @ line``.
"""

import re
from pathlib import Path

import pytest

import gkeval as gk

FOLDER = Path(__file__).resolve().parent.parent / "broken" / "schemes"
FILES = sorted(FOLDER.glob("*.yaml"))
EXPECTED = re.compile(rb"^# expect: (\w+) @ (\d+)\r?$", re.MULTILINE)
LIBRARY = re.compile(
    r"pydantic|Input should|Field required|Extra inputs|Value error|valid (string|dict|tuple)"
    r"|yaml\.|scanner|while parsing|function-|Traceback"
)


def expected(file: Path) -> list[tuple[str, int]]:
    found = EXPECTED.findall(file.read_bytes())
    return sorted((code.decode(), int(line)) for code, line in found)


def test_there_are_at_least_twenty():
    assert len(FILES) >= 20
    assert all(expected(file) for file in FILES)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_problem_stands_at_its_line(file: Path):
    problems = gk.check_scheme(file)
    assert sorted((problem.code, problem.line) for problem in problems) == expected(file)
    assert [problem.line for problem in problems] == sorted(p.line for p in problems)
    for problem in problems:
        assert problem.source == file.name
        assert problem.found
        assert problem.allowed
        assert problem.remedy
        assert not LIBRARY.search(str(problem)), str(problem)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_loading_raises_an_input_error_that_lists_them(file: Path):
    with pytest.raises(gk.InputError) as raised:
        gk.load_scheme(file)
    errors = [(problem.code, problem.line) for problem in raised.value.problems]
    assert sorted(errors) == expected(file)
    assert str(FOLDER.parent) not in str(raised.value)
    assert "\\u" not in str(raised.value)
