"""Fonts and image files."""

import subprocess

import pytest

import gkeval as gk
from gkeval.charts import fonts, images


def test_the_font_found_is_one_that_the_theme_asks_for(monkeypatch):
    answer = "Noto Serif CJK SC\nNoto Sans CJK SC,Noto Sans CJK SC Regular\n"
    monkeypatch.setattr(fonts.shutil, "which", lambda name: "fc-list")
    monkeypatch.setattr(
        fonts.subprocess, "run", lambda *a, **k: subprocess.CompletedProcess(a, 0, answer, "")
    )
    assert gk.charts.check_fonts() == "Noto Sans CJK SC"


def test_no_font_is_told_with_its_remedy(monkeypatch):
    monkeypatch.setattr(fonts.shutil, "which", lambda name: "fc-list")
    monkeypatch.setattr(
        fonts.subprocess, "run", lambda *a, **k: subprocess.CompletedProcess(a, 0, "", "")
    )
    with pytest.raises(gk.GkevalError, match="fonts-noto-cjk"):
        gk.charts.check_fonts()


def test_a_system_that_cannot_be_asked_is_let_through(monkeypatch):
    monkeypatch.setattr(fonts.shutil, "which", lambda name: None)
    assert gk.charts.check_fonts() == ""


def test_an_unknown_format_is_refused_before_anything_is_written(tmp_path, five):
    figure = gk.charts.ranking(five)
    with pytest.raises(gk.GkevalError, match=r"chart\.gif ends in '\.gif'"):
        gk.charts.save_images({tmp_path / "a.png": figure, tmp_path / "chart.gif": figure})
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (RuntimeError("Kaleido requires Google Chrome\nto be installed"), "requires Google Chrome"),
        (ValueError("requires the Kaleido package"), "requires the Kaleido package"),
        (ImportError(), "ImportError"),
    ],
)
def test_a_missing_browser_or_kaleido_is_told(tmp_path, five, monkeypatch, error, told):
    def refuse(*args, **options):
        raise error

    monkeypatch.setattr(images, "check_fonts", lambda: "")
    monkeypatch.setattr("plotly.io.write_images", refuse)
    remedy = r"pip install 'gkeval\[images\]'.*apt-get install chromium\) \(.*"
    with pytest.raises(gk.GkevalError, match=remedy + told + r"\)$"):
        gk.charts.save_images({tmp_path / "a.png": gk.charts.ranking(five)})


def test_a_figure_that_no_browser_can_draw_is_named(tmp_path, five, monkeypatch):
    """A title with a control character leaves no file and no error of kaleido's."""

    def draws_the_first(figures, paths, **options):
        paths[0].touch()

    monkeypatch.setattr(images, "check_fonts", lambda: "")
    monkeypatch.setattr("plotly.io.write_images", draws_the_first)
    figure = gk.charts.ranking(five)
    with pytest.raises(gk.GkevalError, match=r"^b\.png could not be drawn: .*control characters"):
        gk.charts.save_images({tmp_path / "a.png": figure, tmp_path / "b.png": figure})


@pytest.mark.browser
def test_images_have_the_size_of_the_figure(tmp_path, five, chromium):
    pytest.importorskip("kaleido")
    figure = gk.charts.ranking(five)
    (path,) = gk.charts.save_images({tmp_path / "deep" / "ranking.png": figure}, scale=1)
    header = path.read_bytes()[:24]
    size = [int.from_bytes(header[16:20], "big"), int.from_bytes(header[20:24], "big")]
    assert size == [figure.layout.width, figure.layout.height]


@pytest.mark.browser
def test_a_batch_holds_png_svg_and_pdf(tmp_path, five, chromium):
    pytest.importorskip("kaleido")
    figure = gk.charts.ranking(five)
    paths = [tmp_path / f"ranking.{name}" for name in ("png", "svg", "pdf")]
    assert gk.charts.save_images(dict.fromkeys(paths, figure), scale=1) == paths
    heads = [path.read_bytes()[:5] for path in paths]
    assert heads == [b"\x89PNG\r", b"<svg ", b"%PDF-"]
    assert "甲县" in paths[1].read_text("utf-8")


def test_a_machine_without_a_browser_is_told_what_to_install(tmp_path, five, monkeypatch):
    """Not a stand-in: kaleido is pointed to a browser that is not there."""
    pytest.importorskip("kaleido")
    monkeypatch.setattr(images, "check_fonts", lambda: "")
    monkeypatch.setenv("BROWSER_PATH", str(tmp_path / "no-chromium"))
    with pytest.raises(gk.GkevalError, match=r"apt-get install chromium\) \(.+\)$"):
        gk.charts.save_images({tmp_path / "a.png": gk.charts.ranking(five)})


def test_a_machine_whose_fonts_hold_no_chinese_is_told(tmp_path, five, monkeypatch):
    """A real `fc-list` that knows no Chinese font, found on the path."""
    listing = tmp_path / "fc-list"
    listing.write_text("#!/bin/sh\nexit 0\n")
    listing.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(gk.GkevalError, match="images would show boxes"):
        gk.charts.save_images({tmp_path / "a.png": gk.charts.ranking(five)})
    assert not (tmp_path / "a.png").exists()


def test_no_figures_are_no_files_and_start_nothing(monkeypatch):
    monkeypatch.setattr(images, "check_fonts", lambda: pytest.fail("the fonts were asked for"))
    assert gk.charts.save_images({}) == []
