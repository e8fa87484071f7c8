"""`template`: the workbooks that collectors and raters fill (采集表).

In: a scheme, its units, raters. Out: one workbook, or one per unit or rater, that `read_records`
reads back.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Literal

import pandas as pd

from gkeval.collecting.asked import judged, tables_asked, words_asked
from gkeval.collecting.drawing import drawn_plan
from gkeval.collecting.grids import Block, blocks, judgement_rows
from gkeval.collecting.instructions import instructions
from gkeval.collecting.keeping import file_names, fresh_folder, replaceable
from gkeval.collecting.sheets import Sheet, Words, judgement_sheet, record_sheet
from gkeval.collecting.writing import Book, write_book
from gkeval.errors import GkevalError, Problem, Problems
from gkeval.files import whole_folder
from gkeval.records import Records, read_records
from gkeval.records.headers import table_named
from gkeval.scheme import describe, load_scheme
from gkeval.scheme.model import Scheme
from gkeval.spec import Lang
from gkeval.tables import TABLES

Per = Literal["unit", "rater"]

BY_RATER = ("units", "absences", "judgements")
"""What a rater's own workbook holds; facts are collected once, not by every rater."""


def template(
    scheme: Scheme | str | Path,
    units: pd.DataFrame | Records,
    path: str | os.PathLike[str],
    *,
    per: Per | None = None,
    raters: Sequence[str] = (),
    lang: Lang | None = None,
    tables: Iterable[str] | None = None,
    rows: Mapping[str, pd.DataFrame] | None = None,
) -> list[Path]:
    """Write the workbook in which the records of an assessment are collected.

    It holds an instruction sheet, a sheet of the indicators, one sheet per record table that the
    scheme's measures look at, sheets for what was not found and for rectifications, and a sheet of
    judgements with one row per unit and judged indicator (and rater), its title, standard and
    clause beside it. Codes, flags, units and levels have drop-downs; dates and numbers are checked
    as they are typed; headers are protected, without a password; no cell holds a formula.

    Parameters
    ----------
    scheme
        A scheme, the id of a built-in one, or a path to one.
    units
        A data frame with the columns of the table of units (unit, group, …), or the records of an
        earlier collection.
    path
        The workbook to write; with `per`, the folder of workbooks.
    per
        ``"unit"``: one workbook per unit, with its own rows. ``"rater"``: one per rater, with
        units, absences and judgements, so that raters do not see each other. None: one for all.
    raters
        Names; each gets a row for every judged cell. Without them the rater is left open.
    lang
        Of headers, sheets and instructions; the scheme's own if not given.
    tables
        Record tables to write in place of those that the scheme asks for (English keys or Chinese
        names); units are always there.
    rows
        Rows that are known beforehand, by table: cases drawn with `gkeval.judging.draw`, mock
        requests planned (`collecting.planned_rows`), documents of a catalogue. Their further
        columns stand on the right; a sheet ``_抽样方案`` says of draws how many of how many were
        drawn, and the margin reached.

    Returns
    -------
    list of Path
        The workbooks written. Equal arguments give equal bytes.

    Raises
    ------
    InputError
        When the units are not sound, or their groups are not those of the scheme.
    GkevalError
        Without the extra ``excel``; when somebody has already worked in a file that would be
        replaced, or the folder holds files that would not be written again.

    Examples
    --------
    >>> import tempfile
    >>> import gkeval as gk
    >>> units = pd.DataFrame({"unit": ["成都市", "自贡市"], "group": "city"})
    >>> path = Path(tempfile.mkdtemp()) / "采集表.xlsx"
    >>> files = template("sichuan-land-2011", units, path, raters=["甲", "乙"])
    >>> records = gk.read_records(path, on_error="report")
    >>> len(records.rejected["judgements"]), records.problems[0].found
    (20, 'an empty cell')
    """
    scheme = load_scheme(scheme) if not isinstance(scheme, Scheme) else scheme
    known = _units(units, scheme)
    lang = lang or scheme.lang
    names = _tables(scheme, tables, per)
    _sound(per, raters, names)
    given = _known_rows(rows or {}, known, names)
    target = Path(path)
    if per is None:
        replaceable(target)
        return [write_book(collection_book(scheme, known, names, raters, lang, rows=given), target)]
    own: Mapping[str, tuple[pd.DataFrame, Sequence[str]]]
    if per == "unit":
        own = {unit: (known[known["unit"] == unit], raters) for unit in known["unit"]}
    else:
        own = {rater: (known, [rater]) for rater in raters}
    files = file_names(own)
    fresh_folder(target, files.values())
    with whole_folder(target) as folder:
        for name, (part, who) in own.items():
            own_rows = {
                table: frame[frame["unit"].isin(part["unit"])] for table, frame in given.items()
            }
            book = collection_book(
                scheme, _with_parents(part, known), names, who, lang, rated=part, rows=own_rows
            )
            write_book(book, folder / files[name])
    return [target / files[name] for name in own]


def _units(units: pd.DataFrame | Records, scheme: Scheme) -> pd.DataFrame:
    """Return the table of units, checked by itself and against the groups of the scheme."""
    known = units.units if isinstance(units, Records) else read_records({"units": units}).units
    ranked = [name for name, group in scheme.groups.items() if not group.within]
    wrong = known[~known["group"].isin(ranked)]
    Problems(
        Problem(
            "unknown_group",
            found=f"group {row.group!r} of unit {row.unit}",
            allowed=", ".join(ranked),
            remedy="correct the group, or add it to the scheme",
            source="units",
            table="units",
            column="group",
            unit=str(row.unit),
        )
        for row in wrong.itertuples()
    ).raise_if_any("units")
    return known


def _tables(scheme: Scheme, tables: Iterable[str] | None, per: Per | None) -> tuple[str, ...]:
    if tables is None:
        asked = tables_asked(scheme)
        return tuple(name for name in asked if per != "rater" or name in BY_RATER)
    found = {"units"}
    for word in [tables] if isinstance(tables, str) else tables:
        table = table_named(word)
        if table is None:
            raise GkevalError(
                f"there is no record table {word!r}. Remedy: name some of {', '.join(TABLES)}"
            )
        found.add(table.name)
    return tuple(name for name in TABLES if name in found)


def _known_rows(
    rows: Mapping[str, pd.DataFrame], units: pd.DataFrame, tables: Sequence[str]
) -> dict[str, pd.DataFrame]:
    """Return prefilled rows by table, checked: a table of the workbook, a known unit in each row.

    Only the units are checked: what is to be found out is still missing.
    """
    found, problems = {}, []
    for word, frame in rows.items():
        table = table_named(word)
        if table is None or table.name not in tables or table.name in ("units", "judgements"):
            free = [name for name in tables if name not in ("units", "judgements")]
            raise GkevalError(
                f"rows are given for {word!r}; allowed: {', '.join(free)}. "
                "Remedy: name the table in tables="
            )
        if "unit" not in frame:
            raise GkevalError(f"rows of {table.name} have no column 'unit'. Remedy: add it")
        strange = ~frame["unit"].isin(units["unit"])
        problems += [
            Problem(
                "unknown_unit",
                found=str(name),
                allowed="a unit of the table units (评估对象)",
                remedy="correct the name, or add it to units",
                source=f"rows of {table.name}",
                table=table.name,
                column="unit",
            )
            for name in frame.loc[strange, "unit"].unique()
        ]
        found[table.name] = frame.reset_index(drop=True)
    Problems(problems).raise_if_any("rows")
    return found


def _sound(per: Per | None, raters: Sequence[str], tables: Sequence[str]) -> None:
    if per not in (None, "unit", "rater"):
        raise ValueError(f"per is {per!r}, must be None, 'unit' or 'rater'")
    if isinstance(raters, str):
        raise TypeError(f"raters is the text {raters!r}, must be a list of names")
    if len(set(raters)) < len(raters) or not all(name.strip() for name in raters):
        raise GkevalError(f"raters are {list(raters)}; allowed: names that differ")
    if per == "rater" and not raters:
        raise GkevalError("one workbook per rater needs raters. Remedy: raters=['甲', '乙']")
    if per == "rater" and "judgements" not in tables:
        raise GkevalError(
            "one workbook per rater, but nothing is judged. Remedy: leave per out, or name the "
            "tables of a rater's workbook"
        )


def _with_parents(units: pd.DataFrame, known: pd.DataFrame) -> pd.DataFrame:
    """Return units with those above them, which their rows name."""
    if "parent" not in known:
        return units
    above = dict(zip(known["unit"], known["parent"], strict=True))
    names = set(units["unit"])
    while more := {above[name] for name in names if pd.notna(above[name])} - names:
        names |= more
    return known[known["unit"].isin(names)]


def collection_book(
    scheme: Scheme,
    units: pd.DataFrame,
    tables: Sequence[str],
    raters: Sequence[str],
    lang: Lang,
    *,
    rated: pd.DataFrame | None = None,
    rows: Mapping[str, pd.DataFrame] | None = None,
) -> Book:
    """Return the workbook of some units; `rated` are those that are judged in it."""
    known_rows = {"units": units, **(rows or {})}
    asked: Words = words_asked(scheme) | _groups(scheme)
    ids = tuple(item.id for item in scheme.measured)
    sheets: list[Sheet] = []
    for name in tables:
        if name == "judgements" and judged(scheme):
            grid = judgement_rows(scheme, units if rated is None else rated, raters, lang)
            answers: tuple[Block, ...] = blocks(grid, scheme, lang)
            sheets.append(
                judgement_sheet(grid, answers, units, lang, indicators=ids, raters=raters)
            )
        else:
            sheets.append(
                record_sheet(
                    TABLES[name],
                    units,
                    asked,
                    lang,
                    indicators=ids,
                    rows=known_rows.get(name),
                    sheets=tables,
                    fixed=list(units.columns) if name == "units" else (),
                )
            )
    return Book(
        title=scheme.title.to(lang),
        about=instructions(scheme, tables, asked, lang),
        sheets=tuple(sheets),
        indicators=describe(scheme, lang).table,
        samples=drawn_plan(rows or {}, lang),
        lang=lang,
        made=scheme.period.start,
        note=f"{scheme.scheme} {scheme.fingerprint}",
    )


def _groups(scheme: Scheme) -> dict[tuple[str, str], tuple[str, ...]]:
    ranked = tuple(name for name, group in scheme.groups.items() if not group.within)
    subsets = tuple(name for name, group in scheme.groups.items() if group.within)
    return {("units", "group"): ranked} | ({("units", "subsets"): subsets} if subsets else {})
