"""Shares of a whole that are 1 together, as written: of periods, of parts of an assessment.

In: names and what each counts for. Out: exact decimals, or what is wrong with them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal, InvalidOperation

from gkeval.errors import GkevalError
from gkeval.numbers import plain


def written_shares(
    weights: Mapping[str, Decimal | float | str], names: Iterable[str], of: str
) -> dict[str, Decimal]:
    """Return what each name counts for, in the order of the names.

    Parameters
    ----------
    weights
        Name → its share, as written.
    names
        The names that must have one, and no others.
    of
        What they are names of, for messages.

    Raises
    ------
    GkevalError
        When the names differ, a share is no number above 0, or they are not 1 together.

    Examples
    --------
    >>> written_shares({"Q1": "0.4", "Q2": 0.6}, ["Q1", "Q2"], "periods")
    {'Q1': Decimal('0.4'), 'Q2': Decimal('0.6')}
    """
    if not isinstance(weights, Mapping):
        raise GkevalError(f"weights is {type(weights).__name__}, must map names to their shares")
    names = list(names)
    if set(names) != set(weights):
        raise GkevalError(
            f"{of} are {_listed(names)} and weights are for {_listed(weights)}, must be the same "
            f"{of}"
        )
    share = {}
    for name in names:
        try:
            share[name] = Decimal(str(weights[name]))
        except InvalidOperation:
            share[name] = Decimal("NaN")
    finite = all(one.is_finite() for one in share.values())
    if not finite or len(share) < 2 or sum(share.values()) != 1 or min(share.values()) <= 0:
        said = ", ".join(
            plain(one) if one.is_finite() else repr(weights[name]) for name, one in share.items()
        )
        raise GkevalError(
            f"weights are {said}, must be two or more shares above 0 that are 1 together"
        )
    return share


def _listed(names: Iterable[object]) -> str:
    return ", ".join(map(str, names)) or "none"
