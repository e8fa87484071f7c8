"""LibreOffice for tests: workbooks recalculated from nothing, documents as PDF."""

import re
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest

# Without this LibreOffice shows the values that stand beside the formulas.
ALWAYS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>
"""


def converted(paths: list[Path], to: str, folder: Path) -> list[Path]:
    """Convert files in one start of LibreOffice."""
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("no LibreOffice on this machine: install libreoffice")
    profile = folder / "profile"
    (profile / "user").mkdir(parents=True, exist_ok=True)
    (profile / "user" / "registrymodifications.xcu").write_text(ALWAYS, "utf-8")
    out = folder / "out"
    command = [office, f"-env:UserInstallation={profile.as_uri()}", "--headless"]
    command += ["--convert-to", to, "--outdir", str(out), *map(str, paths)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=280, check=False)
    made = [out / f"{path.stem}.{to.split(':')[0]}" for path in paths]
    missing = [path.name for path in made if not path.exists()]
    assert not missing, f"{missing}: {done.stdout} {done.stderr}"
    return made


def emptied(path: Path, to: Path) -> Path:
    """Copy a workbook with nonsense in place of every value that stands beside a formula."""
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(to, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name.startswith("xl/worksheets/"):
                text = content.decode()
                text = re.sub(r' t="str"(?=><f>)', "", text)
                content = re.sub(r"(</f>)<v>[^<]*</v>", r"\1<v>-77777</v>", text).encode()
            new.writestr(name, content)
    return to
