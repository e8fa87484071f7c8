"""The same records under several documents: six counties and who interpreted policy in them.

Ningbo asks for one interpretation a year by leading officials, Ningxia for two and Gansu for three
by principal officials. Everything else counts as zero here, so that only these numbers, and the
points for who interprets, tell the counties apart.
"""

from datetime import date
from math import sqrt

import pandas as pd
import pytest

import gkeval as gk

YEAR = (date(2017, 1, 1), date(2017, 12, 31))
NAMES = ["ningbo-2016", "ningxia-2017", "gansu-2018"]
AS_PREFECTURES = {"gansu-2018": {"county": "prefecture"}}
LEAF = {
    "ningbo-2016": "interpretation.leaders",
    "ningxia-2017": "interpretation.principal",
    "gansu-2018": "interpretation.principal",
}

# Per county: role and event of each interpretation that is found.
FOUND = {
    "甲县": [("principal", "一"), ("principal", "二"), ("principal", "三")],
    "乙县": [("principal", "一"), ("principal", "二")],
    "丙县": [("principal", "一")],
    "丁县": [("leader", "一")],
    "戊县": [("principal", "一")] * 3,  # one event, printed three times
    "己县": [],
}


def records(optional: bool = True, **groups: str) -> gk.Records:
    """Records of the counties; `groups` gives further units with their group."""
    units = pd.DataFrame(
        [{"unit": unit, "group": groups.get(unit, "county")} for unit in [*FOUND, *groups]]
    )
    if optional:
        units = units.assign(subsets="", parent=None)
    rows = [
        {"unit": unit, "record": f"{unit}{n}", "published": f"2017-{n:02d}-01"}
        | {"author_role": role, "post": role, "policy": "某政策", "event": event}
        for unit, acts in FOUND.items()
        for n, (role, event) in enumerate(acts, 1)
    ]
    return gk.read_records({"units": units, "interpretations": pd.DataFrame(rows, dtype="str")})


def scheme(name: str) -> gk.Scheme:
    return gk.load_scheme(name).replace(missing="zero")


@pytest.fixture(scope="module")
def crossed():
    schemes = [scheme(name) for name in NAMES]
    return gk.cross_assess(schemes, records(), groups=AS_PREFECTURES, period=YEAR)


def test_one_two_and_three_give_different_rates(crossed):
    rates = {
        name: result.scores.set_index(["indicator", "unit"])["rate"][LEAF[name]].to_dict()
        for name, result in crossed.results.items()
    }
    assert rates == {
        "ningbo-2016": {"甲县": 1, "乙县": 1, "丙县": 1, "丁县": 1, "戊县": 1, "己县": 0},
        "ningxia-2017": {"甲县": 1, "乙县": 1, "丙县": 0, "丁县": 0, "戊县": 0, "己县": 0},
        "gansu-2018": {"甲县": 1, "乙县": 0, "丙县": 0, "丁县": 0, "戊县": 0, "己县": 0},
    }


def test_the_concept_sets_the_three_side_by_side(crossed):
    rows = crossed.concepts[crossed.concepts["concept"] == "interpretation_by_heads"]
    rows = rows.set_index("scheme")
    assert rows["indicator"].to_dict() == LEAF
    assert rows["clause"].to_dict() == {
        "ningbo-2016": "三(十)",
        "ningxia-2017": "二(二)",
        "gansu-2018": "一(三)12",
    }
    assert rows["mean_rate"].to_dict() == pytest.approx(
        {"ningbo-2016": 5 / 6, "ningxia-2017": 2 / 6, "gansu-2018": 1 / 6}
    )
    assert (rows["units"] == 6).all()
    for name, number in (("ningbo-2016", "1"), ("ningxia-2017", "2"), ("gansu-2018", "3")):
        assert f"不少于{number}" in rows.loc[name, "scored"]
    assert "领导班子成员" in rows.loc["ningbo-2016", "counted"]
    assert "领导班子成员" not in rows.loc["gansu-2018", "counted"]


def test_other_numbers_are_said_as_well(crossed):
    said = crossed.concepts.set_index(["concept", "scheme", "indicator"])["counted"]
    assert "3个工作日" in said["interpretation_in_time", "ningbo-2016", "interpretation.three_days"]
    assert "5个工作日" in said["publication_in_time", "ningxia-2017", "disclosure.five_days"]
    assert "24小时" in said["emergency_24h", "gansu-2018", "response.press_conference"]
    assert "48小时" in said["concerns_answered", "ningbo-2016", "response.answer_48h"]


def test_ranks_move_with_the_document(crossed):
    """Ties share the better rank; 己县 has no interpretation that could be the drafter's own."""
    moves = crossed.moves.set_index("unit").loc[list(FOUND)]
    assert moves[NAMES].to_numpy().tolist() == [
        [1, 1, 1],
        [1, 1, 2],
        [1, 3, 2],
        [1, 3, 2],
        [1, 3, 2],
        [6, 6, 2],
    ]
    assert moves["spread"].to_list() == [0, 1, 2, 2, 2, 4]


def test_ranks_name_the_group_of_each_scheme(crossed):
    groups = crossed.ranks.groupby("scheme")["group"].unique().map(list).to_dict()
    expected = {"ningbo-2016": ["county"], "ningxia-2017": ["county"]}
    assert groups == expected | {"gansu-2018": ["prefecture"]}
    assert len(crossed.ranks) == 18


def test_agreement_is_spearmans_over_common_units(crossed):
    """Average ranks from below: 4 4 4 4 4 1, 5.5 5.5 3 3 3 1 and 6 3 3 3 3 3."""
    agreement = crossed.agreement
    assert agreement.loc["ningbo-2016", "ningxia-2017"] == pytest.approx(sqrt(1 / 2))
    assert agreement.loc["ningbo-2016", "gansu-2018"] == pytest.approx(0.2)
    assert agreement.loc["ningxia-2017", "gansu-2018"] == pytest.approx(0.4 * sqrt(2))


# A document under which all units are equal has no correlation with any other.
all_equal = pytest.mark.filterwarnings("ignore:invalid value:RuntimeWarning")


@all_equal
def test_units_that_a_scheme_does_not_assess_are_left_out_of_it():
    result = gk.cross_assess(
        [scheme("ningbo-2016"), scheme("yanan-2020")], records(某镇="township"), period=YEAR
    )
    assert set(result.results["yanan-2020"].units["unit"]) == {*FOUND, "某镇"}
    assert set(result.results["ningbo-2016"].units["unit"]) == set(FOUND)
    assert set(result.moves["unit"]) == set(FOUND)


@all_equal
def test_all_five_documents_at_once():
    names = [*NAMES, "xicheng-2017", "yanan-2020"]
    groups = AS_PREFECTURES | {"xicheng-2017": {"county": "district"}}
    result = gk.cross_assess(
        [scheme(name) for name in names], records(), groups=groups, period=YEAR
    )
    assert result.concepts.groupby("concept")["scheme"].nunique().min() >= 2
    assert set(result.concepts["scheme"]) == set(names)
    assert len(result.moves) == 6
    assert result.agreement["yanan-2020"].isna().all()
    assert result.concepts["mean_rate"].dropna().between(0, 1).all()


@pytest.mark.parametrize("names", [["ningbo-2016"], ["ningbo-2016", "ningbo-2016"]])
def test_two_different_schemes_are_needed(names: list[str]):
    with pytest.raises(gk.GkevalError, match="two or more different"):
        gk.cross_assess(names, records())


def test_a_scheme_without_units_says_which_groups_there_are():
    with pytest.raises(gk.GkevalError, match=r"gansu-2018 ranks prefecture, department.*county"):
        gk.cross_assess(["ningbo-2016", "gansu-2018"], records(), period=YEAR)


def test_units_need_no_more_than_their_group():
    few, many = (
        gk.cross_assess([scheme(name) for name in NAMES[:2]], records(given), period=YEAR)
        for given in (False, True)
    )
    assert few.ranks.equals(many.ranks)


def alone(name: str, **more: object) -> gk.Scheme:
    """A scheme of the one indicator that asks who interprets."""
    leaf = scheme(name).by_id[LEAF[name]]
    return scheme(name).replace(indicators=[leaf], points=leaf.points, grades=[], **more)


def test_a_scheme_may_have_fewer_indicators_than_the_concepts_name():
    result = gk.cross_assess([alone(name) for name in NAMES[:2]], records(), period=YEAR)
    assert result.concepts["concept"].to_list() == ["interpretation_by_heads"] * 2


def test_each_document_keeps_its_own_period_where_none_is_said():
    # the records are of 2017: a document about 2016 finds none of them
    earlier = alone("ningbo-2016", period={"from": "2016-01-01", "to": "2016-12-31"})
    crossed = gk.cross_assess([earlier, alone("ningxia-2017")], records())
    rates = crossed.concepts.set_index("scheme")["mean_rate"]
    assert rates["ningbo-2016"] == 0
    assert rates["ningxia-2017"] == pytest.approx(2 / 6)


def test_it_shows_itself_in_a_line_and_as_two_tables(crossed):
    concepts = crossed.concepts["concept"].nunique()
    assert repr(crossed) == f"<CrossAssessment: 3 schemes, 6 common units, {concepts} concepts>"
    page = crossed._repr_html_()
    assert page.count("<table") == 2
    assert "interpretation_by_heads" in page
    assert "甲县" in page
