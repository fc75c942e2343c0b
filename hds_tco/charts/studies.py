"""Charts of three studies: hosting for others, buying or leasing, being forced out of a provider."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np

from hds_tco.analysis.flexibility import BuyingAhead, Flexibility, GrowthBreakEven
from hds_tco.analysis.flexibility.buy_or_lease import WAYS
from hds_tco.analysis.flexibility.sentence_parts import way_label, way_name
from hds_tco.analysis.hosting import HostingForOthers
from hds_tco.analysis.restitution import ClauseValues, ExitProfile, Replay, cause_label, clause_label
from hds_tco.analysis.restitution.replay import CONTRACTS
from hds_tco.charts.chart import Chart, Line, Series, keur
from hds_tco.charts.words import drawn_line, euros, items, labelled_keur, scenario_line
from hds_tco.locale import DEFAULT_LANGUAGE, Language, amount, decimal, number_of, percent, points, text
from hds_tco.model.exit_causes import CAUSES
from hds_tco.scenario.sections import CostKey

_PARTS = ("used", "idle", "shortage", "ending", "failure")


def hosting_chart(result: HostingForOthers, lang: Language = DEFAULT_LANGUAGE) -> Chart:
    """Return income and expense by number of hosted establishments, with today's number and the break-even.

    Parameters
    ----------
    result : HostingForOthers
    lang : {"fr", "en"}
    """
    number, words = result.break_even_number, {"today": decimal(result.today, lang)}
    words |= {"fee": amount(result.fee_eur_per_year, lang), "needed": amount(result.needed_fee_eur_per_year, lang)}
    lines = [Line(result.today, text("charts.today", lang))]
    if number is None:
        title = text("charts.hosting_never", lang, **words)
    elif number == 1:
        title = text("charts.hosting_first", lang, **words)
    else:
        title = text("charts.hosting", lang, number=decimal(number, lang), **words)
        if number != result.today:
            lines.append(Line(float(number), text("charts.balance_line", lang)))
    numbers, balances = tuple(map(float, result.by_number)), result.by_number.values()
    income, cost = keur(item.income_eur for item in balances), keur(item.cost_eur for item in balances)
    surplus = euros(result.balance.surplus_eur, lang)
    return Chart(
        key="hosting",
        kind="curves",
        title=title,
        categories=(),
        series=(
            Series(text("hosting.column.income", lang), income, 0, numbers),
            Series(text("hosting.column.cost", lang), cost, 1, numbers),
        ),
        x_unit="rank",
        x_title=text("charts.hosted_axis", lang),
        y_title=text("charts.present_keur", lang),
        source=scenario_line(result.scenario, lang),
        alt=f"{title}. {text('charts.hosting_alt', lang, today=words['today'], surplus=surplus)}",
        lines=tuple(lines),
    )


def shares_chart(result: HostingForOthers, key: CostKey | None = None, lang: Language = DEFAULT_LANGUAGE) -> Chart:
    """Return what each hosted group costs under a key, beside what it pays.

    Parameters
    ----------
    result : HostingForOthers
    key : {"equal", "vms", "storage", "patients"}, optional
        The scenario's own by default.
    lang : {"fr", "en"}
    """
    hosted = result.shares(key, lang).iloc[1:]
    costs, fees = hosted["cost_eur"], hosted["present_fee_eur"]
    cost, fee = float(costs.sum()), float(fees.sum())
    share = percent(fee / cost, lang, 0) if cost > 0 else ""
    words = {"cost": euros(cost, lang), "fee": euros(fee, lang), "share": share}
    title = text("charts.shares" if share else "charts.shares_plain", lang, **words)
    pairs = (
        (who, f"{euros(paid, lang)}, {euros(asked, lang)}")
        for who, paid, asked in zip(hosted.index, costs, fees, strict=True)
    )
    return Chart(
        key="shares",
        kind="columns",
        title=title,
        categories=tuple(map(str, hosted.index)),
        series=(
            Series(text("hosting.share.total", lang), keur(costs), 0),
            Series(text("hosting.share.fee", lang), keur(fees), 1),
        ),
        y_title=text("charts.present_keur", lang),
        source=scenario_line(result.scenario, lang),
        alt=f"{title}. {items(pairs, lang)}.",
    )


def ways_chart(result: Flexibility, lang: Language = DEFAULT_LANGUAGE) -> Chart:
    """Return what the machines cost bought and leased, part by part.

    Parameters
    ----------
    result : Flexibility
    lang : {"fr", "en"}
    """
    ways = (result.buying, result.leasing)
    parts = [name for name in _PARTS if any(getattr(way, name).value for way in ways)] or ["used"]
    cheaper = way_name("buying" if result.gap.value >= 0 else "leasing", lang)
    words = {"way": cheaper, "gap": euros(abs(result.gap.value), lang), "idle": euros(result.buying.idle.value, lang)}
    title = text("charts.ways_unsure" if result.verdict in ("unsure", "same") else "charts.ways", lang, **words)
    labels = {way_label(way.way, lang): euros(way.mean.value, lang) for way in ways}
    return Chart(
        key="ways",
        kind="stacked",
        title=title,
        categories=tuple(labels),
        series=tuple(
            Series(text(f"charts.way.{name}", lang), keur(getattr(way, name).value for way in ways), _PARTS.index(name))
            for name in parts
        ),
        y_title=text("charts.present_keur", lang),
        source=drawn_line(result, lang),
        alt=f"{title}. {', '.join(map(' '.join, labels.items()))}.",
    )


def growth_chart(result: GrowthBreakEven, lang: Language = DEFAULT_LANGUAGE) -> Chart:
    """Return both ways along the growth that comes, the forecast unchanged, with the break-even nearest to today.

    Parameters
    ----------
    result : GrowthBreakEven
    lang : {"fr", "en"}
    """
    crossing, grid = result.break_even, result.points
    title = text("charts.growth_never", lang)
    if crossing is not None:
        shift = points(100 * crossing.at.value, lang)
        title = text("charts.growth", lang, shift=shift, way=way_name(crossing.beyond, lang))
    pairs = (
        (points(100 * item.at, lang), f"{euros(item.buying.value, lang)}, {euros(item.leasing.value, lang)}")
        for item in (grid[0], grid[len(grid) // 2], grid[-1])
    )
    growths = tuple(item.at for item in grid)
    return Chart(
        key="growth",
        kind="curves",
        title=title,
        categories=(),
        series=tuple(
            Series(way_label(way, lang), keur(getattr(item, way).value for item in grid), rank, growths)
            for rank, way in enumerate(WAYS)
        ),
        x_unit="share",
        x_title=text("charts.growth_axis", lang),
        y_title=text("charts.present_keur", lang),
        source=drawn_line(result, lang),
        alt=f"{title}. {items(pairs, lang)}.",
        lines=() if crossing is None else (Line(crossing.at.value, text("charts.tie_line", lang)),),
    )


def ahead_chart(result: BuyingAhead, lang: Language = DEFAULT_LANGUAGE) -> Chart:
    """Return what buying for more years at once costs more than the best way of buying.

    Parameters
    ----------
    result : BuyingAhead
    lang : {"fr", "en"}
    """
    frame = result.frame(lang)
    blind = frame[frame["blind"].astype(bool)]
    regret = float(blind["over_best_eur"].iloc[0]) if len(blind) else 0.0
    best = str(frame[frame["best"].astype(bool)]["label"].iloc[0])
    title = text("charts.ahead", lang, best=best, regret=euros(regret, lang))
    labels, over = tuple(map(str, frame["label"])), frame["over_best_eur"]
    pairs = (f"{label} {euros(value, lang)}" for label, value in zip(labels, over, strict=True))
    return Chart(
        key="ahead",
        kind="columns",
        title=title,
        categories=labels,
        series=(labelled_keur(over, lang),),
        x_title=text("flexible.years", lang),
        y_title=text("charts.over_best_keur", lang),
        source=drawn_line(result, lang),
        alt=f"{title}. {', '.join(pairs)}.",
    )


def exit_chart(result: ExitProfile, lang: Language = DEFAULT_LANGUAGE) -> Chart:
    """Return the probability of having been forced out by each year, cause by cause.

    Parameters
    ----------
    result : ExitProfile
    lang : {"fr", "en"}
    """
    horizon = result.scenario.horizon_years
    by_cause = {cause: _by_year(result, cause) for cause in CAUSES if cause in result.causes}
    chance = percent(result.closed_form().value, lang, 0)
    words = {"chance": chance, "years": number_of("count.years", horizon, lang)}
    title = text("charts.exit_never", lang, **words)
    if by_cause:
        first = max(by_cause, key=lambda cause: by_cause[cause][-1])
        title = text("charts.exit", lang, cause=cause_label(first, lang), **words)
    labels = {cause: cause_label(cause, lang) for cause in by_cause}
    chances = ", ".join(f"{labels[cause]} {percent(shares[-1], lang, 1)}" for cause, shares in by_cause.items())
    series = [Series(_capital(labels[cause]), by_cause[cause], CAUSES.index(cause)) for cause in by_cause]
    return Chart(
        key="exit",
        kind="stacked",
        title=title,
        categories=tuple(str(year) for year in range(1, horizon + 1)),
        series=tuple(series or [Series("", (0.0,) * horizon)]),
        unit="share",
        x_title=text("chart.year", lang),
        y_title=text("charts.exit_axis", lang),
        source=drawn_line(result, lang),
        alt=f"{title}. {chances}." if chances else f"{title}.",
    )


def _by_year(result: ExitProfile, cause: str) -> tuple[float, ...]:
    """Return the share of draws whose first forced exit came by that cause by each year."""
    years = result.exit_year[result.cause == CAUSES.index(cause)]
    counts = np.bincount(years.astype(int), minlength=result.scenario.horizon_years + 1)[1:]
    return tuple(float(value) for value in np.cumsum(counts) / result.draws)


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def replay_chart(result: Replay, names: Collection[str] | None = None, lang: Language = DEFAULT_LANGUAGE) -> Chart:
    """Return what documented failures would cost us, under our contract, without any clause, and with all.

    Parameters
    ----------
    result : Replay
    names : collection of str, optional
        Which failures; every one that is replayed by default.
    lang : {"fr", "en"}
    """
    replayed = [
        (failure, outcomes)
        for failure, outcomes in zip(result.failures, result.outcomes, strict=True)
        if outcomes and (names is None or failure.name in names)
    ]
    if not replayed:
        raise ValueError("none of these failures can be replayed")
    worst, outcomes = max(replayed, key=lambda pair: pair[1]["ours"].cost_eur)
    words = {name: euros(outcomes[name].cost_eur, lang) for name in ("ours", "all")}
    title = text("charts.replay", lang, failure=worst.name, year=result.year, **words)
    costs = "; ".join(
        f"{failure.name}: {', '.join(euros(outcome[name].cost_eur, lang) for name in CONTRACTS)}"
        for failure, outcome in replayed
    )
    contracts = {name: _capital(text(f"restitution_lab.contract.{name}", lang)) for name in CONTRACTS}
    return Chart(
        key="replay",
        kind="columns",
        title=title,
        categories=tuple(f"{failure.name} {failure.year}" for failure, _ in replayed),
        series=tuple(
            Series(label, keur(outcome[name].cost_eur for _, outcome in replayed), rank)
            for rank, (name, label) in enumerate(contracts.items())
        ),
        y_title=text("charts.present_keur", lang),
        source=f"{scenario_line(result.scenario, lang)} {text('charts.replay_source', lang)}",
        alt=f"{title}. {costs}.",
    )


def clauses_chart(result: ClauseValues, lang: Language = DEFAULT_LANGUAGE) -> Chart:
    """Return what each clause that is missing would save, added alone to today's contract.

    Parameters
    ----------
    result : ClauseValues
    lang : {"fr", "en"}
    """
    values = sorted(result.values, key=lambda value: -value.gross["today"].expected.value)
    missing = [value for value in values if not value.held] or values
    worth = {clause_label(value.clause, lang): value.gross["today"].expected.value for value in missing}
    best, value = next(iter(worth.items()))
    words = {"clause": best, "value": euros(value, lang)}
    title = text("charts.clauses" if value > 0 else "charts.clauses_none", lang, **words)
    return Chart(
        key="clauses",
        kind="bars",
        title=title,
        categories=tuple(worth),
        series=(labelled_keur(worth.values(), lang),),
        y_title=text("charts.clause_keur", lang),
        source=drawn_line(result, lang),
        alt=f"{title}. {', '.join(f'{clause} {euros(value, lang)}' for clause, value in worth.items())}.",
    )
