"""What a comparison says: the answer in a sentence or two, true in every case, and plain data for JSON and CSV."""

from __future__ import annotations

import csv
import io
import re
from typing import Any

import numpy as np

from hds_tco.analysis.crossing_words import year_of
from hds_tco.analysis.result import Comparison, OptionResult
from hds_tco.analysis.results import json_of
from hds_tco.analysis.service import rival_of
from hds_tco.locale import DEFAULT_LANGUAGE, Language, amount, bare, number_of, percent, text
from hds_tco.model.finance import HALF_A_CENT, Return
from hds_tco.scenario import assumptions_of
from hds_tco.scenario.fields import label_key
from hds_tco.scenario.format_value import BETWEEN

# Below this share a decimal is shown: 2 % might be a tie, 2,5 % is none.
FINE_SHARE = 0.10
CSV_COLUMNS = (
    "option",
    "line",
    "label",
    "nature",
    "eprd_title",
    "year",
    "calendar_year",
    "amount_eur",
    "discounted_eur",
)


def answer_sentences(result: Comparison, lang: Language = DEFAULT_LANGUAGE) -> list[str]:
    """Return what a board wants to hear first: which option, how much, by how much; then the return on investing.

    At home or outside is always answered: where the two cheapest are of one kind, the best of the other kind follows.
    An option that renders a lesser service is never that option: it has a sentence of its own, with what it leaves out.

    Examples
    --------
    >>> import hds_tco as ht
    >>> answer_sentences(ht.compare(ht.load("chi-eure-seine-2017-total")), "en")[0]
    'In-house hosting costs €730.0k over 4 years (€182.5k a year).'
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


def as_data(comparison: Comparison, lang: Language = DEFAULT_LANGUAGE) -> dict[str, Any]:
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
        "sentences": answer_sentences(comparison, lang),
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


def as_json(comparison: Comparison, lang: Language = DEFAULT_LANGUAGE) -> str:
    """Return a comparison as JSON; numbers keep every digit."""
    return json_of(as_data(comparison, lang))


def as_csv(comparison: Comparison, lang: Language = DEFAULT_LANGUAGE, *, french: bool = False) -> str:
    """Return every amount as CSV, one row for each option, cost line and year; numbers keep every digit.

    Parameters
    ----------
    comparison : Comparison
    lang : {"fr", "en"}
        Of the labels.
    french : bool
        Semicolons, decimal commas and the mark by which Excel knows UTF-8.
    """

    def number(value: float) -> str:
        return repr(value).replace(".", ",") if french else repr(value)

    written = io.StringIO()
    written.write("\ufeff" if french else "")
    rows = csv.writer(written, lineterminator="\n", delimiter=";" if french else ",")
    rows.writerow(CSV_COLUMNS)
    first = comparison.scenario.decision_year
    for option in comparison.options:
        for line in option.lines:
            for year, amount_eur in enumerate(line.amounts_eur.tolist()):
                rows.writerow(
                    (
                        option.key,
                        line.key,
                        harmless(line.label(lang)),
                        line.nature,
                        line.eprd_title,
                        year,
                        first + year,
                        number(amount_eur),
                        number(amount_eur * float(comparison.discount_factors[year])),
                    )
                )
    return written.getvalue()


def harmless(written: str) -> str:
    """Return a text on one line that a spreadsheet cannot take for a formula."""
    written = bare(re.sub(r"[\t\n\v\f\r]+", " ", written)).strip()
    return f"'{written}" if written.startswith(("=", "+", "-", "@")) else written


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
    found = comparison.return_on_in_house
    return None if found is None else dict(found._asdict())
