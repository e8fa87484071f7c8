"""The same inputs give the same bytes, whatever the order, engine, workers, locale and hash seed.

Manifests are left aside: they name files and engines.
"""

import hashlib
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pandas as pd
import pytest

from tests.proof import world

ROOT = Path(__file__).resolve().parent.parent.parent
PLAIN = {"LC_ALL": "C.UTF-8", "TZ": "UTC", "PYTHONHASHSEED": "0"}


def digests(folder: Path) -> dict[str, str]:
    """Hash of every file, and of every member of an archive, but for manifests."""
    found = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.name == "result.zip" or path.suffix == ".zip":
            with zipfile.ZipFile(path) as packed:
                for member in packed.namelist():
                    found[f"{name}:{member}"] = hashlib.sha256(packed.read(member)).hexdigest()
        elif path.is_file():
            found[name] = hashlib.sha256(path.read_bytes()).hexdigest()
    return {name: digest for name, digest in found.items() if "manifest.json" not in name}


def shuffled() -> dict[str, pd.DataFrame]:
    """The same records: rows and columns in another order."""
    return {
        name: frame.sample(frac=1, random_state=5)[list(reversed(frame.columns))]
        for name, frame in world.tables().items()
    }


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    pytest.importorskip("docxtpl")
    pytest.importorskip("xlsxwriter")
    home = tmp_path_factory.mktemp("same")
    world.write_records(home / "plain")
    world.write_records(home / "shuffled", shuffled())
    done: dict[str, dict[str, str]] = {}

    def write(name: str, *, records="plain", engine="pandas", workers=1, **settings: str):
        if name not in done:
            folder = home / name
            folder.mkdir()
            subprocess.run(
                [
                    *(sys.executable, "-m", "tests.proof.printing", home / records, world.FIVE),
                    *(engine, str(workers), folder),
                ],
                cwd=ROOT,
                env={**os.environ, **PLAIN, **settings},
                check=True,
                timeout=240,
                capture_output=True,
            )
            done[name] = digests(folder)
        return done[name]

    return write


def same(one: dict[str, str], other: dict[str, str]) -> None:
    assert len(one) > 40
    assert set(one) == set(other)
    assert [name for name in one if one[name] != other[name]] == []


def test_everything_else_at_once(written):
    other = written(
        "other",
        records="shuffled",
        engine="polars",
        workers=3,
        LC_ALL="POSIX",
        LANG="zh_CN.UTF-8",
        TZ="Asia/Shanghai",
        PYTHONHASHSEED="4242",
    )
    same(written("first"), other)


@pytest.mark.full
@pytest.mark.parametrize(
    "settings",
    [
        {},
        {"records": "shuffled"},
        {"engine": "polars"},
        {"engine": "duckdb"},
        {"workers": 4},
        {"LC_ALL": "POSIX"},
        {"TZ": "America/St_Johns"},
        {"PYTHONHASHSEED": "77"},
        {"PYTHONOPTIMIZE": "2"},
    ],
    ids=lambda settings: "-".join(f"{k}={v}" for k, v in settings.items()) or "again",
)
def test_each_by_itself(written, settings):
    name = "".join(c if c.isalnum() else "-" for c in repr(settings))
    same(written("first"), written(name, **settings))


@pytest.mark.full
def test_spark(written):
    pytest.importorskip("pyspark")
    same(written("first"), written("spark", engine="spark"))


@pytest.mark.full
def test_pictures_are_the_same_by_pixels(tmp_path, chromium):
    pytest.importorskip("kaleido")
    image = pytest.importorskip("PIL.Image")
    import gkeval as gk

    result = gk.assess(world.FIVE, gk.read_records(world.write_records(tmp_path / "records")))
    for name in ("one.png", "other.png"):
        gk.charts.ranking(result, "county").write_image(tmp_path / name)
    one, other = (image.open(tmp_path / name).convert("RGB") for name in ("one.png", "other.png"))
    assert one.size == other.size
    assert one.tobytes() == other.tobytes()
