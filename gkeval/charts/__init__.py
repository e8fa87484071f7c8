"""Figures of an assessment: a result in, a plotly figure out; one theme, no network.

Every title says the finding; every note says scheme, period and fingerprint. Each figure draws a
frame of `charts.frames`. plotly is loaded when the first figure is drawn.
"""

from gkeval.charts.bars import contributions, ranking
from gkeval.charts.crossing import concepts, rank_moves
from gkeval.charts.fonts import check_fonts
from gkeval.charts.images import save_images
from gkeval.charts.indicators import attainment
from gkeval.charts.spread import distribution

__all__ = [
    "attainment",
    "check_fonts",
    "concepts",
    "contributions",
    "distribution",
    "rank_moves",
    "ranking",
    "save_images",
]
