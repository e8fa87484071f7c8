"""The sample for ningbo-2016, by the kinds, fields, catalogues and elements that the scheme names.

Comes in: a studio. Goes out: every table of the sample.
"""

from __future__ import annotations

from datetime import date

from gkeval.synthetic import reported
from gkeval.synthetic.recipes.ningbo_2016 import documents, events, findings
from gkeval.synthetic.recipes.ningbo_2016.units import TROOPS
from gkeval.synthetic.reported import Number
from gkeval.synthetic.rows import Lot
from gkeval.synthetic.studio import Recipe, Studio

NUMBERS = (
    Number("median_response_days", start=(4.0, 14.0), change=(4.0, -3.0), missing=0.05),
    Number("standalone_sites", start=(0.0, 6.0), change=(1.5, -2.5)),
    Number("request_disputes", start=(0.0, 7.0), change=(2.0, -3.0)),
    Number("repeat_requests", start=(0.0, 9.0), change=(2.5, -3.5)),
    Number(
        "backbone_gbps", groups=("data_lead",), part="backbone", start=(1.0, 1.0), change=(9.0, 9.0)
    ),
)
TRAINED = Lot("staff_trained_share", part="trained")


def fill(studio: Studio) -> None:
    """Fill the tables of the sample for ningbo-2016."""
    documents.fill(studio)
    events.fill(studio)
    findings.fill(studio)
    trained = reported.growing(studio, TRAINED, quarters=(2, 4), reach=(0.2, 1.4))
    reported.fill(studio, NUMBERS, trained)


RECIPE = Recipe(date(2017, 1, 1), date(2017, 12, 31), date(2018, 1, 15), TROOPS, fill)
