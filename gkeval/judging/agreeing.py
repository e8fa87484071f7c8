"""Agreement of raters from the judgements table: overall, by indicator, or by pair of raters.

In: judgements. Out: a frame, one row per group and coefficient, each with its interval and with
what must be read beside it (per cent agreement, numbers of items and ratings, value counts).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import combinations
from typing import Any, Literal, get_args

import numpy as np
import pandas as pd

from gkeval.judging.alphas import SCALES, Scale, krippendorff_alpha
from gkeval.judging.intraclass import Form, icc
from gkeval.judging.kappas import (
    cohen_kappa,
    fleiss_kappa,
    gwet_ac1,
    gwet_ac2,
    percent_agreement,
)
from gkeval.judging.patterns import RatingTable
from gkeval.judging.ratings import Ladder, Ratings, ratings_from
from gkeval.judging.results import Agreement
from gkeval.judging.weights import Weights

By = Literal["indicator", "rater_pair"]
Coefficient = Callable[[RatingTable], Agreement]

ICC_FORMS: tuple[Form, ...] = get_args(Form)
COEFFICIENTS = (
    "percent_agreement",
    "cohen_kappa",
    "weighted_kappa",
    "fleiss_kappa",
    "krippendorff_alpha",
    "gwet_ac1",
    "gwet_ac2",
    *(f"icc_{form.replace(',', '_')}" for form in ICC_FORMS),
)
"""Every coefficient that can be asked for; the only list of them."""

USUAL: dict[Scale, tuple[str, ...]] = {
    "nominal": ("percent_agreement", "fleiss_kappa", "krippendorff_alpha", "gwet_ac1"),
    "ordinal": ("percent_agreement", "krippendorff_alpha", "gwet_ac2"),
    "interval": ("percent_agreement", "krippendorff_alpha", "icc_2_1", "icc_2_k"),
    "ratio": ("percent_agreement", "krippendorff_alpha", "icc_2_1", "icc_2_k"),
}
"""What is given when nothing is asked for."""

OF_TWO: dict[Scale, tuple[str, ...]] = {
    "nominal": ("cohen_kappa",),
    "ordinal": ("weighted_kappa",),
    "interval": (),
    "ratio": (),
}
"""What is added for two raters."""


def agreement(
    judgements: pd.DataFrame,
    scale: Scale = "ordinal",
    by: By | None = None,
    *,
    levels: Ladder | None = None,
    coefficients: Sequence[str] | None = None,
    weights: Weights = "quadratic",
    confidence: float = 0.95,
    draws: int = 1000,
    seed: int = 0,
) -> pd.DataFrame:
    """Return how far raters agree.

    Indicators that are worth different points, or differ in how much units earn, make raters look
    agreed when they are thrown together. Use `judged_rates` first, and read agreement by indicator.

    Parameters
    ----------
    judgements : data frame
        Columns unit, indicator, rater, value, and kind if there is one. Kinds ``self`` and
        ``leader`` are no ratings and are left out.
    scale
        ``nominal`` (labels), ``ordinal`` (levels in an order: only the order counts),
        ``interval`` or ``ratio`` (numbers).
    by
        ``indicator``, ``rater_pair``, or None for all together.
    levels
        All levels from the lowest to the highest, also those that nobody gave: the chance of
        agreement in AC1 and AC2 and the weights depend on them. Needed for words with an order.
        Or a mapping of levels to numbers. Without it: the values given in the group.
    coefficients
        Some of ``percent_agreement``, ``cohen_kappa``, ``weighted_kappa``, ``fleiss_kappa``,
        ``krippendorff_alpha``, ``gwet_ac1``, ``gwet_ac2``, ``icc_1_1``, ``icc_2_1``, ``icc_3_1``,
        ``icc_1_k``, ``icc_2_k``, ``icc_3_k``; by default those usual for the scale.
    weights
        Of `weighted_kappa` and `gwet_ac2`.
    confidence, draws, seed
        Of the intervals; alpha draws items anew `draws` times (0: no interval).

    Returns
    -------
    data frame
        The columns of the group (``indicator``; or ``rater_a`` and ``rater_b``), then those of
        `Agreement`, with ``counts`` as text. The order of the rows of `judgements` changes nothing.

    Raises
    ------
    InputError
        Judgements that cannot be used, all faults at once; see `ratings_from`.
    ValueError
        An unknown scale, grouping, coefficient or weight.

    Examples
    --------
    >>> judgements = pd.DataFrame({
    ...     "unit": ["a", "a", "b", "b", "c", "c", "d", "d"], "indicator": "i",
    ...     "rater": ["x", "y"] * 4, "value": ["良", "良", "优", "优", "中", "良", "优", "优"]})
    >>> table = agreement(judgements, levels=["中", "良", "优"], draws=0)
    >>> table[["coefficient", "value", "percent", "n_items"]].round(3)
              coefficient  value  percent  n_items
    0   percent_agreement  0.750     0.75        4
    1      weighted_kappa  0.750     0.75        4
    2  krippendorff_alpha  0.900     0.75        4
    3            gwet_ac2  0.846     0.75        4
    >>> table["counts"].iat[0]
    '中 × 1, 良 × 3, 优 × 4'
    """
    if scale not in SCALES:
        raise ValueError(f"scale is {scale!r}, must be one of {', '.join(SCALES)}")
    chosen = None if coefficients is None else tuple(coefficients)
    if unknown := [name for name in chosen or () if name not in COEFFICIENTS]:
        raise ValueError(f"coefficients are {unknown}, must be among {', '.join(COEFFICIENTS)}")
    if scale in ("nominal", "ordinal") and any(name.startswith("icc") for name in chosen or ()):
        raise ValueError(
            f"scale is {scale!r}, must be interval or ratio for intraclass correlation"
        )
    ratings = ratings_from(judgements, levels, words=scale == "nominal")
    compute = _computed(scale, weights, confidence, draws, seed)
    rows = []
    for group, part in _groups(ratings, by):
        table = part if levels is not None else part.only_given()
        if scale == "ordinal":
            table = table.in_steps()
        pair = part.codes.shape[1] == 2
        names = chosen or _usual(scale, pair)
        for name in names:
            found = compute[name](table)
            rows.append(group | _row(found))
    heads = {None: [], "indicator": ["indicator"], "rater_pair": ["rater_a", "rater_b"]}[by]
    columns = [*heads, *(name for name in Agreement.__dataclass_fields__)]
    return pd.DataFrame(rows, columns=columns)


def _usual(scale: Scale, pair: bool) -> tuple[str, ...]:
    usual = USUAL[scale]
    return (usual[0], *OF_TWO[scale], *usual[1:]) if pair else usual


def _row(found: Agreement) -> dict[str, Any]:
    row = {name: getattr(found, name) for name in Agreement.__dataclass_fields__}
    return row | {"counts": found.counted}


def _computed(
    scale: Scale, weights: Weights, confidence: float, draws: int, seed: int
) -> dict[str, Coefficient]:
    """Return every coefficient as a function of the ratings alone."""
    sure: dict[str, Any] = {"confidence": confidence}
    return {
        "percent_agreement": partial(percent_agreement, **sure),
        "cohen_kappa": partial(cohen_kappa, **sure),
        "weighted_kappa": partial(cohen_kappa, weights=weights, **sure),
        "fleiss_kappa": partial(fleiss_kappa, **sure),
        "krippendorff_alpha": partial(
            krippendorff_alpha, scale=scale, draws=draws, seed=seed, **sure
        ),
        "gwet_ac1": partial(gwet_ac1, **sure),
        "gwet_ac2": partial(gwet_ac2, weights=weights, **sure),
        **{f"icc_{form.replace(',', '_')}": partial(icc, form=form, **sure) for form in ICC_FORMS},
    }


def _groups(ratings: Ratings, by: By | None) -> Iterator[tuple[dict[str, Any], RatingTable]]:
    if by is None:
        yield {}, _rated(ratings.table)
    elif by == "indicator":
        codes, names = pd.factorize(ratings.indicators, sort=True)
        order = np.argsort(codes, kind="stable")
        bounds = np.searchsorted(codes[order], np.arange(len(names) + 1))
        for place, name in enumerate(names):
            rows = order[bounds[place] : bounds[place + 1]]
            yield {"indicator": name}, _rated(ratings.table.part(rows))
    elif by == "rater_pair":
        for first, second in combinations(range(len(ratings.raters)), 2):
            pair = {"rater_a": ratings.raters[first], "rater_b": ratings.raters[second]}
            yield pair, ratings.table.part(slice(None), [first, second])
    else:
        raise ValueError(f"by is {by!r}, must be None, 'indicator' or 'rater_pair'")


def _rated(table: RatingTable) -> RatingTable:
    """Return the table without raters who gave nothing in it."""
    return table.part(slice(None), (table.codes >= 0).any(axis=0))
