"""In and out of the tools that evaluators come from: COINr (R) and the JRC's COIN tool (Excel)."""

from __future__ import annotations

from gkeval.composite.coin.cells import Coin
from gkeval.composite.coin.tables import from_coinr, to_coinr
from gkeval.composite.coin.workbook import read_coin_tool

__all__ = ["Coin", "from_coinr", "read_coin_tool", "to_coinr"]
