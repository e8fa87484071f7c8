"""Assessment, the frozen result; what makes one (assess, score, measure) and reads one back."""

from gkeval.assessment.archive import load
from gkeval.assessment.comparing import Comparison, compare
from gkeval.assessment.crossing import CrossAssessment, cross_assess
from gkeval.assessment.indexing import from_index, index_input
from gkeval.assessment.parent_assessment import Efficiency, efficiency
from gkeval.assessment.periods import combine_periods
from gkeval.assessment.result import Assessment
from gkeval.assessment.run import assess, measure, score

__all__ = [
    "Assessment",
    "Comparison",
    "CrossAssessment",
    "Efficiency",
    "assess",
    "combine_periods",
    "compare",
    "cross_assess",
    "efficiency",
    "from_index",
    "index_input",
    "load",
    "measure",
    "score",
]
