"""Every kind of measure gives on Spark what it gives on pandas: values, items, problems."""

import pandas as pd
import pytest

from gkeval.engines import Host
from gkeval.errors import InputError
from gkeval.measures.evaluate import evaluate, items
from tests.measures.lab import context, lists, made
from tests.measures.worlds import MEASURES, World

TIMESTAMPS = "spark.sql.timestampType"


@pytest.fixture(scope="module")
def tables() -> dict[str, pd.DataFrame]:
    return World(20).tables()


@pytest.fixture(scope="module")
def on_spark(spark, tables):
    return {name: Host("spark", spark).hold(frame) for name, frame in tables.items()}


@pytest.mark.full
@pytest.mark.parametrize("name", MEASURES)
def test_spark_agrees_with_pandas(name, tables, on_spark):
    measure = MEASURES[name]
    for compute in (evaluate, items):
        try:
            wanted = compute(measure, context(tables), "i")
        except InputError as fault:
            problems = fault.problems
            with pytest.raises(InputError) as caught:
                compute(measure, context(on_spark), "i")
            assert caught.value.problems == problems
        else:
            found = compute(measure, context(on_spark), "i")
            pd.testing.assert_frame_equal(found, wanted, check_exact=True)


@pytest.mark.full
@pytest.mark.parametrize("zone", ["Asia/Shanghai", "America/New_York"])
def test_the_zone_of_the_session_shifts_no_day(zone, spark):
    """Records on the first and last moments of the period, beside those just outside of it."""
    moments = ["2016-12-31 23:59", "2017-01-01 00:00", "2017-12-31 23:59", "2018-01-01 00:00"]
    tables = lists(incidents=[{"occurred": moment} for moment in moments])
    before = spark.conf.get("spark.sql.session.timeZone"), spark.conf.get(TIMESTAMPS)
    spark.conf.set("spark.sql.session.timeZone", zone)
    try:
        frames = {"incidents": Host("spark", spark).hold(tables["incidents"])}
        measure = made(kind="count", table="incidents")
        assert evaluate(measure, context(frames))["value"].to_list() == [2, 0, 0]
        assert spark.conf.get(TIMESTAMPS) == before[1]
    finally:
        spark.conf.set("spark.sql.session.timeZone", before[0])
