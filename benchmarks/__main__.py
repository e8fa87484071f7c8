"""Run the benchmarks and keep their tables: `python -m benchmarks [name …]`.

A name is that of a file without `bench_`. A row is a dict; one that holds `"ok": False` missed its
limit, and the run then ends with exit code 1. Tables go to out/bench/ as Markdown and JSON.
"""

import importlib
import json
import os
import platform
import sys
from importlib.metadata import version
from pathlib import Path

HERE = Path(__file__).resolve().parent
OUT = HERE.parent / "out" / "bench"


def markdown(rows: list[dict[str, object]]) -> str:
    columns = list(dict.fromkeys(key for row in rows for key in row))
    lines = [columns, ["---"] * len(columns)]
    lines += [[shown(row.get(column, "")) for column in columns] for row in rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def shown(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "NO"
    return f"{value:.3g}" if isinstance(value, float) else str(value)


def main(chosen: list[str]) -> int:
    names = [path.stem.removeprefix("bench_") for path in sorted(HERE.glob("bench_*.py"))]
    if unknown := sorted(set(chosen) - set(names)):
        print(f"no benchmark {', '.join(unknown)}; there are: {', '.join(names)}", file=sys.stderr)
        return 2
    machine = {
        "python": platform.python_version(),
        "system": platform.system(),
        "processor": platform.machine(),
        "cores": os.cpu_count(),
        **{name: version(name) for name in ("gkeval", "numpy", "pandas", "narwhals")},
    }
    tables = {}
    for name in chosen or names:
        print(f"{name} …", flush=True)
        module = importlib.import_module(f"benchmarks.bench_{name}")
        tables[name] = {"about": (module.__doc__ or "").split("\n")[0], "rows": module.run()}
        print(markdown(tables[name]["rows"]), end="\n\n", flush=True)

    text = [", ".join(f"{key} {value}" for key, value in machine.items())]
    for name, table in tables.items():
        text += [f"## {name}", table["about"], markdown(table["rows"])]
    OUT.mkdir(parents=True, exist_ok=True)
    (OUT / "bench.md").write_text("\n\n".join(text) + "\n", "utf-8")
    (OUT / "bench.json").write_text(
        json.dumps({"machine": machine, "tables": tables}, ensure_ascii=False, indent=1), "utf-8"
    )
    print(f"Written: {(OUT / 'bench.md').relative_to(HERE.parent)} and bench.json")
    missed = [row for table in tables.values() for row in table["rows"] if row.get("ok") is False]
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
