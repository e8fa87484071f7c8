"""One record table in Parquet: a file, or a folder of parts with the same columns.

Goes out: the parts in the order of their names, their hashes and their rows; or a Problem.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import file_digest
from pathlib import Path
from typing import Any

from gkeval.errors import Problem
from gkeval.limits import DEFAULT, Limits, refused

SUFFIX = ".parquet"
_SHOWN = 6


@dataclass(frozen=True, slots=True)
class Parts:
    """The Parquet files of one table.

    Parameters
    ----------
    files
        In the order of their names; rows are counted through all of them.
    hashes
        Name and SHA-256 of each.
    rows
        How many rows each has.
    schema
        Their columns, as Arrow reads them.
    """

    files: tuple[Path, ...]
    hashes: tuple[tuple[str, str], ...]
    rows: tuple[int, ...]
    schema: Any


def is_table(folder: Path) -> bool:
    """Say whether a folder has Parquet files in it."""
    return any(part.suffix.lower() == SUFFIX for part in folder.iterdir())


def parts_of(
    path: Path, table: str, limits: Limits = DEFAULT
) -> tuple[Parts | None, list[Problem]]:
    """Return the parts of a table, or what is wrong with them."""
    if not path.is_dir():
        return _opened([(path.name, path)], table, limits)
    inside = sorted(part for part in path.iterdir() if not part.name.startswith((".", "_")))
    if strange := [part.name for part in inside if part.suffix.lower() != SUFFIX]:
        problem = Problem(
            "unreadable_file",
            f"{', '.join(strange[:_SHOWN])} beside the parts of the table",
            f"files that end in {SUFFIX}, and nothing else, in the folder of a table",
            "move it elsewhere; write partitions by a column as plain parts",
            path.name,
            None,
            table,
        )
        return None, [problem]
    return _opened([(f"{path.name}/{part.name}", part) for part in inside], table, limits)


def _opened(
    named: Sequence[tuple[str, Path]], table: str, limits: Limits
) -> tuple[Parts | None, list[Problem]]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    hashes, rows, schemas, problems = [], [], [], []
    for name, file in named:
        if fault := refused(file, name, limits, table=table):
            problems.append(fault)
            continue
        with file.open("rb") as opened:
            hashes.append((name, file_digest(opened, "sha256").hexdigest()))
        try:
            with pq.ParquetFile(file) as part:
                rows.append(part.metadata.num_rows)
                schemas.append((name, part.schema_arrow.remove_metadata()))
        except (pa.ArrowException, OSError, ValueError):
            problems.append(damaged(name, table))
    problems += [
        _different(name, schemas[0], other, table)
        for name, other in schemas[1:]
        if _plain(other) != _plain(schemas[0][1])
    ]
    problems += [
        _again(name, table, alike) for name, schema in schemas[:1] for alike in _alike(schema.names)
    ]
    for name, schema in schemas[:1]:
        if len(schema) > limits.columns:
            problems.append(limits.exceeded("columns", f"{len(schema)} columns", name, table))
    if problems:
        return None, problems
    files = tuple(file for _, file in named)
    return Parts(files, tuple(hashes), tuple(rows), schemas[0][1]), []


def _plain(schema: Any) -> list[tuple[str, str]]:
    """Return names and types; how a text is stored does not matter."""
    import pyarrow as pa

    def kind(held: Any) -> str:
        held = held.value_type if pa.types.is_dictionary(held) else held
        return str(held).removeprefix("large_").removesuffix("_view")

    return [(column.name, kind(column.type)) for column in schema]


def damaged(source: str, table: str) -> Problem:
    """Return the Problem of a file that is no Parquet table, or a broken one."""
    return Problem(
        "unreadable_file",
        "bytes that are no Parquet table",
        "a Parquet file",
        "write the file again",
        source,
        None,
        table,
    )


def _alike(names: Sequence[str]) -> list[list[str]]:
    """Return the names that differ in nothing but case: DuckDB and Spark hold them for one."""
    groups: dict[str, list[str]] = {}
    for name in names:
        groups.setdefault(name.casefold(), []).append(name)
    return [group for group in groups.values() if len(group) > 1]


def _again(source: str, table: str, alike: Sequence[str]) -> Problem:
    return Problem(
        "duplicate_column",
        f"{len(alike)} columns {'、'.join(alike)}",
        "each column once, whatever the case of its letters",
        "rename all but one, or leave them out",
        source,
        None,
        table,
        alike[-1],
    )


def _different(source: str, first: tuple[str, Any], other: Any, table: str) -> Problem:
    own, wanted = _plain(other), _plain(first[1])
    apart = [f"{name} ({kind})" for name, kind in own if (name, kind) not in wanted]
    apart += [f"no {name} ({kind})" for name, kind in wanted if (name, kind) not in own]
    found = ", ".join(apart[:_SHOWN]) or "the columns in another order"
    return Problem(
        "unreadable_file",
        f"{found}, other than in {first[0]}",
        "the same columns and types, in the same order, in every part of a table",
        "write the parts again from one table",
        source,
        None,
        table,
    )
