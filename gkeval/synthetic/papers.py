"""Documents and what is published about them: policies, decisions, reprints, interpretations."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from gkeval.synthetic.rows import Ints, Rows, nothing, only, same

Chances = Mapping[str, tuple[float, float]]

TOPICS = (
    "稳定就业",
    "支持小微企业",
    "优化营商环境",
    "农村饮水安全",
    "义务教育入学",
    "城市公交便民",
    "医疗救助",
    "老旧小区改造",
    "大气污染防治",
    "科技成果转化",
    "养老服务",
    "防汛抗旱",
)

VISUAL = ("infographic", "audio_video", "digital")
WRITTEN = ("article", "qa", "press_conference", "media_interview", "online_interview")


def _titled(rows: Rows, word: str) -> pd.Series[str]:
    number = pd.Series(rows.place() + 1).astype("str")
    titles: pd.Series[str] = pd.Series(rows.turn(TOPICS), dtype="str") + word + "（" + number + "）"
    return titles


def _numbered(rows: Rows, issued: npt.NDArray[np.datetime64]) -> pd.Series[str]:
    year = pd.Series(issued).dt.year.astype("str")
    number = pd.Series(rows.place() + 1).astype("str")
    numbers: pd.Series[str] = rows.units + "发〔" + year + "〕" + number + "号"
    return numbers


def _in_order(rows: Rows, days: Ints) -> Ints:
    """Return the days sorted within each unit."""
    order = np.lexsort((days, rows.unit))
    return days[order]


def policies(
    rows: Rows,
    *,
    kind: str,
    elements: Chances,
    lag: tuple[float, float] = (7.0, 1.1),
    major: float = 0.3,
    before: int = 8,
) -> pd.DataFrame:
    """Return documents with their four dates; some late, some never out, some back-dated.

    Parameters
    ----------
    rows
        One row per document.
    kind
        Kind of document.
    elements
        What a document may carry, with its chances.
    lag
        Mean working days from issue to publication, for the worst unit and the best.
    major
        Share of priority documents.
    before
        How many working days before the period the first are issued.
    """
    issued = _in_order(rows, rows.days(before=before))
    attribute = rows.pick(
        ("public", "on_request", "declassified", "not_public"), (0.74, 0.11, 0.04, 0.11)
    )
    fixed = rows.chance(0.82, 1.0)
    open_to_all = np.isin(attribute, ("public", "declassified"))
    true = issued + rows.lag(*lag)
    claimed = np.where(
        rows.chance(0.12, 0.0) & (true - issued > 5), issued + rows.whole(1, 5), true
    )
    out = open_to_all & rows.chance(0.93, 1.0) & (true <= rows.clock.length + 10)
    seen = true + rows.whole(0, 2)
    dates = rows.clock.dates
    return rows.frame(
        kind=same(kind, len(rows)),
        title=_titled(rows, "若干措施" if kind == "policy" else "有关事项"),
        doc_no=_numbered(rows, dates(issued)),
        field=rows.pick(("民生", "经济", "环境", "教育", "卫生")),
        attribute=only(attribute, fixed),
        written=dates(issued - rows.whole(0, 6)),
        issued=dates(issued),
        published=dates(claimed, out),
        first_seen=dates(seen, out),
        major=rows.uniform() < major,
        elements=rows.elements(elements),
    )


def dated(
    rows: Rows, *, kind: str, elements: Chances, field: Sequence[str] = ("",), lag: int = 6
) -> pd.DataFrame:
    """Return documents that count by the day they are issued, published soon after."""
    issued = _in_order(rows, rows.days())
    dates = rows.clock.dates
    fields = rows.turn(field) if any(field) else nothing(len(rows))
    return rows.frame(
        kind=same(kind, len(rows)),
        title=_titled(rows, "事项"),
        field=fields,
        attribute=same("public", len(rows)),
        issued=dates(issued),
        published=dates(issued + rows.whole(0, lag)),
        elements=rows.elements(elements),
    )


def reprints(rows: Rows, *, kind: str, hours: tuple[float, float]) -> pd.DataFrame:
    """Return policies of other bodies and when the unit's website carried them.

    `hours` is the mean delay for the worst unit and the best; some are never carried.
    """
    released = rows.clock.dates(rows.days()) + _minutes(rows.whole(8 * 60, 20 * 60))
    delay = rows.lag(hours[0] * 60, hours[1] * 60)
    carried = rows.chance(0.8, 0.995)
    return rows.frame(
        kind=same(kind, len(rows)),
        title=_titled(rows, "政策转载"),
        source_published=released,
        reprinted=np.where(carried, released + _minutes(delay), np.datetime64("NaT", "us")),
    )


def singles(
    rows: Rows,
    *,
    kind: str,
    chance: tuple[float, float],
    between: tuple[date, date],
    field: str | None = None,
    elements: Chances | None = None,
    indicator: str = "",
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return a document that a unit should have once, and the searches that did not find it.

    Parameters
    ----------
    rows
        One row per unit that should have it.
    kind, field
        What it is.
    chance
        That there is one, for the worst unit and the best.
    between
        First and last day on which it was issued; the good are earlier.
    elements
        What it may carry.
    indicator
        Named in the searches; no searches are made without it.
    """
    there = rows.chance(*chance)
    first, last = (
        int(np.searchsorted(rows.clock.worked, np.datetime64(day))) - rows.clock.first
        for day in between
    )
    early = np.minimum(0.9 * rows.uniform() + 0.6 * (1.0 - rows.quality), 0.999)
    issued = first + np.floor(early * (last - first + 1)).astype(np.int64)
    dates = rows.clock.dates
    columns: dict[str, Any] = {} if elements is None else {"elements": rows.elements(elements)}
    frame = rows.frame(
        kind=same(kind, len(rows)),
        title=rows.units + "：" + kind,
        field=same(field, len(rows)) if field else nothing(len(rows)),
        attribute=same("public", len(rows)),
        issued=dates(issued),
        published=dates(issued + rows.whole(0, 3)),
        **columns,
    )[there].reset_index(drop=True)
    sought = rows.where(~there) if indicator else rows.where(np.zeros(len(rows), dtype=bool))
    when = sought.clock.dates(np.full(len(sought), sought.clock.length + 5))
    searches = sought.frame(
        indicator=same(indicator, len(sought)),
        path=same("门户网站 / 信息公开 / 站内检索", len(sought)),
        keywords=same(f"{kind};{indicator.rpartition('.')[2]}", len(sought)),
        searched=when + _minutes(sought.whole(9 * 60, 17 * 60)),
        screenshot=sought.units + "-" + indicator + ".png",
    )
    return frame, searches


def interpretations(
    rows: Rows,
    documents: pd.DataFrame,
    *,
    elements: Chances,
    same_day: tuple[float, float] = (0.45, 0.96),
) -> pd.DataFrame:
    """Return interpretations of published documents: some early, some late, some by others.

    Parameters
    ----------
    rows
        One row per document, in the order of `documents`.
    documents
        The documents, with their record ids.
    elements
        What an interpretation explains, with its chances.
    same_day
        Chance that the first comes with the document.
    """
    out = documents["published"].notna().to_numpy() & rows.chance(0.55, 0.99)
    main = rows.where(out)
    source = documents[out].reset_index(drop=True)
    early = main.uniform() < 0.06
    days = np.where(main.chance(*same_day), 0, main.whole(1, 25))
    days = np.where(early, -main.whole(1, 3), days)
    more, origin = main.again((main.uniform() < 0.35).astype(np.int64))
    parts = []
    for part, at, after in (
        (main, np.arange(len(main)), days),
        (more, origin, days[origin] + more.whole(1, 60)),
    ):
        again = part is more
        role = part.pick(
            ("expert", "media", "leader") if again else ("drafter", "leader", "other"),
            (0.5, 0.2, 0.3) if again else (0.75, 0.17, 0.08),
        )
        form = np.where(part.chance(0.08, 0.55), part.pick(VISUAL), part.pick(WRITTEN))
        published = source["published"].to_numpy()[at] + after.astype("timedelta64[D]")
        parts.append(
            part.frame(
                document=source["record"].to_numpy(dtype=object)[at],
                published=published,
                form=form,
                author_role=role,
                policy=source["title"].to_numpy(dtype=object)[at],
                event=pd.Series(form, dtype="str") + " " + pd.Series(published).dt.strftime("%m%d"),
                elements=part.elements(elements),
            )
        )
    return pd.concat(parts, ignore_index=True)


def by_heads(rows: Rows, documents: pd.DataFrame, *, elements: Chances) -> pd.DataFrame:
    """Return interpretations by heads, most of them reprinted: the same post, policy and event.

    Parameters
    ----------
    rows
        One row per event.
    documents
        Documents, sorted by unit in the order of the cast, one of which each event explains.
    elements
        What an interpretation explains, with its chances.
    """
    place = rows.cast.frame["unit"].reset_index().set_index("unit")["index"]
    owner = documents["unit"].map(place).to_numpy(dtype=np.int64)
    first = np.searchsorted(owner, rows.unit, side="left")
    count = np.searchsorted(owner, rows.unit, side="right") - first
    has = count > 0
    events = rows.where(has)
    chosen = (first[has] + np.floor(events.uniform() * count[has])).astype(np.int64)
    day = events.days()
    form = events.pick(("briefing", "press_conference", "article", "media_interview"))
    name = pd.Series(form, dtype="str") + "-" + pd.Series(events.place() + 1).astype("str")
    copies, at = events.again(events.whole(1, 4))
    later = np.where(np.diff(at, prepend=-1) == 0, copies.whole(0, 12), 0)
    published = copies.clock.dates(day[at]) + later.astype("timedelta64[D]")
    return copies.frame(
        document=documents["record"].to_numpy(dtype=object)[chosen][at],
        published=published,
        form=form[at],
        author_role=same("principal", len(copies)),
        post=copies.heads,
        policy=documents["title"].to_numpy(dtype=object)[chosen][at],
        event=name.to_numpy(dtype=object)[at],
        elements=copies.elements(elements),
    )


def _minutes(values: Ints) -> npt.NDArray[np.timedelta64]:
    return values.astype("timedelta64[m]")
