"""A scheme's own words for the codes and columns of its records, put in their place.

In: a measure that names codes such as ``policy``, and the scheme's ``words``. Out: the measure with
words in place of codes, to be said in a sentence; what it measures is never taken from it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gkeval.measures.columns import declared, split
from gkeval.measures.kinds import Coverage, Distinct, LongestGap, Measure, Tally, Test
from gkeval.spec import Lang, Text

Words = Mapping[str, Text]
"""Code, or name of a column that records bring themselves → what people read."""

_TEXTS = ("item", "part", "before", "now", "at")
_LISTS = ("plus", "minus", "over")


def worded(measure: Measure, words: Words, lang: Lang) -> Measure:
    """Return a measure that names its codes in words; codes without words stay.

    Columns and codes that `gkeval.tables` declares have words already, and keep them.

    Examples
    --------
    >>> from gkeval.measures.kinds import Count
    >>> policies = Count(kind="count", table="documents", where={"kind": "policy"})
    >>> worded(policies, {"policy": Text(zh="政策文件")}, "zh").where
    {'kind': '政策文件'}
    """
    if not words or not hasattr(measure, "table"):
        return measure
    told = _Told(str(measure.table), words, lang)
    changes: dict[str, Any] = {}
    for key in ("where", "hit"):
        if getattr(measure, key, None):
            changes[key] = told.where(getattr(measure, key))
    for key in _TEXTS:
        if getattr(measure, key, None):
            changes[key] = told.word(getattr(measure, key))
    for key in _LISTS:
        if getattr(measure, key, None):
            changes[key] = tuple(told.word(item) for item in getattr(measure, key))
    if isinstance(measure, Coverage):
        changes["elements"] = tuple(told.word(one) for one in measure.elements)
        changes["weights"] = {told.word(one): worth for one, worth in measure.weights.items()}
    if isinstance(measure, Distinct):
        changes["of"] = tuple(told.column(name) for name in measure.of)
    if isinstance(measure, LongestGap) and measure.by:
        changes["by"] = tuple(told.column(name) for name in measure.by)
    if isinstance(measure, Tally):
        if measure.by is not None:
            changes["points"] = {
                told.cell(measure.by, code): worth for code, worth in measure.points.items()
            }
            changes["by"] = told.column(measure.by)
        if measure.column is not None:
            changes["column"] = told.column(measure.column)
    return measure.model_copy(update=changes)


def worded_column(table: str, name: str, words: Words, lang: Lang) -> str:
    """Return the name of a column, in words where the records bring it themselves.

    >>> worded_column("documents", "region", {"region": Text(zh="地区")}, "zh")
    '地区'
    """
    return _Told(table, words, lang).column(name)


class _Told:
    """Words for the codes of one table in one language."""

    def __init__(self, table: str, words: Words, lang: Lang) -> None:
        self.table, self.lang = table, lang
        self.words = words

    def word(self, code: str) -> str:
        return self.words[code].to(self.lang) if code in self.words else code

    def column(self, name: str) -> str:
        other, own = split(name)
        if declared(self.table, name) is not None:
            return name
        return f"{other}.{self.word(own)}" if other else self.word(own)

    def cell(self, name: str, value: str) -> str:
        """Return a cell of a column in words, where the column takes any text."""
        column = declared(self.table, name)
        return self.word(value) if column is None or column.kind in ("text", "list") else value

    def where(self, where: Mapping[str, Any]) -> dict[str, Any]:
        return {self.column(name): self._condition(name, test) for name, test in where.items()}

    def _condition(self, name: str, test: str | tuple[str, ...] | Test) -> Any:
        if isinstance(test, str):
            return self.cell(name, test)
        if isinstance(test, tuple):
            return tuple(self.cell(name, value) for value in test)
        changes: dict[str, Any] = {}
        for key in ("equal", "differs", "has"):
            if (value := getattr(test, key)) is not None:
                changes[key] = self.cell(name, value)
        if test.one_of is not None:
            changes["one_of"] = tuple(self.cell(name, value) for value in test.one_of)
        return test.model_copy(update=changes)
