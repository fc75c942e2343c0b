"""An assumption's value as a person reads it: percent, yes or no, a number and its unit."""

from __future__ import annotations

from itertools import chain, groupby

from hds_tco.locale import DEFAULT_LANGUAGE, Language, decimal, percent, text
from hds_tco.scenario.fields import field_at, kind_of
from hds_tco.scenario.kinds import Kind

_NO_BREAK = "\N{NO-BREAK SPACE}"
BETWEEN = {"fr": f"{_NO_BREAK}; ", "en": "; "}
# Equal values running that stand once, with their number.
_MANY = 4


def shown_value(path: str, value: float | tuple[float, ...], lang: Language = DEFAULT_LANGUAGE) -> str:
    r"""Return a value with its unit.

    Parameters
    ----------
    path : str
        The assumption's dotted path.
    value : float or tuple of float
    lang : {"fr", "en"}

    Examples
    --------
    >>> shown_value("finance.vat_share", 0.2, "en"), shown_value("leasing.deferred_payment", 0.0, "en")
    ('20%', 'no')
    >>> shown_value("external.price_eur_per_vm_per_month", 105.0, "en")
    '€105 per VM per month'
    >>> shown_value("option.in_house.other_investments_eur_incl_vat_by_year", (0.0, 5.0, 5.0, 5.0, 5.0), "en")
    '0; 4\xa0×\xa05'
    """
    place = field_at(path)
    kind = kind_of(*place) if place else None
    values = value if isinstance(value, tuple) else (value,)
    if kind is None:
        calendar = path == "decision_year"  # 2026, not 2 026
        return _listed([f"{item:.0f}" if calendar else decimal(readable(item), lang) for item in values], lang)
    if kind.flag:
        return _listed([text("screen.yes" if item else "screen.no", lang) for item in values], lang)
    before, after = around(unit_behind(kind, lang), lang)
    texts = [percent(item, lang) if kind.in_percent else decimal(readable(item), lang) for item in values]
    return _listed([_after_sign(before, item) for item in texts], lang) + after


def shown_range(path: str, low: float, high: float, lang: Language = DEFAULT_LANGUAGE) -> str:
    r"""Return two values and, once, their unit.

    Examples
    --------
    >>> shown_range("finance.inflation_per_year", 0.01, 0.035, "en")
    '1% to 3.5%\xa0a year'
    >>> shown_range("external.price_eur_per_vm_per_month", 15, 500, "en")
    '€15 to €500 per VM per month'
    """
    place = field_at(path)
    kind = kind_of(*place) if place else None
    behind = around(unit_behind(kind, lang), lang)[1] if kind is not None else ""
    first = shown_value(path, low, lang).removesuffix(behind)
    return text("screen.range", lang, low=first, high=shown_value(path, high, lang))


def with_unit(number: str, unit: str, lang: Language = DEFAULT_LANGUAGE) -> str:
    r"""Return a number that is written already with its unit; the English put the euro sign first.

    Examples
    --------
    >>> with_unit("1,300", "€/TB", "en"), with_unit("-5", "€ per VM", "en"), with_unit("4", "TB/day", "en")
    ('€1,300/TB', '-€5 per VM', '4\xa0TB/day')
    """
    before, after = around(unit, lang)
    return f"{_after_sign(before, number)}{after}"


def around(unit: str, lang: Language = DEFAULT_LANGUAGE) -> tuple[str, str]:
    r"""Return what of a unit stands before a number, and what behind, its blank included.

    Examples
    --------
    >>> around("€ per VM", "en"), around("€ par VM"), around("")
    (('€', ' per VM'), ('', '\xa0€ par VM'), ('', ''))
    """
    if lang == "en" and unit.startswith("€"):
        return "€", unit.removeprefix("€")
    return "", f"{_NO_BREAK}{unit}" if unit else ""


def _after_sign(before: str, number: str) -> str:
    return f"-{before}{number.removeprefix('-')}" if before and number.startswith("-") else f"{before}{number}"


def _listed(values: list[str], lang: Language) -> str:
    """Return values in a row; one that comes back many times running stands once, with how many times."""
    runs = [(value, sum(1 for _ in same)) for value, same in groupby(values)]
    parts = [[f"{count}{_NO_BREAK}×{_NO_BREAK}{value}"] if count >= _MANY else [value] * count for value, count in runs]
    return BETWEEN[lang].join(chain.from_iterable(parts))


def readable(value: float) -> float:
    """Return a value without the digits that say nothing: cents of what is large, six figures of what is small.

    Examples
    --------
    >>> readable(1683333.333333), readable(32.66666667)
    (1683333.33, 32.6667)
    """
    return round(value, 2) if abs(value) >= 1000 else float(f"{value:.6g}")


def unit_behind(kind: Kind, lang: Language = DEFAULT_LANGUAGE) -> str:
    """Return the unit that stands behind a shown value: a share in percent needs none, a yearly rate says so."""
    if kind.name in ("share", "share_by_year", "price_step"):
        return ""
    return text(f"unit.{kind.name}", lang)
