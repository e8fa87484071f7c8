"""Writing the folder of a report: every format of an edition, whole or not at all."""

from __future__ import annotations

import json
from pathlib import Path

from gkeval.assessment import Assessment
from gkeval.errors import GkevalError
from gkeval.files import whole_folder
from gkeval.places import version
from gkeval.publish.editions import Edition
from gkeval.publish.pages import GENERATOR
from gkeval.spec import Lang
from gkeval.uncertainty import Robustness

MANIFEST = "report.json"
"""What tells a folder of ours; it says which report it is, and names no unit."""


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
        When the folder holds anything but an earlier report, or cannot be written.
    """
    refuse_foreign(folder)
    with whole_folder(folder) as draft:
        if "html" in edition.formats:
            _write_html(result, draft, edition, lang, title, robustness, progress)
        if "docx" in edition.formats:
            _write_word(result, draft, edition, lang, title)
        if "xlsx" in edition.formats:
            from gkeval.publish.excel import write_workbook

            write_workbook(result, draft / "results.xlsx", lang=lang)
        _write_manifest(result, draft, edition, lang)
    first = folder / "index.html"
    return first if first.is_file() else folder


def refuse_foreign(folder: Path) -> None:
    """Make sure that a report takes the place of nothing but an earlier report.

    Raises
    ------
    GkevalError
        When the folder has no name of its own, is a file, or holds anything else.
    """
    if folder.name in ("", ".."):
        raise GkevalError(f"{folder} has no name of its own. Remedy: name a folder for the report")
    if folder.is_dir():
        if not _is_ours(folder) and any(folder.iterdir()):
            raise GkevalError(
                f"{folder} holds files that are no report of gkeval, and would be replaced. "
                "Remedy: name a new folder"
            )
    elif folder.exists():
        raise GkevalError(f"{folder} is a file. Remedy: name a folder")


def _is_ours(folder: Path) -> bool:
    signs = ((folder / "index.html", GENERATOR), (folder / MANIFEST, '"generator": "gkeval'))
    return any(
        path.is_file() and sign in path.read_text("utf-8", "replace")[:1000] for path, sign in signs
    )


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


def _write_word(
    result: Assessment, folder: Path, edition: Edition, lang: Lang, title: str | None
) -> None:
    from gkeval.publish.word import write_feedback_sheets, write_word

    if edition.name == "client":
        write_word(result, folder / "report.docx", lang=lang, title=title)
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


def _write_manifest(result: Assessment, folder: Path, edition: Edition, lang: Lang) -> None:
    said = {
        "generator": f"gkeval {version()}",
        "edition": edition.name,
        "formats": list(edition.formats),
        "lang": lang,
        "scheme": result.scheme.scheme,
        "scheme_fingerprint": result.scheme.fingerprint,
        "fingerprint": result.fingerprint,
    }
    text = json.dumps(said, ensure_ascii=False, indent=1)
    (folder / MANIFEST).write_text(text + "\n", "utf-8", newline="\n")
