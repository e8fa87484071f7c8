"""Formulas of branches that combine their children's rates otherwise than by adding up points.

In: the scheme's `combine`, and the cells of rates and weights. Out: the text of a formula.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from gkeval.numbers import plain
from gkeval.scheme.combining import (
    Combine,
    Harmonic,
    Maximum,
    Minimum,
    OnScale,
    Power,
)


def combined_text(combine: Combine, children: Sequence[tuple[str, str]]) -> str | None:
    """Return the formula of the combined rate; None for kinds that are written as numbers.

    Parameters
    ----------
    combine
        How the branch combines its children.
    children
        For every child that applies: the text of its rate, and of its weight.

    Examples
    --------
    >>> from gkeval.scheme.combining import Geometric
    >>> combined_text(Geometric(kind="geometric", floor=0), [("A1", "B1"), ("A2", "B2")])
    '(MAX(0,A1)^(B1/(B1+B2))*MAX(0,A2)^(B2/(B1+B2)))'
    """
    rates = ",".join(rate for rate, _ in children)
    if isinstance(combine, Minimum):
        return f"MIN({rates})"
    if isinstance(combine, Maximum):
        return f"MAX({rates})"
    if not isinstance(combine, OnScale):
        return None
    zero, span = plain(combine.zero), plain(combine.full - combine.zero)
    straight = zero == "0" and span == "1"
    total = "+".join(weight for _, weight in children)
    values = [rate if straight else f"{zero}+{rate}*{span}" for rate, _ in children]
    floor = "" if combine.floor is None else f"MAX({plain(combine.floor)},"
    values = [f"{floor or '('}{value})" for value in values]
    shares = [f"({weight}/({total}))" for _, weight in children]
    power = _exponent(combine)
    if power == 0:  # the limit of the power means
        mean = "*".join(f"{v}^{s}" for v, s in zip(values, shares, strict=True))
    else:
        exponent = plain(power)
        parts = "+".join(f"{s}*{v}^({exponent})" for v, s in zip(values, shares, strict=True))
        mean = f"({parts})^(1/({exponent}))"
        if power < 0:  # one part of nothing leaves nothing
            mean = f"IF(MIN({','.join(values)})=0,0,{mean})"
    return f"({mean})" if straight else f"(({mean}-{zero})/{span})"


def _exponent(combine: OnScale) -> Decimal:
    """Return which power mean a kind is."""
    if isinstance(combine, Power):
        return combine.exponent
    return Decimal(-1 if isinstance(combine, Harmonic) else 0)
