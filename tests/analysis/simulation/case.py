"""A small scenario in which everything that a simulation tells is in play: prices, risks, options near each other."""

from __future__ import annotations

from typing import Any

from hds_tco.scenario import Assumption, Scenario
from tests.builders import scenario

VALUES: dict[str, Any] = {
    "horizon_years": 3,
    "hospital.vms": 40,
    "hospital.structured_tb": 20,
    "hardware.server_base_eur": {"low": 2000, "mode": 2500, "high": 4500},
    "operations.room_eur_per_year": {"distribution": "uniform", "low": 5000, "high": 35_000},
    "external.price_eur_per_vm_per_month": {"distribution": "triangular", "low": 60, "mode": 95, "high": 160},
    "leasing.implicit_rate_per_year": {"p05": 0.02, "p95": 0.06},
    "leasing.residual_share": 0.1,
    "leasing.lessor.failure_rate_per_year": 0.05,
    "leasing.lessor.replaced_share": 0.5,
    "restitution.market_exit.rate_per_year": 0.05,
    "restitution.market_exit.data_loss_share": 0.2,
    "restitution.data_loss_eur": 100_000,
    "restitution.legal_eur": 20_000,
    "incidents.in_house_rate_per_year": 0.2,
    "incidents.leasing_rate_per_year": 0.2,
    "incidents.external_rate_per_year": 0.1,
    "incidents.rebuild_eur": 20_000,
    "correlations": {
        "prices": {
            "between": ["hardware.server_base_eur", "external.price_eur_per_vm_per_month"],
            "rank_correlation": 0.5,
        }
    },
}


def small(**more: Any) -> Scenario[Assumption]:
    return scenario({**VALUES, **more})
