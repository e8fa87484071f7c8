"""Figures of an assessment: a result in, a plotly figure out; one theme, no network.

Every title says the finding; every note says scheme, period and fingerprint. Each figure draws a
frame of a `…frames` module; `grey` makes the print variant of any of them. plotly is loaded when
the first figure is drawn.
"""

from gkeval.charts.bars import contributions, ranking
from gkeval.charts.calendars import calendar
from gkeval.charts.chances import above, rank_probabilities
from gkeval.charts.correlating import correlation
from gkeval.charts.crossing import concepts, rank_moves
from gkeval.charts.fonts import check_fonts
from gkeval.charts.gaps import update_gaps
from gkeval.charts.grids import heat_map
from gkeval.charts.images import save_images
from gkeval.charts.indicators import attainment
from gkeval.charts.judges import disagreement, severity
from gkeval.charts.maps import map_of
from gkeval.charts.moving import rank_changes
from gkeval.charts.printing import grey
from gkeval.charts.profiles import profile
from gkeval.charts.robust import rank_intervals
from gkeval.charts.spread import distribution
from gkeval.charts.timing import timeliness
from gkeval.charts.trees import tree
from gkeval.charts.weighting import weight_lines

__all__ = [
    "above",
    "attainment",
    "calendar",
    "check_fonts",
    "concepts",
    "contributions",
    "correlation",
    "disagreement",
    "distribution",
    "grey",
    "heat_map",
    "map_of",
    "profile",
    "rank_changes",
    "rank_intervals",
    "rank_moves",
    "rank_probabilities",
    "ranking",
    "save_images",
    "severity",
    "timeliness",
    "tree",
    "update_gaps",
    "weight_lines",
]
