"""The form of a scheme: every fault in our words, and the rest still checked."""

from typing import Annotated, Any, get_args, get_origin

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gkeval.scheme.form import _options, _tags, fit
from gkeval.scheme.loading import examine
from gkeval.scheme.model import Scheme
from tests.scheme.builders import leaf, scheme

PYDANTIC = ("Input should", "Field required", "Extra inputs", "valid ", "Value error", "Tuple")


def found(data: Any) -> list[tuple[str, tuple[Any, ...]]]:
    return [(fault.code, fault.path) for fault in fit(data)[1]]


def test_a_sound_scheme_has_no_fault():
    made, faults, sure = fit(scheme())
    assert made is not None
    assert made.by_id["a"].points == 10
    assert faults == []
    assert sure(("indicators", 0))


@pytest.mark.parametrize(
    ("change", "code", "path"),
    [
        ({"pionts": 1}, "unknown_key", ("pionts",)),
        ({"points": None}, "not_a_number", ("points",)),
        ({"points": "ten"}, "not_a_number", ("points",)),
        ({"points": True}, "not_a_number", ("points",)),
        ({"points": 0}, "out_of_range", ("points",)),
        ({"points_from": "guessed"}, "unknown_choice", ("points_from",)),
        ({"lang": "fr"}, "unknown_choice", ("lang",)),
        ({"scheme": "not an id"}, "bad_id", ("scheme",)),
        ({"scheme": "x" * 81}, "too_long", ("scheme",)),
        ({"title": "words"}, "wrong_form", ("title",)),
        ({"title": {}}, "empty_text", ("title",)),
        ({"title": {"zh": " "}}, "empty_text", ("title",)),
        ({"source": {}}, "missing_key", ("source", "document")),
        ({"period": {"from": "2017-02-30", "to": "2017-12-31"}}, "not_a_date", ("period", "from")),
        ({"period": {"from": "1483228800", "to": "2017-12-31"}}, "not_a_date", ("period", "from")),
        (
            {"period": {"from": "2018-01-01", "to": "2017-12-31"}},
            "period_reversed",
            ("period", "to"),
        ),
        ({"groups": {}}, "too_few", ("groups",)),
        ({"groups": {"an id": {"title": {"zh": "县"}}}}, "bad_id", ("groups", "an id")),
        ({"groups": {"county": {"titel": {}}}}, "missing_key", ("groups", "county", "title")),
        ({"rounding": {"decimals": "1.5"}}, "not_a_whole_number", ("rounding", "decimals")),
        ({"rounding": {"decimals": 7}}, "out_of_range", ("rounding", "decimals")),
        ({"grades": {"id": "a"}}, "wrong_form", ("grades",)),
        ({"indicators": []}, "too_few", ("indicators",)),
        ({"indicators": {}}, "wrong_form", ("indicators",)),
        ({"calendar": {"days_off": ["2017-6-26"]}}, "not_a_date", ("calendar", "days_off", 0)),
    ],
)
def test_faults_of_the_scheme(change: dict[str, Any], code: str, path: tuple[Any, ...]):
    assert (code, path) in found(scheme(**change))


@pytest.mark.parametrize(
    ("change", "code", "below"),
    [
        ({"points": "6分"}, "not_a_number", ("points",)),
        ({"rule": {"kind": "at_lest"}}, "unknown_kind", ("rule", "kind")),
        ({"rule": {"target": 2}}, "missing_key", ("rule", "kind")),
        ({"rule": "expert"}, "wrong_form", ("rule",)),
        ({"rule": {"kind": "at_least"}}, "missing_key", ("rule", "target")),
        ({"rule": {"kind": "at_least", "target": [2]}}, "wrong_form", ("rule", "target")),
        ({"rule": {"kind": "at_least", "target": {}}}, "too_few", ("rule", "target")),
        (
            {"rule": {"kind": "at_least", "target": {"county": "two"}}},
            "not_a_number",
            ("rule", "target", "county"),
        ),
        (
            {"rule": {"kind": "levels", "levels": {"优": 2}}},
            "out_of_range",
            ("rule", "levels", "优"),
        ),
        (
            {"rule": {"kind": "steps", "steps": [{"at_least": 1, "rate": 0.5}, {"rate": 1}]}},
            "mixed_steps",
            ("rule", "steps"),
        ),
        (
            {"rule": {"kind": "steps", "steps": [{"at_least": 1, "rte": 1}]}},
            "unknown_key",
            ("rule", "steps", 0, "rte"),
        ),
        ({"rule": {"kind": "linear", "zero": 1, "full": 1}}, "no_distance", ("rule", "full")),
        ({"measure": {"kind": "count", "table": "x"}}, "unknown_table", ("measure", "table")),
        ({"measure": {"kind": "count", "table": "units"}}, "unknown_table", ("measure", "table")),
        (
            {"measure": {"kind": "count", "table": "checks", "where": {"kind": {"iz": "x"}}}},
            "unknown_key",
            ("measure", "where", "kind", "iz"),
        ),
        (
            {"measure": {"kind": "count", "table": "checks", "where": {"kind": []}}},
            "too_few",
            ("measure", "where", "kind"),
        ),
        (
            {"measure": {"kind": "count", "table": "checks", "where": {"kind": {}}}},
            "empty_condition",
            ("measure", "where", "kind"),
        ),
        (
            {"measure": {"kind": "count", "table": "checks", "where": {"item": {"known": "yes"}}}},
            "not_true_or_false",
            ("measure", "where", "item", "known"),
        ),
        (
            {"measure": {"kind": "share", "table": "checks", "hit": {"passed": "true"}}},
            "missing_key",
            ("measure", "when_empty"),
        ),
    ],
)
def test_faults_of_an_indicator(change: dict[str, Any], code: str, below: tuple[Any, ...]):
    assert (code, ("indicators", 0, *below)) in found(scheme(leaf("a", **change)))


FORMS = "give one of per_case, ladder, steps, judged_up_to, amount, share; found "


@pytest.mark.parametrize(
    ("adjustment", "path", "said"),
    [
        ({"kind": "bonus"}, (), FORMS + "none"),
        ({"kind": "deduction", "amount": 1, "share": "0.5"}, (), FORMS + "amount, share"),
        ({"kind": "cap"}, (), "give one of at, share"),
        ({"kind": "cap", "at": 1, "share": "0.5"}, (), "give one of at, share"),
        ({"kind": "veto"}, (), "give one of result: fail, score"),
        ({"kind": "veto", "result": "fail", "score": 0}, (), "give one of result: fail, score"),
        (
            {"kind": "veto", "result": "fail", "when": {}},
            ("when",),
            "a condition needs at_least, at_most, above or below",
        ),
    ],
)
def test_an_adjustment_does_one_thing(adjustment: dict[str, Any], path: Any, said: str):
    whole = {"id": "x", "title": {"zh": "事项"}} | adjustment
    (fault,) = fit(scheme(adjustments=[whole]))[1]
    assert (fault.code, fault.path) == ("not_allowed", ("adjustments", 0, *path))
    assert fault.allowed == said


@pytest.mark.parametrize(
    ("adjustment", "code", "path", "found"),
    [
        *(
            (
                form | {"when": {"at_least": 5}},
                "unused_key",
                ("when",),
                f"when with {next(iter(form))}",
            )
            for form in (
                {"per_case": 1},
                {"judged_up_to": 5},
                {"ladder": {"from": 1, "points": 1}},
                {"steps": [{"at_least": 1, "points": 1}]},
            )
        ),
        (
            {"ladder": {"from": 1, "points": 2, "each_points": 3}},
            "unused_key",
            ("ladder", "each_points"),
            "each_points without each",
        ),
        (
            {"steps": [{"at_least": 5, "points": 1}, {"at_least": 3, "points": 4}]},
            "steps_not_rising",
            ("steps",),
            "{at_least: 3, points: 4}, and fewer points with {at_least: 5, points: 1}",
        ),
        (
            {"steps": [{"at_least": "3.0", "points": 1}, {"at_least": 3, "points": 1}]},
            "duplicate_step",
            ("steps",),
            "two steps with at_least: 3",
        ),
        *(
            ({"share": "0.5", "when": when}, "limits_crossed", ("when", [*when][1]), found)
            for when, found in (
                ({"at_least": 5, "at_most": 3}, "at_least: 5 with at_most: 3"),
                ({"above": 3, "at_most": 3}, "above: 3 with at_most: 3"),
                ({"at_least": 3, "below": 3}, "at_least: 3 with below: 3"),
            )
        ),
    ],
)
def test_nothing_of_an_adjustment_is_read_over(adjustment: Any, code: str, path: Any, found: str):
    whole = {"id": "x", "title": {"zh": "事项"}, "kind": "deduction"} | adjustment
    (fault,) = fit(scheme(adjustments=[whole]))[1]
    assert (fault.code, fault.path) == (code, ("adjustments", 0, *path))
    assert fault.found == found


@pytest.mark.parametrize(
    "adjustment",
    [
        {"share": "0.5", "when": {"at_least": 3, "at_most": 3}},
        {"amount": 1, "when": {"above": 3, "below": 4}},
        {"steps": [{"at_least": 5, "points": 2}, {"at_least": 3, "points": 2}]},
        {"ladder": {"from": 1, "points": 2, "each": 1, "each_points": 3}},
    ],
)
def test_an_adjustment_that_says_what_it_does_passes(adjustment: dict[str, Any]):
    whole = {"id": "x", "title": {"zh": "事项"}, "kind": "bonus"} | adjustment
    made, faults, _ = fit(scheme(adjustments=[whole]))
    assert faults == []
    # a scheme that is changed says its defaults too, and is as sound as before
    assert made is not None
    assert made.replace(lang="en").adjustments == made.adjustments


@pytest.mark.parametrize("given", ["yes", "True", 1, "1"])
def test_whether_the_parent_is_vetoed_too_is_true_or_false(given: Any):
    veto = {"id": "x", "title": {"zh": "泄密"}, "kind": "veto", "result": "fail"}
    (fault,) = fit(scheme(adjustments=[veto | {"parent_too": given}]))[1]
    assert (fault.code, fault.path) == ("not_true_or_false", ("adjustments", 0, "parent_too"))


def test_a_draw_is_not_blamed_for_a_child_that_cannot_be_read():
    children = [leaf("a.1", 5), leaf("a.2", "five"), leaf("a.3", 5)]
    for more in ({"draw": {"take": 2, "seed": 1}}, {"out_of": 15}):
        tree = leaf("a", 10, rule=None, indicators=children, **more)
        found = [fault.code for fault in examine(scheme(tree))[1]]
        assert found == ["not_a_number"]


@pytest.mark.parametrize("wrong", ["text", ["a"], {"indicators": "none"}])
def test_what_is_no_indicator_is_told_and_the_next_one_still_checked(wrong: Any):
    if isinstance(wrong, dict):
        wrong = leaf("a", 5, rule=None, **wrong)
    made, faults, sure = fit(scheme(wrong, leaf("b", 5, pionts=1)))
    assert ("wrong_form", 0) in [(fault.code, fault.path[1]) for fault in faults]
    assert ("unknown_key", ("indicators", 1, "pionts")) in [(f.code, f.path) for f in faults]
    assert [indicator.id for indicator in made.leaves] == ["unreadable-0", "b"]
    assert not sure(("points",))


def test_where_too_much_is_wrong_what_was_found_is_still_told(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("gkeval.scheme.form._ROUNDS", 1)
    made, faults, _ = fit(scheme(lang="fr"))
    assert made is None
    assert [fault.code for fault in faults] == ["unknown_choice"]


def _untagged(form: Any, where: str, seen: set[Any]) -> list[str]:
    """Places in the model where a value may have several forms that nothing tells apart."""
    options = _options(form)
    found = [where] if len(options) > 1 and not all(map(_tags, options)) else []
    for option in options:
        inner = get_args(option)[0] if get_origin(option) is Annotated else option
        fields = getattr(inner, "model_fields", {})
        if inner in seen and fields:
            continue
        seen.add(inner)
        for name, field in fields.items():
            found += _untagged(field.annotation, f"{where}.{name}", seen)
        if not fields:
            parts = [part for part in get_args(inner) if get_origin(part) or callable(part)]
            found += [place for part in parts for place in _untagged(part, where, seen)]
    return found


def test_every_form_that_a_value_may_have_bears_a_tag():
    assert _untagged(Scheme, "", set()) == []
    assert _untagged(int | str, "x", set()) == ["x"]


def test_a_misspelt_key_is_one_fault_where_the_right_one_may_be_left_out():
    measure = {"kind": "count", "table": "checks", "where": {"kind": {"iz": "x"}}}
    assert [code for code, _ in found(scheme(leaf("a", measure=measure)))] == ["unknown_key"]


def test_one_value_of_two_forms_is_told_apart():
    """Text alone must not turn a number of days into the name of a column."""
    measure = {"kind": "staleness", "table": "columns", "at_most": "30", "when_empty": "zero"}
    rule = {"kind": "proportion"}
    made, _, _ = fit(scheme(leaf("a", measure=measure, rule=rule)))
    assert made.by_id["a"].measure.at_most == 30
    made, _, _ = fit(scheme(leaf("a", measure=measure | {"at_most": "interval_days"}, rule=rule)))
    assert made.by_id["a"].measure.at_most == "interval_days"


def test_the_rest_is_kept_when_parts_are_set_aside():
    made, faults, sure = fit(
        scheme(leaf("a", 6, rule={"kind": "none"}), leaf("b", 4), extra=1, grades="none")
    )
    assert {fault.code for fault in faults} == {"unknown_kind", "unknown_key", "wrong_form"}
    assert [indicator.id for indicator in made.leaves] == ["a", "b"]
    assert not sure(("indicators", 0, "rule", "target"))
    assert sure(("indicators", 1, "rule"))


def test_faults_that_show_only_when_others_are_gone_are_found_as_well():
    """A period is compared once both its days can be read; a step list once its steps can."""
    codes = {
        code
        for code, _ in found(
            scheme(
                leaf("a", points="x", rule={"kind": "linear", "zero": 1, "full": 1}),
                period={"from": "2018-01-01", "to": "2017-01-01"},
            )
        )
    }
    assert codes == {"not_a_number", "no_distance", "period_reversed"}


ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from("id title points rule measure kind target where groups zh to".split()),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@given(st.sampled_from(sorted(scheme(rounding={}, grades=[], calendar={}))), ANY)
def test_whatever_stands_in_a_key_no_wording_of_the_library_is_shown(key: str, value: Any):
    for fault in fit(scheme() | {key: value})[1]:
        said = f"{fault.allowed} {fault.remedy}"
        assert not any(words in said for words in PYDANTIC), said


@given(ANY)
def test_whatever_an_indicator_holds_is_refused_in_words(value: Any):
    for fault in fit(scheme(leaf("a", rule=value, measure=value)))[1]:
        assert fault.code
        assert fault.allowed
        assert fault.remedy
