"""What a short example of the guide means: its sentence, and the picture of a rule.

In: a YAML block. Out: Markdown with the sentences of `gkeval.describe`, and an SVG line of the
rates that the rule gives. Beside them the tables of records and of commands.
"""

from __future__ import annotations

import math
from html import escape

import numpy as np
import reference

from gkeval.judging import way_in_words
from gkeval.rules import kinds as rules
from gkeval.rules.rates import Leaf, rate
from gkeval.scheme import describe
from gkeval.scheme.adjusting_words import say_adjustment
from gkeval.scheme.model import Indicator, Scheme
from gkeval.spec import Lang
from gkeval.tables import TABLES

WIDE, HIGH, LEFT, TOP = 300, 110, 34, 12


def said(block: str, lang: Lang) -> str:
    """Return what a block says, as a quotation in Markdown; with the picture of its rule."""
    scheme = reference.loaded(block)
    lines = []
    described = describe(scheme, lang)
    own = set(reference.whole(block)) - set(reference.LITTLE)
    colon = "：" if lang == "zh" else ": "
    if scheme.adjustments:
        lines = [
            f"**{one.title.to(lang)}**{colon}{say_adjustment(one, scheme, lang)}"
            for one in scheme.adjustments
        ]
    elif "reconcile" in own:
        lines = [way_in_words(scheme.reconcile, lang)]
    elif own - {"indicators"}:
        lines = [f"**{name}**{colon}{text}" for name, text in _told(described.notes, own)]
    else:
        for line in described.lines:
            lines += [line.combine, line.not_applicable]
            if len(described.lines) == 1:
                lines += [line.measure, line.rule if "rule:" in block else ""]
    quoted = "\n>\n".join(f"> {line}" for line in dict.fromkeys(lines) if line)
    leaf = scheme.leaves[0]
    drawn = picture(leaf, lang) if block.lstrip().startswith("rule") else ""
    return f"{quoted}\n\n{drawn}"


OTHERWISE = {
    "not_applicable": {"kind": "share", "rate": "0.123"},
}
"""What no example says, so that one which says the default is told as well."""


def _told(notes: tuple[tuple[str, str], ...], own: set[str]) -> list[tuple[str, str]]:
    """Return the notes that are not those of the little scheme around every block."""
    other = {key: value for key, value in OTHERWISE.items() if key in own}
    plain = Scheme.model_validate(reference.whole("missing: interval\n") | other)
    known = {*describe(plain, "zh").notes, *describe(plain, "en").notes}
    return [note for note in notes if note not in known]


def picture(leaf: Indicator, lang: Lang) -> str:
    """Return an SVG of the rates of a rule over the values that matter; empty where none help."""
    rule = leaf.rule
    if isinstance(rule, rules.Levels):
        return _bars([(name, float(worth)) for name, worth in rule.levels.items()], lang)
    if isinstance(rule, rules.Trend):
        words = ("下降", "持平", "上升") if lang == "zh" else ("down", "flat", "up")
        worth = (rule.down, rule.flat, rule.up)
        return _bars([(w, float(r)) for w, r in zip(words, worth, strict=True)], lang)
    limits = _limits(rule)
    if not limits:
        return ""
    top = max(limits) * 1.4 or 1.0
    values = np.linspace(0, top, 701)
    one = {"county": np.ones(len(values), bool)}
    rates = rate(rule, values, Leaf(leaf.points, 5, one, np.zeros(len(values), np.intp)))
    return _line(values, rates, sorted({*limits}), lang)


def _limits(rule: object) -> list[float]:
    if isinstance(rule, rules.AtLeast | rules.AtMost | rules.Proportion):
        target = rule.target
        return [] if isinstance(target, dict) else [float(target)]
    if isinstance(rule, rules.Linear):
        return [float(rule.zero), float(rule.full)]
    if isinstance(rule, rules.Steps):
        return [float(s.at_least if s.at_least is not None else s.at_most or 0) for s in rule.steps]
    if isinstance(rule, rules.Deduct):
        cases = math.ceil(10 / rule.per_case)
        return [float(rule.free), float(rule.free + cases)]
    return [1.0] if isinstance(rule, rules.Checklist) else []


def _x(value: float, top: float) -> float:
    return LEFT + (WIDE - LEFT - 10) * value / top


def _y(share: float) -> float:
    return TOP + (HIGH - TOP - 30) * (1 - share)


def _frame(inside: str, lang: Lang, across: str = "") -> str:
    label = "得分率" if lang == "zh" else "rate"
    told = f"{label} · {across}" if across else label
    return (
        f'<svg class="rate" viewBox="0 0 {WIDE} {HIGH}" role="img" aria-label="{told}">'
        f'<path class="axis" d="M{LEFT} {_y(1):.0f}V{_y(0):.0f}H{WIDE - 5}"/>'
        f'<text x="{LEFT - 5}" y="{_y(1) + 4:.0f}" text-anchor="end">1</text>'
        f'<text x="{LEFT - 5}" y="{_y(0) + 4:.0f}" text-anchor="end">0</text>'
        f'{inside}<text x="{WIDE - 5}" y="{HIGH - 2}" text-anchor="end">{across}</text></svg>'
    )


def _line(values: np.ndarray, rates: np.ndarray, limits: list[float], lang: Lang) -> str:
    top = float(values[-1])
    points = " ".join(
        f"{'M' if at == 0 else 'L'}{_x(v, top):.1f} {_y(r):.1f}"
        for at, (v, r) in enumerate(zip(values, rates, strict=True))
        if at in (0, len(values) - 1) or not rates[at - 1] == r == rates[at + 1]
    )
    ticks = "".join(
        f'<text x="{_x(limit, top):.0f}" y="{_y(0) + 15:.0f}" text-anchor="middle">{limit:g}</text>'
        for limit in limits
    )
    across = "指标值" if lang == "zh" else "value"
    return _frame(f'<path class="line" d="{points}"/>{ticks}', lang, across)


def _bars(worth: list[tuple[str, float]], lang: Lang) -> str:
    step = (WIDE - LEFT - 10) / len(worth)
    drawn = ""
    for at, (name, share) in enumerate(worth):
        x = LEFT + at * step + step * 0.2
        drawn += (
            f'<rect class="bar" x="{x:.1f}" y="{_y(share):.1f}" width="{step * 0.6:.1f}" '
            f'height="{_y(0) - _y(share):.1f}"/><text x="{x + step * 0.3:.1f}" '
            f'y="{_y(0) + 15:.0f}" text-anchor="middle">{escape(name)} {share:g}</text>'
        )
    return _frame(drawn, lang)


KINDS = {
    "text": ("文本", "text"),
    "code": ("代码", "code"),
    "list": ("多项，用 ; 或 、 分隔", "list, separated by ; or 、"),
    "date": ("日期", "day"),
    "time": ("日期时间", "day and time"),
    "count": ("非负整数", "whole number from 0"),
    "number": ("数", "number"),
    "flag": ("是 / 否", "yes / no"),
}


def record_tables(lang: Lang) -> str:
    """Return every record table with its columns, as Markdown."""
    zh = lang == "zh"
    heads = ("列", "中文表头", "内容") if zh else ("column", "Chinese header", "what it holds")
    parts = []
    for one in TABLES.values():
        rows = []
        for column in one.columns:
            holds = KINDS[column.kind][0 if zh else 1]
            if column.codes:
                holds += ("：" if zh else ": ") + "、".join(f"`{c}` {w}" for c, w in column.codes)
            if column.refers:
                holds += f" → `{column.refers}`"
            if column.personal:
                holds += "；个人信息，不进任何输出" if zh else "; personal, never shown"
            must = (" **必填**" if zh else " **required**") if column.required else ""
            headers = "、".join((column.zh, *column.also))
            rows.append((f"`{column.name}`{must}", headers, holds))
        about = "" if zh else f"{one.about[:1].upper()}{one.about[1:]}.\n\n"
        parts.append(f"### `{one.name}` {one.zh}\n\n{about}{reference.table(heads, rows)}")
    return "\n\n".join(parts)


def commands(lang: Lang) -> str:
    """Return the help of every command of the shell, as Markdown."""
    from typer.main import get_command
    from typer.testing import CliRunner

    from gkeval.cli import app

    names = sorted(get_command(app).commands)  # type: ignore[attr-defined]
    wide = {"COLUMNS": "96", "TERMINAL_WIDTH": "96"}
    parts = []
    for name in ("", *names):
        told = CliRunner().invoke(app, [*name.split(), "--help"], env=wide, prog_name="gkeval")
        parts.append(f"### `{f'gkeval {name}'.strip()}`\n\n```text\n{told.output.strip()}\n```")
    return "\n\n".join(parts)
