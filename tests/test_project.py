"""The project's own files: nothing of one machine in them, one version, a wheel that is whole."""

import json
import os
import re
import subprocess
import sys
import tomllib
import zipfile
from itertools import chain
from pathlib import Path

import pytest

import gkeval

ROOT = Path(__file__).resolve().parent.parent
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
NOTEBOOKS = sorted(
    path for path in (ROOT / "notebooks").rglob("*.ipynb") if ".ipynb_checkpoints" not in path.parts
)
TOP = ".ci benchmarks docs gkeval indicators notebooks sample_data tests".split()
TEXT = {".cfg", ".csv", ".html", ".ipynb", ".json", ".md", ".py", ".toml", ".txt", ".yaml", ".yml"}


def text_files() -> list[Path]:
    files = [path for path in ROOT.iterdir() if path.is_file() and path.name != ".git"]
    for name in TOP:
        files += [path for path in (ROOT / name).rglob("*") if path.is_file()]
    return sorted(
        path
        for path in files
        if (path.suffix in TEXT or path.name in {"Makefile", "run", ".gitignore"})
        and "__pycache__" not in path.parts
        and path != Path(__file__)
    )


def packaged_files() -> set[str]:
    """What a wheel must hold of the package, the schemes and the samples, by its path in there."""
    homes = {
        "gkeval": "gkeval",
        "indicators": "gkeval/_shared/indicators",
        "sample_data": "gkeval/_shared/sample_data",
    }
    return {
        f"{home}/{path.relative_to(ROOT / folder).as_posix()}"
        for folder, home in homes.items()
        for path in (ROOT / folder).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }


def test_files_name_no_place_of_one_machine():
    found = []
    # Whole home folders and this checkout; package indexes belong to the reader's own settings.
    pattern = re.compile(
        rf"/(?:home|Users)/\w|(?<![\w.])/root/|{re.escape(str(ROOT))}(?![\w-])"
        r"|file:///|--(?:extra-)?index-url|--find-links|--trusted-host"
    )
    for path in text_files():
        for number, line in enumerate(path.read_text("utf-8", "replace").splitlines(), start=1):
            if pattern.search(line):
                found.append(f"{path.relative_to(ROOT)}, line {number}: {line.strip()[:100]}")
    assert found == []


def test_constraints_hold_names_and_versions_only():
    lines = (ROOT / ".ci" / "constraints.txt").read_text("utf-8").splitlines()
    strange = [x for x in lines if not re.fullmatch(r"#.*|[\w.-]+==[\w.+!-]+", x)]
    assert strange == []


def test_every_requirement_has_its_version_in_the_constraints():
    def plain(name: str) -> str:
        return re.sub(r"[-_.]+", "-", name).lower()

    held = {
        plain(line.split("==")[0])
        for line in (ROOT / ".ci" / "constraints.txt").read_text("utf-8").splitlines()
        if not line.startswith("#")
    }
    project = PYPROJECT["project"]
    asked = [*project["dependencies"], *chain(*project["optional-dependencies"].values())]
    names = {plain(re.match(r"[\w.-]+", requirement)[0]) for requirement in asked}
    assert names - held == {"gkeval"}


def test_one_version():
    assert gkeval.__version__ == PYPROJECT["project"]["version"]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_notebooks_are_kept_without_outputs(path: Path):
    notebook = json.loads(path.read_text("utf-8"))
    code = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    assert code, "a notebook without code shows nothing"
    assert [cell["outputs"] for cell in code if cell["outputs"]] == []
    assert [cell["execution_count"] for cell in code if cell["execution_count"]] == []
    assert notebook["metadata"].get("kernelspec", {}).get("name", "python3") == "python3"


@pytest.mark.full
def test_wheel_holds_schemes_and_samples_and_works_alone(tmp_path: Path):
    """The wheel is built from the source archive, as a package index would do it."""

    def run(*args: str, cwd: Path, **env: str) -> str:
        done = subprocess.run(
            [sys.executable, *args],
            cwd=cwd,
            env={**os.environ, **env},
            capture_output=True,
            text=True,
            encoding="utf-8",
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    run("-m", "hatchling", "build", "-t", "sdist", "-d", str(tmp_path), cwd=ROOT)
    (archive,) = tmp_path.glob("*.tar.gz")
    run("-m", "tarfile", "-e", str(archive), str(tmp_path), cwd=tmp_path)
    unpacked = tmp_path / archive.name.removesuffix(".tar.gz")
    run("-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path), cwd=unpacked)
    (wheel,) = tmp_path.glob("*.whl")

    names = {name for name in zipfile.ZipFile(wheel).namelist() if not name.endswith("/")}
    about = {name for name in names if name.startswith("gkeval-")}
    assert names - about == packaged_files()
    assert any(name.endswith(".dist-info/licenses/LICENSE") for name in about)

    # Ahead of the checkout on the path: libraries from this environment, gkeval from the wheel.
    site = tmp_path / "site"
    run(
        *("-m", "pip", "install", "--quiet", "--no-deps", "--no-index"),
        *("--target", str(site), str(wheel)),
        cwd=tmp_path,
    )
    code = "import gkeval, json; print(json.dumps([gkeval.__file__, str(gkeval.schemes())]))"
    file, schemes = json.loads(run("-c", code, cwd=tmp_path, PYTHONPATH=str(site)))
    assert Path(file).is_relative_to(site)
    for scheme in (ROOT / "indicators").glob("*/scheme.yaml"):
        assert scheme.parent.name in schemes
