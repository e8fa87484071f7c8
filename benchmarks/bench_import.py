"""Importing gkeval beside importing pandas: the package must not make a notebook start slower."""

import subprocess
import sys
from statistics import median

REPEATS = 7
LIMIT = 1.3  # times `import pandas`

# Timed inside a fresh interpreter, so that its own start does not dilute the ratio.
CODE = "from time import perf_counter as t; s = t(); import {}; print(t() - s)"


def seconds(module: str) -> float:
    command = [sys.executable, "-c", CODE.format(module)]
    return float(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def run() -> list[dict[str, object]]:
    for module in ("pandas", "gkeval"):
        seconds(module)  # compiles, and fills the disk cache
    # In turns: a machine that slows down or speeds up meets both alike.
    pairs = [(seconds("pandas"), seconds("gkeval")) for _ in range(REPEATS)]
    ratio = median(ours / theirs for theirs, ours in pairs)
    return [
        {
            "import": "gkeval / pandas",
            "pandas s": median(theirs for theirs, _ in pairs),
            "gkeval s": median(ours for _, ours in pairs),
            "ratio": ratio,
            "limit": LIMIT,
            "ok": ratio <= LIMIT,
        }
    ]
