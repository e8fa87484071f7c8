"""manifest.json, of one form in every output: what made it, from what, and the hash of each file.

In: an Assessment, options, and the files that were written. Out: the manifest. There is no clock,
no path and no name of a machine in it, so that the same inputs give the same manifest.
"""

from __future__ import annotations

import hashlib
import json
import os
import platform
import sys
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gkeval.errors import GkevalError
from gkeval.places import version as own_version

if TYPE_CHECKING:
    from gkeval.assessment.result import Assessment

NAME = "manifest.json"
FORMAT = 2

_LARGEST = 64 << 20
_LIBRARIES = (
    *("chinesecalendar", "docxtpl", "duckdb", "Jinja2", "narwhals", "numpy", "pandas", "plotly"),
    *("polars", "pyarrow", "pydantic", "pyspark", "python-calamine", "python-docx", "PyYAML"),
    *("scipy", "XlsxWriter"),
)
"""Libraries on which numbers, or the bytes of an output, depend."""


@cache
def versions() -> Mapping[str, str]:
    """Return the versions that are running: gkeval, Python, the platform and the libraries.

    >>> versions()["gkeval"] == own_version(), "numpy" in versions()
    (True, True)
    """
    found = {
        "gkeval": own_version(),
        "python": platform.python_version(),
        "platform": f"{sys.platform} {platform.machine()}",
    }
    for name in _LIBRARIES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found


def manifest(
    result: Assessment,
    kind: str,
    hashes: Mapping[str, str],
    *,
    options: Mapping[str, Any] | None = None,
    **more: Any,
) -> dict[str, Any]:
    """Return the manifest of an output.

    Parameters
    ----------
    result
        What the output was written from.
    kind
        ``"archive"``, ``"report"`` or ``"assessment"``.
    hashes
        File of the output (its path inside, with ``/``) → SHA-256.
    options
        What was asked for, beside what the result was made with.
    more
        Further entries.

    Returns
    -------
    dict
        As JSON; ``seal`` is a hash of all the rest.
    """
    told = result.provenance.to_dict()
    said = {
        "generator": f"gkeval {own_version()}",
        "format": FORMAT,
        "kind": kind,
        "scheme": result.scheme.scheme,
        "scheme_fingerprint": result.scheme.fingerprint,
        "fingerprint": result.fingerprint,
        "inputs": result.inputs,
        **told,
        "options": {**told["options"], **(options or {})},
        "seed": None,
        **more,
        "versions": dict(versions()),
        "sha256": dict(sorted(hashes.items())),
    }
    return said | {"seal": seal_of(said)}


def seal_of(said: Mapping[str, Any]) -> str:
    """Return the seal of a manifest: a hash of everything else in it.

    >>> seal_of({"a": 1, "seal": "x"}) == seal_of({"a": 1}), seal_of({"a": 2}) == seal_of({"a": 1})
    (True, False)
    """
    rest = {name: held for name, held in said.items() if name != "seal"}
    text = json.dumps(rest, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def as_bytes(said: Mapping[str, Any]) -> bytes:
    """Return a manifest as it stands in a file."""
    return (json.dumps(said, ensure_ascii=False, indent=1) + "\n").encode()


def write_manifest(said: Mapping[str, Any], folder: Path) -> None:
    """Write the manifest of a folder into it."""
    (folder / NAME).write_bytes(as_bytes(said))


def read_manifest(data: bytes, where: str, what: str = "manifest") -> dict[str, Any]:
    """Return the manifest that bytes hold; `what` is called `where` in messages.

    Raises
    ------
    GkevalError
        When they are no manifest, or one of another format.
    """
    try:
        said = json.loads(data)
        form = int(said["format"]) if said["format"] is not True else 0
        sound = form != FORMAT or _is_sound(said)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        sound = False
    if not sound:
        raise GkevalError(
            f"{where} is no {what} of gkeval. Remedy: take it from where it was published"
        )
    if form != FORMAT:
        remedy = "use a newer gkeval" if form > FORMAT else "write it again with this version"
        raise GkevalError(
            f"{where} has format {form}, this version reads {FORMAT}. Remedy: {remedy}"
        )
    return dict(said)


def _is_sound(said: Mapping[str, Any]) -> bool:
    """Tell whether a manifest holds what is read from it, each in its kind."""
    hashes = [said["sha256"], said["sources"]["files"], said["sources"]["tables"]]
    texts = [said[name] for name in ("kind", "scheme", "scheme_fingerprint", "fingerprint")]
    texts += [said["made_by"], said["inputs"]]
    texts += [said["changes"]["seal"], said["changes"]["inputs_before"]]
    texts += [digest for one in hashes for digest in one.values()]
    dicts = [said["options"], said["options"]["assess"], said["versions"], said["changes"]]
    return (
        all(isinstance(one, str) for one in texts)
        and all(isinstance(one, dict) for one in dicts)
        and isinstance(said["changes"]["count"], int)
    )


def manifest_in(folder: Path) -> dict[str, Any] | None:
    """Return the manifest of a folder; None where there is none.

    Raises
    ------
    GkevalError
        When it cannot be read.
    """
    path = folder / NAME
    if not os.path.lexists(path):
        return None
    if path.is_symlink() or not path.is_file() or path.stat().st_size > _LARGEST:
        raise GkevalError(f"{NAME} is no manifest of gkeval. Remedy: take the output anew")
    return read_manifest(path.read_bytes(), NAME)


def hashes_in(folder: Path) -> dict[str, str]:
    """Return path (with ``/``) → SHA-256 of every file in a folder, its own manifest aside.

    A link is named, and not followed.
    """
    return {
        name: "link" if path.is_symlink() else _hash_of(path)
        for name, path in _files(folder)
        if name != NAME
    }


def _files(folder: Path) -> Iterator[tuple[str, Path]]:
    for at, folders, files in os.walk(folder):
        linked = [name for name in folders if (Path(at) / name).is_symlink()]
        for name in sorted([*files, *linked]):
            path = Path(at) / name
            yield path.relative_to(folder).as_posix(), path


def _hash_of(path: Path) -> str:
    if not path.is_file():
        return "no file"
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
