"""The unit edition: one page per unit that holds nothing about another, to hand over alone.

In: an Assessment and the units that get a sheet. Out: ``index.html`` of a folder for each, style
sheet included, without scripts.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd

from gkeval.assessment import Assessment
from gkeval.errors import Problem
from gkeval.publish.editions import FEWEST, Edition
from gkeval.publish.evidence import OURS
from gkeval.publish.facts import Facts
from gkeval.publish.naming import file_stems
from gkeval.publish.pages import Pages
from gkeval.publish.robustness import interval_words, robustness_notes
from gkeval.publish.sentences import summary
from gkeval.publish.telling import told
from gkeval.spec import Lang
from gkeval.uncertainty import Robustness


def sheet_folders(result: Assessment, edition: Edition) -> dict[str, str]:
    """Return the folder of every unit that gets a sheet, from the folder of the report.

    A unit that was named alone has the whole folder; several have one each, named after their ids.
    """
    if edition.alone:
        return {edition.units[0]: "."}
    stems = file_stems([str(unit) for unit in result.roster.ids])
    return {unit: stems[unit] for unit in edition.units}


def write_sheets(
    result: Assessment,
    folder: Path,
    edition: Edition,
    *,
    lang: Lang,
    title: str | None,
    robustness: Robustness | None,
    progress: bool,
) -> None:
    """Write the sheet of every unit of the edition.

    A sheet says nothing of the evaluators; means of a group stand in it only where they tell on
    nobody, and a data problem only where its words name no other unit.

    Parameters
    ----------
    folder
        Empty.
    robustness
        For the unit's own rank interval.
    """
    from tqdm import tqdm

    facts = Facts(result, lang, hide=OURS, fewest=FEWEST)
    pages = Pages(result, lang, title, within=True)
    folders = sheet_folders(result, edition)
    chosen = [row for row in facts.ranking if row.unit in folders]
    intervals = interval_words(robustness)
    notes = robustness_notes(robustness, lang, found=False) if robustness is not None else []
    problems = _problems_by_unit(result)
    names = names_of(result)
    quiet = None if progress else True  # None: no bar where stderr is no terminal
    bar = tqdm(facts.units(chosen), desc="sheets", unit="unit", total=len(chosen), disable=quiet)
    for unit in bar:
        id = unit.rank.unit
        target = folder / folders[id]
        target.mkdir(exist_ok=True)
        pages.write(
            target,
            "sheet.html",
            to="index.html",
            facts=unit,
            sentence=summary(unit, result, lang),
            pages={},
            interval=intervals.get(id, ""),
            notes=notes,
            problems=[
                told(problem, lang)
                for problem in problems.get(id, ())
                if not names_another(problem, id, names)
            ],
        )


def _problems_by_unit(result: Assessment) -> dict[str, list[Problem]]:
    found: dict[str, list[Problem]] = {}
    for problem in result.problems:
        if problem.unit:
            found.setdefault(problem.unit, []).append(problem)
    return found


def names_of(result: Assessment) -> list[tuple[str, str]]:
    """Return every id and name as (unit, words)."""
    frame: pd.DataFrame = result.units
    columns = [name for name in ("unit", "name", "name_en") if name in frame]
    pairs: list[tuple[str, str]] = []
    for line in frame[columns].itertuples(index=False):
        pairs += [(str(line.unit), str(word)) for word in line if isinstance(word, str) and word]
    return pairs


def names_another(problem: Problem, unit: str, names: list[tuple[str, str]]) -> bool:
    """Tell whether the words of a unit's problem name another unit."""
    text: Any = " ".join((problem.where, problem.found, problem.allowed, problem.remedy))
    for _, word in (pair for pair in names if pair[0] == unit):
        text = text.replace(word, " ")  # a name may hold another: 甲县 and 甲县教育局
    return any(word in text for other, word in names if other != unit)
