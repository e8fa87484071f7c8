"""The public names and how they are called, as written down in public_api.txt.

A change to the public API is made visible, not forbidden: `python -m tests.test_public_api`
writes the file anew, and the difference is then part of the change that is reviewed.
"""

import difflib
import enum
import importlib
import inspect
from pathlib import Path
from types import ModuleType

import pytest

import gkeval

SNAPSHOT = Path(__file__).with_name("public_api.txt")


def described(name: str, value: object) -> list[str]:
    """Lines for one public name; the public names of a module or class follow it."""
    if isinstance(value, ModuleType):
        names = getattr(value, "__all__", [])
        return [name, *(line for n in sorted(names) for line in member(name, value, n))]
    if inspect.isclass(value):
        if issubclass(value, Exception):
            return [f"{name}: {value.__mro__[1].__name__}"]
        if issubclass(value, enum.Enum):
            return [f"{name}: {', '.join(str(item.value) for item in value)}"]
        # Names that a base from another library brings are that library's API, not ours.
        names = {
            n
            for base in value.__mro__
            if base.__module__.split(".")[0] == "gkeval"
            for n in (*vars(base), *getattr(base, "__annotations__", {}))
            if not n.startswith("_") and n != "model_config"
        }
        lines = [line for n in sorted(names) for line in member(name, value, n)]
        return [f"{name}{signature(value)}", *lines]
    if callable(value):
        return [f"{name}{signature(value)}"]
    return [name]


def member(owner: str, value: object, name: str) -> list[str]:
    found = inspect.getattr_static(value, name, None)
    if isinstance(value, ModuleType):
        return described(f"{owner}.{name}", getattr(value, name))
    if isinstance(found, classmethod | staticmethod) or inspect.isfunction(found):
        return [f"{owner}.{name}{signature(getattr(value, name))}"]
    return [f"{owner}.{name}"]


class Bare(str):
    """Text that is shown without quotes."""

    __repr__ = str.__str__


def signature(value: object) -> str:
    try:
        found = inspect.signature(value)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return ""

    def bare(annotation: object) -> object:
        return Bare(annotation) if isinstance(annotation, str) else annotation

    parameters = [p.replace(annotation=bare(p.annotation)) for p in found.parameters.values()]
    returned = bare(found.return_annotation)
    return str(found.replace(parameters=parameters, return_annotation=returned))


def public_api() -> str:
    lines = [
        line
        for name in sorted(gkeval.__all__)
        if name != "__version__"
        for line in described(name, getattr(gkeval, name))
    ]
    return "\n".join(lines) + "\n"


def test_public_api_is_as_written_down():
    written = SNAPSHOT.read_text("utf-8") if SNAPSHOT.exists() else ""
    change = difflib.unified_diff(
        written.splitlines(), public_api().splitlines(), "written down", "now", lineterm="", n=0
    )
    if difference := "\n".join(change):
        pytest.fail(
            f"the public API has changed:\n{difference}\n"
            "If that is meant: python -m tests.test_public_api",
            pytrace=False,
        )


def test_every_public_name_says_what_it_is_for():
    silent = [
        name
        for name in gkeval.__all__
        if name != "__version__" and not inspect.getdoc(getattr(gkeval, name))
    ]
    assert silent == []


def test_rooms_are_found_by_name_and_nothing_else_is():
    assert gkeval.__getattr__("charts") is importlib.import_module("gkeval.charts")
    assert gkeval.__getattr__("Problem") is importlib.import_module("gkeval.errors").Problem
    with pytest.raises(AttributeError, match="module 'gkeval' has no attribute 'rank'"):
        _ = gkeval.rank
    assert dir(gkeval) == sorted(gkeval.__all__)
    assert {"charts", "assess", "__version__"} <= set(dir(gkeval))


if __name__ == "__main__":
    SNAPSHOT.write_text(public_api(), "utf-8")
    print(f"{SNAPSHOT.name}: {len(public_api().splitlines())} lines")
