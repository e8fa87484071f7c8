"""Where the schemes and sample data that ship with gkeval are.

An installed package carries them in ``gkeval/_shared``; in a checkout they stand beside the
package, where people edit them. Both are found here and nowhere else.
"""

from __future__ import annotations

from pathlib import Path

from gkeval.errors import GkevalError

__all__ = ["indicators_dir", "sample", "sample_data_dir", "version"]


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


def sample(name: str) -> Path:
    """Folder of the sample records of a built-in scheme, to be read with `gkeval.read_records`.

    Parameters
    ----------
    name
        Id of the scheme.

    Raises
    ------
    GkevalError
        When there is no such sample; the message lists those that there are.

    Examples
    --------
    >>> sample("sichuan-land-2011").name
    'sichuan-land-2011'
    """
    home = sample_data_dir()
    known = sorted(entry.name for entry in home.iterdir() if entry.is_dir())
    if name not in known:
        raise GkevalError(f"no sample data for {name!r}; there is some for: {', '.join(known)}")
    return home / name


def _shared(name: str) -> Path:
    package = Path(__file__).resolve().parent
    for folder in (package / "_shared" / name, package.parent / name):
        if folder.is_dir():
            return folder
    raise GkevalError(f"folder {name!r} is missing from this installation: install gkeval again")


def version() -> str:
    """Return the version of gkeval that is running.

    >>> version().count(".") >= 1
    True
    """
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("gkeval")
    except PackageNotFoundError:
        return "0+unknown"
