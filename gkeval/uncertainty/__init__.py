"""How sure a rank is: weights, raters, samples and choices that might as well have been others."""

from gkeval.uncertainty.advice import Improvement
from gkeval.uncertainty.changes import Changes
from gkeval.uncertainty.dethroning import Dethroning, dethrone
from gkeval.uncertainty.improving import improve
from gkeval.uncertainty.leaving_out import LeaveOneOut, leave_one_out
from gkeval.uncertainty.results import Robustness
from gkeval.uncertainty.robust import robustness
from gkeval.uncertainty.single_weight import OneWeight, one_weight
from gkeval.uncertainty.sobol import Sensitivity, sensitivity
from gkeval.uncertainty.weights import Dirichlet, Feasible, Noise

__all__ = [
    "Changes",
    "Dethroning",
    "Dirichlet",
    "Feasible",
    "Improvement",
    "LeaveOneOut",
    "Noise",
    "OneWeight",
    "Robustness",
    "Sensitivity",
    "dethrone",
    "improve",
    "leave_one_out",
    "one_weight",
    "robustness",
    "sensitivity",
]
