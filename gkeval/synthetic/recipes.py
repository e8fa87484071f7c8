"""Every scheme that has a sample, and its recipe."""

from __future__ import annotations

from collections.abc import Mapping

from gkeval.synthetic import ningxia_2017
from gkeval.synthetic.studio import Recipe

RECIPES: Mapping[str, Recipe] = {"ningxia-2017": ningxia_2017.RECIPE}
"""By the id of the scheme."""
