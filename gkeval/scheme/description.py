"""A scheme in words: what is asked of whom, how it is counted and scored, under which clause.

In: a scheme. Out: a `Description`, a value that prints as text, shows as HTML and holds a table,
in Chinese or English, for people who read no YAML.
"""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

from gkeval.arguments import one_of
from gkeval.measures.kinds import Count, Distinct, Measure
from gkeval.measures.sentences import say_measure
from gkeval.rules.sentences import say_rule
from gkeval.scheme.combining_words import say_combine
from gkeval.scheme.model import Indicator, Scheme
from gkeval.scheme.notes import notes, say_not_applicable, say_rollup
from gkeval.spec import Lang
from gkeval.words import in_points, label, listed, number, padded, width, wrapped

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True)
class Line:
    """One indicator in words; `measure` and `rule` are empty for a branch.

    `combine` says how the points of a branch come from its children, where they do not simply add
    up: combined, drawn, marked out of another number, rolled up.
    """

    id: str
    level: int
    title: str
    points: str
    groups: str
    measure: str
    rule: str
    clause: str
    not_applicable: str
    combine: str = ""


@dataclass(frozen=True, slots=True)
class Description:
    """A scheme in words.

    Attributes
    ----------
    title : str
    lang : 'zh' or 'en'
    notes : tuple of (str, str)
        What holds for the whole scheme: label and text.
    lines : tuple of Line
        The indicators, parents first.
    """

    title: str
    lang: Lang
    notes: tuple[tuple[str, str], ...]
    lines: tuple[Line, ...]

    @property
    def table(self) -> pd.DataFrame:
        """One row per indicator: id, level, indicator, points, for whom, measure, rule, clause."""
        import pandas as pd

        names = "id level indicator points groups measure rule clause".split()
        rows = [
            (x.id, x.level, x.title, x.points, x.groups, x.measure, x.rule or x.combine, x.clause)
            for x in self.lines
        ]
        frame = pd.DataFrame(rows, columns=names)
        return frame.rename(columns={name: label(name, self.lang) for name in names})

    def text(self, columns: int = 100) -> str:
        """Return plain text for a shell of this width."""
        out = [self.title, ""]
        for name, said in self.notes:
            out += _hanging(f"{name}{_colon(self.lang)}", said, columns)
        out.append("")
        ids = [f"{'  ' * (line.level - 1)}{line.id}" for line in self.lines]
        wide = min(max(map(width, ids), default=0), columns // 2)
        marks = [in_points(line.points, self.lang) for line in self.lines]
        broad = max(map(width, marks), default=0)
        for own, points, line in zip(ids, marks, self.lines, strict=True):
            head = f"{padded(own, wide)}  {padded(points, broad, right=True)}  "
            out += _hanging(head, line.title, columns)
            indent = " " * (wide + 2)
            parts = (
                ("groups", line.groups),
                ("measure", line.measure),
                ("rule", line.rule),
                ("combine", line.combine),
                ("not_applicable", line.not_applicable),
                ("clause", line.clause),
            )
            for key, said in parts:
                if said:
                    name = f"{indent}{label(key, self.lang)}{_colon(self.lang)}"
                    out += _hanging(name, said, columns)
        return "\n".join(out)

    def to_html(self) -> str:
        """Return an HTML fragment: the notes and one table; inline styles only."""
        heads = "".join(
            f"<th style='text-align:left;padding:4px 8px;white-space:nowrap'>{escape(name)}</th>"
            for name in (
                label("indicator", self.lang),
                label("points", self.lang),
                label("groups", self.lang),
                label("measure", self.lang),
                label("rule", self.lang),
                label("clause", self.lang),
            )
        )
        rows = "".join(self._row(line) for line in self.lines)
        facts = "".join(
            f"<div><b>{escape(name)}</b>{_colon(self.lang)}{escape(said)}</div>"
            for name, said in self.notes
        )
        return (
            f"<div lang='{self.lang}' style='font-size:13px;line-height:1.6'>"
            f"<p style='font-size:15px;margin:4px 0'><b>{escape(self.title)}</b></p>{facts}"
            "<table style='border-collapse:collapse;margin-top:8px;font-size:inherit'>"
            f"<thead><tr style='border-bottom:1px solid'>{heads}</tr></thead>"
            f"<tbody>{rows}</tbody></table></div>"
        )

    def _row(self, line: Line) -> str:
        weight = "normal" if line.rule else "bold"
        indent = 8 + 16 * (line.level - 1)
        small = f"<span style='opacity:.6;font-size:11px'>{escape(line.id)}</span>"
        title = f"{escape(line.title)}<br>{small}"
        cells = [
            f"<td style='padding:3px 8px 3px {indent}px;font-weight:{weight}'>{title}</td>",
            f"<td style='padding:3px 8px;text-align:right;font-weight:{weight}'>"
            f"{escape(line.points)}</td>",
        ]
        cells += [
            f"<td style='padding:3px 8px'>{escape(said)}</td>"
            for said in (line.groups, line.measure, line.rule or line.combine, line.clause)
        ]
        style = "vertical-align:top;border-bottom:1px solid rgba(128,128,128,.25)"
        return f"<tr style='{style}'>{''.join(cells)}</tr>"

    def _repr_html_(self) -> str:
        return self.to_html()

    def __str__(self) -> str:
        return self.text()


def describe(scheme: Scheme, lang: Lang | None = None) -> Description:
    """Say a scheme in words.

    Parameters
    ----------
    scheme
        Any scheme.
    lang
        ``"zh"`` or ``"en"``; the language of the scheme when not given.

    Examples
    --------
    >>> import gkeval as gk
    >>> said = describe(gk.load_scheme("sichuan-land-2011"))
    >>> print(said.lines[0].title, said.lines[0].points, said.lines[0].rule)
    政务公开及日常更新 77 所评分数即为得分，最高77分。
    """
    lang = lang or scheme.lang
    one_of("lang", lang, ("zh", "en"))
    lines = [_line(scheme, indicator, level, lang) for indicator, level in scheme.walk()]
    return Description(scheme.title.to(lang), lang, notes(scheme, lang), tuple(lines))


def _line(scheme: Scheme, indicator: Indicator, level: int, lang: Lang) -> Line:
    titles = {name: group.title for name, group in scheme.groups.items()}
    measure = rule = ""
    if indicator.rule is not None:
        measure = say_measure(indicator.measured, lang, scheme.words)
        rule = say_rule(
            indicator.rule,
            lang,
            points=indicator.points,
            measure=indicator.measured,
            groups=titles,
            span=_span(scheme, indicator.measured, lang),
        )
    if indicator.id in scheme.undrawn:
        left_out = "未抽中，不计分" if lang == "zh" else "not drawn, does not count"
        rule = _joined([left_out, rule], lang)
    policy = indicator.not_applicable
    return Line(
        indicator.id,
        level,
        indicator.title.to(lang),
        number(indicator.points),
        listed((titles[name].to(lang) for name in indicator.groups), lang),
        measure,
        rule,
        indicator.clause,
        say_not_applicable(scheme, policy, lang) if policy else "",
        _made_of(scheme, indicator, lang),
    )


def _made_of(scheme: Scheme, branch: Indicator, lang: Lang) -> str:
    """Say how the points of a branch come from its children, where they do not simply add up."""
    zh, parts = lang == "zh", [say_combine(branch.combine, lang)]
    if branch.draw is not None:
        take, of = branch.draw.take, len(branch.indicators)
        kept = [child for child in branch.indicators if child.id not in scheme.undrawn]
        drawn = listed((child.title.to(lang) for child in kept), lang)
        parts.append(
            f"从下级{of}项中随机抽取{take}项计分：{drawn}"
            if zh
            else f"{take} of the {of} below it count, drawn at random: {drawn}"
        )
    if branch.out_of is not None:
        marked, points = number(branch.out_of), number(branch.points)
        parts.append(
            f"下级按{marked}分评定，折合{points}分"
            if zh
            else f"marked out of {marked} below it, which count for {points}"
        )
    if branch.rollup is not None:
        parts.append(say_rollup(branch.rollup, scheme, lang))
    return _joined(parts, lang)


def _joined(parts: list[str], lang: Lang) -> str:
    return ("；" if lang == "zh" else "; ").join(part for part in parts if part)


def _span(scheme: Scheme, measure: Measure, lang: Lang) -> str:
    """Return the words for a whole calendar year, where a measure counts within it."""
    start, end = scheme.period.start, scheme.period.end
    year = (start.month, start.day, end.month, end.day) == (1, 1, 12, 31) and start.year == end.year
    if not year or not isinstance(measure, Count | Distinct):
        return ""
    if measure.during != "period" or measure.period is not None:
        return ""
    return "全年" if lang == "zh" else "in the year"


def _colon(lang: Lang) -> str:
    return "：" if lang == "zh" else ": "


def _hanging(name: str, said: str, columns: int) -> list[str]:
    """Break a text into lines that hang below its label."""
    indent = width(name)
    lines = wrapped(said, max(columns - indent, 20))
    return [name + lines[0], *(" " * indent + line for line in lines[1:])]
