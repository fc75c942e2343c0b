"""What is priced and yet asks for a second look: figures outside what is usual, or that the horizon leaves out."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from math import ceil

from hds_tco.analysis.explain import own_labels
from hds_tco.analysis.notice import Notice
from hds_tco.locale import has_text
from hds_tco.model.arrays import ROUNDING_NOISE
from hds_tco.model.certification import duty, granted_year, hosting_delay_years
from hds_tco.model.options import options_of
from hds_tco.scenario import Assumption, Scenario, assumptions_of, resolve
from hds_tco.scenario.fields import field_at, kind_of
from hds_tco.scenario.origin import is_to_come
from hds_tco.scenario.scenario import LONGEST_HORIZON, SECTIONS_OF_OPTION, sections_of_option
from hds_tco.scenario.usual import Unusual, unusual

# More doubts of a kind than a person reads at once: a file in other units, or no hospital's.
MOST = 6
DOUBTS = (
    *("unusual", "amount_left_out", "amount_left_out_one", "share_left_out", "share_left_out_one"),
    *("never_joins", "never_allowed", "never_filed", "never_granted", "source_to_come"),
)


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


# A field in plain euros, as which a sum is shown.
_OF_A_SUM = "operations.project_eur"
