"""Mutation testing: change one thing in a function, and see whether a test fails.

`python -m tests.quality.mutation --seed 1 --budget 60` draws mutants evenly over the functions of
each room, runs for each one the tests that reach its lines (those that mirror the room first), and
prints the share killed with its 95 % Wilson interval. Results go to out/mutation/; a second call
goes on where the first stopped, `--again` repeats the mutants that were left alive.

Every mutant is made in memory, in a child of a process that has loaded the libraries: no file of
the project changes, and several runs do not disturb each other.
"""

import argparse
import hashlib
import importlib
import importlib.machinery
import json
import math
import os
import random
import signal
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import pytest

from tests.quality.covering import Reach, measure
from tests.quality.mutants import Mutant, mutants, mutated

ROOT = Path(__file__).resolve().parents[2]
OUT = ROOT / "out" / "mutation"
# Each room: the sources, and the tests that mirror them.
ROOMS: dict[str, tuple[list[str], list[str]]] = {
    "rules": (["gkeval/rules"], ["tests/rules", "gkeval/rules"]),
    "measures": (["gkeval/measures"], ["tests/measures", "gkeval/measures"]),
    "workdays": (["gkeval/workdays"], ["tests/test_workdays.py", "gkeval/workdays"]),
    "scoring": (["gkeval/scoring"], ["tests/scoring", "gkeval/scoring"]),
    "ranking": (
        ["gkeval/numbers.py", "gkeval/uncertainty/ranking.py"],
        [
            "tests/test_numbers.py",
            "tests/uncertainty/test_ranking.py",
            "tests/uncertainty/test_model.py",
            "gkeval/numbers.py",
            "gkeval/uncertainty/ranking.py",
        ],
    ),
    "agreement": (["gkeval/judging"], ["tests/judging", "gkeval/judging"]),
}
# What uses the rooms from above, and so may see what their own tests do not.
ABOVE = [
    "tests/twin",
    "tests/properties",
    "tests/published",
    "tests/test_words.py",
    "tests/assessment/test_five.py",
    "tests/assessment/test_raters.py",
    "tests/scheme/test_checks.py",
    "tests/scheme/test_description.py",
    "tests/indicators/test_cases.py",
]
PYTEST = ["-q", "-p", "no:cacheprovider", "-p", "no:randomly", "-n", "0", "-m", "not full"]
LOADED_BEFORE = (
    "hypothesis narwhals numpy pandas pandera.pandas pyarrow pydantic scipy.stats yaml".split()
)
LONGEST_RUN = 30.0  # seconds of tests per mutant, by the measured times


@dataclass(frozen=True)
class Verdict:
    """What became of one mutant: killed, timeout, survived, or unreached (no test runs it)."""

    room: str
    file: str
    mutant: Mutant
    source: str  # hash of the source it was made from
    fate: str
    tests: int
    seconds: float

    @property
    def key(self) -> tuple[str, str, str, int]:
        return (self.file, self.source, self.mutant.function, self.mutant.number)

    @property
    def killed(self) -> bool:
        return self.fate in {"killed", "timeout"}


def wilson(killed: int, tried: int) -> tuple[float, float]:
    """Return the 95 % interval of a share (Wilson 1927)."""
    z = 1.959963984540054
    share, weight = killed / tried, z * z / tried
    middle = (share + weight / 2) / (1 + weight)
    half = z * math.sqrt(share * (1 - share) / tried + weight / (4 * tried)) / (1 + weight)
    return middle - half, middle + half


def files_of(room: str) -> list[Path]:
    found: list[Path] = []
    for name in ROOMS[room][0]:
        path = ROOT / name
        found += sorted(path.glob("*.py")) if path.is_dir() else [path]
    return found


def drawn(room: str, seed: int) -> Iterator[tuple[Path, Mutant]]:
    """Yield the mutants of a room: one of every function, then another of every function, …"""
    piles: list[list[tuple[Path, Mutant]]] = []
    for path in files_of(room):
        by_function: dict[str, list[tuple[Path, Mutant]]] = {}
        for mutant in mutants(path.read_text("utf-8")):
            by_function.setdefault(mutant.function, []).append((path, mutant))
        piles += by_function.values()
    dice = random.Random(f"{room} {seed}")
    for pile in piles:
        dice.shuffle(pile)
    while piles:
        dice.shuffle(piles)
        for pile in piles:
            yield pile.pop()
        piles = [pile for pile in piles if pile]


def chosen_tests(reach: Reach, room: str, file: str, mutant: Mutant) -> list[str]:
    """Tests that run the changed lines: those of the room first, the quickest first."""
    mirror = tuple(ROOMS[room][1])
    found = reach.of(file, mutant.first, mutant.last)
    order = sorted(
        found, key=lambda test: (not test.startswith(mirror), reach.seconds[test], test)
    )
    kept, spent = [], 0.0
    for test in order:
        spent += reach.seconds[test]
        if kept and spent > LONGEST_RUN:
            break
        kept.append(test)
    return kept


class _Only:
    """Keeps the chosen tests, in the chosen order."""

    def __init__(self, tests: list[str]) -> None:
        self.place = {test: index for index, test in enumerate(tests)}

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        items[:] = [item for item in items if item.nodeid in self.place]
        items.sort(key=lambda item: self.place[item.nodeid])


def _in_child(path: Path, mutant: Mutant, tests: list[str], log: Path) -> int:
    """Run tests against one mutant in a forked child; return its process id to the parent."""
    pid = os.fork()
    if pid:
        return pid
    code = 70
    try:
        os.setsid()
        out = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(out, 1)
        os.dup2(out, 2)
        tree = mutated(path.read_text("utf-8"), mutant)
        changed = compile(tree, str(path), "exec")
        plain = importlib.machinery.SourceFileLoader.get_code

        def get_code(loader: importlib.machinery.SourceFileLoader, name: str) -> object:
            return changed if loader.path == str(path) else plain(loader, name)

        importlib.machinery.SourceFileLoader.get_code = get_code  # type: ignore[method-assign]
        places = sorted({test.split("::")[0] for test in tests})
        code = int(pytest.main([*PYTEST, "-x", "--tb=short", *places], plugins=[_Only(tests)]))
    except SystemExit as stopped:
        code = stopped.code if isinstance(stopped.code, int) else 1
    finally:
        sys.stdout.flush()
        os._exit(code)


def _fate(status: int) -> str:
    code = os.waitstatus_to_exitcode(status)
    if code == 0:
        return "survived"
    if code in {4, 5, 70}:
        raise RuntimeError(f"no test ran against a mutant (code {code}): see {OUT / 'logs'}")
    return "killed"


def measured_reach(rooms: list[str]) -> Reach:
    """Return what reaches what, measured in a child and kept until a source or a test changes."""
    folders = [part for room in rooms for part in ROOMS[room][1]] + ABOVE
    files = [path for room in rooms for path in files_of(room)]
    content = hashlib.sha256()
    for name in sorted({*folders, *(str(x.relative_to(ROOT)) for x in files)}):
        path = ROOT / name
        for file in sorted(path.rglob("*.py")) if path.is_dir() else [path]:
            content.update(file.read_bytes())
    kept = OUT / f"reach-{content.hexdigest()[:16]}.json"
    if not kept.exists():
        print(f"Measuring which tests reach which lines of {', '.join(rooms)} …", flush=True)
        pid = os.fork()
        if pid == 0:
            measure([*PYTEST, *folders], files, ROOT).save(kept)
            os._exit(0)
        os.waitpid(pid, 0)
    return Reach.load(kept)


def known_verdicts() -> dict[tuple[str, str, str, int], Verdict]:
    path = OUT / "results.jsonl"
    found: dict[tuple[str, str, str, int], Verdict] = {}
    for line in path.read_text("utf-8").splitlines() if path.exists() else []:
        held = json.loads(line)
        verdict = Verdict(**{**held, "mutant": Mutant(**held["mutant"])})
        found[verdict.key] = verdict
    return found


def run(rooms: list[str], seed: int, budget: float, jobs: int, again: bool) -> None:
    """Try mutants for `budget` seconds after measuring, room by room in turn."""
    (OUT / "logs").mkdir(parents=True, exist_ok=True)
    reach = measured_reach(rooms)
    known = known_verdicts()
    alive = {key for key, verdict in known.items() if not verdict.killed}
    streams = {room: drawn(room, seed) for room in rooms}
    began = time.monotonic()
    running: dict[int, tuple[str, Path, Mutant, str, list[str], float, float]] = {}

    def note(verdict: Verdict) -> None:
        known[verdict.key] = verdict
        with (OUT / "results.jsonl").open("a", encoding="utf-8") as file:
            file.write(json.dumps(asdict(verdict), ensure_ascii=False) + "\n")
        if not verdict.killed:
            made = verdict.mutant
            print(f"{verdict.fate}: {verdict.file}:{made.first} {made.function}: ", end="")
            print(f"{made.before} → {made.after}", flush=True)

    while streams or running:
        for room in list(streams) if time.monotonic() - began < budget else []:
            if len(running) >= jobs:
                break
            chosen = next(streams[room], None)
            if chosen is None:
                del streams[room]
                continue
            streams[room] = streams.pop(room)  # the rooms take turns
            path, mutant = chosen
            file = str(path.relative_to(ROOT))
            source = hashlib.sha256(path.read_bytes()).hexdigest()[:12]
            key = (file, source, mutant.function, mutant.number)
            if key in known and not (again and key in alive):
                continue
            if again and key not in alive:
                continue
            tests = chosen_tests(reach, room, file, mutant)
            if not tests:
                note(Verdict(room, file, mutant, source, "unreached", 0, 0.0))
                continue
            pid = _in_child(path, mutant, tests, OUT / "logs" / f"{len(known)}.log")
            limit = 60.0 + 5 * sum(reach.seconds[test] for test in tests)
            running[pid] = (room, path, mutant, source, tests, time.monotonic(), limit)
        if time.monotonic() - began >= budget:
            streams = {}
        for pid, (room, path, mutant, source, tests, start, limit) in list(running.items()):
            done, status = os.waitpid(pid, os.WNOHANG)
            took = time.monotonic() - start
            if not done and took < limit:
                continue
            if not done:
                os.killpg(pid, signal.SIGKILL)
                os.waitpid(pid, 0)
            fate = _fate(status) if done else "timeout"
            file = str(path.relative_to(ROOT))
            note(Verdict(room, file, mutant, source, fate, len(tests), round(took, 2)))
            del running[pid]
        time.sleep(0.05 if running else 0.0)


def table(rooms: list[str]) -> str:
    """Return the score of every room, for the sources as they are now, as Markdown."""
    known = known_verdicts().values()
    lines = ["| room | functions | mutants | tried | killed | score | 95 % interval |"]
    lines.append("|---|--:|--:|--:|--:|--:|--:|")
    for room in rooms:
        sources = {str(x.relative_to(ROOT)): x.read_text("utf-8") for x in files_of(room)}
        hashes = {x: hashlib.sha256(y.encode()).hexdigest()[:12] for x, y in sources.items()}
        there = [(file, made.function) for file, text in sources.items() for made in mutants(text)]
        tried = [x for x in known if x.room == room and hashes.get(x.file) == x.source]
        if not tried:
            continue
        killed = sum(x.killed for x in tried)
        low, high = wilson(killed, len(tried))
        lines.append(
            f"| {room} | {len(set(there))} | {len(there)} | {len(tried)} | {killed} "
            f"| {killed / len(tried):.1%} | {low:.1%} to {high:.1%} |"
        )
    return "\n".join(lines)


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    asked.add_argument("--rooms", nargs="+", choices=list(ROOMS), default=list(ROOMS))
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--budget", type=float, default=60, help="minutes, after measuring")
    asked.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    asked.add_argument("--again", action="store_true", help="only those that were left alive")
    given = asked.parse_args()
    sys.path.insert(0, str(ROOT))
    for name in LOADED_BEFORE:
        importlib.import_module(name)
    run(given.rooms, given.seed, given.budget * 60, given.jobs, given.again)
    print(table(given.rooms))


if __name__ == "__main__":
    main()
