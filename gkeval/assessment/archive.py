"""An Assessment in one file: a zip of Parquet tables with a JSON manifest.

manifest.json is that of every output, see `manifest`; scheme.json is the scheme, columns.json what
the columns of each indicator's records hold; values, units, scores, totals, problems, evidence and
changes are tables, without the columns that may name a person. What is read back is rebuilt from
scheme, values and units, and must give the fingerprint that the manifest states. Members are not
packed again, so that the bytes of an archive follow from those of its members.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import pandas as pd

from gkeval.arguments import path_of
from gkeval.assessment.evidence import Kept, joined, kinds_of
from gkeval.assessment.legible import is_personal
from gkeval.assessment.manifest import NAME, as_bytes, manifest, read_manifest
from gkeval.assessment.provenance import Provenance
from gkeval.errors import GkevalError, Problem, Problems
from gkeval.files import whole_file
from gkeval.limits import DEFAULT, Limits, refused, unpacks_to_much
from gkeval.scheme import parse_scheme

if TYPE_CHECKING:
    from gkeval.assessment.result import Assessment

_MOMENT = (1980, 1, 1, 0, 0, 0)
_UNREADABLE = (zipfile.BadZipFile, zlib.error, OSError, EOFError, RuntimeError, ValueError)
"""What zipfile raises for a file that is no zip, is damaged, or is locked by a password."""

TABLES = ("values", "units", "scores", "totals", "problems", "evidence", "changes")


def write(result: Assessment, path: str | os.PathLike[str]) -> None:
    """Write an archive; the same result gives the same bytes."""
    path = path_of("path", path)
    shown = result.evidence.by_indicator()
    columns = {name: kinds_of(_impersonal(frame)) for name, frame in shown.items()}
    members = {
        "scheme.json": _scheme_text(result).encode(),
        "columns.json": json.dumps(columns, ensure_ascii=False, indent=1).encode(),
    }
    for name, frame in tables_of(result, shown).items():
        members[f"{name}.parquet"] = _parquet(frame)
    hashes = {name: hashlib.sha256(data).hexdigest() for name, data in members.items()}
    said = manifest(result, "archive", hashes, provisional=sorted(result.provisional))
    with whole_file(path) as draft:
        pack(members | {NAME: as_bytes(said)}, draft)


def tables_of(
    result: Assessment, shown: Mapping[str, pd.DataFrame] | None = None
) -> dict[str, pd.DataFrame]:
    """Return the tables that an archive of a result holds, by name.

    Parameters
    ----------
    shown
        The evidence of the result by indicator, where it is at hand.
    """
    shown = result.evidence.by_indicator() if shown is None else shown
    return {
        "values": result.values,
        "units": _impersonal(result.units),
        "scores": result.scores,
        "totals": result.totals,
        "problems": result.problems.to_frame(),
        "evidence": _impersonal(joined(shown)),
        "changes": result.changes,
    }


def pack(members: Mapping[str, bytes], target: IO[bytes] | Path) -> None:
    """Write an archive; the same members in the same order give the same bytes."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        for name, data in members.items():
            entry = zipfile.ZipInfo(name, _MOMENT)
            entry.create_system = 3  # the same on every system
            archive.writestr(entry, data)


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
    path = path_of("path", path)
    name = path.name
    members = members_in(path, limits)
    try:
        said = manifest_of(members, name)
        if changed := changed_in(members, said):
            raise GkevalError(
                f"{name}: {', '.join(changed)} changed since it was written. "
                "Remedy: take the archive from where it was published"
            )
        result = rebuilt(members, said, name)
        if result.fingerprint != said["fingerprint"]:
            raise GkevalError(
                f"{name}: the fingerprint does not follow from what the archive holds"
            )
        return result
    except GkevalError:
        raise
    except Exception as error:  # whoever wrote it: what is in it can be wrong in any way
        raise GkevalError(
            f"{name} is no result archive that gkeval wrote ({type(error).__name__}: "
            f"{str(error)[:80]}). Remedy: take the archive from where it was published"
        ) from error


def manifest_of(members: Mapping[str, bytes], name: str) -> dict[str, Any]:
    """Return the manifest of an archive.

    Raises
    ------
    GkevalError
        When there is none that can be read.
    """
    return read_manifest(members[NAME], name, "result archive")


def changed_in(members: Mapping[str, bytes], said: Mapping[str, Any]) -> list[str]:
    """Return the members that are not those of the manifest."""
    return [
        member
        for member, digest in said["sha256"].items()
        if hashlib.sha256(members.get(member, b"")).hexdigest() != digest
    ]


def frame_in(members: Mapping[str, bytes], table: str) -> pd.DataFrame:
    """Return a table of an archive."""
    return pd.read_parquet(io.BytesIO(members[f"{table}.parquet"]))


def rebuilt(members: Mapping[str, bytes], said: Mapping[str, Any], name: str) -> Assessment:
    """Return the result that follows from scheme, values and units of an archive."""
    from gkeval.assessment.run import from_values

    return from_values(
        parse_scheme(json.loads(members["scheme.json"]), source=f"{name}: scheme.json"),
        frame_in(members, "values"),
        frame_in(members, "units"),
        inputs=said["inputs"],
        problems=_problems(frame_in(members, "problems")),
        provisional=frozenset(said["provisional"]),
        evidence=Kept(frame_in(members, "evidence"), json.loads(members["columns.json"])),
        provenance=Provenance.from_dict(said, frame_in(members, "changes")),
    )


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
    frame.assign(**texts).to_parquet(target, index=False, compression="zstd")
    return target.getvalue()


def members_in(path: str | os.PathLike[str], limits: Limits = DEFAULT) -> dict[str, bytes]:
    """Return the members of an archive file.

    Raises
    ------
    GkevalError
        When there is no such file, it is no archive, or it lacks a member.
    """
    name = Path(path).name
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
    needed = {NAME, "scheme.json", "columns.json", *(f"{table}.parquet" for table in TABLES)}
    if lacking := needed - set(members):
        raise GkevalError(f"{name} is no result archive: it lacks {', '.join(sorted(lacking))}")
    return members


def as_kept(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a table as it is once it has been in an archive."""
    return pd.read_parquet(io.BytesIO(_parquet(frame)))


def _problems(frame: pd.DataFrame) -> Problems:
    names = "code found allowed remedy source line table column unit severity".split()
    rows: Any = frame[names].to_dict("records")
    return Problems(
        Problem(**{**row, "line": None if pd.isna(row["line"]) else int(row["line"])})
        for row in rows
    )
