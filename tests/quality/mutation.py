"""Mutation testing: change one thing in a function, and see whether a test fails.

`python -m tests.quality.mutation --seed 1 --budget 60` draws mutants evenly over the functions of
every room, tries each against the tests that reach it, and prints the share killed with its 95 %
Wilson interval. Verdicts are kept in out/mutation/: a second call goes on where the first
stopped, and `--again` tries once more those that were left alive. No file of the project changes.
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

from tests.quality.drawing import ABOVE, ROOMS, ROOT, Draw, all_draws, files_of, in_turn
from tests.quality.mutants import Mutant
from tests.quality.running import NOT_POSSIBLE, PYTEST, Warm, fresh, in_forks

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


def known_verdicts() -> dict[tuple[str, str, str, int], Verdict]:
    """Read what earlier runs found; a later verdict takes the place of an earlier one."""
    path = OUT / "results.jsonl"
    found = {}
    for line in path.read_text("utf-8").splitlines() if path.exists() else []:
        held = json.loads(line)
        draw = held.pop("draw")
        verdict = Verdict(draw=Draw(**{**draw, "mutant": Mutant(**draw["mutant"])}), **held)
        found[verdict.draw.key] = verdict
    return found


def keep(verdict: Verdict) -> None:
    with (OUT / "results.jsonl").open("a", encoding="utf-8") as file:
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


def run(rooms: list[str], seed: int, budget: float, jobs: int, again: bool) -> None:
    """Try mutants for `budget` seconds: warm first, then what is left alive, fresh."""
    OUT.mkdir(parents=True, exist_ok=True)
    known = known_verdicts()
    doubtful: list[tuple[Draw, str]] = []  # with what the warm way found

    def chosen() -> Iterator[Draw]:
        for draw in in_turn(rooms, seed):
            earlier = known.get(draw.key)
            if (earlier is not None and not earlier.killed) if again else earlier is None:
                yield draw

    def warm_told(draw: Draw, fate: str, code: int, took: float) -> None:
        if code == NOT_POSSIBLE or fate in {"survived", "unreached"}:
            doubtful.append((draw, "" if code == NOT_POSSIBLE else fate))
        else:
            keep(Verdict(draw, fate, "warm", round(took, 2)))

    def fresh_told(draw: Draw, fate: str, code: int, took: float) -> None:
        if code in {4, 5, NOT_POSSIBLE}:
            raise RuntimeError(f"no test ran against {draw} (exit code {code})")
        left.pop(draw)
        keep(Verdict(draw, fate, "fresh", round(took, 2)))

    files = [path for room in rooms for path in files_of(room)]
    folders = list(dict.fromkeys([x for room in rooms for x in ROOMS[room][1]] + ABOVE))
    began = time.monotonic()
    warm = Warm(chosen(), files, reach_file(rooms), jobs, budget * 0.7, warm_told)
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
    in_forks(
        list(left),
        lambda draw: lambda: fresh(draw),
        lambda draw: LONGEST_FRESH,
        fresh_told,
        jobs,
        max(budget - (time.monotonic() - began), 0.3 * budget),
    )
    for draw, fate in left.items():  # no time was left: what lived through the warm way, lives
        if fate:
            keep(Verdict(draw, fate, "warm", 0.0))


def table(rooms: list[str]) -> str:
    """Return the score of every room, for the sources as they are now, as Markdown."""
    known = known_verdicts()
    lines = ["| room | functions | mutants | tried | killed | score | 95 % interval |"]
    lines.append("|---|--:|--:|--:|--:|--:|--:|")
    for room in rooms:
        there = all_draws(room)
        tried = [known[draw.key] for draw in there if draw.key in known]
        if not tried:
            continue
        functions = {(draw.file, draw.mutant.function) for draw in there}
        killed = sum(verdict.killed for verdict in tried)
        low, high = wilson(killed, len(tried))
        lines.append(
            f"| {room} | {len(functions)} | {len(there)} | {len(tried)} | {killed} "
            f"| {killed / len(tried):.1%} | {low:.1%} to {high:.1%} |"
        )
    return "\n".join(lines)


def main() -> None:
    asked = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
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
