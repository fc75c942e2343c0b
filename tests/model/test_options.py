from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from pytest import approx

from hds_tco.model import (
    EXTERNAL,
    IN_HOUSE,
    LEASING,
    OPTIONS,
    CostLine,
    Option,
    World,
    buy_hardware,
    certification,
    incidents,
    lease_hardware,
    lines_of,
    migration,
    operations,
    pooling,
    staff,
    traced_years,
    years,
)
from hds_tco.scenario import Scenario, resolve
from hds_tco.trace import Symbol, inputs_of, symbol_input
from tests.builders import Array, given, hosted, lines, role, scenario

MACHINES: dict[str, Any] = {
    "hospital.vms": 10,
    "hospital.structured_tb": 10,
    "hardware.server_base_eur": 1000,
    "hardware.structured_price_eur_per_tb": 100,
    "protection.vm_share": 0.5,
    "protection.data_share": 0.5,
    "leasing.term_years": 5,
}
GHT = {
    f"certification.{name}": True
    for name in ("ght_convention_delegates_hosting", "ght_joint_controllers", "ght_security_measures")
}


def test_three_options_are_shipped() -> None:
    assert dict(OPTIONS) == {"in_house": IN_HOUSE, "external": EXTERNAL, "leasing": LEASING}
    assert all(key == option.key for key, option in OPTIONS.items())
    assert [option.hosts_itself for option in (IN_HOUSE, EXTERNAL, LEASING)] == [True, False, True]


@pytest.mark.parametrize("key", OPTIONS)
def test_a_neutral_scenario_costs_nothing(key: str) -> None:
    for amounts in lines(OPTIONS[key]).values():
        assert amounts == [0, 0, 0, 0]


def test_the_same_people_cost_what_each_option_keeps_of_them() -> None:
    people = {"admin": role(loaded_cost_eur_per_year=100, in_house_fte=3, leasing_extra_fte=-1, external_fte=1)}
    assert {key: lines(option, staff=people)["staff.admin"][1] for key, option in OPTIONS.items()} == {
        "in_house": 300,
        "external": 100,
        "leasing": 200,
    }


def test_each_option_has_its_own_rate_of_incidents() -> None:
    rates = {
        "incidents.in_house_rate_per_year": 0.3,
        "incidents.leasing_rate_per_year": 0.2,
        "incidents.external_rate_per_year": 0.1,
        "incidents.rebuild_eur": 1000,
    }
    assert {key: lines(option, rates)["incidents"][1] for key, option in OPTIONS.items()} == approx(
        {"in_house": 300, "external": 100, "leasing": 200}
    )


# A fourth option: bought at home, leased on the second site.
MIXED = Option(
    "mixed",
    (
        migration,
        buy_hardware(sites=("main",)),
        lease_hardware(sites=("second",)),
        operations,
        staff("in_house"),
        certification,
        pooling,
        incidents("in_house"),
    ),
    own_label="Internalisé, second site loué",
)


QUOTED = "l'option «\xa0{}\xa0»"


def test_an_option_of_ones_own_bears_its_own_name() -> None:
    assert MIXED.label() == MIXED.label("en") == "Internalisé, second site loué"


def test_a_second_site_may_be_leased_beside_bought_machines() -> None:
    amounts = lines(MIXED, MACHINES)
    assert amounts["purchase.servers"] == approx([10_000, 0, 0, 0])  # 10 at home
    assert amounts["rent.servers"] == approx([0, 1000, 1000, 1000])  # 5 on the second site: 5000 / 5
    assert amounts["rent.structured"] == approx([0, 100, 100, 100])
    alone = lines(IN_HOUSE, MACHINES)
    assert alone["purchase.servers"] == approx([15_000, 0, 0, 0])


def test_pieces_of_both_kinds_on_the_same_site_would_give_two_lines_one_key() -> None:
    twice = Option("twice", (lease_hardware(("main",)), lease_hardware(("second",))))
    with pytest.raises(ValueError, match=r"'twice'.*buy_out\.servers"):
        lines(twice, MACHINES)


# Another: a regional grouping that hosts for its members.
GCS = Option("gcs", IN_HOUSE.pieces, own_label="GCS régional")


def test_a_regional_grouping_needs_a_certificate_where_the_support_hospital_of_a_ght_does_not() -> None:
    members = {"members": hosted(establishments=11, in_same_ght=True, fee_eur_per_year=1000)}
    file = GHT | {"certification.consultancy_eur": 40_000, "certification.upkeep_person_days_per_year": 10}
    file |= {"certification.person_day_eur": 400}
    as_gcs = lines(GCS, file | {"hospital.legal_form": "gcs"}, hosted=members)
    as_support = lines(IN_HOUSE, file | {"hospital.legal_form": "ght_support"}, hosted=members)
    assert as_gcs["certification.help"] == approx([40_000, 0, 0, 0])
    assert as_gcs["certification.upkeep"] == approx([0, 4000, 4000, 4000])
    assert as_support["certification.help"] == as_support["certification.upkeep"] == [0, 0, 0, 0]
    assert as_gcs["hosted_fees"] == as_support["hosted_fees"] == approx([0, -1000, -1000, -1000])


def test_a_piece_of_ones_own_sees_the_lines_above_it() -> None:
    def crisis_reserve(world: World) -> tuple[CostLine, ...]:
        reserve = world.sum_above("room") * 0.1
        return (world.line("reserve", reserve, "risk", 4, index="fixed", vat=False, label="Réserve de crise"),)

    own = Option("own", (operations, crisis_reserve))
    values = {"operations.room_eur_per_year": 500, "operations.room_investment_eur": 9000}
    assert lines(own, values)["reserve"] == approx([900, 50, 50, 50])
    # Placed first, it sees nothing.
    assert lines(Option("own", (crisis_reserve, operations)), values)["reserve"] == [0, 0, 0, 0]


def without(*sections: str) -> Scenario[Array]:
    tree = dict.fromkeys(sections)
    return resolve(scenario().model_copy(update=tree))


def test_an_option_reads_only_its_own_sections() -> None:
    in_house = without("leasing", "external", "restitution")
    assert lines(IN_HOUSE, in_house)
    assert lines(EXTERNAL, without("hardware", "operations", "in_house", "leasing"))
    assert lines(LEASING, without("in_house", "external", "restitution"))
    with pytest.raises(LookupError, match=r"\[external\]"):
        lines(EXTERNAL, in_house)
    with pytest.raises(LookupError, match=r"\[leasing\]"):
        lines(LEASING, in_house)


def test_lines_come_in_the_order_of_the_pieces() -> None:
    keys = [line.key for line in lines_of(EXTERNAL, given(), years(3))]
    assert keys[:4] == ["migration", "migration.expensed", "old_platform", "extended_support"]
    assert keys[-1] == "restitution.successor_price"


def test_years_are_traced_as_an_input_of_that_name() -> None:
    assert years(3).tolist() == [0, 1, 2, 3]
    traced: Any = traced_years(3)
    assert isinstance(traced, Symbol)
    assert (traced.op, traced.name, traced.value.tolist()) == ("input", "year", [0, 1, 2, 3])


def test_a_traced_line_rests_on_the_assumptions_that_it_reads() -> None:
    read = resolve(scenario({"operations.room_eur_per_year": 500}), symbol_input)
    room: Any = {line.key: line for line in lines_of(IN_HOUSE, read, traced_years(3))}["room"].amounts_eur
    assert isinstance(room, Symbol)
    assert {node.name for node in inputs_of(room)} == {
        "operations.room_eur_per_year",
        "year",
        "finance.inflation_per_year",
        "finance.vat_share",
        "finance.recoverable_vat_share",
        "vat.premises_exempt_share",
    }


def test_a_shipped_option_under_a_name_of_ones_own_is_quoted_in_sentences() -> None:
    ours = replace(IN_HOUSE, own_label="Chez nous")
    assert ours.label() == "Chez nous"
    assert str(ours.named()) == "Chez nous"
    assert ours.named().the == QUOTED.format("Chez nous")
    assert IN_HOUSE.named().the == "l'hébergement interne"


def test_an_option_of_ones_own_is_quoted_in_sentences() -> None:
    assert MIXED.named().the == QUOTED.format(MIXED.own_label)
