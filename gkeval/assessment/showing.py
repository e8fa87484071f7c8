"""How a ranking looks in a notebook: bars and grade colours, in plain HTML.

Inline styles only, colours that hold on light and dark pages, nothing to load. `RankingFrame` is
the data frame that shows itself so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any

import pandas as pd

from gkeval.assessment.cards import box, heading, more, table
from gkeval.numbers import plain
from gkeval.scoring.grades import FAILED
from gkeval.words import label

if TYPE_CHECKING:
    from gkeval.assessment.result import Assessment
    from gkeval.scheme.model import Scheme
    from gkeval.spec import Lang

ROWS = 60
"""Rows shown before the table says how many more there are."""

RAMP = ("#1d4f7c", "#2f74ad", "#5f9bcb", "#9dbfdd", "#c3c9d1", "#d8c8b8")
"""Colours of grades from best to worst: one hue that fades, so that colour blindness hides none."""

TINTS = ("#2a6fb0", "#4a8fce", "#74afe0", "#a3c7e6", "#b0b7bf", "#cbb59c")
"""The same in a notebook, where the page may be light or dark: none sinks into either."""

BARE, OPEN = "#3a7fbf", "#98a2ad"


def grade_colours(scheme: Scheme) -> dict[str, str]:
    """Return a colour for every grade id, the darkest for the best.

    Parameters
    ----------
    scheme
        Its grades stand in order, the best first.

    Returns
    -------
    dict of str to str
        CSS colours; the empty id stands for those below all grades. Empty without grades.

    Examples
    --------
    >>> import gkeval as gk
    >>> grade_colours(gk.load_scheme("sichuan-land-2011"))
    {}
    """
    if not scheme.grades:
        return {}
    ids = [*(grade.id for grade in scheme.grades), ""]
    last = len(RAMP) - 1
    spread = [round(place * last / (len(ids) - 1)) for place in range(len(ids))]
    return {grade: RAMP[step] for grade, step in zip(ids, spread, strict=True)} | {FAILED: RAMP[-1]}


def grade_titles(scheme: Scheme, lang: Lang) -> dict[str, str]:
    """Return the title of every grade id, of `FAILED` and of the empty one; empty without grades.

    >>> import gkeval as gk
    >>> grade_titles(gk.load_scheme("ningxia-2017"), "en")["excellent"]
    'Excellent'
    """
    titles = {grade.id: grade.title.to(lang) for grade in scheme.grades}
    other = {"": label("below_grades", lang), FAILED: scheme.failed.to(lang)}
    return other | titles if titles else {}


@dataclass(frozen=True, slots=True)
class Look:
    """What a ranking needs to show itself: words, decimals and colours of its scheme."""

    lang: Lang
    title: str
    fingerprint: str
    full: float
    decimals: int
    colours: dict[str, str]
    grades: dict[str, str]
    groups: dict[str, str]


def look_of(result: Assessment) -> Look:
    """Return how the rankings of a result look."""
    scheme = result.scheme
    lang = scheme.lang
    tints = dict(zip(RAMP, TINTS, strict=True))
    return Look(
        lang=lang,
        title=scheme.title.to(lang),
        fingerprint=result.fingerprint,
        full=float(scheme.full_mark),
        decimals=scheme.rounding.decimals,
        colours={grade: tints[colour] for grade, colour in grade_colours(scheme).items()},
        grades=grade_titles(scheme, lang),
        groups={name: group.title.to(lang) for name, group in scheme.groups.items()},
    )


class RankingFrame(pd.DataFrame):
    """A ranking: a data frame like any other, that a notebook shows with bars and grades.

    What is cut from it, such as its first rows, shows itself in the same way as long as the columns
    are there.
    """

    _metadata = ["_look"]  # noqa: RUF012  # pandas asks for a list
    _look: Look | None = None

    @property
    def _constructor(self) -> Callable[..., RankingFrame]:
        return RankingFrame

    @classmethod
    def of(cls, frame: pd.DataFrame, look: Look) -> RankingFrame:
        """Return a frame that shows itself."""
        shown = cls(frame)
        shown._look = look
        return shown

    def _repr_html_(self) -> str:
        if self._look is None or not _NEEDED.issubset(self.columns):
            return pd.DataFrame(self).to_html(max_rows=60, border=0, notebook=True)
        return frame_html(self, self._look)


_NEEDED = frozenset("rank unit name group score tied grade low high provisional".split())


def ranking_html(result: Assessment) -> str:
    """Return the ranking of a result as an HTML table.

    Parameters
    ----------
    result
        The assessment.

    Returns
    -------
    str
        At most 60 rows, then a line that says how many more there are.

    Examples
    --------
    >>> import gkeval as gk
    >>> result = gk.assess("sichuan-land-2011", gk.read_records(gk.sample("sichuan-land-2011")))
    >>> "成都市" in ranking_html(result)
    True
    """
    return frame_html(result.ranking(), look_of(result))


def frame_html(frame: pd.DataFrame, look: Look) -> str:
    """Return the rows of a ranking as an HTML table.

    Parameters
    ----------
    frame
        Rows of `Assessment.ranking`.
    look
        Of the result that they are from.
    """
    lang = look.lang
    several = frame["group"].nunique() > 1
    heads = [(label("rank", lang), "right"), (label("unit", lang), "left")]
    heads += [(label("group", lang), "left")] if several else []
    heads += [(label("score", lang), "right"), ("", "left")]
    heads += [(label("grade", lang), "left")] if look.grades else []
    lines: Iterable[Any] = frame.head(ROWS).itertuples(index=False)
    rows = [
        (
            _rank(line),
            escape(str(line.name)),
            *((escape(look.groups.get(line.group, line.group)),) if several else ()),
            _score(line, look),
            _bar(line, look),
            *((_grade(line, look),) if look.grades else ()),
        )
        for line in lines
    ]
    return box(
        heading(look.title, look.fingerprint), table(heads, rows), more(len(frame) - ROWS, lang)
    )


def _rank(line: Any) -> str:
    return "—" if pd.isna(line.rank) else f"{line.rank}{'=' if line.tied else ''}"


def _score(line: Any, look: Look) -> str:
    star = "*" if line.provisional else ""
    if pd.isna(line.low):
        return "—"
    if pd.isna(line.score):
        ends = (plain(float(end), look.decimals) for end in (line.low, line.high))
        return f"{'–'.join(ends)}{star}"
    return f"{plain(float(line.score), look.decimals)}{star}"


def _grade(line: Any, look: Look) -> str:
    if not line.grade and pd.isna(line.score):
        return "—"
    square = (
        "<span style='display:inline-block;width:.7em;height:.7em;border-radius:2px;"
        f"margin-right:.45em;background:{look.colours[line.grade]}'></span>"
    )
    return square + escape(look.grades[line.grade])


def _bar(line: Any, look: Look) -> str:
    if pd.isna(line.low):
        return ""
    colour = OPEN if pd.isna(line.score) else look.colours.get(line.grade, BARE)
    low, high = (max(0.0, min(1.0, end / look.full)) * 160 for end in (line.low, line.high))
    sure = f"<span style='flex:none;width:{low:.1f}px;background:{colour}'></span>"
    maybe = (
        f"<span style='flex:none;width:{high - low:.1f}px;background:{colour};opacity:.3'></span>"
        if high - low > 0.05
        else ""
    )
    return (
        "<span style='display:flex;width:160px;height:11px;border-radius:2px;"
        f"overflow:hidden;background:rgba(128,128,128,.18)'>{sure}{maybe}</span>"
    )
