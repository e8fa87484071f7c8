"""What a coefficient of agreement gives: its value, its interval, and what to read beside it."""

from __future__ import annotations

import math
from dataclasses import dataclass

from gkeval.judging.patterns import RatingTable

NAN = float("nan")


@dataclass(frozen=True, slots=True)
class Agreement:
    """One coefficient of agreement.

    Parameters
    ----------
    coefficient
        Its name, such as ``krippendorff_alpha``.
    value, low, high
        The coefficient and its interval at `confidence`; NaN where they are not defined.
    confidence
        Such as 0.95.
    interval
        How the interval was found: ``analytic``, ``bootstrap``, ``wilson``, or empty for none.
    n_items, left_out
        Items that the coefficient compares, and items with a rating that it cannot compare
        (too few ratings).
    n_raters, n_ratings
        Raters, and all ratings they gave.
    percent
        Per cent agreement as a share, 0 to 1: agreeing pairs among all pairs of ratings of an
        item, averaged over items.
    counts
        How often each value was given, in the order of the values.
    reason
        Why the value or the interval is NaN, or what to know about the interval; else empty.

    Examples
    --------
    >>> from gkeval.judging import krippendorff_alpha
    >>> print(krippendorff_alpha([[1, 1], [2, 2], [1, 2], [2, 2]], draws=0))
    krippendorff_alpha 0.533: 75 % of pairs agree; 4 items, 2 raters, 8 ratings; 1 × 3, 2 × 5
    """

    coefficient: str
    value: float
    low: float
    high: float
    confidence: float
    interval: str
    n_items: int
    left_out: int
    n_raters: int
    n_ratings: int
    percent: float
    counts: tuple[tuple[str, int], ...]
    reason: str = ""

    @property
    def counted(self) -> str:
        """The value counts as text; after twenty values the rest is only numbered."""
        given = [(label, times) for label, times in self.counts if times]
        shown = ", ".join(f"{label} × {times}" for label, times in given[:20])
        return shown if len(given) <= 20 else f"{shown} and {len(given) - 20} more values"

    def __str__(self) -> str:
        known = not math.isnan(self.value)
        value = f"{self.value:.3f}" if known else f"undefined ({self.reason})"
        if known and not math.isnan(self.low):
            value += f" ({self.confidence:.0%} {self.low:.3f} to {self.high:.3f})"
        percent = "no pairs" if math.isnan(self.percent) else f"{self.percent:.0%} of pairs agree"
        return (
            f"{self.coefficient} {value}: {percent.replace('%', ' %')}; {self.n_items} items, "
            f"{self.n_raters} raters, {self.n_ratings} ratings; {self.counted}"
        )


def result(
    coefficient: str,
    table: RatingTable,
    value: float = NAN,
    low: float = NAN,
    high: float = NAN,
    *,
    confidence: float,
    interval: str = "",
    n_items: int | None = None,
    reason: str = "",
) -> Agreement:
    """Return an `Agreement` with the facts of `table`; without a value, `reason` says why.

    `n_items` is given where a coefficient compares other items than those with two ratings.
    """
    rated = int(table.patterns.times.sum())
    compared = int(table.patterns.pairable.times.sum()) if n_items is None else n_items
    known = not (math.isnan(low) or math.isnan(high))
    return Agreement(
        coefficient,
        float(value),
        float(low) if known else NAN,
        float(high) if known else NAN,
        confidence,
        interval if known else "",
        compared,
        rated - compared,
        table.n_raters,
        sum(times for _, times in table.counts),
        table.percent,
        table.counts,
        reason,
    )
