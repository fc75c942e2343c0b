"""What a comparison says: the answer in a sentence or two, true in every case, tables, and plain data for JSON."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING, Any

import numpy as np

from hds_tco.analysis.service import rival_of
from hds_tco.analysis.table import Table
from hds_tco.locale import DEFAULT_LANGUAGE, Language, amount, euros, number_of, percent, text
from hds_tco.model.finance import HALF_A_CENT, Return
from hds_tco.model.ledger import NATURES
from hds_tco.scenario import assumptions_of
from hds_tco.scenario.fields import label_key
from hds_tco.scenario.format_value import BETWEEN

if TYPE_CHECKING:
    from hds_tco.analysis.comparison import Comparison, OptionResult

# Below this share a decimal is shown: 2 % might be a tie, 2,5 % is none.
FINE_SHARE = 0.10
# How many cost lines stand for an option before the rest is summed up.
MAIN_LINES = 7


def answer_sentences(result: Comparison, lang: Language) -> list[str]:
    """Return what a board wants to hear first: which option, how much, by how much; then the return on investing.

    At home or outside is always answered: where the two cheapest are of one kind, the best of the other kind follows.
    An option that renders a lesser service is never that option: it has a sentence of its own, with what it leaves out.
    """
    best = result.best
    if not any(np.any(option.amounts_eur) for option in result.options):
        return [text("answer.nothing_known", lang)]
    said = {
        "option": best.option.named(lang),
        "cost": _cost(best.net_present_cost_eur, lang),
        "annual": amount(best.equivalent_annual_cost_eur, lang),
        "years": number_of("count.years", result.scenario.horizon_years, lang),
    }
    apart = result.apart_sentences(lang)
    if len(result.compared) == 1:
        return [text("answer.single", lang, **said), *apart]
    second = result.ranked[1]
    gap = second.net_present_cost_eur - best.net_present_cost_eur
    said["second"] = second.option.named(lang)
    if any(notice.key == "tie" for notice in result.notices):
        first = text("answer.tie" if gap >= HALF_A_CENT else "answer.same", lang, gap=amount(gap, lang), **said)
    elif second.net_present_cost_eur > 0 and best.net_present_cost_eur >= 0:
        part = gap / second.net_present_cost_eur
        share = percent(part, lang, 0 if part >= FINE_SHARE else 1)
        first = result.at_equal_service(text("answer.best", lang, gap=amount(gap, lang), share=share, **said), lang)
    else:  # a share of an income says nothing
        first = result.at_equal_service(text("answer.best_plain", lang, gap=amount(gap, lang), **said), lang)
    return [first, *_other_kind(result, lang), *apart, *_return_sentence(result, lang)]


def _other_kind(result: Comparison, lang: Language) -> list[str]:
    """Return what the best option of the other kind, at home or outside, costs more, unless it is the second one."""
    best, second = result.ranked[:2]
    rival = rival_of(
        [found.option for found in result.compared], [found.net_present_cost_eur for found in result.compared]
    )
    if rival is None or rival.key in (best.option.key, second.option.key):
        return []
    gap = result[rival.key].net_present_cost_eur - best.net_present_cost_eur
    return [text("answer.other_kind", lang, option=rival.named(lang), gap=amount(gap, lang))]


def _cost(cost_eur: float, lang: Language) -> str:
    """Return a cost, and say so when it is an income."""
    shown = amount(cost_eur, lang)
    return text("answer.net_income", lang, cost=shown) if cost_eur <= -HALF_A_CENT else shown


def yearly_message(result: Comparison, lang: Language = DEFAULT_LANGUAGE) -> str:
    """Return the message of the yearly chart: which option asks for most money at the start."""
    first = max(result.options, key=lambda option: float(option.amounts_eur[0]))
    said = {"option": first.option.named(lang), "cost": amount(float(first.amounts_eur[0]), lang, digits=0)}
    return text("chart.yearly_title" if first.amounts_eur[0] > 0 else "chart.yearly_plain", lang, **said)


def cumulative_message(result: Comparison, lang: Language = DEFAULT_LANGUAGE) -> str:
    """Return the message of the cumulative chart: since when the cheapest option is the cheapest."""
    best = result.best
    since = [option.crossing_year for option in result.compared if option.crossing_year is not None]
    if not since:
        return text("chart.cumulative_single", lang, option=best.option.named(lang))
    year, begins = year_of(max(since))
    key = "chart.cumulative_title" if begins else "chart.cumulative_during"
    if not max(since):
        key = "chart.cumulative_start"
    return result.at_equal_service(text(key, lang, option=best.option.named(lang), year=year), lang)


def crossing_words(crossing_year: float, lang: Language = DEFAULT_LANGUAGE) -> str:
    """Return since when an option leads, in words, as the curves cross between two year ends.

    Parameters
    ----------
    crossing_year : float
        Interpolated between two year ends, as in `hds_tco.model.finance.crossing_year`: 9.1 falls in year 10, 9 is the
        end of year 9, after which year 10 begins.
    lang : {"fr", "en"}

    Examples
    --------
    >>> crossing_words(0.0), crossing_words(9.0), crossing_words(9.1), crossing_words(0.2, "en")
    ('dès le départ', "dès l'année 10", "au cours de l'année 10", 'during year 1')
    """
    if crossing_year == 0:
        return text("screen.from_start", lang)
    year, begins = year_of(crossing_year)
    return text("screen.from_year" if begins else "screen.during_year", lang, year=year)


def year_of(crossing_year: float) -> tuple[int, bool]:
    """Return the year in which the curves cross, and whether it is as that year begins, to a tenth of a year.

    Examples
    --------
    >>> year_of(9.1), year_of(9.0), year_of(8.98)
    ((10, False), (10, True), (10, True))
    """
    at = round(crossing_year, 1)
    return (int(at) + 1, True) if at == int(at) else (ceil(at), False)


def why_no_rate(found: Return, lang: Language = DEFAULT_LANGUAGE) -> str:
    """Return why there is no one internal rate of return, with each of several rates.

    Examples
    --------
    >>> from hds_tco.model.finance import return_on
    >>> why_no_rate(return_on(np.array([50.0, 0, 0]), np.array([0.0, 115, -66])), "en")[:55]
    'Several internal rates of return (10.0%; 20.0%): extra '
    """
    return text(found.why_none, lang, rates=BETWEEN[lang].join(percent(rate, lang, 1) for rate in found.rates))


def _return_sentence(result: Comparison, lang: Language) -> list[str]:
    found = result.return_on_in_house
    if found is None:
        return []
    if found.rate is None:  # then there is no one outlay to be repaid either
        return [why_no_rate(found, lang)]
    rate = text("answer.irr" if found.rate >= 0 else "answer.irr_loss", lang, rate=percent(abs(found.rate), lang, 1))
    if found.payback_years is None:
        return [rate]
    years = number_of("count.years", round(found.payback_years, 1), lang)
    return [f"{rate} {text('answer.payback', lang, years=years)}"]


def options_table(result: Comparison, lang: Language = DEFAULT_LANGUAGE) -> Table:
    """Return the options across, the cheapest first, and their figures down; a row that says nothing is left out."""
    ranked = result.ranked
    best = ranked[0].net_present_cost_eur

    rows = {
        "net_present_cost": [amount(option.net_present_cost_eur, lang) for option in ranked],
        "equivalent_annual_cost": [amount(option.equivalent_annual_cost_eur, lang) for option in ranked],
    }
    if len(ranked) > 1:
        since = (option.crossing_year for option in ranked)
        rows["gap"] = ["–", *(amount(option.net_present_cost_eur - best, lang) for option in ranked[1:])]
        rows["crossing"] = ["–" if year is None else crossing_words(year, lang) for year in since]
    for nature in NATURES:
        rows[f"of_which_{nature}"] = [amount(option.present_by_nature_eur[nature], lang) for option in ranked]
    restitution = [_restitution(option, result) for option in ranked]
    if any(restitution):
        rows["of_which_restitution"] = [amount(value, lang) if value else "–" for value in restitution]
    for name in ("per_patient_eur", "per_tb_eur", "per_establishment_eur"):
        values = [getattr(option.unit_costs, name) for option in ranked]
        if any(value is not None for value in values):
            digits = 2 if name == "per_patient_eur" else 0
            rows[name] = ["–" if value is None else euros(value, lang, digits) for value in values]
    return Table(
        columns=(text("screen.amounts_in", lang), *(option.marked(lang) for option in ranked)),
        rows=tuple((text(f"screen.{key}", lang), *row) for key, row in rows.items()),
        title=text("screen.options_title", lang, years=number_of("count.years", result.scenario.horizon_years, lang)),
        caption=text("screen.options_caption", lang, rate=percent(result.nominal_discount_rate, lang, 2)),
        strong=(0,),
        faint=tuple(rank for rank, key in enumerate(rows) if key.startswith("of_which")),
    )


def _restitution(option: OptionResult, result: Comparison) -> float:
    return float(
        sum(
            np.dot(line.amounts_eur, result.discount_factors)
            for line in option.lines
            if line.key.startswith(("restitution.", "lessor."))
        )
    )


def line_tables(result: Comparison, lang: Language = DEFAULT_LANGUAGE) -> dict[str, Table]:
    """Return, for each option by its key, its heaviest lines in present value, the rest in one row."""
    names = ("line", "present_value", "nature", "line_key")
    tables = {}
    for option in result.ranked:
        weighed = [(float(np.dot(line.amounts_eur, result.discount_factors)), line) for line in option.lines]
        weighed = sorted((item for item in weighed if item[0]), key=lambda item: -abs(item[0]))
        if not weighed:
            continue
        rows = [
            (line.label(lang), amount(value, lang), text(f"nature.{line.nature}", lang), line.key)
            for value, line in weighed[:MAIN_LINES]
        ]
        rest = weighed[MAIN_LINES:]
        if rest:
            others = number_of("screen.other_lines", len(rest), lang)
            rows.append((others, amount(sum(value for value, _ in rest), lang), "", ""))
        tables[option.key] = Table(
            columns=tuple(text(f"screen.{name}", lang) for name in names),
            rows=tuple(rows),
            title=text("screen.main_lines", lang, option=option.option.label(lang)),
            faint=(MAIN_LINES,) if rest else (),
        )
    return tables


def comparison_data(comparison: Comparison, lang: Language = DEFAULT_LANGUAGE) -> dict[str, Any]:
    """Return a comparison as dictionaries and lists.

    Returns
    -------
    dict
        ``scenario``, ``decision_year``, ``horizon_years``, ``nominal_discount_rate``, ``best_option``, ``options[]``
        (``key``, ``label``, ``net_present_cost_eur``, ``equivalent_annual_cost_eur``, ``amounts_eur`` for years 0..H,
        ``lines[]``, ``crossing_year``, ``stands_apart`` and ``lacks`` (a lesser service, never the best option), ...),
        ``sentences[]``, ``return_on_in_house``, ``notices[]``, ``assumptions[]``.
    """
    scenario = comparison.scenario
    return {
        "scenario": scenario.name,
        "description": scenario.description,
        "decision_year": scenario.decision_year,
        "horizon_years": scenario.horizon_years,
        "nominal_discount_rate": comparison.nominal_discount_rate,
        "best_option": comparison.best.key,
        "options": [_option(option, lang) for option in comparison.options],
        "sentences": comparison.sentences(lang),
        "return_on_in_house": _return(comparison),
        "notices": [
            {"key": notice.key, "level": notice.level, "text": notice.sentence(lang)} for notice in comparison.notices
        ],
        "assumptions": [
            {
                "path": path,
                "label": text(label_key(path), lang),
                **item.as_toml(),
                "value": list(item.value) if isinstance(item.value, tuple) else item.value,
                "source": item.source or None,
                "is_hypothesis": item.is_hypothesis,
            }
            for path, item in assumptions_of(scenario).items()
        ],
    }


def _option(option: OptionResult, lang: Language) -> dict[str, Any]:
    return {
        "key": option.key,
        "label": option.option.label(lang),
        "net_present_cost_eur": option.net_present_cost_eur,
        "equivalent_annual_cost_eur": option.equivalent_annual_cost_eur,
        "present_by_nature_eur": option.present_by_nature_eur,
        "per_patient_eur": option.unit_costs.per_patient_eur,
        "per_tb_eur": option.unit_costs.per_tb_eur,
        "per_establishment_eur": option.unit_costs.per_establishment_eur,
        "crossing_year": option.crossing_year,
        "stands_apart": option.service.apart,
        "lacks": list(option.service.lacks),
        "lacks_label": option.service.words(lang),
        "certificate_needed": None if option.duty is None else bool(option.duty.needed),
        "amounts_eur": option.amounts_eur.tolist(),
        "lines": [
            {
                "key": line.key,
                "label": line.label(lang),
                "nature": line.nature,
                "eprd_title": line.eprd_title,
                "index": line.index,
                "bears_vat": line.bears_vat,
                "amounts_eur": np.asarray(line.amounts_eur, dtype=float).tolist(),
            }
            for line in option.lines
        ],
    }


def _return(comparison: Comparison) -> dict[str, Any] | None:
    return_on = comparison.return_on_in_house
    return None if return_on is None else dict(return_on._asdict())
