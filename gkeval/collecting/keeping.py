"""What must not be lost: workbooks that somebody has worked in are never replaced.

A workbook written here says in its properties who wrote it last and when; any program that saves it
again changes that. Only workbooks nobody saved since may be written over. Here too: file names.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable
from pathlib import Path

from gkeval.errors import GkevalError

_CREATED = re.compile(rb"<dcterms:created[^>]*>([^<]*)<")
_MODIFIED = re.compile(rb"<dcterms:modified[^>]*>([^<]*)<")
_BY = b"<cp:lastModifiedBy>gkeval</cp:lastModifiedBy>"
_COPY = re.compile(r"-checked(-[0-9]+)?$")
_FORBIDDEN = re.compile(r'[\\/:*?"<>|\x00-\x1f]')


def untouched(path: Path) -> bool:
    """Say whether a workbook is as it was written here: no program has saved it since."""
    try:
        with zipfile.ZipFile(path) as archive:
            said = archive.read("docProps/core.xml")
    except (OSError, KeyError, zipfile.BadZipFile):
        return False
    created, modified = _CREATED.search(said), _MODIFIED.search(said)
    return bool(_BY in said and created and modified and created[1] == modified[1])


def checked_copy(path: Path) -> bool:
    """Say whether a file is a marked copy as ``gkeval check`` wrote it: nobody corrected it."""
    return bool(_COPY.search(path.stem)) and untouched(path)


def replaceable(path: Path) -> None:
    """Refuse to write where somebody's work stands.

    Raises
    ------
    GkevalError
        When there is a file that was saved after it was written here, or that was not written here.
    """
    if path.exists() and not (path.is_file() and untouched(path)):
        raise GkevalError(
            f"{path.name} is there already, and somebody may have worked in it; it was left as it "
            "is. Remedy: give another name, or move it away"
        )


def fresh_folder(path: Path) -> None:
    """Refuse to replace a folder that holds anything but workbooks as they were written here.

    Raises
    ------
    GkevalError
        When it does.
    """
    if not path.exists():
        return
    if not path.is_dir():
        raise GkevalError(f"{path.name} is a file; allowed: a folder. Remedy: give another name")
    worked = sorted(entry.name for entry in path.iterdir() if not untouched(entry))
    if worked:
        raise GkevalError(
            f"{path.name} holds {', '.join(worked[:3])}{' …' if len(worked) > 3 else ''}, which "
            "somebody may have worked in; the folder was left as it is. Remedy: give another "
            "folder, or move the files away"
        )


def file_names(names: Iterable[str]) -> dict[str, str]:
    """Return a file name for each unit or rater: its own name, made safe, each once.

    >>> file_names(["成都市", "a/b", "A:B"])
    {'成都市': '成都市.xlsx', 'a/b': 'a_b.xlsx', 'A:B': 'A_B (2).xlsx'}
    """
    found: dict[str, str] = {}
    used: set[str] = set()
    for name in names:
        stem = _FORBIDDEN.sub("_", name).strip(" .")[:80] or "_"
        # names that begin so are passed over by people and programs
        stem = stem if not stem.startswith(("~", ".", "_")) else f"x{stem}"
        count, own = 1, stem
        while own.casefold() in used:
            count += 1
            own = f"{stem} ({count})"
        used.add(own.casefold())
        found[name] = f"{own}.xlsx"
    return found
