"""What must be said beside the figures: what is unknown or odd, what the law asks, what is compared with what."""

from __future__ import annotations

import numpy as np

from hds_tco.analysis.doubts import doubts_of
from hds_tco.analysis.lease_rate import implicit_rate_notice
from hds_tco.analysis.legal_notices import caution, legal_notices
from hds_tco.analysis.notice import Notice
from hds_tco.analysis.result import OptionResult
from hds_tco.scenario import Assumption, Scenario, assumptions_of, resolve

# Below this gap between the two cheapest options the answer is a tie for a board: no cost study is finer.
TIE_SHARE = 0.02


def notices_of(scenario: Scenario[Assumption], options: tuple[OptionResult, ...]) -> tuple[Notice, ...]:
    """Return what must be said of priced options, warnings first.

    Parameters
    ----------
    scenario : Scenario
    options : tuple of OptionResult
    """
    compared = tuple(option for option in options if not option.service.apart)
    found = [
        *doubts_of(scenario),
        *_tie(compared),
        *_unknowns(scenario),
        *_certificate(scenario, options),
        *_lease(scenario, options),
        *_provider(scenario, options),
        *_windows(scenario, options),
        *_status_quo(scenario, options),
        *legal_notices(scenario, options),
    ]
    found += caution(found)
    if len(compared) == 1:
        found.append(Notice("single_option"))
    return tuple(sorted(found, key=lambda notice: notice.level != "warning"))


def _tie(options: tuple[OptionResult, ...]) -> list[Notice]:
    if len(options) < 2:
        return []
    first, second = sorted(options, key=lambda option: option.net_present_cost_eur)[:2]
    scale = max(abs(first.net_present_cost_eur), abs(second.net_present_cost_eur))
    gap = second.net_present_cost_eur - first.net_present_cost_eur
    if gap > TIE_SHARE * scale:
        return []
    return [Notice("tie", "warning", shares={"limit": TIE_SHARE})]


def _unknowns(scenario: Scenario[Assumption]) -> list[Notice]:
    assumptions = assumptions_of(scenario).values()
    unknown = sum(item.is_unknown for item in assumptions)
    hypotheses = sum(item.is_hypothesis for item in assumptions)
    found = []
    if unknown:
        found.append(Notice("unknown", "warning", counted=unknown))
    if hypotheses:
        found.append(Notice("hypotheses", counted=hypotheses, numbers={"all": len(assumptions)}))
    return found


def _certificate(scenario: Scenario[Assumption], options: tuple[OptionResult, ...]) -> list[Notice]:
    hosts = [option for option in options if option.duty is not None]
    if not hosts or hosts[0].duty is None:
        return []
    given = resolve(scenario)
    return [Notice("certificate", keys={"reason": hosts[0].duty.reason(given)})]


def _lease(scenario: Scenario[Assumption], options: tuple[OptionResult, ...]) -> list[Notice]:
    terms = scenario.leasing
    if terms is None or not any(option.option.way == "leasing" for option in options):
        return []
    found = [
        Notice(name, "warning") for name in ("compulsory_transfer", "deferred_payment") if getattr(terms, name).value
    ]
    if not isinstance(terms.term_years.value, tuple) and terms.term_years.value > scenario.horizon_years:
        found.append(Notice("lease_outlives_horizon", "warning"))
    quoted = implicit_rate_notice(scenario)
    return found if quoted is None else [*found, quoted]


def _provider(scenario: Scenario[Assumption], options: tuple[OptionResult, ...]) -> list[Notice]:
    given = scenario.external
    if given is None or not any(option.option.way == "external" for option in options):
        return []
    found = []
    missing = 6 - len(set(given.covered_activities))
    if missing:
        found.append(Notice("uncovered", "warning", counted=missing))
    if scenario.hosted and not given.serves_hosted_establishments.value:
        found.append(Notice("perimeter", "warning"))
    return found


def _windows(scenario: Scenario[Assumption], options: tuple[OptionResult, ...]) -> list[Notice]:
    """Say that some machines run Windows, which one side pays for and the other does not."""
    keys = {option.option.way for option in options}
    at_home = "operations.windows_eur_per_core_per_year"
    at_the_provider = "external.windows_eur_per_vm_per_month"
    found, priced = assumptions_of(scenario), set()
    for path, side in ((at_home, {"in_house", "leasing"}), (at_the_provider, {"external"})):
        if side & keys and path in found:
            priced.add((path, bool(found[path].value)))
    share = float(resolve(scenario).volumes.windows_vm_share)
    missing = [path for path, has_price in priced if not has_price]
    if not share or len(priced) < 2 or len(missing) != 1:
        return []
    return [Notice("windows_on_one_side", "warning", shares={"share": share}, fields={"path": missing[0]})]


def _status_quo(scenario: Scenario[Assumption], options: tuple[OptionResult, ...]) -> list[Notice]:
    """Say until when the present platform is kept, and that it does not serve what the others do."""
    kept = int(float(np.asarray(scenario.existing.keep_years.value)))
    if not kept or not any(option.option.then for option in options):
        return []
    key = "status_quo" if kept < scenario.horizon_years else "status_quo_throughout"
    year = scenario.decision_year + min(kept, scenario.horizon_years)
    return [
        Notice(
            key,
            "warning",
            words={"year": str(year)},
            fields={"path": "migration.old_platform_eur_per_year"},
            more=("status_quo_hosts_nobody",) if scenario.hosted else (),
        )
    ]
