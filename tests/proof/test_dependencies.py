"""Licences and lowest versions: written down for exactly what is declared."""

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
EXTRAS = ("excel", "word", "images", "stats", "polars", "duckdb", "spark", "notebook")


def requirements(*extras: str) -> list[str]:
    return [
        *PROJECT["dependencies"],
        *(one for extra in extras for one in PROJECT["optional-dependencies"][extra]),
    ]


def name_of(requirement: str) -> str:
    return re.match(r"[\w.-]+", requirement)[0]


def licences() -> dict[str, str]:
    lines = (ROOT / "docs" / "licences.md").read_text("utf-8").splitlines()
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if "|" in line]
    return {row[0]: row[-1] for row in rows if row[0] != "library" and not row[0].startswith("-")}


def test_the_licences_are_those_of_exactly_what_is_declared():
    assert set(licences()) == {name_of(one) for one in requirements(*EXTRAS)}


def test_no_gpl_runs_with_the_package():
    assert all(licences().values())
    assert [n for n, licence in licences().items() if re.search(r"\bA?GPL", licence)] == []
    told = {name_of(one).lower() for one in requirements(*EXTRAS)}
    assert not {"krippendorff", "pingouin", "factor-analyzer", "factor_analyzer"} & told


def test_the_lowest_versions_are_the_declared_ones():
    lines = (ROOT / ".ci" / "lowest.txt").read_text("utf-8").splitlines()
    held = dict(line.split("==") for line in lines if not line.startswith("#"))
    extras = [extra for extra in EXTRAS if extra not in ("spark", "notebook")]
    declared = dict(one.split(">=") for one in requirements(*extras))
    assert held == declared


def test_upper_bounds_have_a_reason():
    text = (ROOT / "pyproject.toml").read_text("utf-8")
    bounded = [line for line in text.splitlines() if re.search(r'"[\w.\[\]-]+[^"#]*<\d', line)]
    assert [line for line in bounded if "#" not in line] == []
