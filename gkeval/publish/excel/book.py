"""The sheets of the results workbook put together, in the order in which people read them."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from gkeval.assessment import Assessment
from gkeval.collecting.phrases import said
from gkeval.numbers import plain
from gkeval.places import version
from gkeval.publish.excel import words
from gkeval.publish.excel.chain import Chain, touched_nodes
from gkeval.publish.excel.points import Points
from gkeval.publish.excel.tables import Column, Table
from gkeval.publish.excel.totals import Totals, ranking_table
from gkeval.publish.excel.writing import (
    Colours,
    Writer,
    about_sheet,
    new_workbook,
    text_sheet,
)
from gkeval.rules.kinds import Levels, Relative
from gkeval.scheme.combining import MeanMin, Median, Owa
from gkeval.scheme.description import describe
from gkeval.scoring.points import CODE, SCORED
from gkeval.spec import Lang
from gkeval.words import label

_EPOCH = datetime(1970, 1, 1)


def fill(result: Assessment, path: Path, lang: Lang) -> None:
    """Write the workbook of a result."""
    points = Points(result, lang, touched_nodes(result))
    totals_table = points.table("totals")
    totals = Totals(points, totals_table)
    ends = totals.sums()
    if points.rollup_table is not None:
        points.before[0] = ends[0][0]
        points.rollup_table.fill(points.before.__getitem__, points.opened.__getitem__)
    chain = None
    adjusting = []
    if result.scheme.adjustments:
        adjusting = [points.table("adjustments")]
        chain = Chain(points, adjusting[0], ends, totals.some)
        chain.follow()
        _settled(points, chain)
    totals.finish(chain, ends)
    names = {name: words.pick(pair, lang) for name, pair in words.SHEETS.items()}
    by_name = {table.name: table for table in points.tables}
    rest = ("rates", "available", "open", "rollup")
    order = [
        ranking_table(points, totals),
        totals_table,
        *adjusting,
        *points.level_tables,
        *(by_name[names[key]] for key in rest if names[key] in by_name),
        _values(points),
    ]
    scheme = result.scheme
    title = scheme.title.to(lang)
    workbook = new_workbook(path, title, f"gkeval {version()} · {result.fingerprint}")
    colours = Colours(
        tuple(label(state, lang) for state in ("not_assessed", "disputed")),
        (words.pick(words.HEADS["vetoed"], lang), scheme.failed.to(lang)),
        scheme.rounding.decimals,
    )
    writer = Writer(workbook, colours)
    about_sheet(writer, names["about"], title, _about(result, points, order, lang))
    for table in order:
        writer.table(table)
    _scheme(writer, result, lang)
    if result.problems:
        _problems(writer, result, lang)
    workbook.worksheets()[1].activate()
    workbook.close()


def _settled(points: Points, chain: Chain) -> None:
    """Let the columns of adjusted indicators show the score that the adjustments end with."""
    scores = points.result.sheet.low
    for node, column in points.after.items():
        table = points.level_tables[int(points.tree.level[node]) - 1]
        before = table.columns[column - 1]
        formulas = before.formulas or ()
        text = chain.ends[0][node].text
        table.columns[column] = Column(
            points.titles[node],
            [
                shown if isinstance(shown, str) else float(scores[row, node])
                for row, shown in enumerate(before.cells)
            ],
            [text if isinstance(shown, float) and formulas else None for shown in before.cells],
            style="points",
            id=points.tree.ids[node],
            points=float(points.tree.points[node]),
        )


def _values(points: Points) -> Table:
    """Return what was measured, one column per leaf."""
    result = points.result
    table = points.table("values")
    for position, leaf in enumerate(result.scheme.leaves):
        states = points._states(int(points.tree.leaves[position]))
        values = result.cells.values[:, position]
        levels = result.cells.levels[:, position]
        known = points.leaf_states[:, position] == SCORED
        scale = "level" if isinstance(leaf.rule, Levels) else leaf.measured.scale
        shown: list[Any] = [
            _value(scale, value, level) if scored else state
            for value, level, scored, state in zip(values, levels, known, states, strict=True)
        ]
        style: Any = {"share": "share", "date": "day"}.get(scale, "value")
        table.add(
            Column(
                leaf.title.to(points.lang), shown, style=style, id=leaf.id,
                points=float(leaf.points),
            )
        )  # fmt: skip
    return table


def _value(scale: str, value: float, level: str) -> Any:
    if scale == "level" and level:
        return level
    if value != value:
        return ""
    return _EPOCH + timedelta(days=float(value)) if scale == "date" else float(value)


def _about(
    result: Assessment, points: Points, tables: list[Table], lang: Lang
) -> list[tuple[str, str]]:
    zh = lang == "zh"
    scheme = result.scheme
    start, end = scheme.period.start.isoformat(), scheme.period.end.isoformat()
    lines = [
        (label("source", lang), scheme.source.document),
        (label("period", lang), f"{start} — {end}"),
        (label("full_mark", lang), plain(scheme.full_mark)),
        (label("unit", lang), str(len(result.roster))),
        (label("fingerprint", lang), result.fingerprint),
        (label("scheme_fingerprint", lang), scheme.fingerprint),
        ("", ""),
        (
            ("怎样复核" if zh else "How to recompute"),
            "公式自下而上：得分率×可得分＝末级指标得分，逐级相加得加权合计，再依次计入加减分，四舍五入后"
            "排名。蓝字单元格（得分率、加减分的认定）可以改动，改动后全部结果重算。含公式的工作表有防误改"
            "保护（无密码），可以筛选；要排序请用“排名”表。"
            if zh
            else "Formulas run upwards: rate × points available = score of a leaf; scores add up "
            "level by level to the weighted sum; adjustments follow in their order; the total is "
            "rounded and ranked. Blue cells (rates, what adjustments found) may be changed, and "
            "everything follows. Sheets with formulas are protected against slips, without a "
            "password; they can be filtered. To sort, use the sheet Ranking.",
        ),
    ]
    if any(isinstance(leaf.rule, Relative) for leaf in scheme.leaves):
        lines.append(
            (
                "相对评分" if zh else "Relative rules",
                "按本类其他评估对象的结果评分的指标，得分率写成数值，不随别的单元格变化。"
                if zh
                else "Rates that depend on the other units of the group are numbers here, and do "
                "not follow other cells.",
            )
        )
    if any(isinstance(one, Owa | Median | MeanMin) for one in points.tree.combines.values()):
        lines.append(
            (
                label("combine", lang),
                "以有序加权、中位数等方式合成的指标写成数值，不随别的单元格变化。"
                if zh
                else "Branches combined by an ordered average, a median or a mean with penalty are "
                "numbers here, and do not follow other cells.",
            )
        )
    lines.append(("", ""))
    lines += [(table.name, table.note) for table in tables]
    lines.append(
        (words.pick(words.SHEETS["scheme"], lang), words.pick(words.NOTES["scheme"], lang))
    )
    if result.problems:
        lines.append(
            (words.pick(words.SHEETS["problems"], lang), words.pick(words.NOTES["problems"], lang))
        )
    lines += [("", ""), ("gkeval", version())]
    return lines


def _scheme(writer: Writer, result: Assessment, lang: Lang) -> None:
    described = describe(result.scheme, lang)
    keys = ("id", "level", "indicator", "points", "groups", "measure", "rule", "clause")
    heads = [label(key, lang) for key in (*keys, "remedy")]
    remedies = {
        node.id: node.remedy.to(lang) if node.remedy else "" for node, _ in result.scheme.walk()
    }
    rows = [
        (
            x.id, str(x.level), "　" * (x.level - 1) + x.title, x.points, x.groups, x.measure,
            x.rule or x.combine, x.clause, remedies[x.id],
        )
        for x in described.lines
    ]  # fmt: skip
    rows += [("", "", name, "", "", said, "", "", "") for name, said in described.notes]
    text_sheet(
        writer,
        words.pick(words.SHEETS["scheme"], lang),
        described.title,
        words.pick(words.NOTES["scheme"], lang),
        heads,
        rows,
        (18, 6, 30, 7, 16, 44, 44, 12, 40),
    )


def _problems(writer: Writer, result: Assessment, lang: Lang) -> None:
    keys = (
        "where", "unit", "severity", "problem_found", "problem_allowed", "problem_remedy",
    )  # fmt: skip
    rows = [(p.where, p.unit, label(p.severity, lang), *said(p, lang)) for p in result.problems]
    name = words.pick(words.SHEETS["problems"], lang)
    note = words.pick(words.NOTES["problems"], lang)
    text_sheet(
        writer, name, name, note, [label(key, lang) for key in keys], rows, (30, 16, 8, 46, 40, 40)
    )


__all__ = ["CODE", "fill"]
