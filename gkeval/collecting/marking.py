"""The checked workbook: a copy in which every faulty cell is coloured and says what is wrong.

In: a filled workbook, its problems. Out: a copy with a list of problems as its first sheet.
"""

from __future__ import annotations

import os
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from gkeval.collecting import wording
from gkeval.collecting.judged_cells import check_judgements
from gkeval.collecting.keeping import replaceable
from gkeval.collecting.packing import not_kept, packed
from gkeval.collecting.phrases import noted
from gkeval.collecting.problem_list import ERROR, MOST_NOTES, WARNING, Place, add_list
from gkeval.errors import GkevalError, Problem, Problems
from gkeval.files import whole_file
from gkeval.records import check_records
from gkeval.records.headers import find_header, table_named
from gkeval.records.workbooks import SUFFIXES
from gkeval.scheme import load_scheme
from gkeval.scheme.model import Scheme
from gkeval.spec import Lang
from gkeval.words import wrapped

_AUTHOR = "gkeval"


def mark(
    filled: str | os.PathLike[str],
    to: str | os.PathLike[str],
    *,
    scheme: Scheme | str | Path | None = None,
    problems: Problems | None = None,
    lang: Lang = "zh",
) -> Problems:
    """Write a copy of a filled workbook with every fault marked; the original is not touched.

    A faulty cell is coloured (errors red, warnings yellow) and bears a comment: what was found,
    what is allowed, what to do. The first sheet lists all problems with a link to each cell. People
    may correct the copy and hand it in: the list is passed over when it is read, and marking it
    again removes the marks of what was mended.

    The copy is written by openpyxl: values, formulas, formats, drop-downs, protection, comments,
    charts and pictures are kept. Not kept: the results of formulas (they are calculated when the
    copy is opened), shapes and text boxes, form controls, slicers, threads of comments, embedded
    objects and signatures; the list names what of these the original had. A cell that is marked
    loses its own colour.

    Parameters
    ----------
    filled
        An .xlsx or .xlsm workbook.
    to
        The copy, with the same ending.
    scheme
        Judgements are checked against it as well: levels, full marks, indicators.
    problems
        What to mark, in place of what the checks find.
    lang
        Of comments and list.

    Returns
    -------
    Problems
        What was marked.

    Raises
    ------
    GkevalError
        Without the extra ``excel``; when `filled` is no workbook that can be opened; when `to` is
        `filled` itself, has another ending, or is a file that somebody saved since.

    Examples
    --------
    >>> import tempfile
    >>> import pandas as pd
    >>> from gkeval.collecting import template
    >>> folder = Path(tempfile.mkdtemp())
    >>> units = pd.DataFrame({"unit": ["A"], "group": ["city"]})
    >>> [path] = template("sichuan-land-2011", units, folder / "filled.xlsx", raters=["甲"])
    >>> len(mark(path, folder / "marked.xlsx"))
    5
    """
    source, target = Path(filled), Path(to)
    _sound(source, target)
    if problems is None:
        problems = check_records(source)
        if scheme is not None:
            loaded = scheme if isinstance(scheme, Scheme) else load_scheme(scheme)
            problems += check_judgements(source, loaded)
    workbook, unsupported = _opened(source)
    _unmark(workbook)
    places = dict(_places(workbook, source, problems))
    notes = 0
    for problem, place in zip(problems, map(places.get, range(len(problems))), strict=True):
        if place is not None and place.row and place.column:
            notes += _mark_cell(workbook[place.sheet], place, problem, lang, notes < MOST_NOTES)
    remarks = [wording.pick(pair, lang) for pair in not_kept(source)] + unsupported
    add_list(workbook, problems, places, remarks, lang)
    sheets = dict(enumerate(workbook.worksheets, start=1))
    with whole_file(target) as draft, packed(draft, "copy", sheets) as made:
        workbook.save(made)
    return problems


def _sound(source: Path, target: Path) -> None:
    suffix = source.suffix.lower()
    if suffix not in SUFFIXES or not source.is_file():
        raise GkevalError(
            f"{source.name} is no workbook that can be marked; allowed: an .xlsx or .xlsm file. "
            "Remedy: save it as .xlsx"
        )
    if target.suffix.lower() != suffix:
        raise GkevalError(f"{target.name} must end in {suffix}, as {source.name} does")
    if target.exists() and target.samefile(source):
        raise GkevalError("the copy must be another file than the workbook. Remedy: another name")
    replaceable(target, copy=True)


def _opened(source: Path) -> tuple[Any, list[str]]:
    """Return the workbook, and what openpyxl says that it will not keep."""
    try:
        import openpyxl
    except ImportError as error:
        raise GkevalError(
            'to mark workbooks, install openpyxl: pip install "gkeval[excel]"'
        ) from error
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        try:
            macros = source.suffix.lower() == ".xlsm"
            workbook = openpyxl.load_workbook(source, keep_vba=macros, rich_text=True)
        except Exception as error:
            # openpyxl lets out whatever a broken part makes Python raise
            raise GkevalError(f"{source.name} cannot be opened: {error}") from error
    return workbook, sorted({str(one.message) for one in told if one.category is UserWarning})


def _unmark(workbook: Any) -> None:
    """Take away the list and the marks of an earlier run."""
    from openpyxl.styles import PatternFill

    for name in wording.SHEETS["problems"]:
        if name in workbook.sheetnames:
            del workbook[name]
    for sheet in workbook.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.comment is not None and cell.comment.author == _AUTHOR:
                    cell.comment = None
                    if cell.fill.fgColor.rgb in (ERROR, WARNING):
                        cell.fill = PatternFill()


def _places(workbook: Any, source: Path, problems: Problems) -> Iterator[tuple[int, Place]]:
    """Yield the number and the place of each problem that is in a sheet."""
    columns: dict[str, dict[str, int]] = {}
    first: dict[str, int] = {}
    start, end = f"{source.name} [", "]"
    for number, problem in enumerate(problems):
        if not (problem.source.startswith(start) and problem.source.endswith(end)):
            continue
        name = problem.source[len(start) : -len(end)]
        if name not in workbook.sheetnames:
            continue
        if name not in columns:
            columns[name], first[name] = _columns(workbook[name], name)
        column = columns[name].get(problem.column, 0)
        yield number, Place(name, problem.line or (first[name] if column else 0), column)


def _columns(sheet: Any, name: str) -> tuple[dict[str, int], int]:
    """Return the number of each column by the reader's name for it, and the row of the header."""
    table = table_named(name)
    if table is None:
        return {}, 1
    top = [
        ["" if value is None else str(value) for value in row]
        for row in sheet.iter_rows(max_row=30, values_only=True)
    ]
    header = find_header(top, table)
    found: dict[str, int] = {}
    for number, (key, text) in enumerate(zip(header.keys, header.texts, strict=True), start=1):
        own = key or text or f"column {number}"
        count, unique = 1, own
        while unique in found:
            count += 1
            unique = f"{own} ({count})"
        found[unique] = number
    shown = next((r for r in range(header.first, header.after) if not _hidden(sheet, r + 1)), 0)
    return found, shown + 1


def _hidden(sheet: Any, row: int) -> bool:
    return bool(sheet.row_dimensions[row].hidden)


def _mark_cell(sheet: Any, place: Place, problem: Problem, lang: Lang, noting: bool) -> int:
    """Colour a cell and add its comment; return how many comments were added."""
    from openpyxl.comments import Comment
    from openpyxl.styles import PatternFill

    cell = sheet.cell(place.row, place.column)
    for merged in sheet.merged_cells.ranges:
        if cell.coordinate in merged:
            cell = sheet.cell(merged.min_row, merged.min_col)
    colour = ERROR if problem.severity == "error" else WARNING
    if cell.fill.fgColor.rgb != ERROR or cell.fill.fill_type is None:
        cell.fill = PatternFill("solid", fgColor=colour)
    if not noting:
        return 0
    text = noted(problem, lang)
    before = cell.comment
    if before is not None and before.text:
        text = f"{before.text}\n\n{text}"
    lines = sum(len(wrapped(line, 44)) for line in text.split("\n"))
    cell.comment = Comment(text, _AUTHOR, width=340, height=min(30 + 18 * lines, 400))
    return int(before is None)
