"""What weighs on the decision, within a tenth of a second and without compiling anything: the model on a few sets."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from hds_tco.analysis.sensitivity.scan import options_of, uncertain_paths
from hds_tco.analysis.sensitivity.tornado import Tornado, tornado_by
from hds_tco.model.finance import discount_factors, nominal_rate
from hds_tco.model.ledger import total
from hds_tco.model.options import lines_of, years
from hds_tco.scenario import Assumption, Scenario, resolve

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
    rank = {path: place for place, path in enumerate(uncertain_paths(scenario))}

    def costs_of(sets: Array) -> Array:
        def value_of(path: str, value: Array) -> Any:
            return sets[rank[path]] if path in rank else value

        given = resolve(scenario, value_of)
        year = years(scenario.horizon_years)[:, None]
        finance = given.finance
        factors = discount_factors(nominal_rate(finance.real_discount_rate_per_year, finance.inflation_per_year), year)
        costs = [(total(lines_of(option, given, year), year) * factors).sum(axis=0) for option in options]
        return np.array([np.broadcast_to(cost, sets.shape[1:]) for cost in costs])

    return tornado_by(scenario, options, costs_of)
