"""What the tests of the command line share."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from importlib import import_module
from typing import Any

import pytest

from hds_tco.scenario import Assumption, Scenario

STUDIES = (
    ("hds_tco.analysis.sensitivity.study", "sensitivity_study"),
    ("hds_tco.analysis.flexibility.study", "flexibility_study"),
    ("hds_tco.analysis.restitution.study", "restitution_study"),
)
REMEMBERED = 8
# None of these changes what a study answers.
MUTE = {"progress", "threads", "lang"}


@pytest.fixture(scope="module")
def answers() -> OrderedDict[str, Any]:
    """Return what the studies of a file's tests have answered, the last asked last."""
    return OrderedDict()


@pytest.fixture
def studies_computed_once(monkeypatch: pytest.MonkeyPatch, answers: OrderedDict[str, Any]) -> None:
    """Have a study answer again what it answered an earlier test of the file: for tests of how answers are written."""

    def remembering(study: Callable[..., Any]) -> Callable[..., Any]:
        def remembered(scenario: Scenario[Assumption], *args: Any, **named: Any) -> Any:
            asked = sorted((key, value) for key, value in named.items() if key not in MUTE)
            question = repr((study.__name__, scenario.model_dump_json(), args, asked))
            if question not in answers:
                answers[question] = study(scenario, *args, **named)
            answers.move_to_end(question)
            while len(answers) > REMEMBERED:
                answers.popitem(last=False)
            return answers[question]

        return remembered

    for module, name in STUDIES:
        monkeypatch.setattr(f"{module}.{name}", remembering(getattr(import_module(module), name)))
