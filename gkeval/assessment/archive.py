"""An Assessment in one file: a zip of Parquet tables with a JSON manifest.

manifest.json names the version, the fingerprints and the hash of every member; scheme.json is the
scheme; values, units, scores, totals, problems and evidence are tables, without the columns that
may name a person. What is read back is rebuilt from scheme, values and units, and must give the
fingerprint that the manifest states.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import zipfile
import zlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from gkeval.assessment.evidence import Kept
from gkeval.assessment.legible import is_personal
from gkeval.errors import GkevalError, Problem, Problems
from gkeval.files import whole_file
from gkeval.limits import DEFAULT, Limits, refused, unpacks_to_much
from gkeval.places import version
from gkeval.scheme import parse_scheme

if TYPE_CHECKING:
    from gkeval.assessment.result import Assessment

FORMAT = 1
_MOMENT = (1980, 1, 1, 0, 0, 0)
_UNREADABLE = (zipfile.BadZipFile, zlib.error, OSError, EOFError, RuntimeError, ValueError)
"""What zipfile raises for a file that is no zip, is damaged, or is locked by a password."""

_TABLES = ("values", "units", "scores", "totals", "problems", "evidence")


def write(result: Assessment, path: str | os.PathLike[str]) -> None:
    """Write an archive; the same result gives the same bytes."""
    members = {"scheme.json": _scheme_text(result).encode()}
    frames = {
        "values": result.values,
        "units": result.units,
        "scores": result.scores,
        "totals": result.totals,
        "problems": result.problems.to_frame(),
        "evidence": _impersonal(result.evidence.everything()),
    }
    for name, frame in frames.items():
        members[f"{name}.parquet"] = _parquet(frame)
    manifest = {
        "format": FORMAT,
        "gkeval": version(),
        "scheme": result.scheme.scheme,
        "scheme_fingerprint": result.scheme.fingerprint,
        "inputs": result.inputs,
        "fingerprint": result.fingerprint,
        "provisional": sorted(result.provisional),
        "sha256": {name: hashlib.sha256(data).hexdigest() for name, data in members.items()},
    }
    members["manifest.json"] = json.dumps(manifest, ensure_ascii=False, indent=1).encode()
    with whole_file(path) as draft, zipfile.ZipFile(draft, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(zipfile.ZipInfo(name, _MOMENT), data, zipfile.ZIP_DEFLATED)


def load(path: str | os.PathLike[str], *, limits: Limits = DEFAULT) -> Assessment:
    """Read an assessment that `Assessment.save` wrote.

    Parameters
    ----------
    path
        The archive file.
    limits
        How large it may be, packed and unpacked.

    Returns
    -------
    Assessment
        Equal in every number to the one that was saved; `explain` shows the records that were
        kept with it.

    Raises
    ------
    GkevalError
        When there is no such file, when it is no archive of gkeval, or when a member was changed
        since it was written.
    """
    name = Path(path).name
    members = _members(path, name, limits)
    try:
        return _read(members, name)
    except GkevalError:
        raise
    except Exception as error:  # whoever wrote it: what is in it can be wrong in any way
        raise GkevalError(
            f"{name} is no result archive that gkeval wrote ({type(error).__name__}: "
            f"{str(error)[:80]}). Remedy: take the archive from where it was published"
        ) from error


def _read(members: dict[str, bytes], name: str) -> Assessment:
    from gkeval.assessment.run import from_values

    manifest = json.loads(members["manifest.json"])
    if manifest.get("format", 0) > FORMAT:
        raise GkevalError(
            f"{name} has format {manifest['format']}, this version reads up to {FORMAT}. "
            "Remedy: use a newer gkeval"
        )
    changed = [
        member
        for member, digest in manifest["sha256"].items()
        if hashlib.sha256(members.get(member, b"")).hexdigest() != digest
    ]
    if changed:
        raise GkevalError(
            f"{name}: {', '.join(changed)} changed since it was written. "
            "Remedy: take the archive from where it was published"
        )
    frames = {table: pd.read_parquet(io.BytesIO(members[f"{table}.parquet"])) for table in _TABLES}
    scheme = parse_scheme(json.loads(members["scheme.json"]), source=f"{name}: scheme.json")
    result = from_values(
        scheme,
        frames["values"],
        frames["units"],
        inputs=manifest["inputs"],
        problems=_problems(frames["problems"]),
        provisional=frozenset(manifest["provisional"]),
        evidence=Kept(frames["evidence"]),
    )
    if result.fingerprint != manifest["fingerprint"]:
        raise GkevalError(f"{name}: the fingerprint does not follow from what the archive holds")
    return result


def _impersonal(records: pd.DataFrame) -> pd.DataFrame:
    """Return records without the columns that may name a person."""
    return records[[name for name in records.columns if not is_personal(str(name))]]


def _scheme_text(result: Assessment) -> str:
    return result.scheme.model_dump_json(by_alias=True, exclude_unset=True, indent=1)


def _parquet(frame: pd.DataFrame) -> bytes:
    target = io.BytesIO()
    texts = {
        column: frame[column].astype("str").where(frame[column].notna())
        for column in frame.columns
        if frame[column].dtype == object
    }
    frame.assign(**texts).to_parquet(target, index=False)
    return target.getvalue()


def _members(path: str | os.PathLike[str], name: str, limits: Limits) -> dict[str, bytes]:
    if not os.path.lexists(path):
        raise GkevalError(f"there is no file {name}. Remedy: check the path")
    if problem := refused(path, name, limits):
        raise GkevalError(str(problem))
    try:
        with zipfile.ZipFile(path) as archive:
            if problem := unpacks_to_much(archive, name, limits):
                raise GkevalError(str(problem))
            members = {entry: archive.read(entry) for entry in archive.namelist()}
    except _UNREADABLE as error:
        raise GkevalError(f"{name} is no result archive of gkeval ({error})") from None
    needed = {"manifest.json", "scheme.json", *(f"{table}.parquet" for table in _TABLES)}
    if lacking := needed - set(members):
        raise GkevalError(f"{name} is no result archive: it lacks {', '.join(sorted(lacking))}")
    return members


def _problems(frame: pd.DataFrame) -> Problems:
    names = "code found allowed remedy source line table column unit severity".split()
    rows: Any = frame[names].to_dict("records")
    return Problems(
        Problem(**{**row, "line": None if pd.isna(row["line"]) else int(row["line"])})
        for row in rows
    )
