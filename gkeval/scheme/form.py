"""The form of a scheme: does plain data fit the model, and what does not fit, in our words.

pydantic finds the faults; none of its wording is shown. What can be set aside without touching
the rest (an unknown key, an unreadable rule) is set aside, so that the checks still run on the
remainder and one run shows the whole list.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Callable, Set
from dataclasses import dataclass
from decimal import Decimal
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import Tag, ValidationError

from gkeval.scheme.combining import REFUSED
from gkeval.scheme.faults import Fault, Path, at, indicator_path, nearest
from gkeval.scheme.model import Scheme
from gkeval.spec import Refused, Spec, shape

Sure = Callable[[Path], bool]
"""Tells for a path whether it was read as written, so that a check of it means something."""

_ROUNDS = 4
_ADD = {
    "id": "add id: a short name that no other has",
    "title": "add title: {zh: …, en: …}",
    "points": "add points: such as 6",
    "points_from": "add points_from: printed, or proposed where the source prints no points",
    "period": "add period: {from: 2017-01-01, to: 2017-12-31}",
    "groups": "add groups: {county: {title: {zh: 县, en: County}}}",
    "source": "add source: {document: …}",
    "scheme": "add scheme: its id, such as ningxia-2017",
    "when_empty": "add when_empty: full, zero, not_applicable or not_assessed",
}
_PLACEHOLDERS: dict[str, Any] = {
    "scheme": "unreadable",
    "title": {"en": "unreadable"},
    "source": {"document": "unreadable"},
    "points": "1",
    "points_from": "proposed",
    "period": {"from": "1000-01-01", "to": "9999-12-31"},
}
_FORMS = {
    "string": ("text", "write one text, in quotes where it looks like something else"),
    "tuple": ("a list", "write a list: [first, second]"),
    "dict": ("a mapping", "write a mapping: {key: value}"),
    "model": ("a mapping", "write a mapping: {key: value}"),
    "bool": ("true or false", "write true or false, in lower case"),
    "int": ("a whole number", "write digits only"),
    "decimal": ("a number", "write digits, with a point where needed"),
    "finite": ("a number", "write digits, with a point where needed"),
    "one": ("one value", "write one value"),
    "list": ("a list", "write a list: [first, second]"),
    "mapping": ("a mapping", "write a mapping: {key: value}"),
}
_BOUNDS = {"gt": "above", "ge": "of at least", "lt": "below", "le": "of at most"}


def fit(data: Any, known: frozenset[Path] = frozenset()) -> tuple[Scheme | None, list[Fault], Sure]:
    """Build a scheme from plain data.

    Parameters
    ----------
    data
        Dicts, lists and scalars, as a file or Python gives them.
    known
        Paths that were complained about already: no second fault is reported for them.

    Returns
    -------
    scheme : Scheme or None
        The scheme, or what is left of it when faulty parts are set aside; None when too little is.
    faults : list of Fault
    sure : callable
        Whether what stands at a path was read as written.

    Examples
    --------
    >>> scheme, faults, _ = fit({"scheme": "a", "pionts": 100})
    >>> [fault.code for fault in faults][:3], faults[-1].remedy
    (['missing_key', 'missing_key', 'missing_key'], 'write points, if that is meant')
    """
    faults: list[Fault] = []
    gone: set[Path] = set()
    robbed: set[Path] = set()  # mappings that lost a key: what they lack now is no second fault
    doubtful: set[Path] = set(known)

    def sure(path: Path) -> bool:
        return not _under(path, gone) and not _under(path, doubtful)

    data = copy.deepcopy(data)
    for _ in range(_ROUNDS):
        try:
            return Scheme.model_validate(data), faults, sure
        except ValidationError as error:
            found = [_fault(raw, data) for raw in error.errors(include_url=False)]
            found = [fault for fault in found if fault.code]
        faults += [
            fault
            for fault in found
            if not _under(fault.path, known | gone) and fault.path not in robbed
        ]
        for fault in found:
            if _under(fault.path, gone):
                continue
            aside = _set_aside(data, fault)
            if aside is None:
                return None, faults, sure
            gone.add(aside.gone)
            if fault.code == "unknown_key":
                robbed.add(fault.path[:-1])
            doubtful |= aside.doubtful
    return None, faults, sure


def _under(path: Path, paths: Set[Path]) -> bool:
    return any(path[:end] in paths for end in range(1, len(path) + 1))


def _fault(raw: Any, data: Any) -> Fault:
    """Say one error of the model in our words."""
    path, holder = _walk(raw["loc"])
    kind, context, given = raw["type"], raw.get("ctx", {}), raw.get("input")
    step = str(path[-1]) if path else "scheme"
    refused = context.get("error")
    if isinstance(refused, Refused):
        path = (*path, refused.key) if refused.key else path
        return Fault(refused.code, path, refused.found, refused.allowed, refused.remedy)
    if refused is not None:
        return Fault("not_allowed", path, _said(given), str(refused), "correct it")
    if kind == "too_short" and len(at(data, path) or ()) >= context["min_length"]:
        return Fault("", path, "", "", "")  # its items are at fault, not their number
    if kind == "extra_forbidden":
        there = at(data, path[:-1]) or {}
        free = [key for key in _keys(holder) if key not in there]
        remedy = nearest(step, free, "remove it")
        return Fault("unknown_key", path, f"the key {step}", ", ".join(_keys(holder)), remedy)
    if kind == "missing":
        remedy = _ADD.get(step, f"add {step}: …")
        return Fault("missing_key", path, f"no {step}", f"the key {step}", remedy)
    if kind.startswith("union_tag"):
        return _wrong_tag(path, context, given)
    if kind == "literal_error":
        choices = re.findall(r"'([^']*)'", context["expected"])
        remedy = nearest(str(given), choices, "write one of these")
        return Fault("unknown_choice", path, _said(given), ", ".join(choices), remedy)
    if kind == "string_pattern_mismatch":
        allowed = "letters a-z, digits, '_', '.' and '-', the first a letter or digit"
        remedy = "choose a short name in these letters; the title can be Chinese"
        return Fault("bad_id", path, _said(given), allowed, remedy)
    if kind == "string_too_long":
        allowed = f"at most {context['max_length']} letters"
        return Fault("too_long", path, _said(given), allowed, "shorten it")
    if kind == "too_short":
        found = f"{shape(given).replace('one', 'value')} with {context['actual_length']} items"
        allowed = f"at least {context['min_length']}"
        return Fault("too_few", path, f"a {found}", allowed, f"add to {step}, or remove the key")
    if bounds := [f"{_BOUNDS[key]} {context[key]}" for key in _BOUNDS if key in context]:
        remedy = "correct the number"
        if context.get("le") == 1:
            remedy = "write a per cent as a share: 0.8 for 80 %"
        return Fault("out_of_range", path, _said(given), f"a number {bounds[0]}", remedy)
    allowed, remedy = _FORMS.get(
        kind.split("_")[0], ("another value", "see the guide for this key")
    )
    return Fault("wrong_form", path, _said(given), allowed, remedy)


def _wrong_tag(path: Path, context: Any, given: Any) -> Fault:
    """Say that a kind is unknown or missing, or that a value has a form the key does not take."""
    known = re.findall(r"'([^']*)'", context.get("expected_tags", ""))
    if set(known) <= set(_FORMS) and known:
        allowed = " or ".join(_FORMS[tag][0] for tag in known)
        return Fault("wrong_form", path, _said(given), allowed, _FORMS[known[0]][1])
    if "tag" in context:
        remedy = nearest(str(context["tag"]), known, "write one of these kinds")
        if path[-1:] == ("combine",):
            remedy = REFUSED.get(str(context["tag"]), remedy)
        found = f"kind: {context['tag']}"
        return Fault("unknown_kind", (*path, "kind"), found, ", ".join(known), remedy)
    return Fault("missing_key", (*path, "kind"), "no kind", "the key kind", "add kind: …")


def _said(given: Any) -> str:
    """Say a value as what it is, shortly."""
    if isinstance(given, str):
        return f"{given[:60]!r}"
    if isinstance(given, Decimal | int | float) and not isinstance(given, bool):
        return str(given)
    words = {"mapping": "a mapping", "list": "a list"}
    return words.get(shape(given), f"{given} ({type(given).__name__})")


def _walk(loc: tuple[str | int, ...]) -> tuple[Path, Any]:
    """Return the path of an error, without the tags of unions, and the form that holds its key."""
    path: list[str | int] = []
    form: Any = Scheme
    holder: Any = Scheme
    for step in loc:
        options = _options(form)
        if len(options) > 1:
            form = next((option for option in options if step in _tags(option)), Any)
            holder = form
        elif step != "[key]":
            path.append(step)
            holder = options[0]
            form = _into(holder, step)
    return tuple(path), holder


def _options(form: Any) -> list[Any]:
    """Return the forms that a value may have."""
    while get_origin(form) is Annotated and not _tags(form):
        form = get_args(form)[0]
    if get_origin(form) in (Union, UnionType):
        options = [option for option in get_args(form) if option is not type(None)]
        return options if len(options) > 1 else _options(options[0])
    return [form]


def _tags(form: Any) -> tuple[Any, ...]:
    """Return what marks a form among those of a union: its kinds, or the tag of its shape."""
    if get_origin(form) is Annotated:
        return tuple(mark.tag for mark in get_args(form)[1:] if isinstance(mark, Tag))
    kind = getattr(form, "model_fields", {}).get("kind")
    return get_args(kind.annotation) if kind else ()


def _into(form: Any, step: str | int) -> Any:
    """Return the form of what stands below a key or position."""
    if get_origin(form) is Annotated:
        form = get_args(form)[0]
    if isinstance(form, type) and issubclass(form, Spec):
        for name, field in form.model_fields.items():
            if step in (name, field.alias):
                return field.annotation
        return Any
    arguments = get_args(form)
    return arguments[0 if get_origin(form) is tuple else -1] if arguments else Any


def _keys(form: Any) -> list[str]:
    if get_origin(form) is Annotated:
        form = get_args(form)[0]
    fields = getattr(form, "model_fields", {})
    return [field.alias or name for name, field in fields.items()]


@dataclass(frozen=True)
class _Aside:
    """What was taken out of the data or replaced, and what else cannot be judged without it."""

    gone: Path
    doubtful: frozenset[Path] = frozenset()


def _set_aside(data: Any, fault: Fault) -> _Aside | None:
    """Take what is faulty out of the data; None when too little would be left."""
    path, inside = fault.path, indicator_path(fault.path)
    holder = at(data, inside)
    if fault.code == "unknown_key":
        at(data, path[:-1]).pop(path[-1], None)
        return _Aside(path)
    if inside:
        return _set_aside_in_indicator(data, path, inside)
    if not path or not isinstance(holder, dict) or path == ("indicators",):
        return None
    key = path[0]
    if key == "groups":
        if len(path) == 1 or fault.code == "bad_id":
            return None
        holder["groups"][path[1]] = {"title": {"en": "unreadable"}}
        return _Aside(path[:2])
    if key in _PLACEHOLDERS:
        holder[key] = copy.deepcopy(_PLACEHOLDERS[str(key)])
        out_of: set[Path] = {("grades",), ("rounding",)} if key == "points" else set()
        return _Aside((key,), frozenset(out_of))
    holder.pop(key, None)
    return _Aside((key,))


def _set_aside_in_indicator(data: Any, path: Path, inside: Path) -> _Aside:
    holder = at(data, inside)
    name = "unreadable-" + "-".join(str(step) for step in inside if isinstance(step, int))
    above = inside[:-2]
    sum_of_siblings = frozenset((*above, key) for key in ("points", "out_of", "draw"))
    key = path[len(inside)] if len(path) > len(inside) else "indicators"
    if not isinstance(holder, dict) or key == "indicators":
        whole = {"id": name, "title": {"en": name}, "points": "1", "rule": {"kind": "expert"}}
        at(data, inside[:-1])[inside[-1]] = whole
        return _Aside(inside, sum_of_siblings)
    here: Path = (*inside, key)
    if key == "id":
        holder[key] = name
        below = holder.get("indicators")
        children = range(len(below)) if isinstance(below, list) else range(0)
        return _Aside(here, frozenset((*inside, "indicators", n, "id") for n in children))
    if key in ("title", "points"):
        holder[key] = copy.deepcopy(_PLACEHOLDERS[str(key)])
        return _Aside(here, sum_of_siblings if key == "points" else frozenset())
    holder.pop(key, None)
    if key in ("rule", "measure"):
        return _Aside(here, frozenset({(*inside, "rule"), (*inside, "measure")}))
    return _Aside(here)
