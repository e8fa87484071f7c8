"""gkeval against its exact twin: 1,000 random schemes and data sets, equal at published precision.

Each world goes through the public way (a scheme file, `gk.score` of a wide frame or `gk.assess` of
record tables) and through the fractions of this folder; totals, intervals, ranks, ties, grades,
verdicts, and the points and states of every node must be the same.
"""

from fractions import Fraction
from pathlib import Path

import pandas as pd
import pytest
import yaml

import gkeval as gk
from tests.twin.assessing import assess
from tests.twin.people import is_for, tree_of
from tests.twin.worlds import World, world

QUICK, ALL = range(60), range(60, 1000)
BATCH = 47


class Dumper(yaml.SafeDumper):
    """Writes equal values out each time: gkeval takes no anchors."""

    def ignore_aliases(self, data: object) -> bool:
        return True


def by_gkeval(made: World, folder: Path) -> gk.Assessment:
    file = folder / "scheme.yaml"
    said = yaml.dump(made.scheme, Dumper=Dumper, allow_unicode=True, sort_keys=False)
    file.write_text(said, "utf-8")
    scheme = gk.load_scheme(file)
    units = pd.DataFrame(
        [
            {
                "unit": unit.name,
                "group": unit.group,
                "subsets": ";".join(unit.subsets),
                "parent": unit.parent,
                "order": unit.order,
            }
            for unit in made.units
        ]
    )
    if made.tables:
        frames = {name: pd.DataFrame(rows) for name, rows in made.tables.items() if rows}
        empty = pd.DataFrame(columns=["unit", "record"])
        lacking = {
            "activities": ["kind", "date"],
            "checks": ["kind", "checked"],
            "statistics": ["item", "period", "value"],
            "judgements": ["indicator", "rater", "value"],
        }
        for name, rows in made.tables.items():
            if not rows:
                frames[name] = empty.reindex(columns=["unit", "record", *lacking[name]])
        return gk.assess(scheme, gk.read_records({"units": units, **frames}))
    rows = {unit.name: {"unit": unit.name} for unit in made.units}
    for (unit, item), cell in made.cells.items():
        rows[unit][item] = cell
    return gk.score(scheme, pd.DataFrame(list(rows.values()), dtype=object), units)


def number(value: object) -> float | None:
    return None if value is None or pd.isna(value) else float(value)


def differences(made: World, folder: Path) -> list[str]:
    places, accounts = assess(made.scheme, made.units, made.facts)
    result = by_gkeval(made, folder)
    found = []

    def compare(who: str, what: str, mine: object, theirs: object) -> None:
        if mine != theirs:
            found.append(f"seed {made.seed}: {who}: {what}: twin {mine}, gkeval {theirs}")

    totals = result.totals.set_index("unit")
    for name, place in places.items():
        row = totals.loc[name]
        for what in ("total", "low", "high", "rank"):
            compare(name, what, number(getattr(place, what)), number(row[what]))
        for what in ("tied", "grade", "verdict"):
            compare(name, what, getattr(place, what), row[what])
    scores = result.scores.set_index(["unit", "indicator"])
    near = Fraction(made.scheme["points"]) / 10**9
    for unit in made.units:
        for node in tree_of(made.scheme).walk():
            if not node.name or not is_for(node, unit):
                continue
            mark, row = accounts[unit.name].marks[node.name], scores.loc[unit.name, node.name]
            compare(f"{unit.name} {node.name}", "state", mark.state, row["state"])
            for what in ("available", "low", "high", "rate"):
                mine, theirs = number(getattr(mark, what)), number(row[what])
                most = 2 * near / (Fraction(mark.available or 1) if what == "rate" else 1)
                if None in (mine, theirs) or abs(mine - theirs) > most:
                    compare(f"{unit.name} {node.name}", what, mine, theirs)
    return found


@pytest.mark.parametrize("start", range(0, 60, 20))
def test_the_twin_agrees(start: int, tmp_path: Path):
    found = [
        line for seed in range(start, start + 20) for line in differences(world(seed), tmp_path)
    ]
    assert not found, "\n".join(found[:20])


@pytest.mark.full
@pytest.mark.parametrize("start", ALL[::BATCH])
def test_the_twin_agrees_on_a_thousand(start: int, tmp_path: Path):
    seeds = range(start, min(start + BATCH, ALL.stop))
    found = [line for seed in seeds for line in differences(world(seed), tmp_path)]
    assert not found, "\n".join(found[:20])
