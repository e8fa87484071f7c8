"""Days given as Python objects: a missing one is called missing, whatever stands for it."""

import datetime as dt
import re

import numpy as np
import pandas as pd
import pytest

from gkeval import GkevalError
from gkeval.workdays import calendar, is_workday


@pytest.mark.parametrize("nothing", [None, float("nan"), np.nan, pd.NA, pd.NaT])
def test_every_mark_of_a_missing_day_is_one(nothing):
    days = np.array([dt.date(2020, 1, 6), nothing], dtype=object)
    with pytest.raises(GkevalError, match=r"a missing day \(1 of 2 days, positions 1\)"):
        is_workday(days)


def test_a_fingerprint_has_twelve_digits_and_tells_calendars_apart():
    one = calendar()
    assert re.fullmatch("[0-9a-f]{12}", one.fingerprint)
    assert calendar().fingerprint == one.fingerprint
