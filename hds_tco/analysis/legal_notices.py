"""What the law says beside the figures, drawn from `data/law/`: each with how sure it is, and none legal advice."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from hds_tco.analysis.notice import Notice
from hds_tco.analysis.result import OptionResult
from hds_tco.analysis.staff_notices import staff_notices
from hds_tco.model.certification import duty, resells
from hds_tco.model.finance import discount_factors, net_present_cost, nominal_rate
from hds_tco.model.ledger import total
from hds_tco.model.options import lines_of, years
from hds_tco.scenario import Assumption, Scenario, resolve
from hds_tco.scenario.law import last_seen, rule

# Notices that state the law: the last one says what such statements are worth.
PROVIDER = frozenset({"leaving", "leaving_custom_built", "sovereignty"})
STAFF = frozenset({"freed_staff", "secondment", "secondment_closed"})
STATEMENTS = PROVIDER | STAFF | {"certificate", "compulsory_transfer", "deferred_payment", "fees_vat", "reseller"}
RESELLER_FLAG = "external.reseller_certificate_needed"


def legal_notices(scenario: Scenario[Assumption], options: Sequence[OptionResult]) -> list[Notice]:
    """Return what the law says of the options over the scenario's years.

    Parameters
    ----------
    scenario : Scenario
    options : sequence of OptionResult
    """
    return [
        *_provider(scenario, options),
        *_reseller(scenario, options),
        *_fees(scenario, options),
        *staff_notices(scenario, options),
    ]


def caution(said: Sequence[Notice]) -> list[Notice]:
    """Return, if anything was said of the law, what such statements are worth."""
    if not any(notice.key in STATEMENTS for notice in said):
        return []
    return [Notice("not_legal_advice", days={"last_seen": last_seen()})]


def _provider(scenario: Scenario[Assumption], options: Sequence[OptionResult]) -> list[Notice]:
    given, last_year = scenario.external, scenario.decision_year + scenario.horizon_years
    if given is None or not any(option.option.way == "external" for option in options):
        return []
    found = []
    if rule("switching.notice").holds_in(last_year):
        found.append(_leaving() if given.switching_rules_apply.value else _leaving_custom_built())
    if rule("sovereignty.state").holds_in(last_year):
        rules = ("sovereignty.state", "sovereignty.state_purchases", "security.nis2", "hds.storage_place")
        found.append(Notice("sovereignty", shares=_figures(premium="sovereignty.trusted_cloud_premium"), rules=rules))
    return found


def _leaving() -> Notice:
    """Say that the commitment and the price rise are charged as if one could not leave before the horizon."""
    rules = ("switching.notice", "switching.charges", "switching.custom_built", "switching.early_termination_penalty")
    free_from = rule("switching.charges").in_force_from
    assert free_from is not None
    return Notice("leaving", numbers=_figures(notice="switching.notice"), days={"free_from": free_from}, rules=rules)


def _leaving_custom_built() -> Notice:
    numbers = _figures(notice="switching.notice", transition="switching.transition")
    rules = ("switching.notice", "switching.transition", "switching.custom_built")
    return Notice("leaving_custom_built", numbers=numbers, rules=rules)


def _reseller(scenario: Scenario[Assumption], options: Sequence[OptionResult]) -> list[Notice]:
    """Say that a certificate of the hospital's own is not counted where it may be asked for, and what it would cost."""
    found = next((option for option in options if option.option.way == "external"), None)
    if scenario.external is None or found is None or scenario.external.reseller_certificate_needed.value:
        return []
    if not rule("hds.reseller").holds_in(scenario.decision_year + scenario.horizon_years):
        return []
    given = resolve(scenario, lambda path, value: np.float64(1.0) if path == RESELLER_FLAG else value)
    if not resells(given, duty(given)):
        return []
    year, finance = years(scenario.horizon_years), given.finance
    factors = discount_factors(nominal_rate(finance.real_discount_rate_per_year, finance.inflation_per_year), year)
    certified = net_present_cost(total(lines_of(found.option, given, year), year), factors)
    more = float(certified) - found.net_present_cost_eur
    rules = ("hds.certificate", "hds.reseller")
    return [Notice("reseller", "warning", keur={"cost": more}, rules=rules)]


def _fees(scenario: Scenario[Assumption], options: Sequence[OptionResult]) -> list[Notice]:
    outside = any(block.establishments.value and not block.in_same_ght.value for block in scenario.hosted.values())
    income = ("hosted_fees", "hosted_recovery")
    billed = any(line.key in income and line.amounts_eur.any() for option in options for line in option.lines)
    return [Notice("fees_vat", rules=("vat.public_body", "vat.group"))] if outside and billed else []


def _figures(**rules: str) -> dict[str, float]:
    """Return the value of the rule that fills each hole of a sentence."""
    values = {name: rule(key).value for name, key in rules.items()}
    return {name: value for name, value in values.items() if value is not None}
