"""What every piece of the model sees."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Literal, TypeVar

import numpy as np

from hds_tco.model.arrays import Array, along, delayed
from hds_tco.model.events import Events
from hds_tco.model.ledger import CostLine, EprdTitle, Index, Nature, total, vat_block
from hds_tco.scenario.scenario import Scenario
from hds_tco.trace import named

Part = TypeVar("Part")


@dataclass(frozen=True)
class Volumes:
    """Machines and data: ``(H+1,)`` or ``(H+1, draws)`` each.

    Parameters
    ----------
    vms, structured_tb, imaging_tb : ndarray
    """

    vms: Array
    structured_tb: Array
    imaging_tb: Array

    @property
    def primary_tb(self) -> Array:
        """Structured data and imaging together, without backup, in TB: ``(H+1,)`` or ``(H+1, draws)``.

        Notes
        -----
        Formula::

            stored_tb = self.structured_tb + self.imaging_tb
        """
        return self.structured_tb + self.imaging_tb


@dataclass(frozen=True)
class BlockDemand(Volumes):
    """What one hosted block asks for: ``(H+1,)`` or ``(H+1, draws)`` each.

    Parameters
    ----------
    vms, structured_tb, imaging_tb, patients, establishments : ndarray
    """

    patients: Array
    establishments: Array


@dataclass(frozen=True)
class Demand(Volumes):
    """What the new platform serves: ``(H+1,)`` or ``(H+1, draws)`` each.

    Parameters
    ----------
    vms, structured_tb, imaging_tb : ndarray
        Volumes served, hospital and hosted establishments together.
    migrated_share : ndarray
        Share of the hospital that has moved by the end of the year.
    moved_share : ndarray
        Share of the hospital that the new platform serves: the same, but in the year in which a later option starts.
    hosted_share : mapping
        For each hosted block, the share of the year that it is hosted (expected, when it may leave).
    blocks : mapping
        What each hosted block asks for.
    hosted_vms, hosted_tb, hosted_patients, hosted_establishments : ndarray
        The part of the hosted establishments.
    """

    migrated_share: Array
    moved_share: Array
    hosted_share: Mapping[str, Array]
    blocks: Mapping[str, BlockDemand]
    hosted_vms: Array
    hosted_tb: Array
    hosted_patients: Array
    hosted_establishments: Array


@dataclass(frozen=True)
class World:
    """The assumptions as numbers, draws or symbols, the years, the demand, and the lines of the pieces above.

    Parameters
    ----------
    given : Scenario
        Resolved scenario (`hds_tco.scenario.resolve`).
    year : ndarray, (H+1,) or (H+1, 1)
        0..H; a second axis before draws.
    indices : mapping
        Price path of each index, 1 in year 0: `hds_tco.model.options.price_indices`.
    vat_factors : mapping
        What turns an amount without VAT into what the hospital bears, by block of prices (`hds_tco.model.ledger`).
    certificate_needed : ndarray, scalar or (draws,)
        1 if the hospital must hold a certificate (or the approval of 2006) for this option, be it to resell what a
        provider hosts, else 0.
    demand : Demand
    above : tuple of CostLine
        Lines of the pieces that stand before this one in the option.
    events : Events, optional
        What chance decides, when exits and incidents are drawn; without it risks are charged at their expectation.
    start, since : ndarray, optional
        Of an option that starts later (status quo): the year in which it starts, a scalar, and the years since then,
        ``(H+1,)`` or ``(H+1, 1)``, negative before. None: it starts in year 0.

    References
    ----------
    Decisions 0002 (year 0), 0005 (signs), 0015 (the horizon), 0060 (an option that starts later).
    """

    given: Scenario[Array]
    year: Array
    indices: Mapping[Index, Array]
    vat_factors: Mapping[str, Array]
    certificate_needed: Array
    demand: Demand
    above: tuple[CostLine, ...] = ()
    events: Events | None = None
    start: Array | None = None
    since: Array | None = None

    @property
    def horizon(self) -> int:
        """Number of running years."""
        return len(self.year) - 1

    @property
    def option_year(self) -> Array:
        """The years since the option starts, negative before: ``(H+1,)`` or ``(H+1, 1)``.

        Notes
        -----
        Formula::

            since_start = self.year if self.start is None else self.year - self.start
        """
        return self.year if self.since is None else self.since

    @property
    def years_in(self) -> Array:
        """The years since the option starts, 0 before: ``(H+1,)`` or ``(H+1, 1)``.

        Notes
        -----
        Formula::

            since_start = max(self.option_year, 0)
        """
        return self.year if self.since is None else np.maximum(self.since, 0.0)

    @property
    def running(self) -> Array:
        """1 in the option's running years, those after the one in which it starts, else 0: ``(H+1,)`` or ``(H+1, 1)``.

        Notes
        -----
        Formula::

            flag = 1 * (self.option_year > 0)
        """
        return np.where(self.option_year >= 1, 1.0, 0.0)

    @property
    def every_year(self) -> Array:
        """1 in the years 1..H, 0 in year 0: ``(H+1,)`` or ``(H+1, 1)``.

        Notes
        -----
        Formula::

            flag = 1 * (self.year > 0)
        """
        return np.where(self.year >= 1, 1.0, 0.0)

    @property
    def waiting(self) -> Array:
        """1 in the years 1.. before an option that starts later runs, else 0: ``(H+1,)`` or ``(H+1, 1)``.

        Notes
        -----
        Formula::

            flag = (self.year > 0) * (self.option_year <= 0)
        """
        return self.every_year - self.running

    def at(self, rank: object) -> Array:
        """Return 1 in one year of the option, counted from the one in which it starts, 0 in the others.

        An option that would start at the horizon, or later, never does.

        Parameters
        ----------
        rank : ndarray, scalar or (draws,)
            Year of the option.

        Returns
        -------
        ndarray, (H+1,) or (H+1, draws)

        Notes
        -----
        Formula::

            ever = self.start is None or self.start < self.horizon
            flag = (self.option_year == rank) * ever
        """
        if self.start is None:
            return np.where(self.year == rank, 1.0, 0.0)
        return np.where(self.option_year == rank, np.where(self.start < self.horizon, 1.0, 0.0), 0.0)

    @property
    def at_horizon(self) -> Array:
        """1 in the last year if the option runs by then, 0 in the others: ``(H+1,)`` or ``(H+1, 1)``.

        Notes
        -----
        Formula::

            flag = (self.year == self.horizon) * (self.start is None or self.option_year > 0)
        """
        last = np.where(self.year == self.horizon, 1.0, 0.0)
        return last if self.start is None else last * self.running

    def by_rank(self, values: Array) -> Array:
        """Return figures given by year of the option as figures by year, zero before it starts.

        Parameters
        ----------
        values : ndarray, (H+1,) or (H+1, draws)

        Returns
        -------
        ndarray, (H+1,) or (H+1, draws)

        Notes
        -----
        Formula::

            later = 0 if self.start is None else self.start
            ever = self.start is None or self.start < self.horizon
            moved = [values[t - later] * ever if t >= later else 0 * values[0] for t in range(len(values))]
        """
        return (
            values
            if self.start is None
            else delayed(values, self.start, self.year) * np.where(self.start < self.horizon, 1.0, 0.0)
        )

    def line(
        self,
        key: str,
        amounts: Array,
        nature: Nature,
        eprd_title: EprdTitle,
        *,
        index: Index = "prices",
        vat: bool | Literal["inside", "as_paid"] = True,
        detail: str = "",
        label: str = "",
    ) -> CostLine:
        """Return a cost line: amounts at the prices of year 0 become nominal, and bear VAT if they are bought.

        The VAT is that of the block that the key belongs to: no line is given another.

        Parameters
        ----------
        key : str
            Unique key within the option.
        amounts : ndarray, (H+1,) or (H+1, draws)
            Euros at year-0 prices, without VAT; nominal already if `index` is "fixed".
        nature, eprd_title
            See `CostLine`.
        index : str
            What the price follows.
        vat : bool, "inside" or "as_paid"
            Purchases, rents and services bear VAT; staff, fees received and losses do not. "inside" when the amounts
            are reckoned on lines of the same block, which bear it already; "as_paid" when they are typed all taxes
            included, and hold a VAT that is not known and that no exemption takes off.
        detail, label : str
            See `CostLine`.

        Notes
        -----
        Formula::

            path = 1 if index == "fixed" else self.indices[index]
            line[key] = amounts * path * (self.vat_factors[vat_block(key)] if vat is True else 1)

        References
        ----------
        Decisions 0003, 0005, 0062.
        """
        nominal = amounts if index == "fixed" else amounts * self.indices[index]
        taxed = vat is True or vat == "inside"
        factor = self.vat_factors[vat_block(key)] if taxed else None
        borne = nominal * factor if vat is True and factor is not None else nominal
        return CostLine(key, named(f"line.{key}", borne), nature, eprd_title, index, bool(vat), detail, label, factor)

    def as_paid(self, key: str, eur_by_year: Array, nature: Nature, eprd_title: EprdTitle) -> CostLine:
        """Return sums that a case gives without detail, by year of the option: nominal, their VAT inside.

        Parameters
        ----------
        key : str
            See `line`.
        eur_by_year : ndarray, (H+1,)
            All taxes included.
        nature, eprd_title
            See `CostLine`.

        Notes
        -----
        Formula::

            line[key] = self.by_rank(along(self.year, eur_by_year))

        References
        ----------
        Decisions 0048 and 0062.
        """
        amounts = self.by_rank(along(self.year, eur_by_year)) + self.year * 0.0
        return self.line(key, amounts, nature, eprd_title, index="fixed", vat="as_paid")

    def sum_above(self, prefix: str) -> Array:
        """Return the sum of the lines above whose key starts with `prefix`, in euros.

        Parameters
        ----------
        prefix : str

        Returns
        -------
        ndarray, (H+1,) or (H+1, draws)

        Notes
        -----
        Formula::

            sum_eur = sum((item.amounts_eur for item in self.above if item.key.startswith(prefix)), 0 * self.year)
        """
        return total((line for line in self.above if line.key.startswith(prefix)), self.year)

    def after(self, lines: tuple[CostLine, ...]) -> World:
        """Return the world as the next piece sees it.

        Parameters
        ----------
        lines : tuple of CostLine
        """
        return replace(self, above=self.above + lines)


Piece = Callable[[World], tuple[CostLine, ...]]


class MissingSectionError(LookupError):
    """A composed option reads a section that the scenario leaves out.

    Parameters
    ----------
    section : str
    """

    def __init__(self, section: str) -> None:
        super().__init__(f"the scenario has no section [{section}], which this option reads")
        self.section = section


def required(part: Part | None, name: str) -> Part:
    """Return a section that a piece cannot do without.

    Parameters
    ----------
    part : section or None
    name : str

    Returns
    -------
    section

    Raises
    ------
    MissingSectionError
        If the scenario leaves it out.
    """
    if part is None:
        raise MissingSectionError(name)
    return part
