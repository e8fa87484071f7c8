"""Synthetic records: the same from the same seed, clean unless faults are asked for, varied."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import gkeval as gk
from gkeval.synthetic import FAULTS, synthetic, with_faults, write
from gkeval.synthetic.recipes import RECIPES
from gkeval.synthetic.rows import _poisson
from gkeval.tables import TABLES

ROOT = Path(__file__).resolve().parents[1]
SAMPLE = ROOT / "sample_data" / "ningxia-2017"


@pytest.fixture(scope="module")
def records() -> dict[str, pd.DataFrame]:
    return synthetic()


def test_committed_sample_is_what_the_generator_writes(records, tmp_path):
    spoilt, _ = with_faults(records)
    written = {file.name: file.read_bytes() for file in write(spoilt, tmp_path)}
    committed = {file.name: file.read_bytes() for file in SAMPLE.glob("*.csv")}
    assert sorted(written) == sorted(committed)
    assert [name for name in written if written[name] != committed[name]] == []
    assert sum(map(len, committed.values())) < 4_200_000


def test_same_seed_same_records_other_seed_other_records(records):
    again, other = synthetic(), synthetic(seed=1)
    for name, frame in records.items():
        pd.testing.assert_frame_equal(frame, again[name])
    assert not records["documents"].equals(other["documents"])


def test_sizes(records):
    units = records["units"]
    assert units["group"].value_counts().to_dict() == {"city": 5, "county": 22, "department": 30}
    assert units["subsets"].str.contains("catalogue_2017").sum() == 19
    assert sum(len(frame) for name, frame in records.items() if name != "units") >= 20_000
    assert set(records) == set(TABLES) - {"samples"}  # everything was checked


def test_everything_says_that_it_is_invented(records):
    assert records["units"]["name"].str.endswith("（合成）").all()
    assert records["units"]["name_en"].str.endswith("(synthetic)").all()
    for name, frame in records.items():
        if name != "units":
            assert frame["evidence"].str.startswith("https://example.invalid/").all()
    assert "合成数据" in (ROOT / "sample_data" / "README.md").read_text("utf-8")


def test_clean_records_read_without_a_problem(records):
    assert str(gk.check_records(records)) == "no problems"


def test_files_hold_what_the_frames_hold(records):
    spoilt, noted = with_faults(records)
    read = gk.read_records(SAMPLE, on_error="report")
    assert len(read.problems.errors) == len(noted)
    read, direct = read.tables, gk.read_records(spoilt, on_error="report").tables
    assert set(read) == set(direct)
    for name, frame in direct.items():
        for column in read[name].columns:
            left, right = read[name][column], frame[column]
            pd.testing.assert_series_equal(left, right, check_dtype=False, obj=f"{name}.{column}")


def test_faults_are_found_where_they_were_put(records):
    spoilt, noted = with_faults(records)
    found = gk.check_records(spoilt).to_frame()
    key = ["table", "column", "code", "line"]
    expected = noted.rename(columns={"position": "line"})[key].sort_values(key)
    actual = found.astype({"line": "int64"})[key].sort_values(key)
    assert actual.to_numpy().tolist() == expected.to_numpy().tolist()
    assert set(noted["code"]) == {code for code, _, _ in FAULTS.values()}
    read = gk.read_records(spoilt, on_error="report")
    assert len(read.tables["activities"]) == len(records["activities"]) - 3
    pd.testing.assert_frame_equal(
        synthetic(faults=True)["activities"], spoilt["activities"], check_dtype=False
    )


@pytest.mark.parametrize(
    ("what", "mask"),
    [
        ("late by more than five days", lambda d: (d["published"] - d["issued"]).dt.days > 10),
        (
            "public, in force, and never published",
            lambda d: (d["attribute"] == "public") & d["published"].isna(),
        ),
        ("dated back", lambda d: (d["first_seen"] - d["published"]).dt.days > 6),
        ("due after the period", lambda d: d["issued"] >= "2017-12-26"),
        ("issued before the period", lambda d: d["issued"] < "2017-01-01"),
        ("without attribute", lambda d: d["attribute"].isna()),
    ],
)
def test_documents_are_of_every_kind(records, what, mask):
    documents = records["documents"]
    share = mask(documents[documents["kind"] == "policy"]).mean()
    assert 0.003 < share < 0.5, what


@pytest.mark.parametrize(
    ("what", "mask"),
    [
        ("clarified", lambda r: r["clarification_returned"].notna()),
        ("abandoned", lambda r: r["answer"] == "abandoned"),
        ("extended", lambda r: r["extension_notified"].notna()),
        ("never answered", lambda r: r["answered"].isna() & (r["received"] < "2017-10-01")),
        ("not yet due", lambda r: r["received"] > "2017-12-12"),
        ("mock", lambda r: r["mock"]),
        ("with a fee", lambda r: r["fee_paid"].notna()),
    ],
)
def test_requests_are_of_every_kind(records, what, mask):
    assert 0.001 < mask(records["requests"]).mean() < 0.3, what


def test_extensions_are_notified_in_time_and_too_late(records):
    plain = records["requests"]
    plain = plain[plain["extension_notified"].notna() & plain["clarification_asked"].isna()]
    plain = plain[~plain["record"].isin(records["pauses"]["request"]) & plain["fee_paid"].isna()]
    taken = gk.workdays.between(
        plain["received"].to_numpy().astype("datetime64[D]"),
        plain["extension_notified"].to_numpy().astype("datetime64[D]"),
    )
    assert (taken <= 15).sum() > 50
    assert (taken > 15).sum() > 10


def test_some_pauses_overlap(records):
    pauses = records["pauses"].sort_values(["request", "began"])
    before = pauses.groupby("request")["ended"].shift()
    assert (pauses["began"] <= before).sum() > 20
    assert (pauses["began"] > before).sum() > 5


def test_reprints_repeat_post_policy_and_event(records):
    heads = records["interpretations"]
    heads = heads[heads["author_role"] == "principal"]
    events = heads.drop_duplicates(["unit", "post", "policy", "event"])
    assert len(heads) > 1.5 * len(events)
    assert events.groupby("unit").size().between(1, 12).all()


def test_columns_are_stale_undated_or_fresh(records):
    columns = records["columns"]
    age = (columns["checked"] - columns["last_update"]).dt.days
    assert 0.01 < columns["last_update"].isna().mean() < 0.1
    assert 0.05 < (age > columns["interval_days"]).mean() < 0.5
    latest = records["updates"].groupby("column")["date"].max()
    known = columns.dropna(subset=["last_update"]).set_index("record")["last_update"]
    assert (latest.reindex(known.index) == known).all()


def test_interpretations_name_documents_of_their_unit(records):
    document = records["documents"].set_index("record")["unit"]
    interpretations = records["interpretations"]
    owner = interpretations["document"].map(document)
    assert (owner == interpretations["unit"]).all()


def test_units_differ(records):
    documents = records["documents"]
    key = documents[documents["kind"] == "key_reprint"]
    hours = (key["reprinted"] - key["source_published"]).dt.total_seconds() / 3600
    share = (hours <= 24).groupby(key["unit"]).mean()
    assert share.max() - share.min() > 0.3


def test_other_sizes_by_group_and_volume():
    many = synthetic(units={"city": 2, "county": 3000, "department": 0}, volume=0.1)
    assert len(many["units"]) == 3002
    assert many["units"]["unit"].is_unique
    assert many["units"]["unit"].iloc[-1] == "合成县3000"
    counts = many["documents"].groupby("unit", sort=False).size()
    assert counts.mean() == pytest.approx(0.1 * 50 + 14, rel=0.35)
    assert np.isin(many["units"]["parent"].dropna(), ["星河市", "曙色市"]).all()


def test_what_cannot_be_made_is_refused():
    with pytest.raises(gk.GkevalError, match="no synthetic records for 'ningxia'"):
        synthetic("ningxia")
    with pytest.raises(gk.GkevalError, match="no group town"):
        synthetic(units={"town": 3})
    with pytest.raises(gk.GkevalError, match="volume is 0"):
        synthetic(volume=0)


def test_recipes_are_for_schemes_that_exist():
    for scheme in RECIPES:
        groups = gk.load_scheme(scheme).groups
        for troop in RECIPES[scheme].troops:
            assert {troop.group, *troop.subsets} <= set(groups)


def test_poisson_counts_by_inversion():
    # with a mean of 1, 0 and 1 have e⁻¹ = 0.368 each: 0.3 is 0, 0.7 is 1, 0.74 is 2
    counts = _poisson(np.array([0.3, 0.7, 0.74]), np.ones(3))
    assert counts.tolist() == [0, 1, 2]
    assert _poisson(np.array([0.99]), np.zeros(1)).tolist() == [0]
    assert _poisson(np.ones(1), np.ones(1))[0] < 42  # it ends even where nothing is enough
    assert _poisson(np.empty(0), np.empty(0)).tolist() == []
