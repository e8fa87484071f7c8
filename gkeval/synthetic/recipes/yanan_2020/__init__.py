"""The sample for yanan-2020: counties, their departments and townships, and what they disclosed.

Comes in: a studio. Goes out: every table of the sample.
"""

from __future__ import annotations

from datetime import date
from functools import partial

import numpy as np
import pandas as pd

from gkeval.synthetic import judged, reported
from gkeval.synthetic.recipes.yanan_2020 import documents, events, findings
from gkeval.synthetic.recipes.yanan_2020.units import COUNTY, SERVICES, TROOPS
from gkeval.synthetic.reported import Number
from gkeval.synthetic.rows import Lot, Rows, same
from gkeval.synthetic.studio import Recipe, Studio

NUMBERS = (
    Number("on_request_documents", start=(0.0, 9.0), change=(4.0, -3.0)),
    Number("not_public_documents", start=(0.0, 6.0), change=(4.0, -2.5)),
    Number("proactive_share", start=(0.5, 0.8), change=(-0.1, 0.07), decimals=3, missing=0.03),
    Number("dispute_rate", start=(0.0, 0.2), change=(0.12, -0.07), decimals=3),
    Number("correction_rate", start=(0.0, 0.4), change=(0.3, -0.2), decimals=3),
    Number("service_sub_items", groups=SERVICES, start=(40.0, 160.0), change=(-60.0, 40.0)),
    Number("original_items", groups=COUNTY, start=(300.0, 1200.0), change=(-400.0, 260.0)),
)
FALLING = ("on_request_documents", "not_public_documents", "dispute_rate", "correction_rate")
ACCOUNTS = Lot("accounts_on_platform", times=3, part="accounts")
FORMS = Lot("submissions_per_application", times=8, groups=SERVICES, part="forms")
JUDGED = {"catalogue.workflow": (), "zones.media": COUNTY, "organisation.leading_group": COUNTY}
TO_RECTIFY = ("catalogue.fields", "requests.guide", "platform.one_account")


def fill(studio: Studio) -> None:
    """Fill the tables of the sample for yanan-2020."""
    documents.fill(studio)
    events.fill(studio)
    findings.fill(studio)
    rows = partial(studio.rows, "statistics")
    studio.done(
        "statistics",
        *(_number(studio, line) for line in NUMBERS),
        _counted(rows(ACCOUNTS), ("微信公众号", "微博", "短视频"), none=0.3),
        _counted(rows(FORMS), tuple(f"事项{n}" for n in range(1, 9)), none=0.0),
    )
    judged.fill_judgements(studio, JUDGED)
    judged.fill_rectifications(studio, 1.5, TO_RECTIFY)


def _number(studio: Studio, line: Number) -> pd.DataFrame:
    """Return a number of two years; last year's beside this year's where it is to fall to none."""
    frame = reported.two_years(studio, line)
    if line.kind not in FALLING:
        return frame
    year = str(studio.clock.start.year)
    last = frame["period"] != year
    return frame.assign(item=frame["item"].mask(last, f"{line.kind}_last_year"), period=year)


def _counted(rows: Rows, parts: tuple[str, ...], *, none: float) -> pd.DataFrame:
    """Return a small number of each part: mostly 1, more in poor units, 0 for a share `none`."""
    more = np.where(rows.chance(0.8, 0.1), rows.whole(1, 2), 0)
    value = np.where(rows.uniform() < none, 0, 1 + more).astype(np.float64)
    year = same(str(rows.clock.start.year), len(rows))
    return rows.frame(item=rows.kinds, part=rows.turn(parts), period=year, value=value)


RECIPE = Recipe(date(2020, 1, 1), date(2020, 12, 31), date(2021, 1, 15), TROOPS, fill)
