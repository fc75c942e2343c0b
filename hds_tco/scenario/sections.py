"""The sections of a scenario file.

No field has a default here: the figures live in `data/scenarios/`, each with its source or marked as a hypothesis. The
words for each field are in the catalogues (``field.<section>.<name>``). All prices are those of the decision year,
without VAT.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from hds_tco.scenario import kinds as k
from hds_tco.scenario.assumption import Section, V

LegalForm = Literal["hospital", "ght_support", "gcs", "gip", "gie", "private_clinic"]
Way = Literal["in_house", "external", "leasing"]
Regime = Literal["agrement_2006", "certification_2018", "hds_v2"]
EndOfLease = Literal["return", "extend", "buy_out"]
RentBasis = Literal["implicit_rate", "quoted_rent"]
Billing = Literal["per_establishment", "per_use", "cost_recovery"]
CostKey = Literal["equal", "vms", "storage", "patients"]


class Hospital(Section[V]):
    """The hospital that decides, and what it runs today."""

    legal_form: LegalForm
    beds: Annotated[V, k.COUNT]
    patients_per_year: Annotated[V, k.COUNT]
    vms: Annotated[V, k.COUNT]
    structured_tb: Annotated[V, k.TERABYTES]
    imaging_tb: Annotated[V, k.TERABYTES]


class Hosted(Section[V]):
    """Another establishment that we host for, or a block of several alike."""

    label: str
    establishments: Annotated[V, k.COUNT]
    in_same_ght: Annotated[V, k.FLAG]
    join_year: Annotated[V, k.YEAR_RANK]
    patients_per_year: Annotated[V, k.COUNT]
    vms: Annotated[V, k.COUNT]
    structured_tb: Annotated[V, k.TERABYTES]
    imaging_tb: Annotated[V, k.TERABYTES]
    fee_eur_per_year: Annotated[V, k.EUROS_PER_YEAR]


class Volumes(Section[V]):
    """How volumes grow, and how the buyer thinks that they will."""

    backup_tb_per_tb: Annotated[V, k.TB_PER_TB]
    vm_growth_per_year: Annotated[V, k.CHANGE]
    structured_growth_per_year: Annotated[V, k.CHANGE]
    imaging_growth_per_year: Annotated[V, k.CHANGE]
    vm_forecast_growth_per_year: Annotated[V, k.CHANGE]
    structured_forecast_growth_per_year: Annotated[V, k.CHANGE]
    imaging_forecast_growth_per_year: Annotated[V, k.CHANGE]
    vcpus_per_vm: Annotated[V, k.SIZE]
    ram_gb_per_vm: Annotated[V, k.GIGABYTES]
    windows_vm_share: Annotated[V, k.SHARE]


class Migration(Section[V]):
    """The move to the new platform, and the old one paid meanwhile."""

    migrated_share_by_year: Annotated[V, k.SHARE_BY_YEAR]
    migration_eur_per_vm: Annotated[V, k.EUROS_PER_VM]
    migration_eur_per_tb: Annotated[V, k.EUROS_PER_TB]
    old_platform_eur_per_year: Annotated[V, k.EUROS_PER_YEAR]
    old_platform_fixed_share: Annotated[V, k.SHARE]
    own_move_share: Annotated[V, k.SHARE]
    refresh_move_share: Annotated[V, k.SHARE]
    retest_eur_per_vm: Annotated[V, k.EUROS_PER_VM]
    own_retested_share: Annotated[V, k.SHARE]
    provider_retested_share: Annotated[V, k.SHARE]
    extended_support_eur_per_year: Annotated[V, k.EUROS_PER_YEAR]
    disposal_eur: Annotated[V, k.EUROS]


class Existing(Section[V]):
    """What the present platform still binds the hospital to, and what keeping it costs."""

    book_value_eur: Annotated[V, k.EUROS]
    depreciation_left_years: Annotated[V, k.LIFE]
    contract_penalty_eur: Annotated[V, k.EUROS]
    contract_left_years: Annotated[V, k.LIFE]
    cost_growth_per_year: Annotated[V, k.CHANGE]
    incident_rate_factor: Annotated[V, k.AGEING]
    keep_years: Annotated[V, k.YEARS]
    then: Way


class Protection(Section[V]):
    """What a second site protects, whoever hosts."""

    vm_share: Annotated[V, k.SHARE]
    data_share: Annotated[V, k.SHARE]
    standby_running_share: Annotated[V, k.SHARE]


class Finance(Section[V]):
    """Rates, indices and taxes."""

    real_discount_rate_per_year: Annotated[V, k.CHANGE]
    inflation_per_year: Annotated[V, k.CHANGE]
    wage_growth_per_year: Annotated[V, k.CHANGE]
    energy_price_growth_per_year: Annotated[V, k.CHANGE]
    syntec_growth_per_year: Annotated[V, k.CHANGE]
    vat_share: Annotated[V, k.SHARE]
    recoverable_vat_share: Annotated[V, k.SHARE]
    depreciation_years: Annotated[V, k.LIFE]


class Vat(Section[V]):
    """What share of each block of prices is billed without VAT; which lines a block holds: `hds_tco.model.ledger`."""

    hosting_exempt_share: Annotated[V, k.SHARE]
    network_exempt_share: Annotated[V, k.SHARE]
    operation_exempt_share: Annotated[V, k.SHARE]
    premises_exempt_share: Annotated[V, k.SHARE]
    energy_exempt_share: Annotated[V, k.SHARE]
    hardware_exempt_share: Annotated[V, k.SHARE]
    rents_exempt_share: Annotated[V, k.SHARE]
    licences_exempt_share: Annotated[V, k.SHARE]
    projects_exempt_share: Annotated[V, k.SHARE]
    old_platform_exempt_share: Annotated[V, k.SHARE]
    procurement_exempt_share: Annotated[V, k.SHARE]
    contractors_exempt_share: Annotated[V, k.SHARE]
    training_exempt_share: Annotated[V, k.SHARE]
    advice_exempt_share: Annotated[V, k.SHARE]


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


class Staffing(Section[V]):
    """What becomes of freed posts and of vacant ones, whatever the trade."""

    freed_paid_share_by_year: Annotated[V, k.SHARE_BY_YEAR]
    retraining_eur_per_post: Annotated[V, k.EUROS_PER_POST]
    contract_end_eur_per_post: Annotated[V, k.EUROS_PER_POST]
    seconded_billed_factor: Annotated[V, k.FACTOR]
    seconded_back_share: Annotated[V, k.SHARE]
    contractor_eur_per_day: Annotated[V, k.EUROS_PER_DAY]
    contractor_days_per_year: Annotated[V, k.DAYS_PER_YEAR]


class StaffRole(Section[V]):
    """One trade, and how many of it each option keeps."""

    label: str
    loaded_cost_eur_per_year: Annotated[V, k.EUROS_PER_YEAR]
    in_house_fte: Annotated[V, k.COUNT]
    leasing_extra_fte: Annotated[V, k.MORE_POSTS]
    external_fte: Annotated[V, k.COUNT]
    freed_if_provider_runs_databases: Annotated[V, k.FLAG]
    contract_agents_share: Annotated[V, k.SHARE]
    seconded_share: Annotated[V, k.SHARE]
    vacant_share: Annotated[V, k.SHARE]


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


class CertificationStep(Section[V]):
    """One file that is prepared, filed and granted; several make an approval in steps."""

    label: str
    start_year: Annotated[V, k.YEAR_RANK]
    file_months: Annotated[V, k.MONTHS]
    instruction_months: Annotated[V, k.MONTHS]
    effort_share: Annotated[V, k.SHARE]
    opens_hosting: Annotated[V, k.FLAG]


class Certification(Section[V]):
    """What being a host for others asks for."""

    regime: Regime
    ght_convention_delegates_hosting: Annotated[V, k.FLAG]
    ght_joint_controllers: Annotated[V, k.FLAG]
    ght_security_measures: Annotated[V, k.FLAG]
    activities: tuple[Literal[1, 2, 3, 4, 5, 6], ...]
    preparation_person_days: Annotated[V, k.DAYS]
    preparation_per_activity_person_days: Annotated[V, k.DAYS]
    upkeep_person_days_per_year: Annotated[V, k.DAYS]
    person_day_eur: Annotated[V, k.EUROS]
    consultancy_eur: Annotated[V, k.EUROS]
    legal_eur: Annotated[V, k.EUROS]
    staff_in_scope: Annotated[V, k.COUNT]
    hds_extra_audit_days: Annotated[V, k.DAYS]
    auditor_eur_per_day: Annotated[V, k.EUROS_PER_DAY]
    surveillance_share: Annotated[V, k.SHARE]
    renewal_share: Annotated[V, k.SHARE]
    validity_years: Annotated[V, k.LIFE]
    steps: dict[str, CertificationStep[V]]


class Pooling(Section[V]):
    """How hosted establishments are billed, and what they ask for in staff."""

    billing: Billing
    cost_key: CostKey
    fee_eur_per_vm_per_year: Annotated[V, k.EUROS_PER_VM_YEAR]
    fee_eur_per_tb_per_year: Annotated[V, k.EUROS_PER_TB_YEAR]
    margin_share: Annotated[V, k.SHARE]
    leaving_rate_per_year: Annotated[V, k.HAZARD]
    support_fte: Annotated[V, k.COUNT]
    support_loaded_cost_eur_per_year: Annotated[V, k.EUROS_PER_YEAR]
    fee_taxed_share: Annotated[V, k.SHARE]
    fees_hold_vat: Annotated[V, k.FLAG]


class Incidents(Section[V]):
    """Major incidents: never zero, least of all at home."""

    in_house_rate_per_year: Annotated[V, k.HAZARD]
    leasing_rate_per_year: Annotated[V, k.HAZARD]
    external_rate_per_year: Annotated[V, k.HAZARD]
    down_days: Annotated[V, k.DAYS]
    degraded_eur_per_day: Annotated[V, k.EUROS_PER_DAY]
    rebuild_eur: Annotated[V, k.EUROS]
    own_data_loss_share: Annotated[V, k.SHARE]
    external_data_loss_share: Annotated[V, k.SHARE]
    data_loss_eur: Annotated[V, k.EUROS]
    insurance_eur_per_year: Annotated[V, k.EUROS_PER_YEAR]


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


class Dispute(Section[V]):
    """A rule of the law that the model applies, held by the scenario to begin in another year."""

    start_year: Annotated[V, k.YEAR_RANK]


class Correlation(Section[V]):
    """Assumptions that rise and fall together, each with each of the others."""

    between: Annotated[tuple[str, ...], Field(json_schema_extra={"minItems": 2, "maxItems": k.LONGEST})]
    rank_correlation: Annotated[V, k.CORRELATION]
