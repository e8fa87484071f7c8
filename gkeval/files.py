"""Writing so that nothing is lost: a file or folder appears whole, or the earlier one stays."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from gkeval.errors import GkevalError


@contextmanager
def whole_file(path: str | os.PathLike[str]) -> Iterator[Path]:
    """Yield a path to write to; on success it takes the place of `path` in one step.

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
    target = Path(path)
    draft: Path | None = None
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
        os.close(handle)
        draft = Path(name)
        yield draft
        draft.chmod(0o644)
        os.replace(draft, target)
    except OSError as error:
        raise GkevalError(
            f"{target.name} cannot be written: {error.strerror or error}; nothing was changed. "
            "Remedy: check the folder, its permissions and the free space"
        ) from error
    finally:
        if draft is not None:
            draft.unlink(missing_ok=True)


@contextmanager
def whole_folder(path: str | os.PathLike[str]) -> Iterator[Path]:
    """Yield an empty folder to fill; on success it takes the place of `path`.

    Whatever `path` held is gone then: callers make sure that it is theirs. The earlier folder is
    set aside for the moment of the change, and put back by the next run if that moment was cut
    short.

    Raises
    ------
    GkevalError
        When the folder cannot be written.
    """
    target = Path(path).absolute()
    aside = target.with_name(f".{target.name}.earlier")
    draft: Path | None = None
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        if aside.exists():
            if target.exists():
                shutil.rmtree(aside)
            else:
                os.replace(aside, target)
        draft = Path(tempfile.mkdtemp(prefix=f".{target.name}.", dir=target.parent))
        draft.chmod(0o755)
        yield draft
        if target.exists():
            os.replace(target, aside)
        os.replace(draft, target)
        shutil.rmtree(aside, ignore_errors=True)
    except OSError as error:
        raise GkevalError(
            f"{target.name} cannot be written: {error.strerror or error}; the earlier one is as it "
            "was. Remedy: check the folder, its permissions and the free space"
        ) from error
    finally:
        if draft is not None and draft.exists():
            shutil.rmtree(draft, ignore_errors=True)
