"""What weighs on the decision, within a tenth of a second and without compiling anything: the model on a few sets."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from hds_tco.analysis.evaluator import central
from hds_tco.analysis.sensitivity.naming import kind_at
from hds_tco.analysis.sensitivity.scan import options_of, scalar_paths
from hds_tco.analysis.sensitivity.tornado import Tornado, tornado_by
from hds_tco.model.finance import discount_factors, nominal_rate
from hds_tco.model.ledger import total
from hds_tco.model.options import Option, lines_of, years
from hds_tco.scenario import Assumption, Scenario, assumptions_of, resolve, uncertain_paths

Array = npt.NDArray[np.float64]


def first_tornado(scenario: Scenario[Assumption]) -> Tornado:
    """Return what `hds_tco.tornado` finds, for one look: no faster the second time.

    Examples
    --------
    >>> import hds_tco as ht
    >>> first_tornado(ht.load("reference-ght")).paths[0]
    'external.price_eur_per_vm_per_month'
    """
    options = options_of(scenario, None)
    paths = uncertain_paths(scenario)
    return tornado_by(scenario, options, lambda sets: _costs(scenario, options, paths, sets))


def swings_by_half(scenario: Scenario[Assumption], paths: Iterable[str]) -> dict[str, float]:
    """Return by how much half and one and a half of each assumption move what some option costs, in euros.

    Those at zero, of which there is no half, and those that cannot take any value are left out.

    Examples
    --------
    >>> import hds_tco as ht
    >>> swings = swings_by_half(ht.load("chi-eure-seine-2017-total"), ["finance.vat_share"])
    >>> swings
    {}
    """
    known, free = assumptions_of(scenario), set(scalar_paths(scenario))
    moved = [path for path in paths if path in free and central(known[path]) != 0.0]
    if not moved:
        return {}
    sets = np.repeat(np.array([[central(known[path])] for path in moved]), 2 * len(moved), axis=1)
    for rank, path in enumerate(moved):
        kind = kind_at(path)
        for place, times in ((2 * rank, 0.5), (2 * rank + 1, 1.5)):
            value = sets[rank, place] * times
            sets[rank, place] = value if kind is None else min(max(value, kind.low), kind.high)
    costs = _costs(scenario, options_of(scenario, None), moved, sets)
    swings = np.abs(costs[:, 1::2] - costs[:, ::2]).max(axis=0)
    return {path: float(swing) for path, swing in zip(moved, swings, strict=True)}


def _costs(scenario: Scenario[Assumption], options: Iterable[Option], paths: Sequence[str], sets: Array) -> Array:
    """Return what each option costs on each set of values of some assumptions."""
    rank = {path: place for place, path in enumerate(paths)}

    def value_of(path: str, value: Array) -> Any:
        return sets[rank[path]] if path in rank else value

    given = resolve(scenario, value_of)
    year = years(scenario.horizon_years)[:, None]
    finance = given.finance
    factors = discount_factors(nominal_rate(finance.real_discount_rate_per_year, finance.inflation_per_year), year)
    costs = [(total(lines_of(option, given, year), year) * factors).sum(axis=0) for option in options]
    return np.array([np.broadcast_to(cost, sets.shape[1:]) for cost in costs])
