"""Copies of tables: nobody else may read them, and those of a process that was killed are gone."""

import os
import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import pandas as pd
import pytest

from gkeval import files
from gkeval.files import clear_kept, own_folder

pytest.importorskip("polars")

READ = """
    import sys
    import gkeval as gk

    records = gk.read_records(sys.argv[1], engine=sys.argv[2])
    print("read", flush=True)
    sys.stdin.readline()
    print(len(records.for_unit("甲")["requests"]), flush=True)
"""


@pytest.fixture
def place(tmp_path, monkeypatch) -> Path:
    """A temporary folder of its own, beside records that are copied: a name has a space."""
    pd.DataFrame({"unit": ["甲"], "group": ["county"]}).to_csv(tmp_path / "units.csv", index=False)
    rows = {"unit": [" 甲"], "record": ["1"], "received": ["2017-03-05"], "applicant": ["某人"]}
    pd.DataFrame(rows).to_parquet(tmp_path / "requests.parquet", index=False)
    place = tmp_path / "pictures"  # which is not looked at as records
    place.mkdir()
    monkeypatch.setattr(files.tempfile, "tempdir", str(place))
    return place


def started(place: Path, engine: str = "polars") -> subprocess.Popen:
    """A process that has read the records and waits."""
    process = subprocess.Popen(
        [sys.executable, "-W", "ignore", "-c", textwrap.dedent(READ), str(place.parent), engine],
        env={**os.environ, "TMPDIR": str(place)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout.readline() == "read\n"
    return process


def test_what_a_killed_process_kept_is_taken_away_and_what_another_uses_stays(place):
    pytest.importorskip("duckdb")
    killed, other = started(place, "polars"), started(place, "duckdb")
    assert {held.stat().st_mode & 0o777 for held in place.iterdir()} == {0o700}
    copies = list(place.glob("*/requests-*.parquet"))
    assert len(copies) == 2
    killed.send_signal(signal.SIGKILL)
    killed.wait()
    assert len(list(place.glob("*/requests-*.parquet"))) == 2
    clear_kept()
    (left,) = place.iterdir()
    assert left.name.startswith(f"gkeval-{other.pid}-")
    out, _ = other.communicate("\n")
    assert out == "1\n"
    assert list(place.iterdir()) == []  # gone with the process


def test_the_next_to_read_records_takes_it_away(place):
    killed = started(place)
    killed.terminate()
    killed.wait()
    assert list(place.iterdir())
    ends = started(place, "pandas")
    assert list(place.iterdir()) == []
    ends.communicate("\n")


def test_without_locks_what_is_young_stays(place, monkeypatch):
    monkeypatch.setattr(files, "_locks", lambda: None)
    young, old = place / "gkeval-1-a.kept", place / "gkeval-2-b.kept"
    for kept in (young, old):
        kept.mkdir()
        (kept / "requests-0.parquet").write_bytes(b"x")
    os.utime(old, (0, 0))
    clear_kept()
    assert list(place.iterdir()) == [young]


def test_only_what_is_ours_is_taken_away(place, tmp_path):
    (place / "gkeval-notes").mkdir()
    (place / "other.kept").mkdir()
    (place / "gkeval-3-c.kept").symlink_to(tmp_path)
    (place / "gkeval-4-d.gone").mkdir()  # of one that was killed while it cleared
    clear_kept()
    names = {held.name for held in place.iterdir()}
    assert names == {"gkeval-notes", "other.kept", "gkeval-3-c.kept"}
    assert (tmp_path / "units.csv").exists()


def test_a_folder_of_this_process(place, monkeypatch):
    monkeypatch.setattr(files, "_own_folder", files._own_folder.__wrapped__)
    ends = []
    monkeypatch.setattr(files.atexit, "register", ends.append)
    kept = own_folder()
    assert kept.parent == place
    assert kept.stat().st_mode & 0o777 == 0o700
    clear_kept()
    assert kept.exists()
    monkeypatch.setattr(files.os, "getpid", lambda: -1)
    ends[0]()  # in a process that was forked
    assert kept.exists()
    monkeypatch.undo()
    ends[0]()
    assert not kept.exists()
