"""What follows from the inputs of today, and each reason for which nothing can."""

import json

import numpy as np
import pandas as pd
import pytest

import gkeval as gk
from gkeval.assessment.differences import MOST
from gkeval.assessment.manifest import manifest
from gkeval.collecting import append_log
from gkeval.publish.recomputing import (
    Given,
    log_differs,
    other_versions,
    recomputed,
    report_differs,
    scheme_differs,
)
from gkeval.uncertainty import Feasible
from tests import samples
from tests.proof import world


def manifest_of(result, **more):
    """What the manifest of a report of this result says."""
    asked = {"edition": "public", "formats": ["html"], "units": [], "show": "bands", "top": None}
    options = {"report": asked | {"lang": "zh", "title": None} | more}
    return manifest(result, "report", {}, options=options, robustness=None)


def said(findings):
    return [(one.code, one.stated, one.found) for one in findings]


@pytest.fixture(scope="module")
def five_scheme(five):
    return five.scheme


@pytest.fixture(scope="module")
def assessed():
    """Four units assessed from records; synthetic."""
    return gk.assess(world.FIVE, gk.read_records(world.tables()))


@pytest.fixture(scope="module")
def changed(assessed):
    return gk.apply_changes(assessed, world.CHANGES)


def test_a_scheme_is_compared_rule_by_rule_where_the_output_holds_its_own(five, five_scheme):
    other = five_scheme.replace(rounding={"decimals": 1})
    stated = manifest_of(five)
    names = (f"five {five_scheme.fingerprint}", f"five {other.fingerprint}")
    alone = scheme_differs(stated, None, Given(scheme=other))
    assert said(alone) == [("scheme_differs", *names)]
    both = scheme_differs(stated, five_scheme, Given(scheme=other))
    assert said(both)[0] == ("scheme_differs", *names)
    assert {one.code for one in both[1:]} == {"scheme_changed"}
    assert any("decimals: 1" in one.found for one in both[1:])
    assert scheme_differs(stated, None, Given(scheme=five_scheme)) == []


def test_the_log_of_today_shows_what_a_report_without_archive_does_not_know(
    assessed, changed, tmp_path
):
    """A manifest knows how many changes there were, and the seal of the last."""
    log = tmp_path / "changes.csv"
    append_log(log, world.CHANGES)
    assert log_differs(manifest_of(changed), None, Given(log=log)) == []
    added = log_differs(manifest_of(assessed), None, Given(log=log))
    assert said(added)[0] == (
        "change_added", "", "青山县 response.form → 9 (组长甲, 2018-03-01: 补交答复书)",
    )  # fmt: skip
    assert len(added) == 3
    shorter = tmp_path / "shorter.csv"
    append_log(shorter, world.CHANGES.head(2))
    missing = log_differs(manifest_of(changed), None, Given(log=shorter))
    assert said(missing) == [("change_missing", "1-3", "")]
    # a result that holds its changes tells which one
    missing = log_differs(manifest_of(changed), changed, Given(log=shorter))
    assert said(missing) == [
        ("change_missing", "青山县 response.form → 9.5 (组长甲, 2018-03-05: 复核)", "")
    ]


def test_a_change_of_a_state_is_told_by_the_state(assessed, tmp_path):
    log = tmp_path / "changes.csv"
    change = world.CHANGES.head(1).assign(value=np.nan, state="disputed")
    append_log(log, change)
    (found,) = log_differs(manifest_of(assessed), None, Given(log=log))
    assert "response.form → disputed (" in found.found


@pytest.mark.parametrize("content", ["unit,indicator\n甲,乙\n", b"\xff\xfe\xff"])
def test_a_log_that_is_none_is_told(changed, tmp_path, content):
    log = tmp_path / "changes.csv"
    log.write_bytes(content if isinstance(content, bytes) else content.encode())
    (found,) = log_differs(manifest_of(changed), changed, Given(log=log))
    assert (found.code, found.where) == ("log_unreadable", "changes.csv")
    (found,) = log_differs(manifest_of(changed), changed, Given(log=tmp_path / "none.csv"))
    assert found.code == "log_unreadable"


def test_without_records_nothing_is_recomputed(five):
    findings, fresh = recomputed(manifest_of(five), five, Given(), "r.zip")
    assert (said(findings), fresh) == ([("not_recomputed", "", "no_inputs")], None)
    assert findings[0].say("zh") == "r.zip：未由输入数据重算：未给出数据"


def test_without_a_scheme_of_that_fingerprint_nothing_is_recomputed(five, five_values):
    """`five` is not built in; a built-in scheme of its name but another fingerprint is another."""
    given = Given(records=five_values)
    findings, _ = recomputed(manifest_of(five), None, given, "r")
    assert said(findings) == [("not_recomputed", "", "no_scheme")]
    assert findings[0].say("zh") == "r：未由输入数据重算：未给出指标体系"
    namesake = manifest_of(five) | {"scheme": "sichuan-land-2011"}
    findings, _ = recomputed(namesake, None, given, "r")
    assert said(findings) == [("not_recomputed", "", "no_scheme")]


def test_what_was_made_from_results_is_not_recomputed(five, five_values):
    stated = manifest_of(five) | {"made_by": ""}
    findings, _ = recomputed(stated, five, Given(records=five_values), "r")
    assert said(findings) == [("not_recomputed", "", "made_from_results")]


def test_values_without_an_archive_need_the_scheme_alone(five, five_values, five_scheme):
    given = Given(records=five_values, scheme=five_scheme)
    findings, fresh = recomputed(manifest_of(five), None, given, "r")
    assert [one.code for one in findings] == ["recomputed_from_inputs"]
    assert fresh.totals.equals(five.totals)


def test_records_that_cannot_be_read_are_told_in_words(assessed, tmp_path):
    given = Given(records=tmp_path / "nowhere")
    findings, fresh = recomputed(manifest_of(assessed), assessed, given, "r")
    assert fresh is None
    assert (findings[-1].code, findings[-1].kind) == ("inputs_unusable", "difference")
    assert "nowhere" in findings[-1].found


def test_changes_are_made_again_from_the_archive_or_the_log(assessed, changed, tmp_path):
    """Without either of them a report of changed values cannot follow from the records."""
    records, scheme = gk.read_records(world.tables()), assessed.scheme
    stated = manifest_of(changed)
    findings, fresh = recomputed(stated, None, Given(records, scheme), "r")
    assert said(findings) == [("not_recomputed", "", "no_log")]
    log = tmp_path / "changes.csv"
    append_log(log, world.CHANGES)
    for held, given in (
        (None, Given(records, scheme, log)),
        (changed, Given(records, scheme)),
    ):
        findings, fresh = recomputed(stated, held, given, "r")
        assert [one.code for one in findings] == ["recomputed_from_inputs"]
        score = fresh.scores.set_index(["unit", "indicator"]).loc[("青山县", "response.form")]
        assert score["score"] == 9.5


def test_the_sample_of_a_scheme_is_found_where_its_files_are_those_of_the_manifest():
    sichuan = samples.assessed("sichuan-land-2011")
    stated = manifest_of(sichuan)
    findings, fresh = recomputed(stated, None, Given(), "r")
    assert [one.code for one in findings] == ["recomputed_from_inputs"]
    assert fresh.fingerprint == sichuan.fingerprint
    other = dict.fromkeys(stated["sources"]["files"], "0" * 64)
    stated = stated | {"sources": stated["sources"] | {"files": other}}
    findings, _ = recomputed(stated, None, Given(), "r")
    assert said(findings) == [("not_recomputed", "", "no_inputs")]


def test_a_folder_of_workbooks_is_read_as_what_units_sent_in(assessed, tmp_path):
    """The same rows in a workbook: another file, and the same totals."""
    pytest.importorskip("xlsxwriter")
    path = tmp_path / "sent" / "全部.xlsx"
    path.parent.mkdir()
    with pd.ExcelWriter(path, engine="xlsxwriter") as writer:
        for name, frame in world.tables().items():
            frame.to_excel(writer, sheet_name=name, index=False)
    stated = manifest_of(assessed)
    findings, fresh = recomputed(stated, assessed, Given(records=path.parent), "r")
    assert fresh is not None, findings
    assert fresh.totals["total"].tolist() == assessed.totals["total"].tolist()


def test_other_versions_are_named(five):
    stated = manifest_of(five)
    assert other_versions(stated) == ""
    stated["versions"] = stated["versions"] | {"numpy": "0.1", "gone": "1"}
    assert other_versions(stated) == "numpy, gone"


def test_a_report_that_cannot_be_written_again_says_why(five):
    asked = manifest_of(five, edition="unit", formats=["xlsx"])
    (found,) = report_differs(asked, five, "report")
    assert (found.code, found.where) == ("not_rebuilt", "report")
    assert "'xlsx', which the unit edition does not have" in found.found
    sampled = {"sampled": True, "scenarios": ["as it is"], "weights": None, "raters": None}
    asked = manifest_of(five) | {"robustness": sampled | {"draws": 9, "seed": 1}}
    assert said(report_differs(asked, five, ".")) == [("not_rebuilt", "", "drawn")]


def test_files_that_differ_are_counted_beyond_the_first(five):
    stated = manifest_of(five)
    stated["sha256"] = {f"{n:03}.html": "0" for n in range(MOST + 10)}
    findings = report_differs(stated, five, ".")
    codes = [one.code for one in findings]
    assert codes.count("report_differs") == MOST
    assert codes[-2:] == ["more", "rebuilt"]
    # 10 more that were never there, and those that the report holds
    assert int(findings[-2].found) >= 10 + 2


@pytest.fixture(scope="module")
def judged_twice():
    """The same units with two raters, a point apart."""
    frames = world.tables()
    first = frames["judgements"]
    second = first.assign(
        record=first["record"] + "b", rater="评估员戊", value=["9", "8", "7", "6"]
    )
    frames["judgements"] = pd.concat([first, second], ignore_index=True)
    made = gk.load_scheme(world.FIVE).replace(reconcile={"kind": "mean"})
    return gk.assess(made, gk.read_records(frames))


@pytest.mark.parametrize(
    ("weights", "raters"),
    [
        (None, "draw"),
        (Feasible(within=0.2, bounds={"publicity": (50.0, 70.0)}, levels=(1,)), None),
    ],
)
def test_robustness_is_drawn_again_from_what_the_manifest_says(
    judged_twice, tmp_path, weights, raters
):
    sure = gk.robustness(judged_twice, 40, 3, weights=weights, raters=raters)
    folder = tmp_path / "r"
    gk.report(judged_twice, folder, edition="public", show="bands", robustness=sure, progress=False)
    stated = json.loads((folder / "manifest.json").read_bytes())
    assert said(report_differs(stated, judged_twice, ".")) == [("rebuilt", "", "")]
    stated["robustness"]["draws"] = 41
    found = report_differs(stated, judged_twice, ".")
    assert ("report_differs", "index.html") in [(one.code, one.where) for one in found]
