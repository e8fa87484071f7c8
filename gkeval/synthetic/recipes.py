"""Every scheme that has a sample, and its recipe."""

from __future__ import annotations

from collections.abc import Mapping

from gkeval.synthetic import ningbo_2016, ningxia_2017
from gkeval.synthetic.studio import Recipe

RECIPES: Mapping[str, Recipe] = {
    "ningbo-2016": ningbo_2016.RECIPE,
    "ningxia-2017": ningxia_2017.RECIPE,
}
"""By the id of the scheme."""
