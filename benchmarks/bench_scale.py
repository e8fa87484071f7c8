"""How cost grows: the five measures on DuckDB under 4 GB, from 10^6 records up.

GKEVAL_BENCH_RECORDS is the largest, 10^7 if left out; 10^9 needs 11 GB of disk, as much again for
what does not fit into memory, and an hour.
GKEVAL_BENCH_FOLDER is where the records are written, the temporary folder if left out; what is
written is deleted. Of 10^9 records, requests, incidents and updates are ten files, each ten times.
Every measure runs in a process of its own, which says how much memory it took.
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks import nation

LARGEST = int(float(os.environ.get("GKEVAL_BENCH_RECORDS", "1e7")))
SIZES = [size for size in (10**6, 10**7, 10**8, 10**9) if size <= LARGEST]
MEMORY = "4GB"
REPEATS = 5
LIMIT = 3.0  # times SQL by hand that reduces first, at any size

# One measure, ours or by hand: median seconds, the work of all threads, peak memory, the values.
CODE = f"""
import hashlib, json, resource, sys
from pathlib import Path
from statistics import median
from benchmarks import by_hand, nation
from benchmarks.bench_measures import seconds
from gkeval.engines import host
from gkeval.measures.evaluate import evaluate
folder, name, whose, repeats = Path(sys.argv[1]), sys.argv[2], sys.argv[3], int(sys.argv[4])
to = host("duckdb", memory_limit="{MEMORY}", folder=str(folder / "spill"))
tables = {{
    table: to.scan(sorted(map(str, (folder / table).iterdir()))) for table in nation.SHARES
}}
units = nation.units()["unit"]
if whose == "gkeval":
    context = nation.context(tables)
    work = lambda: evaluate(nation.MEASURES[name], context)["value"].to_numpy()
else:
    import duckdb
    connection = duckdb.connect(
        config={{"memory_limit": "{MEMORY}", "temp_directory": str(folder / "spill")}}
    )
    connection.execute("SET preserve_insertion_order = false")
    for table, held in tables.items():
        connection.execute(f"CREATE VIEW {{table}} AS {{held.sql_query()}}")
    work = lambda: by_hand.value(by_hand.sql(name, connection), units)
timed = [seconds(work) for _ in range(repeats)]
print(json.dumps({{
    "seconds": median(one[0][0] for one in timed),
    "work": median(one[0][1] for one in timed),
    "gigabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6,
    "values": hashlib.sha256(timed[0][1].tobytes()).hexdigest(),
}}))
"""


def measured(folder: Path, name: str, whose: str) -> dict[str, float | str]:
    command = [sys.executable, "-c", CODE, str(folder), name, whose, str(REPEATS)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return json.loads(done.stdout.splitlines()[-1])


def rows_of(folder: Path, size: int) -> list[dict[str, object]]:
    rows = []
    for name in nation.MEASURES:
        hand, own = (measured(folder, name, whose) for whose in ("hand", "gkeval"))
        ratio = own["seconds"] / hand["seconds"]
        same = own["values"] == hand["values"]
        rows.append(
            {
                "records": f"{size:.0e}",
                "measure": name,
                "SQL by hand s": hand["seconds"],
                "gkeval s": own["seconds"],
                "ratio": ratio,
                "ratio of work": own["work"] / hand["work"],
                "memory GB": own["gigabytes"],
                "same bits": same,
                # small sizes are start-up; what they cost is told, not limited
                "ok": same and own["gigabytes"] <= 4 and (size < 10**8 or ratio <= LIMIT),
            }
        )
    return rows


def run() -> list[dict[str, object]]:
    rows = []
    for size in SIZES:
        with tempfile.TemporaryDirectory(dir=os.environ.get("GKEVAL_BENCH_FOLDER")) as made:
            copies = 10 if size > 10**8 else 1
            rows += rows_of(nation.write(Path(made) / "records", size, copies), size)
    return rows
