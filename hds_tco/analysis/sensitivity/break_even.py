"""How far an assumption may go before another option is the best."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
import numpy.typing as npt

from hds_tco.analysis.comparison import MOST_EUR
from hds_tco.analysis.estimate import Array, Flags
from hds_tco.analysis.evaluator import Evaluator, central, is_list
from hds_tco.analysis.frame_table import Columns, Row, as_words, table_of
from hds_tco.analysis.sensitivity.labels import as_value, kind_at, labels_of, unit_of
from hds_tco.analysis.sensitivity.ranges import (
    REASONS,
    Reason,
    axis_paths,
    beats,
    evaluator_of,
    first_change,
    options_of,
    range_of,
    refuse_single,
    step_values,
    why_left_out,
)
from hds_tco.analysis.table import Table, frame_of
from hds_tco.locale import DEFAULT_LANGUAGE, Language, decimal, number_of, percent, text
from hds_tco.model.options import Option
from hds_tco.scenario import Assumption, Scenario, assumptions_of

if TYPE_CHECKING:
    import pandas as pd

Ranks: TypeAlias = npt.NDArray[np.int_]
COLUMNS = (
    *("path", "label", "unit", "central_value", "range_low", "range_high", "uncertain", "never"),
    *("break_even_value", "change_share", "next_best", "next_best_label", "probability_beyond"),
)
# Steps of the scan from the central value to each end: costs jump (whole modules), and bisection alone would miss that.
STEPS = 128
# The step in which the best option changes is cut into so many, so many times over: as 24 halvings, in fewer runs, and
# the value is then known to 1e-9 of the range.
CUTS, ROUNDS = 16, 6
# Sets of values run together, so that their columns stay small.
SETS_A_RUN = 16_384


@dataclass(frozen=True)
class BreakEven:
    """Where the best option changes along one assumption, the others at their central values.

    Parameters
    ----------
    path : str
    central, low, high : float
        The central value, and the range that was looked at. Of figures by year or by activity: of the factor that moves
        them as a whole, 1 in the scenario.
    uncertain : bool
        Whether the range comes from a distribution (else from 0 to three times the value).
    value : float or None
        The value nearest to the central one at which another option is the best; None if there is none in the range.
    next_best : Option or None
        Which option is the best there.
    probability_beyond : float or None
        Chance that the assumption, drawn alone, passes the value; None if it is not uncertain.
    """

    path: str
    central: float
    low: float
    high: float
    uncertain: bool
    value: float | None = None
    next_best: Option | None = None
    probability_beyond: float | None = None

    @property
    def never(self) -> bool:
        """Whether no value of the range changes the best option."""
        return self.value is None

    @property
    def plays_no_part(self) -> bool:
        """Whether it is certain and stands at zero: what is not there today is no news of what is."""
        return self.central == 0.0 and not self.uncertain

    @property
    def share_of_way(self) -> float:
        """How far the value is on the way from the central one to the end of the range; infinite if there is none."""
        if self.value is None:
            return float("inf")
        end = self.high if self.value > self.central else self.low
        return (self.value - self.central) / (end - self.central)


@dataclass(frozen=True)
class BreakEvens:
    """Break-even values of every numeric assumption, the nearest first.

    Parameters
    ----------
    scenario : Scenario
    best : Option
        The best option at the central values.
    values : tuple of BreakEven
        By the share of the way to the end of the range; then those that stand at zero and are certain, likewise; those
        without a break-even last.
    without_range : tuple of str
        Assumptions that stand at zero, or at a list of zeros, without a distribution: there is no range to look at.
    steps : bool
        Whether whole years and yes or no were tried, value by value.

    Examples
    --------
    >>> import hds_tco as ht
    >>> found = ht.sensitivity.break_even(ht.load("reference-ght"))
    >>> found["hospital.beds"].never, found["leasing.residual_share"].next_best.key
    (True, 'leasing')
    """

    scenario: Scenario[Assumption]
    best: Option
    values: tuple[BreakEven, ...]
    without_range: tuple[str, ...]
    steps: bool = False

    def __getitem__(self, path: str) -> BreakEven:
        for value in self.values:
            if value.path == path:
                return value
        raise KeyError(path)

    @property
    def left_out(self) -> dict[str, Reason]:
        """Why each assumption that has no row has none, by path."""
        with_row = {item.path for item in self.values}
        return {path: why_left_out(path, self.steps) for path in assumptions_of(self.scenario) if path not in with_row}

    def left_out_frame(self, lang: Language = DEFAULT_LANGUAGE) -> pd.DataFrame:
        """Return one row an assumption without a break-even value: ``path``, ``label``, ``reason`` and its words."""
        import pandas as pd

        paths, reasons = list(self.left_out), list(self.left_out.values())
        labels = [text(f"sensitivity.left_out.{reason}", lang) for reason in reasons]
        names = labels_of(self.scenario, paths, lang)
        return pd.DataFrame({"path": paths, "label": names, "reason": reasons, "reason_label": labels})

    def frame(self, lang: Language = DEFAULT_LANGUAGE) -> pd.DataFrame:
        """Return one row an assumption, the nearest break-even first.

        Returns
        -------
        DataFrame
            ``path``, ``label``, ``unit``, ``central_value``, ``range_low``, ``range_high``, ``uncertain``, ``never``,
            ``break_even_value``, ``change_share`` (of the central value), ``next_best``, ``next_best_label``,
            ``probability_beyond``; nan or None where there is no break-even.
        """
        names = labels_of(self.scenario, [item.path for item in self.values], lang)
        rows = [
            {
                "path": item.path,
                "label": name,
                "unit": unit_of(item.path, lang),
                "central_value": item.central,
                "range_low": item.low,
                "range_high": item.high,
                "uncertain": item.uncertain,
                "never": item.never,
                "break_even_value": np.nan if item.value is None else item.value,
                "change_share": _change(item),
                "next_best": item.next_best.key if item.next_best else None,
                "next_best_label": item.next_best.label(lang) if item.next_best else None,
                "probability_beyond": np.nan if item.probability_beyond is None else item.probability_beyond,
            }
            for item, name in zip(self.values, names, strict=True)
        ]
        return frame_of(rows, COLUMNS)

    def table(self, top: int = 10, lang: Language = DEFAULT_LANGUAGE) -> Table:
        """Return the values at which another option becomes the cheapest, the nearest first."""

        def share(row: Row, name: str, lang: Language) -> str:
            return "–" if np.isnan(row[name]) else percent(row[name], lang, 0)

        columns: Columns = {
            "sensitivity.column.label": ("label", as_words),
            "study.central": ("central_value", as_value),
            "study.threshold": ("break_even_value", as_value),
            "study.change": ("change_share", share),
            "study.beyond": ("probability_beyond", share),
            "study.next_best": ("next_best_label", as_words),
        }
        frame = self.frame(lang)
        near = frame[~frame["never"].astype(bool)]
        never = {"never": decimal(len(frame) - len(near), lang), "all": decimal(len(frame), lang)}
        title = text("study.break_even", lang, option=self.best.named(lang))
        return table_of(near.head(top), columns, lang, title, caption=text("study.never", lang, **never))

    def notes(self, lang: Language = DEFAULT_LANGUAGE) -> list[str]:
        """Return what must be said beside the figures."""
        step = percent(1 / STEPS, lang, 1)
        notes = [text("sensitivity.break_even_note", lang, option=self.best.named(lang), step=step)]
        if any(is_list(item.path) for item in self.values):
            notes.append(text("sensitivity.lists_note", lang))
        if self.steps:
            notes.append(text("sensitivity.steps_note", lang))
        reasons = list(self.left_out.values())
        if reasons:
            counts = [(reason, reasons.count(reason)) for reason in REASONS if reason in reasons]
            each = (f"{text(f'sensitivity.left_out.{reason}', lang)} ({decimal(n, lang)})" for reason, n in counts)
            notes.append(number_of("sensitivity.left_out_note", len(reasons), lang, reasons=", ".join(each)))
        return notes


def break_even(
    scenario: Scenario[Assumption], options: Iterable[Option] | None = None, *, steps: bool = False
) -> BreakEvens:
    """Find, for every numeric assumption, the value nearest to the central one at which the best option changes.

    Each range is scanned in 128 steps on either side of the central value, then the first step in which the best
    option changes is cut finer and finer. A change that comes and goes within one step may be missed. Figures by year
    or by activity are moved as a whole, by one factor.

    Parameters
    ----------
    scenario : Scenario
    options : iterable of Option, optional
        The scenario's own by default.
    steps : bool
        Whether to try every value of whole numbers of years, and the other answer of each yes or no, as well: a second
        or two.

    Returns
    -------
    BreakEvens
        At each value another option is cheaper, by half a cent at least.

    Raises
    ------
    ScenarioError
        If there is one option only.

    Examples
    --------
    >>> import hds_tco as ht
    >>> found = ht.sensitivity.break_even(ht.load("reference-ght"))
    >>> found.best.key, found.values[0].never
    ('in_house', False)
    """
    chosen = options_of(scenario, options)
    refuse_single(chosen)
    assumptions = assumptions_of(scenario)
    ranges = {path: range_of(path, assumptions[path]) for path in axis_paths(scenario)}
    paths = tuple(path for path, (low, high) in ranges.items() if low < high)
    scan = _Scan(evaluator_of(scenario, chosen))
    changes = scan.changes({path: ranges[path] for path in paths})
    values = []
    for path in paths:
        assumption = assumptions[path]
        item = BreakEven(path, central(assumption), *ranges[path], assumption.distribution is not None)
        if path in changes:
            value, winner = changes[path]
            beyond = _beyond(assumption, value)
            item = replace(item, value=value, next_best=chosen[winner], probability_beyond=beyond)
        values.append(item)
    if steps:
        values += _steps(scenario, chosen, scan.best)
    values.sort(key=lambda item: (item.never, item.plays_no_part, item.share_of_way))
    without_range = tuple(path for path in ranges if path not in paths)
    return BreakEvens(scenario, chosen[scan.best], tuple(values), without_range, steps)


def _steps(scenario: Scenario[Assumption], options: tuple[Option, ...], best: int) -> Iterator[BreakEven]:
    """Yield what each assumption that takes a few values does, but for those whose other values are all refused."""
    for path, assumption in assumptions_of(scenario).items():
        others = step_values(path, assumption)
        if not others:
            continue
        tried, change = first_change(scenario, path, options, best)
        if not tried:
            continue
        now = central(assumption)
        item = BreakEven(path, now, min(now, *others), max(now, *others), False)
        yield item if change is None else replace(item, value=change[0], next_best=options[change[1]])


class _Scan:
    """One assumption varied at a time, many of them in a run."""

    def __init__(self, evaluator: Evaluator) -> None:
        self._evaluator = evaluator
        self._centre = evaluator.central()[:, 0]
        self.best = int(self._costs(np.array([], int), np.array([])).argmin())

    def changes(self, ranges: Mapping[str, tuple[float, float]]) -> dict[str, tuple[float, int]]:
        """Return, by path, the nearest value that changes the best option, and the new best."""
        paths, read = self._evaluator.paths, frozenset(self._evaluator.read)
        varied = np.array([rank for rank, path in enumerate(paths) if path in ranges and path in read], int)
        ends = np.array([ranges[paths[rank]] for rank in varied]).reshape(-1, 2)
        steps = [self._first_steps(varied, ends[:, side]) for side in (0, 1)]
        ranks, near, far = (np.concatenate(parts) for parts in zip(*steps, strict=True))
        if not len(ranks):
            return {}
        for _ in range(ROUNDS):
            _, near, far = self._first_step(ranks, near, far, CUTS)
        winners = self._costs(ranks, far).argmin(axis=0)
        nearest: dict[str, tuple[float, int]] = {}
        for rank, value, winner in zip(ranks.tolist(), far.tolist(), winners.tolist(), strict=True):
            path, centre = paths[rank], self._centre[rank]
            if path not in nearest or abs(value - centre) < abs(nearest[path][0] - centre):
                nearest[path] = (value, winner)
        return nearest

    def _first_steps(self, ranks: Ranks, ends: Array) -> tuple[Ranks, Array, Array]:
        """Scan from the centre to the ends; return what changes the best option, and the first steps that do."""
        moved = ends != self._centre[ranks]
        ranks, ends = ranks[moved], ends[moved]
        together = max(1, SETS_A_RUN // STEPS)
        steps = [(np.array([], int), np.array([]), np.array([]))]
        for start in range(0, len(ranks), together):
            some = slice(start, start + together)
            changed, near, far = self._first_step(ranks[some], self._centre[ranks[some]], ends[some], STEPS)
            steps.append((ranks[some][changed], near[changed], far[changed]))
        first, near, far = (np.concatenate(parts) for parts in zip(*steps, strict=True))
        return first, near, far

    def _first_step(self, ranks: Ranks, near: Array, far: Array, cuts: int) -> tuple[Flags, Array, Array]:
        """Cut each way in so many steps; return whether any changes the best option, and both ends of the first."""
        values = near[:, None] + (far - near)[:, None] * (np.arange(cuts + 1) / cuts)
        values[:, -1] = far
        changed = self._changed(np.repeat(ranks, cuts), values[:, 1:].ravel()).reshape(-1, cuts)
        first = changed.argmax(axis=1)
        place = np.arange(len(ranks))
        return np.asarray(changed.any(axis=1)), values[place, first], values[place, first + 1]

    def _changed(self, ranks: Ranks, values: Array) -> Flags:
        costs = self._costs(ranks, values)
        # Beyond all measure `compare` refuses the scenario: no answer there.
        measured = (np.abs(costs) <= MOST_EUR).all(axis=0)
        return np.asarray(beats(costs, self.best) & measured)

    def _costs(self, ranks: Ranks, values: Array) -> Array:
        """Return the options' costs with one assumption changed a set; of the centre if there is none."""
        sets = np.repeat(self._centre[:, None], max(len(ranks), 1), axis=1)
        sets[ranks, np.arange(len(ranks))] = values
        return self._evaluator.run(sets)


def _beyond(assumption: Assumption, value: float) -> float | None:
    if assumption.distribution is None:
        return None
    below = float(assumption.distribution.cdf(np.array([value]))[0])
    return below if value < central(assumption) else 1.0 - below


def _change(item: BreakEven) -> float:
    kind = kind_at(item.path)
    flag = kind is not None and kind.flag  # from yes to no is no change of 100 %
    if item.value is None or not item.central or flag:
        return float("nan")
    return item.value / item.central - 1.0
