"""What the sentences of this laboratory share: names of both ways, figures with their errors, what all rests on."""

from __future__ import annotations

from collections.abc import Sequence
from math import isfinite

from hds_tco.analysis.estimate import Estimate
from hds_tco.analysis.flexibility.buy_or_lease import Point, Way
from hds_tco.locale import DEFAULT_LANGUAGE, Language, amount, decimal, euros, number_of, percent, points, text
from hds_tco.scenario import Assumption, Scenario, assumptions_of

THOUSAND = 1_000.0
SECTIONS = ("volumes.", "hardware.", "in_house.", "leasing.")


def way_label(way: Way, lang: Language = DEFAULT_LANGUAGE) -> str:
    """Return what a table calls a way.

    Examples
    --------
    >>> way_label("leasing", "en")
    'Leasing'
    """
    return text(f"flexibility.label.{way}", lang)


def way_name(way: Way, lang: Language = DEFAULT_LANGUAGE) -> str:
    """Return what a sentence calls a way.

    Examples
    --------
    >>> way_name("leasing"), way_name("leasing", "en")
    ('la location', 'leasing')
    """
    return text(f"flexibility.way.{way}", lang)


def euros_of(value: float, lang: Language = DEFAULT_LANGUAGE) -> str:
    """Return an amount in k€, or in euros when it is small.

    Examples
    --------
    >>> euros_of(12_345.0, "en"), euros_of(123.4, "en")
    ('€12.3k', '€123')
    """
    if not isfinite(value):
        return "?"
    return amount(value, lang) if abs(value) >= THOUSAND else euros(value, lang)


def money(estimate: Estimate, lang: Language = DEFAULT_LANGUAGE) -> str:
    """Return an amount with its sampling error.

    Examples
    --------
    >>> money(Estimate(12_345.0, 678.0), "en")
    '€12.3k (± €678)'
    """
    return text(
        "flexibility.with_error",
        lang,
        value=euros_of(estimate.value, lang),
        error=euros_of(estimate.standard_error, lang),
    )


def points_of(share: float, lang: Language = DEFAULT_LANGUAGE) -> str:
    """Return a share in points, without the word.

    Examples
    --------
    >>> points_of(-0.0123, "en")
    '-1.2'
    """
    return decimal(100 * share, lang, 1) if isfinite(share) else "?"


def error_points(estimate: Estimate, lang: Language = DEFAULT_LANGUAGE) -> str:
    """Return the sampling error of a share in points, finer when it is small.

    Examples
    --------
    >>> error_points(Estimate(0.5, 0.004), "en"), error_points(Estimate(0.5, 0.0004))
    ('0.4 points', '0,04 point')
    """
    error = 100 * estimate.standard_error
    return points(error, lang, 2 if 0 < error < 0.1 else 1)


def factor_of(value: float, lang: Language = DEFAULT_LANGUAGE) -> str:
    """Return a factor.

    Examples
    --------
    >>> factor_of(1.234), factor_of(3.0), factor_of(float("nan"))
    ('1,23', '3', '?')
    """
    return decimal(round(value, 2), lang) if isfinite(value) else "?"


def at_the_narrowest(points: Sequence[Point], lang: Language = DEFAULT_LANGUAGE) -> dict[str, str]:
    """Return the smallest gap of a curve, whichever its sign, and both costs where it stands."""
    closest = min(points, key=lambda item: abs(item.gap.value))
    return {"gap": money(abs(closest.gap), lang), "cost": euros_of(closest.buying.value, lang)}


def basis(scenario: Scenario[Assumption], draws: int, seed: int, lang: Language = DEFAULT_LANGUAGE) -> list[str]:
    """Return what the figures rest on: how many have no source, what is counted, how the draws were made."""
    read = [item for path, item in assumptions_of(scenario).items() if path.startswith(SECTIONS)]
    guessed = sum(item.is_hypothesis for item in read)
    unsourced = [number_of("flexibility.hypotheses", guessed, lang, all=decimal(len(read), lang))] if guessed else []
    counted = text("flexibility.counted", lang)
    return [*unsourced, counted, number_of("flexibility.made_how", draws, lang, seed=seed)]


def signed_percent(share: float, lang: Language = DEFAULT_LANGUAGE) -> str:
    """Return a share in percent, with its sign.

    Examples
    --------
    >>> signed_percent(0.05, "en"), signed_percent(-0.05, "en")
    ('+5.0%', '-5.0%')
    """
    return _plus(share) + percent(share, lang, 1)


def signed_points(share: float, lang: Language = DEFAULT_LANGUAGE) -> str:
    """Return a share in points, with its sign.

    Examples
    --------
    >>> signed_points(0.013, "en"), signed_points(-0.013)
    ('+1.3 points', '-1,3 point')
    """
    return _plus(share) + points(100 * share, lang)


def _plus(share: float) -> str:
    return "+" if isfinite(share) and round(100 * share, 1) > 0 else ""
