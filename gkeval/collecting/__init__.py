"""Collecting (采集): the workbooks that people fill, and the checked copy that shows their faults.

In: a scheme, its units, what people filled. Out: workbooks, records, problems in words; lists of
what is to be put right; plans of mock requests.
"""

from gkeval.collecting.gathering import read_workbooks
from gkeval.collecting.judged_cells import check_judgements
from gkeval.collecting.marking import mark
from gkeval.collecting.mock_requests import plan_requests, write_aliases
from gkeval.collecting.rectifying import rectification_lists, with_answers
from gkeval.collecting.templates import template

__all__ = [
    "check_judgements",
    "mark",
    "plan_requests",
    "read_workbooks",
    "rectification_lists",
    "template",
    "with_answers",
    "write_aliases",
]
