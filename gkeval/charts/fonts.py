"""Whether this machine can draw Chinese in static images: without a font it draws empty boxes."""

from __future__ import annotations

import shutil
import subprocess

from gkeval.charts.theme import FONTS
from gkeval.errors import GkevalError

REMEDY = (
    "on Debian and Ubuntu: apt-get install fonts-noto-cjk; on Fedora: dnf install "
    "google-noto-sans-cjk-fonts; elsewhere: install Noto Sans CJK SC"
)


def check_fonts() -> str:
    """Return the font that static images will show Chinese in.

    Interactive figures take the fonts of the reader's browser and need no check.

    Returns
    -------
    str
        The first font of the theme that is installed, else any font that holds Chinese. Empty
        where the system cannot be asked (no ``fc-list``, as on Windows and macOS, which bring
        Chinese fonts).

    Raises
    ------
    GkevalError
        When no font on this machine holds Chinese; the message says which to install.
    """
    command = shutil.which("fc-list")
    if command is None:
        return ""
    asked = subprocess.run(
        [command, ":lang=zh", "family"], capture_output=True, encoding="utf-8", check=False
    )
    families = sorted(
        {name.strip() for line in asked.stdout.splitlines() for name in line.split(",")} - {""}
    )
    if not families:
        raise GkevalError(
            f"no font on this machine holds Chinese, so images would show boxes. Remedy: {REMEDY}"
        )
    return next((font for font in FONTS if font in families), families[0])
