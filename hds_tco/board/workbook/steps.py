"""Steps of the traced model that the workbook shows: their headings, units, and names."""

from __future__ import annotations

from hds_tco.analysis.formula_text import Writer
from hds_tco.locale import Language, text
from hds_tco.model.ledger import CostLine
from hds_tco.trace import Symbol

# Headings of the calculation in the order of the sheet, then units, then the steps measured so.
# The units' words: workbook.unit.
_STEPS: dict[str, dict[str, str]] = {
    "prices": {
        "factor": "index vat_factor block_vat_factor discount_factor",
        "rate": "nominal_rate",
        "year": "calendar_year",
        "years": "option_year",
    },
    "rights": {
        "yes": "ght_exemption block_needs_certificate certificate_needed administration_kept resold"
        " reseller_certificate",
        "year_rank": "granted_year",
        "years": "hosting_delay waiting_years",
    },
    "demand": {
        "share": "migrated_share moved_and_served hosted_share served_share staying_chance moved_share",
        "yes": "move_over",
        "factor": "growth",
        "year_rank": "hosting_start",
        "vms": "block_vms",
        "terabytes": "block_structured block_imaging",
        "volume": "hosted_volume served moved joined",
        "count": "hosted_establishments",
    },
    "machines": {
        "factor": "capacity_copies running_copies forecast_to_actual",
        "vms": "server_module_vms usable_vms_per_server vms_by_memory vms_by_cores",
        "terabytes": "usable_module_tb",
        "count": "spare_servers running_spare_servers",
        "euros": "module_price server_price",
        "kilowatts": "server_power",
        "modules": "spare_modules server_need storage_need backup_need need_modules",
        "modules_per_tb": "backup_modules_per_tb",
    },
    "buying": {
        "modules": "forecast_next_modules forecast_ahead_modules standing_modules emergency_modules staying_modules"
        " planned_modules bought_modules installed_modules too_early_modules idle_modules"
        " ended_modules",
        "share": "idle_share renewed_share",
        "euros": "spent gross_value residual_value ended_value",
    },
    "leasing": {
        "years": "leased_years rented_years",
        "per_euro": "rent_factor annuity",
        "share": "extension_rent lessor_failure_probability lessor_survival early_rent_share",
        "yes": "no_rate",
        "rate": "safe_rate",
        "modules": "leased_need_modules kept_modules added_modules contracted_modules billed_modules unused_modules"
        " leased_leaving leased_ended",
        "euros": "signed_value leased_rent leased_value leased_owned_value leased_left_value leased_bought_out"
        " leased_fleet rent_per_module year_rents year_unused_rents",
        "days": "lessor_uncovered_days",
    },
    "operations": {
        "share": "old_platform_share",
        "factor": "old_platform_growth",
        "euros": "move_cost move_price_vm",
        "euros_per_tb": "move_price_tb",
        "count": "servers_in_use licensed_cores",
        "kilowatts": "power_kw storage_power",
    },
    "staff": {
        "fte": "fte kept_fte leasing_fte freed_fte redeployed_fte ended_fte seconded_fte"
        " redeployed_posts ended_posts seconded_posts",
        "share": "freed_share paid_share newly_freed still_paid followed_share sent_back_share seconded_share"
        " back_share",
        "euros": "contractor_cost post_held_eur post_vacant_eur seconded_payroll all_seconded_payroll",
    },
    "certification": {
        "days": "preparation_days",
        "count": "preparation_effort renewal audits surveillance_audits",
        "years": "certificate_age",
        "euros": "initial_audit",
    },
    "pooling": {
        "share": "hosted_cost_share outside_cost_share vat_in_fees",
        "euros": "billed_fees vat_borne deducted_vat",
    },
    "incidents": {"euros": "incident_cost", "share": "incident_loss", "rate": "old_platform_incidents"},
    "contracts": {
        "yes": "contract_ends right_to_leave",
        "share": "provider_change commitment_kept",
        "years": "contract_years_left",
        "volume": "commitment",
        "euros": "commitment_bill commitment_due",
        "factor": "contract_price_step contract_price_path",
    },
    "provider": {
        "volume": "billed",
        "factor": "storage_price_path",
        "share": "protected_price",
        "euros": "machine_price uncovered_activities service_price",
    },
    "exit": {
        "rate": "cause_rate exit_rate",
        "days": "cause_notice administrative_days procurement_days urgent_procurement_days extraction_days exit_days"
        " urgent_exit_days uncovered_days mean_uncovered_days double_running_days both_billed_days"
        " mean_both_billed_days double_bill_days",
        "share": "cause_loss cause_share survival exit_probability successor_probability successor_exit_probability"
        " loss_probability",
        "count": "expected_exits",
        "euros_per_tb": "cause_transfer_fee",
        "euros": "cause_other_fee cause_fees exit_fees",
    },
    "totals": {
        "count": "served_patients served_establishments",
        "terabytes": "served_terabytes",
        "euros": "existing_charges",
        "yes": "not_protected not_grown not_hosted not_hosted_block",
        "number": "service_lacks",
    },
}
TOPICS = (*_STEPS, "other")
_PLACES = {
    step: (topic, unit) for topic, units in _STEPS.items() for unit, steps in units.items() for step in steps.split()
}
# Steps that the workbook takes besides those of the cost lines.
OWN_STEPS = frozenset({"nominal_rate", "discount_factor", *" ".join(_STEPS["totals"].values()).split()})
# Number of decimals shown for each unit; -1 for percent.
DECIMALS: dict[str, int] = {
    "share": -1,
    "rate": -1,
    "euros": 0,
    "euros_per_tb": 0,
    "vms": 1,
    "terabytes": 1,
    "modules": 2,
    "days": 1,
    "count": 2,
    "fte": 2,
    "kilowatts": 1,
    "years": 2,
    "year_rank": 2,
    "year": 0,
    "yes": 0,
    "factor": 4,
    "per_euro": 4,
    "modules_per_tb": 4,
    "number": 2,
}


def topic_of(step: Symbol) -> str:
    """Return the heading of a step.

    Examples
    --------
    >>> from hds_tco.trace import Symbol
    >>> topic_of(Symbol("step", (1.0,), 1.0, name="spent")), topic_of(Symbol("step", (1.0,), 1.0, name="my own"))
    ('buying', 'other')
    """
    return _PLACES.get(step.name, ("other", ""))[0]


def unit_of(step: Symbol) -> str:
    """Return what a step is measured in; a volume is in machines or in terabytes after what it is about.

    Examples
    --------
    >>> from hds_tco.trace import Symbol
    >>> [unit_of(Symbol("step", (1.0,), 1.0, name="served", of=of)) for of in ("vms", "imaging")]
    ['vms', 'terabytes']
    """
    unit = _PLACES.get(step.name, ("", "number"))[1]
    if unit == "volume":
        return "vms" if step.of == "vms" else "terabytes"
    return unit


def known_steps() -> frozenset[str]:
    """Return the steps that have a heading and a unit."""
    return frozenset(_PLACES)


class StepWriter(Writer):
    """Writes steps as `explain` does.

    Parameters
    ----------
    lines : tuple of CostLine
    labels : dict
        The user's own names by dotted path.
    lang : {"fr", "en"}

    Examples
    --------
    >>> StepWriter((), {}, "en").name(Symbol("step", (1.0,), 1.0, name="nominal_rate"))
    'Nominal discount rate'
    """

    def __init__(self, lines: tuple[CostLine, ...], labels: dict[str, str], lang: Language) -> None:
        super().__init__(lang, labels, {line.key: line for line in lines})

    def name(self, node: Symbol) -> str:
        """Return the label of a step or of an assumption."""
        if node.op == "step" and node.name in OWN_STEPS:
            return text(f"workbook.step.{node.name}", self.lang)
        return super().name(node)
