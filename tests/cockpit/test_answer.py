"""The risk of restitution follows the sliders, and says what the restitution lab says."""

from __future__ import annotations

import pytest

import hds_tco as ht
from hds_tco.cockpit import cockpit
from hds_tco.locale import amount, number_of, percent, text
from tests.cockpit.screens import PRICE, words

DRAWS = 2_000
RATE = "restitution.insolvency.rate_per_year"


def test_its_figures_are_those_of_the_exit_profile() -> None:
    screen = cockpit(draws=DRAWS)
    screen.draw_all()
    screen.sliders[PRICE].value = 140.0
    found = screen.session.now.exits
    profile = ht.restitution.exit_profile(screen.session.scenario, DRAWS)
    assert found is not None
    assert found.cost_eur is not None
    assert found.probability == pytest.approx(profile.closed_form().value, rel=1e-12)
    assert found.interruption_days == pytest.approx(profile.quantile("interruption_days", 0.5).value, rel=1e-6)
    assert found.cost_eur == pytest.approx(profile.mean("cost_eur").value, rel=1e-9)
    said = words(screen._risk.html)
    assert words(percent(found.probability, digits=0)) in said
    assert words(amount(found.cost_eur, digits=0)) in said
    assert number_of("count.days", round(found.interruption_days or 0)) in said


def test_it_follows_the_gesture() -> None:
    screen = cockpit(draws=DRAWS)
    screen.draw_all()
    before = screen.session.now.exits
    screen._assumptions.unfolded = True
    screen.session.move(RATE, 0.2)
    after = screen.session.now.exits
    assert before is not None
    assert after is not None
    assert after.probability > before.probability + 0.3
    assert words(percent(after.probability, digits=0)) in words(screen._risk.html)


def test_a_provider_that_never_fails_has_no_interruption_to_tell() -> None:
    rates = {f"restitution.{c}.rate_per_year": 0.0 for c in ("insolvency", "market_exit", "certificate_loss")}
    rates |= {"restitution.disaster.rate_per_year": 0.0, "restitution.price_rise.rate_per_year": 0.0}
    screen = cockpit(ht.with_values(ht.load("reference-ght"), rates), draws=DRAWS)
    screen.draw_all()
    assert screen.session.now.exits is not None
    assert screen.session.now.exits.probability == 0.0
    assert text("cockpit.exit.interruption") not in screen._risk.html


def test_without_a_provider_there_is_nothing_to_leave() -> None:
    made = ht.with_values(ht.load("reference-ght"), {"options": ["in_house", "leasing"]})
    screen = cockpit(made, draws=DRAWS)
    screen.draw_all()
    assert screen.session.now.exits is None
    assert "hds-figure" not in screen._risk.html
