"""Synthetic records: invented units and facts that look like an assessment's, from a seed.

Comes in: the id of a scheme that has a recipe (`gkeval.synthetic.recipes`), a seed and sizes. Goes
out: the record tables as data frames. Nothing in them is real: names are invented, addresses lie
on example.invalid. ``python -m gkeval.synthetic OUT_DIR`` writes them as files.
"""

from gkeval.synthetic.faults import FAULTS, with_faults
from gkeval.synthetic.files import write
from gkeval.synthetic.making import synthetic

__all__ = ["FAULTS", "synthetic", "with_faults", "write"]
