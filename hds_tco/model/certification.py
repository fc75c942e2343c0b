"""Whether the hospital must be certified (once approved) to host, what it costs, when it may host."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from hds_tco.model.arrays import ROUNDING_NOISE, Array, chosen, flags_of, scalar
from hds_tco.model.ledger import CostLine
from hds_tco.model.world import World, required
from hds_tco.scenario.fields import activity_flags
from hds_tco.scenario.law import rule
from hds_tco.scenario.scenario import Scenario
from hds_tco.trace import named

# Activity 5 of the certificate: administering and running a health information system.
ADMINISTRATION = activity_flags((5,))


@dataclass(frozen=True)
class Duty:
    """Whether a certificate is needed, and why.

    Parameters
    ----------
    needed : ndarray, scalar or (draws,)
        1 or 0.
    blocks : mapping
        For each hosted block, 1 if hosting it takes a certificate.
    hosts_others, exempt : ndarray, scalar or (draws,)
        Whether anyone else is hosted; whether the GHT exemption covers all of them.
    """

    needed: Array
    blocks: Mapping[str, Array]
    hosts_others: Array
    exempt: Array

    def reason(self, given: Scenario[Array]) -> str:
        """Return the catalogue key of the reason, in a run on numbers."""
        if not self.hosts_others:
            return "certificate_reason.own_patients"
        if self.exempt:
            return "certificate_reason.ght_exempt"
        if str(given.certification.regime) == "agrement_2006":
            return "certificate_reason.agrement"
        if str(given.hospital.legal_form) in ("gcs", "gip", "gie", "private_clinic"):
            return "certificate_reason.legal_form"
        outside = any(block.establishments > 0 and block.in_same_ght < 1 for block in given.hosted.values())
        return "certificate_reason.outside_ght" if outside else "certificate_reason.ght_conditions"


def duty(given: Scenario[Array]) -> Duty:
    """Return whether a host of these establishments needs a certificate.

    Notes
    -----
    Own patients only: no. Members of the same GHT: no, under three conditions; never for a GCS, GIP, GIE or clinic, nor
    under the approval of 2006. Anyone else's patients: yes. Formula::

        rules = certification
        conditions = rules.ght_convention_delegates_hosting * rules.ght_joint_controllers * rules.ght_security_measures
        barred = sum(chosen(hospital.legal_form, form) for form in ("gcs", "gip", "gie", "private_clinic"))
        exemption = conditions * (1 - barred) * (1 - chosen(rules.regime, "agrement_2006"))
        present = {key: block.establishments > 0 for key, block in hosted.items()}
        blocks = {key: present[key] * (1 - block.in_same_ght * exemption) for key, block in hosted.items()}
        needed = max([0, *blocks.values()])
        hosts_others = max([0, *present.values()])
        exempt = hosts_others * (1 - needed)

    References
    ----------
    Law ``hds.own_patients``, ``hds.ght_exemption``, ``hds.certificate``, ``hds.approval``.
    """
    rules, form = given.certification, given.hospital.legal_form
    public_body = 1.0 - chosen(form, "gcs") - chosen(form, "gip") - chosen(form, "gie") - chosen(form, "private_clinic")
    conditions = rules.ght_convention_delegates_hosting * rules.ght_joint_controllers * rules.ght_security_measures
    covered = named("ght_exemption", conditions * public_body * (1.0 - chosen(rules.regime, "agrement_2006")))
    others = 0.0 * covered
    foreign = others
    blocks: dict[str, Array] = {}
    for key, block in given.hosted.items():
        present = np.where(block.establishments > 0, 1.0, 0.0)
        others = np.maximum(others, present)
        uncovered = named("block_needs_certificate", present * (1.0 - block.in_same_ght * covered), key)
        foreign = np.maximum(foreign, uncovered)
        blocks[key] = uncovered
    needed = named("certificate_needed", foreign)
    return Duty(needed, blocks, others, others * (1.0 - foreign))


def resells(given: Scenario[Array], host_duty: Duty) -> Array:
    """Return 1 if the hospital serves others through the provider and keeps a part of their administration, else 0.

    Others: blocks that a host needs a certificate for. A part is kept if the provider does not run the databases, or
    if its certificate leaves activity 5 out. Whether the law then asks the hospital for a certificate of its own is
    the user's to say (`external.reseller_certificate_needed`).

    Parameters
    ----------
    host_duty : Duty
        That of a host.

    Returns
    -------
    ndarray, scalar or (draws,)

    Notes
    -----
    Formula::

        kept = 1 - external.provider_runs_databases * external.covered_activities[4]
        resold = host_duty.needed * external.serves_hosted_establishments * kept

    References
    ----------
    Law ``hds.reseller``, ``hds.activities``; decision 0049.
    """
    offer = required(given.external, "external")
    covered = np.sum(flags_of(offer.covered_activities) * ADMINISTRATION)
    administers = named("administration_kept", 1.0 - offer.provider_runs_databases * covered)
    return named("resold", host_duty.needed * offer.serves_hosted_establishments * administers)


def granted_year(step_start: Array, file_months: Array, instruction_months: Array) -> Array:
    """Return when a file is granted, in years from the decision.

    Parameters
    ----------
    step_start : ndarray, scalar or (draws,)
        In years from the decision.
    file_months, instruction_months : ndarray, scalar or (draws,)

    Returns
    -------
    ndarray, scalar or (draws,)

    Notes
    -----
    Formula::

        granted = step_start + (file_months + instruction_months) / 12

    References
    ----------
    Law ``hds.certificate``, ``hds.approval``.

    Examples
    --------
    >>> granted_year(0.5, 12, 6)
    2.0
    """
    return step_start + (file_months + instruction_months) / 12.0


def hosting_delay_years(given: Scenario[Array]) -> Array:
    """Return the years before others may be hosted: the first step granted among those that open hosting, or a century.

    Returns
    -------
    ndarray, scalar or (draws,)

    Notes
    -----
    Formula::

        openings = [
            where(step.opens_hosting, granted_year(step.start_year, step.file_months, step.instruction_months), 100)
            for step in certification.steps.values()
        ]
        delay = min([100, *openings])

    References
    ----------
    Law ``hds.certificate``, ``hds.approval``.
    """
    delay = scalar(100.0)
    for key, step in given.certification.steps.items():
        when = named("granted_year", granted_year(step.start_year, step.file_months, step.instruction_months), key)
        delay = np.minimum(delay, np.where(step.opens_hosting > 0, when, 100.0))
    return named("hosting_delay", delay)


def initial_audit_days(staff_in_scope: Array, hds_extra_days: Array) -> Array:
    """Return the days of an initial audit: a staircase by head count, and what HDS adds to it.

    Parameters
    ----------
    staff_in_scope, hds_extra_days : ndarray, scalar or (draws,)
        People, and days.

    Returns
    -------
    ndarray, scalar or (draws,)

    Notes
    -----
    Formula::

        table = rule("hds.audit_days")
        days = hds_extra_days + max([table.value, *(where(staff_in_scope > s.above, s.value, 0) for s in table.steps)])

    References
    ----------
    Law ``hds.audit_days`` (ISO/IEC 27006).

    Examples
    --------
    >>> [float(initial_audit_days(n, 0.0)) for n in (1, 10, 11, 20, 30, 50, 70, 100, 150)]
    [5.0, 5.0, 6.0, 7.0, 8.5, 10.0, 11.0, 12.0, 13.0]
    """
    table = rule("hds.audit_days")
    reached = table.value or 0.0
    days = hds_extra_days + reached
    for step in table.steps:
        days = days + np.where(staff_in_scope > step.above, step.value - reached, 0.0)
        reached = step.value
    return days


def certification(world: World) -> tuple[CostLine, ...]:
    """Return what becoming and staying a host costs, nothing if no certificate is needed.

    Notes
    -----
    Formula::

        line += certificate(world, certification.activities)

    References
    ----------
    Law ``hds.certificate``, ``hds.approval``.
    """
    return certificate(world, flags_of(world.given.certification.activities))


def reseller_certification(world: World) -> tuple[CostLine, ...]:
    """Return what a certificate costs that is needed beside the provider's, for fewer activities, by the same rules.

    Notes
    -----
    Formula::

        line += certificate(world, external.reseller_activities)

    References
    ----------
    Law ``hds.reseller``; decision 0049.
    """
    return certificate(world, flags_of(required(world.given.external, "external").reseller_activities))


def certificate(world: World, activities: Array) -> tuple[CostLine, ...]:
    """Return what a certificate costs for some activities, nothing if none is needed.

    Approval of 2006: a file, valid three years, renewed like a first request; no audit is invoiced. Certification of
    2018 and HDS v2: preparation, initial audit, surveillance every year, renewal at the end of each validity.

    Parameters
    ----------
    activities : ndarray, (6,)
        1 for each that is certified, else 0.

    Notes
    -----
    Formula::

        rules = certification
        approval = chosen(rules.regime, "agrement_2006")
        files = audits = watched = years_held = 0 * year
        for step in rules.steps.values():
            granted = granted_year(step.start_year, step.file_months, step.instruction_months)
            age = option_year - ceil(granted - 1e-9)
            ends = (age > 0) * (age % rules.validity_years == 0)
            renewed = ends * rules.renewal_share
            files = files + step.effort_share * (at(floor(step.start_year)) + renewed * approval)
            audits = audits + step.effort_share * ((age == 0) + renewed)
            watched = watched + step.effort_share * ((age > 0) * 1 - ends)
            years_held = years_held + step.effort_share * (age >= 0) * running
        days = rules.preparation_person_days + rules.preparation_per_activity_person_days * sum(activities)
        day_eur = rules.person_day_eur * certificate_needed * index.wages
        help_eur = (rules.consultancy_eur + rules.legal_eur) * certificate_needed * index.prices
        audit_days = initial_audit_days(rules.staff_in_scope, rules.hds_extra_audit_days) * (1 - approval)
        audit_eur = audit_days * rules.auditor_eur_per_day * certificate_needed * index.prices
        line.certification.preparation = files * days * day_eur
        line.certification.help = files * help_eur * vat_factor
        line.certification.audit = audits * audit_eur * vat_factor
        line.certification.surveillance = watched * audit_eur * rules.surveillance_share * vat_factor
        line.certification.upkeep = years_held * rules.upkeep_person_days_per_year * day_eur

    References
    ----------
    Law ``hds.approval``, ``hds.certificate_validity``, ``hds.surveillance_audit``.
    """
    rules, year = world.given.certification, world.option_year
    approval = chosen(rules.regime, "agrement_2006")
    days = rules.preparation_person_days + rules.preparation_per_activity_person_days * np.sum(activities)
    days = named("preparation_days", days)
    help_eur = rules.consultancy_eur + rules.legal_eur
    audit_days = initial_audit_days(rules.staff_in_scope, rules.hds_extra_audit_days)
    audit_eur = named("initial_audit", audit_days * rules.auditor_eur_per_day * (1.0 - approval))
    files = audits = surveillance = years_held = np.zeros_like(year) * 1.0
    for key, step in world.given.certification.steps.items():
        granted = np.ceil(granted_year(step.start_year, step.file_months, step.instruction_months) - ROUNDING_NOISE)
        age = named("certificate_age", year - granted, key)
        first = world.at(np.floor(step.start_year))
        cycle_end = np.where(age > 0, np.where(age % rules.validity_years == 0, 1.0, 0.0), 0.0)
        renewed = named("renewal", cycle_end * rules.renewal_share, key)
        watched = np.where(age > 0, 1.0, 0.0) - cycle_end
        files = files + step.effort_share * (first + renewed * approval)
        audits = audits + step.effort_share * (np.where(age == 0, 1.0, 0.0) + renewed)
        surveillance = surveillance + step.effort_share * watched
        years_held = years_held + step.effort_share * np.where(age >= 0, 1.0, 0.0) * world.running
    needed, day_eur = world.certificate_needed, rules.person_day_eur
    preparation = named("preparation_effort", files) * days * day_eur * needed
    watching = named("surveillance_audits", surveillance) * audit_eur * rules.surveillance_share * needed
    upkeep = years_held * rules.upkeep_person_days_per_year * day_eur * needed
    return (
        world.line("certification.preparation", preparation, "operating", 1, index="wages", vat=False),
        world.line("certification.help", files * help_eur * needed, "operating", 3),
        world.line("certification.audit", named("audits", audits) * audit_eur * needed, "operating", 3),
        world.line("certification.surveillance", watching, "operating", 3),
        world.line("certification.upkeep", upkeep, "operating", 1, index="wages", vat=False),
    )
