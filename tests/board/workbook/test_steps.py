"""Every step of the model has its heading and its unit in the workbook, and words for both."""

from __future__ import annotations

import pytest

from hds_tco.board.workbook.steps import DECIMALS, OWN_STEPS, TOPICS, known_steps, topic_of, unit_of
from hds_tco.locale import LANGUAGES, Language, has_text
from hds_tco.model import OPTIONS, lines_of, status_quo, traced_years
from hds_tco.scenario import load, resolve
from hds_tco.trace import Symbol, steps_of, symbol_input
from tests import builders


def steps() -> dict[str, Symbol]:
    everything = builders.scenario(hosted={"b": builders.hosted()}, staff={"r": builders.role()})
    found: dict[str, Symbol] = {}
    for scenario in (load("reference-ght"), everything):
        for option in (*OPTIONS.values(), *(status_quo(way) for way in OPTIONS)):
            lines = lines_of(option, resolve(scenario, symbol_input), traced_years(scenario.horizon_years))
            for step in steps_of(*[line.amounts_eur for line in lines]):  # type: ignore[arg-type]
                if not step.name.startswith("line."):
                    found.setdefault(step.name, step)
    return found


def test_the_workbook_knows_every_step_of_the_model_and_no_other() -> None:
    assert set(steps()) | OWN_STEPS == known_steps()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_headings_and_units_have_words(lang: Language) -> None:
    for step in steps().values():
        assert topic_of(step) in TOPICS and topic_of(step) != "other"
        assert unit_of(step) in DECIMALS
        assert has_text(f"workbook.unit.{unit_of(step)}", lang)
    assert all(has_text(f"workbook.topic.{topic}", lang) for topic in TOPICS)
