"""What each function of the model is tried on, beside the formula of its docstring."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from inspect import signature
from typing import Any

import numpy as np

from hds_tco.model import OPTIONS, Option, World, status_quo
from hds_tco.model.certification import duty
from hds_tco.model.exit_causes import CAUSES, ExitDays
from hds_tco.model.hosting_bill import prices_of
from hds_tco.model.law import bans_of
from hds_tco.model.move import MovePrice
from hds_tco.model.options import serves_hosted, waiting_of
from hds_tco.model.purchase import Need, buy_ahead
from hds_tco.model.world import Volumes
from hds_tco.scenario.law import disputable
from tests.model.formulas import Documented
from tests.model.random_worlds import Figures, events, worlds

Array = Any
Arguments = dict[str, Any]


# What the functions of plain arrays are tried on.
ARRAYS: Mapping[str, Callable[[Figures], Arguments]] = {
    "accounting.depreciation": lambda f: {"invested_eur": f.by_year(0, 900), "years": f.whole(1, 9)},
    "accounting.left_to_depreciate": lambda f: {"invested_eur": f.by_year(0, 900), "years": f.whole(1, 9)},
    "accounting.move_over": lambda f: {"migrated_share": f.rising_share(), "year": f.year},
    "accounting.left_to_run": lambda f: {"years": f.whole(1, 9), "year": f.year},
    "accounting.existing_charges": lambda f: {
        "book_value_eur": f.scalar(0, 900),
        "left_years": f.whole(1, 9),
        "migrated_share": f.rising_share(),
        "year": f.year,
    },
    "accounting.eprd": lambda f: {
        "lines": f.lines(),
        "depreciation_years": f.whole(1, 9),
        "existing_eur": f.by_year(0, 9),
    },
    "arrays.previous": lambda f: {"values": f.by_year(-2, 5)},
    "arrays.following": lambda f: {"values": f.by_year(-2, 5)},
    "arrays.upcoming": lambda f: {"values": f.by_year(-2, 5)},
    "arrays.delayed": lambda f: {"values": f.by_year(-2, 5), "years": f.whole(0, 5), "year": f.year},
    "arrays.sum_of": lambda f: {"items": [f.by_year(-2, 5), f.scalar(), f.by_year()]},
    "arrays.along": lambda f: {"year": f.year, "values": f.by_year(-2, 5)[:, 0] if f.draws else f.by_year(-2, 5)},
    "arrays.product_before": lambda f: {"factors": f.by_year(0.5, 2), "key": "contract_price_path"},
    "arrays.whole": lambda f: {"need": np.round(f.by_year(-2, 5), f.one_of(0, 1, 9)) + f.one_of(0, 1e-12, 1e-6)},
    "arrays.ratio": lambda f: {"part": f.by_year(-2, 5), "total": np.round(f.by_year(-2, 5))},
    "arrays.chosen": lambda f: {"choice": np.array(f.one_of("a", "b")), "name": "a"},
    "certification.granted_year": lambda f: {
        name: f.scalar(0, 9) for name in ("step_start", "file_months", "instruction_months")
    },
    "certification.initial_audit_days": lambda f: {
        "staff_in_scope": f.scalar(0, f.one_of(20, 200, 2000)),
        "hds_extra_days": f.scalar(0, 5),
    },
    "demand.hosted_share": lambda f: {
        "join_year": f.scalar(0, 5),
        "leaving_rate_per_year": f.scalar(),
        "hosting_delay_years": f.scalar(0, 5),
        "year": f.year,
    },
    "events.year_of": lambda f: {"chance": 1 - f.scalar(), "rate_per_year": f.scalar() * f.one_of(0, 1, 1)},
    "events.count_of": lambda f: {"chance": 1 - f.by_year(), "rate_per_year": f.scalar(0, 2), "most": f.whole(1, 9)},
    "events.happens": lambda f: {"chance": 1 - f.by_year(), "probability": f.scalar() * f.one_of(0, 1, 1)},
    "events.most_in_a_year": lambda f: {"highest_rate_per_year": float(f.random.uniform(0, f.one_of(0.01, 1, 4)))},
    "exit_causes.uncovered_days": lambda f: {
        "exit_days": f.by_year(0, 400),
        "service_back_days": f.scalar(0, 400),
        "notice_days": f.scalar(0, 400),
    },
    "exit_causes.ExitDays.of": lambda f: {
        "self": ExitDays(f.by_year(), f.by_year()),
        "cause": f.one_of(*CAUSES),
    },
    "finance.nominal_rate": lambda f: {"real_rate": f.scalar(), "inflation": f.scalar()},
    "finance.discount_factors": lambda f: {"rate": f.scalar(0, 0.2), "year": f.year},
    "finance.net_present_cost": lambda f: {"amounts_eur": f.by_year(-2, 5), "factors": f.by_year()},
    "finance.annuity_factor": lambda f: {
        "rate": f.scalar(0.001, 0.2) * f.one_of(0, 1, 1),
        "years": int(f.whole(1, 20)),
    },
    "finance.equivalent_annual_cost": lambda f: {
        "present_cost": f.scalar(1, 900),
        "rate": f.scalar(0.001, 0.2),
        "years": int(f.whole(1, 20)),
    },
    "staff.still_paid": lambda f: {"newly": f.by_year(-2, 5), "paid_share_by_year": f.by_year()},
    "forced_exits.exit_chances": lambda f: {
        "total_rate_per_year": f.scalar(),
        "successor_factor": f.scalar(0, 3),
        "year": f.year,
    },
    "forced_exits.drawn_cause": lambda f: {
        "shares": [f.scalar(0, 0.3), f.scalar(0, 0.3), f.scalar(0, 0.4), f.scalar(1, 2)],
        "chance": 1 - f.by_year(),
    },
    "lease.rent_factor": lambda f: {
        "rate_per_year": f.scalar(0.001, 0.2) * f.one_of(0, 1, 1),
        "term_years": f.whole(1, 9),
        "residual_share": f.scalar(),
        "rents_per_year": f.one_of(1, 4, 12),
        "in_advance": f.one_of(0, 1),
    },
    "lease.price_at_signing": lambda f: {"module_price_eur": f.by_year(1, 9)},
    "ledger.total": lambda f: {"lines": list(f.lines()), "like": f.by_year()},
    "move.MovePrice.of": lambda f: {
        "self": MovePrice(f.scalar(), f.scalar()),
        "vms": f.by_year(),
        "stored_tb": f.by_year(),
    },
    "pooling.vat_borne": lambda f: {"lines": list(f.lines()), "like": f.by_year()},
    "purchase.surviving": lambda f: {
        "flows": [f.scalar(0, 9) for _ in range(f.horizon)],
        "year": f.year,
        "life_years": f.whole(0, 9),
    },
    "purchase.buy_ahead": lambda f: {
        "needs": needs(f),
        "buy_ahead_years": f.whole(1, 5),
        "life_years": f.whole(1, 9),
        "year": f.year,
    },
    "purchase.idle_share": lambda f: {"purchases": buy_ahead(needs(f), f.whole(1, 5), f.whole(1, 9), f.year)},
    "purchase.gross_value": lambda f: {"spent": f.by_year(0, 9), "life_years": f.whole(1, 9), "year": f.year},
    "purchase.residual_value": lambda f: {"spent": f.by_year(0, 9), "life_years": f.whole(1, 9), "year": f.year},
    "world.Volumes.primary_tb": lambda f: {"self": Volumes(f.by_year(), f.by_year(), f.by_year())},
}
# These take one series, not draws.
ONE_SERIES: Mapping[str, Callable[[Figures], Arguments]] = {
    "finance.crossing_year": lambda f: {
        "winner_eur": f.by_year(-2, 5) + f.one_of(-1, 0, 1),
        "other_eur": f.by_year(-2, 5),
        "factors": f.by_year(0.5, 1),
    },
    "finance.payback_years": lambda f: {"savings_eur": f.by_year(-2, 5) - f.one_of(0, 1, 3)},
}


def needs(figures: Figures) -> tuple[Need, ...]:
    return tuple(Need(figures.by_year(0, 9), figures.scalar(0.9, 1.1)) for _ in range(figures.whole(1, 2)))


def terms_of(world: World) -> Any:
    return world.given.restitution


def cause_arguments(world: World, figures: Figures) -> Arguments:
    terms, key = terms_of(world), figures.one_of(*CAUSES)
    return {
        "key": key,
        "given": getattr(terms, key),
        "clauses": terms.clauses,
        "effects": terms.effects,
        "bans": bans_of(world.given, world.year),
        "switching_rules_apply": figures.scalar(),
    }


def demand_arguments(world: World, figures: Figures) -> Arguments:
    option: Option = figures.one_of(*OPTIONS.values())
    return {
        "given": world.given,
        "year": world.year,
        "waiting_years": waiting_of(option, world.given),
        "hosts_others": serves_hosted(option, world.given),
        "start": figures.one_of(None, world.start, figures.whole(0, 3)),
    }


# What functions of a world are given besides it; `self` is the world of a method.
WORLDS: Mapping[str, Callable[[World, Figures], Arguments]] = {
    "certification.certificate": lambda w, f: {"activities": np.round(f.random.uniform(size=6))},
    "hosting_bill.years_left": lambda w, f: {"length_years": f.whole(1, 6)},
    "hosting_bill.due_on_leaving": lambda w, f: {"contract_price": f.by_year(0.5, 2)},
    "contract.contract_ends": lambda w, f: {"length_years": f.whole(1, 6), "of": "lease"},
    "contract.procurement": lambda w, f: {"cost_eur": f.scalar(), "length_years": f.whole(1, 6), "of": "purchase"},
    "contract.provider_changes": lambda w, f: {"ends": f.flags(), "probability": f.scalar()},
    "external.outlay": lambda w, f: {"key": "setup", "amounts": f.by_year()},
    "external.leaving": lambda w, f: {"key": f.one_of("change", "planned_exit"), "when": f.by_year()},
    "staff.freed": lambda w, f: {"option": f.one_of("leasing", "external")},
    "staff.freed_lines": lambda w, f: {
        "option": f.one_of("leasing", "external"),
        "posts": {key: f.scalar(0, 9) for key in w.given.staff},
    },
    "hardware.resources": lambda w, f: {"sites": f.sites()},
    "hardware.machine_copies": lambda w, f: {"sites": f.sites()},
    "hardware.data_copies": lambda w, f: {"sites": f.sites()},
    "hardware.spare_servers": lambda w, f: {"sites": f.sites()},
    "hosting_bill.whole_bill": lambda w, f: {
        "billed": Volumes(f.by_year(), f.by_year(), f.by_year()),
        "prices": prices_of(w),
    },
    "in_house.buy_hardware": lambda w, f: {"sites": f.sites()},
    "incidents.incidents": lambda w, f: {"option": f.one_of(*OPTIONS)},
    "incidents._loss_share": lambda w, f: {"option": f.one_of(*OPTIONS)},
    "lease.lease": lambda w, f: {"need_modules": f.by_year(0, 9), "module_price_eur": f.by_year(1, 9)},
    "leasing.lease_hardware": lambda w, f: {"sites": f.sites()},
    "leasing.lessor_failure": lambda w, f: {"fleet_eur": f.by_year(0, 900), "main_site": f.one_of(0.0, 1.0)},
    "move.move_price": lambda w, f: {"to": f.one_of("own", "provider")},
    "move.move_by_year": lambda w, f: {"to": f.one_of("own", "provider")},
    "move.renewal_eur": lambda w, f: {
        "of": f.one_of("servers", "structured", "imaging", "backup"),
        "ended_modules": f.flags(),
        "standing_modules": f.flags() * 2,
    },
    "staff.staff": lambda w, f: {"option": f.one_of(*OPTIONS)},
    "world.World.at": lambda w, f: {"rank": f.whole(0, 4)},
    "world.World.by_rank": lambda w, f: {"values": f.by_year()},
    "world.World.as_paid": lambda w, f: {
        "key": "other_operating",
        "eur_by_year": np.arange(w.horizon + 1.0),
        "nature": "operating",
        "eprd_title": 3,
    },
    "world.World.sum_above": lambda w, f: {"prefix": f.one_of("service.", "staff", "")},
    "world.World.line": lambda w, f: {
        "key": f.one_of("service.vms", "rent.servers", "my_line"),
        "amounts": f.by_year(),
        "nature": "operating",
        "eprd_title": 3,
        "index": f.one_of("fixed", *w.indices),
        "vat": f.one_of(True, False, "inside", "as_paid"),
    },
    # Functions of a resolved scenario, or of one of its sections.
    "certification.resells": lambda w, f: {"given": w.given, "host_duty": duty(w.given)},
    "contract.contract_prices": lambda w, f: {
        "given": w.given.external,
        "ends": np.ones_like(f.by_year()),
        "changes": f.by_year(),
    },
    "demand.demand_of": demand_arguments,
    "exit_causes.exit_days": lambda w, f: {"given": w.given.restitution, "stored_tb": f.by_year(0, 90)},
    "exit_causes.cause_under_contract": cause_arguments,
    "exit_causes.loss_under_contract": lambda w, f: {
        "loss_share": f.scalar(),
        "clauses": terms_of(w).clauses,
        "effects": terms_of(w).effects,
    },
    "exit_causes.causes_under_contract": lambda w, f: {
        "given": terms_of(w),
        "bans": bans_of(w.given, w.year),
        "switching_rules_apply": f.scalar(),
    },
    "forced_exits.drawn_exits": lambda w, f: {
        "total_rate_per_year": f.scalar(),
        "successor_factor": f.scalar(0, 3),
        "year": f.year,
        "events": events(f),
    },
    "law.in_force": lambda w, f: {
        "given": w.given,
        "name": f.one_of(*sorted(disputable())),
        "year": w.year,
        "calendar": w.given.decision_year + w.year,
    },
    "law.bans_of": lambda w, f: {"given": w.given, "year": w.year},
    "lease.yearly_rent": lambda w, f: {"terms": w.given.leasing},
    "lease.leased_years": lambda w, f: {"terms": w.given.leasing},
    "options.price_indices": lambda w, f: {"given": w.given, "year": w.year},
}


def arguments_of(item: Documented, draws: bool) -> Iterator[Arguments]:
    """Yield what a function is tried on."""
    if item.path in ARRAYS:
        yield from (ARRAYS[item.path](Figures(seed, draws)) for seed in range(30))
    elif item.path in ONE_SERIES:
        yield from (ONE_SERIES[item.path](Figures(seed, draws=False)) for seed in range(60))
    else:
        for seed, (first, last) in enumerate(worlds(draws)):
            world = first if item.path == "external.provider" else last
            figures = Figures(seed, draws, world.horizon)
            given_too: Arguments = {"world": world, "self": world, "given": world.given, "option": option_of(world)}
            if item.path in WORLDS:
                given_too |= WORLDS[item.path](world, figures)
            yield {name: given_too.get(name, default) for name, default in taken(item).items()}


def taken(item: Documented) -> Arguments:
    """Return the parameters of a function with their defaults, and the world that a piece takes."""
    defaults = {name: parameter.default for name, parameter in signature(item.call).parameters.items()}
    return defaults | ({"world": None} if item.returns == "Piece" else {})


def option_of(world: World) -> Option:
    """Return an option that a world may be of: any, where only its kind is read."""
    return status_quo("external") if world.start is not None else OPTIONS["external" if world.events else "leasing"]


def called(item: Documented, arguments: Arguments) -> Any:
    if item.returns == "Piece":
        return item.call(**{name: arguments[name] for name in item.parameters})(arguments["world"])
    return item.call(**arguments)
