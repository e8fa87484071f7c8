"""Trying mutants: in forks of a pytest session that has collected everything, or in a fresh one.

The warm way gives a function its mutant's code in a fork and runs the tests that reach it: quick,
but objects that were made while tests were collected stay as they were, and Polars does not live
in a fork. So a mutant that lives through it is tried again the fresh way, where a new session
imports the changed module, if its lines run while tests are collected (then with all tests of the
room) or if there are tests that fail in a fork (then with those).
"""

import gc
import importlib.machinery
import os
import signal
import sys
import time
from collections.abc import Callable, Generator, Iterable, Iterator
from pathlib import Path
from types import CodeType, FunctionType

import pytest

from tests.quality.covering import Reach, lines_seen, measure, watching
from tests.quality.drawing import ROOT, Draw, chosen_tests
from tests.quality.mutants import mutated

# Without assertion rewriting every module of the package comes through the loader patched below.
PYTEST = [
    *"-q -x --assert=plain --tb=short -p no:cacheprovider -p no:terminalreporter -n 0".split(),
    "--hypothesis-profile=brief",
    "-m",
    "not full",
]
NOT_POSSIBLE = 70  # exit code of a child that could not make its mutant
Told = Callable[[Draw, str, int, float], None]


def _codes(code: CodeType) -> Iterator[CodeType]:
    yield code
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _codes(constant)


def functions_there(files: Iterable[Path]) -> list[FunctionType]:
    """Return every function that was made from the code of these files."""
    paths = {str(file) for file in files}
    return [
        function
        for function in gc.get_objects()
        if isinstance(function, FunctionType) and function.__code__.co_filename in paths
    ]


def exchange(draw: Draw, there: Iterable[FunctionType]) -> int:
    """Give every copy of the function its mutant's code; return how many there were."""
    path = str(draw.path)
    tree = mutated(draw.path.read_text("utf-8"), draw.mutant)
    made = {
        (code.co_qualname, code.co_firstlineno): code
        for code in _codes(compile(tree, path, "exec"))
        if code.co_qualname == draw.mutant.function
    }
    changed = 0
    for function in there:
        key = (function.__code__.co_qualname, function.__code__.co_firstlineno)
        if function.__code__.co_filename == path and key in made:
            function.__code__ = made[key]
            changed += 1
    return changed


def without_polars() -> None:
    """Let every use of Polars fail: its threads do not live through a fork.

    Tests that use it then fail while they are measured, and count for nothing.
    """
    polars = sys.modules.get("polars")

    def refuse(*_: object, **__: object) -> None:
        raise RuntimeError("Polars is not used in a fork")

    for name in getattr(polars, "__all__", ()):
        if isinstance(kind := getattr(polars, name, None), type):
            if kind.__name__ in {"DataFrame", "LazyFrame", "Series"}:
                kind.__init__ = refuse  # type: ignore[misc]
        elif callable(kind):
            setattr(polars, name, refuse)


class Warm:
    """A pytest plugin: instead of running what it collected, tries mutants against it."""

    def __init__(
        self,
        draws: Iterable[Draw],
        files: list[Path],
        kept: Path,
        jobs: int,
        until: float,
        told: Told,
        control: bool,
    ) -> None:
        self.draws = draws
        self.files = files
        self.kept = kept
        self.jobs = jobs
        self.until = until  # seconds of mutants, after measuring
        self.told = told
        self.control = control  # change nothing: every test must pass
        self.failed = False
        self.early: dict[str, list[int]] = {}

    @pytest.hookimpl(wrapper=True)
    def pytest_collection(self) -> Generator[None, object, object]:
        if self.kept.exists():
            return (yield)
        watched = watching(self.files)
        watched.start()
        try:
            return (yield)
        finally:
            watched.stop()
            self.early = lines_seen(watched, self.files, ROOT)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self.failed = self.failed or report.failed

    def passes(self, item: pytest.Item) -> bool:
        self.failed = False
        item.config.hook.pytest_runtest_protocol(item=item, nextitem=None)
        return not self.failed

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        session.config._tmp_path_factory.getbasetemp()  # one folder for all forks
        without_polars()
        reach = self.reach(session.items)
        items = {item.nodeid: item for item in session.items}
        there = functions_there(self.files)
        gc.collect()
        gc.freeze()  # else the first collection in every fork would copy all memory

        def timed(tests: list[pytest.Item]) -> Iterator[pytest.Item]:
            for item in tests:  # a loop without end is left early, however busy the machine is
                signal.setitimer(signal.ITIMER_PROF, 10 + 5 * reach.seconds[item.nodeid])
                yield item

        def attempt(draw: Draw) -> Callable[[], int] | None:
            tests = [items[test] for test in chosen_tests(reach, draw) if test in items]
            if not tests:
                return None

            def inside() -> int:
                try:
                    if not self.control and not exchange(draw, there):
                        return NOT_POSSIBLE
                except Exception:  # such as a mutant with other free variables
                    return NOT_POSSIBLE
                return int(not all(self.passes(item) for item in timed(tests)))

            return inside

        def limit(draw: Draw) -> float:
            return 20.0 + 6 * sum(reach.seconds[test] for test in chosen_tests(reach, draw))

        in_forks(self.draws, attempt, limit, self.told, self.jobs, self.until)
        return True

    def reach(self, items: list[pytest.Item]) -> Reach:
        if not self.kept.exists():
            pid = os.fork()
            if pid == 0:
                measure(items, self.passes, self.files, ROOT, self.early).save(self.kept)
                os._exit(0)
            os.waitpid(pid, 0)
        return Reach.load(self.kept)


class _Failed:
    """A pytest plugin that notes which tests fail."""

    def __init__(self) -> None:
        self.tests: list[str] = []

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed and report.nodeid not in self.tests:
            self.tests.append(report.nodeid)


def failing(folders: list[str]) -> list[str]:
    """Return the tests that fail in a session of their own without any change."""
    failed = _Failed()
    pytest.main([*(x for x in PYTEST if x != "-x"), *folders], plugins=[failed])
    return failed.tests


def fresh(draw: Draw, tests: list[str], without: list[str]) -> int:
    """Run tests (ids or folders) in a session that imports the mutant; the exit code."""
    changed = compile(mutated(draw.path.read_text("utf-8"), draw.mutant), str(draw.path), "exec")
    plain = importlib.machinery.SourceFileLoader.get_code

    def get_code(loader: importlib.machinery.SourceFileLoader, name: str) -> CodeType | None:
        return changed if loader.path == str(draw.path) else plain(loader, name)

    importlib.machinery.SourceFileLoader.get_code = get_code  # type: ignore[method-assign]
    return int(pytest.main([*PYTEST, *tests, *(f"--deselect={test}" for test in without)]))


def in_forks(
    draws: Iterable[Draw],
    attempt: Callable[[Draw], Callable[[], int] | None],
    limit: Callable[[Draw], float],
    told: Told,
    jobs: int,
    until: float,
) -> None:
    """Try draws, `jobs` at a time, until none is left or `until` seconds have passed."""
    waiting = iter(draws)
    began = time.monotonic()
    running: dict[int, tuple[Draw, float, float]] = {}
    more = True
    while more or running:
        while more and len(running) < jobs:
            draw = next(waiting, None) if time.monotonic() - began < until else None
            if draw is None:
                more = False
                break
            work = attempt(draw)
            if work is None:
                told(draw, "unreached", 0, 0.0)
                continue
            running[_forked(work)] = (draw, time.monotonic(), limit(draw))
        for pid, (draw, start, longest) in list(running.items()):
            done, status = os.waitpid(pid, os.WNOHANG)
            took = time.monotonic() - start
            if done:
                code = os.waitstatus_to_exitcode(status)
                fate = {0: "survived", -signal.SIGPROF: "timeout"}.get(code, "killed")
                told(draw, fate, code, took)
            elif took > longest:
                os.killpg(pid, signal.SIGKILL)
                os.waitpid(pid, 0)
                told(draw, "timeout", -9, took)
            else:
                continue
            del running[pid]
        time.sleep(0.01)


def _forked(work: Callable[[], int]) -> int:
    pid = os.fork()
    if pid:
        return pid
    code = 1
    try:
        os.setsid()
        silent = os.open(os.devnull, os.O_WRONLY)
        os.dup2(silent, 1)
        os.dup2(silent, 2)
        code = work()
    except SystemExit:
        code = 1
    finally:
        sys.stdout.flush()
        os._exit(code)
