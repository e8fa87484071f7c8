"""YAML in its strict form: mappings, lists and text, nothing guessed, every fault with its line.

In: a text or the bytes of a file. Out: dicts, lists and strings, where every scalar is the text
that was written (``1.10``, ``no`` and ``1:30`` stay as they are), the line of every key, and what
is wrong. Refused: empty values, duplicate keys, keys that are not text, anchors, aliases, tags,
several documents, tabs before the text of a line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import yaml

from gkeval.errors import Problem

Path = tuple[str | int, ...]
"""Where something stands: keys of mappings and positions in lists, from the top."""

LARGEST = 2**20
"""Bytes that a file may have."""

DEEPEST = 40
"""Levels that a file may have."""

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_EMPTY = {"", "~", "null", "Null", "NULL"}
_INVISIBLE = re.compile("[^\t\n\r\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd𐀀-\U0010ffff]")
_FULLWIDTH = {"：": ":", "，": ",", "“": '"', "”": '"', "｛": "{", "［": "[", "－": "-", "\u3000": " "}


@dataclass
class Parsed:
    """What a YAML text says.

    Attributes
    ----------
    data : dict, list or str
        What was read; what cannot be read is an empty text.
    lines : dict
        Line, from 1, by path: of a key, or of an item of a list.
    problems : list of Problem
    faulty : set of paths
        Where a problem was found, so that the same place is not complained about twice.
    whole : bool
        Whether the text was read to its end.
    """

    data: Any = ""
    lines: dict[Path, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    faulty: set[Path] = field(default_factory=set)
    whole: bool = True


def read(content: bytes | str, source: str = "") -> Parsed:
    r"""Read one YAML document.

    Parameters
    ----------
    content
        A text, or bytes in UTF-8 (with or without a byte order mark).
    source
        The name that problems call it by.

    Examples
    --------
    >>> read("clause: 1.10\nopen: no").data
    {'clause': '1.10', 'open': 'no'}
    >>> print(*read("points: 6\npoints: 8", "scheme.yaml").problems)
    scheme.yaml, line 2, points: found key 'points' again, first in line 1; allowed: every key \
once. Remedy: remove one of the two
    """
    reader = _Reader(source)
    text = reader.decode(content)
    if text is not None and reader.accept(text):
        reader.read(text)
    return reader.parsed


class _Reader:
    """Builds plain values from parser events; recursion is bounded by `DEEPEST`."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.parsed = Parsed()
        self.events: Iterator[Any] = iter(())

    def fault(
        self, code: str, line: int | None, found: str, allowed: str, remedy: str, path: Path = ()
    ) -> None:
        column = ".".join(str(step) for step in path if isinstance(step, str))
        self.parsed.problems.append(
            Problem(code, found, allowed, remedy, source=self.source, line=line, column=column)
        )
        if path:
            self.parsed.faulty.add(path)

    def decode(self, content: bytes | str) -> str | None:
        size = len(content)
        if size > LARGEST:
            self.parsed.whole = False
            self.fault(
                "too_large",
                None,
                f"{size} bytes",
                f"at most {LARGEST} bytes",
                "check that this is the scheme file",
            )
            return None
        if isinstance(content, str):
            return content
        try:
            return content.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            self.parsed.whole = False
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
        for number, line in enumerate(lines, start=1):
            if "\t" in line[: len(line) - len(line.lstrip())]:
                self.fault(
                    "tab",
                    number,
                    "a tab before the text of the line",
                    "spaces",
                    "indent with two spaces",
                )
            if strange := _INVISIBLE.search(line):
                self.fault(
                    "control_character",
                    number,
                    f"the invisible character U+{ord(strange.group()):04X}",
                    "visible characters, spaces and line ends",
                    "delete it",
                )
        self.parsed.whole = not self.parsed.problems
        return self.parsed.whole

    def read(self, text: str) -> None:
        self.events = yaml.parse(text, Loader=_Loader)
        try:
            self._documents()
        except yaml.MarkedYAMLError as error:
            self.parsed.whole = False
            self._not_yaml(error, text)
        except _TooDeepError as error:
            self.parsed.whole = False
            self.fault(
                "too_deep",
                error.line,
                f"more than {DEEPEST} levels",
                f"at most {DEEPEST} levels",
                "check the brackets and the indentation",
            )

    def _not_yaml(self, error: yaml.MarkedYAMLError, text: str) -> None:
        mark = error.problem_mark or error.context_mark
        line = min(mark.line + 1, text.count("\n") + 1) if mark else None
        written = text.splitlines()[line - 1] if line and text.splitlines()[line - 1 :] else ""
        wide = [f"{sign!r} by {plain!r}" for sign, plain in _FULLWIDTH.items() if sign in written]
        remedy = "check indentation, colons and quotes of this line and the one before it"
        if wide:
            remedy = f"replace {', '.join(wide)} where it is not part of a text; {remedy}"
        said = (error.problem or "something that is not YAML").strip()
        self.fault("not_yaml", line, f"{written.strip()[:60]!r} ({said})", "valid YAML", remedy)

    def _documents(self) -> None:
        documents = 0
        for event in self.events:
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                line = event.start_mark.line + 1
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
            if not self.parsed.problems or self.parsed.problems[-1].code == "empty_value":
                self.parsed.problems[-1:] = []
                self.fault("empty_file", None, "an empty file", "a mapping", "write the scheme")

    def _value(self, event: Any, path: Path, depth: int) -> Any:
        line = event.start_mark.line + 1
        if depth > DEEPEST:
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
                f"the tag {event.tag}",
                "values without tags",
                "remove the tag; the key decides what its value is",
                path,
            )
        if isinstance(event, yaml.MappingStartEvent):
            return self._mapping(path, depth)
        if isinstance(event, yaml.SequenceStartEvent):
            return self._sequence(path, depth)
        if event.style is None and event.value in _EMPTY and not event.tag:
            self.fault(
                "empty_value",
                line,
                f"no value ({event.value})" if event.value else "no value",
                "a value",
                'write the value, or remove the key (an empty text is written "")',
                path,
            )
            return ""
        return event.value

    def _sequence(self, path: Path, depth: int) -> list[Any]:
        items: list[Any] = []
        while not isinstance(event := next(self.events), yaml.SequenceEndEvent):
            here = (*path, len(items))
            self.parsed.lines[here] = event.start_mark.line + 1
            items.append(self._value(event, here, depth + 1))
        return items

    def _mapping(self, path: Path, depth: int) -> dict[str, Any]:
        mapping: dict[str, Any] = {}
        while not isinstance(event := next(self.events), yaml.MappingEndEvent):
            line = event.start_mark.line + 1
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
                kept = self.parsed.lines.copy()
                self._value(next(self.events), here, depth + 1)
                self.parsed.lines = kept
                continue
            self.parsed.lines[here] = line
            mapping[key] = self._value(next(self.events), here, depth + 1)
        return mapping

    def _key(self, event: Any, path: Path, depth: int) -> str:
        line = event.start_mark.line + 1
        if isinstance(event, yaml.ScalarEvent) and not event.anchor and not event.tag:
            if event.value != "":
                return str(event.value)
            found = "a key without a name"
        else:
            self._value(event, path, depth + 1)
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


class _TooDeepError(Exception):
    def __init__(self, line: int) -> None:
        self.line = line
        super().__init__(line)
