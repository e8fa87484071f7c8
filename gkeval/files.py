"""Writing so that nothing is lost: a file or folder appears whole, or the earlier one stays.

In: where something is to stand. Out: a draft beside it to write to, which takes its place in one
step. A run that is killed leaves its draft, and what it kept for itself; the next run takes both
away.
"""

from __future__ import annotations

import atexit
import ctypes
import os
import re
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import Any

from gkeval.errors import GkevalError

_PREFIX, _SUFFIX = ".gkeval-", ".draft"
_EARLIER = ".gkeval-earlier-"
_KEPT, _GONE = ".kept", ".gone"
_DEVICE = re.compile(
    r"(?:aux|con|nul|prn|(?:com|lpt)[0-9¹²³])\s*(?:\..*)?", re.IGNORECASE | re.DOTALL
)
_OLD = 24 * 3600.0
"""Seconds after which a draft is left over, where the system cannot tell who is writing to it."""


@contextmanager
def whole_file(path: str | os.PathLike[str], *, mode: int = 0o644) -> Iterator[Path]:
    """Yield a path to write to; on success it takes the place of `path` in one step.

    Parameters
    ----------
    path
        The file; where it is a link, the file that the link leads to.
    mode
        Who may read the file; until it is whole, nobody else.

    Raises
    ------
    GkevalError
        When the file cannot be written; an earlier file is then as it was.

    Examples
    --------
    >>> import tempfile
    >>> target = Path(tempfile.mkdtemp()) / "a" / "note.txt"
    >>> with whole_file(target) as draft:
    ...     _ = draft.write_text("whole", encoding="utf-8")
    >>> target.read_text(encoding="utf-8")
    'whole'
    """
    target = Path(os.path.realpath(path))
    with _told(target):
        target.parent.mkdir(parents=True, exist_ok=True)
        with _alone(target.parent):
            _clear(target.parent)
            handle, name = tempfile.mkstemp(prefix=_PREFIX, suffix=_SUFFIX, dir=target.parent)
            _hold(handle)
        draft = Path(name)
        try:
            yield draft
            draft.chmod(mode)
            with draft.open("rb+") as written:
                os.fsync(written.fileno())
            os.replace(draft, target)
        finally:
            os.close(handle)
            with suppress(OSError):
                draft.unlink(missing_ok=True)


@contextmanager
def whole_folder(
    path: str | os.PathLike[str], *, keep: Callable[[str], bool] | None = None
) -> Iterator[Path]:
    """Yield an empty folder to fill; on success it takes the place of `path`.

    Whatever `path` held is gone then, but for what `keep` names: callers make sure that it is
    theirs. Two runs at once do not mix: the folder is that of the one or of the other. Where the
    system cannot exchange two folders in one step, the earlier one is set aside for the moment of
    the change, and put back by the next run if that moment was cut short.

    Parameters
    ----------
    path
        The folder.
    keep
        Whether an entry of the earlier folder, by its name, stays in the new one.

    Raises
    ------
    GkevalError
        When the folder cannot be written; the earlier one is then as it was.

    Examples
    --------
    >>> target = Path(tempfile.mkdtemp()) / "report"
    >>> for text in ("first", "second"):
    ...     with whole_folder(target) as draft:
    ...         _ = (draft / "index.html").write_text(text, encoding="utf-8")
    >>> [file.name for file in target.iterdir()], (target / "index.html").read_text("utf-8")
    (['index.html'], 'second')
    """
    target = Path(os.path.realpath(path))
    with _told(target):
        target.parent.mkdir(parents=True, exist_ok=True)
        with _alone(target.parent):
            _put_back(target)
            _clear(target.parent)
            draft = Path(tempfile.mkdtemp(prefix=_PREFIX, suffix=_SUFFIX, dir=target.parent))
            handle = _opened(draft)
        try:
            draft.chmod(0o755)
            yield draft
            with _alone(target.parent):
                _carry(target, draft, keep)
                _exchange(draft, target)
        finally:
            if handle is not None:
                os.close(handle)
            shutil.rmtree(draft, ignore_errors=True)


def is_device(name: str) -> bool:
    """Tell whether Windows takes a file name for a device, whatever its ending.

    >>> is_device("con"), is_device("Nul.xlsx"), is_device("console")
    (True, True, False)
    """
    return bool(_DEVICE.fullmatch(name))


def own_folder() -> Path:
    """Return a folder for what this process keeps for itself until it ends; nobody else reads it.

    It lies in the temporary folder of the system; the variable TMPDIR says where. What processes
    left there that were killed is taken away.

    Examples
    --------
    >>> own_folder() == own_folder(), own_folder().stat().st_mode & 0o777 in (0o700, 0o777)
    (True, True)
    """
    return _own_folder(os.getpid())


def clear_kept() -> None:
    """Take away what killed processes kept for themselves; what a process still uses stays."""
    place = Path(tempfile.gettempdir())
    for kept in place.glob(f"gkeval-*{_KEPT}"):
        if not kept.is_symlink() and _abandoned(kept):
            with suppress(OSError):
                # a system without locks does not rename a folder in which a file is open
                os.replace(kept, kept.with_suffix(_GONE))
    for gone in place.glob(f"gkeval-*{_GONE}"):
        shutil.rmtree(gone, ignore_errors=True)


@cache
def _own_folder(process: int) -> Path:
    clear_kept()
    # another process may be clearing: the folder bears its name only once it is held
    fresh = Path(tempfile.mkdtemp(prefix=f"gkeval-{process}-"))
    _opened(fresh)
    kept = fresh.with_suffix(_KEPT)
    os.replace(fresh, kept)
    held = (kept / "held").open("wb")

    def end() -> None:
        if os.getpid() == process:  # a process that was forked from this one ends before it
            held.close()
            shutil.rmtree(kept, ignore_errors=True)

    atexit.register(end)
    return kept


@contextmanager
def _told(target: Path) -> Iterator[None]:
    """Say in our words what the system refuses."""
    try:
        yield
    except OSError as error:
        raise GkevalError(
            f"{target.name} cannot be written: {error.strerror or error}; what was there before is "
            "as it was. Remedy: close it in other programs, and check the folder, its permissions "
            "and the free space"
        ) from error


def _clear(folder: Path) -> None:
    """Take away the drafts of runs that were killed; those that somebody writes to stay."""
    for draft in folder.glob(f"{_PREFIX}*{_SUFFIX}"):
        if _abandoned(draft):
            with suppress(OSError):
                shutil.rmtree(draft) if draft.is_dir() else draft.unlink()


def _abandoned(draft: Path) -> bool:
    lock = _locks()
    try:
        if lock is None:
            return time.time() - draft.stat().st_mtime > _OLD
        handle = os.open(draft, os.O_RDONLY)
    except OSError:
        return False
    try:
        lock.flock(handle, lock.LOCK_EX | lock.LOCK_NB)
    except OSError:
        return False
    finally:
        os.close(handle)
    return True


def _hold(handle: int) -> None:
    """Tell other runs that a draft is being written to, until the handle is closed."""
    if (lock := _locks()) is not None:
        with suppress(OSError):  # a file system without locks
            lock.flock(handle, lock.LOCK_SH)


def _opened(folder: Path) -> int | None:
    if _locks() is None:
        return None
    handle = os.open(folder, os.O_RDONLY)
    _hold(handle)
    return handle


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Let one run at a time change what stands in a folder; others wait for that moment."""
    lock = _locks()
    # a draft is one run's own, and held by it: to wait for it would be to wait for oneself
    if lock is None or (folder.name.startswith(_PREFIX) and folder.name.endswith(_SUFFIX)):
        yield
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        with suppress(OSError):
            lock.flock(handle, lock.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _carry(earlier: Path, draft: Path, keep: Callable[[str], bool] | None) -> None:
    """Bring what is not ours into the new folder, before it takes the place of the earlier one."""
    if keep is None or not earlier.is_dir():
        return
    for entry in sorted(earlier.iterdir()):
        if not keep(entry.name) or (draft / entry.name).exists():
            continue
        if entry.is_dir() and not entry.is_symlink():
            shutil.copytree(entry, draft / entry.name, symlinks=True, copy_function=_linked)
        else:
            _linked(entry, draft / entry.name)


def _linked(source: str | Path, target: str | Path) -> str | Path:
    try:
        os.link(source, target, follow_symlinks=False)
    except OSError:
        shutil.copy2(source, target, follow_symlinks=False)
    return target


def _exchange(draft: Path, target: Path) -> None:
    """Put the draft in the place of the target; afterwards the draft holds what was there."""
    if not os.path.lexists(target):
        os.replace(draft, target)
        return
    if target.is_dir() and not target.is_symlink() and _swapped(draft, target):
        return
    aside = _aside(target)
    os.replace(target, aside)
    try:
        os.replace(draft, target)
    except OSError:
        os.replace(aside, target)
        raise
    shutil.rmtree(aside, ignore_errors=True)


def _aside(target: Path) -> Path:
    return target.with_name(f"{_EARLIER}{target.name}"[:255])


def _put_back(target: Path) -> None:
    """Finish what a run left that was killed between two steps of the change."""
    aside = _aside(target)
    if not aside.exists():
        return
    if target.exists():
        shutil.rmtree(aside)
    else:
        os.replace(aside, target)


def _swapped(one: Path, other: Path) -> bool:
    """Exchange two folders in one step, where the system can."""
    call = _swap()
    return call is not None and call(os.fsencode(one), os.fsencode(other)) == 0


@cache
def _swap() -> Callable[[bytes, bytes], int] | None:
    here, exchange = -100, 2  # AT_FDCWD, RENAME_EXCHANGE
    try:
        library: Any = ctypes.CDLL(None, use_errno=True)
        if sys.platform == "linux":
            linux = library.renameat2
            return lambda one, other: int(linux(here, one, here, other, exchange))
        if sys.platform == "darwin":
            mac = library.renamex_np
            return lambda one, other: int(mac(one, other, exchange))
    except (OSError, TypeError, AttributeError):
        pass
    return None


@cache
def _locks() -> Any:
    """Return the module of file locks; None where the system has none of this kind."""
    try:
        import fcntl
    except ImportError:
        return None
    return fcntl
