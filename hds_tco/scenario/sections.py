"""The sections of a scenario file that every option reads; those of some options only: `option_sections`.

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


class Dispute(Section[V]):
    """A rule of the law that the model applies, held by the scenario to begin in another year."""

    start_year: Annotated[V, k.YEAR_RANK]


class Correlation(Section[V]):
    """Assumptions that rise and fall together, each with each of the others."""

    between: Annotated[tuple[str, ...], Field(json_schema_extra={"minItems": 2, "maxItems": k.LONGEST})]
    rank_correlation: Annotated[V, k.CORRELATION]
