from __future__ import annotations

from typing import Any

import pytest

import hds_tco as ht
from hds_tco.cockpit import FIRST_SLIDERS
from hds_tco.cockpit.rows import row_of
from hds_tco.cockpit.slider import POSITIONS, SliderRange, slider_range
from hds_tco.locale import LANGUAGES, Language
from hds_tco.scenario import Assumption, Scenario, ScenarioError, assumptions_of
from hds_tco.scenario.fields import field_at, kind_of
from hds_tco.scenario.format_value import with_unit
from hds_tco.scenario.kinds import Kind
from tests.builders import scenario

REFERENCE = ht.load("reference-ght")
GROWTH = "volumes.imaging_growth_per_year"  # a change per year: shown in percent, from -90 % to +100 %
PRICE = "external.price_eur_per_vm_per_month"  # euros: from 0 on
TERM = "leasing.term_years"  # whole years, from 1 to 50
SHARE = "finance.vat_share"  # a share: from 0 to 1


def positions(path: str, value: Any) -> tuple[float, ...]:
    return slider_range(scenario({path: value}), path, "fr").positions


def kind(path: str) -> Kind:
    place = field_at(path)
    found = kind_of(*place) if place else None
    assert found is not None
    return found


def ranges(of: Scenario[Assumption], lang: Language = "fr") -> list[SliderRange]:
    """Return every slider that a scenario can have."""
    found = []
    for path in assumptions_of(of):
        try:
            found.append(slider_range(of, path, lang))
        except ScenarioError as error:
            assert [fault.code for fault in error.faults] == ["no_slider"]
    return found


def test_round_numbers_stand_between_both_ends_of_a_distribution() -> None:
    got = positions(PRICE, {"low": 60, "mode": 95, "high": 150})
    assert (got[0], got[-1]) == (60, 150)
    # (150 - 60) / 50 = 1.8, next round step 2; the value (60 + 4 × 95 + 150) / 6 = 98.33… stands near 98, in its place.
    assert got[1:4] == (62, 64, 66)
    assert [item for item in got if 96 <= item <= 100] == [96, pytest.approx(98 + 1 / 3), 100]


@pytest.mark.parametrize(
    ("written", "ends"),
    [
        ({"low": 0.1, "mode": 0.2, "high": 0.4}, (0.1, 0.4)),
        ({"distribution": "triangular", "low": 0.1, "mode": 0.2, "high": 0.4}, (0.1, 0.4)),
        ({"distribution": "uniform", "low": 0.013, "high": 0.377}, (0.013, 0.377)),
        ({"p05": 0.05, "p95": 0.2}, (0.05, 0.2)),
    ],
)
def test_a_slider_covers_its_distribution_from_end_to_end(written: dict[str, Any], ends: tuple[float, float]) -> None:
    got = positions(SHARE, written)
    assert (got[0], got[-1]) == ends


def test_the_mean_of_the_widest_lognormal_is_within_reach() -> None:
    # sigma = ln(10 000) / 3.29 = 2.8 and mu = ln(10 000) / 2: the mean exp(mu + sigma² / 2) is about 5 000.
    got = slider_range(scenario({PRICE: {"p05": 1, "p95": 10_000}}), PRICE, "fr")
    assert (got.positions[0], got.positions[-1]) == (1, 10_000)
    assert got.value == pytest.approx(5035, rel=0.01)
    assert got.value in got.positions


def test_a_choice_of_values_offers_these_values() -> None:
    got = positions(PRICE, {"values": [80, 120, 90], "weights": [1, 1, 2]})
    assert got == (80, 90, 95, 120)  # 95 is the mean, which the scenario uses


def test_without_a_distribution_a_slider_goes_from_half_to_one_and_a_half() -> None:
    got = positions(PRICE, 100)
    assert (got[0], got[-1], len(got)) == (50, 150, 51)
    # Ends that nobody gave are widened to round ones: 61.5 and 184.5, by steps of 5.
    got = positions(PRICE, 123)
    assert (got[0], got[-1]) == (60, 185)
    assert 123 in got


def test_a_falling_volume_keeps_its_range_in_order() -> None:
    got = positions(GROWTH, -0.1)
    assert (got[0], got[-1]) == (-0.15, -0.05)
    assert -0.1 in got


def test_a_range_stays_within_what_the_field_may_hold() -> None:
    assert positions(SHARE, 0.9)[-1] == 1.0
    assert positions(TERM, 1)[0] == 1


def test_years_that_one_decides_are_whole() -> None:
    assert positions(TERM, 4) == (2, 3, 4, 5, 6)
    assert positions(TERM, 5) == (2, 3, 4, 5, 6, 7, 8)


def test_a_rate_of_zero_goes_up_to_one_and_an_amount_of_zero_has_no_slider() -> None:
    got = positions(GROWTH, 0)
    assert (got[0], got[-1]) == (0, 1)
    with pytest.raises(ScenarioError) as caught:
        positions(PRICE, 0)
    assert [(fault.code, fault.path) for fault in caught.value.faults] == [("no_slider", PRICE)]


def test_a_range_of_one_point_is_no_range() -> None:
    got = positions(PRICE, {"distribution": "uniform", "low": 100, "high": 100})
    assert (got[0], got[-1]) == (50, 150)


@pytest.mark.parametrize("path", ["leasing.compulsory_transfer", "migration.migrated_share_by_year"])
def test_a_yes_or_no_and_figures_by_year_have_no_slider(path: str) -> None:
    with pytest.raises(ScenarioError, match="curseur"):
        slider_range(REFERENCE, path, "fr")
    with pytest.raises(ScenarioError, match="slider"):
        slider_range(REFERENCE, path, "en")


def test_an_unknown_path_is_refused_with_the_nearest_one() -> None:
    with pytest.raises(ScenarioError) as caught:
        slider_range(REFERENCE, "external.price_eur_per_vm_per_mont", "fr")
    assert [(fault.code, fault.mend) for fault in caught.value.faults] == [("unknown_field", PRICE)]


@pytest.mark.parametrize("name", sorted(ht.scenario.shipped_scenarios()))
def test_every_slider_of_every_case_stands_on_its_value_and_stays_within_bounds(name: str) -> None:
    of = ht.load(name)
    found = ranges(of)
    assert found
    for item in found:
        bounds = kind(item.path)
        assert item.value in item.positions, item.path
        assert list(item.positions) == sorted(set(item.positions)), item.path
        assert 2 <= len(item.positions) <= POSITIONS + 4, item.path
        assert bounds.low <= item.positions[0] < item.positions[-1] <= bounds.high, item.path


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_position_is_said_otherwise_than_its_neighbours(lang: Language) -> None:
    for item in ranges(REFERENCE, lang):
        row = row_of(REFERENCE, item.path, lang)
        assert len(set(row.words)) == len(row.words) == len(item.positions), item.path
        assert row.positions == item.positions


def test_both_ends_are_accepted_by_the_scenario() -> None:
    for path in FIRST_SLIDERS:
        item = slider_range(REFERENCE, path, "fr")
        for end in (item.positions[0], item.positions[-1]):
            assert assumptions_of(ht.with_values(REFERENCE, {path: end}))[path].value == end


def said_at(path: str, value: float, lang: Language) -> str:
    """Return what a row says of a value, unit included."""
    row = row_of(REFERENCE, path, lang)
    return with_unit(row.text(value, lang), row.unit, lang)


def test_values_are_said_in_the_readers_language_and_no_finer_than_the_step() -> None:
    assert said_at(PRICE, row_of(REFERENCE, PRICE).value, "fr") == "37,5\N{NO-BREAK SPACE}€ par VM et par mois"
    assert said_at(GROWTH, row_of(REFERENCE, GROWTH).value, "fr") == "20,83\N{NO-BREAK SPACE}% par an"
    storage = said_at("hardware.imaging_price_eur_per_tb", 1300.0, "fr")
    assert storage == "1\N{NARROW NO-BREAK SPACE}300\N{NO-BREAK SPACE}€/To"


def test_labels_say_what_a_figure_of_several_is_about() -> None:
    row = row_of(REFERENCE, "restitution.insolvency.rate_per_year")
    assert row.label == "Taux annuel de sortie forcée (faillite)"
