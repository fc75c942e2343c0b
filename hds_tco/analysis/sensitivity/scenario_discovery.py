"""When does the recommended option lose: the few conditions under which another one is cheaper."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from hds_tco.analysis.estimate import NOISE, UNKNOWN, Array, Estimate, Flags, share_of
from hds_tco.analysis.frame_table import cells_of
from hds_tco.analysis.optional import optional
from hds_tco.analysis.sensitivity.labels import labels_of, rounded, said, unit_of
from hds_tco.analysis.simulation import Simulation
from hds_tco.analysis.table import frame_of, with_errors
from hds_tco.locale import DEFAULT_LANGUAGE, Language, number_of, percent, points, text
from hds_tco.model.options import Option
from hds_tco.scenario import Assumption, Scenario, uncertain_paths

if TYPE_CHECKING:
    import pandas as pd

DRAWS = 20_000
MOST_RULES = 3
DEEPEST = 3
# No rule about fewer draws than these: it would describe chance.
LEAST_SHARE = 0.03
LEAST_DRAWS = 20
# A rule must say more than the base rate does: a quarter as likely again.
LIFT = 1.25
COLUMNS = (
    *("rule", "path", "label", "unit", "above", "threshold"),
    *(*with_errors(("coverage", "probability", "base_rate")), "share_of_losses"),
)


@dataclass(frozen=True)
class Condition:
    """One threshold.

    Parameters
    ----------
    column : int
        Rank of the input.
    above : bool
        Whether the input exceeds the threshold (else: it does not).
    threshold : float
    """

    column: int
    above: bool
    threshold: float

    def holds(self, inputs: Array) -> Flags:
        """Tell in which draws it holds."""
        over: Flags = inputs[self.column] > self.threshold
        return over if self.above else np.logical_not(over)


@dataclass(frozen=True)
class Rule:
    """Conditions that hold together, and what they are worth on draws that they were not found on.

    Parameters
    ----------
    conditions : tuple of Condition
    coverage : Estimate
        Share of the draws in which they hold.
    probability : Estimate
        Probability, when they hold, that the option is not the cheapest.
    share_of_losses : float
        Share of the draws lost that they hold in.
    """

    conditions: tuple[Condition, ...]
    coverage: Estimate
    probability: Estimate
    share_of_losses: float

    def holds(self, inputs: Array) -> Flags:
        """Tell in which draws all conditions hold."""
        return np.asarray(np.all([condition.holds(inputs) for condition in self.conditions], axis=0))


def losing_rules(inputs: Array, loses: Flags, seed: int = 0, lang: Language = DEFAULT_LANGUAGE) -> tuple[Rule, ...]:
    """Find a few rules that tell when something happens, on one half of the draws, and measure them on the other.

    A shallow classification tree (Breiman et al., 1984) cuts the first half; its leaves that lose at least a quarter as
    often again as the average become rules, with thresholds of three figures; two leaves of one cut become one rule.
    Rules that the second half does not confirm are left out.

    Parameters
    ----------
    inputs : ndarray
        Shape ``(inputs, draws)``.
    loses : ndarray of bool
        By draw.
    seed : int
        Settles equally good cuts.
    lang : {"fr", "en"}
        Language of the error message.

    Returns
    -------
    tuple of Rule
        At most 3 with at most 3 conditions each, the one that explains most losses first.

    Raises
    ------
    ImportError
        If scikit-learn is not installed.

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> inputs = rng.random((4, 4000))
    >>> found = losing_rules(inputs, (inputs[1] > 0.6) & (inputs[2] < 0.5))
    >>> [(rule.column, rule.above, round(rule.threshold, 1)) for rule in found[0].conditions]
    [(1, True, 0.6), (2, False, 0.5)]
    """
    half = inputs.shape[1] // 2
    if half < 2 * LEAST_DRAWS or not loses[:half].any() or loses[:half].all():
        return ()
    trees = optional("sklearn.tree", "analysis", lang)
    grown = trees.DecisionTreeClassifier(
        max_depth=DEEPEST, min_samples_leaf=max(LEAST_DRAWS, round(LEAST_SHARE * half)), random_state=seed % 2**32
    )
    grown.fit(inputs[:, :half].T, loses[:half])
    base = float(loses[:half].mean())
    rules = [
        measured(conditions, inputs[:, half:], loses[half:])
        for conditions in _leaves(grown.tree_, min(LIFT * base, (1.0 + base) / 2.0))
        if conditions
    ]
    held_out = share_of(loses[half:])
    confirmed = [rule for rule in rules if _beyond_luck(rule, held_out)]
    return tuple(sorted(confirmed, key=lambda rule: -rule.share_of_losses)[:MOST_RULES])


def measured(conditions: Sequence[Condition], inputs: Array, loses: Flags) -> Rule:
    """Return what conditions are worth on some draws."""
    rule = Rule(tuple(conditions), UNKNOWN, UNKNOWN, 0.0)
    inside = rule.holds(inputs)
    lost = loses[inside]
    of_all = float(lost.sum()) / max(float(loses.sum()), 1.0)
    return Rule(rule.conditions, share_of(inside), share_of(lost), of_all)


def _beyond_luck(rule: Rule, base: Estimate) -> bool:
    """Tell whether a rule says more than the base rate, the luck of the held-out draws set aside."""
    return rule.probability.value > base.value + NOISE * float(
        np.hypot(rule.probability.standard_error, base.standard_error)
    )


def _leaves(tree: Any, least: float) -> Iterator[tuple[Condition, ...]]:
    """Yield the conditions of the highest nodes of which every leaf loses at least so often."""

    def loses_everywhere(node: int) -> bool:
        left, right = int(tree.children_left[node]), int(tree.children_right[node])
        if left == right:
            counts = tree.value[node][0]
            return bool(counts[1] >= least * counts.sum())
        return loses_everywhere(left) and loses_everywhere(right)

    def walk(node: int, above: tuple[Condition, ...]) -> Iterator[tuple[Condition, ...]]:
        if loses_everywhere(node):
            yield above
        elif tree.children_left[node] != tree.children_right[node]:
            column, threshold = int(tree.feature[node]), rounded(float(tree.threshold[node]))
            yield from walk(int(tree.children_left[node]), _with(above, Condition(column, False, threshold)))
            yield from walk(int(tree.children_right[node]), _with(above, Condition(column, True, threshold)))

    yield from walk(0, ())


def _with(conditions: tuple[Condition, ...], more: Condition) -> tuple[Condition, ...]:
    """Add a condition; a tighter one on the same side of the same input takes the place of the looser."""
    others = [item for item in conditions if (item.column, item.above) != (more.column, more.above)]
    return (*others, more)


@dataclass(frozen=True)
class LosingConditions:
    """When the recommended option is not the cheapest, risks at their expectation.

    Parameters
    ----------
    scenario : Scenario
    option : Option
        The recommended one.
    paths : tuple of str
        The inputs that conditions speak of.
    rules : tuple of Rule
        The one that explains most losses first; measured on the second half of the draws.
    base : Estimate
        Probability that the option is not the cheapest, on the same half.
    draws : int
        How many draws that half holds.
    """

    scenario: Scenario[Assumption]
    option: Option
    paths: tuple[str, ...]
    rules: tuple[Rule, ...]
    base: Estimate
    draws: int

    def frame(self, lang: Language = DEFAULT_LANGUAGE) -> pd.DataFrame:
        """Return one row a condition.

        Returns
        -------
        DataFrame
            ``rule`` (from 1), ``path``, ``label``, ``unit``, ``above``, ``threshold``, ``coverage``,
            ``coverage_standard_error``, ``probability``, ``probability_standard_error``, ``base_rate``,
            ``base_rate_standard_error``, ``share_of_losses``.
        """
        names = labels_of(self.scenario, self.paths, lang)
        rows = []
        for number, rule in enumerate(self.rules, 1):
            shares = {"coverage": rule.coverage, "probability": rule.probability, "base_rate": self.base}
            measures = {"rule": number, "share_of_losses": rule.share_of_losses, **cells_of(shares)}
            for item in rule.conditions:
                path = self.paths[item.column]
                place = {"path": path, "label": names[item.column], "unit": unit_of(path, lang)}
                rows.append({**measures, **place, "above": item.above, "threshold": item.threshold})
        return frame_of(rows, COLUMNS)

    def sentences(self, lang: Language = DEFAULT_LANGUAGE) -> list[str]:
        """Return how often the option loses, then each rule in words, then what was left aside."""
        if not self.paths:
            return [text("study.nothing_to_learn", lang)]
        words: dict[str, str] = {"option": self.option.named(lang)}
        if self.base.value == 0.0:
            return [number_of("sensitivity.never_loses", self.draws, lang, **words)]
        words |= {"base": percent(self.base.value, lang, 0), "error": _points(self.base, lang)}
        first = number_of("sensitivity.loses", self.draws, lang, **words)
        if not self.rules:
            return [first, text("sensitivity.no_rule", lang)]
        return [first, *(self._sentence(rule, lang) for rule in self.rules), text("sensitivity.losing_note", lang)]

    def _sentence(self, rule: Rule, lang: Language) -> str:
        names = labels_of(self.scenario, self.paths, lang)
        conditions = []
        for item in rule.conditions:
            words = {"label": names[item.column], "value": said(self.paths[item.column], item.threshold, lang)}
            conditions.append(text("sensitivity.above" if item.above else "sensitivity.below", lang, **words))
        shares = {"probability": rule.probability.value, "base": self.base.value, "coverage": rule.coverage.value}
        shares |= {"losses": rule.share_of_losses}
        return text(
            "sensitivity.rule",
            lang,
            conditions=_together(conditions, lang),
            option=self.option.named(lang),
            error=_points(rule.probability, lang),
            **{name: percent(share, lang, 0) for name, share in shares.items()},
        )


def losing_conditions(
    simulation: Simulation, draws: int | None = None, lang: Language = DEFAULT_LANGUAGE, option: str | None = None
) -> LosingConditions:
    """Describe the draws in which an option is not the cheapest.

    Costs are those with risks at their expectation: what nobody can know beforehand, whether a provider fails, is left
    aside.

    Parameters
    ----------
    simulation : Simulation
    draws : int, optional
        How many of the kept draws are used, 20,000 at most by default: the first half finds the rules, the second
        measures them.
    lang : {"fr", "en"}
        Language of the error message.
    option : str, optional
        Its key; by default the cheapest on average.

    Returns
    -------
    LosingConditions

    Raises
    ------
    ImportError
        If scikit-learn is not installed.

    Examples
    --------
    >>> import hds_tco as ht
    >>> found = ht.sensitivity.losing_conditions(ht.simulate(ht.load("reference-ght"), draws=4000))
    >>> found.option.key, found.frame("en")["path"].iloc[0]
    ('in_house', 'leasing.residual_share')
    """
    used = min(simulation.kept.shape[1], DRAWS if draws is None else draws)
    paths = uncertain_paths(simulation.scenario)
    expected = simulation.kept[[simulation.row(option.key, "expected") for option in simulation.compared], :used]
    chosen = simulation.best if option is None else simulation.options[simulation.keys.index(option)]
    loses = simulation.kept[simulation.row(chosen.key, "expected"), :used] > expected.min(axis=0)
    inputs = simulation.inputs(used, paths)
    rules = losing_rules(inputs, loses, simulation.seed, lang) if paths else ()
    held_out = loses[used // 2 :]
    return LosingConditions(simulation.scenario, chosen, paths, rules, share_of(held_out), len(held_out))


def _together(conditions: list[str], lang: Language) -> str:
    """Return conditions as one: a, b and c."""
    *others, last = conditions
    return text("sensitivity.both", lang, one=", ".join(others), other=last) if others else last


def _points(estimate: Estimate, lang: Language) -> str:
    """Return a sampling error in percentage points."""
    return points(100 * estimate.standard_error, lang)
