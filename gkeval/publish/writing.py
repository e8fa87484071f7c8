"""Writing the folder of a report: every format of an edition, whole or not at all."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gkeval.assessment import Assessment
from gkeval.assessment.manifest import hashes_in, manifest, write_manifest
from gkeval.files import whole_folder
from gkeval.publish.editions import IMAGES, Edition
from gkeval.publish.replacing import refuse_foreign
from gkeval.spec import Lang
from gkeval.uncertainty import Robustness

if TYPE_CHECKING:
    import plotly.graph_objects as go


def write_report(
    result: Assessment,
    folder: Path,
    edition: Edition,
    *,
    lang: Lang,
    title: str | None,
    robustness: Robustness | None,
    progress: bool,
) -> Path:
    """Write a report; an earlier one stays whole until the new one is.

    Returns
    -------
    pathlib.Path
        The page to open first; the folder, where there is none.

    Raises
    ------
    GkevalError
        When the folder holds anything but an earlier report, or a document of it that somebody
        changed since; when it cannot be written.
    """
    refuse_foreign(folder)
    with whole_folder(folder) as draft:
        if "html" in edition.formats:
            _write_html(result, draft, edition, lang, title, robustness, progress)
        figures, images = _write_images(result, draft, edition, lang, robustness)
        if "docx" in edition.formats:
            _write_word(result, draft, edition, lang, title, robustness, figures, images)
        if "xlsx" in edition.formats:
            from gkeval.publish.excel import write_workbook

            write_workbook(result, draft / "results.xlsx", lang=lang)
        write_manifest(_manifest(result, draft, edition, lang, title, robustness), draft)
    first = folder / "index.html"
    return first if first.is_file() else folder


def _write_html(
    result: Assessment,
    folder: Path,
    edition: Edition,
    lang: Lang,
    title: str | None,
    robustness: Robustness | None,
    progress: bool,
) -> None:
    if edition.name == "client":
        from gkeval.publish.site import write_site

        write_site(result, folder, lang=lang, title=title, robustness=robustness, progress=progress)
    elif edition.name == "unit":
        from gkeval.publish.sheets import write_sheets

        write_sheets(
            result,
            folder,
            edition,
            lang=lang,
            title=title,
            robustness=robustness,
            progress=progress,
        )
    else:
        from gkeval.publish.openly import write_public

        write_public(result, folder, edition, lang=lang, title=title, robustness=robustness)


def _write_images(
    result: Assessment,
    folder: Path,
    edition: Edition,
    lang: Lang,
    robustness: Robustness | None,
) -> tuple[dict[str, go.Figure] | None, dict[str, Path] | None]:
    """Draw the figures in all formats asked for in one batch, where images are asked for.

    Returns
    -------
    dict, dict
        The figures by name, and their PNG files; None for what the Word report makes itself.
    """
    asked = [name for name in IMAGES if name in edition.formats]
    if not asked:
        return None, None
    from gkeval.charts import save_images
    from gkeval.publish.word import report_figures

    figures = report_figures(result, lang, robustness)
    place = folder / "images"
    save_images({place / f"{name}.{ext}": one for name, one in figures.items() for ext in asked})
    drawn = {name: place / f"{name}.png" for name in figures} if "png" in asked else None
    return figures, drawn


def _write_word(
    result: Assessment,
    folder: Path,
    edition: Edition,
    lang: Lang,
    title: str | None,
    robustness: Robustness | None,
    figures: dict[str, go.Figure] | None,
    images: dict[str, Path] | None,
) -> None:
    from gkeval.publish.word import write_feedback_sheets, write_word

    if edition.name == "client":
        path = folder / "report.docx"
        write_word(
            result,
            path,
            lang=lang,
            title=title,
            figures=figures,
            images=images,
            robustness=robustness,
        )
        return
    from gkeval.publish.editions import FEWEST
    from gkeval.publish.evidence import OURS
    from gkeval.publish.facts import Facts
    from gkeval.publish.sheets import sheet_folders

    facts = Facts(result, lang, hide=OURS, fewest=FEWEST)
    folders = {facts.files[unit]: own for unit, own in sheet_folders(result, edition).items()}
    for path in write_feedback_sheets(facts, folder, edition.units):
        own = folder / folders[path.stem]
        own.mkdir(exist_ok=True)
        path.rename(own / "feedback.docx")


def _manifest(
    result: Assessment,
    folder: Path,
    edition: Edition,
    lang: Lang,
    title: str | None,
    robustness: Robustness | None,
) -> dict[str, Any]:
    """Return the manifest of a report; units are named where the folder holds their sheets."""
    asked = {
        "edition": edition.name,
        "formats": list(edition.formats),
        "units": edition.units[0] if edition.alone else list(edition.units),
        "show": edition.show,
        "top": edition.top,
        "lang": lang,
        "title": title,
    }
    return manifest(
        result,
        "report",
        hashes_in(folder),
        options={"report": asked},
        seed=None if robustness is None else robustness.seed,
        robustness=None if robustness is None else repeated(robustness),
    )


def repeated(robustness: Robustness) -> dict[str, Any]:
    """Return what was drawn, so that the robustness of a result can be computed again."""
    plan = robustness.plan
    return {
        "draws": plan.draws,
        "seed": plan.seed,
        "weights": None
        if plan.weights is None
        else {"kind": type(plan.weights).__name__, **asdict(plan.weights)},
        "raters": plan.raters,
        "scenarios": [scenario.name for scenario in plan.scenarios],
        "sampled": any(scenario.sampled for scenario in plan.scenarios),
    }
