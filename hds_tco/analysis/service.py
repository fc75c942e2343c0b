"""Which options render the whole service, and so may be recommended; what the others leave out, and until when."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from hds_tco.locale import DEFAULT_LANGUAGE, Language, amount, text
from hds_tco.model.finance import HALF_A_CENT
from hds_tco.model.options import Option, serves_hosted
from hds_tco.model.service import Lack, lacks_of
from hds_tco.scenario import Assumption, Scenario, resolve


@dataclass(frozen=True)
class Service:
    """What an option leaves out of what the options that it is compared with render.

    Parameters
    ----------
    lacks : tuple of str
        What it leaves out; nothing where it renders the whole service.
    apart : bool
        Whether another option leaves out less: its cost is then shown apart, and never ranked with the others.
    until_year : int, optional
        The calendar year at whose end what is left out is left out no longer; None where it is to the horizon.
    throughout : tuple of str
        Those of `lacks` that are left out to the horizon whatever `until_year` says.

    Examples
    --------
    >>> Service(("second_site", "growth"), True, 2029).words("en")
    'no second site, no room for growth (until the end of 2029)'
    """

    lacks: tuple[Lack, ...] = ()
    apart: bool = False
    until_year: int | None = None
    throughout: tuple[Lack, ...] = ()

    @property
    def order(self) -> int:
        """What ranks options before their cost: how much of the service is left out, 0 of those compared."""
        return len(self.lacks) if self.apart else 0

    def words(self, lang: Language = DEFAULT_LANGUAGE) -> str:
        """Return what is left out, and until when; nothing where nothing is."""
        ends = [lack for lack in self.lacks if self.until_year is not None and lack not in self.throughout]
        lasts = [lack for lack in self.lacks if lack not in ends]
        parts = []
        for lacks, key in ((ends, "equal_service.until"), (lasts, "equal_service.throughout")):
            if lacks:
                named = ", ".join(text(f"equal_service.lack.{lack}", lang) for lack in lacks)
                parts.append(text(key, lang, lacks=named, year=self.until_year or ""))
        return ", ".join(parts)

    def sentence(self, option: Option, more_eur: float, best: Option, lang: Language = DEFAULT_LANGUAGE) -> str:
        """Return what an option that stands apart costs more than the one recommended, and what it leaves out.

        Parameters
        ----------
        option : Option
            It.
        more_eur : float
            Its cost less that of the one recommended.
        best : Option
            The one recommended.
        lang : {"fr", "en"}
        """
        way = "same" if abs(more_eur) < HALF_A_CENT else "less" if more_eur < 0 else "more"
        said: dict[str, str] = {"option": option.named(lang), "best": best.named(lang), "lacks": self.words(lang)}
        return text(f"equal_service.apart.{way}", lang, gap=amount(abs(more_eur), lang, digits=0), **said)

    def apart_words(self, option: Option, lang: Language = DEFAULT_LANGUAGE) -> str:
        """Return that an option stands apart, and what it leaves out."""
        return text("equal_service.stands_apart", lang, option=option.named(lang), lacks=self.words(lang))

    def mark(self, lang: Language = DEFAULT_LANGUAGE) -> str:
        """Return what follows the name of an option in a table: nothing where it is compared."""
        return text("equal_service.mark", lang) if self.apart else ""


# Nothing is left out.
WHOLE = Service()


def services_of(scenario: Scenario[Assumption], options: Iterable[Option]) -> tuple[Service, ...]:
    """Return what each of the options leaves out, at the scenario's central values.

    Compared are those that leave out least: usually nothing. The others stand apart, whatever they cost.

    Examples
    --------
    >>> from hds_tco.model import OPTIONS, status_quo
    >>> from hds_tco.scenario import load
    >>> kept = load("reference-ght", {"existing.keep_years": 3})
    >>> [found.apart for found in services_of(kept, [OPTIONS["in_house"], status_quo("in_house")])]
    [False, True]
    >>> [found.apart for found in services_of(kept, [status_quo("in_house")])]
    [False]
    """
    chosen = tuple(options)
    if not any(option.then or not option.hosts_itself for option in chosen):
        return (WHOLE,) * len(chosen)
    given = resolve(scenario)
    kept = int(float(np.asarray(scenario.existing.keep_years.value)))
    ends = scenario.decision_year + kept if kept < scenario.horizon_years else None
    lacks = [tuple(key for key, lack in lacks_of(option, given).items() if float(lack)) for option in chosen]
    least = min(map(len, lacks), default=0)
    return tuple(
        Service(
            found,
            len(found) > least,
            ends if option.then else None,
            () if float(serves_hosted(option, given)) else ("hosted",),
        )
        if found
        else WHOLE
        for option, found in zip(chosen, lacks, strict=True)
    )


def for_the_service(sentence: str, services: Iterable[Service], lang: Language = DEFAULT_LANGUAGE) -> str:
    """Return a sentence on the cheapest option: it says that only equal services are ranked, where some stand apart.

    Examples
    --------
    >>> for_the_service("Cheapest: leasing.", [WHOLE, Service(("growth",), True)], "en")
    'For the same service, cheapest: leasing.'
    >>> for_the_service("Cheapest: leasing.", [WHOLE], "en")
    'Cheapest: leasing.'
    """
    if not any(found.apart for found in services):
        return sentence
    first = sentence[:1] if sentence[1:2].isupper() else sentence[:1].lower()  # an acronym stays one
    return text("equal_service.first", lang, sentence=first + sentence[1:])


def compared_ranks(services: Sequence[Service]) -> list[int]:
    """Return the places of the options that are compared, those that do not stand apart."""
    return [rank for rank, found in enumerate(services) if not found.apart]


def compared_options(scenario: Scenario[Assumption], options: Iterable[Option]) -> tuple[Option, ...]:
    """Return the options that may be recommended, in their order."""
    chosen = tuple(options)
    services = services_of(scenario, chosen)
    return tuple(option for option, found in zip(chosen, services, strict=True) if not found.apart)


def rival_of(options: Sequence[Option], costs_eur: Sequence[float]) -> Option | None:
    """Return the option that the cheapest one is weighed against.

    The question is first whether to host at home or outside: it is the cheapest option of the other kind. If all are
    of one kind, it is the next one.

    Parameters
    ----------
    options : sequence of Option
    costs_eur : sequence of float
        Net present cost of each.

    Returns
    -------
    Option or None
        None if there is one option only.

    Examples
    --------
    >>> from hds_tco.model import EXTERNAL, IN_HOUSE, LEASING
    >>> rival_of((IN_HOUSE, EXTERNAL, LEASING), [1.0, 3.0, 2.0]).key
    'external'
    """
    best, *others = (options[rank] for rank in np.argsort(np.asarray(costs_eur), kind="stable"))
    elsewhere = [option for option in others if option.hosts_itself != best.hosts_itself]
    return next(iter([*elsewhere, *others]), None)
