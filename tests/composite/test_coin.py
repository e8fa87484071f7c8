"""Tables of COINr and workbooks of the COIN tool, in and out."""

import numpy as np
import pandas as pd
import pytest

from gkeval import GkevalError, InputError
from gkeval.composite import Tree, build, coin

# laid out as in the COINr documentation, with made-up numbers
I_DATA = pd.DataFrame(
    {
        "uCode": ["AUT", "BEL", "BGR", "HRV"],
        "uName": ["Austria", "Belgium", "Bulgaria", "Croatia"],
        "EurAsia_group": ["Europe"] * 4,
        "Pop": [8.7, 11.4, 7.0, 4.2],
        "LPI": [4.1, 4.1, 2.8, 3.2],
        "Flights": [29.0, 31.9, 9.2, 9.3],
        "CO2": [5.2, 8.3, 5.9, np.nan],
    }
)
I_META = pd.DataFrame(
    [
        [1, "LPI", "Logistics", "Physical", 1, 1.0, "Indicator", np.nan, None],
        [1, "Flights", "Flights", "Physical", 1, 2.0, "Indicator", 40.0, "Pop"],
        [1, "CO2", "Emissions", "Environ", -1, 1.0, "Indicator", np.nan, None],
        [2, "Physical", "Physical", "Index", 1, 1.0, "Aggregate", np.nan, None],
        [2, "Environ", "Environment", "Index", -1, 3.0, "Aggregate", np.nan, None],
        [3, "Index", "The index", None, 1, 1.0, "Aggregate", np.nan, None],
        [None, "Pop", "Population", None, None, None, "Denominator", np.nan, None],
        [None, "EurAsia_group", "Group", None, None, None, "Group", np.nan, None],
    ],
    columns=["Level", "iCode", "iName", "Parent", "Direction", "Weight", "Type", "Target",
             "Denominator"],
)  # fmt: skip


def test_coinrs_tables_are_read_as_they_are():
    found = coin.from_coinr(I_DATA, I_META)
    assert found.columns == {"unit": "uCode", "group": "EurAsia_group"}
    shown = found.tree.to_table().set_index("id")
    assert shown.index[0] == "Index"
    assert shown["effective"].to_dict() == pytest.approx(
        {"Index": 1, "Physical": 0.25, "LPI": 0.25 / 3, "Flights": 0.5 / 3, "Environ": 0.75,
         "CO2": 0.75}
    )  # fmt: skip
    assert shown.loc["CO2", "direction"] == -1
    assert shown.loc["Flights", ["denominator", "target"]].to_list() == ["Pop", 40]
    index = build(found.frame, found.tree, **found.columns)
    flights = I_DATA["Flights"] / I_DATA["Pop"]
    np.testing.assert_allclose(index.given[:, found.tree.indicators.index("Flights")], flights)


def test_written_and_read_again():
    read = coin.from_coinr(I_DATA, I_META)
    i_data, i_meta = coin.to_coinr(read.frame, read.tree, unit="uCode", group="EurAsia_group")
    assert i_meta["Type"].to_list().count("Indicator") == 3
    assert i_meta.set_index("iCode").loc["Index", "Level"] == 3
    assert {"uCode", "uName"} <= set(i_data)
    again = coin.from_coinr(i_data, i_meta)
    first = build(read.frame, read.tree, **read.columns)
    second = build(again.frame, again.tree, **again.columns)
    np.testing.assert_array_equal(first.total, second.total)


def test_indicators_that_stand_higher_get_aggregates_of_their_own():
    tree = Tree.from_table(pd.DataFrame({"id": ["p", "a", "b", "c"], "parent": ["", "p", "p", ""]}))
    frame = pd.DataFrame({"unit": ["x", "y", "z"], "a": [1, 2, 3], "b": [3, 1, 2], "c": [0, 1, 1]})
    i_data, i_meta = coin.to_coinr(frame, tree)
    levels = i_meta.set_index("iCode")["Level"].to_dict()
    assert levels == {"index": 3, "p": 2, "a": 1, "b": 1, "c_2": 2, "c": 1}
    again = coin.from_coinr(i_data, i_meta)
    np.testing.assert_array_equal(
        build(frame, tree).total, build(again.frame, again.tree, unit="uCode").total
    )


def test_panels_and_faults():
    panel = pd.concat([I_DATA.assign(Time=2019), I_DATA.assign(Time=2020)])
    assert coin.from_coinr(panel, I_META).columns["period"] == "Time"
    with pytest.raises(InputError, match="no column Weight"):
        coin.from_coinr(I_DATA, I_META.drop(columns="Weight"))
    with pytest.raises(InputError, match="found Pillar"):
        coin.from_coinr(I_DATA, I_META.assign(Type="Pillar"))
    with pytest.raises(InputError, match="never negative"):
        coin.from_coinr(I_DATA, I_META.assign(Weight=I_META["Weight"].replace(2.0, -2.0)))
    with pytest.raises(GkevalError, match="group is 'GDP_group'"):
        coin.from_coinr(I_DATA, I_META, group="GDP_group")


@pytest.fixture
def workbook(tmp_path):
    """A workbook laid out as the COIN tool's, with three of its four levels in use."""
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    database = book.active
    database.title = "Database"
    indicators = [
        # weight, direction, lower, upper, index, sub-index, pillar, sub-pillar, name, code
        (1, 1, 0, 100, "Index", "si.01", "p.01", "sp.01", "Portal", "ind.01"),
        (2, 1, 0, 10, "Index", "si.01", "p.01", "sp.01", "Replies", "ind.02"),
        (1, -1, 0, 60, "Index", "si.01", "p.02", "sp.01", "Days", "ind.03"),
    ]
    for column, cells in enumerate(indicators, start=5):
        for row, cell in enumerate(cells, start=7):
            database.cell(row, column, cell)
    units = [("甲省", "A", 80, 5, 20), ("乙省", "B", 40, "n/a", 10), ("丙省", "C", 60, 9, 30)]
    for row, (name, code, *values) in enumerate(units, start=17):
        for column, cell in zip((2, 3, 5, 6, 7), (name, code, *values), strict=True):
            database.cell(row, column, cell)
    framework = book.create_sheet("Framework")
    framework.cell(4, 8, "Dimension/indicator")
    for row, (code, weight, name) in enumerate(
        [("Index", 1, "Openness"), ("si.01", 1, "--"), ("p.01", 3, "Online"), ("p.02", 1, "Speed")],
        start=5,
    ):
        for column, cell in ((3, code), (5, weight), (8, name)):
            framework.cell(row, column, cell)
    path = tmp_path / "coin-tool.xlsx"
    book.save(path)
    return path


def test_the_coin_tools_workbook_is_read_as_it_is(workbook):
    pytest.importorskip("python_calamine")
    found = coin.read_coin_tool(workbook)
    shown = found.tree.to_table().set_index("id")
    assert shown["parent"].to_dict() == {
        "Index": "", "p.01": "Index", "ind.01": "p.01", "ind.02": "p.01", "p.02": "Index",
        "ind.03": "p.02",
    }  # fmt: skip
    assert shown.loc[["p.01", "p.02"], "share"].to_list() == [0.75, 0.25]
    assert shown.loc["ind.02", "share"] == pytest.approx(2 / 3)
    assert shown.loc["p.01", "title"] == "Online"
    assert shown.loc["ind.03", ["direction", "goalposts"]].to_list() == [-1, (0, 60)]
    assert found.frame["unit"].to_list() == ["A", "B", "C"]
    assert found.frame["name"].to_list() == ["甲省", "乙省", "丙省"]
    index = build(found.frame, found.tree, normalise="goalposts", **found.columns)
    by_hand = 0.75 * (0.8 + 2 * 0.5) / 3 + 0.25 * (1 - 20 / 60)
    assert index.total[0] == pytest.approx(by_hand)
    assert index.total[1] == pytest.approx(0.75 * 0.4 + 0.25 * (1 - 10 / 60))


def test_an_aggregate_without_a_weight_counts_like_its_siblings(workbook):
    openpyxl = pytest.importorskip("openpyxl")
    pytest.importorskip("python_calamine")
    book = openpyxl.load_workbook(workbook)
    framework = book["Framework"]
    framework["E7"] = framework["E8"] = None  # p.01 and p.02
    book.save(workbook)
    shown = coin.read_coin_tool(workbook).tree.to_table().set_index("id")
    assert shown.loc[["p.01", "p.02"], "share"].to_list() == [0.5, 0.5]


def test_aggregates_without_names_keep_their_weights(workbook):
    openpyxl = pytest.importorskip("openpyxl")
    pytest.importorskip("python_calamine")
    book = openpyxl.load_workbook(workbook)
    book["Framework"].delete_cols(6, 5)  # the sheet ends before the names
    book.save(workbook)
    shown = coin.read_coin_tool(workbook).tree.to_table().set_index("id")
    assert shown.loc["ind.01", "title"] == "Portal"
    assert shown.loc["p.01", "title"] == ""
    assert shown.loc[["p.01", "p.02"], "share"].to_list() == [0.75, 0.25]


def test_other_workbooks_are_refused_with_what_to_do(tmp_path):
    openpyxl = pytest.importorskip("openpyxl")
    with pytest.raises(GkevalError, match="there is no file"):
        coin.read_coin_tool(tmp_path / "none.xlsx")
    book = openpyxl.Workbook()
    book.save(tmp_path / "plain.xlsx")
    with pytest.raises(GkevalError, match="no sheet Database, Framework"):
        coin.read_coin_tool(tmp_path / "plain.xlsx")
    book.active.title = "Database"
    book.create_sheet("Framework")
    book.save(tmp_path / "empty.xlsx")
    with pytest.raises(GkevalError, match="row 16 holds no indicator codes"):
        coin.read_coin_tool(tmp_path / "empty.xlsx")
    (tmp_path / "text.xlsx").write_text("not a workbook", "utf-8")
    with pytest.raises(GkevalError, match="is no workbook"):
        coin.read_coin_tool(tmp_path / "text.xlsx")
