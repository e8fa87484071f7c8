"""Appeals (申诉复核): decisions on contested values give a new Assessment, and what each moved.

A change to a value is a row of a log: unit, indicator, what it becomes, who, when, why. A log is
only ever added to; replaying it on the first result gives the present one (`apply_changes`).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from gkeval.assessment import Assessment, Comparison, compare
from gkeval.assessment.evidence import Evidence, joined
from gkeval.assessment.run import from_values
from gkeval.errors import GkevalError, Problem, Problems
from gkeval.tables import STATES
from gkeval.words import counted

CHANGES = ("unit", "indicator", "value", "level", "state", "who", "when", "why", "evidence")
"""Columns of a log of changes; `value`, `level` or a `state` says what the cell becomes."""

APPEALS = ("unit", "indicator", "claim", "evidence", "decision", "value", "decided_by", "date")
"""Columns of a table of appeals; `level` and `state` may stand beside `value`."""

DECISIONS = {
    "upheld": "支持",
    "partly": "部分支持",
    "rejected": "驳回",
}
"""Decisions that end an appeal; the first two need the new value."""

_WORDS = {word: code for code, zh in DECISIONS.items() for word in (code, zh)}
_STATES = tuple(code for code, _, _ in STATES)


@dataclass(frozen=True, eq=False)
class Appealed:
    """What appeals came to.

    Attributes
    ----------
    result : Assessment
        After all decisions.
    comparison : Comparison
        Before and after, for every unit.
    decisions : pandas.DataFrame
        The appeals as decided, with the points that each decision by itself moved the appellant's
        total (`points`) and how many units' ranks it changed (`ranks_changed`).
    moves : pandas.DataFrame
        For each decision by itself, every unit whose rank it changed: appeal (its row, from 0),
        unit, rank_before, rank.
    log : pandas.DataFrame
        The changes of values, to be added to the log of the assessment.
    """

    result: Assessment
    comparison: Comparison
    decisions: pd.DataFrame
    moves: pd.DataFrame
    log: pd.DataFrame

    def __repr__(self) -> str:
        counts = self.decisions["decision"].value_counts().to_dict()
        said = ", ".join(f"{count} {decision}" for decision, count in counts.items())
        moved = self.moves["unit"].nunique()
        units = counted(moved, "unit")
        return f"<Appealed: {said or 'no appeals'}; {units} changed rank>"

    def _repr_html_(self) -> str:
        return self.decisions.to_html(index=False, border=0) + self.moves.to_html(
            index=False, border=0
        )


def apply_appeals(result: Assessment, appeals: pd.DataFrame) -> Appealed:
    """Apply decided appeals to an assessment.

    Parameters
    ----------
    result
        The preliminary result.
    appeals
        One row per appeal: unit, indicator, claim, evidence, decision (支持 upheld, 部分支持
        partly, 驳回 rejected), value (what the cell becomes; `level` for indicators judged in
        levels, `state` for a state), decided_by, date.

    Raises
    ------
    InputError
        Every fault at once: unknown unit or indicator, unknown decision, a decision without a new
        value or without a name and date, two appeals on one cell.

    Examples
    --------
    >>> import gkeval as gk
    >>> import pandas as pd
    >>> result = gk.assess("sichuan-land-2011", gk.read_records(gk.sample("sichuan-land-2011")))
    >>> appeals = pd.DataFrame({"unit": ["阿坝州"], "indicator": ["participation"],
    ...     "claim": ["栏目已设"], "evidence": ["截图"], "decision": ["支持"], "value": [2.5],
    ...     "decided_by": ["组长"], "date": ["2012-03-01"]})
    >>> appealed = gk.apply_appeals(result, appeals)
    >>> sorted(appealed.moves["unit"])
    ['泸州市']
    """
    table = _completed(appeals, APPEALS)
    decided = table["decision"].map(lambda cell: _WORDS.get(str(cell).strip()))
    _appeal_faults(table, decided).raise_if_any("appeals")
    table = table.assign(decision=decided)
    accepted = table[table["decision"] != "rejected"]
    log = accepted.assign(
        who=accepted["decided_by"],
        when=accepted["date"].astype(str),
        why=[
            f"{DECISIONS[decision]}：{claim}"
            for decision, claim in zip(accepted["decision"], accepted["claim"], strict=True)
        ],
    )[list(CHANGES)].reset_index(drop=True)
    after = apply_changes(result, log)
    points, moves = [], []
    before = result.totals.set_index("unit")
    alone = iter(range(len(log)))
    for number, row in enumerate(table.to_dict("records")):
        if row["decision"] == "rejected":
            points.append(0.0)
            moves.append(_moved(before, before, number))
            continue
        single = apply_changes(result, log.iloc[[next(alone)]]).totals.set_index("unit")
        gained = single.loc[row["unit"], "total"] - before.loc[row["unit"], "total"]
        points.append(round(float(gained), 9))
        moves.append(_moved(before, single, number))
    decisions = table.assign(points=points, ranks_changed=[len(moved) for moved in moves])
    columns = ["appeal", "unit", "rank_before", "rank"]
    moved = pd.concat(moves, ignore_index=True) if moves else pd.DataFrame(columns=columns)
    return Appealed(after, compare(result, after), decisions, moved, log)


def apply_changes(result: Assessment, log: pd.DataFrame) -> Assessment:
    """Return the assessment with values changed as a log says; a later row goes before an earlier.

    Parameters
    ----------
    result
        The assessment that the log begins from.
    log
        Columns `CHANGES`; a row gives a value, a level or a state, and who, when and why.

    Raises
    ------
    InputError
        Every fault at once: unknown unit, indicator or state, nothing that it becomes, no who, when
        or why, a value outside the indicator's range.
    """
    changes = _completed(log, CHANGES)
    _change_faults(result, changes).raise_if_any("log of changes")
    changes.index += len(result.provenance.log)
    provenance = result.provenance.changed(changes, result.inputs)
    values = result.values.set_index(["unit", "indicator"])
    values["level"] = values["level"].astype(object)
    sampled = [c for c in ("numerator", "denominator", "population") if c in values]
    for row in changes.to_dict("records"):
        cell = (row["unit"], row["indicator"])
        state = "scored" if pd.isna(row["state"]) or row["state"] == "" else row["state"]
        values.loc[cell, sampled] = pd.NA
        values.loc[cell, "value"] = np.nan if pd.isna(row["value"]) else float(row["value"])
        values.loc[cell, "level"] = "" if pd.isna(row["level"]) else str(row["level"])
        values.loc[cell, "state"] = state
    return from_values(
        result.scheme,
        values.reset_index(),
        result.units,
        inputs=provenance.inputs,
        problems=result.problems,
        provisional=result.provisional,
        evidence=_Changed(result.evidence, changes),
        provenance=provenance,
    )


@dataclass(frozen=True, eq=False)
class _Changed:
    """The records behind the values, and the changes that went over them."""

    before: Evidence
    changes: pd.DataFrame

    def items(self, unit: str, indicator: str) -> pd.DataFrame:
        """Return the records of one unit and leaf, its changes last."""
        found = self.before.items(unit, indicator)
        mine = (self.changes["unit"] == unit) & (self.changes["indicator"] == indicator)
        return self._with(found, self.changes[mine]) if mine.any() else found

    def about(self, indicator: str) -> pd.DataFrame:
        """Return the records of every unit for one leaf or adjustment."""
        mine = self.changes[self.changes["indicator"] == indicator]
        found = self.before.about(indicator)
        return self._with(found, mine) if len(mine) else found

    def by_indicator(self) -> dict[str, pd.DataFrame]:
        """Return the records of every unit, by leaf or adjustment."""
        names = dict.fromkeys([*self.before.by_indicator(), *self.changes["indicator"].astype(str)])
        return {name: self.about(name) for name in names}

    def everything(self) -> pd.DataFrame:
        """Return the records of every unit and leaf."""
        return joined(self.by_indicator())

    @staticmethod
    def _with(found: pd.DataFrame, changes: pd.DataFrame) -> pd.DataFrame:
        told = pd.DataFrame(
            {
                "unit": changes["unit"].astype("str"),
                "indicator": changes["indicator"].astype("str"),
                "record": [f"change {number + 1}" for number in changes.index],
                "evidence": changes["evidence"].astype("str"),
                "base": True,
                "counted": ~changes.duplicated(["unit", "indicator"], keep="last"),
                "why": [
                    f"changed:{who}, {when}: {why}".replace(";", ",")
                    for who, when, why in changes[["who", "when", "why"]].astype(str).to_numpy()
                ],
            }
        )
        if "counted" in found:
            over = found["unit"].isin(told["unit"])
            found = found.assign(counted=found["counted"].where(~over, other=False))
        return pd.concat([found, told], ignore_index=True)


def _completed(table: pd.DataFrame, columns: tuple[str, ...]) -> pd.DataFrame:
    """Return the table with every column that may be given, missing where it is not."""
    if not isinstance(table, pd.DataFrame):
        raise GkevalError(
            f"the table is {type(table).__name__}, must be a data frame with the columns "
            f"{', '.join(columns)}"
        )
    wanted = dict.fromkeys([*columns, "value", "level", "state"])
    return table.reset_index(drop=True).reindex(columns=list(wanted))


def _moved(before: pd.DataFrame, after: pd.DataFrame, appeal: int) -> pd.DataFrame:
    ranks = pd.DataFrame({"rank_before": before["rank"], "rank": after["rank"]})
    differs = ranks["rank_before"].fillna(0) != ranks["rank"].fillna(0)
    moved = ranks[differs].rename_axis("unit").reset_index()
    moved.insert(0, "appeal", appeal)
    return moved


def _fault(row: int, column: str, found: object, allowed: str, remedy: str, what: str) -> Problem:
    blank = str(found).strip() in ("", "None", "nan", "<NA>", "NaT")
    return Problem(
        "bad_appeal" if what == "appeals" else "bad_change",
        found="nothing" if blank else str(found),
        allowed=allowed,
        remedy=remedy,
        source=what,
        table=what,
        line=row,
        column=column,
    )


def _appeal_faults(table: pd.DataFrame, decided: pd.Series[str]) -> Problems:
    problems = []
    twice = table.duplicated(["unit", "indicator"])
    for number, row in enumerate(table.to_dict("records")):
        if decided.iloc[number] is None or pd.isna(decided.iloc[number]):
            allowed = ", ".join(f"{code} {zh}" for code, zh in DECISIONS.items())
            problems.append(
                _fault(number, "decision", row["decision"], allowed, "decide it", "appeals")
            )
        if twice.iloc[number]:
            found = f"{row['unit']}, {row['indicator']} once more"
            problems.append(
                _fault(number, "indicator", found, "one appeal a cell", "join them", "appeals")
            )
        for column in ("decided_by", "date"):
            if pd.isna(row[column]) or str(row[column]).strip() == "":
                problems.append(
                    _fault(number, column, None, "who decided, and when", "fill it in", "appeals")
                )
    return Problems(problems)


def _change_faults(result: Assessment, changes: pd.DataFrame) -> Problems:
    problems = []
    cells = set(zip(result.values["unit"], result.values["indicator"], strict=True))
    units, ids = set(result.roster.ids), {item.id for item in result.scheme.measured}
    for number, row in enumerate(changes.to_dict("records")):

        def report(column: str, found: object, allowed: str, remedy: str, at: int = number) -> None:
            problems.append(_fault(at, column, found, allowed, remedy, "log of changes"))

        if row["unit"] not in units:
            report("unit", row["unit"], "a unit of the assessment", "correct it")
        elif row["indicator"] not in ids:
            report("indicator", row["indicator"], "a leaf of the scheme", "correct it")
        elif (row["unit"], row["indicator"]) not in cells:
            report("indicator", row["indicator"], "an indicator for the unit's group", "correct it")
        given = [
            not (pd.isna(row[name]) or row[name] == "") for name in ("value", "level", "state")
        ]
        if not any(given):
            report("value", None, "a value, a level or a state", "say what the cell becomes")
        if given[2] and row["state"] not in _STATES:
            report("state", row["state"], ", ".join(_STATES), "correct it")
        if given[0]:
            try:
                float(row["value"])
            except (TypeError, ValueError):
                report("value", row["value"], "a number", "correct it")
        for column in ("who", "when", "why"):
            if pd.isna(row[column]) or str(row[column]).strip() == "":
                report(column, None, "who changed it, when and why", "fill it in")
    return Problems(problems)
