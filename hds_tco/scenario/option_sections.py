"""The sections of a scenario file that only some options read: hardware, operations, lease, provider, restitution."""

from __future__ import annotations

from typing import Annotated, Literal

from hds_tco.scenario import kinds as k
from hds_tco.scenario.assumption import Section, V

EndOfLease = Literal["return", "extend", "buy_out"]
RentBasis = Literal["implicit_rate", "quoted_rent"]

# The sections that only some options read; a scenario that does not compare these options may leave them out.
SECTIONS_OF_OPTION: dict[str, tuple[str, ...]] = {
    "in_house": ("hardware", "operations", "in_house"),
    "leasing": ("hardware", "operations", "leasing"),
    "external": ("external", "restitution"),
}


def sections_of_option(option: str, then: str) -> tuple[str, ...]:
    """Return the sections that only some options read and that this one does: a status quo reads those of what follows.

    Parameters
    ----------
    option : str
    then : str
        `existing.then`.

    Examples
    --------
    >>> sections_of_option("status_quo", "external")
    ('external', 'restitution')
    """
    return SECTIONS_OF_OPTION.get(then if option == "status_quo" else option, ())


class Hardware(Section[V]):
    """What a machine holds and costs, bought or leased."""

    ram_gb_per_server: Annotated[V, k.GIGABYTES]
    cores_per_server: Annotated[V, k.SIZE]
    vcpus_per_core: Annotated[V, k.SIZE]
    servers_per_module: Annotated[V, k.SIZE]
    server_base_eur: Annotated[V, k.EUROS]
    server_eur_per_core: Annotated[V, k.EUROS_PER_CORE]
    server_eur_per_gb: Annotated[V, k.EUROS_PER_GB]
    server_price_growth_per_year: Annotated[V, k.CHANGE]
    server_base_power_kw: Annotated[V, k.KILOWATTS]
    server_power_kw_per_core: Annotated[V, k.KILOWATTS]
    structured_module_tb: Annotated[V, k.SIZE]
    structured_price_eur_per_tb: Annotated[V, k.EUROS_PER_TB]
    structured_price_growth_per_year: Annotated[V, k.CHANGE]
    structured_power_kw_per_tb: Annotated[V, k.KILOWATTS]
    imaging_module_tb: Annotated[V, k.SIZE]
    imaging_price_eur_per_tb: Annotated[V, k.EUROS_PER_TB]
    imaging_price_growth_per_year: Annotated[V, k.CHANGE]
    imaging_power_kw_per_tb: Annotated[V, k.KILOWATTS]
    backup_module_tb: Annotated[V, k.SIZE]
    backup_price_eur_per_tb: Annotated[V, k.EUROS_PER_TB]
    maintenance_share_per_year: Annotated[V, k.SHARE]
    server_headroom_share: Annotated[V, k.HEADROOM]
    storage_headroom_share: Annotated[V, k.HEADROOM]
    spare_servers_per_site: Annotated[V, k.COUNT]
    disposal_share: Annotated[V, k.SHARE]


class Operations(Section[V]):
    """What running one's own machines costs, whoever owns them."""

    project_eur: Annotated[V, k.EUROS]
    room_investment_eur: Annotated[V, k.EUROS]
    room_eur_per_year: Annotated[V, k.EUROS_PER_YEAR]
    pue: Annotated[V, k.PUE]
    electricity_price_eur_per_kwh: Annotated[V, k.EUROS_PER_KWH]
    network_investment_eur: Annotated[V, k.EUROS]
    network_eur_per_year: Annotated[V, k.EUROS_PER_YEAR]
    licence_eur_per_core_per_year: Annotated[V, k.EUROS_PER_CORE_YEAR]
    licence_eur_per_vm_per_year: Annotated[V, k.EUROS_PER_VM_YEAR]
    licence_price_growth_per_year: Annotated[V, k.CHANGE]
    security_eur_per_year: Annotated[V, k.EUROS_PER_YEAR]
    on_call_eur_per_year: Annotated[V, k.EUROS_PER_YEAR]
    second_site_eur_per_year: Annotated[V, k.EUROS_PER_YEAR]
    insurance_eur_per_year: Annotated[V, k.EUROS_PER_YEAR]
    windows_eur_per_core_per_year: Annotated[V, k.EUROS_PER_CORE_YEAR]


class InHouse(Section[V]):
    """How capacity is bought."""

    buy_ahead_years: Annotated[V, k.LIFE]
    refresh_years: Annotated[V, k.LIFE]
    emergency_premium_share: Annotated[V, k.SHARE]
    residual_value_share: Annotated[V, k.SHARE]
    other_investment_eur_by_year: Annotated[V, k.EUROS_BY_YEAR]
    other_operating_eur_by_year: Annotated[V, k.EUROS_BY_YEAR]
    procurement_eur: Annotated[V, k.EUROS]
    procurement_years: Annotated[V, k.LIFE]


class LessorFailure(Section[V]):
    """What happens if the lessor stops."""

    failure_rate_per_year: Annotated[V, k.HAZARD]
    notice_days: Annotated[V, k.DAYS]
    replacement_days: Annotated[V, k.DAYS]
    replaced_share: Annotated[V, k.SHARE]
    emergency_premium_share: Annotated[V, k.SHARE]
    legal_eur: Annotated[V, k.EUROS]
    service_back_days: Annotated[V, k.DAYS]


class Leasing(Section[V]):
    """The lease: rent, flexibility, end of term."""

    term_years: Annotated[V, k.LIFE]
    implicit_rate_per_year: Annotated[V, k.CHANGE]
    residual_share: Annotated[V, k.SHARE]
    minimum_kept_share: Annotated[V, k.SHARE]
    notice_days: Annotated[V, k.DAYS]
    end_of_term: EndOfLease
    extension_years: Annotated[V, k.YEARS]
    extension_rent_share: Annotated[V, k.SHARE]
    buy_out_share: Annotated[V, k.SHARE]
    return_cost_share: Annotated[V, k.SHARE]
    late_return_days: Annotated[V, k.DAYS]
    prolongation_factor: Annotated[V, k.FACTOR]
    maintenance_included: Annotated[V, k.FLAG]
    compulsory_transfer: Annotated[V, k.FLAG]
    deferred_payment: Annotated[V, k.FLAG]
    procurement_eur: Annotated[V, k.EUROS]
    rent_basis: RentBasis
    quoted_rent_share: Annotated[V, k.SHARE]
    rents_per_year: Annotated[V, k.FREQUENCY]
    rent_in_advance: Annotated[V, k.FLAG]
    insurance_share_per_year: Annotated[V, k.SHARE]
    other_eur_by_year: Annotated[V, k.EUROS_BY_YEAR]
    lessor: LessorFailure[V]


class External(Section[V]):
    """The certified provider's offer."""

    setup_eur: Annotated[V, k.EUROS]
    price_eur_per_vm_per_month: Annotated[V, k.EUROS_PER_VM_MONTH]
    structured_price_eur_per_tb_per_month: Annotated[V, k.EUROS_PER_TB_MONTH]
    imaging_price_eur_per_tb_per_month: Annotated[V, k.EUROS_PER_TB_MONTH]
    backup_price_eur_per_tb_per_month: Annotated[V, k.EUROS_PER_TB_MONTH]
    storage_price_growth_per_year: Annotated[V, k.CHANGE]
    protected_vm_price_share: Annotated[V, k.SHARE]
    protected_tb_price_share: Annotated[V, k.SHARE]
    kept_operations_eur_per_year: Annotated[V, k.EUROS_PER_YEAR]
    committed_vms: Annotated[V, k.COUNT]
    committed_structured_tb: Annotated[V, k.TERABYTES]
    committed_imaging_tb: Annotated[V, k.TERABYTES]
    commitment_ended_share: Annotated[V, k.SHARE]
    commitment_due_share: Annotated[V, k.SHARE]
    indexation_cap_per_year: Annotated[V, k.CHANGE]
    network_links_setup_eur: Annotated[V, k.EUROS]
    network_links_eur_per_year: Annotated[V, k.EUROS_PER_YEAR]
    provider_runs_databases: Annotated[V, k.FLAG]
    serves_hosted_establishments: Annotated[V, k.FLAG]
    switching_rules_apply: Annotated[V, k.FLAG]
    covered_activities: tuple[Literal[1, 2, 3, 4, 5, 6], ...]
    uncovered_eur_per_year_by_activity: Annotated[V, k.EUROS_BY_ACTIVITY]
    independent_copy_eur_per_tb_per_year: Annotated[V, k.EUROS_PER_TB_YEAR]
    planned_exit_project_eur: Annotated[V, k.EUROS]
    planned_exit_double_running_days: Annotated[V, k.DAYS]
    other_eur_by_year: Annotated[V, k.EUROS_BY_YEAR]
    price_eur_per_vcpu_per_month: Annotated[V, k.EUROS_PER_VCPU_MONTH]
    price_eur_per_gb_per_month: Annotated[V, k.EUROS_PER_GB_MONTH]
    reserved_above_need_share: Annotated[V, k.SHARE]
    hds_surcharge_share: Annotated[V, k.SHARE]
    secnumcloud_premium_share: Annotated[V, k.SHARE]
    contract_years: Annotated[V, k.LIFE]
    change_probability: Annotated[V, k.SHARE]
    procurement_eur: Annotated[V, k.EUROS]
    renewal_price_step_share: Annotated[V, k.PRICE_STEP]
    change_price_step_share: Annotated[V, k.PRICE_STEP]
    reseller_certificate_needed: Annotated[V, k.FLAG]
    reseller_activities: tuple[Literal[1, 2, 3, 4, 5, 6], ...]
    capitalise_move: Annotated[V, k.FLAG]
    host_is_private: Annotated[V, k.FLAG]
    planned_exit_share: Annotated[V, k.SHARE]
    windows_eur_per_vm_per_month: Annotated[V, k.EUROS_PER_VM_MONTH]
    local_room_eur_per_year: Annotated[V, k.EUROS_PER_YEAR]


class ExitCause(Section[V]):
    """One way of being forced out of a provider."""

    rate_per_year: Annotated[V, k.HAZARD]
    notice_days: Annotated[V, k.DAYS]
    data_loss_share: Annotated[V, k.SHARE]
    transfer_fee_eur_per_tb: Annotated[V, k.EUROS_PER_TB]
    other_exit_fee_eur: Annotated[V, k.EUROS]
    service_back_days: Annotated[V, k.DAYS]


class Clauses(Section[V]):
    """What the contract holds."""

    reversibility_plan: Annotated[V, k.FLAG]
    tested_restitution: Annotated[V, k.FLAG]
    open_format: Annotated[V, k.FLAG]
    agreed_exit_price: Annotated[V, k.FLAG]
    independent_copy: Annotated[V, k.FLAG]
    longer_notice: Annotated[V, k.FLAG]
    step_in: Annotated[V, k.FLAG]
    certificate_loss: Annotated[V, k.FLAG]
    price_cap: Annotated[V, k.FLAG]


class ClauseEffects(Section[V]):
    """What each clause changes when the contract holds it."""

    reversibility_plan_delay_cut_share: Annotated[V, k.SHARE]
    tested_restitution_time_cut_share: Annotated[V, k.SHARE]
    tested_restitution_loss_cut_share: Annotated[V, k.SHARE]
    open_format_migration_cut_share: Annotated[V, k.SHARE]
    agreed_exit_price_fee_cut_share: Annotated[V, k.SHARE]
    independent_copy_loss_cut_share: Annotated[V, k.SHARE]
    longer_notice_days: Annotated[V, k.DAYS]
    step_in_days: Annotated[V, k.DAYS]
    certificate_loss_notice_days: Annotated[V, k.DAYS]
    price_cap_notice_days: Annotated[V, k.DAYS]


class Restitution(Section[V]):
    """Forced exits from the provider: causes, durations, costs, contract."""

    insolvency: ExitCause[V]
    market_exit: ExitCause[V]
    certificate_loss: ExitCause[V]
    disaster: ExitCause[V]
    price_rise: ExitCause[V]
    administrative_days: Annotated[V, k.DAYS]
    successor_procurement_days: Annotated[V, k.DAYS]
    throughput_tb_per_day: Annotated[V, k.TB_PER_DAY]
    double_running_days: Annotated[V, k.DAYS]
    emergency_premium_share: Annotated[V, k.SHARE]
    legal_eur: Annotated[V, k.EUROS]
    data_loss_eur: Annotated[V, k.EUROS]
    successor_premium_share: Annotated[V, k.SHARE]
    successor_hazard_factor: Annotated[V, k.FACTOR]
    clauses: Clauses[V]
    effects: ClauseEffects[V]
    urgent_procurement_share: Annotated[V, k.SHARE]
