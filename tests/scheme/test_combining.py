"""The key `combine`: forms that are refused, words, the flat table, and what stays as it was."""

import pytest

import gkeval as gk
from gkeval.errors import InputError
from gkeval.scheme import parse_scheme
from gkeval.scheme.combining import KINDS, REFUSED
from gkeval.scheme.combining_words import say_combine
from tests.scheme.builders import leaf, scheme


def made(own, **more):
    branch = {"id": "b", "title": {"zh": "分支"}, "points": 10, "combine": own}
    return parse_scheme(scheme(branch | {"indicators": [leaf("b.x", 4), leaf("b.y", 6)]}, **more))


def fault(combine):
    with pytest.raises(InputError) as caught:
        made(combine)
    (problem,) = caught.value.problems
    return problem


SAID = [
    ({"kind": "geometric", "floor": 0}, "按下级得分率的加权几何平均合成，一项无分则全无",
     "weighted geometric mean of the rates below it; one without points leaves none"),
    ({"kind": "geometric", "zero": 1, "full": 10},
     "按下级得分率的加权几何平均合成（得分率先换算到1至10）",
     "weighted geometric mean of the rates below it, rates set on 1 to 10"),
    ({"kind": "harmonic", "floor": "0.005"}, "按下级得分率的加权调和平均合成，低于0.5%的按0.5%计",
     "weighted harmonic mean of the rates below it; below 0.5 % counts as 0.5 %"),
    ({"kind": "power", "exponent": -2, "floor": 5, "full": 100},
     "按下级得分率的加权广义平均（-2次）合成（得分率先换算到0至100），低于5的按5计",
     "weighted generalised mean (power -2) of the rates below it, rates set on 0 to 100; "
     "below 5 counts as 5"),
    ({"kind": "median"}, "按下级得分率的加权中位数合成", "weighted median of the rates below it"),
    ({"kind": "minimum"}, "按下级得分率的最低值合成（取短板）", "lowest of the rates below it"),
    ({"kind": "maximum"}, "按下级得分率的最高值合成（取长板）", "highest of the rates below it"),
    ({"kind": "mean_min", "alpha": "0.3", "beta": "0.1"},
     "按下级平均得分率，减去其与最低得分率之差的30%合成，差距在10%以内的从轻",
     "mean of the rates below it, less 30 % of the gap to the lowest, gentle within 10 %"),
    ({"kind": "owa", "order": [1, 3]},
     "按下级得分率由高到低排序加权合成，由高到低权重依次为1和3",
     "ordered weighted mean of the rates below it; weights 1 and 3, the best first"),
    ({"kind": "owa", "exponent": 2},
     "按下级得分率由高到低排序加权合成，次序权重按累计比例的2次方",
     "ordered weighted mean of the rates below it; order weights from r to the 2"),
]  # fmt: skip


@pytest.mark.parametrize(("combine", "zh", "en"), SAID)
def test_every_kind_is_said_and_goes_through_the_flat_table(combine, zh, en):
    found = made(combine, combine={"kind": "median"})
    assert say_combine(found.indicators[0].combine, "zh") == zh
    assert say_combine(found.indicators[0].combine, "en") == en
    for lang, words, whole in (("zh", zh, "合成方式"), ("en", en, "how it is combined")):
        said = gk.describe(found, lang)
        assert said.lines[0].combine == words
        assert words in said.table.iloc[0].to_list()
        assert words in said.to_html()
        text = said.text(300)
        assert f"{whole}{'：' if lang == 'zh' else ': '}{words}" in text
        assert dict(said.notes)[whole] == say_combine(found.combine, lang)
    table = found.to_table()
    assert table["combine"].iloc[0].startswith(f"{{kind: {combine['kind']}")
    again = found.from_table(table)
    assert again == found
    assert again.fingerprint == found.fingerprint


def test_every_kind_is_tried_above():
    names = {kind.model_fields["kind"].annotation.__args__[0] for kind in KINDS}
    assert names == {combine["kind"] for combine, _, _ in SAID}


def test_a_table_of_a_scheme_without_combine_has_no_such_column():
    plain = parse_scheme(scheme())
    assert "combine" not in plain.to_table()
    assert "combine" not in plain.model_dump(exclude_defaults=True)


@pytest.mark.parametrize(
    ("combine", "code", "words"),
    [
        ({"kind": "geometric"}, "floor_missing", "add floor: 0"),
        ({"kind": "harmonic", "zero": 0, "full": 10}, "floor_missing", "a child may earn nothing"),
        ({"kind": "power", "exponent": -1}, "floor_missing", "a floor of 0 or more"),
        ({"kind": "power", "exponent": 2, "zero": -1}, "floor_missing", "add floor"),
        ({"kind": "power", "floor": 0}, "missing_key", "exponent"),
        ({"kind": "geometric", "zero": 10, "full": 1}, "scale_reversed", "zero below full"),
        ({"kind": "geometric", "floor": 1}, "floor_too_high", "below 1"),
        ({"kind": "geometric", "floor": "-0.1"}, "out_of_range", "at least 0"),
        ({"kind": "mean_min", "alpha": 2}, "out_of_range", "1"),
        ({"kind": "owa"}, "order_or_exponent", "no order and no exponent"),
        ({"kind": "owa", "order": [1, 2], "exponent": 2}, "order_or_exponent", "both"),
        ({"kind": "owa", "order": [0, 0]}, "order_empty", "above 0"),
        ({"kind": "owa", "order": [1, -1]}, "out_of_range", "at least 0"),
        ({"kind": "owa", "order": [1, 2, 3]}, "order_of_other_length", "3 order weights for 2"),
        ({"kind": "owa", "exponent": 0}, "out_of_range", "above 0"),
        ({"kind": "median", "floor": 0}, "unknown_key", "floor"),
        ({"kind": "geometrik", "floor": 0}, "unknown_kind", "write geometric"),
        ({"method": "median"}, "missing_key", "kind"),
        ("median", "wrong_form", "a mapping"),
    ],
)  # fmt: skip
def test_faults_are_said_with_what_is_allowed(combine, code, words):
    problem = fault(combine)
    assert problem.code == code
    assert words in f"{problem.found} {problem.allowed} {problem.remedy}"


@pytest.mark.parametrize("kind", sorted(REFUSED))
def test_methods_that_need_other_units_or_may_fall_are_refused_with_the_reason(kind):
    problem = fault({"kind": kind})
    assert problem.code == "unknown_kind"
    assert problem.remedy == REFUSED[kind]
    assert "geometric" in problem.allowed


def test_every_method_of_an_index_is_a_kind_or_refused():
    from gkeval.composite.combination import METHODS

    names = {kind.model_fields["kind"].annotation.__args__[0] for kind in KINDS}
    assert names | set(REFUSED) == set(METHODS)
    assert not names & set(REFUSED)


def test_only_a_branch_is_rolled_up():
    rollup = {"groups": ["county"], "own": "0.5", "children": ["department"]}
    with pytest.raises(InputError) as caught:
        parse_scheme(scheme(leaf("a", rollup=rollup)))
    assert [problem.code for problem in caught.value.problems] == ["rollup_on_leaf"]


def test_only_a_branch_combines():
    with pytest.raises(InputError) as caught:
        parse_scheme(scheme(leaf("a", combine={"kind": "median"})))
    (problem,) = caught.value.problems
    assert problem.code == "combine_on_leaf"
    assert "no indicators below it" in problem.found


def test_a_changed_combination_is_a_change_of_the_scheme():
    before = made({"kind": "median"})
    after = made({"kind": "minimum"})
    (change,) = gk.diff(before, after).changes
    assert (change.key, change.after) == ("combine", "按下级得分率的最低值合成（取短板）")
    assert before.fingerprint != after.fingerprint
