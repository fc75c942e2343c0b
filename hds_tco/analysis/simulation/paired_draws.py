"""Paired draws: options on the draws of a simulation, whatever is changed; differences are then by draw."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np

from hds_tco.analysis.estimate import Array
from hds_tco.analysis.evaluator import Evaluator, central
from hds_tco.sampling import Sampler
from hds_tco.scenario import assumptions_of


class PairedDraws:
    """What an evaluator gives on the same draws, with some assumptions changed as one likes.

    Draws are those that `simulate` makes with the same seed.

    Parameters
    ----------
    evaluator : Evaluator
    draws, seed : int
    also : iterable of str
        Columns to draw besides those that the measures need.

    Raises
    ------
    ValueError
        If there is no draw.

    Examples
    --------
    >>> import hds_tco as ht
    >>> evaluator = Evaluator(ht.load("reference-ght"), ["external.setup_eur"], drawn=True, measures=["expected"])
    >>> paired = PairedDraws(evaluator, 100, 1)
    >>> dear, free = (paired.measures({"external.setup_eur": price}) for price in (1e5, 0.0))
    >>> bool((dear["external.expected"] > free["external.expected"]).all())
    True
    """

    def __init__(self, evaluator: Evaluator, draws: int, seed: int, also: Iterable[str] = ()) -> None:
        if draws < 1:
            raise ValueError("draws must be at least 1")
        self.draws = draws
        self.evaluator = evaluator
        columns = tuple(dict.fromkeys((*evaluator.read, *also)))
        values = Sampler(evaluator.scenario, columns, seed, draws).worker().values(0, draws)
        self._drawn: dict[str, Array] = dict(zip(columns, values, strict=True))
        self._assumptions = assumptions_of(evaluator.scenario)

    def central(self, path: str) -> float:
        """Return the central value of an assumption."""
        return central(self._assumptions[path])

    def column(self, path: str) -> Array:
        """Return the draws of an assumption or event; the central value, as many times, if nothing draws it."""
        return self._drawn[path] if path in self._drawn else np.full(self.draws, self.central(path))

    def measures(self, changes: Mapping[str, Array | float]) -> dict[str, Array]:
        """Return the evaluator's measures on every draw, with some assumptions changed: all draws alike, or each."""
        changed = {path: np.broadcast_to(value, self.draws).astype(float) for path, value in changes.items()}
        columns, unread = self._drawn | changed, np.empty(0)
        out = np.empty((len(self.evaluator.measures), self.draws))
        self.evaluator.run([columns.get(path, unread) for path in self.evaluator.columns], out)
        return dict(zip(self.evaluator.measures, out, strict=True))
