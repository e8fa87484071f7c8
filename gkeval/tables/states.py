"""The values table: its columns, and the states that a unit's indicator can be in.

In: nothing. Out: the names that measuring, scoring and showing share.
"""

from __future__ import annotations

STATES: tuple[tuple[str, str, str], ...] = (
    ("scored", "已评分", "scored"),
    ("not_applicable", "不适用", "not applicable"),
    ("not_yet_due", "未到期", "not yet due"),
    ("not_assessed", "未评估", "not assessed"),
    ("disputed", "有争议", "disputed"),
)
"""States of a unit's indicator: code, Chinese, English."""

VALUES = ("unit", "indicator", "value", "numerator", "denominator", "n", "state")
"""Columns of the values table, one row per unit and leaf indicator that applies to it.

value: float, the measured quantity in the measure's own unit. numerator, denominator: whole
numbers (missing where the measure has none). n: records that were looked at. state: see `STATES`.
Where only some cases were checked, a further column population says how many there were.
"""
