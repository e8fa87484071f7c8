"""The results workbook: every weighted sum as a live formula, so that it can be recomputed by hand.

In: an Assessment. Out: one .xlsx file. XlsxWriter (``gkeval[excel]``) is loaded on first use.
"""

from __future__ import annotations

import os
from pathlib import Path

from gkeval.assessment import Assessment
from gkeval.charts.findings import lang_of
from gkeval.errors import GkevalError
from gkeval.files import whole_file

__all__ = ["write_workbook"]

MOST_UNITS = 1_000_000
MOST_COLUMNS = 16_384


def write_workbook(
    result: Assessment, path: str | os.PathLike[str], *, lang: str | None = None
) -> Path:
    """Write the results workbook of an assessment, for the client.

    A ranking that follows its formulas; totals, ranks and grades; one sheet per level of the
    scheme; rates (to be changed, everything follows), points available, adjustments, values, the
    scheme in words, problems found in the data. The numbers beside the formulas are those of the
    result, and stay what they are when the workbook is recalculated.

    Parameters
    ----------
    result
        What `gkeval.assess`, `gkeval.score` or `gkeval.load` returned.
    path
        The file to write; an earlier one is replaced, once the new one is whole.
    lang
        ``"zh"`` or ``"en"``; the scheme's own language when not given.

    Returns
    -------
    pathlib.Path

    Raises
    ------
    GkevalError
        For an unknown language; without XlsxWriter; for more units or indicators than a sheet
        holds; when the file cannot be written.

    Examples
    --------
    >>> import gkeval as gk, tempfile
    >>> result = gk.assess("sichuan-land-2011", gk.read_records(gk.sample("sichuan-land-2011")))
    >>> write_workbook(result, tempfile.mkdtemp() + "/results.xlsx").name
    'results.xlsx'
    """
    said_in = lang_of(result, lang)
    if len(result.roster) > MOST_UNITS or len(result.tree.ids) + 3 > MOST_COLUMNS:
        raise GkevalError(
            f"{len(result.roster)} units × {len(result.tree.ids)} indicators, a sheet holds at "
            f"most {MOST_UNITS} × {MOST_COLUMNS - 3}. Remedy: one workbook per group"
        )
    from gkeval.publish.excel.book import fill

    with whole_file(path) as draft:
        fill(result, draft, said_in)
    return Path(path)
