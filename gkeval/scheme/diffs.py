"""What changed between two editions as a value that prints, shows as HTML and holds a table.

In: the changes, in words. Out: plain text, a page fragment, a data frame.
"""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

from gkeval.scheme.key_words import key_word
from gkeval.spec import Lang
from gkeval.words import label

if TYPE_CHECKING:
    import pandas as pd

CHANGES: dict[str, tuple[str, str]] = {
    "added": ("新增", "added"),
    "removed": ("删除", "removed"),
    "moved": ("调整上级", "moved"),
    "reordered": ("调整顺序", "reordered"),
    "changed": ("修改", "changed"),
}
"""What can happen to a part of a scheme: Chinese, English."""

PARTS: dict[str, tuple[str, str]] = {
    "setting": ("总则", "settings"),
    "group": ("类别", "groups"),
    "indicator": ("指标", "indicators"),
    "adjustment": ("加减分", "adjustments"),
    "grade": ("等级", "grades"),
    "word": ("代码名称", "words for codes"),
    "constraint": ("对评估工作的要求", "duties of the assessor"),
    "outside": ("未列为指标的义务", "obligations outside"),
}
"""Parts of a scheme, in the order of a `Diff`: Chinese, English."""


@dataclass(frozen=True, slots=True)
class Change:
    """One difference.

    Attributes
    ----------
    part : str
        A key of `PARTS`.
    id : str
        Of the indicator, group …; empty for a setting.
    title : str
    change : str
        A key of `CHANGES`.
    key : str
        What changed of it, as a file names it; empty for what was added or removed.
    before, after : str
        In words; empty where there is nothing.
    """

    part: str
    id: str
    title: str
    change: str
    key: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Diff:
    """What changed from one scheme to another; false when nothing did.

    Attributes
    ----------
    before, after : str
        Ids of the two schemes.
    lang : 'zh' or 'en'
    changes : tuple of Change
        By part, in the order of the files.
    """

    before: str
    after: str
    lang: Lang
    changes: tuple[Change, ...]

    def __len__(self) -> int:
        return len(self.changes)

    def __bool__(self) -> bool:
        return bool(self.changes)

    @property
    def table(self) -> pd.DataFrame:
        """One row per difference: part, id, title, change, key (codes), before, after (words)."""
        import pandas as pd

        names = "part id title change key before after".split()
        rows = [[getattr(change, name) for name in names] for change in self.changes]
        return pd.DataFrame(rows, columns=names, dtype="str")

    def text(self) -> str:
        """Return plain text: one line per difference, under the part it belongs to."""
        head = f"{self.before} → {self.after}"
        if not self.changes:
            return f"{head}\n{label('none', self.lang)}"
        lines = [head]
        for part in PARTS:
            mine = [change for change in self.changes if change.part == part]
            if mine:
                lines += ["", f"{_word(PARTS[part], self.lang)} ({len(mine)})"]
                lines += [f"  {self._line(change)}" for change in mine]
        return "\n".join(lines)

    def _line(self, change: Change) -> str:
        colon = "：" if self.lang == "zh" else ": "
        names = (change.title, f"({change.id})" if change.id else "")
        what = " ".join(filter(None, (*names, _word(CHANGES[change.change], self.lang))))
        key = key_word(change.key, self.lang)
        moves = " → ".join(part for part in (change.before, change.after) if part)
        if change.change not in ("added", "removed"):
            moves = f"{change.before or '—'} → {change.after or '—'}"
        return f"{what}{' ' if key else ''}{key}{colon}{moves}"

    def __str__(self) -> str:
        return self.text()

    def _repr_html_(self) -> str:
        heads = "".join(
            f"<th style='text-align:left;padding:4px 8px'>{escape(name)}</th>"
            for name in ("", self.before, self.after)
        )
        rows = []
        for part in PARTS:
            mine = [change for change in self.changes if change.part == part]
            if mine:
                title = f"{_word(PARTS[part], self.lang)} ({len(mine)})"
                rows.append(
                    "<tr><th colspan='3' style='text-align:left;padding:8px 8px 2px'>"
                    f"{escape(title)}</th></tr>"
                )
            rows += [self._row(change) for change in mine]
        empty = f"<p>{escape(label('none', self.lang))}</p>" if not self.changes else ""
        return (
            f"<div lang='{self.lang}' style='font-size:13px;line-height:1.6'>"
            "<table style='border-collapse:collapse'>"
            f"<thead><tr style='border-bottom:1px solid'>{heads}</tr></thead>"
            f"<tbody>{''.join(rows)}</tbody></table>{empty}</div>"
        )

    def _row(self, change: Change) -> str:
        words = [_word(CHANGES[change.change], self.lang), key_word(change.key, self.lang)]
        small = f"{change.id} · {' '.join(word for word in words if word)}".strip(" ·")
        style = "padding:3px 8px;vertical-align:top;border-bottom:1px solid rgba(128,128,128,.25)"
        first = (
            f"<td style='{style}'>{escape(change.title)}<br>"
            f"<span style='opacity:.6;font-size:11px'>{escape(small)}</span></td>"
        )
        sides = "".join(
            f"<td style='{style}'>{escape(said)}</td>" for said in (change.before, change.after)
        )
        return f"<tr>{first}{sides}</tr>"


def _word(pair: tuple[str, str], lang: Lang) -> str:
    return pair[0] if lang == "zh" else pair[1]
