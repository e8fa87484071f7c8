"""Mock requests (模拟申请): a seeded plan of what is sent to whom on which day.

In: units, scripts by group, a window of days and the collection's cut-off. Out: a frame without any
name; the aliases under which requests are sent go into a file of their own and nowhere else.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from gkeval import workdays
from gkeval.errors import GkevalError, Problem, Problems
from gkeval.files import whole_file
from gkeval.words import inert
from gkeval.workdays import Calendar

LEAD = 40
"""Working days from sending to the cut-off: the statutory term of 20 and an extension of 20."""


def plan_requests(
    units: pd.DataFrame,
    scripts: Mapping[str, str | Sequence[str]],
    *,
    seed: int,
    send_from: date,
    send_to: date,
    cutoff: date,
    lead: int = LEAD,
    calendar: Calendar | None = None,
) -> pd.DataFrame:
    """Plan which mock request is sent to which unit on which day.

    Every unit is sent every script of its group. The requests of a script are dealt evenly over the
    working days of the window, the units in an order that the seed shuffles.

    Parameters
    ----------
    units
        Columns unit, group.
    scripts
        By group: the text, or name, of one script or of several.
    seed
        A whole number from 0; the same seed gives the same plan, whatever the order of the units.
    send_from, send_to
        First and last day of sending; requests are sent on working days.
    cutoff
        The day on which the collection closes.
    lead
        Working days that an answer may take, extension included. A request sent later than this
        before the cut-off may be answered in time after it: it is pending, neither met nor missed.
    calendar
        Of working days, where it is not the national one.

    Returns
    -------
    data frame
        record (``M001`` on), unit, group, script, send (datetime64), answer_by (the day on which
        `lead` has run out; missing where that lies beyond the announced calendar), state
        (``planned`` or ``pending``), sorted by day and unit.

    Raises
    ------
    InputError
        A unit twice, a group without a script, a script twice.
    GkevalError
        A window without a working day, or whose end comes first; a cut-off before the window.
    workdays.UnannouncedDayError
        A window or cut-off beyond the announced calendar.

    Examples
    --------
    >>> units = pd.DataFrame({"unit": ["A", "B", "C"], "group": ["city", "city", "county"]})
    >>> plan = plan_requests(
    ...     units, {"city": "预算公开", "county": "征地补偿"}, seed=7, send_from=date(2017, 9, 4),
    ...     send_to=date(2017, 11, 30), cutoff=date(2017, 12, 15))
    >>> plan[["record", "script", "state"]]
      record script    state
    0   M001   预算公开  planned
    1   M002   征地补偿  pending
    2   M003   预算公开  pending
    """
    if not 0 <= seed < 2**64:
        raise ValueError(f"seed is {seed}, must be from 0 to 2**64 - 1")
    if send_to < send_from or cutoff < send_to:
        raise GkevalError(
            f"send_from {send_from}, send_to {send_to}, cutoff {cutoff}; allowed: days in this "
            "order. Remedy: correct the one that is wrong"
        )
    texts = {
        group: (one,) if isinstance(one, str) else tuple(one) for group, one in scripts.items()
    }
    Problems(_faults(units, texts)).raise_if_any("plan of mock requests")
    span = np.arange(np.datetime64(send_from, "D"), np.datetime64(send_to, "D") + 1)
    days = span[workdays.is_workday(span, calendar)]
    if not len(days):
        raise GkevalError(
            f"there is no working day from {send_from} to {send_to}. Remedy: a longer window"
        )
    parts = []
    for group, own in texts.items():
        names = units.loc[units["group"] == group, "unit"].astype("str").tolist()
        for script in own:
            order = sorted(names, key=lambda unit: _ticket(seed, group, script, unit))
            # the middle of each unit's share of the window, the first share turned by the seed
            turn = int(_ticket(seed, group, script, "")[:8], 16) / 16**8
            place = ((np.arange(len(order)) + turn) * len(days) / max(len(order), 1)).astype(int)
            parts.append(
                pd.DataFrame({"unit": order, "group": group, "script": script, "send": days[place]})
            )
    columns = ["unit", "group", "script", "send"]
    plan = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=columns)
    plan = plan.sort_values(["send", "unit", "script"], kind="stable", ignore_index=True)
    digits = max(3, len(str(len(plan))))
    plan.insert(0, "record", [f"M{number:0{digits}}" for number in range(1, len(plan) + 1)])
    sent = plan["send"].to_numpy(dtype="datetime64[D]")
    plan["send"] = sent.astype("datetime64[us]")
    left = np.asarray(workdays.between(sent, cutoff, calendar))
    plan["answer_by"] = _answer_by(sent, lead, calendar)
    plan["state"] = np.where(left >= lead, "planned", "pending")
    return plan


def planned_rows(plan: pd.DataFrame) -> pd.DataFrame:
    """Return a plan as rows of the table of requests, for `template(..., rows={"requests": …})`.

    The day on which a request was received and what became of it are left open; what is sent, when,
    and by when it is answered stand beside it.

    Parameters
    ----------
    plan
        From `plan_requests`.

    Examples
    --------
    >>> plan = pd.DataFrame({"record": ["M001"], "unit": ["A"], "group": ["city"],
    ...     "script": ["预算公开"], "send": pd.to_datetime(["2017-09-05"]), "state": ["planned"]})
    >>> planned_rows(plan).iloc[0].to_dict()["mock"]
    True
    """
    kept = ["unit", "record", "script", "send", "answer_by", "state"]
    return plan[[name for name in kept if name in plan]].assign(mock=True)


def write_aliases(
    plan: pd.DataFrame, aliases: Sequence[str], path: str | os.PathLike[str], *, seed: int
) -> Path:
    """Give every planned request an alias, and write who asks what into a confidential file.

    The aliases stand in this file only: the plan, the records and every report know a request by
    its record number. Nobody's alias is used twice with the same unit.

    Parameters
    ----------
    plan
        From `plan_requests`.
    aliases
        Names under which requests are sent.
    path
        A CSV file (UTF-8 with mark); it is readable by its owner alone.
    seed
        A whole number from 0.

    Raises
    ------
    GkevalError
        When aliases repeat, or a unit is sent more requests than there are aliases.

    Examples
    --------
    >>> import tempfile
    >>> plan = pd.DataFrame({"record": ["M001", "M002"], "unit": ["A", "B"]})
    >>> path = write_aliases(plan, ["张三", "李四"], Path(tempfile.mkdtemp()) / "别名.csv", seed=7)
    >>> sorted(pd.read_csv(path)["alias"])
    ['张三', '李四']
    """
    names = list(aliases)
    most = int(plan["unit"].value_counts().max()) if len(plan) else 0
    if len(set(names)) < len(names) or len(names) < most:
        raise GkevalError(
            f"found {len(set(names))} aliases; allowed: at least {most} that differ, so that no "
            "unit hears twice from the same person. Remedy: add aliases"
        )
    ranks = plan.groupby("unit", sort=False).cumcount().to_numpy()
    number = plan["unit"].map({unit: n for n, unit in enumerate(sorted(plan["unit"].unique()))})
    shuffled = sorted(names, key=lambda name: _ticket(seed, "alias", "", name))
    chosen = [
        shuffled[(first + rank) % len(names)] for first, rank in zip(number, ranks, strict=True)
    ]
    held = pd.DataFrame({"record": plan["record"], "alias": chosen})
    target = Path(path)
    with whole_file(target, mode=0o600) as draft:
        inert(held).to_csv(draft, index=False, encoding="utf-8-sig")
    return target


def _ticket(seed: int, *parts: str) -> str:
    return hashlib.sha256("\x1f".join([str(seed), *parts]).encode()).hexdigest()


def _answer_by(
    sent: npt.NDArray[np.datetime64], lead: int, calendar: Calendar | None
) -> pd.Series[pd.Timestamp]:
    """Return the day on which the lead has run out, missing beyond the announced calendar."""
    last = calendar.last if calendar is not None else workdays.announced()[1]
    reach = np.asarray(workdays.between(sent, last, calendar)) >= lead
    found = np.full(len(sent), np.datetime64("NaT", "D"))
    if reach.any():
        found[reach] = workdays.add(sent[reach], lead, calendar)
    return pd.Series(found.astype("datetime64[us]"))


def _faults(units: pd.DataFrame, scripts: Mapping[str, tuple[str, ...]]) -> list[Problem]:
    def problem(code: str, column: str, found: str, allowed: str, remedy: str) -> Problem:
        return Problem(code, found, allowed, remedy, "plan", None, "units", column)

    missing = [name for name in ("unit", "group") if name not in units]
    if missing:
        return [
            problem("missing_column", name, f"no column {name}", "unit, group", "add the column")
            for name in missing
        ]
    found = [
        problem("duplicate_unit", "unit", f"{unit} more than once", "each unit once", "remove one")
        for unit in units.loc[units["unit"].duplicated(), "unit"].unique()
    ]
    found += [
        problem("no_script", "group", f"group {group} without a script",
                f"a script for every group: {', '.join(scripts)}", "add it to the scripts")
        for group in units["group"].dropna().unique()
        if not scripts.get(group)
    ]  # fmt: skip
    found += [
        problem("duplicate_script", "group", f"a script of {group} twice", "each script once",
                "remove the repetition")
        for group, own in scripts.items()
        if len(set(own)) < len(own)
    ]  # fmt: skip
    return found
