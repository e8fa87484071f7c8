"""The sample for gansu-2018, by the kinds, fields and elements that the scheme names.

Comes in: a studio. Goes out: every table of the sample. What only this scheme asks for is made in
this folder, the rest by the makers that other samples use.
"""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from gkeval.synthetic import judged, reported
from gkeval.synthetic.recipes.gansu_2018 import documents, events, findings
from gkeval.synthetic.recipes.gansu_2018.units import PILOTS, PROJECT, SERVING, TROOPS
from gkeval.synthetic.reported import Number
from gkeval.synthetic.rows import Lot, Rows, same
from gkeval.synthetic.studio import Recipe, Studio

BYPASSED = Number(
    "bypass_requests",
    groups=PROJECT,
    part="bypass",
    start=(0.0, 9.0),
    change=(9.0, -4.0),
    missing=0.04,
)
VISITS = Lot("visits_needed", 5, SERVING, part="visits")
STANDARDS = Lot("pilot_standard_sets", times=3, groups=PILOTS, part="standards")
JUDGED: dict[str, tuple[str, ...]] = {"interpretation.quality": ()}
TO_RECTIFY = ("service.guides", "platform.site_content", "interpretation.content")


def fill(studio: Studio) -> None:
    """Fill the tables of the sample for gansu-2018."""
    documents.fill(studio)
    events.fill(studio)
    findings.fill(studio)
    reported.fill(
        studio,
        (BYPASSED,),
        _numbered(studio.rows("statistics", VISITS), "事项", right=(0.4, 0.99), wrong=2),
        _numbered(studio.rows("statistics", STANDARDS), "试点领域", right=(0.5, 1.0), wrong=0),
    )
    judged.fill_judgements(studio, JUDGED)
    judged.fill_rectifications(studio, 2, TO_RECTIFY)


def _numbered(rows: Rows, part: str, *, right: tuple[float, float], wrong: int) -> pd.DataFrame:
    """Return a number per service or field: 1 where it is right, else `wrong`.

    `right` is the chance of that for the worst unit and the best.
    """
    return rows.frame(
        item=rows.kinds,
        part=part + rows.numbers(),
        period=same(str(rows.clock.start.year), len(rows)),
        value=np.where(rows.chance(*right), 1.0, float(wrong)),
    )


RECIPE = Recipe(date(2018, 1, 1), date(2018, 12, 31), date(2019, 1, 15), TROOPS, fill)
