"""Treatment of outliers: winsorisation and transformations, with a report of what was changed.

``treat.winsorise(values)`` returns a `Treated`: the values, a mark on every cell that was changed,
and the moments before and after.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from gkeval.composite.treat.reports import Treated, report
from gkeval.composite.treat.transforms import boxcox, log, signed
from gkeval.composite.treat.winsorisation import stepwise, winsorise

__all__ = ["Treated", "boxcox", "log", "report", "signed", "stepwise", "winsorise"]

METHODS: Mapping[str, Callable[..., Treated]] = {
    "winsorise": winsorise,
    "boxcox": boxcox,
    "log": log,
    "signed": signed,
    "stepwise": stepwise,
}
"""Every method by name, as `build` takes it."""
