"""Options: short lists of pieces. A fourth option is a new list, not a fork."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import cast

import numpy as np

from hds_tco.locale import DEFAULT_LANGUAGE, Language, Name, has_text, text
from hds_tco.model.arrays import Array, scalar
from hds_tco.model.certification import certification, duty, hosting_delay_years, reseller_certification, resells
from hds_tco.model.demand import demand_of
from hds_tco.model.events import Events
from hds_tco.model.external import move_to_provider, provider
from hds_tco.model.in_house import buy_hardware, operations, other_in_house
from hds_tco.model.incidents import incidents
from hds_tco.model.leasing import lease_hardware
from hds_tco.model.ledger import CostLine, Index, readable, vat_factors
from hds_tco.model.move import migration
from hds_tco.model.pooling import pooling
from hds_tco.model.restitution import restitution
from hds_tco.model.staff import staff
from hds_tco.model.world import Piece, World, required
from hds_tco.scenario.assumption import Assumption
from hds_tco.scenario.scenario import Scenario
from hds_tco.trace import UntraceableError, named, symbol_input


@dataclass(frozen=True)
class Option:
    """A way of hosting: a key, and the pieces that its cost is made of, in order.

    Parameters
    ----------
    key : str
    pieces : tuple of callable
        Each takes the `World` and returns cost lines; it sees the lines of the pieces before it.
    hosts_itself : bool
        True if the hospital is the host: others are then hosted only once it may. False if a certified provider is.
    own_label : str
        Label of an option that a user composed; otherwise the catalogue's, or else its key in words.
    then : str
        Key of the option that a status quo leads to, once the present machines have been kept for
        `existing.keep_years`; "" for an option that starts at once.

    Examples
    --------
    In-house, with a second site that is leased:

    >>> from hds_tco.model import buy_hardware, lease_hardware, operations, staff, IN_HOUSE
    >>> mixed = Option("mixed", (buy_hardware(sites=("main",)), lease_hardware(sites=("second",)), operations,
    ...                          staff("in_house")), own_label="Internalisé, second site loué")
    >>> mixed.label()
    'Internalisé, second site loué'
    """

    key: str
    pieces: tuple[Piece, ...]
    hosts_itself: bool = True
    own_label: str = ""
    then: str = ""

    @property
    def way(self) -> str:
        """The option's key, or that of the one that a status quo leads to."""
        return self.then or self.key

    def label(self, lang: Language = DEFAULT_LANGUAGE) -> str:
        """Return the option's name, bare: for a table, a legend, what stands before a colon."""
        if self.then and not self.own_label:
            return text("status_quo.label", lang, **self._then(lang))
        known = f"option.{self.key}"
        return self.own_label or (text(known, lang) if has_text(known, lang) else readable(self.key))

    def named(self, lang: Language = DEFAULT_LANGUAGE) -> Name:
        """Return the option's name with what a sentence calls it.

        Examples
        --------
        >>> "{option:The} coûte moins que {second:the}.".format(option=IN_HOUSE.named(), second=LEASING.named())
        "L'hébergement interne coûte moins que la location de l'infrastructure."
        """
        label, key = self.label(lang), f"option_in_sentence.{self.key}"
        if self.own_label or not has_text(key, lang):
            return Name(label, text("option_named.own", lang, label=label))
        return Name(label, text(key, lang, **self._then(lang)))

    def _then(self, lang: Language) -> dict[str, str]:
        return {"then": text(f"option_then.{self.then}", lang)} if self.then else {}


IN_HOUSE = Option(
    "in_house",
    (
        migration,
        buy_hardware(),
        other_in_house,
        operations,
        staff("in_house"),
        certification,
        pooling,
        incidents("in_house"),
    ),
)
EXTERNAL = Option(
    "external",
    (
        move_to_provider,
        provider,
        staff("external"),
        reseller_certification,
        pooling,
        incidents("external"),
        restitution,
    ),
    hosts_itself=False,
)
LEASING = Option(
    "leasing",
    (migration, lease_hardware(), operations, staff("leasing"), certification, pooling, incidents("leasing")),
)
# The ways of hosting, each from the decision on.
OPTIONS: Mapping[str, Option] = {option.key: option for option in (IN_HOUSE, EXTERNAL, LEASING)}
STATUS_QUO = "status_quo"


def status_quo(then: str) -> Option:
    """Return the option that keeps the present machines for `existing.keep_years`, then goes one of the ways.

    It is made of that way's pieces, in a world in which the way starts later.

    Parameters
    ----------
    then : {"in_house", "external", "leasing"}

    References
    ----------
    Decision 0060.

    Examples
    --------
    >>> status_quo("external").label("en")
    'Status quo, then certified HDS provider'
    """
    return replace(OPTIONS[then], key=STATUS_QUO, then=then)


def option_of(key: str, scenario: Scenario[Assumption]) -> Option:
    """Return an option of a scenario by its key: which way a status quo leads is the scenario's to say.

    Examples
    --------
    >>> from hds_tco.scenario import load
    >>> option_of("status_quo", load("reference-ght")).then
    'in_house'
    """
    return status_quo(scenario.existing.then) if key == STATUS_QUO else OPTIONS[key]


def options_of(scenario: Scenario[Assumption]) -> tuple[Option, ...]:
    """Return the options that a scenario compares, in its order."""
    return tuple(option_of(key, scenario) for key in scenario.options)


def certificate_of(option: Option, given: Scenario[Array]) -> Array:
    """Return 1 if the hospital must hold a certificate for an option, be it to resell what a provider hosts, else 0.

    Parameters
    ----------
    option : Option

    Returns
    -------
    ndarray, scalar or (draws,)

    Notes
    -----
    Formula::

        host = duty(given)
        needed = host.needed if option.hosts_itself else external.reseller_certificate_needed * resells(given, host)

    References
    ----------
    Law ``hds.certificate``, ``hds.reseller``; decision 0049.
    """
    host_duty = duty(given)
    if option.hosts_itself:
        return host_duty.needed
    offer = required(given.external, "external")
    return named("reseller_certificate", offer.reseller_certificate_needed * resells(given, host_duty))


def serves_hosted(option: Option, given: Scenario[Array]) -> Array:
    """Return 1 if an option serves the hosted establishments once it runs, 0 if only the hospital.

    Parameters
    ----------
    option : Option

    Returns
    -------
    ndarray, scalar or (draws,)

    Notes
    -----
    Formula::

        serves = 1 if option.hosts_itself else external.serves_hosted_establishments

    References
    ----------
    Decision 0017.
    """
    return scalar(1.0) if option.hosts_itself else required(given.external, "external").serves_hosted_establishments


def waiting_of(option: Option, given: Scenario[Array]) -> dict[str, Array]:
    """Return how many years each hosted block waits for a certificate, from the start of the option.

    Parameters
    ----------
    option : Option

    Returns
    -------
    dict of ndarray, scalar or (draws,)

    Notes
    -----
    Formula::

        needed = 1 if option.hosts_itself else certificate_of(option, given)
        waits = {key: block * needed * hosting_delay_years(given) for key, block in duty(given).blocks.items()}

    References
    ----------
    Law ``hds.certificate``, ``hds.reseller``.
    """
    delay, need = hosting_delay_years(given), certificate_of(option, given)
    blocks = duty(given).blocks
    return {
        key: named("waiting_years", (block if option.hosts_itself else block * need) * delay, key)
        for key, block in blocks.items()
    }


def world_of(option: Option, given: Scenario[Array], year: Array, events: Events | None = None) -> World:
    """Return what an option's pieces see.

    Parameters
    ----------
    option : Option

    Raises
    ------
    MissingSectionError
        If the option reads a section that the scenario leaves out.
    """
    need, serves = certificate_of(option, given), serves_hosted(option, given)
    waiting = waiting_of(option, given)
    start = since = None
    if option.then:
        start = given.existing.keep_years
        since = named("option_year", year - start)
        need = need * np.where(start < len(year) - 1, 1.0, 0.0)
        waiting = {key: named("waiting_years", years + start, key) for key, years in waiting.items()}
    return World(
        given=given,
        year=year,
        indices=price_indices(given, year),
        vat_factors=vat_factors(given),
        certificate_needed=need,
        demand=demand_of(given, year, waiting, serves, start),
        events=events,
        start=start,
        since=since,
    )


def price_indices(given: Scenario[Array], year: Array) -> dict[Index, Array]:
    """Return the price path of each index, 1 in year 0: `World.indices`.

    Returns
    -------
    dict of ndarray, (H+1,) or (H+1, draws)
        "contract" and "licences" only where the scenario has the sections that they stand in.

    Notes
    -----
    Formula::

        growth = {
            "prices": finance.inflation_per_year,
            "wages": finance.wage_growth_per_year,
            "energy": finance.energy_price_growth_per_year,
            "contract": min(finance.syntec_growth_per_year, external.indexation_cap_per_year),
            "licences": operations.licence_price_growth_per_year,
        }
        indices = {key: (1 + growth[key]) ** year for key in growth}

    References
    ----------
    Decision 0003.
    """
    finance = given.finance
    growths: dict[Index, Array] = {
        "prices": finance.inflation_per_year,
        "wages": finance.wage_growth_per_year,
        "energy": finance.energy_price_growth_per_year,
    }
    if given.external is not None:
        growths["contract"] = np.minimum(finance.syntec_growth_per_year, given.external.indexation_cap_per_year)
    if given.operations is not None:
        growths["licences"] = given.operations.licence_price_growth_per_year
    return {key: named("index", (1.0 + growth) ** year, key) for key, growth in growths.items()}


def lines_of(option: Option, given: Scenario[Array], year: Array, events: Events | None = None) -> tuple[CostLine, ...]:
    """Return every cost line of an option.

    Parameters
    ----------
    option : Option

    Raises
    ------
    ValueError
        If two pieces give a line the same key.
    MissingSectionError
        If the option reads a section that the scenario leaves out.
    UntraceableError
        If a piece does something with symbols that no formula can say; the piece is named.
    """
    world = world_of(option, given, year, events)
    for piece in option.pieces:
        try:
            world = world.after(tuple(piece(world)))
        except UntraceableError as error:
            name = getattr(piece, "__name__", type(piece).__name__)
            raise UntraceableError(f"option {option.key!r}, piece {name}: {error}") from error
    keys = [line.key for line in world.above]
    twice = sorted({key for key in keys if keys.count(key) > 1})
    if twice:
        raise ValueError(f"option {option.key!r} has several lines with the key {', '.join(twice)}")
    return world.above


def years(horizon: int) -> Array:
    """Return the years 0..H.

    Parameters
    ----------
    horizon : int

    Returns
    -------
    ndarray of int, (H+1,)

    Examples
    --------
    >>> years(3).tolist()
    [0, 1, 2, 3]
    """
    return cast("Array", np.arange(horizon + 1))


def traced_years(horizon: int) -> Array:
    """Return the years 0..H as a symbol, so that formulas name the year."""
    return cast("Array", symbol_input("year", np.arange(horizon + 1)))
