"""Documents: policies with their four dates, decisions and other dated ones, reprints.

Comes in: rows, and what a document may carry. Goes out: frames for the table of documents.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from gkeval.synthetic.clock import NEVER
from gkeval.synthetic.rows import Chances, Rows, minutes, nothing, only, same

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


def _titled(rows: Rows, word: str) -> pd.Series[str]:
    titles: pd.Series[str] = (
        pd.Series(rows.turn(TOPICS), dtype="str") + word + "（" + rows.numbers() + "）"
    )
    return titles


def _numbered(rows: Rows, issued: npt.NDArray[np.datetime64]) -> pd.Series[str]:
    year = pd.Series(issued).dt.year.astype("str")
    numbers: pd.Series[str] = rows.units + "发〔" + year + "〕" + rows.numbers() + "号"
    return numbers


def policies(rows: Rows, elements: Chances) -> pd.DataFrame:
    """Return documents with their four dates; some late, some never out, some back-dated.

    `elements` says what a document may carry.
    """
    issued = rows.in_order(rows.days(before=8))
    attribute = rows.pick(
        ("public", "on_request", "declassified", "not_public"), (0.74, 0.11, 0.04, 0.11)
    )
    fixed = rows.chance(0.82, 1.0)
    open_to_all = np.isin(attribute, ("public", "declassified"))
    true = issued + rows.lag(7.0, 1.1)
    claimed = np.where(
        rows.chance(0.12, 0.0) & (true - issued > 5), issued + rows.whole(1, 5), true
    )
    out = open_to_all & rows.chance(0.93, 1.0) & (true <= rows.clock.length + 10)
    seen = true + rows.whole(0, 2)
    dates = rows.clock.dates
    return rows.frame(
        kind=rows.kinds,
        title=_titled(rows, "若干措施" if rows.kind == "policy" else "有关事项"),
        doc_no=_numbered(rows, dates(issued)),
        field=rows.pick(("民生", "经济", "环境", "教育", "卫生")),
        attribute=only(attribute, fixed),
        written=dates(issued - rows.whole(0, 6)),
        issued=dates(issued),
        published=dates(claimed, out),
        first_seen=dates(seen, out),
        major=rows.uniform() < 0.3,
        elements=rows.elements(elements),
    )


def dated(
    rows: Rows, elements: Chances, *, fields: Sequence[str] = (), lag: int = 6
) -> pd.DataFrame:
    """Return documents that count by the day they are issued, published soon after.

    `fields` are theirs in turn; `lag` is how many working days publication takes at most.
    """
    issued = rows.in_order(rows.days())
    dates = rows.clock.dates
    return rows.frame(
        kind=rows.kinds,
        title=_titled(rows, "事项"),
        field=rows.turn(fields) if fields else nothing(len(rows)),
        attribute=same("public", len(rows)),
        issued=dates(issued),
        published=dates(issued + rows.whole(0, lag)),
        elements=rows.elements(elements),
    )


def reprints(rows: Rows, hours: tuple[float, float]) -> pd.DataFrame:
    """Return policies of other bodies and when the unit's website carried them.

    `hours` is the mean delay for the worst unit and the best; some are never carried.
    """
    released = rows.clock.dates(rows.days()) + minutes(rows.whole(8 * 60, 20 * 60))
    delay = rows.lag(hours[0] * 60, hours[1] * 60)
    carried = rows.chance(0.8, 0.995)
    return rows.frame(
        kind=rows.kinds,
        title=_titled(rows, "政策转载"),
        source_published=released,
        reprinted=np.where(carried, released + minutes(delay), NEVER),
    )
