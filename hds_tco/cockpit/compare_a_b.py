"""What is on screen read against A: only what can be compared is, and the sentence says on what ground."""

from __future__ import annotations

from typing import Literal

from hds_tco.analysis import Comparison
from hds_tco.charts.words import signed
from hds_tco.cockpit.snapshot import Snapshot
from hds_tco.locale import Language, amount, number_of, text
from hds_tco.model.finance import HALF_A_CENT
from hds_tco.scenario import Assumption, Scenario

# Totals compare; only costs a year do; nothing does.
Ground = Literal["same", "horizon", "other"]


def ground_of(now: Comparison, fixed: Comparison) -> Ground:
    """Return on what ground two comparisons stand.

    Examples
    --------
    >>> import hds_tco as ht
    >>> here, other = (ht.compare(ht.load(name)) for name in ("reference-ght", "chu-strasbourg-2017"))
    >>> longer = ht.compare(ht.with_values(here.scenario, {"horizon_years": 15}))
    >>> ground_of(here, here), ground_of(longer, here), ground_of(other, here)
    ('same', 'horizon', 'other')
    """
    one, other = now.scenario, fixed.scenario
    if one.decision_year != other.decision_year or not (one.name == other.name or _hospital(one) == _hospital(other)):
        return "other"
    return "same" if one.horizon_years == other.horizon_years else "horizon"


def comparable(now: Snapshot, fixed: Snapshot | None) -> Snapshot | None:
    """Return A, unless it is another scenario."""
    return None if fixed is None or ground_of(now.result, fixed.result) == "other" else fixed


def changes(now: Snapshot, fixed: Snapshot | None, lang: Language) -> list[str]:
    """Return what B changes to A, in a sentence; nothing where nothing is fixed or nothing costs anything."""
    if fixed is None:
        return []
    ground, scenario = ground_of(now.result, fixed.result), fixed.result.scenario
    years = number_of("count.years", scenario.horizon_years, lang)
    if ground == "other":
        return [text("cockpit.other_scenario", lang, a=scenario.name, year=scenario.decision_year, years=years)]
    if now.is_empty or fixed.is_empty:
        return []
    before, after = fixed.result.best, now.result.best
    paid = {"now": after.net_present_cost_eur, "then": before.net_present_cost_eur}
    if ground == "horizon":
        paid = {"now": after.equivalent_annual_cost_eur, "then": before.equivalent_annual_cost_eur}
    gap = paid["now"] - paid["then"]
    values = {
        "before": before.option.named(lang),
        "after": after.option.named(lang),
        "second": now.result.compared[-1 if len(now.result.compared) == 1 else 1].option.named(lang),
        "gap": _cost(abs(gap), ground, lang),
        "from": _cost(paid["then"], ground, lang),
        "to": _cost(paid["now"], ground, lang),
    }
    sentence = text(_key(now.result, fixed.result, gap), lang, **values)
    if ground == "same":
        return [sentence]
    here = number_of("count.years", now.result.scenario.horizon_years, lang)
    return [sentence, text("cockpit.other_horizon", lang, a=scenario.name, years=years, here=here)]


def tile_words(now: Snapshot, fixed: Snapshot | None, key: str, lang: Language) -> str:
    """Return what A says of an option, for its tile; nothing where A does not compare or has no such option."""
    known = comparable(now, fixed)
    if known is None or all(option.key != key for option in known.result.options):
        return ""
    ground, before, after = ground_of(now.result, known.result), known.result[key], now.result[key]
    if ground == "same":
        cost, gap = before.net_present_cost_eur, after.net_present_cost_eur - before.net_present_cost_eur
        return text("cockpit.against_a", lang, cost=amount(cost, lang), moved=signed(gap, lang))
    cost = before.equivalent_annual_cost_eur
    gap = after.equivalent_annual_cost_eur - cost
    values = {"cost": amount(cost, lang), "moved": signed(gap, lang)}
    return text("cockpit.against_a_yearly", lang, now=amount(cost + gap, lang), **values)


def _key(now: Comparison, fixed: Comparison, gap: float) -> str:
    tied, was_tied = (any(notice.key == "tie" for notice in result.notices) for result in (now, fixed))
    if now.best.key != fixed.best.key:
        if tied:
            return "cockpit.changed_tied_still" if was_tied else "cockpit.changed_tied"
        return "cockpit.changed_untied" if was_tied else "cockpit.changed_best"
    if abs(gap) < HALF_A_CENT:
        return "cockpit.changed_nothing"
    return "cockpit.changed_more" if gap > 0 else "cockpit.changed_less"


def _cost(cost_eur: float, ground: Ground, lang: Language) -> str:
    cost = amount(cost_eur, lang)
    return cost if ground == "same" else text("cockpit.a_year", lang, cost=cost)


def _hospital(scenario: Scenario[Assumption]) -> tuple[object, ...]:
    hospital = scenario.hospital
    return hospital.legal_form, hospital.beds.value, hospital.patients_per_year.value
