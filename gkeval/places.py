"""Where the schemes and sample data that ship with gkeval are.

An installed package carries them in ``gkeval/_shared``; in a checkout they stand beside the
package, where people edit them. Both are found here and nowhere else.
"""

from __future__ import annotations

from pathlib import Path

from gkeval.errors import GkevalError

__all__ = ["indicators_dir", "sample_data_dir"]


def indicators_dir() -> Path:
    """Folder that holds one folder per built-in scheme.

    Returns
    -------
    pathlib.Path

    Raises
    ------
    GkevalError
        When the installation lacks the folder.

    Examples
    --------
    >>> indicators_dir().name
    'indicators'
    """
    return _shared("indicators")


def sample_data_dir() -> Path:
    """Folder that holds the small inputs of the examples.

    Returns
    -------
    pathlib.Path

    Raises
    ------
    GkevalError
        When the installation lacks the folder.

    Examples
    --------
    >>> sample_data_dir().name
    'sample_data'
    """
    return _shared("sample_data")


def _shared(name: str) -> Path:
    package = Path(__file__).resolve().parent
    for folder in (package / "_shared" / name, package.parent / name):
        if folder.is_dir():
            return folder
    raise GkevalError(f"folder {name!r} is missing from this installation: install gkeval again")
