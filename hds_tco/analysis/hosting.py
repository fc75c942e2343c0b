"""Hosting for others: what it brings and costs, from how many on it pays, at what fee, with what certificate.

Everything is the difference between two runs of the whole model, with and without those who are hosted: modules bought
ahead, audits and staff are in it as they fall.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from math import ceil, isnan
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from hds_tco.analysis.allocation import allocation
from hds_tco.analysis.compare import compare
from hds_tco.analysis.results import Result
from hds_tco.analysis.table import Table, frame_of
from hds_tco.locale import DEFAULT_LANGUAGE, Language, amount, decimal, number_of, percent, text
from hds_tco.model.certification import duty, hosting_delay_years
from hds_tco.model.finance import HALF_A_CENT, discount_factors, nominal_rate
from hds_tco.model.ledger import total
from hds_tco.model.options import Option, lines_of, options_of, world_of, years
from hds_tco.model.pooling import FEES
from hds_tco.scenario import Assumption, Fault, Scenario, ScenarioError, resolve
from hds_tco.scenario.sections import CostKey

if TYPE_CHECKING:
    import pandas as pd

Array = npt.NDArray[np.float64]
# How far to look for a number of establishments: twice today's, and as many as any host of 2017 had, twice over.
AT_LEAST, TIMES = 22, 2
SCALED = ("establishments", "vms", "structured_tb", "imaging_tb", "patients_per_year", "fee_eur_per_year")


@dataclass(frozen=True)
class Balance:
    """What hosting some establishments changes, in present euros.

    Parameters
    ----------
    income_eur : float
        What they pay.
    cost_eur : float
        What the hospital spends more than if it hosted nobody: machines, staff, certificate, risk.
    """

    income_eur: float
    cost_eur: float

    @property
    def surplus_eur(self) -> float:
        """What is left."""
        return self.income_eur - self.cost_eur


@dataclass(frozen=True)
class HostingForOthers(Result):
    """Whether hosting for others pays.

    Parameters
    ----------
    scenario : Scenario
    option : Option
    today : float
        Number of establishments hosted in the scenario.
    balance : Balance
        Of the scenario.
    by_number : mapping of int to Balance
        With 1, 2, 3… average establishments of the scenario's mix.
    without : mapping of str to Balance
        What each block changes: the scenario against the scenario without it.
    members : Balance or None
        Hosting only the members of the same GHT; None if nobody is outside.
    fee_eur_per_year : float
        What an establishment pays today, on average, in euros of year 0 for each year it is hosted.
    needed_fee_eur_per_year : float
        What it would have to pay for the surplus to be nil.
    certificate : bool
        Whether a certificate is needed.
    certificate_members : bool
        Whether one would be for the members of the GHT alone.
    reason : str
        Key of the catalogue.
    first_year : float
        Years from the decision until others may be hosted.

    Examples
    --------
    >>> import hds_tco as ht
    >>> found = ht.analysis.hosting_for_others(ht.load("chi-eure-seine-2017-total"))
    >>> found.today, round(found.balance.income_eur), found.break_even_number  # no cost of theirs is known: 4 x 350 k€
    (11.0, 1400000, 1)
    """

    scenario: Scenario[Assumption]
    option: Option
    today: float
    balance: Balance
    by_number: Mapping[int, Balance]
    without: Mapping[str, Balance]
    members: Balance | None
    fee_eur_per_year: float
    needed_fee_eur_per_year: float
    certificate: bool
    certificate_members: bool
    reason: str
    first_year: float

    @property
    def break_even_number(self) -> int | None:
        """The least number from which hosting pays and goes on paying, as far as was looked; None if it never does."""
        found = None
        for number in sorted(self.by_number, reverse=True):
            if self.by_number[number].surplus_eur < -HALF_A_CENT:
                break
            found = number
        return found

    @property
    def most(self) -> int:
        """The largest number looked at."""
        return max(self.by_number)

    @property
    def title(self) -> str:
        """The scenario's name."""
        return self.scenario.name

    @property
    def frames(self) -> Mapping[str, Callable[[Language], pd.DataFrame]]:
        """``numbers`` (``establishments``, ``income_eur``, ``cost_eur``, ``surplus_eur``) and ``shares``."""
        return {"numbers": lambda _: self._numbers(), "shares": lambda lang: self.shares(lang=lang)}

    def tables(self, lang: Language = DEFAULT_LANGUAGE, key: CostKey | None = None) -> dict[str, Table]:
        """Return what each block brings and costs, and the cost shared under a key, the scenario's own by default."""
        return {"blocks": hosting_table(self, lang), "shares": shares_table(self, key, lang)}

    def _numbers(self) -> pd.DataFrame:
        return frame_of(
            [
                {
                    "establishments": number,
                    "income_eur": found.income_eur,
                    "cost_eur": found.cost_eur,
                    "surplus_eur": found.surplus_eur,
                }
                for number, found in self.by_number.items()
            ],
            ("establishments", "income_eur", "cost_eur", "surplus_eur"),
        )

    def shares(self, key: CostKey | None = None, lang: Language = DEFAULT_LANGUAGE) -> pd.DataFrame:
        """Return the option's cost shared under a key: `hds_tco.analysis.allocation`."""
        return allocation(compare(self.scenario, [self.option]), self.option.key, key, lang)

    def sentences(self, lang: Language = DEFAULT_LANGUAGE) -> list[str]:
        """Return the answer: what hosting leaves, from how many on it pays, at what fee, with what certificate."""
        found = self.balance
        if not max(abs(found.income_eur), abs(found.cost_eur)) >= HALF_A_CENT:
            return [text("hosting.nothing", lang), *self._certificate(lang)]
        words = {
            "hosted": number_of("hosting.establishments", self.today, lang),
            "years": number_of("count.years", self.scenario.horizon_years, lang),
            "income": amount(found.income_eur, lang),
            "cost": amount(found.cost_eur, lang),
            "surplus": amount(abs(found.surplus_eur), lang),
        }
        said = [text("hosting.pays" if found.surplus_eur >= 0 else "hosting.loses", lang, **words)]
        if not found.cost_eur >= HALF_A_CENT:
            return [*said, text("hosting.cost_unknown", lang), *self._certificate(lang)]
        number = self.break_even_number
        fee = {"fee": amount(self.fee_eur_per_year, lang), "needed": amount(self.needed_fee_eur_per_year, lang)}
        if number is None:
            said.append(text("hosting.never", lang, most=decimal(self.most, lang), **fee))
        elif number == 1:
            said.append(text("hosting.from_first", lang, **fee))
        else:
            said.append(text("hosting.from", lang, number=decimal(number, lang), **fee))
        return [*said, *self._certificate(lang)]

    def _certificate(self, lang: Language) -> list[str]:
        said = [text(self.reason, lang)]
        if self.certificate and self.first_year > 0:
            opens = self.first_year <= self.scenario.horizon_years
            months = decimal(round(12 * self.first_year), lang)
            said.append(text("hosting.when", lang, months=months) if opens else text("hosting.too_late", lang))
        if self.members is not None and self.certificate and not self.certificate_members:
            surplus = self.members.surplus_eur
            gap = surplus - self.balance.surplus_eur
            key = "hosting.members_better" if gap >= 0 else "hosting.members_worse"
            said.append(text(key, lang, gap=amount(abs(gap), lang), surplus=amount(surplus, lang)))
        return [" ".join(said)]

    def notes(self, lang: Language = DEFAULT_LANGUAGE) -> list[str]:
        """Return what must be said beside the figures."""
        return [text("hosting.note", lang), text("hosting.mix_note", lang)]


def hosting_table(found: HostingForOthers, lang: Language = DEFAULT_LANGUAGE) -> Table:
    """Return what each block brings and costs: the scenario against the scenario without it."""
    blocks = found.scenario.hosted
    rows = [
        (
            blocks[key].label,
            decimal(float(np.asarray(blocks[key].establishments.value)), lang),
            text("screen.yes" if float(np.asarray(blocks[key].in_same_ght.value)) else "screen.no", lang),
            *_amounts(change, lang),
        )
        for key, change in found.without.items()
    ]
    rows.append((text("hosting.all", lang), decimal(found.today, lang), "", *_amounts(found.balance, lang)))
    names = ("block", "number", "same_ght", "income", "cost", "surplus")
    return Table(
        columns=tuple(text(f"hosting.column.{name}", lang) for name in names),
        rows=tuple(rows),
        title=text("hosting.table", lang),
        caption=text("hosting.table_caption", lang),
        strong=(len(rows) - 1,),
    )


def shares_table(found: HostingForOthers, key: CostKey | None = None, lang: Language = DEFAULT_LANGUAGE) -> Table:
    """Return the option's cost shared between the hospital and those it hosts, beside what they are billed.

    Parameters
    ----------
    found : HostingForOthers
    key : {"equal", "vms", "storage", "patients"}, optional
        The scenario's own by default.
    lang : {"fr", "en"}
    """
    shares = found.shares(key, lang)
    rows = tuple(
        (
            str(who),
            percent(row["share"], lang, 1),
            *(
                "–" if value is None or isnan(value) else amount(value, lang)
                for value in (row[name] for name in ("cost_eur", "present_fee_eur", "gap_eur"))
            ),
            amount(row["cost_per_establishment_eur_per_year"] or 0.0, lang),
        )
        for who, row in zip(shares.index, shares.to_dict("records"), strict=True)  # two may bear one name
    )
    names = ("who", "share", "total", "fee", "gap", "cost")
    said = text(f"hosting.key.{key or found.scenario.pooling.cost_key}", lang)
    return Table(
        columns=tuple(text(f"hosting.share.{name}", lang) for name in names),
        rows=rows,
        title=text("hosting.shares", lang, by=said),
        caption=text("hosting.shares_caption", lang),
        strong=(0,),
    )


def _amounts(found: Balance, lang: Language) -> tuple[str, str, str]:
    return amount(found.income_eur, lang), amount(found.cost_eur, lang), amount(found.surplus_eur, lang)


def hosting_for_others(scenario: Scenario[Assumption], option: str | None = None) -> HostingForOthers:
    """Study whether hosting other establishments pays, at the central values.

    Parameters
    ----------
    scenario : Scenario
        With some establishment hosted.
    option : str, optional
        Key of one of the scenario's options; by default the first in which the hospital is the host.

    Returns
    -------
    HostingForOthers

    Raises
    ------
    ScenarioError
        If nobody is hosted, or no such option is in the scenario.

    Examples
    --------
    >>> import hds_tco as ht
    >>> found = hosting_for_others(ht.load("reference-ght"))
    >>> found.certificate, found.certificate_members, found.break_even_number is None
    (True, False, True)
    """
    chosen = _option(scenario, option)
    given = resolve(scenario)
    today = sum(float(block.establishments) for block in given.hosted.values())
    if not today > 0:
        raise ScenarioError([Fault("nobody_hosted", "hosted")])
    inside = [key for key, block in given.hosted.items() if float(block.in_same_ght) > 0]
    outside = any(float(block.establishments) > 0 for key, block in given.hosted.items() if key not in inside)
    members = _hosting(scenario, inside)
    found, whole, alone = duty(given), _priced(chosen, given), _priced(chosen, _hosting(scenario, []))
    balance = _balance(whole, alone)
    billed = _hosted_years(chosen, given)
    numbers = range(1, max(AT_LEAST, ceil(TIMES * today)) + 1)
    certificate = bool(chosen.hosts_itself and found.needed)
    return HostingForOthers(
        scenario=scenario,
        option=chosen,
        today=today,
        balance=balance,
        by_number={number: _balance(_priced(chosen, _scaled(scenario, number / today)), alone) for number in numbers},
        without={
            key: _balance(whole, _priced(chosen, _hosting(scenario, [other for other in given.hosted if other != key])))
            for key in given.hosted
        },
        members=_balance(_priced(chosen, members), alone) if outside and inside else None,
        fee_eur_per_year=balance.income_eur / billed if billed else 0.0,
        needed_fee_eur_per_year=balance.cost_eur / billed if billed else 0.0,
        certificate=certificate,
        certificate_members=bool(chosen.hosts_itself and duty(members).needed),
        reason=found.reason(given),
        first_year=float(hosting_delay_years(given)) if certificate else 0.0,
    )


def _option(scenario: Scenario[Assumption], key: str | None) -> Option:
    for option in options_of(scenario):
        if option.key == key or (key is None and option.hosts_itself):
            return option
    raise ScenarioError([Fault("nobody_hosts", "options", ", ".join(scenario.options))])


Priced = tuple[float, float]


def _priced(option: Option, given: Scenario[Array]) -> Priced:
    """Return the present income and the present cost before income."""
    year, factors = _factors(given)
    lines = lines_of(option, given, year)
    # Not by nature: a residual value is no income of theirs, and VAT that is deducted is a cost spared.
    income = total((line for line in lines if line.key in FEES), year)
    cost = total((line for line in lines if line.key not in FEES), year)
    return -float(np.dot(income, factors)), float(np.dot(cost, factors))


def _factors(given: Scenario[Array]) -> tuple[Array, Array]:
    year = years(given.horizon_years)
    rate = nominal_rate(given.finance.real_discount_rate_per_year, given.finance.inflation_per_year)
    return year, discount_factors(rate, year)


def _balance(more: Priced, less: Priced) -> Balance:
    return Balance(more[0] - less[0], more[1] - less[1])


def _hosting(scenario: Scenario[Assumption], blocks: Collection[str]) -> Scenario[Array]:
    """Return the scenario hosting some blocks only."""
    kept = {key: block for key, block in scenario.hosted.items() if key in blocks}
    return resolve(scenario.model_copy(update={"hosted": kept}))


def _scaled(scenario: Scenario[Assumption], factor: float) -> Scenario[Array]:
    """Return the scenario with that many times its hosted establishments, all in proportion."""

    def scale(path: str, value: Array) -> Array:
        section, _, name = path.partition(".")
        return value * factor if section == "hosted" and name.rpartition(".")[2] in SCALED else value

    return resolve(scenario, scale)


def _hosted_years(option: Option, given: Scenario[Array]) -> float:
    """Return the present number of years that establishments are hosted, by the index that their fees follow."""
    year, factors = _factors(given)
    world = world_of(option, given, year)
    return float(np.dot(world.demand.hosted_establishments * world.running * world.indices["prices"], factors))
