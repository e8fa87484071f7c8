"""The code blocks of a page of the guide, and a run of them in order in one folder."""

from __future__ import annotations

import re
import shlex
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from typer.testing import CliRunner

from gkeval.cli import app

ROOT = Path(__file__).resolve().parents[2]
GUIDE = ROOT / "docs" / "guide"
FENCE = re.compile(r"^```(\w+)?([^\n]*)\n(.*?)^```$", re.M | re.S)
TITLE = re.compile(r'title="([^"]+)"')

sys.path.append(str(ROOT / "docs"))

import reference  # noqa: E402


@dataclass(frozen=True)
class Block:
    """One fenced block: its language, the file that its title names, its text and line."""

    lang: str
    title: str
    text: str
    line: int

    @property
    def bare(self) -> str:
        """The code without comments and without spaces at the ends."""
        lines = (re.sub(r"(^|\s+)# .*", "", line).rstrip() for line in self.text.splitlines())
        return "\n".join(line for line in lines if line)


def blocks(path: Path) -> list[Block]:
    """Return the blocks of a page."""
    text = path.read_text("utf-8")
    found = []
    for fence in FENCE.finditer(text):
        title = TITLE.search(fence.group(2))
        line = text.count("\n", 0, fence.start()) + 2
        found.append(
            Block(fence.group(1) or "", title.group(1) if title else "", fence.group(3), line)
        )
    return found


def run(page: list[Block], name: str, folder: Path) -> dict[str, Any]:
    """Run the blocks of a page in a folder; return the names that its Python made.

    A block with a title is written to that file, a YAML block without one must load as a scheme.
    Commands run in this process, by the app behind them: a Python for each would take minutes.
    """
    space: dict[str, Any] = {"__name__": "guide"}
    for block in page:
        if block.title:
            target = folder / block.title
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(block.text, "utf-8")
        elif block.lang == "python":
            code = "\n" * (block.line - 1) + block.text  # tracebacks name the line of the page
            exec(compile(code, name, "exec"), space)
        elif block.lang == "bash":
            for line in block.text.splitlines():
                told = f"{name}, after line {block.line}: {line}"
                words = shlex.split(line)
                assert words[0] == "gkeval", f"{told}: pages show commands of gkeval only"
                done = CliRunner().invoke(app, words[1:])
                assert done.exit_code == 0, f"{told}\n{done.output}\n{done.exception!r}"
        elif block.lang == "yaml":
            reference.loaded(block.text)
    return space
