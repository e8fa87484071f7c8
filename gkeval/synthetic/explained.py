"""What is published to explain policies (政策解读): with the document or later, or by a head.

Comes in: a studio that has finished its documents. Goes out: frames for the table of
interpretations.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from gkeval.synthetic.rows import Chances, Lot, same
from gkeval.synthetic.studio import Studio

VISUAL = ("infographic", "audio_video", "digital")
WRITTEN = ("article", "qa", "press_conference", "media_interview", "online_interview")


def _policies(studio: Studio) -> pd.DataFrame:
    documents = studio.tables["documents"]
    return documents[documents["kind"] == "policy"].reset_index(drop=True)


def fill(studio: Studio, elements: Chances, *, heads: float) -> None:
    """Fill the table: of policies, and by heads, who speak about so many times per unit."""
    by = by_heads(studio, elements, heads)
    studio.done("interpretations", of_policies(studio, elements), by)


def of_policies(studio: Studio, elements: Chances) -> pd.DataFrame:
    """Return interpretations of published policies: some early, some late, some by others.

    `elements` is what an interpretation explains, with its chances.
    """
    policies = _policies(studio)
    rows = studio.like("interpretations", "documents", policies)
    out = policies["published"].notna().to_numpy() & rows.chance(0.55, 0.99)
    main = rows.where(out)
    source = policies[out].reset_index(drop=True)
    early = main.uniform() < 0.06
    days = np.where(main.chance(0.45, 0.96), 0, main.whole(1, 25))
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


def by_heads(studio: Studio, elements: Chances, mean: float, part: str = "heads") -> pd.DataFrame:
    """Return interpretations by heads, most of them reprinted: the same post, policy and event.

    Parameters
    ----------
    studio
        Its documents are in the order of the cast; each event explains one of the policies.
    elements
        What an interpretation explains, with its chances.
    mean
        Events per unit; good units have more.
    part
        Name of their random numbers.
    """
    policies = _policies(studio)
    rows = studio.rows("interpretations", Lot("", mean, by_quality=True, part=part))
    place = rows.cast.frame["unit"].reset_index().set_index("unit")["index"]
    owner = policies["unit"].map(place).to_numpy(dtype=np.int64)
    first = np.searchsorted(owner, rows.unit, side="left")
    count = np.searchsorted(owner, rows.unit, side="right") - first
    has = count > 0
    events = rows.where(has)
    chosen = (first[has] + np.floor(events.uniform() * count[has])).astype(np.int64)
    day = events.days()
    form = events.pick(("briefing", "press_conference", "article", "media_interview"))
    name = pd.Series(form, dtype="str") + "-" + events.numbers()
    copies, at = events.again(events.whole(1, 4))
    later = np.where(np.diff(at, prepend=-1) == 0, copies.whole(0, 12), 0)
    published = copies.clock.dates(day[at]) + later.astype("timedelta64[D]")
    return copies.frame(
        document=policies["record"].to_numpy(dtype=object)[chosen][at],
        published=published,
        form=form[at],
        author_role=same("principal", len(copies)),
        post=copies.heads,
        policy=policies["title"].to_numpy(dtype=object)[chosen][at],
        event=name.to_numpy(dtype=object)[at],
        elements=copies.elements(elements),
    )
