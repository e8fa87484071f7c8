"""How a method is chosen: by name, by name with options, or as a function of one's own.

``"minmax"``, ``{"method": "minmax", "low": 1}`` and ``my_function`` are the three forms. What is
misspelt is refused with the names there are, before anything is computed.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, TypeAlias

from gkeval.errors import GkevalError

Choice: TypeAlias = str | Mapping[str, Any] | Callable[..., Any]
"""A method by name, a mapping with ``method`` and its options, or a function."""


@dataclass(frozen=True)
class Method:
    """A chosen method: its name, its function, and the options it was given."""

    name: str
    function: Callable[..., Any] = field(repr=False)
    options: tuple[tuple[str, Any], ...] = ()
    own: bool = False

    def __call__(self, *values: Any, **more: Any) -> Any:
        """Call it; what the user stated goes before what the caller knows."""
        return self.function(*values, **{**more, **dict(self.options)})

    def takes(self, option: str) -> bool:
        """Whether its function has such an option (a function of one's own has none)."""
        return not self.own and option in _parameters(self.function)

    def names(self, children: tuple[str, ...]) -> dict[str, Any]:
        """Return the ids of the children, for a function of one's own that asks for them."""
        if not self.own:
            return {}
        try:
            return {"children": children} if "children" in _parameters(self.function) else {}
        except (TypeError, ValueError):  # functions written in C tell no parameters
            return {}

    def option(self, name: str) -> Any:
        """Return an option as stated, or its default."""
        stated = dict(self.options)
        if name in stated:
            return stated[name]
        return _parameters(self.function)[name].default

    def __str__(self) -> str:
        said = ", ".join(f"{name}={value!r}" for name, value in self.options)
        return f"{self.name}({said})" if said else self.name


def choose(choice: Choice, known: Mapping[str, Callable[..., Any]], what: str) -> Method:
    """Return the method that `choice` names.

    Parameters
    ----------
    choice
        A name, a mapping with ``method`` and options, or a function.
    known
        The functions there are, by name.
    what
        What is being chosen, for messages.

    Raises
    ------
    GkevalError
        For an unknown name or option.

    Examples
    --------
    >>> def power(values, weights=None, *, exponent=1.0): ...
    >>> str(choose({"method": "power", "exponent": 2}, {"power": power}, "aggregate"))
    'power(exponent=2)'
    >>> choose("powr", {"power": power}, "aggregate")
    Traceback (most recent call last):
    ...
    gkeval.errors.GkevalError: aggregate is 'powr', must be one of: power; or a function
    """
    if isinstance(choice, Method):
        return choice
    if isinstance(choice, str):
        return choose({"method": choice}, known, what)
    if isinstance(choice, Mapping):
        options = {str(key): value for key, value in choice.items() if key != "method"}
        name: Any = choice.get("method")
        if callable(name):
            return Method(_named(name), name, _ordered(options), own=True)
        if name not in known:
            raise GkevalError(f"{what} is {name!r}, must be one of: {_list(known)}; or a function")
        function = known[name]
        allowed = _options(function)
        if unknown := sorted(set(options) - set(allowed)):
            raise GkevalError(
                f"{what} {name!r} has no option {', '.join(unknown)}, must be one of: "
                f"{_list(allowed) or 'none'}"
            )
        return Method(name, function, _ordered(options))
    if callable(choice):
        return Method(_named(choice), choice, own=True)
    raise GkevalError(f"{what} is {choice!r}, must be one of: {_list(known)}; or a function")


def _options(function: Callable[..., Any]) -> list[str]:
    given = ("values", "weights", "direction")
    return [name for name in _parameters(function) if name not in given]


@lru_cache(maxsize=256)
def _parameters(function: Callable[..., Any]) -> Mapping[str, inspect.Parameter]:
    return inspect.signature(function).parameters


def _ordered(options: Mapping[str, Any]) -> tuple[tuple[str, Any], ...]:
    return tuple(sorted(options.items()))


def _named(function: Callable[..., Any]) -> str:
    return str(getattr(function, "__name__", type(function).__name__))


def _list(names: Any) -> str:
    return ", ".join(names)
