"""What the law changes inside the horizon, and what each change moves: by the model where it counts it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import numpy as np

from hds_tco.analysis.comparison import OptionResult
from hds_tco.model.finance import discount_factors, net_present_cost, nominal_rate
from hds_tco.model.ledger import total
from hds_tco.model.options import Option, lines_of, years
from hds_tco.scenario import Assumption, Scenario, resolve
from hds_tco.scenario.law import Rule, disputable, rules
from hds_tco.scenario.sections import Dispute

PENSION = "staff.pension_rate"
# The year of a rule that never begins: no horizon is that long.
NEVER = 50.0


@dataclass(frozen=True)
class Change:
    """One rule that begins, ends or takes another figure between the decision and the horizon.

    Parameters
    ----------
    rule : Rule
        As it is from that day on; the one that ends, if none follows.
    on : date
    before : Rule or None
        The same rule until then.
    ends : bool
    effects_eur : mapping of str to float
        What it moves, by option, in present cost; empty if the model draws no figure from it.
    at_most : bool
        Whether that is a ceiling.
    """

    rule: Rule
    on: date
    before: Rule | None = None
    ends: bool = False
    effects_eur: Mapping[str, float] = field(default_factory=dict)
    at_most: bool = False


def changes_of(scenario: Scenario[Assumption]) -> tuple[Change, ...]:
    """Return what the law changes after the decision's first day and until the horizon's last, in order of days.

    Parameters
    ----------
    scenario : Scenario

    Examples
    --------
    >>> import hds_tco as ht
    >>> [change.rule.key for change in changes_of(ht.load("reference-ght", {"decision_year": 2027}))][:2]
    ['switching.charges', 'switching.charges_at_cost']
    """
    first = date(scenario.decision_year, 1, 1)
    last = date(scenario.decision_year + scenario.horizon_years, 12, 31)
    found = []
    for row in rules():
        start, end = row.in_force_from, row.in_force_to
        if start is not None and first < start <= last:
            before = next((one for one in rules() if one.key == row.key and one.in_force_to == _eve(start)), None)
            found.append(Change(row, start, before))
        after = end + timedelta(days=1) if end is not None else first
        followed = any(one.key == row.key and one.in_force_from == after for one in rules())
        if first < after <= last and not followed:
            found.append(Change(row, after, row, ends=True))
    return tuple(sorted(found, key=lambda change: change.on))


def _eve(day: date) -> date:
    return day - timedelta(days=1)


def priced_changes(scenario: Scenario[Assumption], options: Sequence[OptionResult]) -> tuple[Change, ...]:
    """Return the same changes with what each moves in the options' present costs.

    A rule that the model applies by date: the cost as it is, less the cost if the rule never began. The pension rate:
    at most the whole of its rise on the pay of those who are civil servants, were all their pay subject to it.

    Parameters
    ----------
    scenario : Scenario
    options : sequence of OptionResult
    """
    names = {key: name for name, key in disputable().items()}
    priced = []
    for change in changes_of(scenario):
        moved: dict[str, float] = {}
        if change.rule.key in names and not change.ends:
            moved = ban_effects_eur(scenario, options, names[change.rule.key])
        elif change.rule.key == PENSION and change.before is not None:
            moved = {option.key: pension_effect_eur(scenario, option, (change,)) for option in options}
        priced.append(Change(change.rule, change.on, change.before, change.ends, moved, change.rule.key == PENSION))
    return tuple(priced)


def ban_effects_eur(scenario: Scenario[Assumption], options: Sequence[OptionResult], *names: str) -> dict[str, float]:
    """Return what rules of `law.disputable` move in each option: its cost, less its cost if they never began.

    Parameters
    ----------
    scenario : Scenario
    options : sequence of OptionResult
    *names : str
    """
    never = Dispute.model_construct(start_year=Assumption(NEVER))
    frozen = scenario.model_copy(update={"law": {**scenario.law, **dict.fromkeys(names, never)}})
    # Only a provider's restitution asks for these rules.
    return {
        option.key: option.net_present_cost_eur - cost_eur(option.option, frozen)
        if option.option.way == "external"
        else 0.0
        for option in options
    }


def pension_effect_eur(scenario: Scenario[Assumption], option: OptionResult, changes: Sequence[Change]) -> float:
    """Return the most that rises of the employer's pension rate add to what an option pays its civil servants.

    A loaded cost holds the contribution of the decision's year: pay is at most the cost over one plus that rate. Posts
    held by contract agents are left out; so is what a host bills for those who are seconded.

    Parameters
    ----------
    scenario : Scenario
    option : OptionResult
    changes : sequence of Change
        Of the pension rate.
    """
    given, year = resolve(scenario), years(scenario.horizon_years)
    today = next((row.value for row in rules() if row.key == PENSION and row.holds_in(scenario.decision_year)), None)
    if today is None:
        return 0.0
    rise = year * 0.0
    for change in changes:
        step = (change.rule.value or 0.0) - (change.before.value or 0.0 if change.before else 0.0)
        rise = rise + np.where(scenario.decision_year + year >= change.on.year, step, 0.0)
    paid = year * 0.0
    for line in option.lines:
        kind, _, trade = line.key.partition(".")
        if kind == "staff" and trade in given.staff:
            paid = paid + line.amounts_eur * (1.0 - given.staff[trade].contract_agents_share)
        elif kind == "freed_staff" or line.key == "staff_back.pay":
            paid = paid + line.amounts_eur
    return float(net_present_cost(paid * rise / (1.0 + today), _factors(given, year)))


def cost_eur(option: Option, scenario: Scenario[Assumption], **values: float) -> float:
    """Return an option's net present cost once some assumptions are replaced; ``__`` stands for the dot of a path.

    Parameters
    ----------
    option : Option
    scenario : Scenario
    **values : float
    """
    told = {path.replace("__", "."): np.float64(value) for path, value in values.items()}
    given, year = resolve(scenario, told.get), years(scenario.horizon_years)
    return float(net_present_cost(total(lines_of(option, given, year), year), _factors(given, year)))


def _factors(given: Scenario[Any], year: Any) -> Any:
    finance = given.finance
    return discount_factors(nominal_rate(finance.real_discount_rate_per_year, finance.inflation_per_year), year)
