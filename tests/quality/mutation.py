"""Mutation testing: change one thing in a function, and see whether a test fails.

`python -m tests.quality.mutation --seed 1 --budget 60` draws mutants evenly over the functions of
every room, tries each against the tests that reach it, and prints the share killed with its 95 %
Wilson interval. Verdicts are kept in out/mutation/, by seed: a second call goes on where the first
stopped, `--again` tries once more those that were left alive and are not known to be equivalent,
and another seed is an estimate of its own. `--control` runs the same tests without a change, where
all must pass. No file of the project changes.
"""

import argparse
import hashlib
import importlib
import json
import math
import os
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import pytest

from tests.quality.covering import Reach
from tests.quality.drawing import (
    ABOVE,
    ROOMS,
    ROOT,
    Draw,
    all_draws,
    files_of,
    in_turn,
    other_tests,
)
from tests.quality.equivalents import key_of, known_equivalents
from tests.quality.mutants import Mutant
from tests.quality.running import NOT_POSSIBLE, PYTEST, Warm, failing, fresh, in_forks

OUT = ROOT / "out" / "mutation"
LOADED_BEFORE = "hypothesis narwhals numpy pandas pandera.pandas pydantic scipy.stats yaml".split()
LONGEST_FRESH = 600.0  # seconds


@dataclass(frozen=True)
class Verdict:
    """What became of one mutant: killed, timeout, survived, or unreached (no test runs it)."""

    draw: Draw
    fate: str
    way: str  # warm or fresh
    seconds: float

    @property
    def killed(self) -> bool:
        return self.fate in {"killed", "timeout"}


def wilson(killed: int, tried: int) -> tuple[float, float]:
    """Return the 95 % interval of a share (E. B. Wilson 1927, JASA 22, 209-212)."""
    z = 1.959963984540054
    share, weight = killed / tried, z * z / tried
    middle = (share + weight / 2) / (1 + weight)
    half = z * math.sqrt(share * (1 - share) / tried + weight / (4 * tried)) / (1 + weight)
    return middle - half, middle + half


def results(seed: int) -> Path:
    return OUT / f"results-{seed}.jsonl"


def known_verdicts(seed: int) -> dict[tuple[str, str, str, int], Verdict]:
    """Read what earlier runs found; a later verdict takes the place of an earlier one."""
    path = results(seed)
    found = {}
    for line in path.read_text("utf-8").splitlines() if path.exists() else []:
        held = json.loads(line)
        draw = held.pop("draw")
        verdict = Verdict(draw=Draw(**{**draw, "mutant": Mutant(**draw["mutant"])}), **held)
        found[verdict.draw.key] = verdict
    return found


def keep(verdict: Verdict, seed: int) -> None:
    with results(seed).open("a", encoding="utf-8") as file:
        file.write(json.dumps(asdict(verdict), ensure_ascii=False) + "\n")
    if not verdict.killed:
        draw, made = verdict.draw, verdict.draw.mutant
        place = f"{draw.file}:{made.first} {made.function}"
        print(f"{verdict.fate} ({verdict.way}) {place}: {made.before} → {made.after}", flush=True)


def reach_file(rooms: list[str]) -> Path:
    """Return where the measured reach is kept: another file when a source or a test changes."""
    content = hashlib.sha256()
    parts = {part for room in rooms for both in ROOMS[room] for part in both}
    for name in sorted(parts | {*ABOVE}):
        path = ROOT / name
        for file in sorted(path.rglob("*.py")) if path.is_dir() else [path]:
            content.update(file.read_bytes())
    return OUT / f"reach-{content.hexdigest()[:16]}.json"


def run(rooms: list[str], seed: int, budget: float, jobs: int, again: bool, control: bool) -> None:
    """Try mutants for `budget` seconds: warm first, then what that way cannot tell, fresh."""
    OUT.mkdir(parents=True, exist_ok=True)
    known, reasons = {} if control else known_verdicts(seed), known_equivalents()
    doubtful: list[tuple[Draw, str]] = []  # with what the warm way found
    measured: list[Reach] = []

    kept = reach_file(rooms)

    def chosen() -> Iterator[Draw]:
        for draw in in_turn(rooms, seed):
            earlier = known.get(draw.key)
            alive = earlier is not None and not earlier.killed and key_of(draw) not in reasons
            if alive if again else earlier is None:
                yield draw

    def others(draw: Draw) -> list[str]:
        if not measured:
            measured.append(Reach.load(kept))
        return other_tests(measured[0], draw)

    def warm_told(draw: Draw, fate: str, code: int, took: float) -> None:
        possible = code != NOT_POSSIBLE
        if control:
            print(f"{fate} {draw.file} {draw.mutant.function}", flush=True)
        elif possible and (fate in {"killed", "timeout"} or not others(draw)):
            keep(Verdict(draw, fate, "warm", round(took, 2)), seed)
        else:
            doubtful.append((draw, fate if possible else ""))

    def fresh_told(draw: Draw, fate: str, code: int, took: float) -> None:
        if code in {4, 5, NOT_POSSIBLE}:
            raise RuntimeError(f"no test ran against {draw} (exit code {code})")
        left.pop(draw)
        keep(Verdict(draw, fate, "fresh", round(took, 2)), seed)

    files = [path for room in rooms for path in files_of(room)]
    folders = list(dict.fromkeys([x for room in rooms for x in ROOMS[room][1]] + ABOVE))
    began = time.monotonic()
    share = 1.0 if control else 0.7
    warm = Warm(chosen(), files, kept, jobs, budget * share, warm_told, control)
    reading, writing = os.pipe()
    pid = os.fork()  # the session that collects is a child: the fresh way needs a bare parent
    if pid == 0:
        os.close(reading)
        code = pytest.main([*PYTEST, *folders], plugins=[warm])
        if code == 0:
            with os.fdopen(writing, "w", encoding="utf-8") as pipe:
                json.dump([(asdict(draw), fate) for draw, fate in doubtful], pipe)
        os._exit(int(code))
    os.close(writing)
    with os.fdopen(reading, encoding="utf-8") as pipe:
        said = pipe.read()
    os.waitpid(pid, 0)
    if not said:
        raise SystemExit("the tests could not be collected: see `make test`")
    left = {
        Draw(**{**held, "mutant": Mutant(**held["mutant"])}): fate
        for held, fate in json.loads(said)
    }
    print(f"{len(left)} mutants to try in a fresh session", flush=True)
    broken = _broken(kept.with_suffix(".broken.json"), folders[: -len(ABOVE)]) if left else []
    in_forks(
        list(left),
        lambda draw: lambda: fresh(draw, others(draw) or ROOMS[draw.room][1], broken),
        lambda draw: LONGEST_FRESH,
        fresh_told,
        jobs,
        max(budget - (time.monotonic() - began), 0.3 * budget),
    )
    for draw, fate in left.items():  # no time was left: what lived through the warm way, lives
        if fate:
            keep(Verdict(draw, fate, "warm", 0.0), seed)


def _broken(path: Path, folders: list[str]) -> list[str]:
    """Return the tests that fail without any change, found out once in a child."""
    if not path.exists():
        pid = os.fork()
        if pid == 0:
            path.write_text(json.dumps(failing(folders), ensure_ascii=False), "utf-8")
            os._exit(0)
        os.waitpid(pid, 0)
    found: list[str] = json.loads(path.read_text("utf-8"))
    return found


def table(rooms: list[str], seed: int) -> str:
    """Return the score of every room, for the sources as they are now, as Markdown.

    The score is of the mutants that can be told from the source: without those known to be
    equivalent.
    """
    known, reasons = known_verdicts(seed), known_equivalents()
    lines = ["| room | mutants | tried | killed | equivalent | alive | score | 95 % interval |"]
    lines.append("|---|--:|--:|--:|--:|--:|--:|--:|")
    for room in rooms:
        there = all_draws(room)
        tried = [known[draw.key] for draw in there if draw.key in known]
        if not tried:
            continue
        killed = sum(verdict.killed for verdict in tried)
        same = sum(not x.killed and key_of(x.draw) in reasons for x in tried)
        different = len(tried) - same
        low, high = wilson(killed, different)
        lines.append(
            f"| {room} | {len(there)} | {len(tried)} | {killed} | {same} | {different - killed} "
            f"| {killed / different:.1%} | {low:.1%} to {high:.1%} |"
        )
    return "\n".join(lines)


def main() -> None:
    asked = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    asked.add_argument("--rooms", nargs="+", choices=list(ROOMS), default=list(ROOMS))
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--budget", type=float, default=60, help="minutes, after measuring")
    asked.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    asked.add_argument("--again", action="store_true", help="only those that were left alive")
    asked.add_argument("--control", action="store_true", help="change nothing: all must live")
    given = asked.parse_args()
    sys.path.insert(0, str(ROOT))
    for name in LOADED_BEFORE:
        importlib.import_module(name)
    run(given.rooms, given.seed, given.budget * 60, given.jobs, given.again, given.control)
    if not given.control:
        print(table(given.rooms, given.seed))


if __name__ == "__main__":
    main()
