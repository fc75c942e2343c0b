"""A comparison of options, frozen: what each costs, what is said of it, its frames and tables."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from hds_tco.analysis.explain import Explanation, explain
from hds_tco.analysis.notice import Notice
from hds_tco.analysis.report import answer_sentences, comparison_data, line_tables, options_table
from hds_tco.analysis.results import Result
from hds_tco.analysis.service import WHOLE, Service, for_the_service
from hds_tco.analysis.table import Table, frame_of
from hds_tco.locale import DEFAULT_LANGUAGE, Language, has_text, text
from hds_tco.model.accounting import eprd
from hds_tco.model.certification import Duty
from hds_tco.model.finance import Return, return_on
from hds_tco.model.ledger import NATURES, CostLine, Nature
from hds_tco.model.options import Option
from hds_tco.scenario import Assumption, Fault, Scenario, ScenarioError

if TYPE_CHECKING:
    import pandas as pd


# A million billions: no sum of a hospital is near, and a printed cent still has its place in a float below it.
MOST_EUR = 1e15
Array = npt.NDArray[np.float64]
COLUMNS = (
    *("option", "option_label", "line", "label", "nature", "eprd_title", "year", "calendar_year"),
    *("amount_eur", "discounted_eur"),
)
OF_SUMMARY = (
    *("option", "label", "net_present_cost_eur", "equivalent_annual_cost_eur", "gap_eur"),
    *(f"{nature}_eur" for nature in NATURES),
    *("per_patient_eur", "per_tb_eur", "per_establishment_eur", "crossing_year", "lacks"),
)


def refuse_absurd(option: Option, amounts_eur: Any) -> None:
    """Check that amounts can be those of a hospital.

    Raises
    ------
    ScenarioError
        If one of them is no number, or larger than any budget.
    """
    largest = float(np.max(np.abs(np.nan_to_num(np.asarray(amounts_eur, dtype=float), nan=np.inf, posinf=np.inf))))
    if largest > MOST_EUR:
        known = f"option.{option.key}"
        label = f"@{known}" if not option.own_label and has_text(known) else option.label()
        raise ScenarioError([Fault("beyond_measure", read=f"{largest:.0e}", values={"option": label})])


@dataclass(frozen=True)
class UnitCosts:
    """Equivalent annual cost per unit served, before the fees of the hosted; None where nothing is served.

    Parameters
    ----------
    per_patient_eur, per_tb_eur, per_establishment_eur : float or None
        Per patient a year (own and hosted), per TB of data (mean of the running years, backup not counted), per
        establishment (the hospital and those it hosts).
    """

    per_patient_eur: float | None
    per_tb_eur: float | None
    per_establishment_eur: float | None


@dataclass(frozen=True)
class OptionResult:
    """What one option costs.

    Parameters
    ----------
    option : Option
    lines : tuple of CostLine
    amounts_eur : ndarray
        Sum of the lines, years 0..H.
    net_present_cost_eur, equivalent_annual_cost_eur : float
    present_by_nature_eur : dict
        Net present cost split into investment, operating, income, risk.
    unit_costs : UnitCosts
    crossing_year : float or None
        When the cheapest option becomes and stays cheaper than this one, cumulated and discounted; None for the
        cheapest itself.
    duty : Duty or None
        Whether the hospital needs a certificate; None when the provider is the host.
    existing_eur : ndarray
        What the present machines weigh on title 4, by year: no cost of a decision, hence in no line.
    service : Service
        What it leaves out of the service that the others render; then it stands apart, whatever it costs.
    """

    option: Option
    lines: tuple[CostLine, ...]
    amounts_eur: Array
    net_present_cost_eur: float
    equivalent_annual_cost_eur: float
    present_by_nature_eur: dict[Nature, float]
    unit_costs: UnitCosts
    crossing_year: float | None
    duty: Duty | None
    existing_eur: Array
    service: Service = WHOLE

    @property
    def key(self) -> str:
        """The option's key."""
        return self.option.key

    def marked(self, lang: Language = DEFAULT_LANGUAGE) -> str:
        """Return the option's name for a table: it says so where the option stands apart."""
        return self.option.label(lang) + self.service.mark(lang)

    def line(self, key: str) -> CostLine:
        """Return one cost line.

        Raises
        ------
        KeyError
            If the option has no such line.
        """
        for line in self.lines:
            if line.key == key:
                return line
        raise KeyError(key)


@dataclass(frozen=True)
class Comparison(Result):
    """Options side by side, on the same assumptions.

    Parameters
    ----------
    scenario : Scenario
    options : tuple of OptionResult
        In the scenario's order.
    nominal_discount_rate : float
    discount_factors : ndarray
        By year.
    notices : tuple of Notice
        What must be said beside the figures: certificate, lease, unknowns, perimeter; warnings first.

    Examples
    --------
    >>> import hds_tco as ht
    >>> result = ht.compare(ht.load("chi-eure-seine-2017-total"))
    >>> round(result.best.net_present_cost_eur, 2)
    730000.0
    """

    scenario: Scenario[Assumption]
    options: tuple[OptionResult, ...]
    nominal_discount_rate: float
    discount_factors: Array
    notices: tuple[Notice, ...]

    def __getitem__(self, key: str) -> OptionResult:
        for option in self.options:
            if option.key == key:
                return option
        raise KeyError(key)

    @property
    def best(self) -> OptionResult:
        """The option compared with the lowest net present cost; on a tie, the first in the scenario's order."""
        return self.ranked[0]

    @property
    def compared(self) -> tuple[OptionResult, ...]:
        """Options that render the whole service, from the cheapest to the dearest: one of them is recommended."""
        return tuple(option for option in self.ranked if not option.service.apart)

    @property
    def apart(self) -> tuple[OptionResult, ...]:
        """Options that render a lesser service: priced, and never ranked with the others."""
        return tuple(option for option in self.ranked if option.service.apart)

    @property
    def ranked(self) -> tuple[OptionResult, ...]:
        """Options from the cheapest to the dearest; those that leave out some of the service come last."""
        return tuple(sorted(self.options, key=lambda option: (option.service.order, option.net_present_cost_eur)))

    @property
    def return_on_in_house(self) -> Return | None:
        """Return and payback of in-house hosting against the provider; None unless both are compared."""
        keys = [option.key for option in self.options]
        if "in_house" not in keys or "external" not in keys:
            return None
        return return_on(self["in_house"].amounts_eur, self["external"].amounts_eur)

    def at_equal_service(self, sentence: str, lang: Language = DEFAULT_LANGUAGE) -> str:
        """Return a sentence on the cheapest option; it says so where only equal services are ranked."""
        return for_the_service(sentence, [option.service for option in self.options], lang)

    def explain(self, line: str, lang: Language = DEFAULT_LANGUAGE) -> Explanation:
        """Take a cost line apart: see `hds_tco.explain`.

        Examples
        --------
        >>> import hds_tco as ht
        >>> ht.compare(ht.load("reference-ght")).explain("leasing:rent.structured").option.key
        'leasing'
        """
        return explain(self.scenario, line, [option.option for option in self.options], lang)

    def apart_sentences(self, lang: Language = DEFAULT_LANGUAGE) -> list[str]:
        """Return, for each option that stands apart, what it would cost more or less, and what it leaves out."""
        best = self.best
        return [
            option.service.sentence(
                option.option, option.net_present_cost_eur - best.net_present_cost_eur, best.option, lang
            )
            for option in self.apart
        ]

    @property
    def title(self) -> str:
        """The scenario's name."""
        return self.scenario.name

    @property
    def frames(self) -> Mapping[str, Callable[[Language], pd.DataFrame]]:
        """``amounts`` (one row for each option, cost line and year: see `rows`) and the views drawn from them."""
        return {
            "amounts": lambda lang: frame_of(self.rows(lang), COLUMNS),
            "summary": self.summary,
            "yearly": self.yearly,
            "cumulative": self.cumulative,
            "eprd": self.eprd,
        }

    def sentences(self, lang: Language = DEFAULT_LANGUAGE) -> list[str]:
        """Return what a board wants to hear first: which option, how much, by how much; then the return on investing.

        Examples
        --------
        >>> import hds_tco as ht
        >>> ht.compare(ht.load("chi-eure-seine-2017-total")).sentences("en")[0]
        'In-house hosting costs €730.0k over 4 years (€182.5k a year).'
        """
        return answer_sentences(self, lang)

    def notes(self, lang: Language = DEFAULT_LANGUAGE) -> list[str]:
        """Return what must be said beside the figures, warnings first."""
        return [notice.sentence(lang) for notice in self.notices]

    def tables(self, lang: Language = DEFAULT_LANGUAGE) -> dict[str, Table]:
        """Return the options across with their figures down, then the heaviest lines of each option, by its key."""
        return {"options": options_table(self, lang), **line_tables(self, lang)}

    def data(self, lang: Language = DEFAULT_LANGUAGE) -> dict[str, Any]:
        """Return the comparison as JSON holds it: see `hds_tco.analysis.report.comparison_data`."""
        return comparison_data(self, lang)

    def rows(self, lang: Language = DEFAULT_LANGUAGE) -> Iterator[dict[str, Any]]:
        """Yield every amount, one row for each option, cost line and year.

        Yields
        ------
        dict
            ``option``, ``option_label``, ``line``, ``label``, ``nature``, ``eprd_title``, ``year``, ``calendar_year``,
            ``amount_eur`` (nominal, all taxes included), ``discounted_eur``.
        """
        first = self.scenario.decision_year
        for option in self.options:
            for line in option.lines:
                for year, (amount, factor) in enumerate(zip(line.amounts_eur, self.discount_factors, strict=True)):
                    yield {
                        "option": option.key,
                        "option_label": option.option.label(lang),
                        "line": line.key,
                        "label": line.label(lang),
                        "nature": line.nature,
                        "eprd_title": line.eprd_title,
                        "year": year,
                        "calendar_year": first + year,
                        "amount_eur": float(amount),
                        "discounted_eur": float(amount * factor),
                    }

    def summary(self, lang: Language = DEFAULT_LANGUAGE) -> pd.DataFrame:
        """Return one row an option, the cheapest first, those of a lesser service last.

        Returns
        -------
        DataFrame
            Indexed by ``option``: ``label``, ``net_present_cost_eur``, ``equivalent_annual_cost_eur``, ``gap_eur`` (to
            the cheapest), ``investment_eur``, ``operating_eur``, ``income_eur``, ``risk_eur`` (present values),
            ``per_patient_eur``, ``per_tb_eur``, ``per_establishment_eur`` (a year), ``crossing_year``, ``lacks`` (what
            it leaves out of the service, in words; then it stands apart).
        """
        rows = [
            {
                "option": option.key,
                "label": option.option.label(lang),
                "net_present_cost_eur": option.net_present_cost_eur,
                "equivalent_annual_cost_eur": option.equivalent_annual_cost_eur,
                "gap_eur": option.net_present_cost_eur - self.best.net_present_cost_eur,
                **{f"{nature}_eur": value for nature, value in option.present_by_nature_eur.items()},
                "per_patient_eur": option.unit_costs.per_patient_eur,
                "per_tb_eur": option.unit_costs.per_tb_eur,
                "per_establishment_eur": option.unit_costs.per_establishment_eur,
                "crossing_year": option.crossing_year,
                "lacks": option.service.words(lang) if option.service.apart else "",
            }
            for option in self.ranked
        ]
        return frame_of(rows, OF_SUMMARY).set_index("option")

    def yearly(self, lang: Language = DEFAULT_LANGUAGE) -> pd.DataFrame:
        """Return yearly cost in nominal euros, years down, options across."""
        import pandas as pd

        columns = {option.option.label(lang): option.amounts_eur for option in self.options}
        return pd.DataFrame(columns, index=pd.RangeIndex(len(self.discount_factors), name="year"))

    def cumulative(self, lang: Language = DEFAULT_LANGUAGE) -> pd.DataFrame:
        """Return cumulative discounted cost, years down, options across."""
        import pandas as pd

        columns = {
            option.option.label(lang): np.cumsum(option.amounts_eur * self.discount_factors) for option in self.options
        }
        return pd.DataFrame(columns, index=pd.RangeIndex(len(self.discount_factors), name="year"))

    def eprd(self, lang: Language = DEFAULT_LANGUAGE) -> pd.DataFrame:
        """Return the EPRD view in nominal euros: option and heading (titles, income, investment) down, years across."""
        import pandas as pd

        life = int(float(np.asarray(self.scenario.finance.depreciation_years.value)))
        rows = {
            (option.option.label(lang), text(f"eprd.{heading}", lang)): amounts
            for option in self.options
            for heading, amounts in eprd(option.lines, life, option.existing_eur).items()
        }
        return pd.DataFrame.from_dict(rows, orient="index", columns=range(len(self.discount_factors))).set_axis(
            pd.MultiIndex.from_tuples(rows, names=("option", "heading"))
        )
