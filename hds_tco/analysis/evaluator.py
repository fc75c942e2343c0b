"""Options priced on many sets of values at once: the model traced, unrolled and run on columns."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from copy import copy
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from hds_tco.analysis.measures import Groups, event_columns, event_symbols, most_incidents, traced_measures
from hds_tco.model.options import Option, lines_of, options_of, traced_years
from hds_tco.scenario import Assumption, Scenario, resolve
from hds_tco.scenario.assumption import Section
from hds_tco.scenario.fields import field_at, kind_of
from hds_tco.scenario.kinds import Kind
from hds_tco.scenario.scenario import assumptions_of
from hds_tco.trace import Runner, symbol_input, unroll, user_cache
from hds_tco.trace.instructions import coded, decoded
from hds_tco.trace.tiered import TieredRunner, runner_of

Array = npt.NDArray[np.float64]


class Evaluator:
    """The present costs of options as a function of some assumptions (and of what chance decides).

    Parameters
    ----------
    scenario : Scenario
        Every other assumption keeps its central value.
    paths : iterable of str
        Assumptions that change: any number, yes or no (1 or 0) and share, but not whole years that one decides, or
        choices. Figures by year (or by activity) change as a whole: a factor stands for them, 1 in the scenario.
    drawn : bool
        Whether exits and incidents are drawn as well; then `columns` holds the events after the paths.
    measures : collection of str, optional
        Last words of the measures wanted, all by default; what only others need is not computed.
    options : iterable of Option, optional
        The scenario's own by default.
    compiled : bool, optional
        Whether to compile at once; by default when so many sets are run that it pays. Changes no figure.
    groups : mapping of str to tuple of str, optional
        More measures: present costs of the lines whose keys begin so, risks at their expectation.

    Attributes
    ----------
    columns : tuple of str
        What each row of the values is: `paths`, then events (`hds_tco.sampling.EVENT`).
    measures : tuple of str
        What each row of the results is: for each option ``<key>.expected`` (risks at their expectation), and with
        `drawn` ``<key>.cost`` (risks as drawn), ``<key>.restitution``, ``<key>.incidents``, all present costs in euros;
        then ``external.exit_year``, ``.exit_days``, ``.interruption_days``, ``.data_lost`` of the first forced exit (0
        if none); and for each option ``<key>.<group>``.

    Raises
    ------
    ValueError
        If a path is no assumption that can change, or a group's name is taken.

    Examples
    --------
    >>> import hds_tco as ht
    >>> evaluator = Evaluator(ht.load("reference-ght"), ["finance.real_discount_rate_per_year"])
    >>> costs = evaluator.run(np.array([[0.0, 0.032]]))
    >>> costs.shape, bool(costs[0, 0] > costs[0, 1])
    ((3, 2), True)
    """

    def __init__(
        self,
        scenario: Scenario[Assumption],
        paths: Iterable[str],
        *,
        drawn: bool = False,
        measures: Collection[str] | None = None,
        options: Iterable[Option] | None = None,
        compiled: bool | None = None,
        groups: Mapping[str, tuple[str, ...]] | None = None,
    ) -> None:
        chosen = tuple(options) if options is not None else options_of(scenario)
        self.scenario = scenario
        self.options = chosen
        self.paths = tuple(paths)
        _refuse_unchangeable(scenario, self.paths)
        wanted = None if measures is None else frozenset(measures)
        sums = tuple((groups or {}).items())
        most = most_incidents(scenario, self.paths) if drawn else 0
        self._runner = _runner(
            _Structure(scenario, self.paths), self.paths, drawn, wanted, chosen, compiled, sums, most
        )
        events = event_columns(scenario.horizon_years) if drawn else ()
        self.columns = (*self.paths, *events)
        self.measures = tuple(self._runner.rows.outputs)
        rank = {path: place for place, path in enumerate(self.columns)}
        self._places = [rank[path] for path in self._runner.rows.columns]
        assumptions = assumptions_of(scenario)
        self._parameters = [central(assumptions[path]) for path in self._runner.rows.parameters]

    @property
    def read(self) -> tuple[str, ...]:
        """The columns that change anything; the others may hold what they like."""
        return self._runner.rows.columns

    def compiled(self) -> Evaluator:
        """Return the same evaluator compiled, if the compiler is installed: seconds now, a tenth of the time later."""
        made = copy(self)
        made._runner = runner_of(self._runner.rows, True)
        return made

    def expect(self, sets: int) -> None:
        """Announce how many sets will be run: compiles at once if they make it pay."""
        if isinstance(self._runner, TieredRunner):
            self._runner.expect(sets)

    def run(self, values: Array | Sequence[Array], out: Array | None = None) -> Array:
        """Return the measures of each set of values.

        Parameters
        ----------
        values : ndarray or sequence of ndarray
            One row for each of `columns`, one column a set.
        out : ndarray, optional
            Where to put the result.

        Returns
        -------
        ndarray
            Shape ``(measures, sets)``.
        """
        if len(values) != len(self.columns):
            raise ValueError(f"{len(values)} rows of values for {len(self.columns)} columns")
        if out is None:
            sets = np.shape(values)[1] if isinstance(values, np.ndarray) else len(values[0]) if len(values) else 1
            out = np.empty((len(self.measures), sets))
        self._runner.run([values[place] for place in self._places], out, self._parameters)
        return out

    def central(self, sets: int = 1) -> Array:
        """Return the central values of `paths`, as many times as asked: rows to start from. Events are not included."""
        assumptions = assumptions_of(self.scenario)
        values = [[central(assumptions[path])] for path in self.paths]
        return np.repeat(np.array(values).reshape(-1, 1), sets, axis=1)

    def rows_of(self, measure: str) -> list[int]:
        """Return the rows of a measure in the results, one an option, in the options' order.

        Examples
        --------
        >>> import hds_tco as ht
        >>> Evaluator(ht.load("reference-ght"), [], drawn=True).rows_of("cost")
        [1, 5, 13]
        """
        return [self.measures.index(f"{option.key}.{measure}") for option in self.options]


def central(assumption: Assumption) -> float:
    """Return the number that an assumption stands at; a list stands at once itself, the factor that moves it.

    Examples
    --------
    >>> central(Assumption(0.2)), central(Assumption((500.0, 50.0)))
    (0.2, 1.0)
    """
    return 1.0 if isinstance(assumption.value, tuple) else float(assumption.value)


class _Structure:
    """A scenario but for its single figures: what decides which steps the model takes, not what they give.

    Scenarios of one structure share the unrolled and compiled work: another price is another parameter. A figure at
    exactly zero or one (a clause that is not held, a cost that is not there) is part of the structure, for whole
    branches of the model fall away with it.

    Parameters
    ----------
    scenario : Scenario
    paths : collection of str
        Assumptions that are columns: their values do not count, but for those of a list, which a factor multiplies.
    """

    def __init__(self, scenario: Scenario[Assumption], paths: Collection[str]) -> None:
        self.scenario = scenario
        assumptions = assumptions_of(scenario)
        self.parameters = tuple(
            path for path, item in assumptions.items() if can_change(path) and item.value not in (0.0, 1.0)
        )
        free = {*self.parameters, *paths}
        held = tuple(
            (path, item.value)
            for path, item in assumptions.items()
            if path not in free or isinstance(item.value, tuple)
        )
        self._key = (_without_figures(scenario, {"name", "description", "correlations"}), held)

    def cache_key(
        self,
        paths: tuple[str, ...],
        drawn: bool,
        measures: frozenset[str] | None,
        options: tuple[Option, ...],
        groups: Groups,
        most_in_a_year: int,
    ) -> str | None:
        """Return the key of the rows in the user's cache; None for options of the caller's own, which no key tells."""
        if not set(options) <= set(options_of(self.scenario)):
            return None
        wanted = None if measures is None else sorted(measures)
        names = [option.key for option in options]
        return user_cache.key_of("rows", self._key, paths, drawn, wanted, names, groups, most_in_a_year)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Structure) and self._key == other._key

    def __hash__(self) -> int:
        return hash(self._key)


def _without_figures(node: Any, but: Collection[str] = ()) -> Any:
    """Return a scenario's tree with its sections, blocks, choices and lists, its assumptions left out."""
    if isinstance(node, Section):
        parts = [(name, getattr(node, name)) for name in type(node).model_fields if name not in but]
    elif isinstance(node, dict):
        parts = sorted(node.items())
    else:
        return node
    return tuple((name, _without_figures(part)) for name, part in parts if not isinstance(part, Assumption))


@lru_cache(maxsize=32)
def _runner(
    structure: _Structure,
    paths: tuple[str, ...],
    drawn: bool,
    measures: frozenset[str] | None,
    options: tuple[Option, ...],
    compiled: bool | None,
    groups: Groups,
    most_in_a_year: int,
) -> Runner:
    key = structure.cache_key(paths, drawn, measures, options, groups, most_in_a_year)
    content = None if key is None else user_cache.load(key)
    if content is not None:
        return runner_of(decoded(content), compiled, key, returned=True)
    scenario = structure.scenario
    moved_lists = frozenset(path for path in paths if is_list(path))
    outputs = traced_measures(scenario, options, drawn, groups, most_in_a_year, moved_lists)
    if measures is not None:
        outputs = {name: value for name, value in outputs.items() if name.rpartition(".")[2] in measures}
    rows = unroll(outputs, [*paths, *event_columns(scenario.horizon_years)], structure.parameters)
    if key is not None:
        user_cache.save(key, coded(rows))
    return runner_of(rows, compiled, key)


def refuse_untraceable(scenario: Scenario[Assumption], option: Option) -> None:
    """Check that what a user composed can be taken apart, drawn and written as formulas.

    Parameters
    ----------
    scenario : Scenario
    option : Option
        Trusted if every piece is the model's own.

    Raises
    ------
    UntraceableError
        If a piece does something that no formula can say; says which piece, and what to write instead.
    """
    if not all((getattr(piece, "__module__", "") or "").startswith("hds_tco.model.") for piece in option.pieces):
        _trace_once(_Structure(scenario, ()), option)


@lru_cache(maxsize=32)
def _trace_once(structure: _Structure, option: Option) -> None:
    """Trace an option as `explain` and the workbook do, then with events as draws do."""
    scenario = structure.scenario
    given, year = resolve(scenario, symbol_input), traced_years(scenario.horizon_years)
    events = event_symbols(scenario.horizon_years, most_incidents(scenario, ()))
    for chance in (None, events):
        lines_of(option, given, year, chance)


def _refuse_unchangeable(scenario: Scenario[Assumption], paths: tuple[str, ...]) -> None:
    assumptions = assumptions_of(scenario)
    for path in paths:
        if path not in assumptions or not (can_change(path) or is_list(path)):
            raise ValueError(f"{path!r} is no assumption that can change from draw to draw")


def can_change(path: str) -> bool:
    """Tell whether an assumption is one figure that may change: not by year, nor whole years that one decides."""
    kind = _kind_at(path)
    return kind is not None and not kind.per_year and not kind.whole


def is_list(path: str) -> bool:
    """Tell whether an assumption is a list of figures, by year or by activity."""
    kind = _kind_at(path)
    return kind is not None and kind.per_year


@lru_cache(maxsize=4096)
def _kind_at(path: str) -> Kind | None:
    place = field_at(path)
    return kind_of(*place) if place is not None else None
