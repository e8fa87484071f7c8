"""The record tables: their names, columns, types and codes, in English and Chinese. No I/O.

Everything an evaluator notes down fits into these tables; a scheme's measures say how their rows
become values. A table may carry more columns than are named here: they are kept, and a measure may
refer to them. One declaration serves reading, checking, the collection workbook and the guide.
"""

from gkeval.tables.declared import (
    ABSENCES,
    ACTIVITIES,
    CHECKS,
    COLUMNS,
    DOCUMENTS,
    ENTRIES,
    INCIDENTS,
    INTERPRETATIONS,
    JUDGEMENTS,
    PAUSES,
    RECTIFICATIONS,
    REQUESTS,
    SAMPLES,
    STATISTICS,
    TABLES,
    UNITS,
    UPDATES,
)
from gkeval.tables.shapes import Column, Kind, Table
from gkeval.tables.states import STATES, VALUES

__all__ = [
    "ABSENCES",
    "ACTIVITIES",
    "CHECKS",
    "COLUMNS",
    "DOCUMENTS",
    "ENTRIES",
    "INCIDENTS",
    "INTERPRETATIONS",
    "JUDGEMENTS",
    "PAUSES",
    "RECTIFICATIONS",
    "REQUESTS",
    "SAMPLES",
    "STATES",
    "STATISTICS",
    "TABLES",
    "UNITS",
    "UPDATES",
    "VALUES",
    "Column",
    "Kind",
    "Table",
]
