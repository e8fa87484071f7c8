"""File names for units: safe on every system, stable from run to run, one per unit."""

from __future__ import annotations

import hashlib
import re

from gkeval.errors import GkevalError
from gkeval.files import is_device

_PLAIN = re.compile(r"[a-z0-9][a-z0-9_-]{0,59}")


def file_stem(unit: str) -> str:
    """Return the file name, without its ending, of a unit's page.

    An id of small Latin letters, digits, ``-`` and ``_`` is its own name. Any other is told by a
    hash, so that two ids that differ in case, or in what a file system forbids, differ in it.

    >>> file_stem("nx-city-01")
    'nx-city-01'
    >>> file_stem("成都市"), file_stem("../../x") != file_stem("..-..-x")
    ('u.1cfc7499b5', True)
    """
    if _PLAIN.fullmatch(unit) and unit != "index" and not is_device(unit):
        return unit
    return f"u.{hashlib.sha256(unit.encode()).hexdigest()[:10]}"


def file_stems(units: list[str]) -> dict[str, str]:
    """Return the name of every unit.

    Raises
    ------
    GkevalError
        When two units would get the same name.
    """
    stems = {unit: file_stem(unit) for unit in units}
    if len(set(stems.values())) < len(stems):
        raise GkevalError("two units would get the same file name. Remedy: change one of their ids")
    return stems
