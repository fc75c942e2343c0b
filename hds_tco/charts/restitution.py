"""Being forced out of a provider: how likely, what known failures would do to us, what each clause is worth."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np

from hds_tco.analysis.restitution import ClauseValues, ExitProfile, Replay, cause_label, clause_label
from hds_tco.analysis.restitution.replay import CONTRACTS
from hds_tco.charts.chart import Chart, Series
from hds_tco.charts.costs import KEUR
from hds_tco.charts.words import scenario_line
from hds_tco.locale import DEFAULT_LANGUAGE, Language, amount, decimal, number_of, percent, text
from hds_tco.model.exit_causes import CAUSES


def exit_chart(found: ExitProfile, lang: Language = DEFAULT_LANGUAGE) -> Chart:
    """Return the probability of having been forced out by each year, cause by cause.

    Parameters
    ----------
    found : ExitProfile
    lang : {"fr", "en"}
    """
    horizon = found.scenario.horizon_years
    known = [cause for cause in CAUSES if cause in found.causes]
    by_cause = {cause: _by_year(found, cause) for cause in known}
    chance = percent(found.closed_form().value, lang, 0)
    words = {"chance": chance, "years": number_of("count.years", horizon, lang)}
    if known:
        first = max(known, key=lambda cause: by_cause[cause][-1])
        title = text("charts.exit", lang, cause=cause_label(first, lang), **words)
    else:
        title = text("charts.exit_never", lang, **words)
    told = ", ".join(f"{cause_label(cause, lang)} {percent(by_cause[cause][-1], lang, 1)}" for cause in known)
    nothing = Series("", tuple(0.0 for _ in range(horizon)))
    return Chart(
        key="exit",
        kind="stacked",
        title=title,
        categories=tuple(str(year) for year in range(1, horizon + 1)),
        series=tuple(
            Series(_capital(cause_label(cause, lang)), by_cause[cause], CAUSES.index(cause)) for cause in known
        )
        or (nothing,),
        unit="share",
        x_title=text("chart.year", lang),
        y_title=text("charts.exit_axis", lang),
        source=f"{scenario_line(found.scenario, lang)} {number_of('charts.drawn', found.draws, lang)}",
        alt=f"{title}. {told}." if told else f"{title}.",
    )


def _by_year(found: ExitProfile, cause: str) -> tuple[float, ...]:
    """Return the share of draws whose first forced exit came by that cause by each year."""
    gone = found.exit_year[found.cause == CAUSES.index(cause)]
    counts = np.bincount(gone.astype(int), minlength=found.scenario.horizon_years + 1)[1:]
    return tuple(float(value) for value in np.cumsum(counts) / found.draws)


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def replay_chart(found: Replay, names: Collection[str] | None = None, lang: Language = DEFAULT_LANGUAGE) -> Chart:
    """Return what documented failures would cost us, under our contract, without any clause, and with all.

    Parameters
    ----------
    found : Replay
    names : collection of str, optional
        Which failures; every one that is replayed by default.
    lang : {"fr", "en"}
    """
    played = [
        (failure, outcomes)
        for failure, outcomes in zip(found.failures, found.outcomes, strict=True)
        if outcomes and (names is None or failure.name in names)
    ]
    if not played:
        raise ValueError("none of these failures can be replayed")
    worst, outcomes = max(played, key=lambda pair: pair[1]["ours"].cost_eur)
    words = {name: amount(outcomes[name].cost_eur, lang, digits=0) for name in ("ours", "all")}
    title = text("charts.replay", lang, failure=worst.name, year=found.year, **words)
    told = "; ".join(
        f"{failure.name}: {', '.join(amount(outcome[name].cost_eur, lang, digits=0) for name in CONTRACTS)}"
        for failure, outcome in played
    )
    return Chart(
        key="replay",
        kind="columns",
        title=title,
        categories=tuple(f"{failure.name} {failure.year}" for failure, _ in played),
        series=tuple(
            Series(
                _capital(text(f"restitution_lab.contract.{name}", lang)),
                tuple(outcome[name].cost_eur / KEUR for _, outcome in played),
                rank,
            )
            for rank, name in enumerate(CONTRACTS)
        ),
        unit="keur",
        x_title="",
        y_title=text("charts.present_keur", lang),
        source=f"{scenario_line(found.scenario, lang)} {text('charts.replay_source', lang)}",
        alt=f"{title}. {told}.",
    )


def clauses_chart(found: ClauseValues, lang: Language = DEFAULT_LANGUAGE) -> Chart:
    """Return what each clause that is missing would save, added alone to today's contract.

    Parameters
    ----------
    found : ClauseValues
    lang : {"fr", "en"}
    """
    values = sorted(found.values, key=lambda value: -value.gross["today"].expected.value)
    missing = [value for value in values if not value.held] or values
    best = missing[0]
    worth = {value.clause: value.gross["today"].expected.value for value in missing}
    words = {"clause": clause_label(best.clause, lang), "value": amount(worth[best.clause], lang, digits=0)}
    title = text("charts.clauses" if worth[best.clause] > 0 else "charts.clauses_none", lang, **words)
    told = ", ".join(f"{clause_label(clause, lang)} {amount(value, lang, digits=0)}" for clause, value in worth.items())
    return Chart(
        key="clauses",
        kind="bars",
        title=title,
        categories=tuple(clause_label(clause, lang) for clause in worth),
        series=(
            Series(
                "",
                tuple(value / KEUR for value in worth.values()),
                labels=tuple(decimal(value / KEUR, lang, 0) for value in worth.values()),
            ),
        ),
        unit="keur",
        x_title="",
        y_title=text("charts.clause_keur", lang),
        source=f"{scenario_line(found.scenario, lang)} {number_of('charts.drawn', found.draws, lang)}",
        alt=f"{title}. {told}.",
    )
