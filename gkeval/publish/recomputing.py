"""A result from its inputs once more, and an output from its result, to be set beside the first.

In: what a manifest says, and records, scheme and log where they are given or found. Out: findings,
and the result that follows from the inputs.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from gkeval.appeals import apply_changes
from gkeval.assessment import Assessment, assess, score
from gkeval.assessment.archive import as_kept, tables_of
from gkeval.assessment.differences import MOST, tables_differ
from gkeval.assessment.manifest import hashes_in, versions
from gkeval.assessment.provenance import NO_RECORDS
from gkeval.assessment.proving import identity_differs
from gkeval.assessment.verification import Finding
from gkeval.collecting import read_log
from gkeval.collecting.judged_rows import fitting_records, without_faulty_ratings
from gkeval.collecting.logbook import chained
from gkeval.errors import GkevalError
from gkeval.limits import DEFAULT, Limits
from gkeval.places import sample
from gkeval.publish.bundle import tables_of as bundle_tables
from gkeval.publish.bundle import write_csv
from gkeval.records import Records
from gkeval.scheme import diff, load_scheme
from gkeval.scheme.model import Scheme
from gkeval.uncertainty import Dirichlet, Feasible, Noise, Robustness, robustness

Inputs = Records | pd.DataFrame | str | os.PathLike[str]


@dataclass(frozen=True)
class Given:
    """What is at hand beside the output.

    Parameters
    ----------
    records
        Checked records, a path to read them from, or the values of a result made by `score`.
    scheme
        Checked; None when the output's own is believed.
    log
        Path of the log of changes, as it is today.
    limits
        How large inputs may be.
    """

    records: Inputs | None = None
    scheme: Scheme | None = None
    log: Path | None = None
    limits: Limits = DEFAULT


def scheme_differs(said: Mapping[str, Any], kept: Scheme | None, given: Given) -> list[Finding]:
    """Return in what the scheme given is not the one of the output, rule by rule where it can."""
    own = given.scheme
    if own is None or own.fingerprint == said["scheme_fingerprint"]:
        return []
    names = (f"{said['scheme']} {said['scheme_fingerprint']}", f"{own.scheme} {own.fingerprint}")
    findings = [Finding("scheme_differs", "manifest.json", *names)]
    if kept is not None:
        lines = str(diff(kept, own)).splitlines()
        findings += [Finding("scheme_changed", own.scheme, found=line) for line in lines if line]
    return findings[:50]


def log_differs(said: Mapping[str, Any], held: Assessment | None, given: Given) -> list[Finding]:
    """Return which changes the output and the log of today do not share."""
    if given.log is None:
        return []
    name = given.log.name
    try:
        now = chained(read_log(given.log))
    except (GkevalError, OSError, UnicodeDecodeError) as error:
        return [Finding("log_unreadable", name, found=str(error))]
    stated = said["changes"]
    count = int(stated["count"])
    if held is not None:
        seals = [row["seal"] for row in now]
        lost = [row for row in held.provenance.log if row["seal"] not in seals]
        findings = [Finding("change_missing", name, stated=_told(row)) for row in lost]
    else:
        same = count == 0 or (len(now) >= count and now[count - 1]["seal"] == stated["seal"])
        findings = [] if same else [Finding("change_missing", name, stated=f"1-{count}")]
    return findings + [Finding("change_added", name, found=_told(row)) for row in now[count:]]


def recomputed(
    said: Mapping[str, Any], held: Assessment | None, given: Given, name: str
) -> tuple[list[Finding], Assessment | None]:
    """Assess the inputs once more, and set the result beside the one that was written.

    Parameters
    ----------
    said
        The manifest.
    held
        The result that the output holds, where it holds one.
    name
        What the output is called.

    Returns
    -------
    list of Finding, Assessment or None
        What differs, and the result from the inputs where it could be had.
    """
    scheme = given.scheme or (held.scheme if held is not None else _built_in(said))
    source = given.records if given.records is not None else _sample(said)
    if source is None or scheme is None:
        reason = "no_inputs" if source is None else "no_scheme"
        return [Finding("not_recomputed", name, found=reason)], None
    if said["made_by"] not in ("assess", "score"):
        return [Finding("not_recomputed", name, found="made_from_results")], None
    findings: list[Finding] = []
    unplaced = False
    try:
        if isinstance(source, pd.DataFrame):
            fresh = score(scheme, source, held.units if held is not None else None)
        else:
            records = _read(source, scheme, given.limits)
            unplaced = isinstance(source, Records) and records is not source
            findings += inputs_differ(said, records)
            fresh = assess(scheme, records)
        if said["changes"]["count"]:
            log = _changes(held, given)
            if log is None:
                return [*findings, Finding("not_recomputed", name, found="no_log")], None
            fresh = apply_changes(fresh, log)
        if NO_RECORDS.items() <= said["options"]["assess"].items():
            fresh = fresh.without_records()
    except GkevalError as error:
        if given.records is None:
            return [*findings, Finding("not_recomputed", name, found=str(error))], None
        return [*findings, Finding("inputs_unusable", "inputs", found=str(error))], None
    findings += identity_differs(said, fresh, name)
    if held is not None:
        stated, found = ({n: as_kept(t) for n, t in tables_of(r).items()} for r in (held, fresh))
        if findings or unplaced:  # problems name rows of files, which are others now
            stated.pop("problems")
        findings += tables_differ(stated, found, name)
    return [*findings, Finding("recomputed_from_inputs", name)], fresh


def inputs_differ(said: Mapping[str, Any], records: Records) -> list[Finding]:
    """Return which files or tables of the inputs are not those that the manifest names."""
    before = said["changes"].get("inputs_before") or said["inputs"]
    same = records.fingerprint == before
    findings = [] if same else [Finding("content_differs", "inputs")]
    pairs = (
        (said["sources"]["files"], dict(records.hashes)),
        (said["sources"]["tables"], {} if records.hashes else records.digests),
    )
    for stated, found in pairs:
        if not (stated and found):
            continue
        changed = [name for name in stated if name in found and stated[name] != found[name]]
        code = "same_content" if same else "input_changed"
        findings += [Finding(code, name) for name in changed]
        if not same:
            findings += [Finding("input_missing", name) for name in stated if name not in found]
            findings += [Finding("input_added", name) for name in found if name not in stated]
    return findings


def other_versions(said: Mapping[str, Any]) -> str:
    """Return which versions are not those that wrote an output; empty when all are."""
    stated, running = said["versions"], versions()
    names = [name for name in {**stated, **running} if stated.get(name) != running.get(name)]
    return ", ".join(names)


def report_differs(said: Mapping[str, Any], result: Assessment, where: str) -> list[Finding]:
    """Write a report again, and return which of its files come out otherwise."""
    from gkeval.publish import report

    asked = said["options"]["report"]
    drawn = _drawn(said, result)
    if said.get("robustness") is not None and drawn is None:
        return [Finding("not_rebuilt", where, found="drawn")]

    def write(folder: Path) -> None:
        report(
            result,
            folder,
            formats=asked["formats"],
            edition=asked["edition"],
            units=asked["units"] or None,
            show=asked["show"],
            top=asked["top"],
            lang=asked["lang"],
            title=asked["title"],
            robustness=drawn,
            progress=False,
        )

    return _written_again(said, write, where)


def tables_again(said: Mapping[str, Any], result: Assessment) -> list[Finding]:
    """Write the tables of an assessment again, and return which come out otherwise."""
    lang = said["options"]["bundle"]["lang"]

    def write(folder: Path) -> None:
        for name, table in bundle_tables(result, lang).items():
            write_csv(table, folder / name)

    return _written_again(said, write, ".", partly=True)


def _written_again(
    said: Mapping[str, Any], write: Callable[[Path], None], where: str, *, partly: bool = False
) -> list[Finding]:
    with tempfile.TemporaryDirectory(prefix="gkeval-verify-") as place:
        folder = Path(place) / "again"
        try:
            write(folder)
        except GkevalError as error:
            return [Finding("not_rebuilt", where, found=str(error))]
        found = hashes_in(folder)
    stated = said["sha256"]
    names = found if partly else {**stated, **found}
    place = "" if where == "." else f"{where}/"
    differing = [name for name in names if stated.get(name) != found.get(name)]
    findings = [Finding("report_differs", f"{place}{name}") for name in differing[:MOST]]
    if len(differing) > MOST:
        findings.append(Finding("more", where, found=str(len(differing) - MOST)))
    return [*findings, Finding("rebuilt", where)] if not partly else findings


def _drawn(said: Mapping[str, Any], result: Assessment) -> Robustness | None:
    """Draw again what a report shows of robustness, where the manifest says all of it."""
    told = said.get("robustness")
    if told is None or told["sampled"] or len(told["scenarios"]) > 1:
        return None
    kinds = {"Noise": Noise, "Dirichlet": Dirichlet, "Feasible": Feasible}
    weights = told["weights"] and dict(told["weights"])
    kind = weights and kinds[weights.pop("kind")]
    if weights:
        weights["levels"] = tuple(weights["levels"])
        if "bounds" in weights:
            weights["bounds"] = {name: tuple(ends) for name, ends in weights["bounds"].items()}
    return robustness(
        result,
        told["draws"],
        told["seed"],
        weights=kind(**weights) if kind else None,
        raters=told["raters"],
    )


def _built_in(said: Mapping[str, Any]) -> Scheme | None:
    """Return the built-in scheme of this name, where it is the very one."""
    try:
        scheme = load_scheme(said["scheme"])
    except GkevalError:
        return None
    return scheme if scheme.fingerprint == said["scheme_fingerprint"] else None


def _sample(said: Mapping[str, Any]) -> Path | None:
    """Return the sample of the scheme, where its files are those of the manifest to the byte."""
    files = said["sources"]["files"]
    try:
        home = sample(said["scheme"])
    except GkevalError:
        return None
    there = {path.name: path for path in home.iterdir() if path.name in files and path.is_file()}
    same = files and set(there) == set(files)
    if not same or any(
        hashlib.sha256(path.read_bytes()).hexdigest() != files[name] for name, path in there.items()
    ):
        return None
    return home


def _read(source: Records | str | os.PathLike[str], scheme: Scheme, limits: Limits) -> Records:
    if isinstance(source, Records):
        return without_faulty_ratings(source, scheme)
    return fitting_records(Path(source), scheme, on_error="report", limits=limits)


def _changes(held: Assessment | None, given: Given) -> pd.DataFrame | None:
    """Return the changes to be made again: those that the result holds, else those of the log."""
    if held is not None:
        texts = held.changes.astype(object)
        blank = texts.where(texts != "", None)
        return blank.assign(value=pd.to_numeric(blank["value"]).astype("float64"))
    return None if given.log is None else read_log(given.log)


def _told(row: Mapping[str, str]) -> str:
    what = row["value"] or row["level"] or row["state"]
    return f"{row['unit']} {row['indicator']} → {what} ({row['who']}, {row['when']}: {row['why']})"
