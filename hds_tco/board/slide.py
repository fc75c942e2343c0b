"""What the board is told, one page at a time; slides, a document and a web page are made from it."""

from __future__ import annotations

from dataclasses import dataclass

from hds_tco.analysis.simulation import Simulation
from hds_tco.analysis.table import Table
from hds_tco.charts import Chart
from hds_tco.locale import Language, amount
from hds_tco.scenario import Assumption, Scenario, digest

# What a page holds and is still read from the back of the room.
MOST_POINTS, MOST_ROWS, MOST_ASSUMPTIONS = 4, 7, 9
# Half a thousand euros: below, a page would say 0.
LEAST_EUR = 500.0


@dataclass(frozen=True)
class Slide:
    """One page: a message, a few points, at most one chart or table, and what the speaker says.

    Parameters
    ----------
    key : str
        Name of its own: ``question``, ``answer``, ``costs``, …
    title : str
        The message, in a sentence.
    points : tuple of str
        Few and short.
    notes : tuple of str
        Paragraphs for the speaker: where each figure comes from.
    chart : Chart, optional
    table : Table, optional
    """

    key: str
    title: str
    points: tuple[str, ...]
    notes: tuple[str, ...]
    chart: Chart | None = None
    table: Table | None = None


@dataclass(frozen=True)
class Story:
    """The whole of it, in one language.

    Parameters
    ----------
    title, subtitle : str
        The first page.
    lang : {"fr", "en"}
    slides : tuple of Slide
    footer : str
        On every page: scenario, date, and that hypotheses are ours.
    stamp : str
        What tells the pack's files from another's, for the properties of each.
    """

    title: str
    subtitle: str
    lang: Language
    slides: tuple[Slide, ...]
    footer: str
    stamp: str = ""

    def __getitem__(self, key: str) -> Slide:
        for slide in self.slides:
            if slide.key == key:
                return slide
        raise KeyError(key)


def stamp(scenario: Scenario[Assumption], simulation: Simulation) -> str:
    """Return the stamp of a result, for the keywords of each file: no clock, so the same result bears the same.

    Parameters
    ----------
    scenario : Scenario
    simulation : Simulation

    Examples
    --------
    >>> import hds_tco as ht
    >>> scenario = ht.load("chi-eure-seine-2017-total")
    >>> stamp(scenario, ht.simulate(scenario, draws=200, seed=7)).endswith("seed 7; draws 200")
    True
    """
    from hds_tco import __version__

    return f"hds_tco {__version__}; scenario {digest(scenario)}; seed {simulation.seed}; draws {simulation.asked_draws}"


def keur(value_eur: float, lang: Language) -> str:
    """Return an amount as pages write it: thousand euros, no decimal.

    Examples
    --------
    >>> keur(1234567.0, "en")
    '€1,235k'
    """
    return amount(value_eur, lang, digits=0)
