"""Collecting (采集): the workbooks that people fill, and the checked copy that shows their faults.

In: a scheme, its units, what people filled. Out: workbooks, records, problems in words. Beside
them what the year of an assessment needs: plans of mock requests, material as of the check date,
rulings, feedback and appeals, gaps of self-assessments, rectification lists, the log of changes.
"""

from gkeval.collecting.check_dates import as_of
from gkeval.collecting.feedback import feedback_forms, read_appeals
from gkeval.collecting.gathering import read_workbooks
from gkeval.collecting.judged_cells import check_judgements
from gkeval.collecting.logbook import append_log, read_log
from gkeval.collecting.marking import mark
from gkeval.collecting.mock_requests import plan_requests, planned_rows, write_aliases
from gkeval.collecting.not_found import absences_behind
from gkeval.collecting.rectifying import rectification_lists, to_rectify, with_answers
from gkeval.collecting.rulings import disputed_cells, ruling_sheet
from gkeval.collecting.self_assessing import self_gaps
from gkeval.collecting.templates import template

__all__ = [
    "absences_behind",
    "append_log",
    "as_of",
    "check_judgements",
    "disputed_cells",
    "feedback_forms",
    "mark",
    "plan_requests",
    "planned_rows",
    "read_appeals",
    "read_log",
    "read_workbooks",
    "rectification_lists",
    "ruling_sheet",
    "self_gaps",
    "template",
    "to_rectify",
    "with_answers",
    "write_aliases",
]
