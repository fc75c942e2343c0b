"""Which assumptions rise and fall together: what a file may say of it, and the matrix that draws are made from.

Each block of ``[correlations]`` gives Spearman's rank correlation between every two of its assumptions. Draws follow a
Gaussian copula: normal points with a correlation of 2 sin(pi rank / 6) keep that rank correlation, whatever the laws.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import combinations
from math import asin, copysign, floor, pi, sin
from typing import Any

import numpy as np

from hds_tco.scenario.assumption import Assumption
from hds_tco.scenario.distributions import Array
from hds_tco.scenario.errors import Fault, close_to, shown
from hds_tco.scenario.fields import assumption_at, field_at, fields_of, inner_section, kind_of, node_at, replaced_fault
from hds_tco.scenario.kinds import LONGEST
from hds_tco.scenario.scenario import Scenario, assumptions_of

Pair = tuple[str, str]
Tree = Mapping[str, Any]

# Below this a matrix is as good as singular: two assumptions would be one.
_SMALLEST_EIGENVALUE = 1e-8


@dataclass(frozen=True)
class _Block:
    """What one block says; `rank` is None where the figure cannot be read."""

    name: str
    between: tuple[str, ...]
    rank: float | None

    @property
    def path(self) -> str:
        return f"correlations.{self.name}"

    def pairs(self) -> Iterator[Pair]:
        yield from combinations(sorted({path for path in self.between if _nature(path) == "uncertain"}), 2)


def correlation_matrix(scenario: Scenario[Assumption]) -> tuple[tuple[str, ...], Array]:
    """Return the assumptions that are drawn together, and the correlations of the normal points to draw them from.

    Parameters
    ----------
    scenario : Scenario

    Returns
    -------
    paths : tuple of str
        Dotted paths of the uncertain assumptions that are correlated with another one, in the order of the scenario.
    matrix : ndarray of shape (n, n)
        Gaussian correlations, positive definite; 0 between two that no block names together.

    Examples
    --------
    >>> from hds_tco.scenario import load
    >>> block = {"between": ["operations.pue", "hardware.server_power_kw_per_core"], "rank_correlation": 0.5}
    >>> paths, matrix = correlation_matrix(load("reference-ght", {"correlations": {"energy": block}}))
    >>> rank = [paths.index(path) for path in block["between"]]
    >>> round(float(matrix[*rank]), 6)
    0.517638
    """
    uncertain = _uncertain_paths(scenario)
    ranks = _ranks(_blocks(scenario), uncertain)
    named = {path for pair in ranks for path in pair}
    paths = tuple(path for path in uncertain if path in named)
    return paths, _matrix(paths, ranks)


def correlated_groups(scenario: Scenario[Assumption]) -> tuple[tuple[tuple[str, ...], Array], ...]:
    """Return what `correlation_matrix` does, cut into groups that have nothing to do with one another.

    Examples
    --------
    >>> from hds_tco.scenario import load
    >>> all(len(paths) > 1 and matrix.shape == (len(paths),) * 2 for paths, matrix in
    ...     correlated_groups(load("reference-ght")))
    True
    """
    uncertain = _uncertain_paths(scenario)
    ranks = _ranks(_blocks(scenario), uncertain)
    order = {path: rank for rank, path in enumerate(uncertain)}
    groups = sorted(
        (sorted(group, key=order.__getitem__) for group in _groups(ranks)), key=lambda group: order[group[0]]
    )
    return tuple((tuple(group), _matrix(group, ranks)) for group in groups)


def idle_correlations(scenario: Scenario[Assumption]) -> tuple[str, ...]:
    """Return the paths that a block names and that are not drawn: absent from this scenario, or certain in it.

    Examples
    --------
    >>> from hds_tco.scenario import load
    >>> block = {"between": ["operations.pue", "staff.nobody.in_house_fte"], "rank_correlation": 0.5}
    >>> idle_correlations(load("reference-ght", {"correlations": {"x": block}, "operations.pue": 1.5}))
    ('operations.pue', 'staff.nobody.in_house_fte')
    """
    uncertain = set(_uncertain_paths(scenario))
    named = dict.fromkeys(path for block in _blocks(scenario) for path in block.between)
    return tuple(path for path in named if path not in uncertain)


def correlation_faults(scenario: Scenario[Assumption] | Tree) -> Iterator[Fault]:
    """Yield what cannot be in the correlations of a scenario, or of a tree that cannot be read whole."""
    blocks = tuple(_blocks(scenario))
    known: list[str] = []
    for block in blocks:
        for fault in _path_faults(block, scenario):
            known = known or list(_open_paths(scenario))
            yield replace(fault, mend=_near(fault.read, known)) if fault.code == "no_assumption" else fault
    at_odds: set[str] = set()
    for fault, names in _contradictions(blocks):
        at_odds |= names
        yield fault
    named = {path for block in blocks for path in block.between if _nature(path) == "uncertain"}
    uncertain = [path for path in named if _is_uncertain(assumption_at(scenario, path))]
    yield from _matrix_faults([block for block in blocks if block.name not in at_odds], uncertain)


def _blocks(scenario: Scenario[Assumption] | Tree) -> Iterator[_Block]:
    table = node_at(scenario, "correlations")
    for name, block in table.items() if isinstance(table, Mapping) else ():
        between = node_at(block, "between")
        paths = between if isinstance(between, list | tuple) else ()
        figure = assumption_at(scenario, f"correlations.{name}.rank_correlation")
        rank = figure.value if figure is not None else None
        yield _Block(
            name,
            tuple(path for path in paths if isinstance(path, str)),
            rank if isinstance(rank, float) else None,
        )


def _uncertain_paths(scenario: Scenario[Assumption]) -> list[str]:
    return [path for path, assumption in assumptions_of(scenario).items() if _is_uncertain(assumption)]


def _is_uncertain(assumption: Assumption | None) -> bool:
    return assumption is not None and assumption.distribution is not None


@lru_cache(maxsize=4096)
def _nature(path: str) -> str:
    """Tell whether the schema has a field there, and one that may be uncertain."""
    place = field_at(path) if all(path.split(".")) else None
    if place is None or inner_section(*place)[0] is not None:
        return "nowhere"
    kind = kind_of(*place)
    return "certain" if kind is None or kind.certain else "uncertain"


# ─── the matrix ──────────────────────────────────────────────────────────────────────────────────────────────────────


def _ranks(blocks: Iterable[_Block], uncertain: Collection[str]) -> dict[Pair, float]:
    """Return the rank correlation of every pair that is drawn together."""
    drawn = set(uncertain)
    return {pair: block.rank for block in blocks if block.rank for pair in block.pairs() if drawn.issuperset(pair)}


def _matrix(paths: Iterable[str], ranks: Mapping[Pair, float]) -> Array:
    order = {path: rank for rank, path in enumerate(paths)}
    matrix = np.eye(len(order))
    for (one, other), rank in ranks.items():
        if one in order and other in order:
            matrix[order[one], order[other]] = matrix[order[other], order[one]] = _gaussian(rank)
    return matrix


def _gaussian(rank: float) -> float:
    return 2 * sin(pi * rank / 6)


def _smallest_eigenvalue(ranks: Mapping[Pair, float]) -> float:
    paths = sorted({path for pair in ranks for path in pair})
    return float(np.linalg.eigvalsh(_matrix(paths, ranks))[0]) if paths else 1.0


def _holds(ranks: Mapping[Pair, float]) -> bool:
    """Tell whether numbers can have these correlations."""
    return _smallest_eigenvalue(ranks) > _SMALLEST_EIGENVALUE


def _groups(ranks: Iterable[Pair]) -> list[set[str]]:
    groups: list[set[str]] = []
    for pair in ranks:
        touched = [group for group in groups if not group.isdisjoint(pair)]
        groups = [group for group in groups if group.isdisjoint(pair)] + [set(pair).union(*touched)]
    return groups


# ─── the faults ──────────────────────────────────────────────────────────────────────────────────────────────────────


def _path_faults(block: _Block, scenario: Scenario[Assumption] | Tree) -> Iterator[Fault]:
    """Yield what is wrong with the list of paths; what is no list, or holds no texts, was said before."""
    here = f"{block.path}.between"
    raw = node_at(scenario, here)
    if not isinstance(raw, list | tuple):
        return
    if not 2 <= len(raw) <= LONGEST:
        yield Fault("list_expected", here, shown(list(raw)), {"expected": "@expected.paths"})
    for rank, path in enumerate(raw[:LONGEST]):
        if not isinstance(path, str):
            continue
        nature = _nature(path)
        if path in raw[:rank]:
            once = list(dict.fromkeys(block.between))
            yield Fault("correlated_twice", f"{here}.{rank}", path, mend=shown(once, 200) if len(once) > 1 else "")
        elif nature == "nowhere":
            yield replaced_fault(path, f"{here}.{rank}", path) or Fault("no_assumption", f"{here}.{rank}", path)
        elif nature == "certain":
            yield Fault("never_uncertain", f"{here}.{rank}", path)


def _near(path: str, known: list[str]) -> str:
    """Return the path that was likely meant: one that ends so, or one that is written almost so."""
    if any(other.startswith(f"{path}.") for other in known):  # a section: no telling which field of it
        return ""
    ends = [other for other in known if path and other.endswith(f".{path}")]
    return ends[0] if len(ends) == 1 else close_to(path, known)


def _open_paths(scenario: Scenario[Assumption] | Tree) -> Iterator[str]:
    """Yield the paths that may be uncertain, in the blocks that a scenario has."""
    for path, _, _ in fields_of():
        above, star, below = path.partition(".*")
        if _nature(path) == "uncertain":
            blocks = node_at(scenario, above) if star else {}
            keys = blocks if isinstance(blocks, Mapping) else ()
            yield from (f"{above}.{key}{below}" for key in keys) if star else (path,)


def _contradictions(blocks: Iterable[_Block]) -> Iterator[tuple[Fault, set[str]]]:
    """Yield a fault, and the two blocks, for each block that gives a pair another figure than one before it."""
    first: dict[Pair, _Block] = {}
    for block in blocks:
        if block.rank is None:
            continue
        for pair in block.pairs():
            other = first.setdefault(pair, block)
            if other.rank != block.rank:
                words = {"other": other.name, "figure": shown(other.rank), "one": pair[0], "two": pair[1]}
                mend = shown(other.rank)
                fault = Fault("correlated_otherwise", f"{block.path}.rank_correlation", shown(block.rank), words, mend)
                yield fault, {block.name, other.name}
                break


def _matrix_faults(blocks: list[_Block], uncertain: Collection[str]) -> Iterator[Fault]:
    """Yield a fault for each block, or else each group of blocks, that no numbers can follow."""
    for group in _groups(_ranks(blocks, uncertain)):
        involved = [block for block in blocks if _ranks([block], group)]
        if _holds(_ranks(involved, group)):
            continue
        alone = [block for block in involved if not _holds(_ranks([block], group))]
        yield from (_alone(block, group) for block in alone)
        if not alone:
            yield _together(involved, group)


def _alone(block: _Block, group: Collection[str]) -> Fault:
    """Say that so many assumptions cannot have this one correlation with each other."""
    rank = block.rank or 0.0
    count = len({path for pair in _ranks([block], group) for path in pair})
    hundredths = (copysign(step / 100, rank) for step in range(floor(abs(rank) * 100 + 1e-9), 0, -1))
    mend = next((figure for figure in hundredths if _holds(_ranks([replace(block, rank=figure)], group))), 0.0)
    # 1 + (count − 1) r > 0 for the normal points.
    lowest = asin(-1 / (count - 1) / 2) * 6 / pi
    words = {
        "count": str(count),
        "eigenvalue": _rounded(_smallest_eigenvalue(_ranks([block], group))),
        "low": shown(round(lowest, 4)),
    }
    return Fault("correlation_alone", f"{block.path}.rank_correlation", shown(rank), words, shown(mend))


def _together(blocks: list[_Block], group: Collection[str]) -> Fault:
    """Say that blocks which can each be cannot be together."""

    def shrunk(percent: int) -> list[_Block]:
        cut = [floor(abs(block.rank or 0.0) * percent + 1e-9) / 100 for block in blocks]
        return [replace(block, rank=copysign(rank, block.rank or 0.0)) for block, rank in zip(blocks, cut, strict=True)]

    percents = range(1, 100)
    percent = bisect_left(percents, True, key=lambda each: not _holds(_ranks(shrunk(each), group)))
    words = {
        "blocks": ", ".join(block.name for block in blocks),
        "eigenvalue": _rounded(_smallest_eigenvalue(_ranks(blocks, group))),
        "factor": shown(percent / 100),
    }
    mend = (
        ", ".join(f"{block.name} = {shown((block.rank or 0.0) + 0.0)}" for block in shrunk(percent)) if percent else ""
    )
    return Fault("correlations_together", f"{blocks[-1].path}.rank_correlation", "", words, mend)


def _rounded(eigenvalue: float) -> str:
    return f"{round(eigenvalue, 3) + 0.0:g}"
