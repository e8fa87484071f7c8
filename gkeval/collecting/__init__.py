"""Collecting (采集): the workbook that people fill, and the checked copy that shows its faults.

In: a scheme, its units, what people filled. Out: workbooks, records, problems in words.
"""

from gkeval.collecting.judged_cells import check_judgements
from gkeval.collecting.marking import mark
from gkeval.collecting.templates import template

__all__ = ["check_judgements", "mark", "template"]
