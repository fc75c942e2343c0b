from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from pytest import approx

from hds_tco.analysis.restitution.clauses import CLAUSES, path_of
from hds_tco.analysis.restitution.providers import Failure, documented_failures
from hds_tco.analysis.restitution.replay import replay
from hds_tco.model import EXTERNAL, lines_of, years
from hds_tco.model.exit_causes import CAUSES
from hds_tco.model.finance import discount_factors, net_present_cost, nominal_rate
from hds_tco.scenario import Assumption, Scenario, data_folder, load, resolve, with_values
from hds_tco.scenario.kinds import DAYS
from tests.analysis.restitution.cases import LOSS, ONE_EXIT, PREMIUM_PER_YEAR, RATE, case
from tests.strategies import FEWER_SCENARIOS, scenarios

REFERENCE = load("reference-ght")
REGISTER = documented_failures()
NEVER = DAYS.high
TEMPLATE = next(failure for failure in REGISTER if failure.name == "Cloudwatt (Orange)")


def failure(**changes: Any) -> Failure:
    return replace(TEMPLATE, **{"name": "made up", **changes})


# ─── the register ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_every_row_is_there_with_its_source_and_confidence_as_written() -> None:
    with (data_folder() / "provider_failures.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    frame = replay(REFERENCE).frame("en").drop_duplicates("failure")
    columns = {
        "failure": "name",
        "confidence": "confidence",
        "source_url": "source_url",
        "failure_notice": "notice_days",
    }
    for ours, theirs in columns.items():
        assert frame[ours].tolist() == [row[theirs] for row in rows]


def test_every_kind_of_failure_is_read_with_a_reason() -> None:
    assert [failure.kind for failure in REGISTER if not failure.reason] == []
    assert {failure.cause for failure in REGISTER} <= {*CAUSES, ""}
    assert {failure.why_not for failure in REGISTER} == {"", "no_notice", "takeover", "repaired"}


@pytest.mark.parametrize(
    ("name", "days", "cause", "loss"),
    [
        ("2e2", 9, "insolvency", "kept"),
        ("Nirvanix", 14, "insolvency", "chance"),
        ("Cloudwatt (Orange)", 180, "market_exit", "kept"),
        ("OVHcloud SBG2", 0, "disaster", "chance"),
        ("Coaxis", 0, "disaster", "kept"),
        ("CloudNordic / AzeroCloud", 0, "disaster", "lost"),
        ("Tietoevry (Sweden)", 0, "disaster", "chance"),
        ("Verizon Public Cloud", 60, "market_exit", "chance"),
        ("Weda (medical SaaS)", 0, "disaster", "chance"),
        ("OVH v. Safety & Maintenance Company (contract lapse)", 7, "market_exit", "lost"),
    ],
)
def test_how_the_register_is_read(name: str, days: float, cause: str, loss: str) -> None:
    found = next(failure for failure in REGISTER if failure.name == name)
    assert (found.notice_days, found.cause, found.loss, found.why_not) == (days, cause, loss, "")


@pytest.mark.parametrize(
    ("name", "back"), [("Coaxis", 31.0), ("CloudNordic / AzeroCloud", NEVER), ("OVHcloud SBG2", None)]
)
def test_whether_the_provider_served_again_is_read_too(name: str, back: float | None) -> None:
    assert next(failure for failure in REGISTER if failure.name == name).service_back_days == back


def test_a_register_without_the_return_to_service_is_still_read(tmp_path: Path) -> None:
    path = tmp_path / "old.csv"
    with (data_folder() / "provider_failures.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(row[:-1] for row in rows)
    found = documented_failures(path)
    assert [failure.name for failure in found] == [failure.name for failure in REGISTER]
    assert {failure.service_back_days for failure in found} == {None}


def test_what_cannot_be_replayed_is_shown_with_the_reason() -> None:
    found = replay(REFERENCE)
    frame = found.frame("en").set_index("failure")
    left_out = frame[~frame["replayed"]]
    assert set(left_out.index) == {
        "Numergy",
        "Blade (Shadow)",
        "InterCloud",
        "The Linkup / MediaMax (Streamload)",
        "External host of AP-HP servers (not named in the sources)",
    }
    assert (left_out["why_not"] != "").all()
    assert left_out["cost_eur"].isna().all()
    assert (frame.loc[frame["replayed"], "why_not"] == "").all()
    assert "5 failures out of 18" in found.notes("en")[2]


def test_a_kind_that_nobody_read_is_not_replayed(tmp_path: Path) -> None:
    path = tmp_path / "mine.csv"
    header = (data_folder() / "provider_failures.csv").read_text("utf-8").splitlines()[0]
    path.write_text(f"{header}\nX,FR,2030,alien landing,3,1,none reported,,,,G\n", "utf-8")
    (found,) = documented_failures(path)
    assert found.why_not == "unknown_kind"
    assert not replay(REFERENCE, failures=[found]).frame()["replayed"].any()


# ─── by hand ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_components_by_hand() -> None:
    # Announced 30 days ahead, data kept, in year 3 of 4: one year of the successor's premium.
    outcome = replay(case(), 3, [failure(notice_days=30.0, loss="kept")]).outcomes[0]["ours"]
    assert outcome.components_eur == approx(
        ONE_EXIT | {"data_loss": 0, "commitment": 0, "successor_price": PREMIUM_PER_YEAR}
    )
    assert (outcome.exit_days, outcome.interruption_days, outcome.notice_days) == approx((90, 60, 30))
    assert not outcome.data_lost


def test_a_disaster_that_ended_interrupts_until_its_end() -> None:
    # Stopped at once, back after 31 days, left after 90: the first one bills again for the 59 days left, but the
    # platforms run double for 73 days.
    ended, never = (
        replay(case(), 3, [failure(cause="disaster", notice_days=0.0, service_back_days=back)]).outcomes[0]["ours"]
        for back in (31.0, NEVER)
    )
    assert (ended.exit_days, ended.interruption_days, never.interruption_days) == approx((90, 31, 90))
    more = {name: ended.components_eur[name] - never.components_eur[name] for name in never.components_eur}
    assert more.pop("interruption") == approx((31 - 90) * 1000)
    assert more.pop("double_running") == approx(12_000 * 59 / 365)
    assert set(more.values()) == {0}
    coaxis = replay(REFERENCE).of("Coaxis")
    assert {outcome.interruption_days for outcome in coaxis.values()} == {31}


def test_a_return_to_service_that_nobody_told_is_the_scenarios() -> None:
    mine = with_values(case(), {"restitution.disaster.service_back_days": 40})
    cases = [failure(cause="disaster", notice_days=0.0, service_back_days=back) for back in (None, 20.0)]
    assert [outcome["ours"].interruption_days for outcome in replay(mine, 3, cases).outcomes] == approx([40, 20])


def test_the_successor_does_not_fail_in_a_replay() -> None:
    frail, sure = (
        replay(with_values(REFERENCE, {"restitution.successor_hazard_factor": factor})).outcomes for factor in (4, 0)
    )
    assert frail == sure


@pytest.mark.parametrize(("loss", "probability"), [("lost", 1.0), ("kept", 0.0), ("chance", 0.1)])
def test_data_is_lost_as_in_the_case_and_by_our_own_chance_where_nobody_says(loss: str, probability: float) -> None:
    outcome = replay(case(), 2, [failure(loss=loss)]).outcomes[0]
    assert outcome["none"].data_loss_probability == approx(probability)
    assert outcome["none"].components_eur["data_loss"] == approx(probability * LOSS)
    assert outcome["all"].data_loss_probability == approx(probability * 0.1)  # an independent copy avoids 90 %
    assert outcome["none"].data_lost == (loss == "lost")
    assert not outcome["all"].data_lost


def test_a_clause_lengthens_a_notice_only_where_it_can_be_agreed() -> None:
    found = replay(case(), 2, [failure(notice_days=7.0, cause=cause) for cause in CAUSES])
    held = {
        failure.cause: outcome["all"].notice_days
        for failure, outcome in zip(found.failures, found.outcomes, strict=True)
    }
    assert held == {"insolvency": 7, "market_exit": 100, "certificate_loss": 100, "disaster": 7, "price_rise": 100}
    assert all(outcome["none"].notice_days == 7 for outcome in found.outcomes)


def test_our_contract_is_the_scenarios() -> None:
    mine = with_values(case(), {path_of("longer_notice"): True})
    outcome = replay(mine, 2, [failure(notice_days=7.0)]).outcomes[0]
    assert [outcome[name].interruption_days for name in ("ours", "none", "all")] == approx([0, 83, 0])


@pytest.mark.parametrize(("horizon", "middle"), [(1, 1), (3, 2), (10, 5)])
def test_the_provider_stops_in_the_middle_of_the_horizon_unless_told(horizon: int, middle: int) -> None:
    assert replay(with_values(REFERENCE, {"horizon_years": horizon})).year == middle


def test_a_year_outside_the_horizon_is_refused() -> None:
    for year in (0, 11):
        with pytest.raises(ValueError, match="10"):
            replay(REFERENCE, year)


# ─── properties ──────────────────────────────────────────────────────────────────────────────────────────────────────


@FEWER_SCENARIOS
@given(scenarios())
def test_an_interruption_is_what_the_notice_leaves_of_the_exit_or_of_the_return_to_service(
    made: Scenario[Assumption],
) -> None:
    cases = [
        failure(notice_days=days, service_back_days=back, cause=cause)
        for days in (0.0, 180.0)
        for back in (0.0, 200.0, NEVER)
        for cause in CAUSES
    ]
    found = replay(made, failures=cases)
    for case_, outcomes in zip(found.failures, found.outcomes, strict=True):
        none = outcomes["none"]
        assert none.notice_days == case_.notice_days
        assert case_.service_back_days is not None
        stopped = min(none.exit_days, case_.service_back_days) - none.notice_days
        assert none.interruption_days == approx(max(stopped, 0))


@FEWER_SCENARIOS
@given(scenarios())
def test_clauses_only_ever_help(made: Scenario[Assumption]) -> None:
    for outcomes in replay(made).outcomes:
        if outcomes:
            ours, none, every = (outcomes[name] for name in ("ours", "none", "all"))
            cent = 0.01 + 1e-9 * abs(none.cost_eur)
            assert every.cost_eur <= ours.cost_eur + cent
            assert ours.cost_eur <= none.cost_eur + cent
            assert every.interruption_days <= ours.interruption_days + 1e-9 <= none.interruption_days + 2e-9


@pytest.mark.parametrize("cause", CAUSES)
@pytest.mark.parametrize("held", [(), ("reversibility_plan", "step_in"), CLAUSES], ids=["none", "two", "all"])
def test_replays_in_every_year_weighed_by_their_chance_are_the_expected_cost(cause: str, held: tuple[str, ...]) -> None:
    # Only one cause is left, and the successor never fails: the closed form is the mean of replays with its own notice.
    rates = {f"restitution.{other}.rate_per_year": RATE * (other == cause) for other in CAUSES}
    contract = {path_of(clause): clause in held for clause in CLAUSES}
    made = with_values(REFERENCE, rates | contract | {"restitution.successor_hazard_factor": 0})
    notice = float(np.asarray(getattr(made.restitution, cause).notice_days.value))
    year = years(made.horizon_years)
    same = [failure(cause=cause, notice_days=notice, service_back_days=None, loss="chance")]
    weighed = sum(
        (np.exp(-RATE * (when - 1)) - np.exp(-RATE * when)) * replay(made, int(when), same).outcomes[0]["ours"].cost_eur
        for when in year[1:]
    )
    read = resolve(made)
    factors = discount_factors(
        nominal_rate(read.finance.real_discount_rate_per_year, read.finance.inflation_per_year), year
    )
    lines = [line for line in lines_of(EXTERNAL, read, year) if line.key.startswith("restitution.")]
    assert weighed == approx(sum(float(net_present_cost(line.amounts_eur, factors)) for line in lines))
