"""Random scenarios with three changes each that a user might make in the workbook, the same in each run."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from hypothesis import Phase, assume, given, seed, settings
from hypothesis import strategies as st

from hds_tco.board.workbook.entries import Entry, entries_of
from hds_tco.locale import Language
from hds_tco.scenario import Assumption, Scenario, ScenarioError, with_values
from hds_tco.scenario.fields import label_key
from hds_tco.scenario.workbook.words import cell_text
from tests.strategies import NUMBERS, PLACES, WHOLE_SCENARIOS, scenarios

CHANGES = 3


@dataclass(frozen=True)
class Case:
    """A scenario, what is changed in it by path, and the scenario so changed."""

    scenario: Scenario[Assumption]
    changes: dict[str, Any]
    changed: Scenario[Assumption]


@st.composite
def cases(draw: st.DrawFn) -> Case:
    scenario = draw(scenarios())
    open_to_change = [entry for entry in entries_of(scenario).single if entry.codes or entry.kind is not None]
    changes: dict[str, Any] = {}
    changed = scenario
    for entry in draw(
        st.lists(st.sampled_from(open_to_change), min_size=12, max_size=12, unique_by=lambda entry: entry.path)
    ):
        if len(changes) == CHANGES:
            break
        value = draw(_value(entry))
        try:
            tried = with_values(changed, {entry.path: value})
        except ScenarioError:  # against what another field says
            continue
        if _plain(value) != _plain(entry.value):
            changes[entry.path], changed = value, tried
    assume(len(changes) == CHANGES)
    return Case(scenario, changes, changed)


def _value(entry: Entry) -> st.SearchStrategy[Any]:
    if entry.codes:
        return st.sampled_from(entry.codes)
    assert entry.kind is not None
    generic = label_key(entry.path).removeprefix("field.")
    return PLACES[generic] if generic in PLACES else NUMBERS[entry.kind.name]


def _plain(value: Any) -> float | str:
    found = np.asarray(value)
    return str(found) if found.dtype.kind == "U" else float(found)


def typed(entry: Entry, value: Any, lang: Language) -> Any:
    """Return what a user types into a cell for a value."""
    if entry.is_flag:
        return cell_text("yes_no", "yes" if value else "no", lang)
    return entry.words(str(value), lang) if entry.codes else value


def drawn_cases(count: int) -> list[Case]:
    """Return so many cases, each from a seed of its own: hypothesis's examples of one run resemble each other."""
    return [_drawn(rank) for rank in range(count)]


def _drawn(rank: int) -> Case:
    found: list[Case] = []

    # The first example is the least that there is: it is left out.
    @seed(rank)
    @settings(WHOLE_SCENARIOS, derandomize=False, max_examples=2, phases=[Phase.generate])
    @given(cases())
    def collect(case: Case) -> None:
        found.append(case)

    collect()
    return found[-1]
