"""What a result was made from: hashes of its inputs, options, and the changes made to it since.

It goes along with an Assessment and into the manifest of everything that is written from it; it
never enters a score.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import pandas as pd

Said = str | int | None

NO_RECORDS: Mapping[str, Said] = {"records": "left_out"}
"""What the options say of a result without single records."""


@dataclass(frozen=True)
class Provenance:
    """Where a result comes from.

    Parameters
    ----------
    made_by
        ``"assess"`` (from records), ``"score"`` (from ready values), or empty: made from other
        results.
    files
        Name → SHA-256 of every file that was read.
    tables
        Name → SHA-256 of the content of every table that was given as a data frame.
    options
        What was asked for beside the inputs.
    log
        Every change of a value since, in the order in which they were made: who, when and why,
        each with its seal as in a log of changes.
    base
        Hash of the content of the inputs before the first change; empty without changes.
    """

    made_by: str = ""
    files: Mapping[str, str] = field(default_factory=dict)
    tables: Mapping[str, str] = field(default_factory=dict)
    options: Mapping[str, Said] = field(default_factory=dict)
    log: tuple[Mapping[str, str], ...] = ()
    base: str = ""

    def changed(self, changes: pd.DataFrame, inputs: str) -> Provenance:
        """Return this with further changes at the end; `inputs` is the hash before them.

        >>> change = {"unit": "A", "indicator": "i", "value": 3.5, "who": "B", "when": "2018-03-01"}
        >>> Provenance("assess").changed(pd.DataFrame([change]), "0a").changes["value"].tolist()
        ['3.5']
        """
        from gkeval.collecting.logbook import chained

        added = changes.astype(object)
        if self.log:
            added = pd.concat([self.changes.astype(object), added], ignore_index=True)
        return replace(self, log=tuple(chained(added)), base=self.base or inputs)

    @property
    def changes(self) -> pd.DataFrame:
        """The log as a table of texts."""
        from gkeval.collecting.logbook import COLUMNS

        rows = [[row[name] for name in COLUMNS] for row in self.log]
        return pd.DataFrame(rows, columns=list(COLUMNS)).astype("str")

    @property
    def inputs(self) -> str:
        """Hash of what the result follows from: the inputs, and every change since."""
        return hashlib.sha256(f"{self.base}:{self.seal}".encode()).hexdigest()

    @property
    def seal(self) -> str:
        """The seal of the last change, which follows from all of them; empty without changes."""
        return self.log[-1]["seal"] if self.log else ""

    def to_dict(self) -> dict[str, Any]:
        """Return what a manifest says of it: hashes, options and counts."""
        return {
            "made_by": self.made_by,
            "sources": {
                "files": dict(sorted(self.files.items())),
                "tables": dict(sorted(self.tables.items())),
            },
            "changes": {"count": len(self.log), "seal": self.seal, "inputs_before": self.base},
            "options": {"assess": dict(self.options)},
        }

    @classmethod
    def from_dict(cls, said: Mapping[str, Any], changes: pd.DataFrame) -> Provenance:
        """Return what a manifest says, with the changes that stand beside it."""
        known = cls(
            str(said["made_by"]),
            dict(said["sources"]["files"]),
            dict(said["sources"]["tables"]),
            dict(said["options"]["assess"]),
        )
        before = str(said["changes"]["inputs_before"])
        return known.changed(changes, before) if len(changes) else known
