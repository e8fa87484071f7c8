"""Records or ready values become an Assessment: measure, rate, add up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from gkeval import workdays
from gkeval.assessment.binding import (
    absent_leaves,
    adjustments_given,
    granted_rates,
    rolled_up,
)
from gkeval.assessment.cells import Cells, from_long
from gkeval.assessment.evidence import Evidence, Measured, NoEvidence
from gkeval.assessment.given import half_a_character, refuse_ratings, units_of, with_units
from gkeval.assessment.provenance import Provenance
from gkeval.assessment.raters import reconciled
from gkeval.assessment.result import Assessment
from gkeval.assessment.roster import Roster
from gkeval.assessment.samples import with_populations
from gkeval.assessment.wide import long_from_wide
from gkeval.errors import GkevalError, Problem, Problems
from gkeval.measures.context import Context
from gkeval.measures.evaluate import evaluate
from gkeval.measures.kinds import Coverage
from gkeval.records import Records, content_hash
from gkeval.rules.kinds import Deadline, Levels
from gkeval.rules.rates import EPOCH, Leaf, rate
from gkeval.scheme import load_scheme
from gkeval.scheme.adjustments import Gate
from gkeval.scheme.model import Indicator, Scheme
from gkeval.scoring.adjustments import adjust
from gkeval.scoring.points import CODE, OPEN, SCORED, add_up
from gkeval.scoring.tree import tree_of


def assess(
    scheme: Scheme | str | Path,
    records: Records,
    *,
    engine: str | None = None,
    progress: bool = False,
) -> Assessment:
    """Assess units from their records: `measure`, then score.

    Parameters
    ----------
    scheme
        A scheme, the id of a built-in one, or a path to one.
    records
        What `gkeval.read_records` returned.
    engine
        Where the measures run: ``"pandas"``, ``"polars"``, ``"duckdb"`` or ``"spark"``; left out,
        where the records are. Every result is the same on each; see `Records.on`.
    progress
        Whether to show a progress bar over the indicators.

    Returns
    -------
    Assessment

    Raises
    ------
    InputError
        When the records do not fit the scheme; every fault at once.
    workdays.UnannouncedDayError
        When a result depends on a day whose holidays are not announced yet.

    Examples
    --------
    >>> import gkeval as gk
    >>> result = gk.assess("sichuan-land-2011", gk.read_records(gk.sample("sichuan-land-2011")))
    >>> result.totals[["unit", "total"]].head(2)
      unit  total
    0  成都市   96.4
    1  自贡市   53.5
    """
    scheme = load_scheme(scheme) if not isinstance(scheme, Scheme) else scheme
    records = _on(records, engine)
    roster = Roster.of(records.units, scheme)
    refuse_ratings(records, scheme)
    context = _context(scheme, records, roster)
    cells = from_long(_measured(scheme, context, progress), scheme, roster)
    return finished(
        scheme,
        roster,
        cells,
        inputs=records.fingerprint,
        problems=records.problems + _unseen(scheme, roster, cells),
        provisional=records.provisional,
        evidence=Measured(scheme, context),
        provenance=_origin(records),
    )


def _on(records: Records, engine: str | None) -> Records:
    """Return records on the engine that was asked for."""
    if not isinstance(records, Records):
        raise GkevalError(
            f"records is {type(records).__name__}, must be what read_records returns. "
            "Remedy: gk.read_records(folder, workbook or data frames)"
        )
    return records if engine is None else records.on(engine)


def _origin(records: Records) -> Provenance:
    """Return what a result is made from: files by their bytes, frames by their content."""
    aside = sum(map(len, records.rejected.values()))
    return Provenance(
        "assess",
        dict(records.hashes),
        {} if records.hashes else records.digests,
        {"engine": records.engine, "rows_set_aside": aside},
    )


def measure(
    scheme: Scheme | str | Path, records: Records, *, engine: str | None = None
) -> pd.DataFrame:
    """Return the values table: what every unit shows for every leaf that applies to it.

    Parameters
    ----------
    scheme, records, engine
        As for `assess`.

    Returns
    -------
    pandas.DataFrame
        unit, indicator, value, numerator, denominator, n, state, level; see `tables.VALUES`.

    Raises
    ------
    InputError
        When the records do not fit the scheme.
    """
    scheme = load_scheme(scheme) if not isinstance(scheme, Scheme) else scheme
    records = _on(records, engine)
    roster = Roster.of(records.units, scheme)
    values = _measured(scheme, _context(scheme, records, roster), progress=False)
    return from_long(values, scheme, roster).to_frame(scheme, roster)


def score(
    scheme: Scheme | str | Path,
    values: pd.DataFrame,
    units: pd.DataFrame | None = None,
) -> Assessment:
    """Assess units from ready values.

    Parameters
    ----------
    scheme
        A scheme, the id of a built-in one, or a path to one.
    values
        Either long, with columns unit, indicator, value and optionally numerator, denominator, n,
        state, level; or wide, with a column (or index) ``unit`` and one column per leaf. A wide
        cell may hold a state in words, such as 不适用; an empty one is not assessed.
    units
        The units table: unit, group and optionally name, subsets, parent, order. Not needed when
        the scheme ranks a single group, or when `values` has a column ``group``.

    Returns
    -------
    Assessment

    Raises
    ------
    InputError
        Every fault of the values at once.

    Examples
    --------
    >>> import gkeval as gk
    >>> import pandas as pd
    >>> values = pd.DataFrame({"unit": ["甲市", "乙市"], "disclosure": [74.4, 75.5],
    ...                        "services": [8, 5], "participation": [7, 7],
    ...                        "design": [4, 3.5], "openness_rate": [3, 3]})
    >>> gk.score("sichuan-land-2011", values).ranking()["score"].to_list()
    [96.4, 94.0]
    """
    scheme = load_scheme(scheme) if not isinstance(scheme, Scheme) else scheme
    values = with_units(values)
    roster = Roster.of(units_of(values, units, scheme), scheme)
    try:
        problems = Problems()
        long, wide = values, 0
        if not {"indicator", "value"} <= set(values):
            long, problems = long_from_wide(values, scheme)
            wide = len(values)
        cells = from_long(long, scheme, roster, wide)
    except UnicodeEncodeError:
        raise half_a_character("values") from None
    given = {"values": cells.to_frame(scheme, roster), "units": roster.frame}
    return finished(
        scheme,
        roster,
        cells,
        inputs=content_hash(given),
        problems=problems + _unseen(scheme, roster, cells),
        provenance=Provenance(
            "score", tables={name: content_hash({name: table}) for name, table in given.items()}
        ),
    )


def from_values(
    scheme: Scheme,
    values: pd.DataFrame,
    units: pd.DataFrame,
    **kept: Any,
) -> Assessment:
    """Rebuild an Assessment from its values and units, as an archive holds them."""
    roster = Roster.of(units, scheme)
    return finished(scheme, roster, from_long(values, scheme, roster), **kept)


def _context(scheme: Scheme, records: Records, roster: Roster) -> Context:
    own = scheme.calendar
    calendar = workdays.calendar(days_off=own.days_off, days_on=own.days_on)
    return Context(
        tables=records.tables, units=roster.frame, period=scheme.period, calendar=calendar
    )


def _measured(scheme: Scheme, context: Context, progress: bool) -> pd.DataFrame:
    measured: Any = scheme.measured
    if progress:
        from tqdm import tqdm

        measured = tqdm(measured, desc=f"{scheme.scheme}: measure", unit="indicator")
    parts = [
        evaluate(item.measured, context, item.id).assign(indicator=item.id) for item in measured
    ]
    values = reconciled(pd.concat(parts, ignore_index=True), scheme, context)
    return with_populations(values, scheme, context)


def finished(
    scheme: Scheme,
    roster: Roster,
    cells: Cells,
    *,
    inputs: str,
    problems: Problems | None = None,
    provisional: frozenset[str] = frozenset(),
    evidence: Evidence | None = None,
    provenance: Provenance | None = None,
) -> Assessment:
    """Return the assessment that the cells of a scheme and its units amount to."""
    cells = _with_states(scheme, roster, cells)
    tree = tree_of(scheme)
    leaves = len(scheme.leaves)
    sheet = add_up(
        tree,
        leaf_rates(scheme, roster, cells),
        cells.states[:, :leaves],
        absent=absent_leaves(scheme, roster, tree),
        granted=granted_rates(tree, cells),
        rollups=rolled_up(scheme, roster, tree),
    )
    return Assessment(
        scheme=scheme,
        roster=roster,
        cells=cells,
        adjusted=adjust(scheme, tree, sheet, adjustments_given(scheme, roster, cells)),
        inputs=inputs,
        problems=problems or Problems(),
        provisional=provisional,
        evidence=evidence or NoEvidence(),
        provenance=provenance or Provenance(),
    )


def _unseen(scheme: Scheme, roster: Roster, cells: Cells) -> Problems:
    """Warn of adjustments that nobody looked at: they change nothing, which may be too kind."""
    problems = []
    for adjustment in scheme.adjustments:
        if isinstance(adjustment, Gate):
            continue
        column = scheme.measured.index(adjustment)
        unseen = roster.bound_to(adjustment.groups) & np.isin(cells.states[:, column], OPEN)
        if unseen.any():
            names = [str(unit) for unit in roster.ids[unseen][:5]]
            more = ", …" if unseen.sum() > len(names) else ""
            problems.append(
                Problem(
                    "adjustment_not_assessed",
                    found=f"{adjustment.id} not assessed for {unseen.sum()} of "
                    f"{len(roster)} units ({', '.join(names)}{more}), so it changes nothing there",
                    allowed="a value for every unit, 0 where nothing happened",
                    remedy=f"supply the table {adjustment.measured.table}, or a value for it",
                    source=scheme.scheme,
                    column=adjustment.id,
                    severity="warning",
                )
            )
    return Problems(problems)


def _with_states(scheme: Scheme, roster: Roster, cells: Cells) -> Cells:
    """Mark the deadlines that lie after the period: they are neither met nor missed."""
    states = cells.states.copy()
    end = scheme.period.end.toordinal() - EPOCH
    for column, leaf in enumerate(scheme.leaves):
        if isinstance(leaf.rule, Deadline):
            later = _deadlines(leaf.rule, roster) > end
            states[later & (states[:, column] == SCORED), column] = CODE["not_yet_due"]
    return replace(cells, states=states)


def _deadlines(rule: Deadline, roster: Roster) -> npt.NDArray[np.float64]:
    if not isinstance(rule.by, Mapping):
        return np.full(len(roster), float(rule.by.toordinal() - EPOCH))
    days = np.full(len(roster), np.nan)
    for name in sorted(rule.by, key=lambda name: name in roster.subsets):
        days = np.where(roster.members[name], float(rule.by[name].toordinal() - EPOCH), days)
    return days


def leaf_rates(scheme: Scheme, roster: Roster, cells: Cells) -> npt.NDArray[np.float64]:
    """Return the rates of the leaves by their rules, shape (units, leaves); missing if open."""
    rates = np.full((len(roster), len(scheme.leaves)), np.nan, order="F")
    for column, leaf in enumerate(scheme.leaves):
        scored = cells.states[:, column] == SCORED
        values = np.where(scored, cells.values[:, column], np.nan)
        levels = None
        if isinstance(leaf.rule, Levels):
            levels = np.where(scored, cells.levels[:, column], "")
        assert leaf.rule is not None  # a scheme with a leaf without rule is refused
        earned = rate(leaf.rule, values, known_to(leaf, roster), levels)
        rates[:, column] = np.where(scored, earned, np.nan)
    return rates


def known_to(leaf: Indicator, roster: Roster) -> Leaf:
    """Return what the rule of a leaf may know beside values."""
    elements = 0
    if isinstance(leaf.measure, Coverage):
        weights = leaf.measure.weights
        elements = sum(weights.get(element, 1) for element in leaf.measure.elements)
    return Leaf(leaf.points, elements, roster.members, roster.groups, roster.subsets)
