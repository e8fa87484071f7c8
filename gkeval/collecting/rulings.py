"""What raters could not agree on, as a sheet for the group leader (组长裁定).

In: a result with disputed cells, the records behind it. Out: a workbook of these cells, with what
each rater gave; the leader fills the value, and the workbook is read beside those of the raters.
"""

from __future__ import annotations

import os
from pathlib import Path

import pandas as pd

from gkeval.collecting.asked import judged
from gkeval.collecting.grids import BESIDE, blocks, judgement_rows
from gkeval.collecting.instructions import instructions
from gkeval.collecting.keeping import replaceable
from gkeval.collecting.results import Result
from gkeval.collecting.sheets import judgement_sheet, record_sheet
from gkeval.collecting.writing import Book, write_book
from gkeval.judging.worths import judged_rates
from gkeval.records import Records
from gkeval.scheme.model import Scheme
from gkeval.spec import Lang
from gkeval.tables import STATES, UNITS

_STATES = tuple(word for state in STATES for word in state)
_CELL = ["unit", "indicator"]


def disputed_cells(result: Result, records: Records) -> pd.DataFrame:
    """Return the cells whose raters do not agree, those first that matter most for a total.

    Parameters
    ----------
    result
        From `gkeval.assess`; its cells of state ``disputed`` (有争议) are listed.
    records
        What it was assessed from.

    Returns
    -------
    data frame
        unit, indicator, gave (who gave what), at_stake (points between the highest and the lowest;
        all points of the indicator where one gave a value and another a state, such as 不适用).
    """
    values = result.values
    cells = values.loc[values["state"] == "disputed", _CELL].reset_index(drop=True)
    if cells.empty:
        return cells.assign(gave="", at_stake=0.0)
    judgements = records.tables.get("judgements", pd.DataFrame(columns=[*_CELL, "rater", "value"]))
    own = judgements[judgements["kind"] != "self"] if "kind" in judgements else judgements
    mine = own.merge(cells, on=_CELL).sort_values("rater", kind="stable", ignore_index=True)
    gave = (mine["rater"] + " " + mine["value"]).groupby([mine[name] for name in _CELL])
    words = mine["value"].isin([*_STATES, *_explanations(result.scheme)])
    rates = judged_rates(mine[~words], result.scheme)
    spread = rates.groupby(_CELL)["value"].agg(lambda rated: rated.max() - rated.min())
    index = pd.MultiIndex.from_frame(cells)
    points = cells["indicator"].map({leaf.id: float(leaf.points) for leaf in result.scheme.leaves})
    mixed = index.isin(pd.MultiIndex.from_frame(mine.loc[words, _CELL]))
    share = spread.reindex(index).mask(mixed, 1.0).fillna(1.0).to_numpy()
    found = cells.assign(
        gave=gave.agg("、".join).reindex(index).to_numpy(), at_stake=(share * points).round(9)
    )
    return found.sort_values(
        ["at_stake", *_CELL], ascending=[False, True, True], kind="stable", ignore_index=True
    )


def ruling_sheet(
    result: Result,
    records: Records,
    path: str | os.PathLike[str],
    *,
    leader: str,
    lang: Lang | None = None,
) -> Path | None:
    """Write the disputed cells as a workbook for the leader to decide.

    Parameters
    ----------
    result, records
        As in `disputed_cells`.
    path
        The workbook.
    leader
        Who decides; stands as rater in every row, of kind ``leader`` (组长裁定).
    lang
        Of headers; the scheme's own if not given.

    Returns
    -------
    Path or None
        None when nothing is disputed; then no file is written. Read the workbook together with
        those of the raters: ``read_workbooks([…, path])``.

    Raises
    ------
    GkevalError
        When somebody worked in a workbook of this name; without the extra ``excel``.

    Examples
    --------
    >>> import tempfile
    >>> import gkeval as gk
    >>> units = pd.DataFrame({"unit": ["A"], "group": "city"})
    >>> judgements = pd.DataFrame({"unit": "A", "record": ["1", "2"], "rater": ["甲", "乙"],
    ...     "indicator": "services", "value": [5, 7]})
    >>> records = gk.read_records({"units": units, "judgements": judgements})
    >>> result = gk.assess("sichuan-land-2011", records)
    >>> disputed_cells(result, records)
      unit indicator     gave  at_stake
    0    A  services  乙 7、甲 5       2.0
    >>> path = Path(tempfile.mkdtemp()) / "裁定.xlsx"
    >>> ruling_sheet(result, records, path, leader="组长").name
    '裁定.xlsx'
    """
    scheme = result.scheme
    lang = lang or scheme.lang
    found = disputed_cells(result, records)
    if found.empty:
        return None
    target = Path(path)
    replaceable(target)
    units = records.units
    rows = judgement_rows(scheme, units, [leader], lang)
    listed = found.merge(rows, on=_CELL, how="left")
    # rows that are answered alike stand together, and in them the most points at stake first
    order = {leaf.id: place for place, leaf in enumerate(judged(scheme))}
    listed = listed.sort_values(
        "indicator", key=lambda ids: ids.map(order), kind="stable", ignore_index=True
    ).assign(kind="leader")
    columns = ["unit", "record", "indicator", "rater", *BESIDE, "gave", "at_stake", "kind"]
    sheet = judgement_sheet(
        listed[columns],
        blocks(listed, scheme, lang),
        units,
        lang,
        indicators=[item.id for item in scheme.measured],
        raters=[leader],
        beside=("gave", "at_stake"),
    )
    roster = record_sheet(UNITS, units, {}, lang, rows=units, fixed=list(units.columns))
    book = Book(
        title=scheme.title.to(lang),
        about=instructions(scheme, ["units", "judgements"], {}, lang),
        sheets=(sheet, roster),
        lang=lang,
        made=scheme.period.start,
        note=f"{scheme.scheme} {scheme.fingerprint}",
    )
    return write_book(book, target)


def _explanations(scheme: Scheme) -> tuple[str, ...]:
    """Return the explanations that earn something where an indicator does not apply."""
    own = [leaf.not_applicable for leaf in scheme.by_id.values() if leaf.not_applicable]
    return tuple(word for policy in (scheme.not_applicable, *own) for word in policy.rates)
