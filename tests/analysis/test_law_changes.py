"""What the law changes inside the horizon: which rules, on which day, and what each moves, by hand."""

from __future__ import annotations

from datetime import date
from math import exp
from typing import Any

import numpy as np
import pytest

import hds_tco as ht
from hds_tco.analysis.law_changes import PENSION, Change, changes_of, cost_eur, pension_effect_eur, priced_changes
from hds_tco.analysis.law_outlook import changes_table, figure, law_outlook, rules_table
from hds_tco.locale import LANGUAGES, has_text
from hds_tco.scenario.law import rule, rules
from tests.builders import role, scenario

BOTH = ("in_house", "external")


def found(values: dict[str, Any], **top: Any) -> dict[tuple[str, date], Change]:
    made = scenario(values, **({"options": BOTH, "decision_year": 2026, "horizon_years": 3} | top))
    changes = priced_changes(made, ht.compare(made).options)
    return {(change.rule.key, change.on): change for change in changes}


@pytest.mark.parametrize("start", [2016, 2022, 2026, 2031])
def test_a_change_is_within_the_horizon_and_leaves_nothing_out(start: int) -> None:
    changes = changes_of(scenario({}, decision_year=start, horizon_years=5, options=("in_house",)))
    assert [change.on for change in changes] == sorted(change.on for change in changes)
    begun = {(row.key, row.in_force_from) for row in rules() if row.in_force_from}
    wanted = {one for one in begun if date(start, 1, 1) < one[1] <= date(start + 5, 12, 31)}
    assert {(change.rule.key, change.on) for change in changes if not change.ends} == wanted
    for change in changes:
        assert change.ends or change.rule.holds_on(change.on)
        assert not (change.ends and change.rule.holds_on(change.on))


def test_a_rule_that_takes_another_figure_says_both() -> None:
    by_key = {change.rule.key: change for change in changes_of(ht.load("reference-ght"))}
    pension = by_key[PENSION]
    assert pension.before is not None
    assert (pension.before.value, pension.rule.value) == (0.4065, 0.4365)
    assert by_key["procurement.formal_threshold"].ends  # what follows 2027 is not known
    assert by_key["hds.storage_place"].on == date(2026, 9, 26)


def test_the_ban_on_switching_charges_moves_what_the_fees_would_have_cost() -> None:
    # One cause at 10 % a year, 2 000 of other fees, forbidden from year 1 on: the three years' chance of an exit.
    fees = {"restitution.market_exit.rate_per_year": 0.1, "restitution.market_exit.other_exit_fee_eur": 2000}
    change = found(fees)["switching.charges", date(2027, 1, 12)]
    assert change.effects_eur == pytest.approx({"in_house": 0, "external": -2000 * (1 - exp(-0.3))})
    assert not change.at_most
    later = found(fees, law={"switching_charges": {"start_year": 3}})["switching.charges", date(2027, 1, 12)]
    assert later.effects_eur["external"] == pytest.approx(-2000 * (exp(-0.2) - exp(-0.3)))
    free = found(fees | {"external.switching_rules_apply": False})["switching.charges", date(2027, 1, 12)]
    assert free.effects_eur["external"] == 0


def test_the_pension_rate_moves_at_most_its_rise_on_the_pay_of_civil_servants() -> None:
    # Pay of 100 000 once the contribution of 37.65 % is off, half of it civil servants': 3 points in 2027, 6 from 2028.
    team = {
        "admin": role(in_house_fte=1, external_fte=0.5, loaded_cost_eur_per_year=137_650, contract_agents_share=0.5)
    }
    changes = found({}, staff=team)
    first, second = changes[PENSION, date(2027, 1, 1)], changes[PENSION, date(2028, 1, 1)]
    assert first.at_most and second.at_most
    assert first.effects_eur == pytest.approx({"in_house": 50_000 * 0.03 * 3, "external": 25_000 * 0.03 * 3})
    assert second.effects_eur == pytest.approx({"in_house": 50_000 * 0.03 * 2, "external": 25_000 * 0.03 * 2})
    agents = found({}, staff={"admin": team["admin"] | {"contract_agents_share": 1}})
    assert agents[PENSION, date(2027, 1, 1)].effects_eur == {"in_house": 0, "external": 0}


def test_posts_kept_after_they_are_freed_bear_the_rise_too() -> None:
    team = {"admin": role(in_house_fte=1, external_fte=0, loaded_cost_eur_per_year=137_650)}
    made = scenario(
        {"staffing.freed_paid_share_by_year": [1]}, staff=team, options=BOTH, decision_year=2026, horizon_years=3
    )
    steps = [change for change in changes_of(made) if change.rule.key == PENSION]
    own, external = ht.compare(made).options
    assert pension_effect_eur(made, external, steps) == pytest.approx(pension_effect_eur(made, own, steps))


def test_what_the_model_draws_no_figure_from_moves_nothing() -> None:
    for (key, _), change in found({}).items():
        assert bool(change.effects_eur) == (key in (PENSION, "switching.charges") and not change.ends)


def test_an_option_priced_with_its_own_assumptions_costs_what_it_costs() -> None:
    made = ht.load("reference-ght")
    for option in ht.compare(made).options:
        assert cost_eur(option.option, made) == option.net_present_cost_eur


# ─── what is shown ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_every_subject_and_unit_has_its_words() -> None:
    for lang in LANGUAGES:
        for row in rules():
            assert has_text(f"law.subject.{row.key.partition('.')[0]}", lang), row.key
            assert bool(figure(row, lang)) == (row.value is not None), row.key


def test_figures_say_which_way_they_bound() -> None:
    assert figure(rule("switching.transition"), "en") == "at most 30 days"
    assert figure(rule("switching.retrieval"), "en") == "at least 30 days"
    assert figure(rule("staff.pension_rate"), "en") == "43.65%"
    assert figure(rule("switching.unfeasible_justified"), "en") == "at most 14 working days"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_outlook_tells_the_rules_of_the_decision(lang: Any) -> None:
    outlook = law_outlook(ht.load("reference-ght"))
    answered, every = rules_table(outlook, lang), rules_table(outlook, lang, every=True)
    assert 15 < len(answered.rows) < len(every.rows)
    heads = [row[0] for row in every.rows if not any(row[1:])]
    assert len(heads) == len(set(heads)) > 8
    assert len(changes_table(outlook, lang).rows) == len(outlook.changes)
    frame = outlook.frame(lang)
    assert {"in_house_eur", "external_eur", "leasing_eur"} <= set(frame.columns)
    assert np.isfinite(frame.set_index("key").loc["switching.charges", "external_eur"])
    data = outlook.data(lang)
    assert len(data["rules"]) == len(outlook.rules) == len(outlook.frame(lang, "rules"))
    # 2026: the rate of the year, and what is in force in its middle.
    held = {row["key"]: row for row in data["rules"]}
    assert held[PENSION]["value"] == 0.3765
    assert held["vat.standard_rate"]["in_case"] == ("20\u00a0%" if lang == "fr" else "20%")
    assert "switching.charges" not in held and "hds.storage_place" not in held
