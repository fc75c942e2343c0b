"""A forced exit worked out by hand, which several tests start from."""

from __future__ import annotations

from math import exp
from typing import Any

from hds_tco.model import provider, restitution
from hds_tco.model.exit_causes import CAUSES
from tests.builders import lines

# What moves: 100 VMs x 100 + 100 TB x 200 = 30 000. What is bought: 100 x 10 x 12 = 12 000 a year.
SERVED: dict[str, Any] = {
    "hospital.vms": 100,
    "hospital.structured_tb": 50,
    "hospital.imaging_tb": 50,
    "migration.migration_eur_per_vm": 100,
    "migration.migration_eur_per_tb": 200,
    "external.price_eur_per_vm_per_month": 10,
}
EXIT: dict[str, Any] = {
    "restitution.administrative_days": 60,
    "restitution.successor_procurement_days": 90,
    "restitution.throughput_tb_per_day": 2,  # 50 days
    "restitution.double_running_days": 73,
    "restitution.emergency_premium_share": 0.5,
    "restitution.legal_eur": 5000,
    "restitution.data_loss_eur": 1_000_000,
    "restitution.successor_premium_share": 0.2,
    "incidents.degraded_eur_per_day": 1000,
}
MARKET_EXIT: dict[str, Any] = {
    "restitution.market_exit.rate_per_year": 0.1,
    "restitution.market_exit.notice_days": 30,
    "restitution.market_exit.data_loss_share": 0.1,
    "restitution.market_exit.transfer_fee_eur_per_tb": 10,
    "restitution.market_exit.other_exit_fee_eur": 2000,
}
CASE = SERVED | EXIT | MARKET_EXIT
# Years in which the law does not yet forbid the fees.
BEFORE_THE_LAW = {"decision_year": 2018}
# S(2) - S(3) with S(t) = exp(-0.1 t).
IN_YEAR_3 = exp(-0.2) - exp(-0.3)
PIECES = (provider, restitution)
# Clauses are each tried with an effect that no other clause has.
EFFECTS: dict[str, Any] = {
    "restitution.effects.reversibility_plan_delay_cut_share": 0.25,
    "restitution.effects.tested_restitution_time_cut_share": 0.4,
    "restitution.effects.tested_restitution_loss_cut_share": 0.5,
    "restitution.effects.open_format_migration_cut_share": 0.2,
    "restitution.effects.agreed_exit_price_fee_cut_share": 0.8,
    "restitution.effects.independent_copy_loss_cut_share": 0.9,
    "restitution.effects.longer_notice_days": 100,
    "restitution.effects.step_in_days": 15,
    "restitution.effects.certificate_loss_notice_days": 110,
    "restitution.effects.price_cap_notice_days": 120,
}
NEVER = 10_000


def restitution_lines(values: dict[str, Any], **top: Any) -> dict[str, list[float]]:
    eur_by_line = lines(PIECES, values, **(BEFORE_THE_LAW | {"horizon_years": 4} | top))
    return {
        key.removeprefix("restitution."): amounts
        for key, amounts in eur_by_line.items()
        if key.startswith("restitution.")
    }


def with_clauses(*names: str) -> dict[str, Any]:
    return EFFECTS | {f"restitution.clauses.{name}": True for name in names}


def only(cause: str, **changes: Any) -> dict[str, Any]:
    """Return the hand-worked case with another cause in the place of the market exit."""
    rates = {f"restitution.{other}.rate_per_year": 0.1 * (other == cause) for other in CAUSES}
    return CASE | rates | {f"restitution.{cause}.{name}": value for name, value in changes.items()}
