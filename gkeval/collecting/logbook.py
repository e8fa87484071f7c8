"""A log of changes as a file that is only ever added to (变更日志).

In: rows of changes. Out: a CSV file whose lines are chained: each bears a seal made of itself and
of the seal before it, so that a line altered, removed or moved afterwards is found.
"""

from __future__ import annotations

import csv
import hashlib
import io
import os
from pathlib import Path

import pandas as pd

from gkeval.errors import InputError, Problem, Problems
from gkeval.files import whole_file

COLUMNS = ("unit", "indicator", "value", "level", "state", "who", "when", "why", "evidence")
"""What a change says; `gkeval.apply_changes` reads the same."""

_SEALED = ("number", *COLUMNS, "seal")
_NEEDED = ("unit", "indicator", "who", "when", "why")


def append_log(path: str | os.PathLike[str], changes: pd.DataFrame) -> pd.DataFrame:
    """Add changes to the end of a log; what it holds already is checked and kept to the byte.

    Parameters
    ----------
    path
        A CSV file (UTF-8 with mark); it is made when it is not there.
    changes
        Rows with the columns `COLUMNS`; unit, indicator, who, when and why in each, and a value,
        level or state. The `log` of what `gkeval.apply_appeals` returns is of this form.

    Returns
    -------
    data frame
        The whole log, as `read_log` returns it.

    Raises
    ------
    InputError
        When a change lacks one of these, or the log was altered.

    Examples
    --------
    >>> import tempfile
    >>> path = Path(tempfile.mkdtemp()) / "changes.csv"
    >>> change = {"unit": "A", "indicator": "i", "value": 3.5, "who": "组长", "when": "2018-03-01",
    ...           "why": "漏看一份文件"}
    >>> len(append_log(path, pd.DataFrame([change])))
    1
    >>> len(append_log(path, pd.DataFrame([change | {"value": 4, "when": "2018-03-02"}])))
    2
    >>> read_log(path)["value"].tolist()
    [3.5, 4.0]
    """
    target = Path(path)
    texts = _texts(changes)
    _complete(texts).raise_if_any("changes")
    before = target.read_bytes() if target.exists() else b""
    lines = _lines(before, target.name) if before else []
    seal = lines[-1]["seal"] if lines else ""
    added = io.StringIO(newline="")
    writer = csv.writer(added, lineterminator="\r\n")
    if not before:
        writer.writerow(_SEALED)
    for number, row in enumerate(texts, start=len(lines) + 1):
        seal = _seal(seal, number, row)
        writer.writerow([number, *(row[name] for name in COLUMNS), seal])
    start = before or "\ufeff".encode()
    with whole_file(target) as draft:
        draft.write_bytes(start + added.getvalue().encode())
    return read_log(target)


def read_log(path: str | os.PathLike[str]) -> pd.DataFrame:
    """Return a log of changes, for `gkeval.apply_changes`.

    Parameters
    ----------
    path
        A file that `append_log` wrote.

    Raises
    ------
    InputError
        When a line was altered, removed, inserted or moved since it was written.
    """
    target = Path(path)
    lines = _lines(target.read_bytes(), target.name)
    frame = pd.DataFrame([{name: line[name] or None for name in COLUMNS} for line in lines])
    frame = frame.reindex(columns=list(COLUMNS))
    return frame.assign(value=pd.to_numeric(frame["value"]).astype("float64"))


def chained(changes: pd.DataFrame) -> list[dict[str, str]]:
    """Return changes as the texts that a log holds, each with its seal.

    Parameters
    ----------
    changes
        Rows with the columns `COLUMNS`, from the first change on.

    Returns
    -------
    list of dict
        One per change: the columns `COLUMNS` and ``seal``, made of the row and of the seal before.

    Examples
    --------
    >>> change = {"unit": "A", "indicator": "i", "value": 3.5, "who": "组长", "when": "2018-03-01"}
    >>> one, two = (chained(pd.DataFrame([change] * count)) for count in (1, 2))
    >>> one[0] == two[0], one[0]["seal"] == two[1]["seal"]
    (True, False)
    """
    rows, seal = _texts(changes), ""
    for number, row in enumerate(rows, start=1):
        seal = row["seal"] = _seal(seal, number, row)
    return rows


def _texts(changes: pd.DataFrame) -> list[dict[str, str]]:
    rows = changes.reindex(columns=list(COLUMNS)).to_dict("records")
    return [{name: _text(row[name]) for name in COLUMNS} for row in rows]


def _text(value: object) -> str:
    if value is None or value is pd.NA or value is pd.NaT or value != value:
        return ""
    if isinstance(value, float):
        return repr(value).removesuffix(".0")
    if isinstance(value, pd.Timestamp):
        return value.isoformat(" ").removesuffix(" 00:00:00")
    return str(value).strip()


def _seal(before: str, number: int, row: dict[str, str]) -> str:
    said = "\x1f".join([before, str(number), *(row[name] for name in COLUMNS)])
    return hashlib.sha256(said.encode()).hexdigest()[:16]


def _lines(content: bytes, name: str) -> list[dict[str, str]]:
    """Return the lines of a log, each with a seal that fits."""
    reader = csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""))
    if tuple(reader.fieldnames or ()) != _SEALED:
        raise InputError(
            "log of changes",
            Problems(
                [
                    _altered(
                        name, 1, f"columns {', '.join(reader.fieldnames or ())}", ", ".join(_SEALED)
                    )
                ]
            ),
        )
    lines: list[dict[str, str]] = []
    seal = ""
    for number, line in enumerate(reader, start=1):
        row = {key: line[key] or "" for key in COLUMNS}
        seal = _seal(seal, number, row)
        if line["seal"] != seal or line["number"] != str(number):
            found = f"line {number}, which is not as it was written"
            fault = _altered(name, reader.line_num, found, "lines as append_log wrote them")
            raise InputError("log of changes", Problems([fault]))
        lines.append({**row, "seal": seal})
    return lines


def _altered(name: str, line: int, found: str, allowed: str) -> Problem:
    remedy = "restore the log from a copy; correct a change by adding a further one"
    return Problem("altered_log", found, allowed, remedy, name, line)


def _complete(rows: list[dict[str, str]]) -> Problems:
    problems = []
    for number, row in enumerate(rows):
        missing = [name for name in _NEEDED if not row[name]]
        if not (row["value"] or row["level"] or row["state"]):
            missing.append("value")
        problems += [
            Problem(
                "bad_change",
                "nothing",
                "unit, indicator, who, when, why, and a value, level or state",
                "fill it in",
                "changes",
                number,
                "changes",
                name,
            )
            for name in missing
        ]
    return Problems(problems)
