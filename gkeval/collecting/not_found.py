"""Behind each "not found" (未查到) stands a search: which path, which words, when, what it showed.

In: a result and the records it came from. Out: every cell that earned nothing, with its absence
records; those without any stand first.
"""

from __future__ import annotations

import pandas as pd

from gkeval.collecting.results import Result, leaf_scores
from gkeval.records import Records
from gkeval.tables import ABSENCES

_TOLD = ("path", "keywords", "searched", "screenshot", "evidence", "recorded_by")


def absences_behind(result: Result, records: Records) -> pd.DataFrame:
    """Return every cell in which nothing was found, with the searches that found nothing.

    Parameters
    ----------
    result
        From `gkeval.assess`.
    records
        What it was assessed from, with the table of absences (未查到记录).

    Returns
    -------
    data frame
        unit, indicator, title, lost (points), documented (whether an absence record stands behind
        it), record, path, keywords, searched, screenshot, evidence, recorded_by. A leaf of which
        nothing was found and that scored nothing is such a cell; one with several absence records
        has several rows.
        Cells without a record first, the costliest before the others.

    Examples
    --------
    >>> import gkeval as gk
    >>> records = gk.read_records(gk.sample("ningxia-2017"), on_error="report")
    >>> found = absences_behind(gk.assess("ningxia-2017", records), records)
    >>> found["documented"].any(), found.loc[found["documented"], "path"].notna().all()
    (np.True_, np.True_)
    """
    leaves = leaf_scores(result)
    cell = ["unit", "indicator"]
    value = leaves[cell].merge(result.values[[*cell, "value"]], on=cell, how="left")["value"]
    nothing = (leaves["state"] == "scored") & (leaves["score"] == 0) & (leaves["lost"] > 0)
    # something was found where a count or share is above 0, even if it earned nothing
    nothing &= ~(value > 0).to_numpy()
    cells = leaves.loc[nothing, ["unit", "indicator", "title", "lost"]]
    names = ["unit", "indicator", "record", *_TOLD]
    empty = pd.DataFrame(columns=[column.name for column in ABSENCES.columns])
    searched = records.tables.get("absences", empty).reindex(columns=names)
    found = cells.merge(searched, on=["unit", "indicator"], how="left", sort=False)
    found.insert(4, "documented", found["record"].notna().to_numpy())
    order = ["documented", "lost", "unit", "indicator", "record"]
    return found.sort_values(
        order, ascending=[True, False, True, True, True], kind="stable", ignore_index=True
    )
