"""YAML in its strict form: mappings, lists and text, nothing guessed, every fault with its line.

In: a text or the bytes of a file. Out: dicts, lists and strings, where every scalar is the text
that was written (``1.10``, ``no`` and ``1:30`` stay as they are), the line of every key, and what
is wrong. Refused: empty values, duplicate keys, keys that are not text, anchors, aliases, tags,
several documents, tabs before the text of a line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import yaml

from gkeval.limits import DEFAULT, Limits
from gkeval.scheme.faults import Fault, Path

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_EMPTY = {"", "~", "null", "Null", "NULL"}
_INVISIBLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u200b-\u200f\u2028-\u202e\u2060\ud800-\udfff\ufeff\ufffe\uffff]"
)
_FULLWIDTH = {"：": ":", "，": ",", "“": '"', "”": '"', "｛": "{", "［": "[", "－": "-", "＃": "#"}
_MEANT = {
    "values are not allowed": (
        "a colon where no value may begin",
        "align the line with its neighbours; put a text that contains ': ' in quotes",
    ),
    "end of stream": ("a quote or bracket that is not closed", "close it"),
    "expected ',' or": ("a bracket that is not closed", "close it, or put a comma between items"),
    "start any token": ("a sign that YAML keeps for itself", "put the text in quotes"),
    "expected alphabetic": ("a sign that YAML keeps for itself", "put the text in quotes"),
    "block end": ("a line that is indented otherwise than its neighbours", "align it with them"),
    "expected key": ("a line that is indented otherwise than its neighbours", "align it with them"),
    "expected ':'": ("a key without a colon", "write the key, a colon and a space"),
}


@dataclass
class Parsed:
    """What a YAML text says.

    Attributes
    ----------
    data : dict, list or str
        What was read; what cannot be read is an empty text.
    lines : dict
        Line, from 1, by path: of a key, or of an item of a list.
    faults : list of Fault
    whole : bool
        Whether the text was read to its end.
    """

    data: Any = ""
    lines: dict[Path, int] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    whole: bool = True


def read(content: bytes | str, limits: Limits = DEFAULT) -> Parsed:
    r"""Read one YAML document: a text, or bytes in UTF-8 (with or without a byte order mark).

    Parameters
    ----------
    content
        The text.
    limits
        How long it may be (`scheme_bytes`), and how deeply nested (`scheme_levels`).

    Examples
    --------
    >>> read("clause: 1.10\nopen: no").data
    {'clause': '1.10', 'open': 'no'}
    >>> fault = read("points: 6\npoints: 8").faults[0]
    >>> fault.line, fault.found
    (2, "key 'points' again, first in line 1")
    """
    reader = _Reader(limits)
    text = reader.decode(content)
    if text is not None and reader.accept(text):
        reader.read(text)
    return reader.parsed


def hidden(data: Any, path: Path = ()) -> Iterator[Fault]:
    r"""Yield a fault for every text of plain data that holds an invisible character.

    What a file holds as it is has been refused before; this finds what it writes as an escape.

    >>> [fault.found for fault in hidden({"title": {"zh": "甲\u0007乙"}})]
    ['the invisible character U+0007']
    """
    if isinstance(data, dict):
        for key, value in data.items():
            yield from _hidden(str(key), path)
            yield from hidden(value, (*path, key))
    elif isinstance(data, list):
        for position, value in enumerate(data):
            yield from hidden(value, (*path, position))
    elif isinstance(data, str):
        yield from _hidden(data, path)


def _hidden(text: str, path: Path) -> Iterator[Fault]:
    if strange := _INVISIBLE.search(text):
        found = f"the invisible character U+{ord(strange.group()):04X}"
        allowed = "visible characters, spaces and line ends"
        yield Fault("control_character", path, found, allowed, "delete it")


class _Reader:
    """Builds plain values from parser events; recursion is bounded by `scheme_levels`."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.parsed = Parsed()
        self.events: Iterator[Any] = iter(())
        self.last = 1

    def fault(
        self, code: str, line: int | None, found: str, allowed: str, remedy: str, path: Path = ()
    ) -> None:
        line = line if line is None else min(line, self.last)  # what is cut off lacks its end
        self.parsed.faults.append(Fault(code, path, found, allowed, remedy, line=line))

    def decode(self, content: bytes | str) -> str | None:
        if len(content) > self.limits.scheme_bytes:
            self.parsed.whole = False
            over = self.limits.exceeded("scheme_bytes", f"{len(content)} bytes")
            self.fault(over.code, None, over.found, over.allowed, over.remedy)
            return None
        if isinstance(content, str):
            return content.removeprefix("\ufeff")
        try:
            return content.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            self.parsed.whole = False
            self.last = content.count(b"\n") + 1
            self.fault(
                "not_utf8",
                content.count(b"\n", 0, error.start) + 1,
                "bytes that are not UTF-8",
                "text in UTF-8",
                "open the file in its own encoding (often GB18030) and save it as UTF-8",
            )
            return None

    def accept(self, text: str) -> bool:
        """Look for what no parser message explains well; True when the parser may try."""
        lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        self.last = max(len(lines) - (lines[-1] == ""), 1)
        for number, line in enumerate(lines, start=1):
            if "\t" in line[: len(line) - len(line.lstrip())]:
                self.fault(
                    "tab",
                    number,
                    "a tab before the text of the line",
                    "spaces",
                    "indent with two spaces",
                )
            self.parsed.faults += [replace(fault, line=number) for fault in _hidden(line, ())]
        self.parsed.whole = not self.parsed.faults
        return self.parsed.whole

    def read(self, text: str) -> None:
        self.events = yaml.parse(text, Loader=_Loader)
        try:
            self._documents()
        except yaml.YAMLError as error:
            self.parsed.whole = False
            self._not_yaml(error, text)
        except _TooDeepError as error:
            self.parsed.whole = False
            most = self.limits.scheme_levels
            self.fault(
                "too_deep",
                error.line,
                f"more than {most} levels",
                f"at most {most} levels (scheme_levels)",
                "check the brackets and the indentation",
            )

    def _not_yaml(self, error: Any, text: str) -> None:
        said = getattr(error, "problem", None) or ""
        found, remedy = next(
            (meant for part, meant in _MEANT.items() if part in said),
            ("what is not YAML", "check indentation, colons and quotes"),
        )
        marks = [getattr(error, name, None) for name in ("problem_mark", "context_mark")]
        mark = next(filter(None, reversed(marks) if "not closed" in found else marks), None)
        lines = text.splitlines()
        line = min(mark.line + 1, len(lines)) if mark else 1
        near = "".join(lines[max(line - 2, 0) : line])
        if wide := [f"{sign} by {plain}" for sign, plain in _FULLWIDTH.items() if sign in near]:
            remedy += f"; here or one line above, replace {', '.join(wide)} outside of texts"
        self.fault(
            "not_yaml", line, f"{found} in {lines[line - 1].strip()[:60]!r}", "valid YAML", remedy
        )

    def _documents(self) -> None:
        documents = 0
        for event in self.events:
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                line = _line(event)
                if documents > 1:
                    self.fault(
                        "several_documents",
                        line,
                        "a second document",
                        "one document in a file",
                        "remove the line --- and what follows, or make it a file of its own",
                    )
                    return
                self.parsed.lines[()] = line
                self.parsed.data = self._value(next(self.events), (), 0)
        if not documents or self.parsed.data == "":
            self.parsed.whole = False
            if not self.parsed.faults or self.parsed.faults[-1].code == "empty_value":
                self.parsed.faults[-1:] = []
                self.fault("empty_file", 1, "an empty file", "a mapping", "write the scheme")

    def _value(self, event: Any, path: Path, depth: int) -> Any:
        line = _line(event)
        if depth > self.limits.scheme_levels:
            raise _TooDeepError(line)
        if isinstance(event, yaml.AliasEvent):
            self.fault(
                "alias",
                line,
                f"the alias *{event.anchor}",
                "values written out",
                "write the value here again",
                path,
            )
            return ""
        if event.anchor:
            self.fault(
                "anchor",
                line,
                f"the anchor &{event.anchor}",
                "values without anchors",
                f"remove &{event.anchor} and write the value out where it is used",
                path,
            )
        if event.tag:
            self.fault(
                "tag",
                line,
                f"the tag {event.tag.replace('tag:yaml.org,2002:', '!!')}",
                "values without tags",
                "remove the tag; the key decides what its value is",
                path,
            )
        if isinstance(event, yaml.MappingStartEvent):
            return self._mapping(path, depth)
        if isinstance(event, yaml.SequenceStartEvent):
            return self._sequence(path, depth)
        if not event.style and event.value in _EMPTY and not event.tag:
            remedy = 'write the value, or remove the key (an empty text is written "")'
            if path and isinstance(path[-1], str) and re.search("[:：]", path[-1]):
                remedy = f"put a space after the colon in {path[-1]!r}, and use the colon of YAML"
            found = f"no value ({event.value})" if event.value else "no value"
            self.fault("empty_value", line, found, "a value", remedy, path)
            return ""
        return event.value

    def _sequence(self, path: Path, depth: int) -> list[Any]:
        items: list[Any] = []
        while not isinstance(event := next(self.events), yaml.SequenceEndEvent):
            here = (*path, len(items))
            self.parsed.lines[here] = _line(event)
            items.append(self._value(event, here, depth + 1))
        return items

    def _mapping(self, path: Path, depth: int) -> dict[str, Any]:
        mapping: dict[str, Any] = {}
        while not isinstance(event := next(self.events), yaml.MappingEndEvent):
            line = _line(event)
            key = self._key(event, path, depth)
            here = (*path, key)
            if key in mapping:
                self.fault(
                    "duplicate_key",
                    line,
                    f"key {key!r} again, first in line {self.parsed.lines[here]}",
                    "every key once",
                    "remove one of the two",
                    here,
                )
                self._pass_over(next(self.events), here, depth)
                continue
            self.parsed.lines[here] = line
            mapping[key] = self._value(next(self.events), here, depth + 1)
        return mapping

    def _pass_over(self, event: Any, path: Path, depth: int) -> None:
        kept, self.parsed.lines = self.parsed.lines, {}
        self._value(event, path, depth + 1)
        self.parsed.lines = kept

    def _key(self, event: Any, path: Path, depth: int) -> str:
        line = _line(event)
        if isinstance(event, yaml.ScalarEvent) and not event.anchor and not event.tag:
            if event.value != "":
                return str(event.value)
            found = "a key without a name"
        else:
            self._pass_over(event, path, depth)
            found = "a key that is a mapping, a list, or carries an anchor or tag"
        self.fault(
            "key_not_text",
            line,
            found,
            "keys that are plain text",
            "write the key as a word followed by a colon",
            path,
        )
        return f"(key in line {line})"


def _line(event: Any) -> int:
    return int(event.start_mark.line) + 1


class _TooDeepError(Exception):
    def __init__(self, line: int) -> None:
        self.line = line
        super().__init__(line)
