"""Who bears what: an option's cost shared between the hospital and those it hosts, beside what they are billed."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, get_args

import numpy as np
import numpy.typing as npt

from hds_tco.analysis.comparison import Comparison
from hds_tco.analysis.table import frame_of
from hds_tco.locale import DEFAULT_LANGUAGE, Language, text
from hds_tco.model.finance import annuity_factor
from hds_tco.model.ledger import total
from hds_tco.model.options import world_of, years
from hds_tco.model.pooling import vat_in_fees
from hds_tco.model.world import BlockDemand
from hds_tco.scenario import Fault, ScenarioError, resolve
from hds_tco.scenario.errors import close_to
from hds_tco.scenario.sections import CostKey

if TYPE_CHECKING:
    import pandas as pd

Array = npt.NDArray[np.float64]
COLUMNS = ("who", "establishments", "cost_eur", "cost_per_establishment_eur_per_year", "present_fee_eur", "gap_eur")

_MEASURE: dict[str, Callable[[BlockDemand], Array]] = {
    "equal": lambda block: block.establishments,
    "vms": lambda block: block.vms,
    "storage": lambda block: block.primary_tb,
    "patients": lambda block: block.patients,
}


def allocation(
    comparison: Comparison, option: str, key: str | None = None, lang: Language = DEFAULT_LANGUAGE
) -> pd.DataFrame:
    """Return the cost of an option shared under a key, in present value.

    What is shared: every line but income and risk, which stay with the hospital.

    Parameters
    ----------
    comparison : Comparison
    option : str
        Key of one of its options.
    key : {"equal", "vms", "storage", "patients"}, optional
        The scenario's own by default.
    lang : {"fr", "en"}

    Returns
    -------
    DataFrame
        One row for the hospital and one a hosted block: ``establishments``, ``share`` of the present cost, ``cost_eur``
        (present value), ``cost_per_establishment_eur_per_year`` (annuity), ``present_fee_eur`` (what a fee per
        establishment would bring), ``gap_eur`` (cost not covered by it; empty for the hospital).

    Raises
    ------
    ScenarioError
        If the key is none of the four.

    Examples
    --------
    >>> import hds_tco as ht
    >>> shared = ht.analysis.allocation(ht.compare(ht.load("reference-ght")), "in_house", "vms")
    >>> round(float(shared["share"].sum()), 9)
    1.0
    """
    if key is not None and key not in _MEASURE:
        choices = get_args(CostKey)
        values = {"choices": ", ".join(choices)}
        raise ScenarioError([Fault("choice", "pooling.cost_key", key, values, close_to(key, choices))], lang)
    scenario, found = comparison.scenario, comparison[option]
    key = key or scenario.pooling.cost_key
    given, year = resolve(scenario), years(scenario.horizon_years)
    world = world_of(found.option, given, year)
    demand, hospital = world.demand, given.hospital
    own = BlockDemand(
        vms=demand.vms - demand.hosted_vms,
        structured_tb=demand.primary_tb - demand.hosted_tb,
        imaging_tb=np.zeros_like(demand.hosted_tb),
        patients=np.full_like(demand.hosted_tb, float(hospital.patients_per_year)),
        establishments=np.ones_like(demand.hosted_tb),
    )
    measures = {"": _MEASURE[key](own), **{name: _MEASURE[key](block) for name, block in demand.blocks.items()}}
    everyone = np.sum(list(measures.values()), axis=0)
    costs = total((line for line in found.lines if line.nature in ("investment", "operating")), year)
    present = costs * comparison.discount_factors
    annuity = 1.0 / float(annuity_factor(comparison.nominal_discount_rate, scenario.horizon_years))
    rows = []
    for name, measure in measures.items():
        # A year in which nobody is served (year 0, before the move) is the hospital's own.
        share = np.divide(measure, everyone, out=np.full_like(everyone, float(not name)), where=everyone > 0)
        cost = float(np.dot(share, present))
        block = given.hosted.get(name) if name else None
        heads = float(block.establishments) if block is not None else 1.0
        fees = None
        if block is not None:
            kept = 1.0 - vat_in_fees(world) * (1.0 - block.in_same_ght)
            fees = demand.hosted_share[name] * block.fee_eur_per_year * world.indices["prices"] * kept
        fee = float(np.dot(fees, comparison.discount_factors)) if fees is not None else None
        rows.append(
            {
                "who": scenario.hosted[name].label if name else text("allocation.hospital", lang),
                "establishments": heads,
                "cost_eur": cost,
                "cost_per_establishment_eur_per_year": cost * annuity / heads if heads else None,
                "present_fee_eur": fee,
                "gap_eur": None if fee is None else cost - fee,
            }
        )
    frame = frame_of(rows, COLUMNS).set_index("who")
    frame.insert(1, "share", frame["cost_eur"] / frame["cost_eur"].sum() if frame["cost_eur"].sum() else 0.0)
    return frame
