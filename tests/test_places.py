"""Where schemes and samples are: in a checkout, installed, and what is said when they are not."""

import importlib.metadata

import pytest

import gkeval as gk
from gkeval import places


def test_a_sample_that_is_not_there_is_told_with_those_that_are():
    with pytest.raises(gk.GkevalError) as caught:
        gk.sample("beijing-1999")
    said = str(caught.value)
    assert said.startswith("no sample data for 'beijing-1999'; there is some for: ")
    assert "ningxia-2017" in said
    assert "sichuan-land-2011" in said


@pytest.mark.parametrize("name", ["../indicators", "", ".", "README.md"])
def test_a_sample_is_a_folder_of_its_own_name(name):
    with pytest.raises(gk.GkevalError, match="no sample data for"):
        gk.sample(name)


def test_an_installation_has_the_folders_within_the_package(tmp_path, monkeypatch):
    package = tmp_path / "gkeval"
    package.mkdir()
    monkeypatch.setattr(places, "__file__", str(package / "places.py"))
    for find in (places.indicators_dir, places.sample_data_dir):
        with pytest.raises(gk.GkevalError, match="is missing from this installation"):
            find()
    (tmp_path / "indicators").mkdir()
    assert places.indicators_dir() == tmp_path / "indicators"
    (package / "_shared" / "indicators").mkdir(parents=True)
    assert places.indicators_dir() == package / "_shared" / "indicators"


def test_without_an_installation_the_version_is_unknown(monkeypatch):
    assert places.version() == gk.__version__

    def none(name):
        raise importlib.metadata.PackageNotFoundError(name)

    monkeypatch.setattr(importlib.metadata, "version", none)
    assert places.version() == "0+unknown"
