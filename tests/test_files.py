"""Writing whole files and folders on systems that can do less: no locks, no exchange, no links."""

import ctypes
import os
import sys
import time
from pathlib import Path
from types import SimpleNamespace

import pytest

import gkeval as gk
from gkeval import files
from gkeval.files import whole_file, whole_folder


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def write(folder, text):
    with whole_folder(folder) as draft:
        (draft / "index.html").write_text(text, "utf-8")


@pytest.fixture
def without_locks(monkeypatch):
    """A system without file locks, such as Windows."""
    monkeypatch.setattr(files, "_locks", lambda: None)


def test_the_kind_of_locks_is_found_or_not(monkeypatch):
    assert files._locks.__wrapped__().__name__ == "fcntl"
    monkeypatch.setitem(sys.modules, "fcntl", None)
    assert files._locks.__wrapped__() is None


@pytest.mark.usefixtures("without_locks")
def test_without_locks_files_and_folders_appear_whole(tmp_path):
    write(tmp_path / "report", "first")
    write(tmp_path / "report", "second")
    with whole_file(tmp_path / "note.txt") as draft:
        draft.write_text("whole", "utf-8")
    assert names(tmp_path) == ["note.txt", "report"]
    assert (tmp_path / "report" / "index.html").read_text("utf-8") == "second"
    assert (tmp_path / "note.txt").read_text("utf-8") == "whole"


@pytest.mark.usefixtures("without_locks")
def test_without_locks_a_draft_is_taken_away_when_it_is_a_day_old(tmp_path):
    for name, hours in (("old", 25), ("new", 23)):
        draft = tmp_path / f".gkeval-{name}.draft"
        draft.touch()
        os.utime(draft, (time.time() - hours * 3600,) * 2)
    write(tmp_path / "report", "first")
    assert names(tmp_path) == [".gkeval-new.draft", "report"]


def test_a_draft_that_cannot_be_looked_at_stays(tmp_path, monkeypatch):
    draft = tmp_path / ".gkeval-x.draft"
    draft.touch()
    opened = os.open

    def held(path, *more, **others):
        if Path(path) == draft:
            raise PermissionError(13, "Permission denied")
        return opened(path, *more, **others)

    monkeypatch.setattr(os, "open", held)
    write(tmp_path / "report", "first")
    assert names(tmp_path) == [".gkeval-x.draft", "report"]


def test_a_draft_of_a_run_that_goes_on_stays(tmp_path):
    with whole_folder(tmp_path / "one") as draft:
        assert files._abandoned(draft) is False
        write(tmp_path / "two", "second")
        (draft / "index.html").touch()
    assert names(tmp_path) == ["one", "two"]


@pytest.mark.parametrize(
    ("platform", "call", "given"),
    [
        ("linux", "renameat2", (-100, b"a", -100, b"b", 2)),
        ("darwin", "renamex_np", (b"a", b"b", 2)),
    ],
)
def test_two_folders_are_exchanged_by_the_call_of_the_system(monkeypatch, platform, call, given):
    asked = []
    monkeypatch.setattr(sys, "platform", platform)
    library = SimpleNamespace(**{call: lambda *values: asked.append(values) or 0})
    monkeypatch.setattr(ctypes, "CDLL", lambda *_, **__: library)
    assert files._swap.__wrapped__()(b"a", b"b") == 0
    assert asked == [given]


@pytest.mark.parametrize("platform", ["linux", "darwin", "win32"])
def test_a_system_that_cannot_exchange_folders_is_found_out(monkeypatch, platform):
    monkeypatch.setattr(sys, "platform", platform)
    monkeypatch.setattr(ctypes, "CDLL", lambda *_, **__: SimpleNamespace())
    assert files._swap.__wrapped__() is None


def test_where_folders_cannot_be_exchanged_the_new_one_still_takes_the_place(tmp_path, monkeypatch):
    monkeypatch.setattr(files, "_swap", lambda: None)
    write(tmp_path / "report", "first")
    write(tmp_path / "report", "second")
    assert names(tmp_path) == ["report"]
    assert (tmp_path / "report" / "index.html").read_text("utf-8") == "second"


def test_where_the_new_folder_cannot_be_moved_the_earlier_one_is_put_back(tmp_path, monkeypatch):
    monkeypatch.setattr(files, "_swapped", lambda *_: False)
    write(tmp_path / "report", "first")
    replace = os.replace

    def held(source, target):
        if str(source).endswith(".draft"):
            raise OSError(28, "No space left on device")
        replace(source, target)

    monkeypatch.setattr(os, "replace", held)
    with pytest.raises(gk.GkevalError, match="report cannot be written: No space left on device"):
        write(tmp_path / "report", "second")
    assert names(tmp_path) == ["report"]
    assert (tmp_path / "report" / "index.html").read_text("utf-8") == "first"


def test_what_a_run_set_aside_goes_once_the_new_folder_stands(tmp_path):
    write(tmp_path / "report", "second")
    write(tmp_path / ".gkeval-earlier-report", "first")
    write(tmp_path / "report", "third")
    assert names(tmp_path) == ["report"]
    assert (tmp_path / "report" / "index.html").read_text("utf-8") == "third"


def test_a_folder_takes_the_place_of_a_file(tmp_path):
    (tmp_path / "report").write_text("a file", "utf-8")
    write(tmp_path / "report", "first")
    assert names(tmp_path / "report") == ["index.html"]


@pytest.mark.parametrize("links", [True, False])
def test_what_is_kept_is_kept_as_it_is(tmp_path, monkeypatch, links):
    """Files and links of the earlier folder, with or without hard links; ours go before them."""
    if not links:

        def none(*_, **__):
            raise OSError(1, "Operation not permitted")

        monkeypatch.setattr(os, "link", none)
    out = tmp_path / "out"
    out.mkdir()
    for name in ("mine.txt", "both.txt", "old.txt"):
        (out / name).write_text(name, "utf-8")
    (out / "way").symlink_to("mine.txt")
    with whole_folder(out, keep=lambda name: name != "old.txt") as draft:
        (draft / "both.txt").write_text("new", "utf-8")
    assert names(out) == ["both.txt", "mine.txt", "way"]
    assert (out / "both.txt").read_text("utf-8") == "new"
    assert (out / "mine.txt").read_text("utf-8") == "mine.txt"
    assert os.readlink(out / "way") == "mine.txt"
    assert names(tmp_path) == ["out"]
