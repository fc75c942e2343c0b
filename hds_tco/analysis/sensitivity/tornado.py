"""Which assumptions weigh on the decision: each goes alone from low to high, and the gap between options moves."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

import numpy as np
import numpy.typing as npt

from hds_tco.analysis.sensitivity.naming import labels_of, unit_of
from hds_tco.analysis.sensitivity.scan import beats, evaluator_of, options_of
from hds_tco.locale import DEFAULT_LANGUAGE, Language, text
from hds_tco.model.options import Option
from hds_tco.scenario import Assumption, Scenario, assumptions_of, uncertain_paths

if TYPE_CHECKING:
    import pandas as pd

Array = npt.NDArray[np.float64]
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

    Examples
    --------
    >>> import hds_tco as ht
    >>> ht.tornado(ht.load("reference-ght")).best.key
    'external'
    """

    scenario: Scenario[Assumption]
    options: tuple[Option, ...]
    paths: tuple[str, ...]
    central_eur: Array
    values: Array
    costs_eur: Array

    @property
    def best(self) -> Option:
        """The cheapest option at the central values."""
        return self.options[self._order[0]]

    @property
    def runner_up(self) -> Option | None:
        """The next one; None if there is one option only."""
        return self.options[self._order[1]] if len(self.options) > 1 else None

    @property
    def gap_eur(self) -> Array:
        """By how much the runner-up costs more than the best: shape ``(2, paths)``; nan with one option."""
        if self.runner_up is None:
            return np.full(self.values.shape, np.nan)
        gap: Array = self.costs_eur[self._order[1]] - self.costs_eur[self._order[0]]
        return gap

    @property
    def central_gap_eur(self) -> float:
        """The gap at the central values."""
        costs = self.central_eur[self._order]
        return float(costs[1] - costs[0]) if len(costs) > 1 else float("nan")

    @property
    def swing_eur(self) -> Array:
        """How far the gap moves from one end to the other; with one option, its cost."""
        moved = self.gap_eur if self.runner_up is not None else self.costs_eur[0]
        return np.asarray(np.abs(moved[1] - moved[0]))

    @property
    def changes_best(self) -> npt.NDArray[np.bool_]:
        """Whether another option is the cheapest at one of the ends, by assumption."""
        both = beats(self.costs_eur.reshape(len(self.options), -1), self._order[0]).reshape(self.values.shape)
        return np.asarray(both.any(axis=0))

    def frame(self, lang: Language = DEFAULT_LANGUAGE) -> pd.DataFrame:
        """Return one row an assumption, the widest swing first.

        Returns
        -------
        DataFrame
            ``path``, ``label``, ``unit``; ``low_value``, ``central_value``, ``high_value``; for each option
            ``<option>_low_eur`` and ``<option>_high_eur``; ``gap_low_eur``, ``gap_high_eur`` (runner-up less best),
            ``swing_eur``, ``changes_best``.
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

    def notes(self, lang: Language = DEFAULT_LANGUAGE) -> list[str]:
        """Return what must be said beside the figures."""
        if self.runner_up is None:
            return [text("sensitivity.tornado_note", lang)]
        words = {"best": self.best.label(lang), "second": self.runner_up.label(lang)}
        return [text("sensitivity.gap_note", lang, **words), text("sensitivity.tornado_note", lang)]

    @property
    def _order(self) -> list[int]:
        """The options' ranks from the cheapest at the central values; the first of equals first, as in `compare`."""
        return [int(rank) for rank in np.argsort(self.central_eur, kind="stable")]


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
    >>> frame = ht.tornado(ht.load("reference-ght")).frame("en")
    >>> frame["path"].iloc[0], bool(frame["changes_best"].iloc[0])
    ('external.price_eur_per_vm_per_month', True)
    """
    chosen = options_of(scenario, options)
    evaluator = evaluator_of(scenario, chosen)
    rows = evaluator.rows_of("expected")
    places = [evaluator.paths.index(path) for path in uncertain_paths(scenario)]

    def costs_of(sets: Array) -> Array:
        values = evaluator.central(sets.shape[1])
        values[places] = sets
        costs: Array = evaluator.run(values)[rows]
        return costs

    return tornado_by(scenario, chosen, costs_of)


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
    centre = np.array([float(cast("float", assumptions[path].value)) for path in paths]).reshape(-1, 1)
    sets = np.repeat(centre, 1 + 2 * len(paths), axis=1)
    ends = np.array([_ends(assumptions[path]) for path in paths]).reshape(-1, 2)
    for rank in range(len(paths)):
        sets[rank, 1 + 2 * rank : 3 + 2 * rank] = ends[rank]
    costs = costs_of(sets)
    moved = costs[:, 1:].reshape(len(options), len(paths), 2).transpose(0, 2, 1)
    found = Tornado(scenario, options, paths, costs[:, 0], ends.T, moved)
    order = np.argsort(-found.swing_eur, kind="stable")
    ranked = tuple(paths[rank] for rank in order)
    return Tornado(scenario, options, ranked, costs[:, 0], ends.T[:, order], moved[:, :, order])


def _ends(assumption: Assumption) -> tuple[float, float]:
    if assumption.distribution is None:
        raise AssertionError("an uncertain assumption has a distribution")
    low, high = assumption.distribution.quantile(np.array([LOW, HIGH]))
    return float(low), float(high)
