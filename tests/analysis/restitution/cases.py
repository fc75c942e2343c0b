"""A hospital whose exits can be worked out by hand: 100 VMs, 100 TB, one cause, no inflation, no discount, no VAT."""

from __future__ import annotations

from math import exp
from typing import Any

from hds_tco.scenario import Assumption, Scenario
from tests.builders import scenario

HORIZON = 4
RATE = 0.1
# What moves: 100 VMs x 100 + 100 TB x 200 = 30 000, half as much again in a hurry. What is bought: 12 000 a year.
VALUES: dict[str, Any] = {
    "hospital.vms": 100,
    "hospital.structured_tb": 50,
    "hospital.imaging_tb": 50,
    "migration.migration_eur_per_vm": 100,
    "migration.migration_eur_per_tb": 200,
    "external.price_eur_per_vm_per_month": 10,
    "restitution.administrative_days": 60,
    "restitution.successor_procurement_days": 90,
    "restitution.throughput_tb_per_day": 2,
    "restitution.double_running_days": 73,
    "restitution.emergency_premium_share": 0.5,
    "restitution.legal_eur": 5000,
    "restitution.data_loss_eur": 1_000_000,
    "restitution.successor_premium_share": 0.2,
    "incidents.degraded_eur_per_day": 1000,
    "restitution.market_exit.rate_per_year": RATE,
    "restitution.market_exit.notice_days": 30,
    "restitution.market_exit.data_loss_share": 0.1,
    "restitution.market_exit.transfer_fee_eur_per_tb": 10,
    "restitution.market_exit.other_exit_fee_eur": 2000,
    "restitution.effects.open_format_migration_cut_share": 0.2,
    "restitution.effects.agreed_exit_price_fee_cut_share": 0.8,
    "restitution.effects.independent_copy_loss_cut_share": 0.9,
    "restitution.effects.longer_notice_days": 100,
}
# One exit, loss of data and successor's premium apart: 45 000 + 2880 + 5000 + 3000 + 60 days x 1000.
ONE_EXIT = {"migration": 45_000, "double_running": 2880, "legal": 5000, "fees": 3000, "interruption": 60_000}
LOSS = 1_000_000
PREMIUM_PER_YEAR = 2400  # 12 000 x 20 %
# Chance of a first exit by the horizon.
BY_HORIZON = 1 - exp(-RATE * HORIZON)


def case(**values: Any) -> Scenario[Assumption]:
    """Return the case with other values, dots written as double underscores; before the law on fees."""
    changed = {path.replace("__", "."): value for path, value in values.items()}
    return scenario(VALUES | changed, decision_year=2018, horizon_years=HORIZON)
