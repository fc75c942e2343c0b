"""An assumption as a person reads it: its label, its unit, a value of it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce

from hds_tco.analysis.explain import own_labels
from hds_tco.analysis.formula_text import writer_for
from hds_tco.analysis.frame_table import Row
from hds_tco.locale import DEFAULT_LANGUAGE, Language, decimal, text
from hds_tco.scenario import Assumption, Scenario
from hds_tco.scenario.fields import field_at, kind_of
from hds_tco.scenario.format_value import shown_value
from hds_tco.scenario.kinds import Kind

# Figures that a threshold is said with: more would claim what no draw tells.
SENTENCE_FIGURES = 3


def kind_at(path: str) -> Kind | None:
    """Return the kind of the field at a path, None if there is none.

    Examples
    --------
    >>> kind_at("finance.vat_share").name
    'share'
    """
    place = field_at(path)
    return kind_of(*place) if place is not None else None


def labels_of(scenario: Scenario[Assumption], paths: Sequence[str], lang: Language = DEFAULT_LANGUAGE) -> list[str]:
    """Return the labels of assumptions, with the block that each is about where the user named one.

    Examples
    --------
    >>> import hds_tco as ht
    >>> labels_of(ht.load("reference-ght"), ["staff.technicien.external_fte"], "en")
    ["FTE with a provider (Techniciens d'exploitation)"]
    """
    writer = writer_for((), own_labels(scenario), lang)
    return [writer.input_name(path) for path in paths]


def unit_of(path: str, lang: Language = DEFAULT_LANGUAGE) -> str:
    """Return the unit in which a frame holds an assumption's values; a list is moved as a whole, by a factor.

    Examples
    --------
    >>> unit_of("finance.vat_share", "en"), unit_of("external.setup_eur", "en")
    ('share (0 to 1)', '€')
    >>> unit_of("external.other_eur_by_year", "en")
    'factor'
    """
    kind = kind_at(path)
    if kind is None:
        return ""
    return text("sensitivity.factor_unit" if kind.per_year else f"unit.{kind.name}", lang)


def rounded(value: float) -> float:
    """Return a value with the figures that a sentence says.

    Examples
    --------
    >>> rounded(123456.0), rounded(0.012345)
    (123000.0, 0.0123)
    """
    return float(f"{value:.{SENTENCE_FIGURES}g}")


def said(path: str, value: float, lang: Language = DEFAULT_LANGUAGE) -> str:
    r"""Return a value with its unit, rounded as in a sentence; of a list, the factor that moves it.

    Examples
    --------
    >>> said("finance.vat_share", 0.20567, "en"), said("migration.migrated_share_by_year", 1.3512)
    ('20.6%', '×\xa01,35')
    """
    kind = kind_at(path)
    if kind is not None and kind.per_year:
        return f"×\N{NO-BREAK SPACE}{decimal(rounded(value), lang)}"
    return shown_value(path, rounded(value), lang)


def as_value(row: Row, name: str, lang: Language) -> str:
    """Return a value of the assumption that a frame's row is about: a cell of a table."""
    return said(row["path"], row[name], lang)


def in_percent(path: str) -> bool:
    """Tell whether a value along an assumption's range is read in percent: a list is moved by a factor."""
    kind = kind_at(path)
    return kind is not None and kind.in_percent and not kind.per_year


def either(names: Sequence[str], lang: Language = DEFAULT_LANGUAGE) -> str:
    """Return some names, of which one is meant.

    Examples
    --------
    >>> either(["A", "B", "C"], "en")
    'A or B or C'
    """
    return reduce(lambda one, other: text("study.either", lang, one=one, other=other), names) if names else ""
