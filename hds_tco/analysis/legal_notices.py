"""What the law says beside the figures, drawn from `data/law/`: each with how sure it is, and none legal advice."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date

import numpy as np

from hds_tco.analysis.comparison import OptionResult
from hds_tco.analysis.law_changes import PENSION, ban_effects_eur, changes_of, cost_eur, pension_effect_eur
from hds_tco.analysis.notice import ByOption, Notice
from hds_tco.model.arrays import scalar
from hds_tco.model.certification import duty, resells
from hds_tco.model.pooling import FROM_HOSTED
from hds_tco.scenario import Assumption, Scenario, resolve
from hds_tco.scenario.law import disputable, last_seen, rule

# Notices that state the law: the last one says what such statements are worth.
PROVIDER = frozenset({"leaving", "leaving_custom_built", "sovereignty"})
CHANGES = frozenset({"law_changes", "law_disputed"})
STAFF = frozenset({"freed_staff", "secondment", "secondment_closed"})
STATEMENTS = (
    PROVIDER
    | STAFF
    | CHANGES
    | {"certificate", "compulsory_transfer", "deferred_payment", "fees_vat", "fees_taxed", "reseller"}
)
RESELLER_FLAG = "external.reseller_certificate_needed"
Held = Mapping[str, Callable[[], float]]
PATH = "staffing.freed_paid_share_by_year"
# Less than a day of work a month: no post.
NOBODY_FTE = 0.05


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
        *_changes(scenario, options),
        *_disputed(scenario),
    ]


def caution(said: Sequence[Notice]) -> list[Notice]:
    """Return, if anything was said of the law, what such statements are worth."""
    if not any(notice.key in STATEMENTS for notice in said):
        return []
    return [Notice("not_legal_advice", days={"last_seen": last_seen()})]


def _provider(scenario: Scenario[Assumption], options: Sequence[OptionResult]) -> list[Notice]:
    given, last_year = scenario.external, scenario.decision_year + scenario.horizon_years
    external = _at_a_provider(options)
    if given is None or external is None:
        return []
    found = []
    if rule("switching.notice").holds_in(last_year):
        held = _held_against_leaving(scenario, external)
        found.append(_leaving(held) if given.switching_rules_apply.value else _leaving_custom_built(held))
    if rule("sovereignty.state").holds_in(last_year):
        found.append(_sovereignty(scenario, external))
    return found


def _at_a_provider(options: Sequence[OptionResult]) -> OptionResult | None:
    """Return the option that goes to a provider: at once, else after a status quo."""
    at_once_first = sorted(options, key=lambda option: option.option.then)
    return next((option for option in at_once_first if option.option.way == "external"), None)


def _sovereignty(scenario: Scenario[Assumption], external: OptionResult) -> Notice:
    """Say what a qualified cloud would cost more, at the share that a source gives."""
    premium, stored = rule("sovereignty.trusted_cloud_premium").value or 0.0, rule("hds.storage_place").in_force_from
    assert stored is not None

    def cost() -> float:
        at = [cost_eur(external.option, scenario, external__secnumcloud_premium_share=share) for share in (0, premium)]
        return at[1] - at[0]

    rules = ("sovereignty.state", "sovereignty.state_purchases", "security.nis2", "hds.storage_place")
    return Notice(
        "sovereignty", shares={"premium": premium}, later={"cost": cost}, days={"stored": stored}, rules=rules
    )


def _held_against_leaving(scenario: Scenario[Assumption], external: OptionResult) -> Held:
    """Return what the right to leave puts in doubt: the cost of the commitment, and of a rise that nobody can bear."""
    free = dict.fromkeys(("committed_vms", "committed_structured_tb", "committed_imaging_tb"), 0.0)

    def more(**values: float) -> float:
        return external.net_present_cost_eur - cost_eur(external.option, scenario, **values)

    return {
        "commitment": lambda: more(**{f"external__{name}": value for name, value in free.items()}),
        "price_rise": lambda: more(restitution__price_rise__rate_per_year=0.0),
    }


def _leaving(held: Held) -> Notice:
    """Say that the commitment and the price rise are charged as if one could not leave before the horizon."""
    rules = ("switching.notice", "switching.charges", "switching.custom_built", "switching.early_termination_penalty")
    free_from = rule("switching.charges").in_force_from
    assert free_from is not None
    numbers = _figures(notice="switching.notice")
    return Notice("leaving", numbers=numbers, later=held, days={"free_from": free_from}, rules=rules)


def _leaving_custom_built(held: Held) -> Notice:
    numbers = _figures(notice="switching.notice", transition="switching.transition", retrieval="switching.retrieval")
    rules = ("switching.notice", "switching.transition", "switching.retrieval", "switching.custom_built")
    return Notice("leaving_custom_built", numbers=numbers, later=held, rules=rules)


def _changes(scenario: Scenario[Assumption], options: Sequence[OptionResult]) -> list[Notice]:
    """Say that the law changes inside the horizon, if the model can price it: charges on switching, pension rate."""
    changes = changes_of(scenario)
    more: list[str] = []
    rules: list[str] = []
    days: dict[str, date] = {}
    shares: dict[str, float] = {}
    later: dict[str, Callable[[], float | ByOption]] = {}
    external = _at_a_provider(options) if scenario.external is not None else None
    ban = next((change for change in changes if change.rule.key == "switching.charges" and not change.ends), None)
    if ban is not None and external is not None:
        charged = external
        more.append("law_changes_charges")
        rules.append(ban.rule.key)
        days["free_from"] = ban.on
        later["charges"] = lambda: ban_effects_eur(scenario, [charged], "switching_charges")[charged.key]
    steps = [change for change in changes if change.rule.key == PENSION and change.before is not None]
    if steps and scenario.staff:
        more.append("law_changes_pension")
        rules.append(PENSION)
        days["pension_from"] = steps[-1].on
        before = steps[0].before
        shares |= {"rate_before": (before.value if before else None) or 0.0, "rate_after": steps[-1].rule.value or 0.0}
        later["pension"] = lambda: tuple(
            (option.option, pension_effect_eur(scenario, option, steps)) for option in options
        )
    if not more:
        return []
    numbers = {"count": float(len({change.rule.key for change in changes}))}
    said = {"last": str(scenario.decision_year + scenario.horizon_years)}
    return [
        Notice(
            "law_changes",
            numbers=numbers,
            words=said,
            days=days,
            fine_shares=shares,
            later=later,
            more=tuple(more),
            rules=tuple(rules),
        )
    ]


def _disputed(scenario: Scenario[Assumption]) -> list[Notice]:
    """Say which rules the scenario has begin in another year than the law's."""
    found = []
    for name, dispute in scenario.law.items():
        known, start = rule(disputable()[name]), dispute.start_year.value
        assert known.in_force_from is not None
        figures = {"start": (f"law.{name}.start_year", float(start))} if isinstance(start, float | int) else {}
        days = {"law": known.in_force_from}
        found.append(
            Notice("law_disputed", "warning", words={"rule": name}, figures=figures, days=days, rules=(known.key,))
        )
    return found


def _reseller(scenario: Scenario[Assumption], options: Sequence[OptionResult]) -> list[Notice]:
    """Say that a certificate of the hospital's own is not counted where it may be asked for, and what it would cost."""
    found = _at_a_provider(options)
    if scenario.external is None or found is None or scenario.external.reseller_certificate_needed.value:
        return []
    if not rule("hds.reseller").holds_in(scenario.decision_year + scenario.horizon_years):
        return []
    given = resolve(scenario, lambda path, value: np.float64(1.0) if path == RESELLER_FLAG else value)
    if not resells(given, duty(given)):
        return []
    certified = cost_eur(found.option, scenario, external__reseller_certificate_needed=1.0)
    more = certified - found.net_present_cost_eur
    rules = ("hds.certificate", "hds.reseller")
    return [Notice("reseller", "warning", keur={"cost": more}, rules=rules)]


def _fees(scenario: Scenario[Assumption], options: Sequence[OptionResult]) -> list[Notice]:
    outside = any(block.establishments.value and not block.in_same_ght.value for block in scenario.hosted.values())
    billed = any(line.key in FROM_HOSTED and line.amounts_eur.any() for option in options for line in option.lines)
    if not outside or not billed:
        return []
    rules, taxed = ("vat.public_body", "vat.group"), float(np.asarray(scenario.pooling.fee_taxed_share.value))
    if not taxed:
        return [Notice("fees_vat", rules=rules)]
    held = "inside" if scenario.pooling.fees_hold_vat.value else "on_top"
    return [
        Notice(
            "fees_taxed", shares={"share": taxed}, keys={"how": f"fees_hold.{held}"}, rules=(*rules, "vat.silent_price")
        )
    ]


def _figures(**rules: str) -> dict[str, float]:
    """Return the value of the rule that fills each hole of a sentence."""
    values = {name: rule(key).value for name, key in rules.items()}
    return {name: value for name, value in values.items() if value is not None}


def staff_notices(scenario: Scenario[Assumption], options: Sequence[OptionResult]) -> list[Notice]:
    """Return what is to be said of freed posts: too soon unpaid, seconded, or seconded where the law has no room.

    Parameters
    ----------
    scenario : Scenario
    options : sequence of OptionResult
    """
    freed = {option.key: _freed(scenario, option.option.way) for option in options}
    kept = max((found[0] for found in freed.values()), default=0.0)
    seconded = max((found[1] for found in freed.values()), default=0.0)
    last_year, found = scenario.decision_year + scenario.horizon_years, []
    paid = resolve(scenario).staffing.freed_paid_share_by_year[0]
    if kept > NOBODY_FTE and paid < 1 and rule("staff.post_cut").holds_in(last_year):
        found.append(
            Notice(
                "freed_staff",
                numbers={"posts": round(kept, 1)},
                shares={"paid": float(paid)},
                fields={"path": PATH},
                rules=("staff.post_cut",),
            )
        )
    secondment = rule("staff.forced_secondment")
    if seconded > NOBODY_FTE and secondment.holds_in(last_year):
        rules = ("staff.forced_secondment", "staff.secondment_end")
        numbers = {"posts": round(seconded, 1), "notice": secondment.value or 0.0}
        private = scenario.external is not None and scenario.external.host_is_private.value
        if private:
            found.append(Notice("secondment", numbers=numbers, rules=rules))
        else:
            found.append(Notice("secondment_closed", "warning", numbers=numbers, rules=rules[:1]))
    return found


def _freed(scenario: Scenario[Assumption], option: str) -> tuple[float, float]:
    """Return the civil servants' posts that an option frees: those it keeps, and those that are to be seconded."""
    given, kept, seconded = resolve(scenario), 0.0, 0.0
    for role in given.staff.values():
        if option == "external" and given.external is not None:
            spared = role.freed_if_provider_runs_databases * given.external.provider_runs_databases
            left, follows, open_ = role.external_fte * (1 - spared), role.seconded_share, given.external.host_is_private
        elif option == "leasing":
            left, follows, open_ = np.maximum(role.in_house_fte + role.leasing_extra_fte, 0.0), scalar(0.0), scalar(0.0)
        else:
            continue
        gone = max(float(role.in_house_fte - left), 0.0) * (1 - role.vacant_share) * (1 - role.contract_agents_share)
        kept += float(gone * (1 - follows * open_))
        seconded += float(gone * follows)
    return kept, seconded
