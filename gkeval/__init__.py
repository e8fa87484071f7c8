# ruff: noqa: F401 - the imports are for type checkers only
"""gkeval: assess government openness (政务公开).

Indicator schemes and validated records in; weighted scores, ranks and grades out, every number
explained down to the record and the clause.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

# What type checkers see; at run time `__getattr__` loads each name from its room.
if TYPE_CHECKING:
    from gkeval import charts, collecting, composite, judging, workdays
    from gkeval.appeals import apply_appeals, apply_changes
    from gkeval.assessment import (
        Assessment,
        assess,
        combine_periods,
        compare,
        cross_assess,
        efficiency,
        from_index,
        index_input,
        load,
        measure,
        score,
    )
    from gkeval.collecting import mark, read_workbooks, template
    from gkeval.errors import GkevalError, InputError, Problem, Problems
    from gkeval.limits import Limits
    from gkeval.places import sample
    from gkeval.publish import report
    from gkeval.publish.verifying import verify
    from gkeval.records import Records, check_records, read_records
    from gkeval.scheme import (
        Scheme,
        check_plan,
        check_scheme,
        describe,
        diff,
        json_schema,
        load_scheme,
        schemes,
    )
    from gkeval.uncertainty import (
        Dirichlet,
        Feasible,
        Noise,
        dethrone,
        improve,
        leave_one_out,
        one_weight,
        robustness,
        sensitivity,
    )

__version__ = "0.1.0"

_HOMES = {
    "gkeval.appeals": ("apply_appeals", "apply_changes"),
    "gkeval.assessment": (
        "Assessment",
        "assess",
        "combine_periods",
        "compare",
        "cross_assess",
        "efficiency",
        "from_index",
        "index_input",
        "load",
        "measure",
        "score",
    ),
    "gkeval.collecting": ("mark", "read_workbooks", "template"),
    "gkeval.errors": ("GkevalError", "InputError", "Problem", "Problems"),
    "gkeval.limits": ("Limits",),
    "gkeval.places": ("sample",),
    "gkeval.publish": ("report",),
    "gkeval.publish.verifying": ("verify",),
    "gkeval.records": ("Records", "check_records", "read_records"),
    "gkeval.scheme": (
        "Scheme",
        "check_plan",
        "check_scheme",
        "describe",
        "diff",
        "json_schema",
        "load_scheme",
        "schemes",
    ),
    "gkeval.uncertainty": (
        "Dirichlet",
        "Feasible",
        "Noise",
        "dethrone",
        "improve",
        "leave_one_out",
        "one_weight",
        "robustness",
        "sensitivity",
    ),
}
_ROOMS = ("charts", "collecting", "composite", "judging", "workdays")
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}

__all__ = [
    *sorted(_HOME_OF),
    *_ROOMS,
    "__version__",
]


def __getattr__(name: str) -> Any:
    """Load the room of a public name on first use, so that `import gkeval` stays light."""
    if name in _HOME_OF:
        value = getattr(import_module(_HOME_OF[name]), name)
    elif name in _ROOMS:
        value = import_module(f"gkeval.{name}")
    else:
        raise AttributeError(f"module 'gkeval' has no attribute {name!r}")
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
