"""The format of scheme files over time: older ones are migrated, newer ones refused.

In: the data of a file as it was written. Out: the same scheme in the present format.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from gkeval.scheme.faults import Fault
from gkeval.scheme.model import FORMAT

MIGRATIONS: dict[int, Callable[[dict[str, Any]], dict[str, Any]]] = {}
"""By format: what turns data of that format into data of the next one, without changing its own."""


def migrate(data: dict[str, Any]) -> tuple[dict[str, Any], list[Fault]]:
    """Return the data in the present format, or why that cannot be.

    Parameters
    ----------
    data
        The data of a scheme file. Without the key ``format`` it is taken to be in the present
        one.

    Examples
    --------
    >>> migrate({"format": "1", "points": "100"})
    ({'format': '1', 'points': '100'}, [])
    >>> migrate({"format": "99"})[1][0].remedy
    'install a newer gkeval'
    """
    written = str(data.get("format", FORMAT)).strip()
    digits = written.removeprefix("-")
    if not (digits.isascii() and digits.isdigit() and len(digits) <= 18):
        return data, []  # the form of the model says what is wrong with it
    number = int(written)
    known = [*MIGRATIONS, FORMAT]
    if number > FORMAT:
        allowed = f"up to {FORMAT}, which this version reads"
        remedy = "install a newer gkeval"
        return data, [Fault("newer_format", ("format",), f"format {number}", allowed, remedy)]
    if number < min(known):
        allowed = f"from {min(known)} to {FORMAT}"
        remedy = f"write format: {FORMAT}"
        return data, [Fault("unknown_format", ("format",), f"format {number}", allowed, remedy)]
    for step in range(number, FORMAT):
        data = MIGRATIONS[step](data) | {"format": str(step + 1)}
    return data, []
