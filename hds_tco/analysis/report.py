"""A comparison as plain data, for JSON and CSV: the shape that other programs read."""

from __future__ import annotations

import csv
import io
import re
from typing import Any

import numpy as np

from hds_tco.analysis.answer import answer_sentences
from hds_tco.analysis.result import Comparison, OptionResult
from hds_tco.analysis.results import json_of
from hds_tco.locale import DEFAULT_LANGUAGE, Language, bare, text
from hds_tco.scenario import assumptions_of
from hds_tco.scenario.fields import label_key

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

    def number(amount: float) -> str:
        return repr(amount).replace(".", ",") if french else repr(amount)

    written = io.StringIO()
    written.write("\ufeff" if french else "")
    rows = csv.writer(written, lineterminator="\n", delimiter=";" if french else ",")
    rows.writerow(CSV_COLUMNS)
    first = comparison.scenario.decision_year
    for option in comparison.options:
        for line in option.lines:
            for year, amount in enumerate(line.amounts_eur.tolist()):
                rows.writerow(
                    (
                        option.key,
                        line.key,
                        harmless(line.label(lang)),
                        line.nature,
                        line.eprd_title,
                        year,
                        first + year,
                        number(amount),
                        number(amount * float(comparison.discount_factors[year])),
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
