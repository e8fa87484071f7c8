"""Outputs against their manifests: files, archives, and the result that an archive holds.

In: a folder or an archive file. Out: findings, and the result where there is one to go on with.
Nothing here reads the inputs or writes an output again.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from gkeval.assessment import archive
from gkeval.assessment.differences import tables_differ
from gkeval.assessment.manifest import NAME, as_bytes, hashes_in, manifest_in, seal_of
from gkeval.assessment.result import Assessment
from gkeval.assessment.verification import Finding
from gkeval.errors import GkevalError
from gkeval.limits import DEFAULT, Limits


@dataclass
class Proof:
    """What was found so far in one output.

    Attributes
    ----------
    findings : list of Finding
    said : dict
        Its manifest; None when there is none that can be read.
    result : Assessment
        What it holds; None when it holds none that can be read.
    files : int
        How many files were looked at.
    """

    findings: list[Finding] = field(default_factory=list)
    said: dict[str, Any] | None = None
    result: Assessment | None = None
    files: int = 0

    @property
    def differs(self) -> bool:
        """Whether anything speaks against it."""
        return any(finding.kind == "difference" for finding in self.findings)


def prove_folder(folder: Path) -> Proof:
    """Look at the files of a folder: each must be in its manifest, as it was written."""
    try:
        said = manifest_in(folder)
    except GkevalError as error:
        return Proof([Finding("manifest_unreadable", ".", found=str(error))])
    if said is None:
        return Proof([Finding("manifest_missing", ".")])
    found = hashes_in(folder)
    kept = said.get("kept", [])
    kept = set(map(str, kept)) if isinstance(kept, list) else set()
    beside = {name for name in found if name.split("/")[0] in kept - _tops(said["sha256"])}
    findings = _unsealed(said, (folder / NAME).read_bytes(), NAME)
    findings += files_differ(
        said["sha256"], {name: digest for name, digest in found.items() if name not in beside}
    )
    findings += [Finding("not_ours", name) for name in sorted({n.split("/")[0] for n in beside})]
    return Proof(findings, said, files=len(found) + 1)


def files_differ(stated: Mapping[str, str], found: Mapping[str, str]) -> list[Finding]:
    """Return which files are missing, were added or changed.

    >>> [str(f.code) for f in files_differ({"a": "1", "b": "2"}, {"b": "3", "c": "4"})]
    ['file_missing', 'file_changed', 'file_added']
    """
    changed = [name for name in stated if name in found and stated[name] != found[name]]
    return [
        *(Finding("file_missing", name) for name in stated if name not in found),
        *(Finding("file_changed", name) for name in changed),
        *(Finding("file_added", name) for name in found if name not in stated),
    ]


def prove_archive(path: Path, limits: Limits = DEFAULT) -> Proof:
    """Look at an archive: its members, and every number that follows from its values."""
    name = path.name
    proof = Proof(files=1)
    try:
        members = archive.members_in(path, limits)
        said = archive.manifest_of(members, name)
    except GkevalError as error:
        proof.findings.append(Finding("archive_unreadable", name, found=str(error)))
        return proof
    proof.said = said
    findings = _unsealed(said, members[NAME], f"{name}, {NAME}")
    hashes = said["sha256"]
    findings += [Finding("file_changed", f"{name}, {m}") for m in archive.changed_in(members, said)]
    added = [one for one in members if one not in hashes and one != NAME]
    findings += [Finding("file_added", f"{name}, {member}") for member in added]
    if not findings and not _is_as_written(members, path):
        findings.append(Finding("archive_changed", name))
    try:
        proof.result = archive.rebuilt(members, said, name)
        findings += _follows(members, said, proof.result, name)
    except Exception as error:  # whoever wrote it: what is in it can be wrong in any way
        proof.result = None
        shown = str(error) if isinstance(error, GkevalError) else type(error).__name__
        findings.append(Finding("archive_unreadable", name, found=shown[:500]))
    else:
        findings.append(Finding("recomputed_from_values", name))
    proof.findings += findings
    return proof


def _follows(
    members: Mapping[str, bytes], said: Mapping[str, Any], result: Assessment, name: str
) -> list[Finding]:
    """Return what does not follow from scheme, values and units."""
    findings = identity_differs(said, result, f"{name}, {NAME}")
    tables = {table: archive.frame_in(members, table) for table in archive.TABLES}
    findings += tables_differ(tables, archive.tables_of(result), name)
    told = (said["changes"].get("count"), said["changes"].get("seal"))
    held = (len(result.provenance.log), result.provenance.seal)
    if told != held:
        place = f"{name}, {NAME}, changes"
        findings.append(Finding("cell_differs", place, *(_pair(*pair) for pair in (told, held))))
    return findings


def identity_differs(said: Mapping[str, Any], result: Assessment, where: str) -> list[Finding]:
    """Return in what a manifest speaks of another scheme or result than this one."""
    findings = []
    own, stated = result.scheme.fingerprint, said["scheme_fingerprint"]
    if (stated, said["scheme"]) != (own, result.scheme.scheme):
        pairs = (said["scheme"], stated), (result.scheme.scheme, own)
        findings.append(Finding("scheme_differs", where, *(_pair(*pair) for pair in pairs)))
    if (said["fingerprint"], said["inputs"]) != (result.fingerprint, result.inputs):
        pair = said["fingerprint"], result.fingerprint
        findings.append(Finding("not_that_result", where, *pair))
    return findings


def _unsealed(said: Mapping[str, Any], data: bytes, where: str) -> list[Finding]:
    """Return whether a manifest was changed since it was sealed, be it by a space."""
    sealed = said.get("seal") == seal_of(said) and data == as_bytes(said)
    return [] if sealed else [Finding("manifest_changed", where)]


def _is_as_written(members: Mapping[str, bytes], path: Path) -> bool:
    target = io.BytesIO()
    archive.pack(members, target)
    return target.getvalue() == path.read_bytes()


def _tops(hashes: Mapping[str, str]) -> set[str]:
    return {name.split("/")[0] for name in hashes}


def _pair(*parts: object) -> str:
    return " ".join(str(part) for part in parts)
