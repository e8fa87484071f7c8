"""Faults of a scheme by their place in the tree, before a file, a line or a table row is known.

Reading, the form of the model and the checks all yield `Fault`; whoever knows where the tree came
from (a file, a table, Python) turns them into Problems.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from gkeval.errors import Problem, Problems, Severity

if TYPE_CHECKING:
    from gkeval.scheme.model import Indicator, Scheme

Path = tuple[str | int, ...]
"""Where something stands: keys of mappings and positions in lists, from the top."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault: a `gkeval.errors.Problem` whose place is a path, or a line where there is none."""

    code: str
    path: Path
    found: str
    allowed: str
    remedy: str
    severity: Severity = "error"
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Placed:
    """An indicator with its path, and the indicators above it, outermost first."""

    indicator: Indicator
    path: Path
    above: tuple[Indicator, ...]


def placed(scheme: Scheme) -> list[Placed]:
    """Return every indicator of a scheme with its path, in the order of the file."""
    found: list[Placed] = []

    def add(indicators: tuple[Indicator, ...], path: Path, above: tuple[Indicator, ...]) -> None:
        for position, indicator in enumerate(indicators):
            here = (*path, "indicators", position)
            found.append(Placed(indicator, here, above))
            add(indicator.indicators, here, (*above, indicator))

    add(scheme.indicators, (), ())
    return found


def nearest(word: str, known: Iterable[str], otherwise: str) -> str:
    """Return the remedy for a name that is not known: the nearest one, or `otherwise`.

    >>> nearest("pionts", ["points", "title"], "remove it")
    'write points, if that is meant'
    >>> nearest("colour", ["points", "title"], "remove it")
    'remove it'
    """
    close = get_close_matches(word, list(known), n=1, cutoff=0.6)
    return f"write {close[0]}, if that is meant" if close else otherwise


def at(data: Any, path: Path) -> Any:
    """Return what stands at a path of plain data; None where nothing does."""
    for step in path:
        if isinstance(data, Mapping):
            data = data.get(step)
        elif isinstance(data, list | tuple) and isinstance(step, int) and step < len(data):
            data = data[step]
        else:
            return None
    return data


def indicator_path(path: Path) -> Path:
    """Return the path of the innermost indicator that a path lies in; empty when in none.

    >>> indicator_path(("indicators", 0, "indicators", 2, "rule", "target"))
    ('indicators', 0, 'indicators', 2)
    """
    end = 0
    while path[end : end + 1] == ("indicators",) and len(path) > end + 1:
        end += 2
    return path[:end]


def named(path: Path, data: Any = None) -> str:
    """Say a path in words: the indicator by its id, and the keys below it.

    >>> named(("indicators", 0, "rule", "target"), {"indicators": [{"id": "leaf"}]})
    'indicator leaf, rule.target'
    """
    inside = indicator_path(path)
    rest = path[len(inside) :]
    keys = "".join(f"[{k + 1}]" if isinstance(k, int) else f".{k}" for k in rest).removeprefix(".")
    if not inside:
        return keys
    found = at(data, (*inside, "id"))
    places = ".".join(str(step + 1) for step in inside if isinstance(step, int))
    own = found if isinstance(found, str) and found else places
    return f"indicator {own}" + (f", {keys}" if keys else "")


def line_of(path: Path, lines: Mapping[Path, int]) -> int | None:
    """Return the line of a path, or of the nearest thing above it that has one."""
    for end in range(len(path), -1, -1):
        if path[:end] in lines:
            return lines[path[:end]]
    return None


def to_problems(
    faults: Iterable[Fault], source: str, lines: Mapping[Path, int], data: Any
) -> Problems:
    """Return faults with file and line, in the order of the file."""
    problems = [
        Problem(
            fault.code,
            fault.found,
            fault.allowed,
            fault.remedy,
            source=source,
            line=fault.line if fault.line is not None else line_of(fault.path, lines),
            column=named(fault.path, data),
            severity=fault.severity,
        )
        for fault in dict.fromkeys(faults)
    ]
    return Problems(sorted(problems, key=lambda problem: problem.line or 0))
