"""A simulation as plain data, for JSON and CSV."""

from __future__ import annotations

from typing import Any

from hds_tco.analysis.estimate import Estimate
from hds_tco.analysis.plain import plain, records
from hds_tco.analysis.simulation.answer import made_how, simulation_notices, simulation_sentences
from hds_tco.analysis.simulation.result import Simulation
from hds_tco.locale import DEFAULT_LANGUAGE, Language


def as_data(
    result: Simulation, tolerance_eur: float | None = None, lang: Language = DEFAULT_LANGUAGE
) -> dict[str, Any]:
    """Return a simulation as dictionaries and lists.

    Returns
    -------
    dict
        ``scenario``, ``draws``, ``asked_draws``, ``interrupted``, ``seed``, ``sampler``, ``best_option``,
        ``within_noise``, ``value_of_perfect_information_eur``, ``options[]`` (each figure with its
        ``…_standard_error``), ``convergence[]``,
        ``exceedance`` (by option, costs and the chance to pass them), ``sentences[]``, ``notices[]``.
    """
    frame = result.summary(lang, tolerance_eur)
    rows = [
        {"key": key, "stands_apart": result.service(key).apart, **row}
        for key, row in zip(frame.index, frame.to_dict("records"), strict=True)
    ]
    return {
        "scenario": result.scenario.name,
        "draws": result.draws,
        "asked_draws": result.asked_draws,
        "interrupted": result.interrupted,
        "seed": result.seed,
        "sampler": result.sampler,
        "made_how": made_how(result, lang),
        "best_option": result.best.key,
        "within_noise": result.within_noise,
        "tolerance_eur": tolerance_eur,
        **_estimate("value_of_perfect_information_eur", result.value_of_perfect_information),
        "options": [{name: plain(value) for name, value in row.items()} for row in rows],
        "convergence": records(result.convergence(lang)),
        "exceedance": _exceedance(result),
        "sentences": simulation_sentences(result, lang),
        "notices": [
            {"key": notice.key, "level": notice.level, "text": notice.sentence(lang)}
            for notice in simulation_notices(result)
        ],
    }


def _exceedance(result: Simulation) -> dict[str, list[dict[str, Any]]]:
    frame = result.exceedance()
    return {
        str(key): records(points[["cost_eur", "probability"]]) for key, points in frame.groupby("option", sort=False)
    }


def _estimate(name: str, estimate: Estimate) -> dict[str, Any]:
    return {name: plain(estimate.value), f"{name}_standard_error": plain(estimate.standard_error)}
