"""Synthetic records as CSV files, as a Chinese office keeps them; always the same bytes."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from gkeval.tables import TABLES, Column


def write(records: Mapping[str, pd.DataFrame], folder: str | Path) -> list[Path]:
    """Write one CSV file per table: UTF-8, Chinese headers and words, Unix line ends.

    Parameters
    ----------
    records
        Record tables by name.
    folder
        Where to; made when it is not there.

    Returns
    -------
    list of Path
        The files.
    """
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    files = []
    for name, frame in records.items():
        table = TABLES[name]
        shown = pd.DataFrame(
            {
                table.by_name[key].zh: _shown(frame[key], table.by_name[key])
                for key in frame.columns
                if not frame[key].isna().all()
            }
        )
        file = folder / f"{name}.csv"
        file.write_text(shown.to_csv(index=False, lineterminator="\n"), "utf-8", newline="\n")
        files.append(file)
    return files


def _shown(values: pd.Series[Any], column: Column) -> pd.Series[Any]:
    """Return a column as text; missing stays missing."""
    missing = values.isna()
    text: pd.Series[Any]
    if pd.api.types.is_datetime64_any_dtype(values.dtype):
        form = "%Y-%m-%d" if column.kind == "date" else "%Y-%m-%d %H:%M"
        text = values.dt.strftime(form).astype("str")
    elif column.kind == "flag" and pd.api.types.is_bool_dtype(values.dtype):
        words = np.where(values.fillna(False), "是", "否")
        text = pd.Series(words, dtype="str", index=values.index)
    elif column.kind == "code":
        text = values.replace(dict(column.codes)).astype("str")
    elif column.kind == "list":
        text = values.astype("str").str.replace(";", "、", regex=False)
    else:
        text = values.astype("str").str.removesuffix(".0")
    return text.mask(missing)
