"""What verifying an output came to: every difference from its manifest, in words, zh and en.

A `Finding` says where, what was stated and what was found; a `Verification` is their list. A
difference speaks against the output; a note says what could not be looked at, or was looked at.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from html import escape
from typing import Literal

import pandas as pd

from gkeval.spec import Lang

Kind = Literal["difference", "note"]

_DIFFERENCES: dict[str, tuple[str, str]] = {
    "manifest_missing": ("没有清单 manifest.json", "has no manifest.json"),
    "manifest_unreadable": ("清单无法读取：{found}", "has a manifest that cannot be read: {found}"),
    "manifest_changed": ("清单在写成之后被改动", "has a manifest that was changed"),
    "seal_differs": ("清单的封签应为 {stated}，实为 {found}", "is sealed {found}, not {stated}"),
    "file_missing": ("文件缺失", "is missing"),
    "file_added": ("清单中没有这个文件", "is not in the manifest"),
    "file_changed": ("文件被改动", "was changed"),
    "archive_unreadable": ("档案无法读取：{found}", "cannot be read: {found}"),
    "archive_changed": ("不是 gkeval 写出的原样", "is not as gkeval wrote it"),
    "not_that_result": ("清单写的是 {stated}，档案是 {found}", "states {stated}, holds {found}"),
    "report_differs": ("由结果重新生成后不同", "differs from what the result gives"),
    "scheme_differs": (
        "指标体系应为 {stated}，实为 {found}",
        "scheme: {stated} stated, {found} found",
    ),
    "scheme_changed": ("指标体系：{found}", "scheme: {found}"),
    "input_missing": ("输入缺失", "input is missing"),
    "input_added": ("多出的输入", "input was not there"),
    "input_changed": ("输入被改动", "input was changed"),
    "content_differs": ("输入的内容与定稿时不同", "inputs say something else than they did"),
    "inputs_unusable": ("输入数据无法用于评估：{found}", "cannot be assessed: {found}"),
    "log_unreadable": ("变更日志：{found}", "log of changes: {found}"),
    "change_missing": ("变更日志中缺少这次变更：{stated}", "change is not in the log: {stated}"),
    "change_added": ("定稿之后的变更：{found}", "change after the version was frozen: {found}"),
    "row_missing": ("{stated} 缺失", "{stated} is missing"),
    "row_added": ("多出 {found}", "{found} was not there"),
    "cell_differs": ("应为 {stated}，实为 {found}", "{stated} stated, {found} found"),
    "more": ("另有 {found} 处不同", "{found} more differences"),
}
_NOTES: dict[str, tuple[str, str]] = {
    "recomputed_from_values": ("已由档案中的指标值重算", "recomputed from the values in it"),
    "recomputed_from_inputs": ("已由输入数据重算", "recomputed from the inputs"),
    "rebuilt": ("已重新生成并逐字节比对", "written again and compared, byte by byte"),
    "same_content": ("文件字节不同，内容相同", "has other bytes and says the same"),
    "not_recomputed": ("未由输入数据重算：{found}", "not recomputed from the inputs: {found}"),
    "not_rebuilt": ("未重新生成：{found}", "not written again: {found}"),
    "not_ours": ("原已在文件夹中，不属于本结果", "was there before, and is no part of the result"),
    "no_output": ("不是 gkeval 的输出", "holds no output of gkeval"),
}
_REASONS: dict[str, tuple[str, str]] = {
    "other_versions": ("版本不同（{of}）", "other versions ({of})"),
    "no_result": (
        "没有可用的结果档案，也未给出数据",
        "no archive of the result, and no records given",
    ),
    "no_inputs": ("未给出数据", "no records given"),
    "no_scheme": ("未给出指标体系", "no scheme given"),
    "no_log": ("未给出变更日志", "no log of changes given"),
    "made_from_results": ("结果由其他结果合成", "it was made from other results"),
    "drawn": ("稳健性分析的设定不全在清单中", "its robustness does not follow from the manifest"),
    "differences": ("数据已有差异", "its data differ already"),
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that verifying found.

    Parameters
    ----------
    code
        Short stable name of what it is, such as ``"file_changed"``.
    where
        The file, and the place in it.
    stated, found
        What the manifest or output states, and what was found instead.
    """

    code: str
    where: str
    stated: str = ""
    found: str = ""

    @property
    def kind(self) -> Kind:
        """Whether it speaks against the output."""
        return "difference" if self.code in _DIFFERENCES else "note"

    def say(self, lang: Lang = "en") -> str:
        """Return the finding in words.

        >>> Finding("file_changed", "report/index.html").say("zh")
        'report/index.html：文件被改动'
        """
        place = 0 if lang == "zh" else 1
        template = {**_DIFFERENCES, **_NOTES}[self.code][place]
        reason, _, of = self.found.partition(":")
        said = _REASONS[reason][place].format(of=of) if reason in _REASONS else self.found
        text = template.format(stated=self.stated, found=said)
        return f"{self.where}：{text}" if lang == "zh" else f"{self.where} {text}"


@dataclass(frozen=True)
class Verification:
    """The result of `gkeval.verify`.

    Attributes
    ----------
    findings : tuple of Finding
        Differences first, as they were met.
    seal : str
        Of the manifest: who keeps it can tell later that nothing at all was changed.
    files : int
        How many files were looked at.
    lang : 'zh' or 'en'
        In which it is shown.
    """

    findings: tuple[Finding, ...]
    seal: str
    files: int
    lang: Lang = "zh"

    @property
    def differences(self) -> tuple[Finding, ...]:
        """What speaks against the output; empty when it is as it was written."""
        return tuple(one for one in self.findings if one.kind == "difference")

    @property
    def ok(self) -> bool:
        """Whether there is no difference."""
        return not self.differences

    def to_frame(self) -> pd.DataFrame:
        """One row per finding: kind, code, where, stated, found, text."""
        rows = [
            (f.kind, f.code, f.where, f.stated, f.found, f.say(self.lang)) for f in self.findings
        ]
        columns = ["kind", "code", "where", "stated", "found", "text"]
        return pd.DataFrame(rows, columns=columns).astype("str")

    @property
    def verdict(self) -> str:
        """The outcome in one line."""
        count = len(self.differences)
        if self.lang == "zh":
            said = f"{count} 处不同" if count else "没有不同"
            return f"核对 {self.files} 个文件：{said}；封签 {self.seal or '无'}"
        said = f"{count} difference{'s' if count > 1 else ''}" if count else "no difference"
        return f"{self.files} files verified: {said}; seal {self.seal or 'none'}"

    def __str__(self) -> str:
        marks = {"difference": "✗", "note": "·"}
        lines = [f"{marks[one.kind]} {one.say(self.lang)}" for one in self.findings]
        return "\n".join([*lines, self.verdict])

    __repr__ = __str__

    def _repr_html_(self) -> str:
        rows = "".join(f"<li>{escape(one.say(self.lang))}</li>" for one in self.findings)
        return f"<p><b>{escape(self.verdict)}</b></p><ul>{rows}</ul>"


def under(findings: Iterable[Finding], place: str) -> list[Finding]:
    """Return findings with the place that they were made in before their own."""
    return [
        replace(one, where=f"{place}/{one.where}" if one.where != "." else place)
        for one in findings
    ]
