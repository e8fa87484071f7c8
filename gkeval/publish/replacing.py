"""What an output may take the place of: an earlier one, and nothing that is somebody's own work.

In: the folder that is to be replaced. Out: a refusal that names what would be lost. What the
earlier output wrote stands in its manifest; everything else is somebody's.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Collection
from pathlib import Path

from gkeval.assessment.manifest import NAME, hashes_in
from gkeval.collecting.keeping import held_for
from gkeval.errors import GkevalError

_WORKED_IN = (".docx", ".xlsx")
"""Endings of files that people write on in; other files of ours are opened to be read."""

_OF_THE_SYSTEM = re.compile(r"\.DS_Store|Thumbs\.db|desktop\.ini|~\$.*|\.~lock\..*#", re.IGNORECASE)
"""What file managers and office programs leave in a folder that somebody looked into."""


def refuse_foreign(folder: Path) -> None:
    """Make sure that a report takes the place of nothing but an earlier report.

    Raises
    ------
    GkevalError
        When the folder has no name of its own, is a file, holds a file that is not of an earlier
        report, or a document of it that was changed since.
    """
    if folder.name in ("", ".."):
        raise GkevalError(f"{folder} has no name of its own. Remedy: name a folder for the report")
    if folder.is_dir():
        found = hashes_in(folder)
        _refuse(folder, found, [*found, *_present(folder, [NAME])])
    elif folder.exists():
        raise GkevalError(f"{folder} is a file. Remedy: name a folder")


def refuse_taken(folder: Path, names: Collection[str]) -> None:
    """Make sure that files of these names, where there are any, are of an earlier output.

    Raises
    ------
    GkevalError
        When somebody else wrote one of them.
    """
    if folder.is_dir():
        _refuse(folder, {}, _present(folder, sorted(names)))


def _present(folder: Path, names: Collection[str]) -> list[str]:
    return [name for name in names if os.path.lexists(folder / name)]


def _refuse(folder: Path, found: dict[str, str], names: Collection[str]) -> None:
    stated = _stated(folder)
    foreign = [
        name
        for name in names
        if name not in stated and not _OF_THE_SYSTEM.fullmatch(name.rpartition("/")[2])
    ]
    worked = [
        name
        for name, digest in found.items()
        if name.endswith(_WORKED_IN) and stated.get(name, digest) != digest
    ]
    held = held_for(
        (foreign, "which no report of gkeval wrote there"),
        (worked, "which was changed since it was written"),
    )
    if held:
        raise GkevalError(
            f"{folder} holds {held}; the folder was left as it is. "
            "Remedy: move the files away, or name a new folder"
        )


def _stated(folder: Path) -> dict[str, str]:
    """Return file → hash of what gkeval of any version says that it wrote into a folder."""
    try:
        said = json.loads((folder / NAME).read_bytes())
        if not str(said["generator"]).startswith("gkeval "):
            return {}
        return {NAME: "", **{str(name): str(one) for name, one in said["sha256"].items()}}
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return {}
