"""A program that is killed again and again while it writes a report and an archive.

`python -m tests.kills.killing FOLDER KILLS SEED` writes two results in turn into FOLDER; each time
a child does it and is killed after a random while. What stands there afterwards must be one of the
two, whole. Prints what was found as JSON.
"""

import hashlib
import json
import os
import random
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pandas as pd

import gkeval as gk

FIVE = Path(__file__).resolve().parent.parent / "five"


def results() -> list[gk.Assessment]:
    scheme = gk.load_scheme(FIVE / "scheme.yaml")
    values = pd.read_csv(FIVE / "values.csv")
    first = gk.score(scheme, values)
    return [first, gk.score(scheme.replace(ranking={"ties": "dense"}), values)]


def seen(path: Path) -> str:
    """Return a hash of a file, or of a folder with all that is in it."""
    digest = hashlib.sha256()
    for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
        digest.update(str(file.relative_to(path)).encode())
        if file.is_file():
            digest.update(file.read_bytes())
    return digest.hexdigest()


def litter(folder: Path) -> list[str]:
    return sorted(file.name for file in folder.iterdir() if file.name.startswith("."))


def report(result: gk.Assessment, to: Path) -> None:
    gk.report(result, to, progress=False)


def save(result: gk.Assessment, to: Path) -> None:
    result.save(to)


def killed(write: Callable[[], None], after: float) -> bool:
    """Write in a child and kill it; tell whether it was still writing."""
    child = os.fork()
    if child == 0:
        try:
            write()
        finally:
            os._exit(0)
    time.sleep(after)
    alive = os.waitpid(child, os.WNOHANG) == (0, 0)
    if alive:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
    return alive


def main(folder: Path, kills: int, seed: int) -> dict[str, int]:
    told = {"killed": 0, "broken": 0, "changed": 0, "litter": 0, "left": 0, "not rewritten": 0}
    draw = random.Random(seed)
    both = results()
    ways = {"report": report, "result.zip": save}
    wanted: dict[str, list[str]] = {}
    lasted: dict[str, float] = {}
    for name, write in ways.items():
        wanted[name] = []
        for result in reversed(both):
            began = time.perf_counter()
            write(result, folder / name)
            lasted[name] = time.perf_counter() - began
            wanted[name].insert(0, seen(folder / name))
    stands = dict.fromkeys(ways, 0)
    while told["killed"] < kills:
        name = list(ways)[told["killed"] % 2]
        other, to = both[1 - stands[name]], folder / name
        after = draw.uniform(0, lasted[name])
        told["killed"] += killed(lambda w=ways[name], r=other, t=to: w(r, t), after)
        found = seen(to) if to.exists() else ""
        if found not in wanted[name]:
            told["broken"] += 1
            ways[name](both[0], to)
            found = wanted[name][0]
        told["changed"] += wanted[name].index(found) != stands[name]
        stands[name] = wanted[name].index(found)
        told["litter"] = max(told["litter"], len(litter(folder)))
    for name, write in ways.items():
        write(both[0], folder / name)
        told["not rewritten"] += seen(folder / name) != wanted[name][0]
    told["left"] = len(litter(folder))
    return told


if __name__ == "__main__":
    print(json.dumps(main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))))
