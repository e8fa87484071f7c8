"""Random schemes and data sets, one for each seed: what the twin and gkeval are both given.

A world holds the scheme as its file says it (plain data, every scalar as text), the units, and
either ready cells or record tables. Numbers are such as people write: few decimals, and shares.
"""

from dataclasses import dataclass, field
from fractions import Fraction
from itertools import pairwise
from random import Random

from tests.twin.facts import STATES, Fact, from_cell, from_records
from tests.twin.people import Unit, tree_of

PERIOD = {"from": "2020-01-01", "to": "2020-12-31"}
GROUPS = ("county", "department")
SUBSETS = ("pilot", "model")  # both within county; a county may be both
ELEMENTS = ["依据", "流程", "时限", "渠道"]
EXPLAINED = {"说明充分": "0.6", "有说明": "0.3"}
LEVELS = {"优": "1", "良": "0.8", "中": "0.55", "差": "0"}


@dataclass
class World:
    """One scheme and one data set; `cells` by (unit, item), or `tables` of records."""

    seed: int
    scheme: dict
    units: list[Unit]
    cells: dict[tuple[str, str], object] = field(default_factory=dict)
    tables: dict[str, list[dict]] = field(default_factory=dict)

    @property
    def facts(self) -> dict[tuple[str, str], Fact]:
        """What the twin is told."""
        found = {}
        items = [(leaf.name, leaf.said, leaf.policy) for leaf in tree_of(self.scheme).leaves]
        items += [(a["id"], a, {}) for a in self.scheme["adjustments"] if a["kind"] != "gate"]
        for unit in self.units:
            for name, said, policy in items:
                if self.tables:
                    measure = said.get("measure", {"kind": "judgement"})
                    fact = from_records(unit.name, name, measure, self.tables, PERIOD)
                else:
                    fact = from_cell(
                        self.cells.get((unit.name, name)), said.get("rule", {}), policy
                    )
                found[unit.name, name] = fact
        return found


def world(seed: int) -> World:
    """One world; every third is made of records."""
    return _Maker(seed).make()


def text(number: Fraction) -> str:
    """A decimal as people write it."""
    shown = f"{float(number):.6f}".rstrip("0").rstrip(".")
    assert Fraction(shown) == number
    return shown


class _Maker:
    """Draws one world; nothing here knows how anything is scored."""

    def __init__(self, seed: int) -> None:
        self.seed, self.r = seed, Random(seed)
        self.by_records = seed % 3 == 0
        self.grid = Fraction(self.r.choice(["1", "1", "0.5", "0.25", "0.1", "0.01"]))
        self.count = 0
        self.alone = False

    def often(self, chance: float) -> bool:
        return self.r.random() < chance

    def make(self) -> World:
        r = self.r
        first = [self.grow(1, []) for _ in range(r.randint(1, 3))]
        whole = sum(Fraction(node["points"]) for node in first)
        full = whole
        scheme = {
            "scheme": f"twin-{self.seed}",
            "title": {"en": "Synthetic"},
            "source": {"document": "none"},
            "period": dict(PERIOD),
            "points": text(whole),
            "points_from": "proposed",
        }
        if self.often(0.4):
            full = Fraction(r.choice([100, 120, 1000, 99, 70]))
            scheme["scale_to"] = text(full)
        scheme["groups"] = {name: {"title": {"en": name}} for name in GROUPS}
        for name in SUBSETS:
            scheme["groups"][name] = {"title": {"en": name}, "within": "county"}
        scheme["not_applicable"] = self.policy([])
        scheme["missing"] = r.choice(["interval", "interval", "zero"])
        scheme["rounding"] = {
            "decimals": str(r.choice([0, 1, 2, 2, 2, 4])),
            "rank_on": r.choice(["published", "exact"]),
        }
        scheme["indicators"] = first
        nodes = [node.name for node in tree_of(scheme).walk() if node.name]
        scheme["ranking"] = {"ties": r.choice(["competition", "dense", "ordinal"])}
        if scheme["ranking"]["ties"] == "ordinal":
            breakers = r.sample(nodes, r.randint(0, min(2, len(nodes))))
            last = ["order"] if self.often(0.3) or not breakers else []
            scheme["ranking"]["break_by"] = [*breakers, *last]
        if self.often(0.4):
            scheme["rollup"] = self.rollup()
        scheme["adjustments"] = [self.adjustment(n, nodes, full) for n in range(r.randint(0, 5))]
        scheme["grades"] = self.grades(nodes, full)
        made = World(self.seed, scheme, self.units())
        return self.with_records(made) if self.by_records else self.with_cells(made)

    # the tree

    def name(self) -> str:
        self.count += 1
        return f"n{self.count}"

    def points(self, most: int = 20) -> Fraction:
        return self.grid * self.r.randint(1, most)

    def split(self, whole: Fraction, parts: int) -> list[Fraction]:
        steps = int(whole / self.grid)
        cuts = sorted(self.r.sample(range(1, steps), parts - 1)) if steps >= parts > 1 else []
        edges = [0, *cuts, steps]
        return [self.grid * (b - a) for a, b in pairwise(edges)]

    def grow(self, level: int, above: list[str]) -> dict:
        if level == 4 or self.count > 14 or self.often(0.35):
            return self.leaf(self.points(), above)
        name, r = self.name(), self.r
        line = [*above, name]
        node = {"id": name, "title": {"en": name}, "points": ""}
        form = r.choice(["plain", "plain", "plain", "out_of", "groups", "subsets", "draw"])
        whole = self.points() * 2
        if form == "groups":
            below = [
                self.leaf(part, line, groups=[group])
                for group in GROUPS
                for part in self.split(whole, r.randint(1, 2))
            ]
        elif form == "subsets":  # each subset has its own table: no unit can be in both
            self.alone = True
            below = [self.leaf(whole, line, groups=[subset]) for subset in SUBSETS]
        elif form == "draw":
            each, of = self.points(5), r.randint(1, 4)
            below = [self.leaf(each, line, groups=[]) for _ in range(of)]
            take = r.randint(1, of)
            node["draw"] = {"take": str(take), "seed": str(r.randint(0, 99))}
            whole = each * take
        else:
            below = [self.grow(level + 1, line) for _ in range(r.randint(1, 3))]
            whole = sum(Fraction(child["points"]) for child in below)
        node["points"] = text(whole)
        if form == "out_of":
            node |= {"out_of": text(whole), "points": text(self.points(40))}
        if self.often(0.25):
            node["not_applicable"] = self.policy(line)
        if form in ("plain", "out_of") and self.often(0.15):
            node["rollup"] = self.rollup()
        return node | {"indicators": below}

    def policy(self, line: list[str]) -> dict:
        kinds = ["siblings", "siblings", "whole_tree", "full", "share", "explained"]
        kind = self.r.choice([*kinds, "within"] if line else kinds)
        more = {
            "share": {"rate": "0.8"},
            "explained": {"rates": dict(EXPLAINED)},
            "within": {"of": self.r.choice(line) if line else ""},
        }
        return {"kind": kind} | more.get(kind, {})

    def rollup(self) -> dict:
        groups, children = self.r.choice(
            [(["county"], ["department"]), (list(GROUPS), list(GROUPS)), (["pilot"], ["county"])]
        )
        own = self.r.choice(["0.5", "0.3", "0.7"])
        return {"groups": groups, "own": own, "children": children}

    def leaf(self, points: Fraction, above: list[str], groups: list[str] | None = None) -> dict:
        name, r = self.name(), self.r
        node = {"id": name, "title": {"en": name}, "points": text(points)}
        if groups is None and self.often(0.2):
            groups = r.choice([["county"], ["department"], ["pilot"], list(GROUPS)])
        if groups:
            node["groups"] = groups
        if self.often(0.25):
            node["not_applicable"] = self.policy(above)
        number = {"kind": "statistic", "plus": [f"{name}a"]}
        if self.by_records and self.often(0.5):
            number |= {"over": [f"{name}b"]}
        where = {"where": {"kind": name}}
        count = {"kind": "count", "table": "activities"} | where
        if self.often(0.4):
            count = {"kind": "distinct", "table": "activities", "of": ["topic"]} | where
        empty = {"when_empty": r.choice(["full", "zero", "not_applicable", "not_assessed"])}
        share = {"kind": "share", "table": "checks", "hit": {"passed": "true"}} | where | empty
        cover = {"kind": "coverage", "table": "checks", "elements": ELEMENTS} | where | empty
        done = {"kind": "first_date", "table": "activities"} | where
        target = str(r.randint(1, 4))
        by_group = {"county": target, "department": "2", "pilot": "3"} if not groups else target
        methods = ["max", "minmax", "rank", "percentile"]
        relative = {"kind": "relative", "method": r.choice(methods)}
        if relative["method"] != "max" and self.often(0.3):
            relative["better"] = "less"
        late = [{"days": "10", "rate": "0.5"}, {"days": "30", "rate": "0.25"}]
        by = r.choice(["2020-03-31", "2020-06-30", "2021-01-31"])
        rule, measure = r.choice(
            [
                ({"kind": "at_least", "target": r.choice([target, by_group])}, count),
                ({"kind": "at_most", "target": r.choice([target, by_group])}, count),
                ({"kind": "proportion", "target": r.choice([target, by_group])}, count),
                ({"kind": "linear", "zero": "1", "full": "4"}, count),
                ({"kind": "linear", "zero": "6", "full": "0"}, count),
                ({"kind": "steps", "steps": _steps("at_least", "1", "3")}, count),
                ({"kind": "steps", "steps": _steps("at_most", "5", "2")}, count),
                ({"kind": "deduct", "per_case": "0.35", "free": "1"}, count),
                ({"kind": "proportion"}, share),
                ({"kind": "at_least", "target": "0.6"}, share),
                ({"kind": "linear", "zero": "0.25", "full": "0.9"}, share),
                ({"kind": "checklist", "lost": "0.4"}, cover),
                ({"kind": "expert"}, None),
                ({"kind": "expert", "scale": "percent"}, None),
                ({"kind": "expert", "scale": "rate"}, None),
                ({"kind": "levels", "levels": dict(LEVELS)}, None),
                ({"kind": "deadline", "by": by, "late": late}, done),
                ({"kind": "trend", "up": "1", "flat": "0.5", "down": "0.2"}, number),
                (relative, r.choice([number, count])),
            ]
        )
        node["rule"] = rule
        return node | ({"measure": measure} if measure else {})

    # what comes after the tree

    def adjustment(self, n: int, nodes: list[str], full: Fraction) -> dict:
        r, kind = self.r, self.r.choice(["bonus", "deduction", "cap", "veto", "gate"])
        said = {"id": f"a{n}", "kind": kind, "title": {"en": kind}}
        if self.often(0.2):
            said["groups"] = [r.choice([*GROUPS, "pilot"])]
        if kind != "veto" and self.often(0.4):
            said["on"] = r.choice(nodes)
        part = full * r.choice([2, 4, 5, 6, 8]) / 10
        if kind in ("bonus", "deduction"):
            said |= self.r.choice(
                [
                    {"per_case": "0.5"},
                    {"ladder": {"from": "1", "points": "1", "each": "0.5", "each_points": "0.3"}},
                    {
                        "steps": [
                            {"at_least": "1", "points": "0.6"},
                            {"at_least": "3", "points": "2"},
                        ]
                    },
                    {"judged_up_to": "5"},
                    {"amount": "1.5"},
                    {"share": "0.1", "when": {"above": "1", "at_most": "4"}},
                ]
            )
            if self.often(0.4):
                said["cap"] = r.choice(["1", "2.5"])
        if kind == "bonus" and self.often(0.5):
            said[r.choice(["opens_above", "opens_at"])] = text(part)
        if kind == "cap":
            said |= r.choice([{"at": text(part)}, {"share": "0.6"}])
            said["when"] = r.choice([{"at_least": "1"}, {"below": "2"}])
        if kind == "veto":
            said |= r.choice([{"result": "fail"}, {"score": text(part)}])
            said |= r.choice([{}, {"parent_too": "true"}, {"when": {"at_least": "4"}}])
        if kind == "gate":
            said["below"] = text(part / 2)
        if self.by_records and kind != "gate" and "judged_up_to" not in said and self.often(0.5):
            name = said["id"]
            said["measure"] = {"kind": "count", "table": "activities", "where": {"kind": name}}
        return said

    def grades(self, nodes: list[str], full: Fraction) -> list[dict]:
        if self.often(0.2):
            return []
        best = {"id": "best", "at_least": text(full * 8 / 10)}
        if self.often(0.3):
            best["at_least"] = {"county": text(full * 8 / 10), "department": text(full * 7 / 10)}
        if self.often(0.4):
            best["top"] = self.r.choice(["0.3", "0.5"])
        if self.often(0.3):
            best["needs"] = {"no_veto": "true", "rates": {self.r.choice(nodes): "0.5"}}
        good = {"id": "good", "at_least": text(full * 6 / 10)}
        rest = {"id": "rest", "at_least": "0"}
        return [grade | {"title": {"en": grade["id"]}} for grade in (best, good, rest)]

    def units(self) -> list[Unit]:
        made: list[Unit] = []
        for n in range(self.r.randint(1, 7)):
            group = self.r.choice(GROUPS)
            subsets = [s for s in SUBSETS if group == "county" and self.often(0.4)]
            subsets = subsets[:1] if self.alone else subsets
            parent = self.r.choice(made).name if made and self.often(0.5) else ""
            made.append(Unit(f"u{n}", group, subsets, parent, order=self.r.randint(1, 4)))
        self.r.shuffle(made)
        return made

    # ready cells

    def with_cells(self, made: World) -> World:
        for unit in made.units:
            for leaf in tree_of(made.scheme).leaves:
                made.cells[unit.name, leaf.name] = self.cell(leaf.said, leaf.policy)
            for said in made.scheme["adjustments"]:
                if said["kind"] != "gate":
                    cell = self.r.choice([0, 0, 1, 2, 3, 0.5, 4, "", "不适用", 1.7])
                    made.cells[unit.name, said["id"]] = cell
        return made

    def cell(self, said: dict, policy: dict) -> object:
        if self.often(0.2):
            return self.r.choice([*STATES, *STATES, "不适用", "", *policy.get("rates", {})])
        return self.value(said)

    def value(self, said: dict) -> object:
        r, rule = self.r, said["rule"]
        measure = said.get("measure", {}).get("kind", "judgement")
        if rule["kind"] == "levels":
            return r.choice(list(LEVELS))
        if rule["kind"] == "deadline":
            return f"2020-{r.choice(['03-30', '04-05', '04-15', '07-01', '07-30', '12-31'])}"
        if measure in ("count", "distinct"):
            return r.choice([0, 1, 2, 3, 4, 5, 6, 2.5])
        if measure in ("share", "coverage"):
            return r.choice([0, 0.25, 0.5, 0.6, 0.75, 0.37, 1, 0.9, 0.125])
        if measure == "statistic":
            large = 1_000_000 if self.seed % 2 else 0
            return large + r.choice([-3, 0, 0.1, 0.3, 2.25, 7, -0.5])
        full = {"points": Fraction(said["points"]), "percent": Fraction(100), "rate": Fraction(1)}
        most = full[rule.get("scale", "points")]
        return float(most * r.choice([0, 25, 50, 60, 75, 80, 33, 100, 99]) / 100)

    # records

    def with_records(self, made: World) -> World:
        names = ("activities", "checks", "statistics", "judgements")
        made.tables = {name: [] for name in names if self.often(0.93)} or {"activities": []}
        items = [(leaf.name, leaf.said) for leaf in tree_of(made.scheme).leaves]
        items += [(a["id"], a) for a in made.scheme["adjustments"] if a["kind"] != "gate"]
        for unit in made.units:
            for name, said in items:
                measure = said.get("measure", {"kind": "judgement"})
                table = measure.get("table") or {"judgement": "judgements"}.get(
                    measure["kind"], "statistics"
                )
                for row in self.rows(name, said, measure):
                    if table in made.tables:
                        made.tables[table].append({"unit": unit.name} | row)
        for rows in made.tables.values():
            self.r.shuffle(rows)
            for number, row in enumerate(rows):
                row["record"] = f"R{number}"
        return made

    def rows(self, name: str, said: dict, measure: dict) -> list[dict]:
        r, kind = self.r, measure["kind"]
        if kind == "judgement":
            return self.judgements(name, said)
        if kind == "statistic":
            items = [*measure["plus"], *measure.get("over", [])]
            values = ["0", "1", "2.5", "3", "0.37", "1000000.1", "1000000.3", "7"]
            return [
                {"item": item, "period": "2020", "value": r.choice(values)}
                for item in items
                if self.often(0.9)
            ]
        day = ["2020-03-05", "2020-04-05", "2020-07-20", "2020-12-31", "2019-12-31", "2021-01-01"]
        if measure["table"] == "activities":
            return [
                {"kind": name, "date": r.choice(day), "topic": r.choice("甲乙丙")}
                for _ in range(r.randint(0, 6))
            ]
        return [
            {
                "kind": name,
                "checked": r.choice(day),
                "passed": r.choice(["true", "true", "false"]),
                "elements": ";".join(r.sample(ELEMENTS, r.randint(1, 4))),
            }
            for _ in range(r.randint(0, 7))
        ]

    def judgements(self, name: str, said: dict) -> list[dict]:
        if self.often(0.1):
            return []
        if "rule" in said:
            given = [self.value(said) for _ in range(2)]
            texts = [v if isinstance(v, str) else text(Fraction(str(v))) for v in given]
        else:
            texts = [self.r.choice(["0", "1", "2", "3.5"]) for _ in range(2)]
        raters = [("甲", texts[0], "third_party"), ("乙", texts[0], "third_party")]
        if self.often(0.3):
            raters[1] = ("乙", texts[1], "third_party")
        if self.often(0.3):
            raters.append(("组长", texts[1], "leader"))
        if self.often(0.3):
            raters.append(("本单位", texts[1], "self"))
        return [
            {"indicator": name, "rater": rater, "value": value, "kind": kind}
            for rater, value, kind in raters
        ]


def _steps(key: str, weak: str, strong: str) -> list[dict]:
    return [{key: weak, "rate": "0.3"}, {key: strong, "rate": "1"}]
