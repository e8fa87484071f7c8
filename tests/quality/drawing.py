"""The rooms under mutation testing, the order in which their mutants are tried, and their tests."""

import hashlib
import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.quality.covering import Reach
from tests.quality.mutants import Mutant, mutants

ROOT = Path(__file__).resolve().parents[2]
# Each room: its sources, and the tests that mirror them.
ROOMS: dict[str, tuple[list[str], list[str]]] = {
    "rules": (["gkeval/rules"], ["tests/rules", "gkeval/rules"]),
    "measures": (["gkeval/measures"], ["tests/measures", "gkeval/measures"]),
    "workdays": (
        ["gkeval/workdays"],
        ["tests/test_workdays.py", "tests/workdays", "gkeval/workdays"],
    ),
    "scoring": (["gkeval/scoring"], ["tests/scoring", "gkeval/scoring"]),
    "ranking": (
        ["gkeval/numbers.py", "gkeval/uncertainty/ranking.py"],
        [
            "tests/test_numbers.py",
            "tests/uncertainty/test_ranking.py",
            "gkeval/numbers.py",
            "gkeval/uncertainty/ranking.py",
        ],
    ),
    "agreement": (["gkeval/judging"], ["tests/judging", "gkeval/judging"]),
}
# What uses the rooms from above, and so sees what their own tests need not look at again.
ABOVE = [
    "tests/twin",
    "tests/test_words.py",
    "tests/assessment/test_five.py",
    "tests/assessment/test_raters.py",
]
LONGEST_RUN = 60.0  # seconds of tests for one mutant, by the measured times


@dataclass(frozen=True)
class Draw:
    """A mutant that is to be tried; `source` is the hash of the file it is made from."""

    room: str
    file: str
    source: str
    mutant: Mutant

    @property
    def key(self) -> tuple[str, str, str, int]:
        return (self.file, self.source, self.mutant.function, self.mutant.number)

    @property
    def path(self) -> Path:
        return ROOT / self.file


def files_of(room: str) -> list[Path]:
    found: list[Path] = []
    for name in ROOMS[room][0]:
        path = ROOT / name
        found += sorted(path.glob("*.py")) if path.is_dir() else [path]
    return found


def all_draws(room: str) -> list[Draw]:
    """List every mutant of a room."""
    found = []
    for path in files_of(room):
        content = path.read_bytes()
        source = hashlib.sha256(content).hexdigest()[:12]
        file = path.relative_to(ROOT).as_posix()
        found += [Draw(room, file, source, made) for made in mutants(content.decode("utf-8"))]
    return found


def drawn(room: str, seed: int) -> Iterator[Draw]:
    """Yield the mutants of a room: one of every function, then another of every function, …"""
    by_function: dict[tuple[str, str], list[Draw]] = {}
    for draw in all_draws(room):
        by_function.setdefault((draw.file, draw.mutant.function), []).append(draw)
    piles = list(by_function.values())
    dice = random.Random(f"{room} {seed}")
    for pile in piles:
        dice.shuffle(pile)
    while piles:
        dice.shuffle(piles)
        for pile in piles:
            yield pile.pop()
        piles = [pile for pile in piles if pile]


def in_turn(rooms: list[str], seed: int) -> Iterator[Draw]:
    """Yield one mutant of every room, then another of every room, …"""
    streams = [drawn(room, seed) for room in rooms]
    while streams:
        for stream in list(streams):
            draw = next(stream, None)
            if draw is None:
                streams.remove(stream)
            else:
                yield draw


def chosen_tests(reach: Reach, draw: Draw) -> list[str]:
    """Tests that run the changed lines: those of the room first, the quickest first."""
    mirror = tuple(ROOMS[draw.room][1])
    found = reach.of(draw.file, draw.mutant.first, draw.mutant.last)
    order = sorted(found, key=lambda test: (not test.startswith(mirror), reach.seconds[test], test))
    kept: list[str] = []
    spent = 0.0
    for test in order:
        spent += reach.seconds[test]
        if kept and spent > LONGEST_RUN:
            break
        kept.append(test)
    return kept


def other_tests(reach: Reach, draw: Draw) -> list[str]:
    """Return what the warm way cannot say: tests and folders for a session of its own.

    All tests of the room where the changed lines run before any test does; else those that fail
    in a fork (Polars does not live there), which may or may not reach the lines.
    """
    mirror = ROOMS[draw.room][1]
    if reach.runs_early(draw.file, draw.mutant.first, draw.mutant.last):
        return list(mirror)
    return [test for test in reach.unfit if test.startswith(tuple(mirror))]
