"""Which tests reach which line, and how long each takes: measured once, test by test.

In: collected tests and the files whose lines count. Out: a `Reach`, kept as JSON.
"""

import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import coverage
import pytest


@dataclass(frozen=True)
class Reach:
    """Seconds of every test that passes, and which of them run each line of each file."""

    seconds: dict[str, float]
    lines: dict[str, dict[int, list[str]]]

    def of(self, file: str, first: int, last: int) -> set[str]:
        """Tests that run any of the lines from `first` to `last`."""
        known = self.lines.get(file, {})
        return {test for line in range(first, last + 1) for test in known.get(line, ())}

    def save(self, path: Path) -> None:
        number = {test: index for index, test in enumerate(self.seconds)}
        lines = {
            file: {str(line): [number[test] for test in tests] for line, tests in known.items()}
            for file, known in self.lines.items()
        }
        held = {"seconds": self.seconds, "lines": lines}
        path.write_text(json.dumps(held, ensure_ascii=False), "utf-8")

    @classmethod
    def load(cls, path: Path) -> "Reach":
        held = json.loads(path.read_text("utf-8"))
        tests = list(held["seconds"])
        lines = {
            file: {int(line): [tests[index] for index in chosen] for line, chosen in known.items()}
            for file, known in held["lines"].items()
        }
        return cls(held["seconds"], lines)


def measure(
    items: list[pytest.Item], passes: Callable[[pytest.Item], bool], files: list[Path], root: Path
) -> Reach:
    """Run tests one by one and return what they reach; a failing test counts for nothing."""
    measuring = coverage.Coverage(
        data_file=None, branch=False, config_file=False, include=[str(x) for x in files]
    )
    seconds: dict[str, float] = {}
    measuring.start()
    for item in items:
        measuring.switch_context(item.nodeid)
        began = time.perf_counter()
        if passes(item):
            seconds[item.nodeid] = round(time.perf_counter() - began, 4)
    measuring.stop()
    data = measuring.get_data()
    lines = {
        file.relative_to(root).as_posix(): {
            line: [test for test in tests if test in seconds]
            for line, tests in data.contexts_by_lineno(str(file)).items()
        }
        for file in files
    }
    return Reach(seconds, lines)
