"""The code blocks of a page of the guide, and a run of them in order in one folder."""

from __future__ import annotations

import re
import shlex
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
GUIDE = ROOT / "docs" / "guide"
FENCE = re.compile(r"^```(\w+)?([^\n]*)\n(.*?)^```$", re.M | re.S)
TITLE = re.compile(r'title="([^"]+)"')


@dataclass(frozen=True)
class Block:
    """One fenced block: its language, the file that its title names, and its text."""

    lang: str
    title: str
    text: str
    line: int

    @property
    def bare(self) -> str:
        """The code without comments and without spaces at the ends."""
        lines = [re.sub(r"(^|\s+)#(?!\!| yaml).*", "", line) for line in self.text.splitlines()]
        return "\n".join(line.rstrip() for line in lines if line.strip())


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


def run(path: Path, folder: Path) -> None:
    """Run every block of a page in a folder: Python in one namespace, commands by their names.

    A YAML block with a title is written to that file; one without must load as a scheme.
    """
    import reference
    from typer.testing import CliRunner

    from gkeval.cli import app

    space: dict[str, object] = {"__name__": "guide"}
    for block in blocks(path):
        if block.title:
            target = folder / block.title
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(block.text, "utf-8")
        elif block.lang == "python":
            code = "\n" * (block.line - 1) + block.text  # tracebacks name the line of the page
            exec(compile(code, str(path), "exec"), space)
        elif block.lang == "bash":
            for line in block.text.splitlines():
                told = f"{path.name}, after line {block.line}: {line}"
                words = shlex.split(line)
                assert words[0] == "gkeval", f"{told}: pages show commands of gkeval only"
                done = CliRunner().invoke(app, words[1:])
                assert done.exit_code == 0, f"{told}\n{done.output}\n{done.exception!r}"
        elif block.lang == "yaml":
            reference.loaded(block.text)
