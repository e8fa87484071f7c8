"""Mutants that were looked into and change nothing that anyone can see, each with the reason.

In: equivalents.jsonl, one mutant per line, with a hash of its function. Out: the reason, for as
long as the function stays as it was; after any change of it the mutant counts as alive again.
"""

import ast
import hashlib
import json
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

from tests.quality.drawing import ROOT, Draw
from tests.quality.mutants import functions

KEPT = Path(__file__).with_name("equivalents.jsonl")
Key = tuple[str, str, int, str]  # file, function, number of the change, hash of the function


@cache
def hashes(file: str) -> dict[str, str]:
    """Return a hash of every function of a file, whatever its layout and comments."""
    tree = ast.parse((ROOT / file).read_text("utf-8"))
    return {
        name: hashlib.sha256(ast.dump(node).encode()).hexdigest()[:12]
        for name, node in functions(tree)
    }


def key_of(draw: Draw) -> Key:
    function = draw.mutant.function
    return draw.file, function, draw.mutant.number, hashes(draw.file)[function]


def known_equivalents(path: Path = KEPT) -> dict[Key, str]:
    """Return the reasons by mutant."""
    found = {}
    for line in path.read_text("utf-8").splitlines() if path.exists() else []:
        held = json.loads(line)
        found[held["file"], held["function"], held["number"], held["hash"]] = held["reason"]
    return found


def keep_equivalents(reasons: Mapping[Draw, str], path: Path = KEPT) -> None:
    """Add mutants with their reasons; what was kept stays, in the order of the sources."""
    lines = {
        json.dumps(
            {
                "file": draw.file,
                "function": draw.mutant.function,
                "number": draw.mutant.number,
                "before": draw.mutant.before,
                "after": draw.mutant.after,
                "reason": reason,
                "hash": key_of(draw)[3],
            },
            ensure_ascii=False,
        )
        for draw, reason in reasons.items()
    }
    kept: Iterable[str] = path.read_text("utf-8").splitlines() if path.exists() else ()
    path.write_text("\n".join(sorted({*kept, *lines})) + "\n", "utf-8")
