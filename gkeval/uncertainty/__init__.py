"""How sure a rank is: weights, raters, samples and choices that might as well have been others."""

from gkeval.uncertainty.changes import Changes
from gkeval.uncertainty.results import Robustness
from gkeval.uncertainty.robust import robustness
from gkeval.uncertainty.weights import Dirichlet, Feasible, Noise

__all__ = ["Changes", "Dirichlet", "Feasible", "Noise", "Robustness", "robustness"]
