"""What changed between two editions: every kind of change, in both languages; nothing unseen."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

import gkeval as gk
from gkeval.scheme.changes import diff
from gkeval.scheme.diffs import CHANGES, PARTS
from gkeval.scheme.key_words import key_word, say_value
from gkeval.scheme.model import Indicator, Scheme
from tests.scoring.builders import act, branch, grade, leaf, scheme

COUNT = {"kind": "count", "table": "activities"}


def old():
    return scheme(
        branch("a", 60, leaf("a.x", 40), leaf("a.y", 20, clause="一(一)")),
        branch("b", 40, leaf("b.x", 40, measure=COUNT, rule={"kind": "at_least", "target": 2})),
        groups={"county": {}, "department": {}},
        grades=[grade("good", at_least=80), grade("rest", at_least=0)],
        adjustments=[act("bonus", "praise", per_case=3), act("veto", "leak", result="fail")],
        lang="zh",
    )


def moved_scheme():
    plain = old().model_dump(by_alias=True, exclude_none=True)
    a, b = plain["indicators"]
    a["indicators"], y = [a["indicators"][0]], a["indicators"][1]
    a["points"] = 40
    b["points"] = 60
    b["indicators"] = [y | {"id": "a.y"}, b["indicators"][0]]
    return old().replace(indicators=[a, b])


@pytest.fixture(scope="module")
def found():
    plain = old()
    later = scheme(
        branch("a", 50, leaf("a.x", 30), leaf("a.z", 20)),
        branch("b", 50, leaf("b.x", 50, measure=COUNT, rule={"kind": "at_least", "target": 3})),
        groups={"county": {}, "town": {}},
        grades=[grade("good", at_least=85), grade("rest", at_least=0)],
        adjustments=[act("veto", "leak", result="fail"), act("bonus", "praise", per_case=1)],
        lang="zh",
        not_applicable={"kind": "full"},
    )
    return diff(plain, later)


def row(found, part, name, key):
    table = found.table
    mine = table[(table["part"] == part) & (table["id"] == name) & (table["key"] == key)]
    assert len(mine) == 1, table
    return mine.iloc[0][["change", "before", "after"]].to_list()


def test_indicators(found):
    assert row(found, "indicator", "a", "points") == ["changed", "60", "50"]
    assert row(found, "indicator", "a.z", "") == [
        "added",
        "",
        "20分；所评分数即为得分，最高20分。",
    ]
    assert row(found, "indicator", "a.y", "") == [
        "removed",
        "20分；所评分数即为得分，最高20分。",
        "",
    ]
    change, before, after = row(found, "indicator", "b.x", "rule")
    assert change == "changed"
    assert ("2次" in before, "3次" in after) == (True, True)


def test_settings_groups_grades_and_adjustments(found):
    assert row(found, "setting", "", "not_applicable")[2] == "得满分"
    assert row(found, "group", "town", "")[0] == "added"
    assert row(found, "group", "department", "")[0] == "removed"
    assert row(found, "grade", "good", "at_least") == ["changed", "80", "85"]
    change, before, after = row(found, "adjustment", "praise", "adjustment")
    assert (change, "3分" in before, "1分" in after) == ("changed", True, True)
    assert row(found, "adjustment", "", "order")[0] == "reordered"


def test_it_reads_in_both_languages(found):
    assert "指标 (" in str(found)
    assert "修改 分值：60 → 50" in str(found)
    english = diff(old(), old().replace(missing="zero"), lang="en")
    assert str(english) == (
        "small → small\n\nsettings (1)\n  changed what is not assessed: interval → zero"
    )
    page = found._repr_html_()
    assert "<table" in page
    assert "lang='zh'" in page
    assert len(found) == len(found.table)


def test_moved_to_another_parent():
    found = diff(old(), moved_scheme(), lang="en")
    assert row(found, "indicator", "a.y", "parent") == ["moved", "a", "b"]
    assert set(found.table["change"]) == {"moved", "changed"}


def test_siblings_in_another_order():
    plain = old().model_dump(by_alias=True, exclude_none=True)["indicators"]
    found = diff(old(), old().replace(indicators=plain[::-1]))
    assert found.table[["change", "before", "after"]].to_numpy().tolist() == [
        ["reordered", "a和b", "b和a"]
    ]


def test_words_for_codes_are_compared_one_by_one():
    words = {"policy": {"zh": "政策"}, "plan": {"zh": "规划"}, "same": {"zh": "相同"}}
    later = {"same": {"zh": "相同"}, "rule": {"zh": "规章"}, "plan": {"zh": "计划"}}
    found = diff(old().replace(words=words), old().replace(words=later))
    assert found.table[["part", "id", "change", "before", "after"]].to_numpy().tolist() == [
        ["word", "rule", "added", "", "规章"],
        ["word", "plan", "changed", "规划", "计划"],
        ["word", "policy", "removed", "政策", ""],
    ]
    assert "\n  (rule) 新增：规章\n" in str(found)


def test_groups_grades_and_duties_in_another_order():
    first, second = ({"id": name, "kind": "inspections", "at_least": 1} for name in ("x", "y"))
    base = old().replace(constraints=[first, second])
    plain = base.model_dump(by_alias=True, exclude_none=True)
    groups = dict(reversed(plain["groups"].items()))
    found = diff(base, base.replace(groups=groups, constraints=[second, first]), lang="en")
    assert found.table[["part", "change", "key", "before", "after"]].to_numpy().tolist() == [
        ["group", "reordered", "order", "county and department", "department and county"],
        ["constraint", "reordered", "order", "x and y", "y and x"],
    ]
    assert "reordered order: x and y → y and x" in str(found)


def test_a_value_is_told_in_words_as_far_as_there_are_any():
    plain = old()
    leaf_ = plain.by_id["b.x"]
    assert say_value(plain, leaf_, "measure", None, "zh") == ""
    assert say_value(plain, leaf_, "groups", ("county",), "zh") == "county"
    assert say_value(plain, leaf_, "points", leaf_.points, "zh") == "40"
    assert say_value(plain, plain, "ranking", plain.ranking, "en") == "default"
    assert key_word("at_least", "zh") == "分数线"
    assert key_word("clause", "en") == "clause"
    assert key_word("no_such_key", "zh") == "no_such_key"


def test_what_was_left_to_its_default_is_called_so():
    dense = old().replace(ranking={"ties": "dense"})
    assert str(diff(old(), dense)).endswith("修改 排名：默认 → {ties: dense}")
    assert str(diff(dense, old(), lang="en")).endswith("changed ranking: {ties: dense} → default")


def test_nothing_changed():
    found = diff(old(), old())
    assert not found
    assert len(found) == 0
    assert str(found) == "small → small\n无"
    assert "无" in found._repr_html_()
    assert list(found.table) == "part id title change key before after".split()


def test_what_words_hide_is_shown_as_written():
    both = scheme(leaf("a", 1, title={"zh": "甲", "en": "One"}), lang="zh")
    retitled = scheme(leaf("a", 1, title={"zh": "甲", "en": "First"}), lang="zh")
    assert row(diff(both, retitled), "indicator", "a", "title") == [
        "changed",
        "{zh: 甲, en: One}",
        "{zh: 甲, en: First}",
    ]


def test_ids_of_built_in_schemes():
    found = diff("sichuan-land-2011", "licheng-2020")
    assert (found.before, found.after) == ("sichuan-land-2011", "licheng-2020")
    assert {"added", "removed", "changed"} <= set(found.table["change"])


def test_codes_have_words():
    assert all(len(pair) == 2 and all(pair) for pair in (*CHANGES.values(), *PARTS.values()))


EDITS = {
    "title": {"zh": "另一个"},
    "lang": "en",
    "source": {"document": "另一份文件"},
    "period": {"from": "2021-01-01", "to": "2021-12-31"},
    "points_from": "printed",
    "scale_to": 120,
    "groups": {"county": {"title": {"zh": "县"}}, "department": {"title": {"zh": "厅"}}},
    "words": {"policy": {"zh": "政策文件"}},
    "calendar": {"days_off": ["2020-05-01"]},
    "not_applicable": {"kind": "share", "rate": "0.8"},
    "missing": "zero",
    "rounding": {"decimals": 1},
    "ranking": {"ties": "dense"},
    "grades": [],
    "failed": {"zh": "不及格"},
    "rollup": {"groups": ["county"], "own": "0.5", "children": ["department"]},
    "combine": {"kind": "geometric", "floor": "0.01"},
    "adjustments": [],
    "constraints": [{"id": "w", "kind": "inspections", "at_least": 2}],
    "outside": [{"id": "x-1", "reason": {"zh": "不评"}}],
}


@pytest.mark.parametrize("key", EDITS)
def test_no_setting_changes_unseen(key):
    base = old()
    changed = base.replace(**{key: EDITS[key]})
    assert changed.fingerprint != base.fingerprint
    assert diff(base, changed)


def test_every_key_of_a_scheme_is_tried_above():
    other = {"scheme", "format", "points", "indicators", "reconcile"}
    assert set(Scheme.model_fields) - other == set(EDITS)


LEAF = {
    "title": {"en": "other"},
    "about": {"en": "about"},
    "clause": "二",
    "covers": ["x-1"],
    "groups": ["county"],
    "rule": {"kind": "at_least", "target": 5},
    "measure": COUNT | {"table": "checks"},
    "not_applicable": {"kind": "full"},
    "evidence": {"en": "evidence"},
    "remedy": {"en": "remedy"},
}


@given(st.dictionaries(st.sampled_from(sorted(LEAF)), st.just(None), max_size=4))
def test_a_diff_is_empty_exactly_when_nothing_changed(keys):
    plain = old().model_dump(by_alias=True, exclude_none=True)
    target = plain["indicators"][1]["indicators"][0]
    target |= {key: LEAF[key] for key in keys}
    changed = old().replace(indicators=plain["indicators"])
    found = diff(old(), changed)
    assert bool(found) == bool(keys) == (changed.fingerprint != old().fingerprint)
    assert set(found.table["key"]) == set(keys)
    assert set(LEAF) <= set(Indicator.model_fields)


def test_an_unsound_scheme_is_refused():
    with pytest.raises(gk.InputError):
        diff("nowhere", "licheng-2020")


@pytest.mark.parametrize("lang", ["fr", "", "ZH", ["zh"]])
def test_another_language_is_refused(lang):
    with pytest.raises(gk.GkevalError, match="must be 'zh' or 'en'"):
        diff("sichuan-land-2011", "sichuan-land-2011", lang=lang)
