"""Fifty ways to tamper with an output, each with what must be said of it.

The careful ones change hashes and seals alike, as somebody who knows the format would.
"""

from __future__ import annotations

import hashlib
import io
import json
import shutil
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from gkeval.assessment import archive
from gkeval.assessment.manifest import NAME, as_bytes, hashes_in, seal_of

Act = Callable[[Path], object]


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


def flip(name: str, at: float = 0.5) -> Act:
    def act(home: Path) -> None:
        path = home / name
        data = bytearray(path.read_bytes())
        data[int(at * (len(data) - 1))] ^= 0x01
        path.write_bytes(data)

    return act


def replace(name: str, old: str, new: str) -> Act:
    def act(home: Path) -> None:
        path = home / name
        text = path.read_bytes().decode("utf-8")
        assert old in text
        path.write_bytes(text.replace(old, new, 1).encode())

    return act


def in_manifest(folder: str, change: Callable[[dict], object], *, careful: bool = False) -> Act:
    def act(home: Path) -> None:
        path = home / folder / NAME
        said = json.loads(path.read_bytes())
        change(said)
        path.write_bytes(as_bytes(said | {"seal": seal_of(said)} if careful else said))

    return act


def resealed(folder: str, act: Act) -> Act:
    """Do something to a folder, and make its manifest, and that above it, agree."""

    def done(home: Path) -> None:
        act(home)
        for place in (home / folder, (home / folder).parent):
            path = place / NAME
            if path.exists():
                said = json.loads(path.read_bytes())
                said["sha256"] = hashes_in(place)
                path.write_bytes(as_bytes(said | {"seal": seal_of(said)}))

    return done


def members_of(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as packed:
        return {name: packed.read(name) for name in packed.namelist()}


def repacked(
    name: str, change: Callable[[dict[str, bytes]], object], *, careful: bool = True
) -> Act:
    """Change members of an archive; with care, all of its hashes and its seal agree."""

    def act(home: Path) -> None:
        held = members_of(home / name)
        change(held)
        if careful:
            said = json.loads(held[NAME])
            others = {member: data for member, data in held.items() if member != NAME}
            said["sha256"] = {m: hashlib.sha256(data).hexdigest() for m, data in others.items()}
            held[NAME] = as_bytes(said | {"seal": seal_of(said)})
        archive.pack(held, home / name)

    return act


def cell(table: str, column: str, value: object, row: int = 0) -> Callable[[dict], object]:
    def change(held: dict[str, bytes]) -> None:
        frame = pd.read_parquet(io.BytesIO(held[f"{table}.parquet"]))
        assert frame.loc[row, column] != value
        frame.loc[row, column] = value
        target = io.BytesIO()
        frame.to_parquet(target, index=False, compression="zstd")
        held[f"{table}.parquet"] = target.getvalue()

    return change


def dropped(table: str, row: int = 0) -> Callable[[dict], object]:
    def change(held: dict[str, bytes]) -> None:
        frame = pd.read_parquet(io.BytesIO(held[f"{table}.parquet"])).drop(index=row)
        target = io.BytesIO()
        frame.to_parquet(target, index=False, compression="zstd")
        held[f"{table}.parquet"] = target.getvalue()

    return change


def text(member: str, old: bytes, new: bytes) -> Callable[[dict], object]:
    def change(held: dict[str, bytes]) -> None:
        assert old in held[member]
        held[member] = held[member].replace(old, new, 1)

    return change


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


def _log_without(line: int) -> Act:
    def act(home: Path) -> None:
        path = home / "changes.csv"
        lines = path.read_bytes().splitlines(keepends=True)
        del lines[line]
        path.write_bytes(b"".join(lines))

    return act


def _log_with_more(home: Path) -> None:
    from gkeval.collecting import append_log

    more = {"unit": "长河县", "indicator": "response.form", "value": 10, "who": "组长戊"}
    append_log(home / "changes.csv", pd.DataFrame([more | {"when": "2018-09-01", "why": "后补"}]))


def _other_archive(home: Path) -> None:
    shutil.copy(home / "changed.zip", home / "out" / "result.zip")


def _extra_member(held: dict[str, bytes]) -> None:
    held["note.txt"] = b"x"


def _after_the_end(home: Path) -> None:
    path = home / "out" / "result.zip"
    path.write_bytes(path.read_bytes() + b"\0")


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
        _after_the_end, "out/result.zip", "archive_changed"
    ),
    "half of the archive": Tampering(
        lambda home: (home / "changed.zip").write_bytes(
            (home / "changed.zip").read_bytes()[: (home / "changed.zip").stat().st_size // 2]
        ),
        "changed.zip",
        "archive_unreadable",
    ),
    # files
    "a file removed": Tampering(
        lambda home: (home / "out/report/methods.html").unlink(), "out", "file_missing", "methods"
    ),
    "a file added": Tampering(
        lambda home: (home / "out/report/more.html").write_text("x"), "out", "file_added", "more"
    ),
    "a file renamed": Tampering(_rename, "out", "file_added", "other.html"),
    "two files exchanged": Tampering(_swap, "out", "file_changed", "units/"),
    "a link in the place of a file": Tampering(_link, "out", "file_changed", "ranking.csv"),
    "an empty file": Tampering(
        lambda home: (home / "out/ranking.csv").write_bytes(b""), "out", "file_changed", "ranking"
    ),
    "a hidden file added": Tampering(
        lambda home: (home / "full/.note").write_text("x"), "full", "file_added", ".note"
    ),
    "the archive removed": Tampering(
        lambda home: (home / "out/result.zip").unlink(), "out", "file_missing", "result.zip"
    ),
    "the report removed": Tampering(
        lambda home: shutil.rmtree(home / "out/report"), "out", "file_missing", "report/index.html"
    ),
    "the archive of another result": Tampering(
        _other_archive, "out", "not_that_result", "manifest.json"
    ),
    # manifests
    "no manifest": Tampering(
        lambda home: (home / "out" / NAME).unlink(), "out", "manifest_missing"
    ),
    "no manifest of the report": Tampering(
        lambda home: (home / "full" / NAME).unlink(), "full", "manifest_missing"
    ),
    "half a manifest": Tampering(
        lambda home: (home / "full" / NAME).write_text('{"format": 2'),
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
        lambda home: (home / "records/requests.csv").unlink(),
        "out/result.zip",
        "input_missing",
        "requests.csv",
        RECORDS,
    ),
    "a rule of the scheme": Tampering(
        replace("scheme.yaml", "target: 2", "target: 1"), "out", "scheme_differs", "", SCHEME
    ),
    "the first line of the log removed": Tampering(
        _log_without(1), "changed.zip", "log_unreadable", "changes.csv", LOG
    ),
    "the last line of the log removed": Tampering(
        _log_without(-1), "changed.zip", "change_missing", "changes.csv", LOG
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
