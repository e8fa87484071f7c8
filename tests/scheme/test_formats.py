"""Older formats are migrated, newer ones refused before anything else is looked at."""

from typing import Any

import pytest

from gkeval.scheme import formats
from gkeval.scheme.formats import migrate
from gkeval.scheme.loading import examine, parse_scheme
from tests.scheme.builders import scheme


def codes(data: dict[str, Any]) -> list[str]:
    return [fault.code for fault in examine(data)[1]]


@pytest.mark.parametrize(
    ("written", "found"),
    [
        (1, []),
        ("1", []),
        (2, ["newer_format"]),
        ("999", ["newer_format"]),
        ("0", ["unknown_format"]),
        ("one", ["not_a_whole_number"]),
        ("9" * 30, ["not_a_whole_number"]),
    ],
)
def test_formats(written: Any, found: list[str]):
    assert codes(scheme(format=written)) == found


def test_nothing_else_is_said_of_a_newer_file():
    assert codes(scheme(format=2, points="a new thing", unknown=1)) == ["newer_format"]


def test_a_file_without_format_is_in_the_present_one():
    assert parse_scheme(scheme()).format == formats.FORMAT


def test_older_files_go_through_every_migration(monkeypatch: pytest.MonkeyPatch):
    steps = {
        1: lambda data: {**data, "second": data["first"]},
        2: lambda data: {**data, "third": data["second"]},
    }
    monkeypatch.setattr(formats, "FORMAT", 3)
    monkeypatch.setattr(formats, "MIGRATIONS", steps)
    old = {"format": "1", "first": "x"}
    data, faults = migrate(old)
    assert data == {"format": "3", "first": "x", "second": "x", "third": "x"}
    assert faults == []
    assert old == {"format": "1", "first": "x"}
    assert migrate({"format": "0"})[1][0].allowed == "from 1 to 3"
