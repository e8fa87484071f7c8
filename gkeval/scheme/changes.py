"""What changed between two editions of a scheme: indicators, points, rules, groups, settings.

In: two schemes. Out: a `Diff`. What can be said in a sentence is said in one; the rest is shown as
the file would write it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from gkeval.arguments import one_of
from gkeval.scheme.adjusting_words import say_adjustment
from gkeval.scheme.diffs import Change, Diff
from gkeval.scheme.flow import flow
from gkeval.scheme.key_words import say_value, told_apart
from gkeval.scheme.loading import load_scheme
from gkeval.scheme.model import Indicator, Scheme
from gkeval.spec import Lang
from gkeval.words import in_points, listed, number

_LISTS = ("groups", "indicators", "adjustments", "grades", "words", "constraints", "outside")


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
    GkevalError
        When `lang` is another.

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
    own = new.lang if lang is None else lang
    one_of("lang", own, ("zh", "en"))
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
    points = in_points(number(indicator.points), lang)
    rule = say_value(scheme, indicator, "rule", indicator.rule, lang) if indicator.rule else ""
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
            sides = told_apart(
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
            sides = list(told_apart(sides[0], sides[1], before, after))
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
    sides = told_apart(
        say_value(schemes[0], old, key, before, lang),
        say_value(schemes[1], new, key, after, lang),
        before,
        after,
    )
    yield Change(part, name, title, "changed", key, *sides)


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
