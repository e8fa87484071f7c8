"""Schemes from files and from Python, with every fault at once.

In: the id of a built-in scheme, a folder that holds ``scheme.yaml``, a file, a text, or plain
Python data. Out: a sound `Scheme`, or an `InputError` that lists what is wrong and where.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from os import PathLike
from pathlib import Path as FilePath
from typing import Any

from gkeval.errors import InputError, Problem, Problems
from gkeval.limits import DEFAULT, Limits, refused
from gkeval.places import indicators_dir
from gkeval.scheme import checks, strict_yaml
from gkeval.scheme.faults import Fault, Path, nearest, to_problems
from gkeval.scheme.form import fit
from gkeval.scheme.formats import migrate
from gkeval.scheme.model import Scheme
from gkeval.scheme.shorthand import points_from_percent
from gkeval.spec import Spec

FILE = "scheme.yaml"
"""The name of a scheme's file in its folder."""


def load_scheme(name_or_path: str | FilePath, *, limits: Limits = DEFAULT) -> Scheme:
    """Load a scheme and check it.

    Parameters
    ----------
    name_or_path
        The id of a built-in scheme (see `gkeval.schemes`), a folder that holds ``scheme.yaml``, or
        a file. A folder that bears the id of a built-in scheme is written ``./id``.
    limits
        How large a file may be (`scheme_bytes`), and how deeply nested (`scheme_levels`).

    Returns
    -------
    Scheme

    Raises
    ------
    InputError
        When there is no such scheme, or it is not sound; `problems` lists every fault with file
        and line. Warnings alone do not raise: `check_scheme` shows them.

    Examples
    --------
    >>> import gkeval as gk
    >>> gk.load_scheme("sichuan-land-2011").points
    Decimal('100')
    >>> gk.load_scheme("sichuan-land-2012")
    Traceback (most recent call last):
    gkeval.errors.InputError: scheme sichuan-land-2012: 1 problem
      found no scheme of this name, no such folder and no such file; allowed: ...
    """
    file = _find(name_or_path)
    if isinstance(file, Problem):
        raise InputError(f"scheme {_short(name_or_path)}", Problems([file]))
    scheme, problems = _read(file, limits)
    if scheme is None or problems.errors:
        raise InputError(f"scheme {_shown(file)}", problems)
    return scheme


def check_scheme(name_or_path: str | FilePath, *, limits: Limits = DEFAULT) -> Problems:
    """Find every fault of a scheme, warnings included; empty when there is none.

    Parameters
    ----------
    name_or_path, limits
        As in `load_scheme`.

    Examples
    --------
    >>> import gkeval as gk
    >>> bool(gk.check_scheme("sichuan-land-2011"))
    False
    >>> gk.check_scheme("nowhere/scheme.yaml")[0].code
    'no_such_scheme'
    """
    file = _find(name_or_path)
    return Problems([file]) if isinstance(file, Problem) else _read(file, limits)[1]


def parse_scheme(content: Mapping[str, Any] | str, *, source: str = "scheme") -> Scheme:
    """Make a scheme from YAML text or from plain Python data, and check it.

    Parameters
    ----------
    content
        YAML text, or a mapping with the keys of a scheme file; numbers may be int, float or
        Decimal, days `datetime.date`, and what is None is left out.
    source
        The name that problems call it by.

    Raises
    ------
    InputError
        When the scheme is not sound; `problems` lists every fault.

    Examples
    --------
    >>> import gkeval as gk
    >>> data = gk.load_scheme("sichuan-land-2011").model_dump(by_alias=True)
    >>> parse_scheme(data | {"title": {"en": "Another"}}).title.to("en")
    'Another'
    """
    if isinstance(content, str):
        scheme, problems = _parse_yaml(content, source)
    else:
        data = plain_data(content)
        scheme, found = examine(data)
        problems = to_problems(found, source, {}, data)
    if scheme is None or problems.errors:
        raise InputError(source, problems)
    return scheme


def examine(data: Any, known: frozenset[Path] = frozenset()) -> tuple[Scheme | None, list[Fault]]:
    """Build a scheme from plain data and check it.

    Parameters
    ----------
    data
        Dicts, lists and scalars with the keys of a scheme file.
    known
        Paths that are faulty already and are not complained about again.

    Returns
    -------
    scheme : Scheme or None
        None when there is any fault that makes it unusable.
    faults : list of Fault
    """
    if not isinstance(data, dict):
        found = "a list" if isinstance(data, list) else "a text"
        remedy = "begin with scheme: and the other keys of a scheme"
        return None, [Fault("wrong_form", (), found, "a mapping", remedy)]
    data, faults = migrate(data)
    if faults:
        return None, faults
    scheme, faults, sure = fit(points_from_percent(data), known)
    faults += strict_yaml.hidden(data)
    if scheme is not None:
        faults += [fault for fault in checks.faults(scheme) if sure(fault.path)]
    usable = not known and not any(fault.severity == "error" for fault in faults)
    return (scheme if usable else None), faults


def plain_data(value: Any) -> Any:
    """Return Python data as a file would give it: dicts, lists and scalars, nothing that is None.

    >>> plain_data({"groups": ("county",), "clause": None})
    {'groups': ['county']}
    """
    if isinstance(value, Spec):
        value = value.model_dump(by_alias=True)
    if isinstance(value, Mapping):
        return {str(key): plain_data(item) for key, item in value.items() if item is not None}
    return [plain_data(item) for item in value] if isinstance(value, list | tuple) else value


def built_in() -> dict[str, FilePath]:
    """Return the files of the built-in schemes by id.

    >>> built_in()["sichuan-land-2011"].name
    'scheme.yaml'
    """
    files = sorted(indicators_dir().glob(f"*/{FILE}"))
    return {file.parent.name: file for file in files}


def _find(name_or_path: str | FilePath) -> FilePath | Problem:
    """Return the file of a scheme, or what is wrong with the name."""
    shipped = built_in()
    allowed = f"{', '.join(shipped)}, a folder that holds {FILE}, or a file"
    if not isinstance(name_or_path, str | PathLike):
        found, remedy = f"{type(name_or_path).__name__}", "give a name or a path as text"
        return Problem("no_such_scheme", found, allowed, remedy)
    if isinstance(name_or_path, str) and name_or_path in shipped:
        return shipped[name_or_path]
    path, folder = FilePath(name_or_path), False
    with suppress(OSError, RuntimeError, ValueError):  # no name that a file could have
        path = path.expanduser()
        folder = path.is_dir()
        if folder and (path / FILE).is_file():
            return path / FILE
        if path.is_file():
            return path
    if folder:
        found, remedy = f"a folder without {FILE}", f"put {FILE} there, or name the file itself"
    else:
        found = "no scheme of this name, no such folder and no such file"
        remedy = nearest(_short(name_or_path), shipped, "correct the name or the path")
    return Problem("no_such_scheme", found, allowed, remedy)


def _read(file: FilePath, limits: Limits) -> tuple[Scheme | None, Problems]:
    source = _shown(file)
    if problem := refused(file, source, limits, name="scheme_bytes"):
        return None, Problems([problem])
    try:
        content = file.read_bytes()
    except OSError as error:
        found = f"a file that cannot be read ({error.strerror})"
        problem = Problem("unreadable", found, "a readable file", "check its rights", source)
        return None, Problems([problem])
    scheme, problems = _parse_yaml(content, source, limits)
    folder = file.resolve().parent.name
    if scheme is not None and file.name == FILE and scheme.scheme != folder:
        named = Problem(
            "id_differs_from_folder",
            found=f"scheme: {scheme.scheme} in the folder {folder}",
            allowed="the name of its folder as the id of a scheme",
            remedy="rename one of the two, so that the scheme is found by its id",
            source=source,
            column="scheme",
            severity="warning",
        )
        problems = problems + Problems([named])
    return scheme, problems


def _parse_yaml(
    content: bytes | str, source: str, limits: Limits = DEFAULT
) -> tuple[Scheme | None, Problems]:
    parsed = strict_yaml.read(content, limits)
    faults = list(parsed.faults)
    scheme = None
    if parsed.whole:
        known = frozenset(fault.path for fault in faults if fault.path)
        scheme, found = examine(parsed.data, known)
        faults += found
    if any(fault.severity == "error" for fault in faults):
        scheme = None
    return scheme, to_problems(faults, source, parsed.lines, parsed.data)


def _shown(file: FilePath) -> str:
    """Name a file for people: with its folder where every scheme's file is called the same."""
    return f"{file.resolve().parent.name}/{file.name}" if file.name == FILE else file.name


def _short(name_or_path: str | FilePath) -> str:
    """Name what was asked for, without the folders of an absolute path."""
    if not isinstance(name_or_path, str | PathLike):
        return str(name_or_path)[:80]
    path = FilePath(name_or_path)
    return repr(path.name if path.is_absolute() else str(name_or_path))[1:-1][:80]
