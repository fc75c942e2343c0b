"""Leasing the machines: rent, capacity that follows need, end of term, and a lessor that may fail."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from hds_tco.model.arrays import by_year, chosen, delayed, previous, ratio, upcoming, whole
from hds_tco.model.contract import procurement
from hds_tco.model.events import year_of
from hds_tco.model.exit_duration import uncovered_days
from hds_tco.model.hardware import BOTH_SITES, Site, resources
from hds_tco.model.ledger import CostLine
from hds_tco.model.move import move_price, renewal_eur, renewed_share
from hds_tco.model.world import Piece, World, required
from hds_tco.scenario.sections import Leasing
from hds_tco.trace import named

Array = npt.NDArray[np.float64]
DAYS_PER_YEAR = 365.0
# Below this rate 1 - (1 + i)^-n has lost its digits, and the rent is that of a zero rate to 8 digits.
NO_RATE = 1e-8


def rent_factor(
    rate_per_year: Array, term_years: Array, residual_share: Array, rents_per_year: Array, in_advance: Array
) -> Array:
    """Return the rents of one year of equipment that costs 1 euro, at a given rate and at the dates of the model.

    What the lessor must recover, (1 - residual / (1 + i)^n), times the annuity of n years, i / (1 - (1 + i)^-n). Rents
    of a year stand at its end however many they are, as every cost does; of m in advance one falls a year early, so
    the others are divided by (1 + i / m). So the lease costs what the purchase does at that rate, whatever m. What a
    lessor would quote by the month at the same rate is a little less: `hds_tco.analysis.lease_rate.rent_at_rate`.

    Parameters
    ----------
    rate_per_year : ndarray
        Implicit rate i.
    term_years : ndarray
        Term n.
    residual_share : ndarray
        Share of the price that the lessor expects to sell for at the end.
    rents_per_year : ndarray
        Rents a year m.
    in_advance : ndarray
        1 if each rent falls due when its period begins, 0 when it ends.

    Examples
    --------
    >>> round(float(rent_factor(0.05, 4, 0.10, 1, 0)), 6), round(float(rent_factor(0.05, 4, 0.10, 12, 0)), 6)
    (0.258811, 0.258811)
    >>> round(float(rent_factor(0.05, 4, 0.10, 12, 1)), 6), float(rent_factor(0.0, 4, 0.10, 12, 1))
    (0.257737, 0.225)
    """
    zero = named("no_rate", np.where(np.abs(rate_per_year) < NO_RATE, 1.0, 0.0))
    safe = named("safe_rate", rate_per_year + zero)
    early = 1.0 + safe * in_advance / rents_per_year
    at_a_rate = safe / early / (1.0 - (1.0 + safe) ** (-1.0 * term_years))
    annuity = named("annuity", np.where(zero > 0, 1.0 / term_years, at_a_rate))
    return (1.0 - residual_share * (1.0 + rate_per_year) ** (-1.0 * term_years)) * annuity


def yearly_rent(terms: Leasing[Array]) -> Array:
    """Return the rents of one year for 1 euro of equipment: as quoted, or as the implicit rate makes them.

    A lessor quotes a coefficient: each rent in per cent of the price, tax excluded on both sides.
    """
    made = rent_factor(
        terms.implicit_rate_per_year,
        terms.term_years,
        terms.residual_share,
        terms.rents_per_year,
        terms.rent_in_advance,
    )
    quoted = terms.quoted_rent_share * terms.rents_per_year
    return named("rent_factor", np.where(terms.rent_basis == "quoted_rent", quoted, made))


@dataclass(frozen=True)
class Lease:
    """What is leased, in modules by year, and its rent.

    Parameters
    ----------
    needed : ndarray
        Whole modules that the need asks for.
    contracted : ndarray
        Under contract during the year.
    billed : ndarray
        Billed: what is needed, but never under the minimum share of what is contracted.
    leaving : ndarray
        Reaching the very end (term and extension) in the year.
    gross_rent_eur : ndarray
        Rent if everything contracted were billed, nominal, without VAT.
    bought_out_eur, gross_value_eur, owned_value_eur, leaving_value_eur : ndarray
        Purchase price of what is bought out in the year; of what is leased; of what was bought out before and still
        serves; of what goes back.
    leaving_rent_eur : ndarray
        Yearly rent of what leaves.
    ended : ndarray
        Modules that served for the last time in the year before, whoever owns them.
    """

    needed: Array
    contracted: Array
    billed: Array
    leaving: Array
    gross_rent_eur: Array
    bought_out_eur: Array
    gross_value_eur: Array
    owned_value_eur: Array
    leaving_value_eur: Array
    leaving_rent_eur: Array
    ended: Array


def lease(world: World, need_modules: Array, module_price_eur: Array, of: str = "") -> Lease:
    """Return the lease that covers a need.

    Each year the modules that are missing are added under contract at that year's price; each serves for the term, and
    for the extension if the end of term is to extend or to buy out.

    Parameters
    ----------
    world : World
    need_modules : ndarray
        Need by year, fractions allowed; year 0 is not served.
    module_price_eur : ndarray
        Price of a module put into service in each year.
    of : str
        What is leased, for the names of the steps.
    """
    terms = required(world.given.leasing, "leasing")
    extends, buys_out = chosen(terms.end_of_term, "extend"), chosen(terms.end_of_term, "buy_out")
    term = terms.term_years
    served_years = leased_years(terms)
    rented_years = named("rented_years", term + terms.extension_years * extends)
    factor = yearly_rent(terms)
    late_rent_share = named("extension_rent", terms.extension_rent_share * extends)
    needed = named("leased_need_modules", whole(need_modules) * world.running, of)

    nothing = needed[0] * 0.0
    added: list[Array] = []
    contracted: list[Array] = []
    signed_value: list[Array] = []
    keys = ("rent", "value", "owned_value", "leaving", "left_value", "bought_out", "ended")
    rows: dict[str, list[Array]] = {key: [] for key in keys}
    for t in range(len(needed)):
        age = world.year[t] - world.year[: t + 1]  # of what was signed in years 0..t
        kept = np.sum(by_year(added) * (age[:-1] < served_years), axis=0) if t else nothing
        kept = named("kept_modules", kept, of, t)
        added.append(named("added_modules", np.maximum(needed[t] - kept, 0.0), of, t))
        contracted.append(named("contracted_modules", kept + added[t], of, t))
        signed_value.append(named("signed_value", added[t] * module_price_eur[t], of, t))
        values, modules = by_year(signed_value), by_year(added)
        share = np.where(age < term, 1.0, late_rent_share) * (age < served_years)
        made = {
            "rent": np.sum(values * share, axis=0) * factor,
            "value": np.sum(values * (age < rented_years), axis=0),
            "owned_value": np.sum(values * (age >= rented_years) * (age < served_years), axis=0),
            "leaving": np.sum(modules * (age == served_years), axis=0) * (1.0 - buys_out),
            "left_value": np.sum(values * (age == served_years), axis=0) * (1.0 - buys_out),
            "bought_out": np.sum(values * (age == term), axis=0) * buys_out,
            "ended": np.sum(modules * (age == served_years), axis=0),
        }
        for key, amounts in made.items():
            rows[key].append(named(f"leased_{key}", amounts, of, t))
    made_by_year = {key: by_year(row) for key, row in rows.items()}
    contracted_ = by_year(contracted)
    return Lease(
        needed=needed,
        contracted=contracted_,
        billed=named("billed_modules", np.maximum(needed, terms.minimum_kept_share * contracted_), of),
        leaving=made_by_year["leaving"],
        gross_rent_eur=made_by_year["rent"],
        bought_out_eur=made_by_year["bought_out"],
        gross_value_eur=made_by_year["value"],
        owned_value_eur=made_by_year["owned_value"],
        leaving_value_eur=made_by_year["left_value"],
        leaving_rent_eur=made_by_year["left_value"] * factor,
        ended=made_by_year["ended"],
    )


def leased_years(terms: Leasing[Array]) -> Array:
    """Return how long what is leased serves: the term, and the extension if it is extended or bought out."""
    longer = chosen(terms.end_of_term, "extend") + chosen(terms.end_of_term, "buy_out")
    return named("leased_years", terms.term_years + terms.extension_years * longer)


def price_at_signing(module_price_eur: Array) -> Array:
    """Return the price of what enters service in each year: signed, as a purchase is, at the end of the year before.

    Examples
    --------
    >>> price_at_signing(np.array([100.0, 90.0, 81.0])).tolist()
    [100.0, 100.0, 90.0]
    """
    return np.concatenate([module_price_eur[:1], module_price_eur[:-1]])


def lease_hardware(sites: tuple[Site, ...] = BOTH_SITES) -> Piece:
    """Return the piece that leases servers, storage of both classes and backup.

    Lines: procurement, rent of what is needed, rent of what the contract's minimum keeps, notice, return, late return,
    buy-out, maintenance, insurance, other costs, and the lessor's failure.

    A flow of year t stands at the year's end, and what serves from year 1 on is delivered as year 0 ends. So a rent due
    on the day of delivery, or as any year begins, stands at the end of the year before, where a purchase does: of m
    rents in advance one falls a year early. Days of notice and of late return are settled as they run.

    Parameters
    ----------
    sites : tuple of {"main", "second"}
        Where leased machines stand.
    """

    def piece(world: World) -> tuple[CostLine, ...]:
        terms = required(world.given.leasing, "leasing")
        maintenance = required(world.given.hardware, "hardware").maintenance_share_per_year
        early = named("early_rent_share", terms.rent_in_advance / terms.rents_per_year)

        def paid(rents: Array) -> Array:
            return rents * (1.0 - early) + upcoming(rents) * early

        lines = [procurement(world, terms.procurement_eur, leased_years(terms), "lease")]
        fleet = np.zeros_like(world.year) * 1.0
        for resource in resources(world, sites):
            of = resource.key
            need = resource.needs[0].modules
            for other in resource.needs[1:]:
                need = need + other.modules
            got = lease(world, named("need_modules", need, of), price_at_signing(resource.module_price_eur), of)
            mean_rent = named("rent_per_module", ratio(got.gross_rent_eur, got.contracted), of)
            unused = named("unused_modules", got.billed - got.needed, of)
            given_up = np.maximum(previous(got.billed) - got.billed - got.leaving, 0.0)
            notice = given_up * previous(mean_rent) * terms.notice_days / DAYS_PER_YEAR
            late = got.leaving_rent_eur * terms.prolongation_factor * terms.late_return_days / DAYS_PER_YEAR
            back = got.leaving_value_eur * terms.return_cost_share
            kept_up = got.gross_value_eur * (1.0 - terms.maintenance_included) + got.owned_value_eur
            fleet = fleet + got.gross_value_eur
            for key, amounts in (
                ("rent", paid(named("year_rents", got.needed * mean_rent, of))),
                ("unused_rent", paid(named("year_unused_rents", unused * mean_rent, of))),
                ("notice_rent", notice),
                ("return", back),
                ("late_return", late),
                ("lease_maintenance", kept_up * maintenance),
            ):
                lines.append(world.line(f"{key}.{of}", amounts, "operating", 3, index="fixed"))
            buy_out = got.bought_out_eur * terms.buy_out_share
            lines.append(world.line(f"buy_out.{of}", buy_out, "investment", 4, index="fixed"))
            lines += _after_the_lease(world, of, got, ("main" in sites) * 1.0)
        fleet = named("leased_fleet", fleet)
        paid_besides = terms.other_eur_by_year
        paid_besides = paid_besides[:, None] if world.year.ndim > paid_besides.ndim else paid_besides
        paid_besides = world.by_rank(paid_besides)
        return (
            *lines,
            # Insurance premiums bear no VAT (general tax code, 261 C, 2°).
            world.line(
                "lease_insurance", fleet * terms.insurance_share_per_year, "operating", 3, index="fixed", vat=False
            ),
            world.line("other_leasing", paid_besides + world.year * 0.0, "operating", 3, index="fixed", vat="as_paid"),
            *lessor_failure(world, fleet, ("main" in sites) * 1.0),
        )

    return piece


def _after_the_lease(world: World, of: str, got: Lease, main_site: float) -> tuple[CostLine, ...]:
    """Return the disposal of machines bought out, once their extension is over, and the move to those that follow."""
    terms, hardware = required(world.given.leasing, "leasing"), required(world.given.hardware, "hardware")
    out = named("ended_value", delayed(got.bought_out_eur, terms.extension_years, world.year), of)
    moving = renewal_eur(world, of, renewed_share(got.ended, got.contracted)) * main_site
    return (
        world.line(f"bought_out_disposal.{of}", out * hardware.disposal_share, "operating", 3, index="fixed"),
        world.line(f"lease_renewal.{of}", moving, "investment", 4),
    )


def lessor_failure(world: World, fleet_eur: Array, main_site: float = 1.0) -> tuple[CostLine, ...]:
    """Return the cost, expected or drawn, of a lessor that stops: fleet replaced in a hurry, legal cost, degraded days.

    The data stays in our own room, so nothing has to be brought back, but what ran on the machines that are replaced
    moves to the new ones, as when a lease ends; from the end of the notice to the replacement, or
    to the lessor's own return if that comes first, the service is degraded, as it is with a host.

    Parameters
    ----------
    world : World
    fleet_eur : ndarray
        Purchase price of what is leased, by year.
    main_site : float
        1 if the machines of the main site are leased, which have to be moved, else 0.
    """
    lessor, incidents = required(world.given.leasing, "leasing").lessor, world.given.incidents
    survival = named("lessor_survival", np.exp(-lessor.failure_rate_per_year * world.years_in))
    failing = named("lessor_failure_probability", (previous(survival) - survival) * world.running)
    if world.events is not None:
        stops = year_of(world.events.lessor_failure, lessor.failure_rate_per_year)
        failing = np.where(world.years_in == stops, 1.0, 0.0)
    replaced = fleet_eur * lessor.replaced_share * (1.0 + lessor.emergency_premium_share)
    gap = uncovered_days(lessor.replacement_days, lessor.service_back_days, lessor.notice_days)
    uncovered = named("lessor_uncovered_days", gap)
    again = world.given.migration.refresh_move_share * lessor.replaced_share * (1.0 + lessor.emergency_premium_share)
    moving = move_price(world, "own").of(world.demand.vms, world.demand.primary_tb) * again * main_site
    degraded = uncovered * lessor.replaced_share * incidents.degraded_eur_per_day
    return (
        world.line("lessor.replacement", failing * replaced, "risk", 4, index="fixed"),
        world.line("lessor.migration", failing * moving, "risk", 3),
        world.line("lessor.legal", failing * lessor.legal_eur, "risk", 3),
        world.line("lessor.interruption", failing * degraded, "risk", 4, vat=False),
    )
