"""Draws in tiles of fixed size: the same draws for the same seed, whatever the workers.

In: a `Plan` (the assessment, what varies, draws, seed). Out: one tile after the other, in order.
Every tile and every source of chance has a random stream of its own; products of matrices run on
one thread each, for their last bits depend on how they are cut.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

from gkeval.numbers import ticks
from gkeval.uncertainty.chance import Judged, Raters, Sampled, rates_of
from gkeval.uncertainty.model import Drawn, Model
from gkeval.uncertainty.ranking import keys_of, ranks_of
from gkeval.uncertainty.weights import Weights, draw_worth

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Draws = npt.NDArray[np.intp] | slice
Out = TypeVar("Out")

CELLS = 2**18
"""Numbers in one array of a tile, about: small enough for the cache of a processor."""

CHOICE, WEIGHTS, RATERS, SAMPLES = range(4)
"""The sources of chance, each with a stream of its own in every tile."""


@dataclass(frozen=True, eq=False)
class Scenario:
    """One way to assess: a model, and the leaves whose rates vary in it."""

    name: str
    model: Model
    judged: tuple[Judged, ...] = ()
    sampled: tuple[Sampled, ...] = ()

    @cached_property
    def breaker(self) -> Ints | None:
        """Places of all units among equals, where the scheme breaks ties; as they are now."""
        result = self.model.result
        if result.scheme.ranking.ties != "ordinal":
            return None
        keys = [
            -np.nan_to_num(ticks(result.breaker(name), result.scheme.full_mark), nan=-np.inf)
            for name in reversed(result.scheme.ranking.break_by)
        ]
        order = np.lexsort(keys) if keys else np.arange(len(result.roster))
        table = np.column_stack(keys)[order] if keys else np.zeros((len(order), 1))
        fresh = np.r_[0, (table[1:] != table[:-1]).any(axis=1)]
        place = np.empty(len(order), dtype=np.int64)
        place[order] = np.cumsum(fresh)
        return place

    def ranks(self, totals: Floats, rows: npt.NDArray[np.intp]) -> Ints:
        """Return the ranks of the units of one group from their totals, shape (draws, rows)."""
        scheme = self.model.result.scheme
        breaker = None if self.breaker is None else self.breaker[rows]
        return ranks_of(keys_of(scheme, totals), scheme.ranking.ties, breaker)

    def compared(self, totals: Floats, rows: npt.NDArray[np.intp]) -> Ints:
        """Return whole numbers that compare as ranks do, the higher the better."""
        keys = keys_of(self.model.result.scheme, totals)
        if self.breaker is None:
            return keys
        return keys * (int(self.breaker.max(initial=0)) + 1) - self.breaker[rows]

    def places(self, ranks: Ints) -> Ints:
        """Return ranks counted in units, however the scheme ranks ties."""
        return ranks_of(-ranks) if self.model.result.scheme.ranking.ties == "dense" else ranks


@dataclass(frozen=True, eq=False)
class Tile:
    """A tile of draws; arrays of shape (draws, units), units in the order of the assessment."""

    number: int
    totals: Floats
    failed: npt.NDArray[np.bool_] | None
    rates: Mapping[str, Floats]
    scenario: npt.NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class Plan:
    """What is drawn.

    Parameters
    ----------
    scenarios
        The assessment first, then its alternatives; a draw takes one of them, all alike.
    weights
        How weights vary; None when they do not.
    raters
        How raters vary; None when they do not.
    draws, seed
        How many, and from where chance starts.
    tile_size
        Draws in a tile; by the number of units when None.
    salt
        Tells apart the raters and samples of two plans that draw the same weights.
    """

    scenarios: tuple[Scenario, ...]
    weights: Weights | None
    raters: Raters | None
    draws: int
    seed: int
    tile_size: int | None = None
    salt: int = 0

    @property
    def model(self) -> Model:
        """The model of the assessment itself."""
        return self.scenarios[0].model

    @cached_property
    def size(self) -> int:
        """Draws in a tile; follows from the numbers of units and of leaves that vary alone."""
        if self.tile_size is not None:
            return self.tile_size
        units = len(self.model.result.roster)
        leaves = max(len(one.judged) + len(one.sampled) for one in self.scenarios)
        return int(np.clip(CELLS // (units * (1 + leaves // 4)), 4, 256))

    @property
    def tiles(self) -> int:
        """How many tiles there are."""
        return -(-self.draws // self.size)

    def tile(self, number: int) -> Tile:
        """Compute one tile."""
        n = min(self.size, self.draws - number * self.size)
        if len(self.scenarios) == 1:
            drawn = self._drawn(self.scenarios[0], number, np.arange(n), n)
            scenario = np.zeros(n, dtype=np.intp)
            return Tile(number, drawn.totals, drawn.failed, drawn.rates, scenario)
        scenario = self._stream(number, CHOICE).integers(len(self.scenarios), size=n)
        units = len(self.model.result.roster)
        totals, failed = np.empty((n, units)), np.zeros((n, units), dtype=bool)
        needed = dict.fromkeys(name for one in self.scenarios for name in one.model.needed)
        rates = {name: np.full((n, units), np.nan) for name in needed}
        for at, one in enumerate(self.scenarios):
            rows = np.flatnonzero(scenario == at)
            if not len(rows):
                continue
            drawn = self._drawn(one, number, rows, n)
            totals[rows] = drawn.totals
            failed[rows] = False if drawn.failed is None else drawn.failed
            for name, rate in drawn.rates.items():
                rates[name][rows] = rate
        return Tile(number, totals, failed, rates, scenario)

    def _drawn(self, scenario: Scenario, number: int, rows: npt.NDArray[np.intp], n: int) -> Drawn:
        """Draw all `n` of a tile for one scenario, and compute those that it was chosen for."""
        model = scenario.model
        worth = draw_worth(model.tree, self.weights, self._stream(number, WEIGHTS), n)[rows]
        varied: dict[int, Floats] = {}
        if self.raters is not None:
            stream = self._stream(number, RATERS)
            for judged in scenario.judged:
                rates = np.tile(model.rates[judged.leaf], (len(rows), 1))
                rates[:, judged.rows] = judged.draw(self.raters, stream, n)[rows]
                varied[judged.leaf] = rates
        stream = self._stream(number, SAMPLES)
        for sampled in scenario.sampled:
            values = sampled.draw(stream, n)[rows]
            rates = rates_of(model.result, sampled.leaf, sampled.rows, values)
            own = np.tile(model.rates[sampled.leaf], (len(rows), 1))
            varied[sampled.leaf] = np.where(np.isnan(rates), own, rates)
        return model.totals(worth, varied)

    def _stream(self, number: int, source: int) -> np.random.Generator:
        key = (number, source) if source < RATERS else (number, source, self.salt)
        return np.random.default_rng(np.random.SeedSequence(self.seed, spawn_key=key))

    def groups(self) -> Iterator[tuple[int, npt.NDArray[np.intp]]]:
        """Return every group with the rows that are ranked in it."""
        groups = self.model.result.roster.groups[self.model.ranked]
        for group in np.unique(groups):
            yield int(group), self.model.ranked[groups == group]

    def by_scenario(self, tile: Tile, made: Callable[[Scenario, Draws], Ints]) -> Ints:
        """Put together what is made of the draws of every scenario, shape (draws, …)."""
        if len(self.scenarios) == 1:
            return made(self.scenarios[0], slice(None))
        taken = [np.flatnonzero(tile.scenario == at) for at in np.unique(tile.scenario)]
        parts = [made(self.scenarios[tile.scenario[draws[0]]], draws) for draws in taken]
        return np.concatenate(parts)[np.argsort(np.concatenate(taken))]

    def ranks(self, tile: Tile, rows: npt.NDArray[np.intp]) -> Ints:
        """Return the ranks of the units of one group, shape (draws, rows)."""
        return self.by_scenario(
            tile, lambda one, draws: one.ranks(tile.totals[draws][:, rows], rows)
        )

    def run(
        self, work: Callable[[Tile], Out], workers: int | None, progress: bool
    ) -> Iterator[Out]:
        """Yield what `work` makes of every tile, in order.

        Parameters
        ----------
        work
            From a tile to what is kept of it; must not change anything else.
        workers
            Threads; as many as processors when None.
        progress
            Whether to show a progress bar.
        """
        sizes = [min(self.size, self.draws - at * self.size) for at in range(self.tiles)]
        return in_order(lambda at: work(self.tile(at)), sizes, workers, progress)


def in_order(
    work: Callable[[int], Out], sizes: Sequence[int], workers: int | None, progress: bool
) -> Iterator[Out]:
    """Yield what `work` makes of every tile, in order, a few tiles ahead.

    Parameters
    ----------
    work
        From the number of a tile to what is kept of it; must not change anything else.
    sizes
        Draws in every tile, for the progress bar.
    workers
        Threads; as many as processors when None.
    progress
        Whether to show a progress bar.
    """
    import os

    from threadpoolctl import threadpool_limits

    threads = workers or os.cpu_count() or 1
    bar: Any = None
    if progress:
        from tqdm import tqdm

        bar = tqdm(total=sum(sizes), desc="robustness", unit="draw")
    with threadpool_limits(1), ThreadPoolExecutor(threads) as pool:
        waiting: deque[Future[Out]] = deque()
        numbers = iter(range(len(sizes)))

        def more() -> None:
            # no more than a few, so that memory does not grow with the draws
            while len(waiting) < threads + 1 and (number := next(numbers, None)) is not None:
                waiting.append(pool.submit(work, number))

        more()
        for size in sizes:
            out = waiting.popleft().result()
            more()
            if bar is not None:
                bar.update(size)
            yield out
    if bar is not None:
        bar.close()
