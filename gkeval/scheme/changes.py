"""What changed between two editions of a scheme: indicators, points, rules, groups, settings.

In: two schemes. Out: a `Diff`, a value that prints as text, shows as HTML and holds a table. What
can be said in a sentence is said in one; the rest is shown as the file would write it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gkeval.measures.sentences import say_measure
from gkeval.rules.sentences import say_rule
from gkeval.scheme.adjusting_words import say_adjustment
from gkeval.scheme.combining_words import say_combine
from gkeval.scheme.flow import flow
from gkeval.scheme.loading import load_scheme
from gkeval.scheme.model import Indicator, Scheme
from gkeval.scheme.notes import say_not_applicable
from gkeval.spec import Lang, Text
from gkeval.words import label, listed, number

if TYPE_CHECKING:
    import pandas as pd

CHANGES: dict[str, tuple[str, str]] = {
    "added": ("新增", "added"),
    "removed": ("删除", "removed"),
    "moved": ("调整上级", "moved"),
    "reordered": ("调整顺序", "reordered"),
    "changed": ("修改", "changed"),
}
"""What can happen to a part of a scheme: Chinese, English."""

PARTS: dict[str, tuple[str, str]] = {
    "setting": ("总则", "settings"),
    "group": ("类别", "groups"),
    "indicator": ("指标", "indicators"),
    "adjustment": ("加减分", "adjustments"),
    "grade": ("等级", "grades"),
    "word": ("代码名称", "words for codes"),
    "constraint": ("对评估工作的要求", "duties of the assessor"),
    "outside": ("未列为指标的义务", "obligations outside"),
}
"""Parts of a scheme, in the order of a `Diff`: Chinese, English."""

_KEYS: dict[str, tuple[str, str]] = {
    "title": ("名称", "title"),
    "percent": ("占上级百分比", "per cent of its parent"),
    "out_of": ("按多少分计", "marked out of"),
    "draw": ("随机抽取", "draw"),
    "parent": ("上级指标", "parent"),
    "children": ("下级指标", "children"),
    "order": ("顺序", "order"),
    "not_applicable": ("不适用时的处理", "where it does not apply"),
    "adjustment": ("内容", "what it does"),
    "scale_to": ("折算满分", "converted to"),
    "points_from": ("分值来源", "source of the points"),
    "missing": ("未评估的处理", "what is not assessed"),
    "rounding": ("修约", "rounding"),
    "calendar": ("日历", "calendar"),
    "failed": ("不合格的称谓", "what a failure is called"),
    "lang": ("语言", "language"),
    "format": ("文件格式", "file format"),
    "within": ("所属类别", "within"),
    "at_least": ("分数线", "score from"),
    "top": ("名额比例", "best share"),
    "needs": ("附加条件", "conditions"),
    "kind": ("种类", "kind"),
    "reason": ("理由", "reason"),
    "reconcile": ("多名评估员的处理", "several raters"),
}
_LISTS = ("groups", "indicators", "adjustments", "grades", "words", "constraints", "outside")


@dataclass(frozen=True, slots=True)
class Change:
    """One difference.

    Attributes
    ----------
    part : str
        A key of `PARTS`.
    id : str
        Of the indicator, group …; empty for a setting.
    title : str
    change : str
        A key of `CHANGES`.
    key : str
        What changed of it, as a file names it; empty for what was added or removed.
    before, after : str
        In words; empty where there is nothing.
    """

    part: str
    id: str
    title: str
    change: str
    key: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Diff:
    """What changed from one scheme to another; false when nothing did.

    Attributes
    ----------
    before, after : str
        Ids of the two schemes.
    lang : 'zh' or 'en'
    changes : tuple of Change
        By part, in the order of the files.
    """

    before: str
    after: str
    lang: Lang
    changes: tuple[Change, ...]

    def __len__(self) -> int:
        return len(self.changes)

    def __bool__(self) -> bool:
        return bool(self.changes)

    @property
    def table(self) -> pd.DataFrame:
        """One row per difference: part, id, title, change, key (codes), before, after (words)."""
        import pandas as pd

        names = "part id title change key before after".split()
        rows = [[getattr(change, name) for name in names] for change in self.changes]
        return pd.DataFrame(rows, columns=names, dtype="str")

    def text(self) -> str:
        """Return plain text: one line per difference, under the part it belongs to."""
        head = f"{self.before} → {self.after}"
        if not self.changes:
            return f"{head}\n{label('none', self.lang)}"
        lines = [head]
        for part in PARTS:
            mine = [change for change in self.changes if change.part == part]
            if mine:
                lines += ["", f"{_word(PARTS[part], self.lang)} ({len(mine)})"]
                lines += [f"  {self._line(change)}" for change in mine]
        return "\n".join(lines)

    def _line(self, change: Change) -> str:
        colon = "：" if self.lang == "zh" else ": "
        name = f"{change.title} ({change.id})" if change.id else change.title
        what = " ".join(part for part in (name, _word(CHANGES[change.change], self.lang)) if part)
        key = _key(change.key, self.lang)
        moves = " → ".join(part for part in (change.before, change.after) if part)
        if change.change not in ("added", "removed"):
            moves = f"{change.before or '—'} → {change.after or '—'}"
        return f"{what}{' ' if key else ''}{key}{colon}{moves}"

    def __str__(self) -> str:
        return self.text()

    def _repr_html_(self) -> str:
        heads = "".join(
            f"<th style='text-align:left;padding:4px 8px'>{escape(name)}</th>"
            for name in ("", *(f"{side}" for side in (self.before, self.after)))
        )
        rows = []
        for part in PARTS:
            mine = [change for change in self.changes if change.part == part]
            if mine:
                title = f"{_word(PARTS[part], self.lang)} ({len(mine)})"
                rows.append(
                    "<tr><th colspan='3' style='text-align:left;padding:8px 8px 2px'>"
                    f"{escape(title)}</th></tr>"
                )
            rows += [self._row(change) for change in mine]
        empty = f"<p>{escape(label('none', self.lang))}</p>" if not self.changes else ""
        return (
            f"<div lang='{self.lang}' style='font-size:13px;line-height:1.6'>"
            "<table style='border-collapse:collapse'>"
            f"<thead><tr style='border-bottom:1px solid'>{heads}</tr></thead>"
            f"<tbody>{''.join(rows)}</tbody></table>{empty}</div>"
        )

    def _row(self, change: Change) -> str:
        words = [_word(CHANGES[change.change], self.lang), _key(change.key, self.lang)]
        small = f"{change.id} · {' '.join(word for word in words if word)}".strip(" ·")
        style = "padding:3px 8px;vertical-align:top;border-bottom:1px solid rgba(128,128,128,.25)"
        first = (
            f"<td style='{style}'>{escape(change.title)}<br>"
            f"<span style='opacity:.6;font-size:11px'>{escape(small)}</span></td>"
        )
        sides = "".join(
            f"<td style='{style}'>{escape(said)}</td>" for said in (change.before, change.after)
        )
        return f"<tr>{first}{sides}</tr>"


def diff(
    before: Scheme | str | Path, after: Scheme | str | Path, *, lang: Lang | None = None
) -> Diff:
    """Say what changed from one edition of a scheme to another.

    Indicators, adjustments, grades, constraints and groups are matched by id; one with another id
    was removed and added.

    Parameters
    ----------
    before, after
        Two schemes, ids of built-in schemes, or paths.
    lang
        ``"zh"`` or ``"en"``; the language of `after` when not given.

    Returns
    -------
    Diff

    Raises
    ------
    InputError
        When a scheme that is named is not sound.

    Examples
    --------
    >>> import gkeval as gk
    >>> scheme = gk.load_scheme("sichuan-land-2011")
    >>> stricter = scheme.replace(ranking={"ties": "dense"}, scheme="sichuan-land-2012")
    >>> found = diff(scheme, stricter, lang="en")
    >>> found.table[["part", "change", "key", "after"]].values.tolist()
    [['setting', 'changed', 'scheme', 'sichuan-land-2012'], \
['setting', 'changed', 'ranking', '{ties: dense}']]
    """
    old, new = (s if isinstance(s, Scheme) else load_scheme(s) for s in (before, after))
    own = lang or new.lang
    changes = (
        *_settings(old, new, own),
        *_listed_parts(old, new, own, "group", old.groups, new.groups),
        *_indicators(old, new, own),
        *_adjustments(old, new, own),
        *_listed_parts(old, new, own, "grade", _by_id(old.grades), _by_id(new.grades)),
        *_words(old, new, own),
        *_listed_parts(
            old, new, own, "constraint", _by_id(old.constraints), _by_id(new.constraints)
        ),
        *_listed_parts(old, new, own, "outside", _by_id(old.outside), _by_id(new.outside)),
    )
    return Diff(old.scheme, new.scheme, own, changes)


def _settings(old: Scheme, new: Scheme, lang: Lang) -> Iterator[Change]:
    for key in type(old).model_fields:
        if key not in _LISTS:
            yield from _field("setting", "", "", key, old, new, lang, (old, new))


def _indicators(old: Scheme, new: Scheme, lang: Lang) -> Iterator[Change]:
    for name, indicator in new.by_id.items():
        if name not in old.by_id:
            yield _whole("added", indicator, new, lang)
            continue
        earlier, title = old.by_id[name], indicator.title.to(lang)
        above = old.parents[name], new.parents[name]
        if above[0] != above[1]:
            titles = [
                scheme.by_id[parent].title.to(lang) if parent else scheme.title.to(lang)
                for scheme, parent in zip((old, new), above, strict=True)
            ]
            yield Change("indicator", name, title, "moved", "parent", *titles)
        for key in type(indicator).model_fields:
            if key != "indicators":
                yield from _field(
                    "indicator", name, title, key, earlier, indicator, lang, (old, new)
                )
        yield from _order(
            "indicator", name, title, "children", earlier.indicators, indicator.indicators, lang
        )
    for name, indicator in old.by_id.items():
        if name not in new.by_id:
            yield _whole("removed", indicator, old, lang)
    yield from _order("indicator", "", "", "children", old.indicators, new.indicators, lang)


def _whole(change: str, indicator: Indicator, scheme: Scheme, lang: Lang) -> Change:
    """Say an indicator that only one of the schemes has."""
    points = number(indicator.points) + label("a_points", lang)
    rule = _said(scheme, indicator, "rule", indicator.rule, lang) if indicator.rule else ""
    said = f"{points}{'；' if lang == 'zh' else '; '}{rule}" if rule else points
    sides = ("", said) if change == "added" else (said, "")
    return Change("indicator", indicator.id, indicator.title.to(lang), change, "", *sides)


def _adjustments(old: Scheme, new: Scheme, lang: Lang) -> Iterator[Change]:
    before, after = _by_id(old.adjustments), _by_id(new.adjustments)
    for name, item in after.items():
        title = item.title.to(lang)
        if name not in before:
            said = say_adjustment(item, new, lang)
            yield Change("adjustment", name, title, "added", "", "", said)
        elif before[name] != item:
            earlier = before[name]
            sides = _apart(
                say_adjustment(earlier, old, lang), say_adjustment(item, new, lang), earlier, item
            )
            yield Change("adjustment", name, title, "changed", "adjustment", *sides)
    for name, item in before.items():
        if name not in after:
            said = say_adjustment(item, old, lang)
            yield Change("adjustment", name, item.title.to(lang), "removed", "", said, "")
    yield from _order("adjustment", "", "", "order", old.adjustments, new.adjustments, lang)


def _words(old: Scheme, new: Scheme, lang: Lang) -> Iterator[Change]:
    """Compare the words for codes; their order tells nothing."""
    for code in {**new.words, **old.words}:
        before, after = old.words.get(code), new.words.get(code)
        if before == after:
            continue
        change = "added" if before is None else "removed" if after is None else "changed"
        sides = [text.to(lang) if text else "" for text in (before, after)]
        if before and after:
            sides = list(_apart(sides[0], sides[1], before, after))
        yield Change("word", code, "", change, "", *sides)


def _listed_parts(
    old: Scheme,
    new: Scheme,
    lang: Lang,
    part: str,
    before: Mapping[str, Any],
    after: Mapping[str, Any],
) -> Iterator[Change]:
    """Compare what is listed by id: groups, grades, constraints, obligations outside."""
    for name, item in after.items():
        if name not in before:
            yield Change(part, name, _title(item, lang), "added", "", "", flow(item))
            continue
        for key in type(item).model_fields:
            title = _title(item, lang)
            yield from _field(part, name, title, key, before[name], item, lang, (old, new))
    for name, item in before.items():
        if name not in after:
            yield Change(part, name, _title(item, lang), "removed", "", flow(item), "")
    both = [[name for name in side if name in before and name in after] for side in (before, after)]
    if both[0] != both[1]:
        sides = [listed(names, lang) for names in both]
        yield Change(part, "", "", "reordered", "order", *sides)


def _field(
    part: str,
    name: str,
    title: str,
    key: str,
    old: Any,
    new: Any,
    lang: Lang,
    schemes: tuple[Scheme, Scheme],
) -> Iterator[Change]:
    before, after = getattr(old, key), getattr(new, key)
    if before == after:
        return
    sides = _apart(
        _said(schemes[0], old, key, before, lang),
        _said(schemes[1], new, key, after, lang),
        before,
        after,
    )
    yield Change(part, name, title, "changed", key, *sides)


def _apart(said: str, now: str, before: Any, after: Any) -> tuple[str, str]:
    """Return words, or what the file writes where words do not show the difference."""
    if said != now:
        return said, now
    return _plain(before), _plain(after)


def _said(scheme: Scheme, owner: Any, key: str, value: Any, lang: Lang) -> str:
    """Say the value of a key in words, as far as there are any."""
    if value is None or value in ((), {}, ""):
        return ""
    if isinstance(value, Text):
        return value.to(lang)
    if isinstance(owner, Indicator):
        if key == "measure":
            return say_measure(value, lang, scheme.words)
        if key == "rule":
            titles = {name: group.title for name, group in scheme.groups.items()}
            points = owner.points
            return say_rule(value, lang, points=points, measure=owner.measured, groups=titles)
        if key == "groups":
            return listed((scheme.groups[name].title.to(lang) for name in value), lang)
    if key == "not_applicable":
        return say_not_applicable(scheme, value, lang)
    if key == "combine":
        return say_combine(value, lang)
    return _plain(value)


def _plain(value: Any) -> str:
    if value is None or value in ((), {}, ""):
        return ""
    return number(value) if isinstance(value, Decimal) else flow(value)


def _order(
    part: str,
    name: str,
    title: str,
    key: str,
    old: Iterable[Any],
    new: Iterable[Any],
    lang: Lang,
) -> Iterator[Change]:
    """Compare the order of what both lists have."""
    before, after = _by_id(old), _by_id(new)
    sides = [[n for n in side if n in before and n in after] for side in (before, after)]
    if sides[0] != sides[1]:
        said = [listed((after[n].title.to(lang) for n in side), lang) for side in sides]
        yield Change(part, name, title, "reordered", key, *said)


def _by_id(items: Iterable[Any]) -> dict[str, Any]:
    return {item.id: item for item in items}


def _title(item: Any, lang: Lang) -> str:
    title = getattr(item, "title", None)
    return title.to(lang) if title is not None else ""


def _key(key: str, lang: Lang) -> str:
    if key in _KEYS:
        return _word(_KEYS[key], lang)
    try:
        return label(key, lang)
    except KeyError:
        return key


def _word(pair: tuple[str, str], lang: Lang) -> str:
    return pair[0] if lang == "zh" else pair[1]
