"""Fifty ways to tamper with an output, each with what must be said of it.

The careful ones change hashes and seals alike, as somebody who knows the format would.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from gkeval.assessment.manifest import NAME
from tests.proof.acts import (
    Act,
    bytes_of,
    cell,
    dropped,
    flip,
    in_manifest,
    removed,
    repacked,
    replace,
    resealed,
    text,
    without_line,
    written,
)


@dataclass(frozen=True)
class Tampering:
    """One of them.

    Parameters
    ----------
    act
        What is done in a copy of the whole world.
    path
        What is verified.
    code, where
        Of a difference that must be found; `where` is part of its place.
    given
        Arguments of `verify`, as paths in the world.
    """

    act: Act
    path: str
    code: str
    where: str = ""
    given: dict[str, str] = field(default_factory=dict)


def _link(home: Path) -> None:
    path = home / "out" / "ranking.csv"
    path.rename(home / "elsewhere.csv")
    path.symlink_to(home / "elsewhere.csv")


def _rename(home: Path) -> None:
    page = next((home / "out/report/units").iterdir())
    page.rename(page.with_name("other.html"))


def _sheet(home: Path) -> None:
    page = next((home / "sheets").glob("*/index.html"))
    page.write_bytes(page.read_bytes().replace("县".encode(), "市".encode(), 1))


def _swap(home: Path) -> None:
    one, other = sorted((home / "out/report/units").iterdir())[:2]
    first = one.read_bytes()
    one.write_bytes(other.read_bytes())
    other.write_bytes(first)


def _log_with_more(home: Path) -> None:
    from gkeval.collecting import append_log

    more = {"unit": "长河县", "indicator": "response.form", "value": 10, "who": "组长戊"}
    append_log(home / "changes.csv", pd.DataFrame([more | {"when": "2018-09-01", "why": "后补"}]))


def _other_archive(home: Path) -> None:
    shutil.copy(home / "changed.zip", home / "out" / "result.zip")


def _extra_member(held: dict[str, bytes]) -> None:
    held["note.txt"] = b"x"


RECORDS = {"records": "records"}
SCHEME = {"scheme": "scheme.yaml"}
LOG = {"log": "changes.csv"}
SEAL = {"seal": "out"}

TAMPERINGS: dict[str, Tampering] = {
    # bytes
    "a byte of a page": Tampering(flip("out/report/index.html"), "out", "file_changed", "index"),
    "a byte of the style": Tampering(
        flip("out/report/assets/style.css"), "out", "file_changed", "style.css"
    ),
    "a byte of a script": Tampering(
        flip("out/report/assets/figures.js"), "out/report", "file_changed", "figures.js"
    ),
    "a byte of the ranking": Tampering(flip("out/ranking.csv"), "out", "file_changed", "ranking"),
    "a byte of the workbook": Tampering(
        flip("full/results.xlsx"), "full", "file_changed", "results.xlsx"
    ),
    "a byte of the Word report": Tampering(
        flip("full/report.docx"), "full", "file_changed", "report.docx"
    ),
    "a byte of a unit's sheet": Tampering(_sheet, "sheets", "file_changed", "index.html"),
    "a byte of the archive, seen from its folder": Tampering(
        flip("out/result.zip"), "out", "file_changed", "result.zip"
    ),
    "a byte of a table of the archive": Tampering(
        repacked("out/result.zip", cell("totals", "total", 1.0), careful=False),
        "out/result.zip",
        "file_changed",
        "totals.parquet",
    ),
    "a byte at the start of the archive": Tampering(
        flip("changed.zip", 0.0), "changed.zip", "archive_unreadable"
    ),
    "a byte at the end of the archive": Tampering(
        flip("changed.zip", 1.0), "changed.zip", "archive_changed"
    ),
    "a byte after the end of the archive": Tampering(
        bytes_of("out/result.zip", lambda data: data + b"\0"), "out/result.zip", "archive_changed"
    ),
    "half of the archive": Tampering(
        bytes_of("changed.zip", lambda data: data[: len(data) // 2]),
        "changed.zip",
        "archive_unreadable",
    ),
    # files
    "a file removed": Tampering(
        removed("out/report/methods.html"), "out", "file_missing", "methods"
    ),
    "a file added": Tampering(written("out/report/more.html", "x"), "out", "file_added", "more"),
    "a file renamed": Tampering(_rename, "out", "file_added", "other.html"),
    "two files exchanged": Tampering(_swap, "out", "file_changed", "units/"),
    "a link in the place of a file": Tampering(_link, "out", "file_changed", "ranking.csv"),
    "an empty file": Tampering(written("out/ranking.csv", ""), "out", "file_changed", "ranking"),
    "a hidden file added": Tampering(written("full/.note", "x"), "full", "file_added", ".note"),
    "the archive removed": Tampering(
        removed("out/result.zip"), "out", "file_missing", "result.zip"
    ),
    "the report removed": Tampering(
        lambda home: shutil.rmtree(home / "out/report"), "out", "file_missing", "report/index.html"
    ),
    "the archive of another result": Tampering(
        _other_archive, "out", "not_that_result", "manifest.json"
    ),
    # manifests
    "no manifest": Tampering(removed(f"out/{NAME}"), "out", "manifest_missing"),
    "no manifest of the report": Tampering(removed(f"full/{NAME}"), "full", "manifest_missing"),
    "half a manifest": Tampering(
        written(f"full/{NAME}", '{"format": 2'),
        "full",
        "manifest_unreadable",
    ),
    "another version in the manifest": Tampering(
        in_manifest("out", lambda said: said["versions"].update(numpy="1.0")),
        "out",
        "manifest_changed",
    ),
    "a space in the manifest": Tampering(
        replace(f"full/{NAME}", '"kind"', ' "kind"'), "full", "manifest_changed"
    ),
    "another hash in the manifest": Tampering(
        in_manifest("full", lambda said: said["sha256"].update({"index.html": "0" * 64})),
        "full",
        "file_changed",
        "index.html",
    ),
    "another input in the manifest, with care": Tampering(
        in_manifest(
            "out", lambda said: said["sources"]["files"].update({"units.csv": "0"}), careful=True
        ),
        "out",
        "cell_differs",
        "sources",
    ),
    "another engine in the manifest": Tampering(
        in_manifest("out", lambda said: said["options"]["assess"].update(engine="spark")),
        "out",
        "manifest_changed",
    ),
    "another fingerprint in the manifest, with care": Tampering(
        in_manifest("out", lambda said: said.update(fingerprint="0" * 16), careful=True),
        "out",
        "not_that_result",
    ),
    "a file that is said to be somebody else's": Tampering(
        lambda home: (
            (home / "out/more.txt").write_text("x"),
            in_manifest("out", lambda said: said["kept"].append("more.txt"))(home),
        ),
        "out",
        "manifest_changed",
    ),
    "another seed in the manifest, with care": Tampering(
        in_manifest("sure", lambda said: said["robustness"].update(seed=8), careful=True),
        "sure",
        "report_differs",
        "",
        RECORDS | SCHEME,
    ),
    "everything alike, but for the seal that was noted": Tampering(
        resealed("out/report", replace("out/report/index.html", "青山县", "青山市")),
        "out",
        "seal_differs",
        "",
        SEAL,
    ),
    # reports and tables, hashes and seals alike
    "a name in the report, with care": Tampering(
        resealed("out/report", replace("out/report/index.html", "青山县", "青山市")),
        "out",
        "report_differs",
        "index.html",
    ),
    "a rank in the ranking, with care": Tampering(
        resealed("out", replace("out/ranking.csv", "青山县", "黑山县")),
        "out",
        "report_differs",
        "ranking.csv",
    ),
    "a page of a report, with care, records at hand": Tampering(
        resealed("full", replace("full/index.html", "白石县", "黑石县")),
        "full",
        "report_differs",
        "index.html",
        RECORDS | SCHEME,
    ),
    # archives, hashes and seals alike
    "a score": Tampering(
        repacked("changed.zip", cell("scores", "score", 59.0)),
        "changed.zip",
        "cell_differs",
        "scores, 白石县",
    ),
    "a total": Tampering(
        repacked("changed.zip", cell("totals", "total", 99.0)),
        "changed.zip",
        "cell_differs",
        "totals, 白石县",
    ),
    "a rank": Tampering(
        repacked("changed.zip", cell("totals", "rank", 3)), "changed.zip", "cell_differs", "rank"
    ),
    "a grade": Tampering(
        repacked("changed.zip", cell("totals", "grade", "excellent")),
        "changed.zip",
        "cell_differs",
        "grade",
    ),
    "a row of the totals": Tampering(
        repacked("changed.zip", dropped("totals")), "changed.zip", "row_added", "totals"
    ),
    "a value": Tampering(
        repacked("out/result.zip", cell("values", "value", 0.3)),
        "out/result.zip",
        "cell_differs",
        "scores",
    ),
    "a value, records at hand": Tampering(
        repacked("out/result.zip", cell("values", "value", 0.3)),
        "out/result.zip",
        "cell_differs",
        "values, 白石县, publicity.timely",
        RECORDS,
    ),
    "a record of the evidence, records at hand": Tampering(
        repacked("out/result.zip", cell("evidence", "counted", True)),
        "out/result.zip",
        "cell_differs",
        "evidence",
        RECORDS,
    ),
    "points of the scheme in the archive": Tampering(
        repacked("changed.zip", text("scheme.json", b'"target": "2"', b'"target": "1"')),
        "changed.zip",
        "scheme_differs",
    ),
    "who decided a change": Tampering(
        repacked("changed.zip", cell("changes", "who", "某甲")),
        "changed.zip",
        "cell_differs",
        "changes",
    ),
    "a change left out": Tampering(
        repacked("changed.zip", dropped("changes", 2)), "changed.zip", "cell_differs", "changes"
    ),
    "a further member": Tampering(
        repacked("changed.zip", _extra_member, careful=False), "changed.zip", "file_added", "note"
    ),
    # inputs and logs of today
    "a judgement changed after the version was frozen": Tampering(
        replace("records/judgements.csv", "评估员丁,8,", "评估员丁,9,"),
        "out",
        "cell_differs",
        "values, 青山县, response.form",
        RECORDS,
    ),
    "a record removed from the inputs": Tampering(
        replace("records/activities.csv", "青山县,A0,meeting", "青山县,A0,training"),
        "out/result.zip",
        "input_changed",
        "activities.csv",
        RECORDS,
    ),
    "a table removed from the inputs": Tampering(
        removed("records/requests.csv"),
        "out/result.zip",
        "input_missing",
        "requests.csv",
        RECORDS,
    ),
    "a rule of the scheme": Tampering(
        replace("scheme.yaml", "target: 2", "target: 1"), "out", "scheme_differs", "", SCHEME
    ),
    "the first line of the log removed": Tampering(
        without_line("changes.csv", 1), "changed.zip", "log_unreadable", "changes.csv", LOG
    ),
    "the last line of the log removed": Tampering(
        without_line("changes.csv", -1), "changed.zip", "change_missing", "changes.csv", LOG
    ),
    "a line of the log changed": Tampering(
        replace("changes.csv", "漏看一次会议", "漏看两次会议"),
        "changed.zip",
        "log_unreadable",
        "",
        LOG,
    ),
    "a change after the version was frozen": Tampering(
        _log_with_more, "changed.zip", "change_added", "changes.csv", LOG
    ),
}
