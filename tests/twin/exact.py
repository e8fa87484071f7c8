"""Exact numbers: when two scores are equal, how a score is rounded, who stands before whom.

The twin computes with fractions, so nothing is ever lost. What it must share with gkeval is the
rule by which a score becomes a printed one: scores out of a full mark are told apart at one part in
10⁹ of it (the power of ten at or just below), and only then compared, rounded or ranked.
"""

from fractions import Fraction

HALF = Fraction(1, 2)


def places(full: Fraction) -> int:
    """Decimals that scores out of `full` are told apart at: 7 for 100, 9 for 1."""
    digits = 0
    while full >= 10:
        full, digits = full / 10, digits + 1
    while full < 1:
        full, digits = full * 10, digits - 1
    return 9 - digits


def nearest(number: Fraction) -> int:
    """The nearest whole number; a half goes to the even one."""
    return round(number)


def snapped(score: Fraction, full: Fraction) -> Fraction:
    """The score as it is compared: written with three digits more than count, then without them."""
    tick = 10 ** places(full)
    return Fraction(nearest(Fraction(nearest(score * tick * 1000), 1000)), tick)


def half_up(score: Fraction, decimals: int, full: Fraction) -> Fraction:
    """四舍五入: the snapped score with so many decimals, a half always away from zero."""
    score = snapped(score, full) * 10**decimals
    size = int(abs(score) + HALF)
    return Fraction(size if score >= 0 else -size, 10**decimals)


def reaches(value: Fraction, limit: Fraction) -> bool:
    """At least the limit; what lies below one part in 10⁹ of it (or below 10⁻⁹) is noise."""
    return value >= limit - max(Fraction(1), abs(limit)) / 10**9


def competition(keys: list) -> list[int]:
    """1, 2, 2, 4: one more than the number of those who are better."""
    return [1 + sum(other > key for other in keys) for key in keys]


def dense(keys: list) -> list[int]:
    """1, 2, 2, 3: one more than the number of different better keys."""
    return [1 + len({other for other in keys if other > key}) for key in keys]
