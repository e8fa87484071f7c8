"""Nothing lost: runs that are killed, fail or meet leave the earlier output whole."""

import json
import os
import resource
import signal
import subprocess
import sys
import threading
from functools import partial
from pathlib import Path

import pytest

import gkeval as gk
from gkeval.files import whole_file, whole_folder
from tests.kills.killing import litter, results, seen

ROOT = Path(__file__).resolve().parent.parent.parent
NOBODY = 65534


def kill(folder: Path, kills: int, seed: int) -> None:
    command = [sys.executable, "-m", "tests.kills.killing", str(folder), str(kills), str(seed)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    told = json.loads(done.stdout.splitlines()[-1])
    assert told["killed"] == kills
    assert told["broken"] == 0
    assert told["not rewritten"] == 0
    assert told["litter"] <= 2  # one draft of each kind of output, until the next run
    assert told["left"] == 0


def test_six_kills(tmp_path: Path):
    kill(tmp_path, 6, seed=1)


@pytest.mark.full
def test_a_hundred_kills(tmp_path: Path):
    kill(tmp_path, 100, seed=2)


@pytest.fixture(scope="module")
def two() -> list[gk.Assessment]:
    return results()


@pytest.fixture
def earlier(tmp_path: Path, two: list[gk.Assessment]) -> dict[Path, str]:
    """An earlier report and archive, with what they hold."""
    gk.report(two[0], tmp_path / "report", progress=False)
    two[0].save(tmp_path / "result.zip")
    return {path: seen(path) for path in (tmp_path / "report", tmp_path / "result.zip")}


def refused_everywhere(result: gk.Assessment, earlier: dict[Path, str], said: str) -> None:
    """Writing fails with our words, and the earlier output is as it was."""
    for path, held in earlier.items():
        write = result.save if path.suffix else partial(gk.report, result, progress=False)
        with pytest.raises(gk.GkevalError, match=said):
            write(path)
        assert seen(path) == held
        assert litter(path.parent) == []


@pytest.mark.parametrize("size", [0, 1, 1000, 6000])
def test_a_disk_that_is_full_after_so_many_bytes(size, two, earlier):
    before, limit = signal.signal(signal.SIGXFSZ, signal.SIG_IGN), resource.RLIMIT_FSIZE
    soft, hard = resource.getrlimit(limit)
    resource.setrlimit(limit, (size, hard))
    try:
        refused_everywhere(two[1], earlier, "cannot be written")
    finally:
        resource.setrlimit(limit, (soft, hard))
        signal.signal(signal.SIGXFSZ, before)
    two[1].save(next(path for path in earlier if path.suffix))


def test_a_file_that_another_program_holds(two, earlier, monkeypatch):
    def held(*_: object) -> None:
        raise PermissionError(13, "The process cannot access the file")

    monkeypatch.setattr(os, "replace", held)
    monkeypatch.setattr("gkeval.files._swapped", lambda *_: False)
    refused_everywhere(two[1], earlier, "close it in other programs")


def test_a_folder_that_is_read_only(tmp_path: Path, two: list[gk.Assessment]):
    folder = tmp_path / "out"
    folder.mkdir()
    two[0].save(folder / "result.zip")
    held = seen(folder / "result.zip")
    folder.chmod(0o555)
    child = os.fork()
    if child == 0:  # the administrator may write anywhere: be nobody for it
        status = 1
        try:
            if os.geteuid() == 0:
                os.chmod(tmp_path, 0o755)
                os.setuid(NOBODY)
            two[1].save(folder / "result.zip")
        except gk.GkevalError as error:
            status = 0 if "cannot be written" in str(error) else 2
        finally:
            os._exit(status)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert seen(folder / "result.zip") == held
    folder.chmod(0o755)
    two[1].save(folder / "result.zip")
    assert litter(folder) == []


@pytest.mark.parametrize("in_one_step", [True, False])
def test_two_runs_at_once_do_not_mix(in_one_step, tmp_path, monkeypatch):
    if not in_one_step:
        monkeypatch.setattr("gkeval.files._swapped", lambda *_: False)
    failed = []

    def run(letter: str) -> None:
        try:
            for _ in range(20):
                with whole_folder(tmp_path / "out") as draft:
                    for number in range(10):
                        (draft / f"{letter}{number}").write_text(letter, "utf-8")
        except gk.GkevalError as error:
            failed.append(error)

    threads = [threading.Thread(target=run, args=(letter,)) for letter in "ab"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failed
    names = sorted(file.name for file in (tmp_path / "out").iterdir())
    assert names in ([f"a{n}" for n in range(10)], [f"b{n}" for n in range(10)])
    assert litter(tmp_path) == []


def test_a_moment_that_was_cut_short_is_made_good(tmp_path: Path, monkeypatch):
    """Where folders cannot be exchanged in one step, the next run puts the earlier one back."""
    monkeypatch.setattr("gkeval.files._swapped", lambda *_: False)
    with whole_folder(tmp_path / "out") as draft:
        (draft / "first").touch()
    (tmp_path / "out").rename(tmp_path / ".gkeval-earlier-out")
    with pytest.raises(RuntimeError), whole_folder(tmp_path / "out"):
        raise RuntimeError("the second run fails as well")
    assert [file.name for file in (tmp_path / "out").iterdir()] == ["first"]
    assert litter(tmp_path) == []


def test_drafts_that_nobody_writes_to_are_taken_away_and_others_stay(tmp_path: Path):
    (tmp_path / ".gkeval-dead.draft").touch()
    (tmp_path / ".gkeval-dead-too.draft").mkdir()
    (tmp_path / ".gkeval-dead-too.draft" / "page.html").touch()
    (tmp_path / ".other").touch()
    with whole_file(tmp_path / "a") as one, whole_folder(tmp_path / "b") as two_:
        one.write_text("1", "utf-8")
        with whole_file(tmp_path / "c") as three:
            three.write_text("3", "utf-8")
            assert one.exists()
            assert two_.exists()
    assert sorted(file.name for file in tmp_path.iterdir()) == [".other", "a", "b", "c"]


def test_what_is_not_ours_stays_in_the_folder(tmp_path: Path):
    out = tmp_path / "out"
    (out / "mine").mkdir(parents=True)
    (out / "mine" / "note.txt").write_text("mine", "utf-8")
    (out / "old.csv").touch()
    with whole_folder(out, keep=lambda name: name != "old.csv") as draft:
        (draft / "new.csv").touch()
    assert sorted(file.name for file in out.iterdir()) == ["mine", "new.csv"]
    assert (out / "mine" / "note.txt").read_text("utf-8") == "mine"


def test_a_link_is_followed_and_stays_one(tmp_path: Path):
    (tmp_path / "there").mkdir()
    (tmp_path / "link.zip").symlink_to(tmp_path / "there" / "result.zip")
    with whole_file(tmp_path / "link.zip") as draft:
        draft.write_text("whole", "utf-8")
    assert (tmp_path / "link.zip").is_symlink()
    assert (tmp_path / "there" / "result.zip").read_text("utf-8") == "whole"
