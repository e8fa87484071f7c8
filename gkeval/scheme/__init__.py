"""The scheme room: the tree, its file format, its checks, its words."""

from gkeval.scheme.catalogue import schemes
from gkeval.scheme.changes import diff
from gkeval.scheme.description import Description, describe
from gkeval.scheme.editor import json_schema
from gkeval.scheme.loading import check_scheme, load_scheme, parse_scheme
from gkeval.scheme.model import Scheme
from gkeval.scheme.plans import check_plan

__all__ = [
    "Description",
    "Scheme",
    "check_plan",
    "check_scheme",
    "describe",
    "diff",
    "json_schema",
    "load_scheme",
    "parse_scheme",
    "schemes",
]
