"""Documented failures replayed: as if our provider stopped that way, under our contract, with our volumes."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, cast, get_args

import numpy as np
import numpy.typing as npt

from hds_tco.analysis.restitution.clauses import (
    CLAUSES,
    cause_label,
    held_clauses,
    path_of,
    refuse_without_provider,
)
from hds_tco.analysis.restitution.providers import Failure, documented_failures
from hds_tco.analysis.table import Table, frame_of
from hds_tco.locale import DEFAULT_LANGUAGE, Language, amount, decimal, text
from hds_tco.model import EXTERNAL, lines_of, years
from hds_tco.model.arrays import scalar
from hds_tco.model.events import Events
from hds_tco.model.exit_causes import CAUSES, causes_under_contract
from hds_tco.model.finance import discount_factors, net_present_cost, nominal_rate
from hds_tco.model.forced_exits import first_exit, forced_exits
from hds_tco.model.law import bans_of
from hds_tco.model.options import world_of
from hds_tco.model.world import required
from hds_tco.scenario import Assumption, Scenario, resolve
from hds_tco.scenario.option_sections import Restitution

if TYPE_CHECKING:
    import pandas as pd

Array = npt.NDArray[np.float64]
ContractName = Literal["ours", "none", "all"]
CONTRACTS: tuple[ContractName, ...] = get_args(ContractName)
# Columns of the frame: of the failure and the contract, of the outcome (then what each part costs), of the source; and
# what a failure calls those that it holds.
HEAD = (
    *("failure", "country", "failure_year", "kind", "cause", "cause_label", "reason"),
    *("failure_notice", "failure_data_lost", "replayed", "why_not", "contract", "contract_label"),
)
OF_OUTCOME = ("notice_days", "exit_days", "interruption_days", "data_loss_probability", "data_lost", "cost_eur")
SOURCE = ("source_title", "source_url", "confidence")
OF_FAILURE = {
    **{name: name for name in ("country", "kind", "cause", "reason", *SOURCE)},
    **{f"failure_{name}": name for name in ("year", "notice", "data_lost")},
    "failure": "name",
}
PREFIX = "restitution."
# Any rate will do: the exit is set to fall in the year asked for, and its cost does not depend on how rare it is.
RATE = 1.0
# Uniform numbers lie in (0, 1]: these two are always, and never, within a probability of loss.
LOST, KEPT = 0.0, 2.0


@dataclass(frozen=True)
class Outcome:
    """What one failure does under one contract.

    Parameters
    ----------
    notice_days : float
        The failure's own notice, or what a clause makes of it.
    exit_days : float
        How long getting out takes.
    interruption_days : float
        What the notice does not cover of it, or of the provider's own return to service if that came first.
    data_loss_probability : float
        Once the clauses have played.
    components_eur : mapping of str to float
        Present cost by component, the loss of data at its expectation.
    """

    notice_days: float
    exit_days: float
    interruption_days: float
    data_loss_probability: float
    components_eur: Mapping[str, float]

    @property
    def cost_eur(self) -> float:
        """Present cost, all components together."""
        return sum(self.components_eur.values())

    @property
    def data_lost(self) -> bool:
        """Whether losing data is more likely than not."""
        return self.data_loss_probability > 0.5

    def cell(self, lang: Language = DEFAULT_LANGUAGE) -> str:
        """Return the interruption, what it costs, and a mark where data is lost."""
        days, cost = decimal(self.interruption_days, lang, 0), amount(self.cost_eur, lang, digits=0)
        return text("clauses.outcome", lang, days=days, cost=cost, mark=" †" if self.data_lost else "")


@dataclass(frozen=True)
class Replay:
    """Every documented failure, and what it would do to us.

    Parameters
    ----------
    scenario : Scenario
    year : int
        When our provider stops.
    failures : tuple of Failure
    outcomes : tuple of mapping
        Beside each failure, its outcome by contract; nothing for one that cannot be replayed.

    Examples
    --------
    >>> import hds_tco as ht
    >>> replayed = ht.restitution.replay(ht.load("reference-ght"))
    >>> replayed.year, replayed.of("Cloudwatt (Orange)")["none"].notice_days
    (5, 180.0)
    """

    scenario: Scenario[Assumption]
    year: int
    failures: tuple[Failure, ...]
    outcomes: tuple[Mapping[ContractName, Outcome], ...]

    def of(self, name: str) -> Mapping[ContractName, Outcome]:
        """Return the outcomes of a failure by contract."""
        return self.outcomes[[failure.name for failure in self.failures].index(name)]

    def frame(self, lang: Language = DEFAULT_LANGUAGE) -> pd.DataFrame:
        """Return one row a failure and contract; one row, without figures, for a failure that is not replayed.

        Returns
        -------
        DataFrame
            ``failure``, ``country``, ``failure_year``, ``kind``, ``cause``, ``cause_label``, ``reason``,
            ``failure_notice`` and ``failure_data_lost`` (as the register writes them), ``replayed``, ``why_not``;
            ``contract``, ``contract_label``, ``notice_days``, ``exit_days``, ``interruption_days``,
            ``data_loss_probability``, ``data_lost``, ``cost_eur`` (present), one ``<component>_eur`` each;
            ``source_title``, ``source_url``, ``confidence``.
        """
        rows = []
        for failure, by_contract in zip(self.failures, self.outcomes, strict=True):
            known: dict[str, object] = {
                "cause_label": cause_label(failure.cause, lang) if failure.cause else "",
                "replayed": not failure.why_not,
                "why_not": text(f"restitution_lab.why_not.{failure.why_not}", lang) if failure.why_not else "",
                **{column: getattr(failure, name) for column, name in OF_FAILURE.items()},
            }
            for contract, outcome in by_contract.items():
                label = text(f"restitution_lab.contract.{contract}", lang)
                figures = {name: getattr(outcome, name) for name in OF_OUTCOME}
                parts = {f"{name}_eur": cost for name, cost in outcome.components_eur.items()}
                rows.append({**known, "contract": contract, "contract_label": label, **figures, **parts})
            if not by_contract:
                rows.append({**known, "contract": "", "contract_label": ""})
        components = dict.fromkeys(
            f"{name}_eur" for each in self.outcomes for item in each.values() for name in item.components_eur
        )
        return frame_of(rows, (*HEAD, *OF_OUTCOME, *components, *SOURCE))

    def table(self, names: Collection[str] | None = None, lang: Language = DEFAULT_LANGUAGE) -> Table:
        """Return documented failures as if they struck our provider; some only, if they are named."""
        rows = []
        for failure, outcomes in zip(self.failures, self.outcomes, strict=True):
            if not outcomes or (names is not None and failure.name not in names):
                continue
            code = failure.confidence.partition(" ")[0]
            head = f"{failure.name} ({failure.year}), {cause_label(failure.cause, lang)} [{code}]"
            rows.append((head, failure.notice, *(outcomes[name].cell(lang) for name in CONTRACTS)))
        headings = ("restitution_lab.column.failure", "clauses.notice", *(f"clauses.{name}" for name in CONTRACTS))
        return Table(
            columns=tuple(text(heading, lang) for heading in headings),
            rows=tuple(rows),
            title=text("clauses.replay", lang, year=self.year),
            caption=text("clauses.replay_caption", lang),
        )

    def notes(self, lang: Language = DEFAULT_LANGUAGE) -> list[str]:
        """Return what must be said beside the figures."""
        left_out = sum(1 for failure in self.failures if failure.why_not)
        return [
            text("restitution_lab.replay_note", lang, year=self.year),
            text("restitution_lab.replay_loss_note", lang),
            text("restitution_lab.replay_left_out", lang, left_out=left_out, failures=len(self.failures)),
        ]


def replay(
    scenario: Scenario[Assumption],
    year: int | None = None,
    failures: Iterable[Failure] | None = None,
    lang: Language = DEFAULT_LANGUAGE,
) -> Replay:
    """Replay documented failures against the scenario's contract and volumes, at its central values.

    The failure's own notice, and its own return to service where the register knows it, take the place of the cause's;
    a clause may still lengthen the notice where the model says that it can. Data that the failure lost is lost, and
    data that it kept is kept, unless a clause changes that; where the register does not say, the scenario's probability
    for the cause counts.

    Parameters
    ----------
    scenario : Scenario
    year : int, optional
        When our provider stops; the middle of the horizon by default.
    failures : iterable of Failure, optional
        Those of ``data/provider_failures.csv`` by default.
    lang : {"fr", "en"}
        Language of the error message.

    Returns
    -------
    Replay
        Under three contracts: ours, one without any of the nine clauses, one with all.

    Raises
    ------
    ValueError
        If the year lies outside the horizon.
    ScenarioError
        If the scenario has no provider.

    Examples
    --------
    >>> import hds_tco as ht
    >>> fire = replay(ht.load("reference-ght")).of("OVHcloud SBG2")
    >>> fire["none"].interruption_days == fire["none"].exit_days, fire["all"].cost_eur < fire["none"].cost_eur
    (True, True)
    """
    refuse_without_provider(scenario)
    horizon = scenario.horizon_years
    when = (horizon + 1) // 2 if year is None else year
    if not 1 <= when <= horizon:
        raise ValueError(text("restitution_lab.year_outside", lang, year=when, horizon=horizon))
    register = documented_failures() if failures is None else tuple(failures)
    contracts: dict[ContractName, Collection[str]] = {"ours": held_clauses(scenario), "none": (), "all": CLAUSES}
    outcomes = tuple(
        {name: _outcome(scenario, failure, clauses, when) for name, clauses in contracts.items()}
        if not failure.why_not
        else {}
        for failure in register
    )
    return Replay(scenario, when, register, outcomes)


def _outcome(scenario: Scenario[Assumption], failure: Failure, contract: Collection[str], when: int) -> Outcome:
    given = _as_if(scenario, failure, contract)
    year = years(scenario.horizon_years)
    terms = cast("Restitution[Array]", given.restitution)
    bound = required(given.external, "external").switching_rules_apply
    causes = causes_under_contract(terms, bans_of(given, year), bound)
    if_lost, if_kept = _stopped(year, when, LOST), _stopped(year, when, KEPT)
    # Only one cause is left: the probability over all causes is its own.
    lost = float(forced_exits(world_of(EXTERNAL, given, year)).lost[when])
    exits = first_exit(world_of(EXTERNAL, given, year, if_kept))
    with_loss, without = _components(given, year, if_lost), _components(given, year, if_kept)
    return Outcome(
        notice_days=next(float(cause.notice_days) for cause in causes if cause.key == failure.cause),
        exit_days=float(exits["exit_days"]),
        interruption_days=float(exits["interruption_days"]),
        data_loss_probability=lost,
        components_eur={name: lost * with_loss[name] + (1.0 - lost) * without[name] for name in without},
    )


def _as_if(scenario: Scenario[Assumption], failure: Failure, contract: Collection[str]) -> Scenario[Array]:
    """Return what the model reads when the provider can only stop that way, and its successor never does."""
    fixed = {f"restitution.{cause}.rate_per_year": RATE * (cause == failure.cause) for cause in CAUSES}
    fixed["restitution.successor_hazard_factor"] = 0.0
    fixed |= {path_of(clause): float(clause in contract) for clause in CLAUSES}
    if failure.notice_days is not None:
        fixed[f"restitution.{failure.cause}.notice_days"] = failure.notice_days
    if failure.service_back_days is not None:
        fixed[f"restitution.{failure.cause}.service_back_days"] = failure.service_back_days
    if failure.loss != "chance":
        fixed[f"restitution.{failure.cause}.data_loss_share"] = float(failure.loss == "lost")
    return resolve(scenario, lambda path, value: np.float64(fixed[path]) if path in fixed else value)


def _stopped(year: Array, when: int, loss: float) -> Events:
    """Return the events of a provider that stops in a year, and of nothing else."""
    either, calm = scalar(0.5), year * 0.0
    return Events(
        exit=scalar(np.exp(-RATE * (when - 0.5))),  # a wait that ends in the middle of the year
        exit_cause=either,
        exit_loss=scalar(loss),
        successor_exit=either,
        successor_cause=either,
        successor_loss=either,
        lessor_failure=either,
        own_incidents=calm,
        provider_incidents=calm,
        provider_changes=calm,
        own_incident_loss=calm,
        provider_incident_loss=calm,
        most_in_a_year=1,
    )


def _components(given: Scenario[Array], year: Array, events: Events) -> dict[str, float]:
    """Return the present cost of each component of restitution."""
    rate = nominal_rate(given.finance.real_discount_rate_per_year, given.finance.inflation_per_year)
    factors = discount_factors(rate, year)
    lines = lines_of(EXTERNAL, given, year, events)
    return {
        line.key.removeprefix(PREFIX): float(net_present_cost(line.amounts_eur * 1.0, factors))
        for line in lines
        if line.key.startswith(PREFIX)
    }
