"""`verify`: whether an output is as it was written, and follows from what it was made from.

In: the folder or archive that `report`, `Assessment.save` or the shell wrote. Out: a Verification.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from gkeval.assessment import Assessment
from gkeval.assessment.manifest import NAME
from gkeval.assessment.proving import Proof, identity_differs, prove_archive, prove_folder
from gkeval.assessment.verification import Finding, Verification, under
from gkeval.errors import GkevalError
from gkeval.limits import DEFAULT, Limits
from gkeval.publish.bundle import ARCHIVE, REPORT
from gkeval.publish.recomputing import (
    Given,
    Inputs,
    log_differs,
    other_versions,
    recomputed,
    report_differs,
    scheme_differs,
    tables_again,
)
from gkeval.records import Records
from gkeval.scheme import load_scheme
from gkeval.scheme.model import Scheme
from gkeval.spec import Lang

_ALIKE = ("made_by", "sources", "changes", "versions", "inputs", "scheme_fingerprint")
"""What the manifests of one assessment say alike."""


def verify(
    path: str | os.PathLike[str],
    *,
    records: Inputs | None = None,
    scheme: Scheme | str | Path | None = None,
    log: str | os.PathLike[str] | None = None,
    seal: str | None = None,
    rebuild: bool = True,
    lang: Lang | None = None,
    limits: Limits = DEFAULT,
) -> Verification:
    """Verify an output (核对): compute it again, and say what differs.

    Every file is set beside the hash in ``manifest.json``; every number of an archive is computed
    again from the values in it; with `records`, or where these are the sample of the scheme, the
    values from the records; and a report is written again and compared byte by byte, where the
    result is at hand and the versions are those that wrote it.

    Parameters
    ----------
    path
        An archive (``result.zip``), the folder of a report or of ``gkeval assess``, or a folder
        that holds such folders.
    records
        The records as they are today: what `read_records` returned, or a path to read them from;
        for a result of `score` the values. Changes of them since show, cell by cell.
    scheme
        The scheme as it is today.
    log
        The log of changes as it is today; see `gkeval.collecting.append_log`.
    seal
        Of the manifest, as it was noted down when the version was frozen. Somebody who changes
        everything alike, hashes included, is found by this or by `records`.
    rebuild
        Whether to write a report again.
    lang
        ``"zh"`` or ``"en"``; the scheme's own language when not given.
    limits
        How large an archive may be.

    Returns
    -------
    Verification
        `ok` when nothing differs; `differences`, and notes of what could not be looked at.

    Raises
    ------
    GkevalError
        When there is no such file or folder; for a scheme that cannot be loaded; for records that
        are of no kind named above.

    Examples
    --------
    >>> import gkeval as gk, tempfile
    >>> result = gk.assess("sichuan-land-2011", gk.read_records(gk.sample("sichuan-land-2011")))
    >>> path = Path(tempfile.mkdtemp()) / "result.zip"
    >>> result.save(path)
    >>> gk.verify(path).ok
    True
    >>> broken = path.write_bytes(path.read_bytes()[:-1])
    >>> gk.verify(path).differences[0].code
    'archive_unreadable'
    """
    if not isinstance(path, str | os.PathLike):
        raise GkevalError(
            f"path is {type(path).__name__}, must be the path of an archive or a folder. Remedy: "
            "give where the output was written"
        )
    target = Path(path)
    if not target.exists():
        raise GkevalError(f"there is no file or folder {target.name}. Remedy: check the path")
    if scheme is not None and not isinstance(scheme, Scheme):
        scheme = load_scheme(scheme)
    if not isinstance(records, Records | pd.DataFrame | str | os.PathLike | None):
        raise GkevalError(
            f"records are {type(records).__name__}, must be what read_records returned, a path or "
            "a data frame of values. Remedy: read them with read_records"
        )
    given = Given(records, scheme, None if log is None else Path(log), limits)
    proof = _proved(target, given, rebuild)
    if seal is not None and (own := (proof.said or {}).get("seal")) != seal:
        proof.findings.insert(0, Finding("seal_differs", target.name, seal, str(own)))
    found = list(dict.fromkeys(proof.findings))
    found.sort(key=lambda finding: finding.kind == "note")
    own_lang = proof.result.scheme.lang if proof.result is not None else "zh"
    sealed = str((proof.said or {}).get("seal", ""))
    return Verification(tuple(found), sealed, proof.files, lang or own_lang)


def _proved(path: Path, given: Given, rebuild: bool) -> Proof:
    if not path.is_dir():
        proof = prove_archive(path, given.limits)
        if proof.said is not None:
            _beside_inputs(proof, given, path.name)
        return proof
    proof = prove_folder(path)
    if proof.said is None:
        return _nested(path, proof, given, rebuild)
    if proof.said["kind"] == "assessment":
        _prove_bundle(path, proof, given, rebuild)
    else:
        _beside_inputs(proof, given, NAME)
        _prove_report(proof, proof.said, proof.result, ".", rebuild)
    return proof


def _nested(folder: Path, proof: Proof, given: Given, rebuild: bool) -> Proof:
    """Verify the outputs in a folder that is none itself."""
    inside = sorted(entry for entry in folder.iterdir() if not entry.name.startswith("."))
    ours = [entry for entry in inside if _is_output(entry)]
    loose = [entry for entry in inside if entry.is_file()]
    # what lies beside an archive or a report of ours was written with it
    missing = not ours or bool(loose) or proof.findings[0].code != "manifest_missing"
    whole = Proof(list(proof.findings) if missing else [])
    for entry in inside:
        if entry in ours:
            part = _proved(entry, given, rebuild)
            whole.findings += under(part.findings, entry.name) if entry.is_dir() else part.findings
            whole.files += part.files
            whole.result = whole.result or part.result
            if len(ours) == 1:
                whole.said = part.said
        elif entry.is_dir() and not missing:
            whole.findings.append(Finding("no_output", entry.name))
    return whole


def _is_output(entry: Path) -> bool:
    if entry.is_file():
        return entry.suffix == ".zip"
    return entry.is_dir() and any(entry.rglob(NAME)) | any(entry.rglob(ARCHIVE))


def _beside_inputs(proof: Proof, given: Given, name: str) -> Assessment | None:
    """Set an output beside the inputs of today; return the result that follows from them."""
    said = proof.said or {}
    kept = proof.result.scheme if proof.result is not None else None
    proof.findings += scheme_differs(said, kept, given)
    proof.findings += log_differs(said, proof.result, given)
    findings, fresh = recomputed(said, proof.result, given, name)
    proof.findings += findings
    if proof.result is None:
        proof.result = fresh
    return fresh


def _prove_bundle(folder: Path, proof: Proof, given: Given, rebuild: bool) -> None:
    """Verify the folder of an assessment: archive, tables and report speak of one result."""
    said = proof.said or {}
    held = Proof()
    if (folder / ARCHIVE).is_file():
        held = prove_archive(folder / ARCHIVE, given.limits)
        proof.findings += held.findings
    if held.result is not None and held.said is not None:
        proof.result = held.result
        proof.findings += identity_differs(said, held.result, NAME)
        proof.findings += _unlike(said, held.said, ARCHIVE)
        _beside_inputs(proof, given, ARCHIVE)
    inner = prove_folder(folder / REPORT) if (folder / REPORT).is_dir() else None
    if inner is not None:
        proof.findings += under(inner.findings, REPORT)
        if inner.said is not None:
            proof.findings += _unlike(said, inner.said, REPORT)
            sound = None if held.differs else held.result
            _prove_report(proof, inner.said, sound, REPORT, rebuild)
    if held.result is not None and not held.differs and not other_versions(said):
        try:
            proof.findings += tables_again(said, held.result)
        except (KeyError, TypeError, ValueError) as error:
            shown = f"{type(error).__name__} {error}"
            proof.findings.append(Finding("manifest_unreadable", NAME, found=shown))


def _prove_report(
    proof: Proof, said: Mapping[str, Any], result: Assessment | None, where: str, rebuild: bool
) -> None:
    """Write a report again where that can tell something."""
    if not rebuild:
        return
    reason = ""
    if result is None:
        reason = "no_result"
    elif result.fingerprint != said["fingerprint"]:
        reason = "differences"
    elif other := other_versions(said):
        reason = f"other_versions:{other}"
    if reason or result is None:
        proof.findings.append(Finding("not_rebuilt", where, found=reason))
    else:
        try:
            proof.findings += report_differs(said, result, where)
        except (GkevalError, KeyError, TypeError, ValueError, AttributeError) as error:
            ours = isinstance(error, GkevalError)  # options that nobody can have asked for
            shown = str(error) if ours else f"{type(error).__name__} {error}"
            proof.findings.append(Finding("manifest_unreadable", where, found=shown))


def _unlike(one: Mapping[str, Any], other: Mapping[str, Any], where: str) -> list[Finding]:
    """Return what two manifests of one assessment do not say alike."""
    return [
        Finding("cell_differs", f"{where}, {NAME}, {name}", str(one[name]), str(other[name]))
        for name in _ALIKE
        if one.get(name) != other.get(name)
    ]
