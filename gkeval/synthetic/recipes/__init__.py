"""Every scheme that has a sample, and its recipe.

A recipe that one sitting reads is a module. A longer one is a folder: the units, the documents,
the events, the findings, and in the folder itself the recipe, with the numbers and judgements.
"""

from __future__ import annotations

from collections.abc import Mapping

from gkeval.synthetic.recipes import gansu_2018, ningbo_2016, ningxia_2017, xicheng_2017, yanan_2020
from gkeval.synthetic.studio import Recipe

RECIPES: Mapping[str, Recipe] = {
    "gansu-2018": gansu_2018.RECIPE,
    "ningbo-2016": ningbo_2016.RECIPE,
    "ningxia-2017": ningxia_2017.RECIPE,
    "xicheng-2017": xicheng_2017.RECIPE,
    "yanan-2020": yanan_2020.RECIPE,
}
"""By the id of the scheme."""
