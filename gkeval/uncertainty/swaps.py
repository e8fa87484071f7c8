"""Where two totals cross as one weight moves: exact break points, no sampling.

In: the lines of all units (`weight_lines`). Out: one row per crossing. Two pieces (a + b t) ÷
(c + d t) meet where a quadratic is 0; where adjustments make a total jump, an order can change
without equality. Pairs are taken in blocks, so that memory stays bounded.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from gkeval.uncertainty.weight_lines import Lines, value_at

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.intp]
Signs = npt.NDArray[np.int8]

PAIRS = 1_000_000
"""Pairs of pieces looked at in one block."""


def swaps(lines: Lines, chosen: Ints, rows: Ints, noise: float) -> pd.DataFrame:
    """Return where a chosen unit and another change places as the share rises.

    Parameters
    ----------
    lines
        The totals of all units.
    chosen, rows : array of int
        The units whose swaps are asked for, and those they are compared with; rows of the result.
    noise
        Totals that differ by less are equal.

    Returns
    -------
    pandas.DataFrame
        share (where the second begins to stand above), ahead (row of the unit that is ahead from
        here on), behind, sorted by share. Units that are equal over an interval swap at its end.
    """
    mine = np.flatnonzero(np.isin(lines.row, chosen))
    others = np.flatnonzero(np.isin(lines.row, rows))
    step = max(1, PAIRS // max(len(others), 1))
    # the pieces of one unit stay in one block, so that no change of order falls between blocks
    starts = np.flatnonzero(np.diff(lines.row[mine], prepend=-1))
    parts, begin = [], 0
    while begin < len(mine):
        fitting = starts[(starts > begin) & (starts <= begin + step)]
        later = starts[starts > begin]
        end = int(fitting[-1]) if len(fitting) else int(later[0]) if len(later) else len(mine)
        end = len(mine) if len(mine) - begin <= step else end
        parts.append(_block(lines, mine[begin:end], others, chosen, noise))
        begin = end
    found = pd.concat(parts, ignore_index=True) if parts else _frame(*[np.array([])] * 3)
    return found.sort_values(["share", "ahead", "behind"], kind="stable", ignore_index=True)


def _block(lines: Lines, mine: Ints, others: Ints, chosen: Ints, noise: float) -> pd.DataFrame:
    first, second = (grid.reshape(-1) for grid in np.meshgrid(mine, others, indexing="ij"))
    one, two = lines.row[first], lines.row[second]
    start = np.maximum(lines.start[first], lines.start[second])
    end = np.minimum(lines.end[first], lines.end[second])
    twice = np.isin(two, chosen) & (two < one)  # both are chosen: the pair counts once
    known = ~np.isnan(lines.top[first, 0]) & ~np.isnan(lines.top[second, 0])
    kept = (one != two) & ~twice & (end > start) & known
    first, second, start, end = first[kept], second[kept], start[kept], end[kept]
    one, two = one[kept], two[kept]
    roots = np.clip(_meetings(lines, first, second), start[:, None], end[:, None])
    bounds = np.sort(np.column_stack([start, roots, end]), axis=1)
    middle = (bounds[:, 1:] + bounds[:, :-1]) / 2
    signs = np.column_stack(
        [_sign(lines, first, second, middle[:, at], noise) for at in range(middle.shape[1])]
    )
    signs[bounds[:, 1:] - bounds[:, :-1] < 1e-13] = 0
    pair = np.repeat(one * (int(lines.row.max(initial=0)) + 1) + two, signs.shape[1])
    since, sign = bounds[:, :-1].reshape(-1), signs.reshape(-1)
    one, two = np.repeat(one, signs.shape[1]), np.repeat(two, signs.shape[1])
    kept = sign != 0
    order = np.flatnonzero(kept)[np.lexsort((since[kept], pair[kept]))]
    pair, since, sign, one, two = pair[order], since[order], sign[order], one[order], two[order]
    turned = np.flatnonzero((pair[1:] == pair[:-1]) & (sign[1:] != sign[:-1])) + 1
    up = sign[turned] > 0
    return _frame(
        since[turned],
        np.where(up, one[turned], two[turned]),
        np.where(up, two[turned], one[turned]),
    )


def _frame(share: Floats, ahead: Ints, behind: Ints) -> pd.DataFrame:
    found = {"share": share.astype(np.float64), "ahead": ahead, "behind": behind}
    return pd.DataFrame(found).astype({"ahead": np.intp, "behind": np.intp})


def _meetings(lines: Lines, first: Ints, second: Ints) -> Floats:
    """Return the shares where two pieces have equal totals, shape (pairs, 2); missing without."""
    a, c = lines.top[first], lines.under[first]
    b, d = lines.top[second], lines.under[second]
    k0 = a[:, 0] * d[:, 0] - b[:, 0] * c[:, 0]
    k1 = a[:, 0] * d[:, 1] + a[:, 1] * d[:, 0] - b[:, 0] * c[:, 1] - b[:, 1] * c[:, 0]
    k2 = a[:, 1] * d[:, 1] - b[:, 1] * c[:, 1]
    with np.errstate(invalid="ignore", divide="ignore"):
        # the form that loses no digits, and holds for straight lines (k2 = 0) as it stands
        q = -(k1 + np.copysign(np.sqrt(k1 * k1 - 4 * k0 * k2), k1)) / 2
        roots: Floats = np.stack([k0 / q, q / k2], axis=1)
    return np.where(np.isfinite(roots), roots, 0.0)


def _sign(lines: Lines, first: Ints, second: Ints, at: Floats, noise: float) -> Signs:
    gap = value_at(lines.top[first], lines.under[first], at)
    gap = gap - value_at(lines.top[second], lines.under[second], at)
    return np.where(np.abs(gap) < noise, 0.0, np.nan_to_num(np.sign(gap))).astype(np.int8)
