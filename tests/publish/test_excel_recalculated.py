"""The results workbook after LibreOffice has recalculated it from the rates: the same numbers."""

import random

import pandas as pd
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

import gkeval as gk
from gkeval.publish.excel import write_workbook
from gkeval.rules.kinds import Deadline, Expert, Levels
from gkeval.scheme.loading import built_in
from tests.properties.test_whole_schemes import worlds
from tests.publish.calculating import calculated
from tests.publish.office import converted, emptied
from tests.publish.recalculating import column, faults
from tests.publish.workbooks import cases

calamine = pytest.importorskip("python_calamine")
pytestmark = pytest.mark.full


def drawn(name):
    """Random values for a built-in scheme: every group, every state, every adjustment."""
    made = gk.load_scheme(name)
    dice = random.Random(name)
    ranked = [group for group, own in made.groups.items() if not own.within]
    subsets = {g: [n for n, own in made.groups.items() if own.within == g] for g in ranked}
    rows = []
    for group in ranked:
        for number in range(4):
            mine = [one for one in subsets[group] if dice.random() < 0.5]
            parent = f"{ranked[0]}{number % 2}" if group != ranked[0] else ""
            rows.append(
                {
                    "unit": f"{group}{number}",
                    "group": group,
                    "subsets": ";".join(mine),
                    "parent": parent,
                }
            )
    frame = pd.DataFrame(rows)
    wide = pd.DataFrame({"unit": frame["unit"]}, dtype=object)
    for item in made.measured:
        wide[item.id] = [_cell(item, dice) for _ in rows]
    return gk.score(made, wide, frame)


def _cell(item, dice):
    rule = getattr(item, "rule", None)
    lot = dice.random()
    if rule is not None and lot < 0.06:
        return "不适用"
    if lot < 0.01:
        return "未评估"
    if isinstance(rule, Levels):
        return dice.choice(list(rule.levels))
    if isinstance(rule, Deadline):
        return pd.Timestamp("2000-01-01") + pd.Timedelta(days=dice.randrange(12000))
    if isinstance(rule, Expert):
        most = {"points": float(item.points), "percent": 100, "rate": 1}[rule.scale]
        return round(dice.uniform(0.3, 1) * most, 2)
    if rule is None:
        if getattr(item, "judged_up_to", None) is not None:
            return round(dice.uniform(0, float(item.judged_up_to)), 1)
        scale = item.measured.scale
        return round(dice.random(), 2) if scale == "share" else dice.choice([0, 0, 0, 0, 0, 1, 2])
    return round(dice.random(), 2) if item.measured.scale == "share" else dice.randrange(6)


@pytest.fixture(scope="module")
def written(five, sichuan, tmp_path_factory):
    """By name: the result, the sheets as LibreOffice computes them, and as `calculated` does."""
    folder = tmp_path_factory.mktemp("recalculated")
    results = cases(five) | {"sichuan": sichuan}
    results |= {f"drawn_{name}": drawn(name) for name in built_in()}
    paths = []
    for name, result in results.items():
        path = write_workbook(result, folder / "made" / f"{name}.xlsx", lang="zh")
        paths.append(emptied(path, folder / f"{name}.xlsx"))
    made = converted(paths, "xlsx", folder)
    return {
        name: (result, sheets(path), calculated(own))
        for (name, result), path, own in zip(results.items(), made, paths, strict=True)
    }


def sheets(path):
    book = calamine.CalamineWorkbook.from_path(str(path))
    return {
        name: book.get_sheet_by_name(name).to_python(skip_empty_area=False)
        for name in book.sheet_names
    }


def test_every_number_is_ours_after_a_recalculation(written):
    wrong = {name: faults(result, book)[:4] for name, (result, book, _) in written.items()}
    assert {name: some for name, some in wrong.items() if some} == {}
    assert len(written) > 50


def test_the_calculator_of_the_quick_tests_agrees_with_the_office(written):
    """Every number and text of every sheet, which the quick tests read from `calculated`."""
    differing = []
    for name, (_, office, ours) in written.items():
        assert list(office) == list(ours)
        for sheet, rows in office.items():
            for line, own in zip(rows, ours[sheet], strict=False):
                pairs = zip(line, own, strict=False)
                differing += [(name, sheet, *pair) for pair in pairs if not alike(*pair)]
    assert differing[:9] == []


def alike(cell, own):
    if isinstance(cell, int | float) and isinstance(own, int | float):
        return abs(cell - own) < 1e-9
    return cell == own or not isinstance(own, int | float | str)  # days are read by two libraries


def test_the_ranking_looks_up_the_same(written):
    for result, book, _ in written.values():
        ranking = result.ranking()
        rows = book["排名"][5:]
        assert [line[2] for line in rows] == ranking["unit"].to_list()
        for line, rank in zip(rows, ranking["rank"], strict=True):
            assert line[3] == ("" if pd.isna(rank) else rank) or line[3] == "—"


def test_grades_are_formulas_too(written):
    for name, (result, book, _) in written.items():
        if not result.scheme.grades:
            continue
        titles = {g.id: g.title.to("zh") for g in result.scheme.grades}
        titles |= {"failed": result.scheme.failed.to("zh"), "": "未达等级"}
        for unit, cell in column(book["总分"], "等级").items():
            row = result.totals.set_index("unit").loc[unit]
            known = row["grade"] or not pd.isna(row["total"])
            assert cell == (titles[row["grade"]] if known else ""), (name, unit)


@settings(max_examples=1, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
@given(st.lists(worlds(), min_size=12, max_size=12))
def test_any_scheme_and_any_values(tmp_path_factory, several):
    folder = tmp_path_factory.mktemp("worlds")
    results = [gk.score(made, values) for made, values, _ in several]
    paths = []
    for number, result in enumerate(results):
        path = write_workbook(result, folder / "made" / f"{number}.xlsx", lang="zh")
        paths.append(emptied(path, folder / f"{number}.xlsx"))
    for result, path in zip(results, converted(paths, "xlsx", folder), strict=True):
        assert faults(result, sheets(path)) == []
