"""The ten lines of each README run as written, and its links lead somewhere."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
READMES = ("README.md", "README.zh-CN.md")


@pytest.mark.parametrize("name", READMES)
def test_the_ten_lines_run(name, tmp_path):
    text = (ROOT / name).read_text("utf-8")
    (code,) = re.findall(r"```python\n(.*?)```", text, re.S)
    run = subprocess.run(
        [sys.executable, "-X", "utf8", "-c", code],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=300,
    )
    assert run.returncode == 0, run.stderr
    assert "二(二)" in run.stdout
    assert (tmp_path / "ranking.html").stat().st_size > 1000
    assert (tmp_path / "report" / "index.html").exists()


@pytest.mark.parametrize("name", READMES)
def test_links_lead_to_files(name):
    text = (ROOT / name).read_text("utf-8")
    links = re.findall(r"\]\(([^)#]+)\)", text)
    assert links
    assert [link for link in links if "://" not in link and not (ROOT / link).exists()] == []


def test_both_readmes_show_the_same_code():
    codes = []
    for name in READMES:
        text = (ROOT / name).read_text("utf-8")
        (code,) = re.findall(r"```python\n(.*?)```", text, re.S)
        codes.append(re.sub(r"\s*#.*", "", code))
    assert codes[0] == codes[1]
