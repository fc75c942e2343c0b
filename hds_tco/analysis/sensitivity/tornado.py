"""Which assumptions weigh on the decision: each goes alone from low to high, and the gap between options moves."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from hds_tco.analysis.estimate import Array
from hds_tco.analysis.evaluator import central
from hds_tco.analysis.frame_table import Columns, Row, as_amount, table_of
from hds_tco.analysis.sensitivity.labels import as_value, kind_at, labels_of, unit_of
from hds_tco.analysis.sensitivity.ranges import beats, costs_at, options_of, scalar_paths, traced_costs
from hds_tco.analysis.service import rival_of
from hds_tco.analysis.table import Table
from hds_tco.locale import DEFAULT_LANGUAGE, Language, text
from hds_tco.model.finance import HALF_A_CENT
from hds_tco.model.options import Option
from hds_tco.scenario import Assumption, Scenario, assumptions_of, uncertain_paths

if TYPE_CHECKING:
    import pandas as pd

LOW, HIGH = 0.05, 0.95


@dataclass(frozen=True)
class Tornado:
    """What each uncertain assumption does alone, the widest swing first.

    Parameters
    ----------
    scenario : Scenario
    options : tuple of Option
    paths : tuple of str
        Uncertain assumptions, ranked by `swing_eur`.
    central_eur : ndarray
        Net present cost of each option at the central values.
    values : ndarray
        Shape ``(2, paths)``: the assumption's P5, its P95.
    costs_eur : ndarray
        Shape ``(options, 2, paths)``: the options' costs there.
    rival : Option or None
        The option that stands against the best one, see `rival_of`; None if there is one option only.

    Examples
    --------
    >>> import hds_tco as ht
    >>> found = ht.sensitivity.tornado(ht.load("reference-ght"))
    >>> found.best.key, found.rival.key
    ('in_house', 'external')
    """

    scenario: Scenario[Assumption]
    options: tuple[Option, ...]
    paths: tuple[str, ...]
    central_eur: Array
    values: Array
    costs_eur: Array
    rival: Option | None

    @property
    def best(self) -> Option:
        """The cheapest option at the central values."""
        return self.options[self._best]

    @property
    def gap_eur(self) -> Array:
        """By how much the rival costs more than the best: shape ``(2, paths)``; nan with one option."""
        if self.rival is None:
            return np.full(self.values.shape, np.nan)
        gap: Array = self.costs_eur[self._rank_of(self.rival)] - self.costs_eur[self._best]
        return gap

    @property
    def central_gap_eur(self) -> float:
        """The gap at the central values."""
        if self.rival is None:
            return float("nan")
        return float(self.central_eur[self._rank_of(self.rival)] - self.central_eur[self._best])

    @property
    def swing_eur(self) -> Array:
        """How far the gap moves from one end to the other; with one option, its cost."""
        moved = self.gap_eur if self.rival is not None else self.costs_eur[0]
        return np.asarray(np.abs(moved[1] - moved[0]))

    @property
    def widest_swing_eur(self) -> Array:
        """How far the gap to some option moves, the most among them; with one option, its cost."""
        if self.rival is None:
            return self.swing_eur
        gaps = self.costs_eur - self.costs_eur[self._best]
        return np.asarray(np.abs(gaps[:, 1] - gaps[:, 0]).max(axis=0))

    @property
    def changes_best(self) -> npt.NDArray[np.bool_]:
        """Whether another option, whichever, is the cheapest at one of the ends, by assumption."""
        both = beats(self.costs_eur.reshape(len(self.options), -1), self._best).reshape(self.values.shape)
        return np.asarray(both.any(axis=0))

    @property
    def least_lead_eur(self) -> Array:
        """By how much the nearest option costs more than the best, at the end where it is nearest, by assumption."""
        others = np.delete(self.costs_eur, self._best, axis=0)
        lead = others.min(axis=0, initial=np.inf) - self.costs_eur[self._best]
        return np.asarray(lead.min(axis=0))

    @property
    def rival_wins(self) -> npt.NDArray[np.bool_]:
        """Whether the rival costs less than the best at one of the ends, by assumption."""
        return np.asarray((self.gap_eur <= -HALF_A_CENT).any(axis=0))

    def against(self, rival: Option) -> Tornado:
        """Return the same with another rival, the widest swing first.

        Parameters
        ----------
        rival : Option
            Any of the options but the best.
        """
        return _ranked(replace(self, rival=rival))

    def frame(self, lang: Language = DEFAULT_LANGUAGE) -> pd.DataFrame:
        """Return one row an assumption, the widest swing first.

        Returns
        -------
        DataFrame
            ``path``, ``label``, ``unit``; ``low_value``, ``central_value``, ``high_value``; for each option
            ``<option>_low_eur`` and ``<option>_high_eur``; ``gap_low_eur``, ``gap_high_eur`` (rival less best),
            ``swing_eur``, ``changes_best`` (any other option becomes the cheapest).
        """
        import pandas as pd

        assumptions = assumptions_of(self.scenario)
        columns: dict[str, object] = {
            "path": list(self.paths),
            "label": labels_of(self.scenario, self.paths, lang),
            "unit": [unit_of(path, lang) for path in self.paths],
            "low_value": self.values[0],
            "central_value": np.array([assumptions[path].value for path in self.paths], float),
            "high_value": self.values[1],
        }
        for option, costs in zip(self.options, self.costs_eur, strict=True):
            columns |= {f"{option.key}_low_eur": costs[0], f"{option.key}_high_eur": costs[1]}
        low, high = self.gap_eur
        columns |= {"gap_low_eur": low, "gap_high_eur": high, "swing_eur": self.swing_eur}
        return pd.DataFrame(columns | {"changes_best": self.changes_best})

    def table(self, top: int, lang: Language = DEFAULT_LANGUAGE) -> Table:
        """Return how far each assumption moves the gap between the best option and its rival, the widest first."""

        def starred(row: Row, name: str, _: Language) -> str:
            return f"{row[name]}{' *' if row['changes_best'] else ''}"

        columns: Columns = {
            "sensitivity.column.label": ("label", starred),
            "study.low": ("low_value", as_value),
            "study.high": ("high_value", as_value),
            "study.gap_low": ("gap_low_eur", as_amount),
            "study.gap_high": ("gap_high_eur", as_amount),
            "study.swing": ("swing_eur", as_amount),
        }
        title, star = text("study.tornado", lang), text("study.star", lang)
        return table_of(self.frame(lang).head(top), columns, lang, title, caption=star)

    def notes(self, lang: Language = DEFAULT_LANGUAGE) -> list[str]:
        """Return what must be said beside the figures."""
        if self.rival is None:
            return [text("sensitivity.tornado_note", lang)]
        words = {"best": self.best.label(lang), "second": self.rival.label(lang)}
        return [text("sensitivity.gap_note", lang, **words), text("sensitivity.tornado_note", lang)]

    @property
    def _best(self) -> int:
        """The rank of the cheapest option at the central values; of equals, the first, as in `compare`."""
        return int(np.argmin(self.central_eur))

    def _rank_of(self, option: Option) -> int:
        return [known.key for known in self.options].index(option.key)


def tornado(scenario: Scenario[Assumption], options: Iterable[Option] | None = None) -> Tornado:
    """Move each uncertain assumption alone to its P5 and to its P95, the others central.

    Parameters
    ----------
    scenario : Scenario
    options : iterable of Option, optional
        The scenario's own by default.

    Returns
    -------
    Tornado

    Examples
    --------
    >>> import hds_tco as ht
    >>> frame = ht.sensitivity.tornado(ht.load("reference-ght")).frame("en")
    >>> frame["path"].iloc[0], bool(frame["changes_best"].iloc[0])
    ('external.price_eur_per_vm_per_month', False)
    """
    chosen = options_of(scenario, options)
    paths = uncertain_paths(scenario)
    return tornado_by(scenario, chosen, lambda sets: traced_costs(scenario, chosen, paths, sets))


def tornado_by(
    scenario: Scenario[Assumption], options: tuple[Option, ...], costs_of: Callable[[Array], Array]
) -> Tornado:
    """Do the same with costs that somebody else works out.

    Parameters
    ----------
    scenario : Scenario
    options : tuple of Option
    costs_of : callable
        Gets sets of values, one row for each of `uncertain_paths`, one column a set; returns the options' costs, risks
        at their expectation, one row an option.
    """
    paths = uncertain_paths(scenario)
    assumptions = assumptions_of(scenario)
    # One column for the centre, then two an assumption: its low end, its high end.
    centre = np.array([central(assumptions[path]) for path in paths]).reshape(-1, 1)
    sets = np.repeat(centre, 1 + 2 * len(paths), axis=1)
    ends = np.array([_ends(assumptions[path]) for path in paths]).reshape(-1, 2)
    for rank in range(len(paths)):
        sets[rank, 1 + 2 * rank : 3 + 2 * rank] = ends[rank]
    costs = costs_of(sets)
    moved = costs[:, 1:].reshape(len(options), len(paths), 2).transpose(0, 2, 1)
    rival = rival_of(options, costs[:, 0].tolist())
    return _ranked(Tornado(scenario, options, paths, costs[:, 0], ends.T, moved, rival))


def _ranked(chart: Tornado) -> Tornado:
    """Return the same, the widest swing first."""
    order = np.argsort(-chart.swing_eur, kind="stable")
    paths = tuple(chart.paths[rank] for rank in order)
    return replace(chart, paths=paths, values=chart.values[:, order], costs_eur=chart.costs_eur[:, :, order])


def _ends(assumption: Assumption) -> tuple[float, float]:
    if assumption.distribution is None:
        raise AssertionError("an uncertain assumption has a distribution")
    low, high = assumption.distribution.quantile(np.array([LOW, HIGH]))
    return float(low), float(high)


def first_tornado(scenario: Scenario[Assumption]) -> Tornado:
    """Return what `hds_tco.sensitivity.tornado` finds, for one look: no faster the second time.

    Examples
    --------
    >>> import hds_tco as ht
    >>> first_tornado(ht.load("reference-ght")).paths[0]
    'external.price_eur_per_vm_per_month'
    """
    options = options_of(scenario, None)
    paths = uncertain_paths(scenario)
    return tornado_by(scenario, options, lambda sets: costs_at(scenario, options, paths, sets))


def swings_by_half(scenario: Scenario[Assumption], paths: Iterable[str]) -> dict[str, float]:
    """Return by how much half and one and a half of each assumption move what some option costs, in euros.

    Those at zero, of which there is no half, and those that cannot take any value are left out.

    Examples
    --------
    >>> import hds_tco as ht
    >>> swings = swings_by_half(ht.load("chi-eure-seine-2017-total"), ["finance.vat_share"])
    >>> swings
    {}
    """
    known, free = assumptions_of(scenario), set(scalar_paths(scenario))
    moved = [path for path in paths if path in free and central(known[path]) != 0.0]
    if not moved:
        return {}
    sets = np.repeat(np.array([[central(known[path])] for path in moved]), 2 * len(moved), axis=1)
    for rank, path in enumerate(moved):
        kind = kind_at(path)
        for place, times in ((2 * rank, 0.5), (2 * rank + 1, 1.5)):
            value = sets[rank, place] * times
            sets[rank, place] = value if kind is None else min(max(value, kind.low), kind.high)
    costs = costs_at(scenario, options_of(scenario, None), moved, sets)
    swings = np.abs(costs[:, 1::2] - costs[:, ::2]).max(axis=0)
    return {path: float(swing) for path, swing in zip(moved, swings, strict=True)}
