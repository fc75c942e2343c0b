"""Hosting for others: by hand, against whole comparisons, and where the balance changes sign."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import hds_tco as ht
from hds_tco.analysis.hosting import HostingForOthers, hosting_for_others, hosting_table, shares_table
from hds_tco.locale import LANGUAGES, Language, amount
from hds_tco.scenario import Assumption, Scenario, ScenarioError, assumptions_of
from tests.builders import hosted, scenario, step, steps

REFERENCE = ht.load("reference-ght")


def certified(fee: float, certificate_eur: float, establishments: int = 4) -> Scenario[Assumption]:
    """Return a host of strangers that pays one file, and earns a fee from each of them every year of three."""
    block = hosted(establishments=establishments, fee_eur_per_year=fee * establishments, in_same_ght=False)
    return scenario(
        {"certification.consultancy_eur": certificate_eur},
        hosted={"voisins": block},
        options=("in_house",),
    )


@pytest.mark.parametrize(("fee", "least"), [(10_000, 4), (9_000, 4), (30_000, 2), (40_000, 1), (120_000, 1)])
def test_a_certificate_is_repaid_from_so_many_establishments_on(fee: float, least: int) -> None:
    # The file costs 100 k€ once; each brings three years of its fee: least = ceil(100 / (3 fee)).
    found = hosting_for_others(certified(fee, 100_000))
    assert found.break_even_number == least == int(np.ceil(100_000 / (3 * fee)))
    assert found.by_number[least].surplus_eur == pytest.approx(least * 3 * fee - 100_000)
    assert found.needed_fee_eur_per_year == pytest.approx(100_000 / (3 * 4))
    assert found.fee_eur_per_year == pytest.approx(fee)
    assert found.certificate


def test_no_number_repays_a_fee_below_the_support_that_each_asks_for() -> None:
    poor = scenario(
        {"pooling.support_fte": 1, "pooling.support_loaded_cost_eur_per_year": 50_000},
        hosted={"voisins": hosted(establishments=2, fee_eur_per_year=2 * 40_000)},
        options=("in_house",),
    )
    found = hosting_for_others(poor)
    assert found.break_even_number is None
    assert [item.surplus_eur for item in found.by_number.values()] == pytest.approx(
        [-30_000 * number for number in found.by_number]
    )
    assert found.needed_fee_eur_per_year == pytest.approx(50_000)


def test_fees_are_told_as_they_are_kept_and_vat_deducted_is_a_cost_spared() -> None:
    taxed = scenario(
        {
            "finance.vat_share": 0.2,
            "pooling.fee_taxed_share": 1,
            "pooling.fees_hold_vat": True,
            "operations.room_eur_per_year": 1000,
        },
        hosted={"voisin": hosted(fee_eur_per_year=600)},
        options=("in_house",),
    )
    found = hosting_for_others(taxed)
    # Three years: 600 / 1.2 kept; half of the room's 200 of VAT, in equal parts, is spared.
    assert found.balance.income_eur == pytest.approx(1500)
    assert found.balance.cost_eur == pytest.approx(-300)


def test_the_balance_is_the_difference_between_two_whole_comparisons() -> None:
    found = hosting_for_others(REFERENCE)
    alone = ht.compare(REFERENCE.model_copy(update={"hosted": {}}))["in_house"].net_present_cost_eur
    whole = ht.compare(REFERENCE)["in_house"].net_present_cost_eur
    assert found.balance.surplus_eur == pytest.approx(alone - whole)
    assert found.by_number[10].surplus_eur == pytest.approx(found.balance.surplus_eur)
    for key, change in found.without.items():
        others = {name: block for name, block in REFERENCE.hosted.items() if name != key}
        less = ht.compare(REFERENCE.model_copy(update={"hosted": others}))["in_house"].net_present_cost_eur
        assert change.surplus_eur == pytest.approx(less - whole)


def test_at_the_fee_that_is_needed_nothing_is_left_over() -> None:
    found = hosting_for_others(REFERENCE)
    ratio = found.needed_fee_eur_per_year / found.fee_eur_per_year
    paths = [path for path in assumptions_of(REFERENCE) if path.endswith(".fee_eur_per_year")]
    dearer = {path: float(np.asarray(assumptions_of(REFERENCE)[path].value)) * ratio for path in paths}
    assert hosting_for_others(ht.with_values(REFERENCE, dearer)).balance.surplus_eur == pytest.approx(0.0, abs=0.01)


def test_fees_of_cost_recovery_count_too() -> None:
    recovered = ht.with_values(REFERENCE, {"pooling.billing": "cost_recovery", "pooling.cost_key": "equal"})
    assert hosting_for_others(recovered).break_even_number is not None


def test_the_neighbour_outside_the_ght_is_what_asks_for_the_certificate() -> None:
    found = hosting_for_others(REFERENCE)
    assert (found.certificate, found.certificate_members) == (True, False)
    assert found.members is not None
    without = REFERENCE.model_copy(
        update={"hosted": {key: block for key, block in REFERENCE.hosted.items() if key != "ch_voisin"}}
    )
    inside = hosting_for_others(without)
    assert not inside.certificate
    assert inside.balance == pytest.approx(found.members)
    assert inside.members is None


def test_a_certificate_delays_what_depends_on_it() -> None:
    late = scenario(
        {**steps(certificat=step(file_months=6, instruction_months=9)), "certification.consultancy_eur": 1000},
        hosted={"voisins": hosted(fee_eur_per_year=12_000)},
        options=("in_house",),
        horizon_years=4,
    )
    found = hosting_for_others(late)
    assert found.first_year == pytest.approx(1.25)
    # Of years 1 to 4 it is hosted 0, 0.75, 1 and 1.
    assert found.balance.income_eur == pytest.approx(12_000 * 2.75)
    assert found.fee_eur_per_year == pytest.approx(12_000)
    assert "15 mois" in " ".join(found.sentences())


def studies() -> dict[str, HostingForOthers]:
    return {
        "loses": hosting_for_others(REFERENCE),
        "pays": hosting_for_others(certified(30_000, 100_000)),
        "first": hosting_for_others(certified(120_000, 100_000)),
        "unknown": hosting_for_others(ht.load("chi-eure-seine-2017-total")),
        "nothing": hosting_for_others(ht.load("ap-hm-2017")),
    }


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_is_said_is_what_was_found(lang: Language) -> None:
    said = {
        name: " ".join(found.sentences(lang)).replace("\N{NARROW NO-BREAK SPACE}", " ")
        for name, found in studies().items()
    }
    words: dict[str, Any] = {
        "fr": {
            "loses": ("coûte", "aucun nombre"),
            "pays": ("laisse", "à partir de 2 établissements"),
            "first": ("laisse", "dès le premier"),
            "unknown": ("1 400,0", "aucune dépense"),
            "nothing": ("Aucun montant", "agrément"),
        },
        "en": {
            "loses": ("costs", "no number"),
            "pays": ("leaves", "from 2 establishments"),
            "first": ("leaves", "from the first"),
            "unknown": ("1,400.0", "no expense"),
            "nothing": ("No amount", "approval"),
        },
    }[lang]
    for name, parts in words.items():
        assert all(part in said[name] for part in parts), said[name]


def test_who_hosts_nobody_has_nothing_to_study() -> None:
    with pytest.raises(ScenarioError, match="n'héberge aucun"):
        hosting_for_others(ht.load("tout-a-zero"))
    with pytest.raises(ScenarioError, match="aucune de ces options"):
        hosting_for_others(ht.with_values(REFERENCE, {"options": ["external"]}))
    with pytest.raises(ScenarioError):
        hosting_for_others(REFERENCE, "nowhere")


def test_an_option_may_be_named() -> None:
    found = hosting_for_others(REFERENCE, "leasing")
    alone = ht.compare(REFERENCE.model_copy(update={"hosted": {}}))["leasing"].net_present_cost_eur
    assert found.balance.surplus_eur == pytest.approx(alone - ht.compare(REFERENCE)["leasing"].net_present_cost_eur)


@pytest.mark.parametrize("key", ["equal", "vms", "storage", "patients"])
def test_shares_are_those_of_the_allocation(key: str) -> None:
    found = hosting_for_others(REFERENCE)
    frame = ht.analysis.allocation(ht.compare(REFERENCE), "in_house", key)
    assert found.shares(key).equals(frame)  # type: ignore[arg-type]
    assert [row[0] for row in shares_table(found, key).rows] == list(frame.index)  # type: ignore[arg-type]


def test_each_group_has_its_row_and_the_last_is_all_together() -> None:
    found = hosting_for_others(REFERENCE)
    rows = hosting_table(found).rows
    assert [row[0] for row in rows[:-1]] == [block.label for block in REFERENCE.hosted.values()]
    assert rows[-1][1] == "10"
    assert rows[-1][-1] == amount(found.balance.surplus_eur)
