"""``verify``: what an output is set beside, and how the outcome is printed."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from gkeval.cli.options import Language


def verify(
    path: Annotated[Path, typer.Argument(help="Result archive, report, or folder of `assess`.")],
    records: Annotated[
        Path | None, typer.Option("--records", help="Records (检测底稿) as they are today.")
    ] = None,
    scheme: Annotated[
        str | None, typer.Option("--scheme", help="Scheme (指标体系) as it is today.")
    ] = None,
    log: Annotated[
        Path | None, typer.Option("--log", help="Log of changes (变更日志) as it is today.")
    ] = None,
    seal: Annotated[
        str | None, typer.Option("--seal", help="Seal (封签) noted down when it was frozen.")
    ] = None,
    rebuild: Annotated[
        bool, typer.Option("--rebuild/--no-rebuild", help="Whether to write the report again.")
    ] = True,
    lang: Annotated[
        Language | None, typer.Option("--lang", help="Language; the scheme's own if left out.")
    ] = None,
) -> None:
    """Verify an output (核对): hashes, numbers, report; exit code 1 where something differs.

    Each file is set beside its hash in manifest.json, each number computed again from the values,
    and from the records where they are given; then the report is written again and compared.
    """
    from gkeval.publish.verifying import verify as verified

    found = verified(
        path,
        records=records,
        scheme=scheme,
        log=log,
        seal=seal,
        rebuild=rebuild,
        lang=None if lang is None else "zh" if lang is Language.zh else "en",
    )
    typer.echo(str(found))
    raise typer.Exit(0 if found.ok else 1)
