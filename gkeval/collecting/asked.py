"""What a scheme asks collectors for: which record tables, which words, which judgements.

In: a scheme. Out: names of tables, words by table and column, judged indicators with what may be
answered.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from gkeval.judging.worths import full_mark
from gkeval.measures import kinds
from gkeval.measures.columns import split
from gkeval.measures.kinds import Measure, Test
from gkeval.rules.kinds import Expert, Levels
from gkeval.scheme.columns import columns_used
from gkeval.scheme.model import Indicator, Scheme
from gkeval.spec import Lang
from gkeval.tables import STATES, TABLES
from gkeval.words import number

NOTED = ("absences", "rectifications")
"""Tables that every collection has room for, whatever is measured."""

_STATES_GIVEN = ("not_applicable", "not_assessed")


@dataclass(frozen=True, slots=True)
class Answer:
    """What a rater may give for one indicator.

    Parameters
    ----------
    words
        Levels, and words for what cannot be judged, in the order in which they are offered.
    most
        The highest number; None where no number is asked for.
    """

    words: tuple[str, ...]
    most: Decimal | None = None

    def say(self, lang: Lang) -> str:
        """Return the answer in words.

        >>> Answer(("不适用",), Decimal("6.0")).say("zh")
        '0到6的数，或：不适用'
        """
        comma, ends = ("、", ("到", "的数")) if lang == "zh" else (", ", (" to ", ""))
        words = comma.join(self.words)
        if self.most is None:
            return words
        limits = f"0{ends[0]}{number(self.most)}{ends[1]}"
        joint = "，或：" if lang == "zh" else ", or: "
        return f"{limits}{joint}{words}" if words else limits


def tables_asked(scheme: Scheme) -> tuple[str, ...]:
    """Return the record tables that the measures of a scheme look at, in their usual order.

    Tables that a row must refer to are among them; units, absences and rectifications always.

    Examples
    --------
    >>> import gkeval as gk
    >>> tables_asked(gk.load_scheme("sichuan-land-2011"))
    ('units', 'absences', 'judgements', 'rectifications')
    """
    found = {"units", *NOTED}
    for measure in _measures(scheme):
        found.add(measure.table)
        found.update(used.home for used in columns_used(measure, ()) if used.home in TABLES)
        if getattr(measure, "clock", "") == "request":
            found.add("pauses")
    found.update(
        column.refers
        for name in tuple(found)
        for column in TABLES[name].columns
        if column.refers and column.required
    )
    return tuple(name for name in TABLES if name in found)


def words_asked(scheme: Scheme) -> dict[tuple[str, str], tuple[str, ...]]:
    """Return the words that measures look for, by table and column; codes aside.

    Only columns of text and of lists are here: in others, anything of their kind can be written.

    Examples
    --------
    >>> import gkeval as gk
    >>> words_asked(gk.load_scheme("ningxia-2017"))["activities", "kind"][:2]
    ('self_check', 'spot_check')
    """
    found: dict[tuple[str, str], dict[str, None]] = {}
    for measure in _measures(scheme):
        for table, name, word in _words(measure):
            column = TABLES[table].by_name.get(name) if table in TABLES else None
            if column is not None and column.kind in ("text", "list"):
                found.setdefault((table, name), {})[word] = None
    return {place: tuple(words) for place, words in found.items()}


def judged(scheme: Scheme) -> tuple[Indicator, ...]:
    """Return the indicators that raters judge, those that a draw left out aside.

    >>> import gkeval as gk
    >>> len(judged(gk.load_scheme("sichuan-land-2011")))
    5
    """
    return tuple(
        leaf
        for leaf in scheme.leaves
        if leaf.measured.table == "judgements" and leaf.id not in _left_out(scheme)
    )


def answer(indicator: Indicator, scheme: Scheme, lang: Lang) -> Answer:
    """Return what a rater may give for a judged indicator.

    Besides levels and numbers: that it does not apply, that it was not assessed, and the
    explanations that earn something where an indicator does not apply.

    >>> import gkeval as gk
    >>> scheme = gk.load_scheme("sichuan-land-2011")
    >>> answer(judged(scheme)[0], scheme, "zh").words
    ('不适用', '未评估')
    """
    rule = indicator.rule
    levels = tuple(rule.levels) if isinstance(rule, Levels) else ()
    states = tuple(zh if lang == "zh" else en for code, zh, en in STATES if code in _STATES_GIVEN)
    words = dict.fromkeys((*levels, *_explanations(indicator, scheme), *states))
    if isinstance(rule, Expert):
        most = full_mark(rule.scale, float(indicator.points))
        return Answer(tuple(words), Decimal(repr(most)))
    return Answer(tuple(words))


def _explanations(indicator: Indicator, scheme: Scheme) -> tuple[str, ...]:
    current = indicator.id
    while current:
        policy = scheme.by_id[current].not_applicable
        if policy is not None:
            return tuple(policy.rates)
        current = scheme.parents[current]
    return tuple(scheme.not_applicable.rates)


def _left_out(scheme: Scheme) -> frozenset[str]:
    """Return the indicators that a draw left out, and all below them."""
    return frozenset(below.id for name in scheme.undrawn for below, _ in scheme.by_id[name].walk())


def _measures(scheme: Scheme) -> list[Measure]:
    return [item.measured for item in scheme.measured]


def _words(measure: Measure) -> Iterator[tuple[str, str, str]]:
    """Yield table, column and word of everything a measure looks for."""
    table = measure.table
    for key in ("where", "hit"):
        for name, condition in getattr(measure, key, {}).items():
            other, own = split(name)
            for word in _asked(condition):
                yield other or table, own, word
    if isinstance(measure, kinds.Tally) and measure.by is not None:
        other, own = split(measure.by)
        for word in measure.points:
            yield other or table, own, word
    if isinstance(measure, kinds.Coverage):
        other, own = split(measure.column)
        for word in measure.elements:
            yield other or table, own, word
    if isinstance(measure, kinds.Statistic):
        for word in (*measure.plus, *measure.minus, *measure.over):
            yield table, "item", word
        yield from _given(table, part=measure.part, period=measure.at)
    if isinstance(measure, kinds.Change):
        yield table, "item", measure.item
        yield from _given(table, part=measure.part)
        yield from _given(table, period=measure.before)
        yield from _given(table, period=measure.now)


def _given(table: str, **cells: str | None) -> Iterator[tuple[str, str, str]]:
    for name, word in cells.items():
        if word is not None:
            yield table, name, word


def _asked(condition: str | tuple[str, ...] | Test) -> tuple[str, ...]:
    if isinstance(condition, str):
        return (condition,)
    if isinstance(condition, tuple):
        return condition
    words = (condition.equal, *(condition.one_of or ()), condition.has)
    return tuple(word for word in words if word is not None)
