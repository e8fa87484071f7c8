"""Which tests reach which line, and how long each takes: measured once, test by test.

In: collected tests and the files whose lines count. Out: a `Reach`, kept as JSON. Lines that run
while tests are collected (imports, what modules make on import) are noted apart.
"""

import functools
import gc
import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import coverage
import pytest


@dataclass(frozen=True)
class Reach:
    """Seconds of every test that passes, and which of them run each line of each file.

    `early`: lines that run before any test does. `unfit`: tests that fail when they are measured.
    """

    seconds: dict[str, float]
    lines: dict[str, dict[int, list[str]]]
    early: dict[str, list[int]] = field(default_factory=dict)
    unfit: list[str] = field(default_factory=list)

    def of(self, file: str, first: int, last: int) -> set[str]:
        """Tests that run any of the lines from `first` to `last`."""
        known = self.lines.get(file, {})
        return {test for line in range(first, last + 1) for test in known.get(line, ())}

    def runs_early(self, file: str, first: int, last: int) -> bool:
        """Whether any of the lines from `first` to `last` runs before any test does."""
        return any(first <= line <= last for line in self.early.get(file, ()))

    def save(self, path: Path) -> None:
        number = {test: index for index, test in enumerate(self.seconds)}
        lines = {
            file: {str(line): [number[test] for test in tests] for line, tests in known.items()}
            for file, known in self.lines.items()
        }
        held = {
            "seconds": self.seconds,
            "lines": lines,
            "early": self.early,
            "unfit": self.unfit,
        }
        path.write_text(json.dumps(held, ensure_ascii=False), "utf-8")

    @classmethod
    def load(cls, path: Path) -> "Reach":
        held = json.loads(path.read_text("utf-8"))
        tests = list(held["seconds"])
        lines = {
            file: {int(line): [tests[index] for index in chosen] for line, chosen in known.items()}
            for file, known in held["lines"].items()
        }
        return cls(held["seconds"], lines, held["early"], held["unfit"])


def watching(files: list[Path]) -> coverage.Coverage:
    """Return what notes the lines of `files` that run between its start and its stop."""
    return coverage.Coverage(
        data_file=None, branch=False, config_file=False, include=[str(x) for x in files]
    )


def lines_seen(watched: coverage.Coverage, files: list[Path], root: Path) -> dict[str, list[int]]:
    data = watched.get_data()
    return {x.relative_to(root).as_posix(): sorted(data.lines(str(x)) or ()) for x in files}


def measure(
    items: list[pytest.Item],
    passes: Callable[[pytest.Item], bool],
    files: list[Path],
    root: Path,
    early: dict[str, list[int]],
) -> Reach:
    """Run tests one by one and return what they reach; a failing test is noted as unfit.

    Every test starts with empty caches: else only the first would reach what is kept in one.
    """
    measuring = watching(files)
    caches = [x for x in gc.get_objects() if isinstance(x, functools._lru_cache_wrapper)]
    own = [cache for cache in caches if cache.__module__.startswith("gkeval")]
    seconds: dict[str, float] = {}
    unfit: list[str] = []
    measuring.start()
    for item in items:
        measuring.switch_context(item.nodeid)
        for cache in own:
            cache.cache_clear()
        began = time.perf_counter()
        if passes(item):
            seconds[item.nodeid] = round(time.perf_counter() - began, 4)
        else:
            unfit.append(item.nodeid)
    measuring.stop()
    data = measuring.get_data()
    lines = {
        file.relative_to(root).as_posix(): {
            line: [test for test in tests if test in seconds]
            for line, tests in data.contexts_by_lineno(str(file)).items()
        }
        for file in files
    }
    return Reach(seconds, lines, early, unfit)
