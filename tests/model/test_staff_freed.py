"""Freed posts, seconded agents, vacant posts: by hand, in the small twin, expected and drawn."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pytest import approx

from hds_tco.model import EXTERNAL, CostLine, Option, Piece, lines_of, staff, traced_years, years
from hds_tco.model.events import Events
from hds_tco.model.ledger import total
from hds_tco.model.staff import still_paid
from hds_tco.scenario import ScenarioError, resolve
from hds_tco.trace import symbol_input
from tests.builders import Array, Tree, cost_lines, lines, role, scenario
from tests.strategies import WHOLE_SCENARIOS, grid

IN_HOUSE, LEASING, PROVIDER = staff("in_house"), staff("leasing"), staff("external")
PATH = [1, 0.6, 0.2, 0]
ENGINEERS: Tree = {"label": "Ingénieur", "loaded_cost_eur_per_year": 60_000, "in_house_fte": 5}
PRIVATE: dict[str, Any] = {
    "staffing.freed_paid_share_by_year": PATH,
    "staffing.retraining_eur_per_post": 5000,
    "staffing.contract_end_eur_per_post": 8000,
    "staffing.seconded_billed_factor": 1,
    "external.host_is_private": True,
    "finance.vat_share": 0.2,
}


def engineers(**changes: Any) -> dict[str, Any]:
    return {"engineer": role(**ENGINEERS | {"leasing_extra_fte": -2, "external_fte": 1} | changes)}


def amounts(piece: Piece, staff: Tree, values: dict[str, Any] = PRIVATE, **top: Any) -> dict[str, list[float]]:
    return lines(piece, values, staff=staff, **{"horizon_years": 4} | top)


# ─── by hand ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_newcomers_follow_the_path_from_its_start() -> None:
    newly = np.array([0.0, 0.2, 0.3, 0.5, 0.0])
    # 0.2, then 0.3 and 0.2 x 0.6, then 0.5, 0.3 x 0.6 and 0.2 x 0.2, then 0.5 x 0.6 and 0.3 x 0.2
    assert still_paid(newly, np.array([*PATH, 0])) == approx(np.array([0, 0.2, 0.42, 0.72, 0.36]))


def test_freed_posts_are_paid_along_the_path_and_retrained_once() -> None:
    eur_by_line = amounts(PROVIDER, engineers())
    assert eur_by_line["staff.engineer"] == approx([0, 60_000, 60_000, 60_000, 60_000])
    # 4 posts x 60 000 x 1, 0.6, 0.2, 0
    assert eur_by_line["freed_staff.engineer"] == approx([0, 240_000, 144_000, 48_000, 0])
    assert eur_by_line["retraining"] == approx([0, 4 * 5000 * 1.2, 0, 0, 0])
    assert eur_by_line["contract_ends"] == approx([0] * 5)
    assert eur_by_line["seconded.engineer"] == approx([0] * 5)


def test_posts_are_freed_as_the_hospital_moves() -> None:
    ramp = {"migration.migrated_share_by_year": [0, 0.2, 0.5, 1]}
    eur_by_line = amounts(PROVIDER, engineers(), PRIVATE | ramp)
    # 240 000 x 0.2, 0.3 + 0.12, 0.5 + 0.18 + 0.04, 0.3 + 0.06 + 0
    assert eur_by_line["freed_staff.engineer"] == approx([0, 48_000, 100_800, 172_800, 86_400])
    assert eur_by_line["retraining"] == approx([0, 4800, 7200, 12_000, 0])


def test_a_contract_ends_on_the_day_at_its_price() -> None:
    eur_by_line = amounts(PROVIDER, engineers(contract_agents_share=0.25))
    # one of the four: 8 000 once, and nothing more; three are kept
    assert eur_by_line["contract_ends"] == approx([0, 8000, 0, 0, 0])
    assert eur_by_line["freed_staff.engineer"] == approx([0, 180_000, 108_000, 36_000, 0])
    assert eur_by_line["retraining"] == approx([0, 18_000, 0, 0, 0])


def test_the_seconded_are_in_the_hosts_bill_with_vat_as_long_as_the_contract_lasts() -> None:
    eur_by_line = amounts(PROVIDER, engineers(seconded_share=0.5))
    # 2 posts x 60 000 x 1.2; the two others are kept
    assert eur_by_line["seconded.engineer"] == approx([0, 144_000, 144_000, 144_000, 144_000])
    assert eur_by_line["freed_staff.engineer"] == approx([0, 120_000, 72_000, 24_000, 0])
    assert eur_by_line["staff_back.pay"] == approx([0] * 5)
    half = PRIVATE | {"staffing.seconded_billed_factor": 0.5}
    assert amounts(PROVIDER, engineers(seconded_share=0.5), half)["seconded.engineer"][1] == approx(72_000)


def test_nobody_is_seconded_to_a_public_host_or_to_a_lessor() -> None:
    public = PRIVATE | {"external.host_is_private": False}
    kept = [0, 240_000, 144_000, 48_000, 0]
    eur_by_line = amounts(PROVIDER, engineers(seconded_share=0.5), public)
    assert eur_by_line["seconded.engineer"] == approx([0] * 5) and eur_by_line["freed_staff.engineer"] == approx(kept)
    leased = amounts(LEASING, engineers(seconded_share=0.5))
    assert leased["freed_staff.engineer"] == approx([amount / 2 for amount in kept])  # two posts, not four
    assert not any(key.startswith(("seconded.", "staff_back.")) for key in leased)


def test_in_house_frees_nobody() -> None:
    assert set(amounts(IN_HOUSE, engineers())) == {"staff.engineer", "contractors.engineer"}


def test_an_option_that_employs_more_frees_nobody() -> None:
    for piece in (LEASING, PROVIDER):
        eur_by_line = amounts(piece, engineers(leasing_extra_fte=1, external_fte=6))
        assert eur_by_line["staff.engineer"] == approx([0, *[360_000] * 4])
        assert not any(eur_by_line["freed_staff.engineer"]) and not any(eur_by_line["retraining"])


def test_a_contractor_fills_a_vacant_post_in_every_option_and_bears_vat() -> None:
    values = PRIVATE | {"staffing.contractor_eur_per_day": 600, "staffing.contractor_days_per_year": 200}
    people = engineers(vacant_share=0.1)
    # 10 % of 5, 3 and 1 posts x 600 x 200 x 1.2 = 144 000; the other 90 % at 60 000
    for piece, heads in ((IN_HOUSE, 5), (LEASING, 3), (PROVIDER, 1)):
        eur_by_line = amounts(piece, people, values)
        assert eur_by_line["contractors.engineer"] == approx([0, *[heads * 14_400] * 4])
        assert eur_by_line["staff.engineer"] == approx([0, *[heads * 54_000] * 4])
    # who was not there is not freed: 4 x 0.9 posts
    assert amounts(PROVIDER, people, values)["freed_staff.engineer"][1] == approx(216_000)


def test_contractors_and_freed_staff_follow_wages() -> None:
    values = PRIVATE | {
        "finance.wage_growth_per_year": 0.1,
        "finance.inflation_per_year": 0.5,
        "staffing.contractor_eur_per_day": 100,
        "staffing.contractor_days_per_year": 10,
    }
    eur_by_line = amounts(PROVIDER, engineers(vacant_share=0.5, seconded_share=0.5), values)
    assert eur_by_line["contractors.engineer"][2] == approx(0.5 * 1000 * 1.2 * 1.21)
    assert eur_by_line["freed_staff.engineer"][2] == approx(60_000 * 0.6 * 1.21)
    assert eur_by_line["seconded.engineer"][2] == approx(60_000 * 1.2 * 1.21)
    assert eur_by_line["retraining"][1] == approx(1 * 5000 * 1.2 * 1.5)


def test_the_path_may_not_rise() -> None:
    with pytest.raises(ScenarioError) as caught:
        scenario({"staffing.freed_paid_share_by_year": [0.5, 0.6]})
    assert [fault.code for fault in caught.value.faults] == ["paid_rises"]
    assert scenario({"staffing.freed_paid_share_by_year": [0.5, 0.5, 0]}) is not None


# ─── forced exits ───────────────────────────────────────────────────────────────────────────────────────────────────

RISKY: dict[str, Any] = PRIVATE | {
    "restitution.insolvency.rate_per_year": 0.15,
    "restitution.market_exit.rate_per_year": 0.1,
    "restitution.successor_hazard_factor": 2,
    "staffing.seconded_back_share": 0.4,
    "migration.migrated_share_by_year": [0, 0.5, 1],
}
FOLLOWERS = engineers(seconded_share=1)


def drawn(
    values: Mapping[str, Any], exit_: Array, successor_exit: Array, horizon: int, changes: Array | None = None
) -> dict[str, CostLine]:
    draws, calm = np.full(len(exit_), 0.5), np.zeros((horizon + 1, 1))
    events = Events(
        exit_, draws, draws, successor_exit, draws, draws, draws, calm, calm, calm, calm, calm, most_in_a_year=1
    )
    if changes is not None:
        events = replace(events, provider_changes=changes)
    given_ = resolve(scenario(values, staff=FOLLOWERS, horizon_years=horizon))
    option_lines = lines_of(Option("test", (PROVIDER,), hosts_itself=False), given_, years(horizon)[:, None], events)
    return {
        line.key: replace(line, amounts_eur=np.broadcast_to(line.amounts_eur, calm.shape[:1] + draws.shape))
        for line in option_lines
    }


def test_a_drawn_exit_sends_a_share_back_at_the_years_end() -> None:
    # rate 0.25: exp(-0.25 x 1.5) falls in year 2; the successor's own exit two years later, at rate 0.5
    two = np.array([np.exp(-0.25 * 1.5)])
    once = drawn(RISKY, two, np.array([1e-12]), 5)
    # 4 posts x 60 000: half moved in year 1, all in year 2; from year 3 on 60 % stay
    bill = [0, 144_000, 288_000, 172_800, 172_800, 172_800]
    assert once["seconded.engineer"].amounts_eur[:, 0] == approx(bill)
    # 0.4 x 240 000 along the path from year 3
    assert once["staff_back.pay"].amounts_eur[:, 0] == approx([0, 0, 0, 96_000, 57_600, 19_200])
    assert once["staff_back.retraining"].amounts_eur[:, 0] == approx([0, 0, 0, 1.6 * 6000, 0, 0])
    twice = drawn(RISKY, two, np.array([np.exp(-0.5 * 1.5)]), 5)
    # the second in year 4: 0.36 stay in year 5, 0.24 more come back
    assert twice["seconded.engineer"].amounts_eur[5, 0] == approx(288_000 * 0.36)
    assert twice["staff_back.pay"].amounts_eur[5, 0] == approx(240_000 * (0.4 * 0.2 + 0.24))


def test_the_mean_over_drawn_exits_is_the_expectation() -> None:
    horizon, cells = 6, 400
    middle = (np.arange(cells) + 0.5) / cells
    exit_, successor_exit = (grid_.ravel() for grid_ in np.meshgrid(middle, middle))
    result = drawn(RISKY, exit_, successor_exit, horizon)
    expected = lines(PROVIDER, RISKY, staff=FOLLOWERS, horizon_years=horizon)
    for key in ("seconded.engineer", "staff_back.pay", "staff_back.retraining", "freed_staff.engineer"):
        assert result[key].amounts_eur.mean(axis=1) == approx(np.array(expected[key]), rel=0.01, abs=100), key


def test_a_change_of_provider_sends_a_share_back_too() -> None:
    values = RISKY | {
        "restitution.insolvency.rate_per_year": 0,
        "restitution.market_exit.rate_per_year": 0,
        "external.contract_years": 2,
        "external.change_probability": 0.5,
    }
    eur_by_line = amounts(PROVIDER, FOLLOWERS, values, horizon_years=5)
    # 288 000 once moved; ends after years 2 and 4: 1 - 0.5 x 0.4 stay at each
    assert eur_by_line["seconded.engineer"] == approx([0, 144_000, 288_000, 230_400, 230_400, 184_320])
    # 240 000 x 0.2 from year 3, x 0.16 more from year 5
    assert eur_by_line["staff_back.pay"] == approx([0, 0, 0, 48_000, 28_800, 48_000 * 0.2 + 38_400])
    # each of the four histories once: the mean is the expectation
    never, changes = np.full(4, 1.0), np.zeros((6, 4))
    changes[2], changes[4] = [1, 1, 0, 0], [1, 0, 1, 0]
    histories = drawn(values, never, never, 5, changes)
    for key in ("seconded.engineer", "staff_back.pay", "staff_back.retraining"):
        assert histories[key].amounts_eur.mean(axis=1) == approx(np.array(eur_by_line[key])), key
    none = amounts(PROVIDER, FOLLOWERS, values | {"staffing.seconded_back_share": 0}, horizon_years=5)
    assert not any(none["staff_back.pay"])


def test_without_return_an_exit_changes_nothing_here() -> None:
    safe = {"restitution.insolvency.rate_per_year": 0, "restitution.market_exit.rate_per_year": 0}
    stays = RISKY | {"staffing.seconded_back_share": 0}
    assert amounts(PROVIDER, FOLLOWERS, stays) == amounts(PROVIDER, FOLLOWERS, stays | safe)


# ─── the small twin ─────────────────────────────────────────────────────────────────────────────────────────────────

SHARES = grid(0, 1, 100)
PATHS = st.lists(SHARES, min_size=1, max_size=6).map(lambda shares: sorted(shares, reverse=True))


@st.composite
def twins(draw: st.DrawFn) -> tuple[dict[str, Any], dict[str, Any], int]:
    """Return an offer and a team of which the provider leaves n posts fewer than in-house."""
    horizon = draw(st.integers(1, 12))
    values = {
        "staffing.freed_paid_share_by_year": draw(PATHS),
        "staffing.retraining_eur_per_post": draw(grid(0, 20_000)),
        "staffing.contract_end_eur_per_post": draw(grid(0, 20_000)),
        "staffing.seconded_billed_factor": draw(grid(0, 2, 100)),
        "staffing.contractor_eur_per_day": draw(grid(0, 1000)),
        "staffing.contractor_days_per_year": draw(grid(0, 300)),
        "external.host_is_private": draw(st.booleans()),
        "finance.wage_growth_per_year": draw(grid(-0.02, 0.1, 1000)),
        "finance.inflation_per_year": draw(grid(0, 0.1, 1000)),
        "finance.vat_share": draw(grid(0, 0.25, 100)),
        "finance.recoverable_vat_share": draw(SHARES),
        "vat.hosting_exempt_share": draw(SHARES),
    }
    team = {
        "loaded_cost_eur_per_year": draw(grid(0, 120_000)),
        "in_house_fte": draw(grid(0, 20, 10)),
        "contract_agents_share": draw(SHARES),
        "seconded_share": draw(SHARES),
        "vacant_share": draw(SHARES),
    }
    team["external_fte"] = team["in_house_fte"] * draw(SHARES)
    team["leasing_extra_fte"] = team["external_fte"] - team["in_house_fte"]
    return values, team, horizon


def difference(team: Mapping[str, Any], values: Mapping[str, Any], horizon: int, with_host: bool) -> Array:
    """Return what n freed posts change, written apart from the model: saved, then kept, seconded or ended."""
    freed = team["in_house_fte"] - team["external_fte"]
    people = freed * (1 - team["vacant_share"])
    staying = people * (1 - team["contract_agents_share"])
    follow = staying * team["seconded_share"] * (values["external.host_is_private"] and with_host)
    vat = 1 + values["finance.vat_share"] * (1 - values["finance.recoverable_vat_share"])
    host_vat = 1 + (vat - 1) * (1 - values["vat.hosting_exempt_share"])
    day = values["staffing.contractor_eur_per_day"] * values["staffing.contractor_days_per_year"]
    path = values["staffing.freed_paid_share_by_year"]
    result = [0.0]
    for year in range(1, horizon + 1):
        wages = (1 + values["finance.wage_growth_per_year"]) ** year
        prices = (1 + values["finance.inflation_per_year"]) ** year
        share = path[min(year - 1, len(path) - 1)]
        saved = people * team["loaded_cost_eur_per_year"] + freed * team["vacant_share"] * day * vat
        cost = (staying - follow) * share * team["loaded_cost_eur_per_year"]
        cost += follow * team["loaded_cost_eur_per_year"] * values["staffing.seconded_billed_factor"] * host_vat
        once = (people - staying) * values["staffing.contract_end_eur_per_post"] * wages
        once += (staying - follow) * values["staffing.retraining_eur_per_post"] * vat * prices
        result.append((cost - saved) * wages + (once if year == 1 else 0.0))
    return np.array(result)


@settings(WHOLE_SCENARIOS, max_examples=200)
@given(twins())
def test_fewer_posts_change_exactly_what_they_cost_kept_seconded_or_ended(
    twin: tuple[dict[str, Any], dict[str, Any], int],
) -> None:
    values, team, horizon = twin
    resolved = resolve(scenario(values, staff={"team": role(**team)}, horizon_years=horizon))
    year = years(horizon)
    own = total(lines_of(Option("own", (IN_HOUSE,)), resolved, year), year)
    for piece, with_host in ((PROVIDER, True), (LEASING, False)):
        option = Option("other", (piece,), hosts_itself=not with_host)
        other = total(lines_of(option, resolved, year), year)
        expected = difference(team, values, horizon, with_host)
        assert other - own == approx(expected, rel=1e-9, abs=1e-4)  # euros, out of two million a year


@settings(WHOLE_SCENARIOS, max_examples=30)
@given(twins(), st.lists(st.tuples(SHARES, SHARES, SHARES, grid(1, 2, 100)), min_size=2, max_size=4))
def test_the_twin_holds_draw_by_draw(
    twin: tuple[dict[str, Any], dict[str, Any], int], draws: list[tuple[float, float, float, float]]
) -> None:
    values, team, horizon = twin
    blocks = {
        f"staff.team.{name}": np.array([draw[rank] for draw in draws])
        for rank, name in enumerate(("contract_agents_share", "seconded_share", "vacant_share"))
    }
    cost = team["loaded_cost_eur_per_year"] * np.array([draw[3] for draw in draws])
    blocks["staff.team.loaded_cost_eur_per_year"] = cost
    base = scenario(values, staff={"team": role(**team)}, horizon_years=horizon)
    resolved = resolve(base, blocks.get)
    year = years(horizon)[:, None]
    own = total(lines_of(Option("own", (IN_HOUSE,)), resolved, year), year)
    other = total(lines_of(Option("other", (PROVIDER,), hosts_itself=False), resolved, year), year)
    for rank in range(len(draws)):
        alone = team | {path.rpartition(".")[2]: block[rank] for path, block in blocks.items()}
        expected = difference(alone, values, horizon, with_host=True)
        assert (other - own)[:, rank] == approx(expected, rel=1e-9, abs=1e-4)


def test_symbols_give_the_numbers() -> None:
    risky = scenario(RISKY, staff=engineers(seconded_share=0.5, vacant_share=0.1), horizon_years=5)
    numbers = lines_of(EXTERNAL, resolve(risky), years(5))
    symbols: Any = lines_of(EXTERNAL, resolve(risky, symbol_input), traced_years(5))
    for number, symbol in zip(numbers, symbols, strict=True):
        assert np.array_equal(number.amounts_eur, symbol.amounts_eur.value), number.key


# ─── each input at its neutral value, and which way it moves the cost ───────────────────────────────────────────────

NEUTRAL: dict[str, Any] = {"external.host_is_private": True, "finance.vat_share": 0.2}


def cost(piece: Piece, staff: Tree, values: dict[str, Any]) -> float:
    return float(np.sum(list(amounts(piece, staff, values).values())))


@pytest.mark.parametrize(
    ("path", "low", "high"),
    [
        ("staffing.freed_paid_share_by_year", [0.5], [0.5, 0.5, 0.4]),
        ("staffing.retraining_eur_per_post", 0, 1000),
        ("staffing.contract_end_eur_per_post", 0, 1000),
        ("staffing.seconded_billed_factor", 0, 1),
        ("staffing.contractor_eur_per_day", 0, 100),
        ("staffing.contractor_days_per_year", 0, 100),
    ],
)
def test_each_price_raises_the_cost(path: str, low: Any, high: Any) -> None:
    if path.endswith("by_year"):
        low, high = high, low
    people = engineers(contract_agents_share=0.2, seconded_share=0.3, vacant_share=0.1)
    values = PRIVATE | {"staffing.contractor_eur_per_day": 600, "staffing.contractor_days_per_year": 200}
    assert cost(PROVIDER, people, values | {path: high}) > cost(PROVIDER, people, values | {path: low})
    assert cost(PROVIDER, engineers(), NEUTRAL) == approx(240_000)  # one post, four years: as if nothing were said


def test_shares_without_prices_change_nothing_but_vacancy() -> None:
    for share in ("contract_agents_share", "seconded_share"):
        assert cost(PROVIDER, engineers(**{share: 0.7}), NEUTRAL) == approx(240_000), share
    dear = NEUTRAL | {"staffing.contractor_eur_per_day": 300, "staffing.contractor_days_per_year": 200 / 1.2}
    assert cost(PROVIDER, engineers(vacant_share=0.7), dear) == approx(240_000)  # a contractor at the post's cost


def test_each_line_says_who_it_is_about() -> None:
    by_key = cost_lines(PROVIDER, PRIVATE, staff=engineers())
    assert {key: by_key[key].detail for key in by_key} == {
        "staff.engineer": "Ingénieur",
        "contractors.engineer": "Ingénieur",
        "freed_staff.engineer": "Ingénieur",
        "seconded.engineer": "Ingénieur",
        "retraining": "",
        "contract_ends": "",
        "staff_back.pay": "",
        "staff_back.retraining": "",
    }
