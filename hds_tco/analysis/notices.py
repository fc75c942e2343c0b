"""What must be said beside the figures: what is unknown, odd or beyond the horizon, what the law asks."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from math import ceil

import numpy as np

from hds_tco.analysis.comparison import OptionResult
from hds_tco.analysis.explain import own_labels
from hds_tco.analysis.lease_rate import implicit_rate_notice
from hds_tco.analysis.legal_notices import caution, legal_notices
from hds_tco.analysis.notice import Notice
from hds_tco.locale import has_text
from hds_tco.model.arrays import ROUNDING_NOISE
from hds_tco.model.certification import duty, granted_year, hosting_delay_years
from hds_tco.model.options import options_of
from hds_tco.scenario import Assumption, Scenario, assumptions_of, resolve
from hds_tco.scenario.assumption import is_to_come
from hds_tco.scenario.fields import field_at, kind_of
from hds_tco.scenario.option_sections import SECTIONS_OF_OPTION, sections_of_option
from hds_tco.scenario.scenario import LONGEST_HORIZON
from hds_tco.scenario.usual import Unusual, unusual

# More doubts of a kind than a person reads at once: a file in other units, or no hospital's.
MOST = 6
DOUBTS = (
    *("unusual", "amount_left_out", "amount_left_out_one", "share_left_out", "share_left_out_one"),
    *("never_joins", "never_allowed", "never_filed", "never_granted", "source_to_come"),
)
# A field in plain euros, as which a sum is shown.
_OF_A_SUM = "operations.project_eur"
# Below this gap between the two cheapest options the answer is a tie for a board: no cost study is finer.
TIE_SHARE = 0.02


def doubts_of(scenario: Scenario[Assumption], today: date | None = None) -> tuple[Notice, ...]:
    r"""Return what of a scenario asks for a second look, the furthest from what is usual first.

    Parameters
    ----------
    scenario : Scenario
    today : date, optional
        After which no source can have been read.

    Examples
    --------
    >>> import hds_tco as ht
    >>> dear = ht.load("reference-ght", {"finance.real_discount_rate_per_year": 0.32})
    >>> print(*(doubt.sentence("en").replace("\N{NO-BREAK SPACE}", " ") for doubt in doubts_of(dear)))
    Real discount rate: read 32% a year; usual values go from 1% to 8% a year. Did you mean 3.2% a year?
    """
    labels = own_labels(scenario)
    left_out = list(_beyond_horizon(scenario, labels))
    told = {path for notice in left_out for path in notice.fields.values()}
    outside = sorted((item for item in unusual(scenario) if item.path not in told), key=lambda item: -item.distance)
    to_come = [
        Notice("source_to_come", "warning", words={"date": item.date}, fields={"field": path}, labels=labels)
        for path, item in assumptions_of(scenario).items()
        if item.date and is_to_come(item.date, today or date.today())
    ]
    return (
        *_folded([_outside(item, labels) for item in outside], "unusual_more"),
        *_folded(left_out, "left_out_more"),
        *_folded(to_come, "source_to_come_more"),
    )


def _folded(notices: list[Notice], more: str) -> list[Notice]:
    hidden = len(notices) - MOST
    return notices if hidden <= 0 else [*notices[:MOST], Notice(more, "warning", counted=hidden)]


def _outside(found: Unusual, labels: dict[str, str]) -> Notice:
    fields, more = {"field": found.path}, []
    shown, ends = {"read": (found.path, found.read)}, (found.low, found.high)
    if found.size_of:
        more.append("unusual_size")
        fields["of"] = found.size_of
        shown["size"] = (found.size_of, found.size)
        ends = (_rounded(found.low), _rounded(found.high))
    if found.mend is not None:
        more.append("unusual_mend")
        shown["mend"] = (found.path, found.mend)
        why = f"slip.{found.kind}.{found.slip}"
        more += [why] if has_text(f"notice.{why}") else []
    ranges = {"usual": (found.path, *ends)}
    return Notice("unusual", "warning", figures=shown, ranges=ranges, fields=fields, labels=labels, more=tuple(more))


def _rounded(end: float) -> float:
    """Return the end of a range that was worked out for a size, to two figures: it is no finer."""
    return float(f"{end:.2g}")


def _beyond_horizon(scenario: Scenario[Assumption], labels: dict[str, str]) -> Iterator[Notice]:
    yield from _amounts_beyond(scenario, labels)
    horizon = scenario.horizon_years
    last = {"last": f"{scenario.decision_year + horizon}"}
    given = resolve(scenario)
    hosts_itself = any(option.hosts_itself for option in options_of(scenario))
    delay, blocks = float(hosting_delay_years(given)), duty(given).blocks
    for key, block in given.hosted.items():
        path = f"hosted.{key}.join_year"
        if float(block.join_year) - 1.0 >= horizon:
            figures = {"read": (path, float(block.join_year))}
            yield Notice("never_joins", "warning", words=last, figures=figures, fields={"field": path}, labels=labels)
        elif hosts_itself and float(blocks[key]) * delay >= horizon:
            yield Notice("never_allowed", "warning", words=last, fields={"field": path}, labels=labels)
    for key, step in given.certification.steps.items() if hosts_itself else ():
        path = f"certification.steps.{key}.start_year"
        granted = float(granted_year(step.start_year, step.file_months, step.instruction_months))
        if int(step.start_year) > horizon or ceil(granted - ROUNDING_NOISE) > horizon:
            late = "never_filed" if int(step.start_year) > horizon else "never_granted"
            figures = {"read": (path, float(step.start_year))}
            yield Notice(late, "warning", words=last, figures=figures, fields={"field": path}, labels=labels)


def _amounts_beyond(scenario: Scenario[Assumption], labels: dict[str, str]) -> Iterator[Notice]:
    """Yield a notice for each list of years that goes on behind the horizon with figures that count nowhere.

    A list as long as the longest horizon that ends as it stands in the last year is a charge written for any horizon.
    """
    first = scenario.horizon_years + 1
    unread = {name for names in SECTIONS_OF_OPTION.values() for name in names} - {
        name for option in scenario.options for name in sections_of_option(option, scenario.existing.then)
    }
    for path, assumption in assumptions_of(scenario).items():
        values = assumption.value
        place = field_at(path) if isinstance(values, tuple) else None
        kind = kind_of(*place) if place else None
        if kind is None or kind.length or not isinstance(values, tuple) or path.partition(".")[0] in unread:
            continue
        settled = values[first - 1] if len(values) >= first else 0.0
        held = kind.fill == "hold"
        ranks = [rank for rank in range(first, len(values)) if values[rank] != (settled if held else 0.0)]
        goes_on = len(values) == LONGEST_HORIZON + 1 and all(value == settled for value in values[first:])
        if not ranks or goes_on:
            continue
        years = [scenario.decision_year + rank for rank in (ranks[0], ranks[-1])]
        words = {
            "last": f"{scenario.decision_year + first - 1}",
            "first_year": f"{years[0]}",
            "last_year": f"{years[1]}",
        }
        beyond = [values[rank] for rank in ranks]
        amount = sum(beyond) if max(beyond) <= 0 or min(beyond) >= 0 else sum(map(abs, beyond))
        key = "share_left_out" if held else "amount_left_out"
        yield Notice(
            f"{key}_one" if len(ranks) == 1 else key,
            "warning",
            words=words,
            figures={"amount": (_OF_A_SUM, amount), "share": (path, values[ranks[-1]])},
            fields={"field": path},
            labels=labels,
        )


def notices_of(scenario: Scenario[Assumption], options: tuple[OptionResult, ...]) -> tuple[Notice, ...]:
    """Return what must be said of priced options, warnings first.

    Parameters
    ----------
    scenario : Scenario
    options : tuple of OptionResult
    """
    compared = tuple(option for option in options if not option.service.apart)
    found = [
        *doubts_of(scenario),
        *_tie(compared),
        *_unknowns(scenario),
        *_certificate(scenario, options),
        *_lease(scenario, options),
        *_provider(scenario, options),
        *_windows(scenario, options),
        *_status_quo(scenario, options),
        *legal_notices(scenario, options),
    ]
    found += caution(found)
    if len(compared) == 1:
        found.append(Notice("single_option"))
    return tuple(sorted(found, key=lambda notice: notice.level != "warning"))


def _tie(options: tuple[OptionResult, ...]) -> list[Notice]:
    if len(options) < 2:
        return []
    first, second = sorted(options, key=lambda option: option.net_present_cost_eur)[:2]
    scale = max(abs(first.net_present_cost_eur), abs(second.net_present_cost_eur))
    gap = second.net_present_cost_eur - first.net_present_cost_eur
    if gap > TIE_SHARE * scale:
        return []
    return [Notice("tie", "warning", shares={"limit": TIE_SHARE})]


def _unknowns(scenario: Scenario[Assumption]) -> list[Notice]:
    assumptions = assumptions_of(scenario).values()
    unknown = sum(item.is_unknown for item in assumptions)
    hypotheses = sum(item.is_hypothesis for item in assumptions)
    found = []
    if unknown:
        found.append(Notice("unknown", "warning", counted=unknown))
    if hypotheses:
        found.append(Notice("hypotheses", counted=hypotheses, numbers={"all": len(assumptions)}))
    return found


def _certificate(scenario: Scenario[Assumption], options: tuple[OptionResult, ...]) -> list[Notice]:
    hosts = [option for option in options if option.duty is not None]
    if not hosts or hosts[0].duty is None:
        return []
    given = resolve(scenario)
    return [Notice("certificate", keys={"reason": hosts[0].duty.reason(given)})]


def _lease(scenario: Scenario[Assumption], options: tuple[OptionResult, ...]) -> list[Notice]:
    terms = scenario.leasing
    if terms is None or not any(option.option.way == "leasing" for option in options):
        return []
    found = [
        Notice(name, "warning") for name in ("compulsory_transfer", "deferred_payment") if getattr(terms, name).value
    ]
    if not isinstance(terms.term_years.value, tuple) and terms.term_years.value > scenario.horizon_years:
        found.append(Notice("lease_outlives_horizon", "warning"))
    quoted = implicit_rate_notice(scenario)
    return found if quoted is None else [*found, quoted]


def _provider(scenario: Scenario[Assumption], options: tuple[OptionResult, ...]) -> list[Notice]:
    given = scenario.external
    if given is None or not any(option.option.way == "external" for option in options):
        return []
    found = []
    missing = 6 - len(set(given.covered_activities))
    if missing:
        found.append(Notice("uncovered", "warning", counted=missing))
    if scenario.hosted and not given.serves_hosted_establishments.value:
        found.append(Notice("perimeter", "warning"))
    return found


def _windows(scenario: Scenario[Assumption], options: tuple[OptionResult, ...]) -> list[Notice]:
    """Say that some machines run Windows, which one side pays for and the other does not."""
    keys = {option.option.way for option in options}
    at_home = "operations.windows_eur_per_core_per_year"
    at_the_provider = "external.windows_eur_per_vm_per_month"
    found, priced = assumptions_of(scenario), set()
    for path, side in ((at_home, {"in_house", "leasing"}), (at_the_provider, {"external"})):
        if side & keys and path in found:
            priced.add((path, bool(found[path].value)))
    share = float(resolve(scenario).volumes.windows_vm_share)
    missing = [path for path, has_price in priced if not has_price]
    if not share or len(priced) < 2 or len(missing) != 1:
        return []
    return [Notice("windows_on_one_side", "warning", shares={"share": share}, fields={"path": missing[0]})]


def _status_quo(scenario: Scenario[Assumption], options: tuple[OptionResult, ...]) -> list[Notice]:
    """Say until when the present platform is kept, and that it does not serve what the others do."""
    kept = int(float(np.asarray(scenario.existing.keep_years.value)))
    if not kept or not any(option.option.then for option in options):
        return []
    key = "status_quo" if kept < scenario.horizon_years else "status_quo_throughout"
    year = scenario.decision_year + min(kept, scenario.horizon_years)
    return [
        Notice(
            key,
            "warning",
            words={"year": str(year)},
            fields={"path": "migration.old_platform_eur_per_year"},
            more=("status_quo_hosts_nobody",) if scenario.hosted else (),
        )
    ]
