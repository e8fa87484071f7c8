"""What must not be lost: workbooks that somebody has worked in are never replaced.

A workbook written here bears a seal (see `packing`): what it is, a form to be filled or a marked
copy, and a digest of its parts. Any program that saves it again changes them. Only what nobody
saved since may be written over. Here too: file names.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from pathlib import Path

from gkeval.collecting.packing import sealed
from gkeval.errors import GkevalError
from gkeval.files import is_device

_COPY = re.compile(r"-checked(-[0-9]+)?$")
_FORBIDDEN = re.compile(r'[\\/:*?"<>|\x00-\x1f]')
_NAMED = 20
"""How many files a message names."""


def untouched(path: Path) -> bool:
    """Say whether a workbook is as it was written here: no program has saved it since."""
    return sealed(path) is not None


def unfilled(path: Path) -> bool:
    """Say whether a workbook is a form as it was written here: nobody has filled it."""
    return sealed(path) == "form"


def checked_copy(path: Path) -> bool:
    """Say whether a file is a marked copy as ``gkeval check`` wrote it: nobody corrected it."""
    return bool(_COPY.search(path.stem)) and untouched(path)


def replaceable(path: Path, *, copy: bool = False) -> None:
    """Refuse to write where somebody's work stands.

    Parameters
    ----------
    path
        Where a workbook is to be written.
    copy
        Whether it is a marked copy, which may take the place of an earlier one. A form may not: a
        copy holds what people filled.

    Raises
    ------
    GkevalError
        When there is a file that was saved after it was written here, or that was not written here;
        when its name is not that of a workbook.
    """
    if not (copy or path.exists() or path.suffix.lower() == ".xlsx"):
        raise GkevalError(
            f"{path.name} is no name of a workbook; allowed: a name that ends in .xlsx. "
            f"Remedy: write {path.stem}.xlsx"
        )
    if path.exists() and not (untouched(path) if copy else unfilled(path)):
        raise GkevalError(
            f"{path.name} is there already, and somebody may have worked in it; it was left as it "
            "is. Remedy: give another name, or move it away"
        )


def fresh_folder(path: Path, names: Collection[str]) -> None:
    """Refuse to replace a folder that holds anything but the forms that are written anew.

    Parameters
    ----------
    path
        The folder.
    names
        File names of the forms.

    Raises
    ------
    GkevalError
        When it holds a workbook that was saved since, or anything else.
    """
    if not path.exists():
        return
    if not path.is_dir():
        raise GkevalError(f"{path.name} is a file; allowed: a folder. Remedy: give another name")
    entries = sorted(path.iterdir())
    worked = [entry.name for entry in entries if not unfilled(entry)]
    others = [name for name in (entry.name for entry in entries) if name not in {*worked, *names}]
    held = held_for(
        (worked, "which somebody may have worked in"), (others, "which would not be written again")
    )
    if held:
        raise GkevalError(
            f"{path.name} holds {held}; the folder was left as it is. Remedy: give "
            "another folder, or move the files away"
        )


def held_for(*kinds: tuple[Sequence[str], str]) -> str:
    """Return which files keep a folder from being replaced, each kind with its reason.

    >>> held_for((["a.txt", "b.txt"], "which is yours"), ([], "which was changed"))
    'a.txt, b.txt, which is yours'
    """
    return "; and ".join(f"{named(found)}, {why}" for found, why in kinds if found)


def named(names: Sequence[str]) -> str:
    """Return file names for a message, the first of them where they are many."""
    more = len(names) - _NAMED
    return ", ".join(names[:_NAMED]) + (f" and {more} more" if more > 0 else "")


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
        if stem.startswith(("~", ".", "_")) or is_device(stem):
            stem = f"x{stem}"
        count, own = 1, stem
        while own.casefold() in used:
            count += 1
            own = f"{stem} ({count})"
        used.add(own.casefold())
        found[name] = f"{own}.xlsx"
    return found
