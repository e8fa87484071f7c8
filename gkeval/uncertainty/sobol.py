"""Which choice moves ranks most (敏感性分析): Sobol indices of what an assessment takes for given.

In: an assessment and what varies. Out: a `Sensitivity`: for every input its first-order index (what
it explains alone) and its total index (with all it does together with others), of the mean rank
shift of each group or of the rank of single units.

Design and estimators are SALib's (Saltelli et al. 2010, Computer Physics Communications 181,
259-270; Jansen's total index); the model is that of the draws.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from gkeval.arguments import listed, one_of, share, whole
from gkeval.assessment.result import Assessment
from gkeval.errors import GkevalError
from gkeval.spec import Lang
from gkeval.uncertainty.chance import Raters, rates_of
from gkeval.uncertainty.choices import Choice
from gkeval.uncertainty.draws import Plan, Scenario, in_order
from gkeval.uncertainty.robust import plan_of
from gkeval.uncertainty.weights import Noise, known_weights, own_shares, varied_branches, worth_of

Floats = npt.NDArray[np.float64]

REALISATIONS = 64
"""How many outcomes of the raters, and of the samples, are drawn beforehand."""

CHOICES, RATERS, SAMPLES = "choices", "raters", "samples"
_TITLES = {
    CHOICES: ("方法选择", "choice of method"),
    RATERS: ("评估员", "raters"),
    SAMPLES: ("抽样", "samples"),
}


@dataclass(frozen=True, eq=False)
class Sensitivity:
    """The result of `gkeval.sensitivity`.

    Attributes
    ----------
    table : pandas.DataFrame
        One row per output and input, the largest total index of an output on top: output (``mean
        rank shift`` with its group, or a unit), input (an indicator whose weight varies,
        ``choices``, ``raters`` or ``samples``), title, first, first_error, total, total_error (half
        the width of the bootstrap interval at `level`).
    result : Assessment
    n, evaluations, seed : int
        Base sample, assessments made, and from where chance started.
    level : float
    """

    table: pd.DataFrame
    result: Assessment = field(repr=False)
    n: int
    evaluations: int
    seed: int
    level: float

    def of(self, output: str) -> pd.DataFrame:
        """Return the rows of one output."""
        known = list(dict.fromkeys(self.table["output"]))
        if output not in known:
            raise GkevalError(f"output is {output!r}, must be one of: {', '.join(known)}")
        return self.table[self.table["output"] == output].reset_index(drop=True)

    def __repr__(self) -> str:
        first = self.table.iloc[0]
        return (
            f"<Sensitivity {self.result.scheme.scheme}: {self.evaluations:,} assessments; "
            f"{first['output']}: most by {first['input']} (total index {first['total']:.2f})>"
        )

    def _repr_html_(self) -> str:
        return self.table.round(3).to_html(index=False, border=0)


def sensitivity(
    result: Assessment,
    n: int = 256,
    seed: int = 0,
    *,
    weights: Noise | float | None = 0.25,
    raters: Raters | None = None,
    samples: bool | Mapping[str, float | None] = True,
    choices: Mapping[str, Choice] | None = None,
    units: Sequence[str] = (),
    level: float = 0.95,
    resamples: int = 100,
    lang: Lang | None = None,
    workers: int | None = None,
    progress: bool = False,
) -> Sensitivity:
    """Return which weights, choices, raters and samples move ranks most.

    Parameters
    ----------
    result
        The assessment.
    n
        Base sample, a power of 2; n × (inputs + 2) assessments are made.
    seed
        From where chance starts.
    weights, raters, samples, choices
        As in `gkeval.robustness`; weights as `Noise` only. `Noise(0.25, levels=(1,))` varies the
        first level alone.
    units
        Units whose ranks are outputs too.
    level, resamples
        Of the bootstrap intervals of the indices.
    lang
        Of the titles.
    workers, progress
        As in `gkeval.robustness`.

    Raises
    ------
    GkevalError
        For numbers out of range, or fewer than two inputs.

    Examples
    --------
    >>> import gkeval as gk
    >>> result = gk.assess("sichuan-land-2011", gk.read_records(gk.sample("sichuan-land-2011")))
    >>> found = gk.sensitivity(result, 64, 1)
    >>> found.table["input"].iloc[0], found.evaluations
    ('disclosure', 448)
    """
    n = whole("n", n, 8, 2**24)
    if n & (n - 1):
        raise GkevalError(f"n is {n}, must be a power of 2 from 8 on, such as 256")
    level = share("level", level)
    resamples = whole("resamples", resamples, 2)
    threads = None if workers is None else whole("workers", workers, 1)
    one_of("lang", lang, ("zh", "en", None))
    kind = known_weights(weights)
    if kind is not None and not isinstance(kind, Noise):
        raise GkevalError("weights must be Noise, or a number: how far every weight may go")
    plan = plan_of(result, n, seed, kind, raters, samples, choices)
    inputs = _inputs(plan)
    if len(inputs) < 2:
        raise GkevalError(f"{len(inputs)} inputs vary, must be 2 or more")
    asked = dict.fromkeys(result.row(unit) for unit in listed("units", units, "units"))
    rows = np.array(list(asked), dtype=np.intp)
    if not np.isin(rows, plan.model.ranked).all():
        raise GkevalError("units holds one without a rank")
    problem = {"num_vars": len(inputs), "names": inputs, "bounds": [[0.0, 1.0]] * len(inputs)}
    design = _salib().sample.sobol.sample(problem, n, calc_second_order=False, seed=plan.seed)
    outputs = _evaluated(plan, inputs, design, rows, threads, progress)
    names = [_group_output(result, group) for group, _ in plan.groups()]
    names += [str(unit) for unit in result.roster.ids[rows]]
    tables = [
        _indices(problem, outputs[:, at], level, resamples, plan.seed).assign(output=name)
        for at, name in enumerate(names)
    ]
    titles = {name: _title(result, name, lang or result.scheme.lang) for name in inputs}
    parts = [
        table.assign(title=[titles[name] for name in table["input"]]).sort_values(
            ["total", "input"], ascending=[False, True], kind="stable"
        )
        for table in tables
    ]
    columns = ["output", "input", "title", "first", "first_error", "total", "total_error"]
    frame = pd.concat(parts, ignore_index=True)[columns]
    frame = frame.astype(dict.fromkeys(("output", "input", "title"), "str"))
    return Sensitivity(frame, result, n, len(design), plan.seed, level)


def _salib() -> Any:
    try:
        import SALib
        import SALib.analyze.sobol
        import SALib.sample.sobol
    except ImportError as error:
        raise GkevalError('SALib is not installed. Remedy: pip install "gkeval[stats]"') from error
    return SALib


def _inputs(plan: Plan) -> list[str]:
    names: list[str] = []
    if plan.weights is not None:
        for one in plan.scenarios:
            for branch in varied_branches(one.model.tree, plan.weights.levels):
                names += [name for name in branch.names if name not in names]
    if len(plan.scenarios) > 1:
        names.append(CHOICES)
    if plan.raters is not None and any(one.judged for one in plan.scenarios):
        names.append(RATERS)
    if any(one.sampled for one in plan.scenarios):
        names.append(SAMPLES)
    return names


def _evaluated(
    plan: Plan,
    inputs: list[str],
    design: Floats,
    rows: npt.NDArray[np.intp],
    workers: int | None,
    progress: bool,
) -> Floats:
    """Return the outputs of every row of the design: mean rank shift by group, ranks of units."""
    groups = list(plan.groups())
    totals = plan.model.result.totals
    nominal = totals["rank"].to_numpy(dtype=np.float64, na_value=np.nan)
    outcomes = [_outcomes(plan, one) for one in plan.scenarios]
    column = {name: at for at, name in enumerate(inputs)}
    starts = range(0, len(design), plan.size)

    def work(number: int) -> Floats:
        part = design[number * plan.size : (number + 1) * plan.size]
        chosen = np.zeros(len(part), dtype=np.intp)
        if CHOICES in column:
            chosen = (part[:, column[CHOICES]] * len(plan.scenarios)).astype(np.intp)
        ranks = np.empty((len(part), len(nominal)))
        for at, one in enumerate(plan.scenarios):
            mine = np.flatnonzero(chosen == at)
            if len(mine):
                drawn = _totals(plan, one, outcomes[at], part[mine], column)
                for _, members in groups:
                    ranks[np.ix_(mine, members)] = one.ranks(drawn[:, members], members)
        shifts = [np.abs(ranks[:, m] - nominal[m]).mean(axis=1) for _, m in groups]
        return np.column_stack([*shifts, ranks[:, rows]])

    sizes = [min(plan.size, len(design) - start) for start in starts]
    return np.vstack(list(in_order(work, sizes, workers, progress)))


def _outcomes(plan: Plan, one: Scenario) -> dict[str, dict[int, Floats]]:
    """Draw the outcomes of raters and samples beforehand: by leaf, rates (realisations, units)."""
    found: dict[str, dict[int, Floats]] = {RATERS: {}, SAMPLES: {}}
    streams = np.random.SeedSequence(plan.seed, spawn_key=(2**31,)).spawn(2)
    rng = np.random.default_rng(streams[0])
    for judged in one.judged if plan.raters is not None else ():
        rates = np.tile(one.model.rates[judged.leaf], (REALISATIONS, 1))
        assert plan.raters is not None
        rates[:, judged.rows] = judged.draw(plan.raters, rng, REALISATIONS)
        found[RATERS][judged.leaf] = rates
    rng = np.random.default_rng(streams[1])
    for sampled in one.sampled:
        values = sampled.draw(rng, REALISATIONS)
        rates = rates_of(one.model.result, sampled.leaf, sampled.rows, values)
        own = np.tile(one.model.rates[sampled.leaf], (REALISATIONS, 1))
        found[SAMPLES][sampled.leaf] = np.where(np.isnan(rates), own, rates)
    return found


def _totals(
    plan: Plan,
    one: Scenario,
    outcomes: dict[str, dict[int, Floats]],
    part: Floats,
    column: dict[str, int],
) -> Floats:
    tree = one.model.tree
    shares: dict[int, Floats] = {}
    if isinstance(plan.weights, Noise):
        for branch in varied_branches(tree, plan.weights.levels):
            uniform = part[:, [column[name] for name in branch.names]]
            shares[branch.node] = plan.weights.varied(own_shares(tree, branch.children), uniform)
    varied: dict[int, Floats] = {}
    for source, leaves in outcomes.items():
        if source in column:
            which = (part[:, column[source]] * REALISATIONS).astype(np.intp)
            varied |= {leaf: rates[which] for leaf, rates in leaves.items()}
    return one.model.totals(worth_of(tree, shares, len(part)), varied).totals


def _indices(
    problem: dict[str, Any], outputs: Floats, level: float, resamples: int, seed: int
) -> pd.DataFrame:
    """Return first-order and total indices of one output; all 0 when it never varies."""
    names = problem["names"]
    if np.ptp(outputs) == 0:
        zeros = np.zeros(len(names))
        return pd.DataFrame(
            {
                "input": names,
                "first": zeros,
                "first_error": zeros,
                "total": zeros,
                "total_error": zeros,
            }
        )
    found = _salib().analyze.sobol.analyze(
        problem,
        outputs,
        calc_second_order=False,
        num_resamples=resamples,
        conf_level=level,
        seed=seed,
    )
    return pd.DataFrame(
        {
            "input": names,
            "first": found["S1"],
            "first_error": found["S1_conf"],
            "total": found["ST"],
            "total_error": found["ST_conf"],
        }
    )


def _group_output(result: Assessment, group: int) -> str:
    names = list(result.scheme.groups)
    return f"mean rank shift: {names[group]}"


def _title(result: Assessment, name: str, lang: Lang) -> str:
    if name in _TITLES:
        return _TITLES[name][0 if lang == "zh" else 1]
    return result.scheme.by_id[name].title.to(lang) if name in result.scheme.by_id else name
