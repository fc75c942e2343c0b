"""Small cases of buying ahead and leasing, whose arithmetic fits in a comment."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import hds_tco as ht
from hds_tco.scenario import Assumption, Scenario
from tests.builders import CLOSE_RACE, scenario

REFERENCE = ht.load(CLOSE_RACE)
NOTHING: Mapping[str, Any] = {}


def storage(growth: Any, forecast: Any, terabytes: float, more: Mapping[str, Any] = NOTHING) -> Scenario[Assumption]:
    """Return a scenario of structured data alone, in modules of 1 TB at 100 euros, over 3 years, served from year 1.

    Nothing is discounted, taxed or kept up, nothing is left at the end; rents are 100 / 50 = 2 euros a module and
    year.
    """
    values = {
        "hospital.structured_tb": terabytes,
        "volumes.structured_growth_per_year": growth,
        "volumes.structured_forecast_growth_per_year": forecast,
        "hardware.structured_price_eur_per_tb": 100,
        "in_house.emergency_premium_share": 0.25,
    }
    return scenario({**values, **more})


# The need doubles, 8, 16, 32, 64, and the buyer believes in half as much again: 0.75 of what comes next year.
# Year 0: 12 bought. Year 1: 16 needed, 4 in a hurry; 24 forecast: 8 bought. Year 2: 32 needed, 8 in a hurry; 48
# forecast: 16 bought. Year 3: 64 needed, 16 in a hurry. Planned 36 x 100 = 3600; in a hurry 28 x 125 = 3500, of which
# 700 of premium. Leased: (16 + 32 + 64) x 2 = 224.
TOO_LITTLE = storage(1.0, 0.5, 8)
# Flat need of 10, two years ahead on half as much again: 22.5, so 23 are bought and 13 are too early. Leased: 3 x 20.
TOO_MUCH = storage(0.0, 0.5, 10, {"in_house.buy_ahead_years": 2})
# Machines for nothing.
FREE = storage(1.0, 0.5, 8, {"hardware.structured_price_eur_per_tb": 0})
