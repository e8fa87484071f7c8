"""Who a report is for: the client, the unit itself, or the public; and what each may hold.

client: everything. unit: its own sheet, and nothing about another unit. public: a few names, never
what a unit lost. Every rule about what is left out stands here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, cast

from gkeval.assessment import Assessment
from gkeval.errors import GkevalError

EditionName = Literal["client", "unit", "public"]
Show = Literal["top", "bands", "administrative"]

EDITIONS: tuple[EditionName, ...] = ("client", "unit", "public")
SHOWS: tuple[Show, ...] = ("top", "bands", "administrative")
FORMATS: dict[EditionName, tuple[str, ...]] = {
    "client": ("html", "docx", "xlsx", "png", "svg", "pdf"),
    "unit": ("html", "docx"),
    "public": ("html",),
}
"""Formats of every edition: a workbook and images show all units, so they are for the client."""

IMAGES = ("png", "svg", "pdf")
"""Formats of the figures as images."""

MOST_NAMED = 10
"""Ranks of a group that are named when nothing else is asked for, and at most half of the group."""

FEWEST = 5
"""A mean, a rate or a spread is told beyond the client where so many units stand behind it."""


@dataclass(frozen=True, slots=True)
class Edition:
    """What was asked for, checked.

    Parameters
    ----------
    name
        For whom.
    formats
        File formats, each once.
    units
        Ids of the units that get a sheet; empty for other editions.
    alone
        Whether a single unit was named: its sheet is the whole report then.
    show, top
        What the public reads of the ranking, and how many ranks of each group; see `named`.
    """

    name: EditionName
    formats: tuple[str, ...]
    units: tuple[str, ...] = ()
    alone: bool = False
    show: Show = "top"
    top: int | None = None

    def named(self, units: int) -> int:
        """Return how many ranks of a group of this size are named, where it shows the first ones.

        >>> Edition("public", ("html",)).named(30), Edition("public", ("html",)).named(5)
        (10, 2)
        """
        return self.top or min(MOST_NAMED, units // 2)


def edition_of(
    result: Assessment,
    *,
    formats: str | Sequence[str],
    edition: str,
    units: str | Sequence[str] | None,
    show: str,
    top: int | None,
) -> Edition:
    """Return the edition asked for.

    Raises
    ------
    GkevalError
        For unknown names, units that are not in the result, formats that an edition does not have,
        or bands of a scheme without grades.
    """
    _among("edition", edition, EDITIONS)
    _among("show", show, SHOWS)
    name = cast("EditionName", edition)
    asked = tuple(dict.fromkeys([formats] if isinstance(formats, str) else formats))
    for form in asked or ("none",):
        _among("formats", form, FORMATS["client"], holds=True)
        if form not in FORMATS[name]:
            raise GkevalError(
                f"formats holds {form!r}, which the {name} edition does not have. "
                f"Remedy: one of {', '.join(FORMATS[name])}, or edition='client'"
            )
    if top is not None and top < 1:
        raise GkevalError(f"top is {top}, must be at least 1")
    if name != "unit" and units is not None:
        raise GkevalError(
            f"units is given for the {name} edition, which has none. Remedy: edition='unit'"
        )
    if name == "public" and show == "bands" and not result.scheme.grades:
        raise GkevalError(
            f"show is 'bands', but {result.scheme.scheme} has no grades. "
            "Remedy: show='top' or show='administrative', or grades in the scheme"
        )
    chosen: tuple[str, ...] = ()
    if name == "unit":
        everyone = [str(unit) for unit in result.roster.ids]
        wanted = everyone if units is None else [units] if isinstance(units, str) else list(units)
        chosen = tuple(dict.fromkeys(wanted))
        known = set(everyone)
        if unknown := [unit for unit in chosen if unit not in known]:
            raise GkevalError(
                f"units names {', '.join(map(repr, unknown[:5]))}, must be among the "
                f"{len(everyone)} units of the result. Remedy: take ids from result.units"
            )
        if not chosen:
            raise GkevalError("units is empty, must name at least one unit")
    return Edition(name, asked, chosen, isinstance(units, str), cast("Show", show), top)


def _among(name: str, found: object, known: Sequence[str], *, holds: bool = False) -> None:
    if found not in known:
        verb = "holds" if holds else "is"
        raise GkevalError(f"{name} {verb} {found!r}, must be one of: {', '.join(known)}")
