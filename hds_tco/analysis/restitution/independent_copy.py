"""An independent copy: what it saves, what it costs by the TB, and the price at which it stops being worth it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from hds_tco.analysis.estimate import TAIL, UNKNOWN, Array, Estimate, mean_of, ratio_of, tail_gap_of, tail_value
from hds_tco.analysis.evaluator import central
from hds_tco.analysis.frame_table import Columns, Row, as_words, cells_of, table_of
from hds_tco.analysis.restitution.clause_values import COPY
from hds_tco.analysis.restitution.clauses import COPY_PRICE, held_clauses, refuse_without_provider
from hds_tco.analysis.restitution.paired_runs import PairedRuns, central_costs
from hds_tco.analysis.table import Table, amount_and_error, frame_of, with_errors
from hds_tco.locale import DEFAULT_LANGUAGE, Language, euros, number_of, text
from hds_tco.sampling import DEFAULT_SEED
from hds_tco.scenario import Assumption, Scenario, assumptions_of

if TYPE_CHECKING:
    import pandas as pd

Sense = Literal["central", "expected", "cvar95"]
FIGURES = {
    "gross_value_eur": "gross",
    "price_paid_eur": "price_paid",
    "net_value_eur": "net",
    "break_even_eur_per_tb_per_year": "break_even",
}
COLUMNS = ("sense", "label", "held", *with_errors(FIGURES), "price_eur_per_tb_per_year", "worth_it")
# The price is looked for until it is known to a ten-thousandth of a cent.
PRECISION_EUR = 1e-6


@dataclass(frozen=True)
class CopySense:
    """The copy weighed in one sense.

    Parameters
    ----------
    gross : Estimate
        Fall of the external option's present cost, the copy free.
    price_paid : Estimate
        Present cost of the copy at the scenario's price, all taxes included: central, or mean over the draws.
    net : Estimate
        As `gross`, at the scenario's price. (The tail with the copy is not the tail without it, so there `gross` less
        `net` is not quite the price.)
    break_even : Estimate
        Price without VAT, in euros per TB and year, at which the copy neither saves nor costs.
    """

    gross: Estimate
    price_paid: Estimate
    net: Estimate
    break_even: Estimate


@dataclass(frozen=True)
class IndependentCopy:
    """What an independent copy is worth, the other clauses as they are today.

    Parameters
    ----------
    scenario : Scenario
    draws, seed : int
    held : bool
        Whether today's contract holds it.
    price_eur_per_tb_per_year : float
        The scenario's central price, without VAT.
    senses : dict
        By sense: ``central`` (deterministic), ``expected`` (over the draws), ``cvar95``.

    Examples
    --------
    >>> import hds_tco as ht
    >>> copy = ht.restitution.independent_copy(ht.load("reference-ght"), draws=2000)
    >>> copy.senses["expected"].gross.value > 0
    True
    """

    scenario: Scenario[Assumption]
    draws: int
    seed: int
    held: bool
    price_eur_per_tb_per_year: float
    senses: dict[Sense, CopySense]

    def frame(self, lang: Language = DEFAULT_LANGUAGE) -> pd.DataFrame:
        """Return one row a sense.

        Returns
        -------
        DataFrame
            ``sense``, ``label``, ``held``, ``gross_value_eur``, ``price_paid_eur``, ``net_value_eur``,
            ``break_even_eur_per_tb_per_year`` (without VAT), each but the first three with ``…_standard_error``;
            ``price_eur_per_tb_per_year`` (the scenario's), ``worth_it``.
        """
        rows = [
            {
                "sense": sense,
                "label": text(f"restitution_lab.sense.{sense}", lang),
                "held": self.held,
                **cells_of({name: getattr(weighed, field) for name, field in FIGURES.items()}),
                "price_eur_per_tb_per_year": self.price_eur_per_tb_per_year,
                "worth_it": weighed.net.value > 0,
            }
            for sense, weighed in self.senses.items()
        ]
        return frame_of(rows, COLUMNS)

    def table(self, lang: Language = DEFAULT_LANGUAGE) -> Table:
        """Return an independent copy against its price."""

        def price(row: Row, name: str, lang: Language) -> str:
            today = text("clauses.today_price", lang, price=euros(row["price_eur_per_tb_per_year"], lang, 2))
            return f"{euros(row[name], lang, 2)} ({today})"

        columns: Columns = {
            "clauses.sense": ("label", as_words),
            "clauses.gross": ("gross_value_eur", amount_and_error),
            "clauses.paid": ("price_paid_eur", amount_and_error),
            "clauses.net": ("net_value_eur", amount_and_error),
            "clauses.break_even": ("break_even_eur_per_tb_per_year", price),
        }
        return table_of(self.frame(lang), columns, lang, text("clauses.copy", lang))

    def notes(self, lang: Language = DEFAULT_LANGUAGE) -> list[str]:
        """Return what must be said beside the figures."""
        return [
            text("restitution_lab.copy_note", lang, draws=number_of("count.draws", self.draws, lang), seed=self.seed),
            text("restitution_lab.effects_note", lang),
        ]


def independent_copy(scenario: Scenario[Assumption], draws: int = 20_000, seed: int = DEFAULT_SEED) -> IndependentCopy:
    """Weigh an independent copy against its yearly price, the other clauses as today's contract holds them.

    Parameters
    ----------
    scenario : Scenario
    draws, seed : int
        As in `simulate`.

    Returns
    -------
    IndependentCopy

    Raises
    ------
    ScenarioError
        If the scenario has no provider.

    Examples
    --------
    >>> import hds_tco as ht
    >>> frame = independent_copy(ht.load("reference-ght"), draws=1000).frame("en")
    >>> frame["sense"].tolist()
    ['central', 'expected', 'cvar95']
    """
    refuse_without_provider(scenario)
    others = held_clauses(scenario) - {COPY}
    with_copy = others | {COPY}
    paired = PairedRuns(scenario, draws, seed)
    without, free = paired.run(others), paired.run(with_copy, {COPY_PRICE: 0.0})
    paid = paired.run(with_copy)
    # The copy is billed by the TB: at one euro, its cost is the TB-years that the price multiplies.
    per_euro = paired.run(with_copy, {COPY_PRICE: 1.0})["expected"] - free["expected"]
    gross = without["expected"] - free["expected"]
    price_paid = mean_of(paid["expected"] - free["expected"])
    return IndependentCopy(
        scenario=scenario,
        draws=draws,
        seed=seed,
        held=COPY in held_clauses(scenario),
        price_eur_per_tb_per_year=central(assumptions_of(scenario)[COPY_PRICE]),
        senses={
            "central": _central(scenario, others),
            "expected": CopySense(
                gross=mean_of(gross),
                price_paid=price_paid,
                net=mean_of(without["expected"] - paid["expected"]),
                break_even=ratio_of(gross, per_euro),
            ),
            "cvar95": CopySense(
                gross=tail_gap_of(without["cost"], free["cost"]),
                price_paid=price_paid,
                net=tail_gap_of(without["cost"], paid["cost"]),
                break_even=_tail_break_even(without["cost"], free["cost"], per_euro),
            ),
        },
    )


def _central(scenario: Scenario[Assumption], others: frozenset[str]) -> CopySense:
    """Return the deterministic figures: nothing is drawn, so nothing is in error."""
    contracts = [others, others | {COPY}]
    without, free = central_costs(scenario, contracts, {COPY_PRICE: 0.0})
    per_euro = central_costs(scenario, contracts[1:], {COPY_PRICE: 1.0})[0] - free
    paid = central_costs(scenario, contracts[1:])[0]
    price = (without - free) / per_euro if per_euro > 0 else float("nan")
    figures = (float(without - free), float(paid - free), float(without - paid), float(price))
    return CopySense(*(Estimate(figure, 0.0) for figure in figures))


def _tail_break_even(without: Array, free: Array, per_euro: Array) -> Estimate:
    """Return the price at which the tail costs as much with the copy as without.

    CVaR rises with the price, so the crossing is found by halving. Its error: that of the fall there, over the slope,
    which is the mean of the TB-years in the tail.
    """
    if not float(per_euro.min()) > 0:
        return UNKNOWN
    target = tail_value(without)
    low, high = 0.0, 1.0
    while tail_value(free + high * per_euro) < target:
        low, high = high, 2.0 * high
    while high - low > PRECISION_EUR:
        middle = (low + high) / 2.0
        low, high = (middle, high) if tail_value(free + middle * per_euro) < target else (low, middle)
    price = (low + high) / 2.0
    at_price = free + price * per_euro
    slope = float(per_euro[at_price >= np.quantile(at_price, TAIL)].mean())
    error = tail_gap_of(without, at_price).standard_error
    return Estimate(price, error / slope)
