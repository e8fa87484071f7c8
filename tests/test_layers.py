"""Imports go up the list only: a room of gkeval uses the rooms above it, never those below."""

import ast
import re
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parent.parent / "gkeval"

# The one place where the order stands; docs/architecture.md explains it.
ROOMS = [
    "errors",
    "arguments",
    "limits",
    "files",
    "engines",
    "spec",
    "words",
    "numbers",
    "places",
    "workdays",
    "tables",
    "synthetic",
    "measures",
    "rules",
    "composite",
    "scheme",
    "records",
    "judging",
    "collecting",
    "scoring",
    "assessment",
    "appeals",
    "uncertainty",
    "charts",
    "publish",
    "cli",
    "__init__",
]
FILES = sorted(PACKAGE.rglob("*.py"))


def module_name(file: Path) -> str:
    parts = file.relative_to(PACKAGE.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def room_of(module: str) -> str:
    """Room of a dotted name: gkeval.rules.kinds is in rules, gkeval itself is __init__."""
    parts = module.split(".")
    return parts[1] if len(parts) > 1 else "__init__"


def imported_rooms(source: str, module: str, is_package: bool) -> list[tuple[int, str]]:
    """Line and room of every import of gkeval, at the top or inside a function."""
    package = module.split(".") if is_package else module.split(".")[:-1]
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            start = package[: len(package) - node.level + 1] if node.level else []
            base = ".".join([*start, *(node.module or "").split(".")]).strip(".")
            # `from gkeval import rules` imports a room; `from gkeval import assess` does not
            names = [
                f"gkeval.{alias.name}" if base == "gkeval" and alias.name in ROOMS else base
                for alias in node.names
            ]
        else:
            continue
        found += [(node.lineno, room_of(n)) for n in names if n.split(".")[0] == "gkeval"]
    return found


def faults(source: str, module: str, is_package: bool = False) -> list[str]:
    own = room_of(module)
    return [
        f"{module}, line {line}: {own} imports {room}, which stands below it"
        for line, room in imported_rooms(source, module, is_package)
        if room not in ROOMS or ROOMS.index(room) > ROOMS.index(own)
    ]


@pytest.mark.parametrize("file", FILES, ids=module_name)
def test_imports_go_up_the_list(file: Path):
    module = module_name(file)
    assert room_of(module) in ROOMS, f"{module} belongs to no room: give it a place in ROOMS"
    assert not faults(file.read_text("utf-8"), module, file.name == "__init__.py")


@pytest.mark.parametrize(
    "line",
    [
        "import gkeval.scoring",
        "from gkeval.scoring.total import totals",
        "from gkeval import scoring",
        "from gkeval import assess",
        "from ..scoring import totals",
        "from .. import scoring",
        "def late():\n    from gkeval.cli import main",
    ],
)
def test_an_import_from_below_is_found(line: str):
    assert len(faults(line, "gkeval.rules.steps")) == 1


@pytest.mark.parametrize(
    "line",
    [
        "import numpy, gkeval.numbers",
        "from gkeval.measures.kinds import Share",
        "from gkeval import words",
        "from ..errors import Problem",
        "from .kinds import Steps",
        "from . import kinds",
    ],
)
def test_an_import_from_above_or_from_the_own_room_passes(line: str):
    assert faults(line, "gkeval.rules.steps") == []


def test_the_architecture_page_lists_the_rooms_in_this_order():
    page = (PACKAGE.parent / "docs" / "architecture.md").read_text("utf-8")
    listed = re.findall(r"^\| `(\w+)(?:/|\.py)` \|", page, flags=re.MULTILINE)
    assert listed == ROOMS
