"""Every measure of every scheme with a sample gives the same on every engine, problems included."""

from functools import cache
from pathlib import Path

import pandas as pd
import pytest

import gkeval as gk
from gkeval.engines import host_of
from gkeval.records import Records
from gkeval.synthetic.recipes import RECIPES
from tests import samples
from tests.engines.faulty import with_every_fault

ON = ["polars", "duckdb"]
# the quick suite takes one large scheme and one small; each of the others takes seconds
QUICK = ["ningxia-2017", "sichuan-land-2011"]
SCHEMES = [*QUICK, *(pytest.param(x, marks=pytest.mark.full) for x in RECIPES if x not in QUICK)]


@cache
def sample(scheme: str) -> tuple[Records, gk.Assessment]:
    """The sample of a scheme, and what it gives on pandas."""
    return samples.read(scheme), samples.assessed(scheme)


def assert_same(found: gk.Assessment, wanted: gk.Assessment) -> None:
    assert found.fingerprint == wanted.fingerprint
    assert found.problems == wanted.problems
    pd.testing.assert_frame_equal(found.values, wanted.values, check_exact=True)
    pd.testing.assert_frame_equal(found.ranking(), wanted.ranking(), check_exact=True)
    kinds = {item.measured.kind: item.id for item in wanted.scheme.measured}
    unit = str(wanted.roster.ids[0])
    for leaf in kinds.values():
        own, other = (one.evidence.items(unit, leaf) for one in (found, wanted))
        pd.testing.assert_frame_equal(own, other, check_exact=True, obj=leaf)


@pytest.mark.parametrize("engine", ON)
@pytest.mark.parametrize("scheme", SCHEMES)
def test_an_assessment_is_the_same(scheme, engine):
    records, wanted = sample(scheme)
    assert_same(gk.assess(scheme, records, engine=engine), wanted)


@pytest.mark.full
def test_an_assessment_is_the_same_on_spark(spark):
    """One scheme: every kind of measure has its own test on Spark."""
    records, wanted = sample("sichuan-land-2011")
    assert_same(gk.assess("sichuan-land-2011", records.on("spark", session=spark)), wanted)


def as_parquet(folder: Path) -> Path:
    """The sample of Ningxia, faults and all, with every cell the text that the CSV has."""
    for path in gk.sample("ningxia-2017").glob("*.csv"):
        frame = pd.read_csv(path, dtype="str", keep_default_na=False, encoding="utf-8-sig")
        frame.to_parquet(folder / f"{path.stem}.parquet", index=False)
    return folder


def assert_read_alike(found: Records, wanted: Records) -> None:
    assert found.problems == wanted.problems
    assert found.provisional == wanted.provisional
    assert found.fingerprint == wanted.fingerprint == sample("ningxia-2017")[0].fingerprint
    values = gk.measure("ningxia-2017", found)
    plain = gk.measure("ningxia-2017", sample("ningxia-2017")[0])
    pd.testing.assert_frame_equal(values, plain, check_exact=True)


@pytest.mark.parametrize("engine", ON)
def test_a_folder_of_parquet_is_assessed_as_its_csv(engine, tmp_path):
    folder = as_parquet(tmp_path)
    wanted = gk.read_records(folder, on_error="report")
    found = gk.read_records(folder, on_error="report", engine=engine)
    assert_read_alike(found, wanted)


@pytest.mark.full
def test_records_are_checked_on_spark(tmp_path, spark):
    """A folder, whose rows are numbered by file, and frames, whose rows are numbered by Spark."""
    frames = with_every_fault()
    for name, frame in frames.items():
        frame.to_parquet(tmp_path / f"{name}.parquet", index=False)
    wanted = gk.read_records(tmp_path, on_error="report")
    found = gk.read_records(tmp_path, on_error="report", session=spark)
    assert found.engine == "spark"
    assert found.problems == wanted.problems
    assert found.provisional == wanted.provisional
    assert found.fingerprint == wanted.fingerprint
    on_spark = {
        name: frame if name == "units" else host_of(spark.range(0)).hold(frame).coalesce(1)
        for name, frame in frames.items()
    }
    framed = gk.read_records(on_spark, on_error="report")
    assert framed.problems == gk.check_records(frames)
    assert framed.fingerprint == wanted.fingerprint
    rows = sum(held.count() for name, held in framed.tables.items() if name != "units")
    kept = gk.read_records(frames, on_error="report").tables
    assert rows == len(kept["requests"]) + len(kept["pauses"])
