"""Several raters, one value; and what to check when not everything can be checked.

Judgements in; agreement, severe raters, disputed cells and reconciled values out. Beside them:
sample sizes, seeded draws, intervals of shares, survey results as statistics.
"""

from gkeval.judging.agreeing import agreement
from gkeval.judging.alphas import krippendorff_alpha
from gkeval.judging.disputes import disputes
from gkeval.judging.intraclass import icc
from gkeval.judging.kappas import (
    cohen_kappa,
    fleiss_kappa,
    gwet_ac1,
    gwet_ac2,
    percent_agreement,
)
from gkeval.judging.proportions import exact, wilson
from gkeval.judging.ratings import Ratings, ratings_from
from gkeval.judging.reconciling import Reconciled, reconcile, reconcile_judgements
from gkeval.judging.results import Agreement
from gkeval.judging.sampling import draw, margin_of, sample_size, share_intervals
from gkeval.judging.severity import rater_effects, raters
from gkeval.judging.surveys import survey_means, survey_shares
from gkeval.judging.worths import judged_rates
from gkeval.measures.ways import WAYS, Way, way_in_words

__all__ = [
    "WAYS",
    "Agreement",
    "Ratings",
    "Reconciled",
    "Way",
    "agreement",
    "cohen_kappa",
    "disputes",
    "draw",
    "exact",
    "fleiss_kappa",
    "gwet_ac1",
    "gwet_ac2",
    "icc",
    "judged_rates",
    "krippendorff_alpha",
    "margin_of",
    "percent_agreement",
    "rater_effects",
    "raters",
    "ratings_from",
    "reconcile",
    "reconcile_judgements",
    "sample_size",
    "share_intervals",
    "survey_means",
    "survey_shares",
    "way_in_words",
    "wilson",
]
