"""Mutation testing, tested: what is changed, what is drawn, what is run, and the interval."""

import ast
import gc

import pytest

from tests.quality.covering import Reach
from tests.quality.drawing import (
    LONGEST_RUN,
    ROOMS,
    Draw,
    all_draws,
    chosen_tests,
    drawn,
    in_turn,
    other_tests,
)
from tests.quality.equivalents import keep_equivalents, key_of, known_equivalents
from tests.quality.mutants import Mutant, mutants, mutated
from tests.quality.mutation import wilson
from tests.quality.running import exchange, functions_there

SOURCE = '''
LIMIT = 3

class Box:
    size: int = 4

    @property
    def half(self) -> int:
        """Half of it: 1 + 1."""
        return self.size // 2


def first(values: list[int] | None, n: int = 1) -> list[int]:
    if values is None or n < 0:
        raise ValueError(f"n is {n - 1}, must be > 0")
    kept = [x for x in values if x]
    return sorted(kept[1:n], key="size", reverse=True)
'''


def said(kind=None):
    return [
        (made.function, made.before, made.after)
        for made in mutants(SOURCE)
        if kind in {None, made.kind}
    ]


def test_only_bodies_of_functions_are_changed():
    assert {made.function for made in mutants(SOURCE)} == {"Box.half", "first"}
    text = " ".join(before for _, before, _ in said())
    assert "Half of it" not in text
    assert "must be" not in " ".join(before for _, before, _ in said("constant"))
    assert "n - 1" not in [before for _, before, _ in said()]


@pytest.mark.parametrize(
    ("kind", "before", "after"),
    [
        ("arithmetic", "self.size // 2", "self.size / 2"),
        ("comparison", "n < 0", "n <= 0"),
        ("comparison", "values is None", "values is not None"),
        ("boolean", "values is None or n < 0", "values is None and n < 0"),
        ("constant", "2", "3"),
        ("constant", "'size'", "'XXsize'"),
        ("constant", "True", "False"),
        ("return value", "return self.size // 2", "return"),
        ("slice", "1:n", ":n"),
        ("slice", "1:n", "1:"),
        ("condition", " for x in values if x", " for x in values"),
        (
            "argument",
            "sorted(kept[1:n], key='size', reverse=True)",
            "sorted(kept[1:n], key='size')",
        ),
    ],
)
def test_kinds_of_faults(kind, before, after):
    assert (before, after) in [(b, a) for _, b, a in said(kind)]


def test_every_mutant_differs_in_one_place_and_the_source_stays():
    plain = ast.dump(ast.parse(SOURCE))
    found = [ast.dump(mutated(SOURCE, made)) for made in mutants(SOURCE)]
    assert plain not in found
    assert len(set(found)) == len(found)
    for made in mutants(SOURCE):
        compile(mutated(SOURCE, made), "source", "exec")


def test_a_mutant_that_is_not_there_is_refused():
    with pytest.raises(KeyError, match="first has no change number 99"):
        mutated(SOURCE, Mutant("first", 99, "constant", 1, 1, "", ""))


def test_draws_repeat_by_seed_and_take_one_of_every_function_first():
    for room in ("ranking", "workdays"):
        every = all_draws(room)
        one, again, other = (list(drawn(room, seed)) for seed in (1, 1, 2))
        assert one == again != other
        assert sorted(one, key=repr) == sorted(every, key=repr)
        functions = {(draw.file, draw.mutant.function) for draw in every}
        start = one[: len(functions)]
        assert {(draw.file, draw.mutant.function) for draw in start} == functions


def test_rooms_take_turns():
    found = [draw.room for _, draw in zip(range(12), in_turn(list(ROOMS), 1), strict=False)]
    assert found == list(ROOMS) * 2


def test_tests_of_the_room_come_first_then_the_quickest_until_the_time_is_used_up():
    seconds = {
        "tests/twin/test_twin.py::a": 0.1,
        "tests/rules/test_rates.py::slow": 2.0,
        "tests/rules/test_rates.py::quick": 1.0,
        "tests/twin/test_twin.py::long": LONGEST_RUN,
        "tests/rules/test_rates.py::elsewhere": 0.1,
    }
    elsewhere = "tests/rules/test_rates.py::elsewhere"
    lines = {"gkeval/rules/rates.py": {7: [x for x in seconds if x != elsewhere], 9: [elsewhere]}}
    made = Mutant("rate", 0, "constant", 6, 8, "0", "1")
    draw = Draw("rules", "gkeval/rules/rates.py", "", made)
    assert chosen_tests(Reach(seconds, lines), draw) == [
        "tests/rules/test_rates.py::quick",
        "tests/rules/test_rates.py::slow",
        "tests/twin/test_twin.py::a",
    ]


def test_reach_comes_back_from_its_file(tmp_path):
    lines = {"x.py": {1: ["a"], 2: ["a", "乙"]}}
    reach = Reach({"a": 0.5, "乙": 1.0}, lines, {"x.py": [4]}, ["c"])
    reach.save(tmp_path / "reach.json")
    assert Reach.load(tmp_path / "reach.json") == reach
    assert reach.of("x.py", 2, 3) == {"a", "乙"}
    assert reach.of("y.py", 1, 9) == set()
    assert [reach.runs_early("x.py", *span) for span in [(1, 3), (3, 4), (4, 9)]] == [
        False,
        True,
        True,
    ]


def test_a_session_of_its_own_runs_what_a_fork_cannot_tell():
    file, mirror = "gkeval/rules/rates.py", ROOMS["rules"][1]
    unfit = ["tests/rules/test_rates.py::polars", "tests/twin/test_twin.py::polars"]
    reach = Reach({}, {}, {file: [3]}, unfit)

    def other(first):
        return other_tests(reach, Draw("rules", file, "", Mutant("f", 0, "", first, 9, "", "")))

    assert other(3) == mirror
    assert other(4) == unfit[:1]
    there = Draw("rules", file, "", Mutant("f", 0, "", 3, 3, "", ""))
    assert other_tests(Reach({}, {}), there) == []


def test_a_constant_runs_on_the_line_of_what_it_is_folded_into():
    source = "def f(x):\n    return x in (\n        2,\n        3,\n    )\n"
    lines = {made.before: (made.first, made.last) for made in mutants(source)}
    assert lines["3"] == (2, 4)


def test_a_function_takes_on_its_mutant_and_no_other_does():
    from gkeval.numbers import resolution, ticks

    draw = next(
        draw for draw in all_draws("ranking") if draw.mutant.before.startswith("9 - math.floor")
    )
    kept, beside = resolution.__code__, ticks.__code__
    try:
        gc.collect()
        assert exchange(draw, functions_there([draw.path])) >= 1
        assert resolution(100) == 11  # 9 + 2, where it is 9 − 2
        assert ticks.__code__ is beside
    finally:
        for function in functions_there([draw.path]):
            if function.__code__.co_qualname == "resolution":
                function.__code__ = kept
    assert resolution(100) == 7


def test_intervals_are_wilsons():
    # R. G. Newcombe (1998), Statistics in Medicine 17, 857-872, table I, method 3
    for killed, tried, low, high in [
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ]:
        assert wilson(killed, tried) == pytest.approx((low, high), abs=5e-5)


def test_an_equivalent_mutant_is_one_until_its_function_changes(tmp_path, monkeypatch):
    draws = [draw for draw in all_draws("ranking") if draw.mutant.function == "resolution"]
    kept = tmp_path / "equivalents.jsonl"
    keep_equivalents({draws[1]: "told apart by nothing"}, kept)
    keep_equivalents({draws[0]: "nor this"}, kept)
    found = known_equivalents(kept)
    assert found == {key_of(draws[0]): "nor this", key_of(draws[1]): "told apart by nothing"}
    monkeypatch.setattr("tests.quality.equivalents.hashes", lambda file: {"resolution": "other"})
    assert key_of(draws[0]) not in found


def test_what_is_kept_as_equivalent_has_a_reason_and_names_a_room():
    files = {draw.file for room in ROOMS for draw in all_draws(room)}
    for (file, function, number, digits), reason in known_equivalents().items():
        assert file in files
        assert function
        assert number >= 0
        assert len(digits) == 12
        assert len(reason) > 10
