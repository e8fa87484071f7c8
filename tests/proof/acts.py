"""What can be done to an output: to a file of a folder, to a manifest, to a member of an archive.

Each gives an act, which is then done in the folder that holds the output.
"""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd

from gkeval.assessment import archive
from gkeval.assessment.manifest import NAME, as_bytes, hashes_in, seal_of

Act = Callable[[Path], object]
Change = Callable[[dict[str, bytes]], object]
"""Of the members of an archive, by name."""


def sealed(said: dict[str, Any]) -> bytes:
    """A manifest with the seal that fits it."""
    return as_bytes(said | {"seal": seal_of(said)})


def bytes_of(name: str, change: Callable[[bytes], bytes]) -> Act:
    """Change the bytes of a file."""

    def act(home: Path) -> None:
        path = home / name
        path.write_bytes(change(path.read_bytes()))

    return act


def flip(name: str, at: float = 0.5) -> Act:
    def change(data: bytes) -> bytes:
        flipped = bytearray(data)
        flipped[int(at * (len(data) - 1))] ^= 0x01
        return bytes(flipped)

    return bytes_of(name, change)


def replace(name: str, old: str, new: str) -> Act:
    def change(data: bytes) -> bytes:
        assert old.encode() in data
        return data.replace(old.encode(), new.encode(), 1)

    return bytes_of(name, change)


def without_line(name: str, line: int) -> Act:
    def change(data: bytes) -> bytes:
        lines = data.splitlines(keepends=True)
        del lines[line]
        return b"".join(lines)

    return bytes_of(name, change)


def removed(name: str) -> Act:
    return lambda home: (home / name).unlink()


def written(name: str, text: str) -> Act:
    return lambda home: (home / name).write_text(text)


def in_manifest(folder: str, change: Callable[[dict], object], *, careful: bool = False) -> Act:
    def act(home: Path) -> None:
        path = home / folder / NAME
        said = json.loads(path.read_bytes())
        change(said)
        path.write_bytes(sealed(said) if careful else as_bytes(said))

    return act


def resealed(folder: str, act: Act) -> Act:
    """Do something to a folder, and make its manifest, and that above it, agree."""

    def done(home: Path) -> None:
        act(home)
        for place in (home / folder, (home / folder).parent):
            path = place / NAME
            if path.exists():
                said = json.loads(path.read_bytes())
                said["sha256"] = hashes_in(place)
                path.write_bytes(sealed(said))

    return done


def members_of(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as packed:
        return {name: packed.read(name) for name in packed.namelist()}


def repacked(name: str, change: Change, *, careful: bool = True) -> Act:
    """Change members of an archive; with care, all of its hashes and its seal agree."""

    def act(home: Path) -> None:
        held = members_of(home / name)
        change(held)
        if careful:
            said = json.loads(held[NAME])
            others = {member: data for member, data in held.items() if member != NAME}
            said["sha256"] = {m: hashlib.sha256(data).hexdigest() for m, data in others.items()}
            held[NAME] = sealed(said)
        archive.pack(held, home / name)

    return act


def rewritten(table: str, change: Callable[[pd.DataFrame], pd.DataFrame]) -> Change:
    """Change a table of an archive."""

    def act(held: dict[str, bytes]) -> None:
        frame = change(pd.read_parquet(io.BytesIO(held[f"{table}.parquet"])))
        target = io.BytesIO()
        frame.to_parquet(target, index=False, compression="zstd")
        held[f"{table}.parquet"] = target.getvalue()

    return act


def cell(table: str, column: str, value: object, row: int = 0) -> Change:
    def change(frame: pd.DataFrame) -> pd.DataFrame:
        assert frame.loc[row, column] != value
        frame.loc[row, column] = value
        return frame

    return rewritten(table, change)


def dropped(table: str, row: int = 0) -> Change:
    return rewritten(table, lambda frame: frame.drop(index=row))


def text(member: str, old: bytes, new: bytes) -> Change:
    def change(held: dict[str, bytes]) -> None:
        assert old in held[member]
        held[member] = held[member].replace(old, new, 1)

    return change
