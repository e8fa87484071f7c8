"""The demonstration: a published ranking recomputed, and synthetic records assessed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import typer

from gkeval.cli.options import Language, OnError, lang_of
from gkeval.cli.output import assessed, print_ranking, write_all
from gkeval.errors import GkevalError
from gkeval.places import sample
from gkeval.scheme import check_plan, load_scheme


def published(out: Path, lang: Language | None) -> list[Path]:
    """Recompute the ranking of Sichuan 2011 and set it beside the published one."""
    scheme = load_scheme("sichuan-land-2011")
    said_in = lang_of(lang, scheme)
    source = sample(scheme.scheme)
    result = assessed(scheme, source, OnError.stop)
    printed = pd.read_csv(source / "published" / "ranking.csv", encoding="utf-8-sig")
    both = beside(printed, result.ranking())
    print_ranking(result, said_in)
    totals, ranks = int(both["same_total"].sum()), int(both["same_rank"].sum())
    count = len(both)
    typer.echo(f"\n{totals} of {count} totals, {ranks} of {count} ranks as published")
    folder = out / scheme.scheme
    name = "published-beside-recomputed.csv"
    files = write_all(result, folder, said_in, beside={name: both})
    if totals < count or ranks < count:
        raise GkevalError(f"the recomputed ranking is not the published one: see {folder / name}")
    return files


def beside(printed: pd.DataFrame, ours: pd.DataFrame) -> pd.DataFrame:
    """Set a published ranking beside a recomputed one, unit by unit.

    Parameters
    ----------
    printed
        unit, rank, total.
    ours
        unit, rank, score.

    >>> printed = pd.DataFrame({"unit": ["A", "B"], "rank": [1, 2], "total": [9.5, 7.0]})
    >>> ours = pd.DataFrame({"unit": ["A", "B"], "rank": [1, 2], "score": [9.5, 7.1]})
    >>> beside(printed, ours)[["same_total", "same_rank"]].to_numpy().tolist()
    [[True, True], [False, True]]
    """
    names = {"rank": "rank_published", "total": "total_published"}
    published = printed[["unit", "rank", "total"]].rename(columns=names)
    names = {"rank": "rank_recomputed", "score": "total_recomputed"}
    both = published.merge(
        ours[["unit", "rank", "score"]].rename(columns=names), on="unit", how="outer"
    ).sort_values(["rank_published", "unit"], kind="stable", ignore_index=True)
    apart = (both["total_published"] - both["total_recomputed"]).abs()
    same = (both["rank_published"] == both["rank_recomputed"]).fillna(False).astype(bool)
    return both.assign(same_total=(apart < 1e-9).to_numpy(), same_rank=same.to_numpy())


def synthetic(out: Path, lang: Language | None) -> list[Path]:
    """Assess the synthetic records for Ningxia 2017, and check a plan against its constraints."""
    scheme = load_scheme("ningxia-2017")
    said_in = lang_of(lang, scheme)
    result = assessed(scheme, sample(scheme.scheme), OnError.report)
    typer.echo("")
    print_ranking(result, said_in, most=10)
    typer.echo("")
    plan: dict[str, Any] = {
        constraint.kind: constraint.at_least for constraint in scheme.constraints
    }
    for weight in ("0.04", "0.03"):
        found = check_plan(scheme, {**plan, "efficiency_weight": weight})
        typer.echo(f"efficiency weight (效能考核权重) {weight}: {found}")
    return write_all(result, out / scheme.scheme, said_in)


def offered() -> list[str]:
    """Return the commands that assess the samples which the demo leaves out."""
    from gkeval.places import sample_data_dir
    from gkeval.scheme import schemes

    shown = ("sichuan-land-2011", "ningxia-2017")
    folders = {folder.name for folder in sample_data_dir().iterdir() if folder.is_dir()}
    names = [name for name in schemes()["scheme"] if name in folders and name not in shown]
    return [f"gkeval assess {name} --sample" for name in names]
