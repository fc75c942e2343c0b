"""What the app's page shows when the cockpit cannot be shown."""

from __future__ import annotations

import json
from pathlib import Path

import ipywidgets as widgets
import pytest

from hds_tco.cockpit.cockpit_view import VARIABLE, page
from hds_tco.scenario import ScenarioError, load
from tests.cli.running import plain


def told(monkeypatch: pytest.MonkeyPatch, **words: str) -> None:
    monkeypatch.setenv(VARIABLE, json.dumps(words))


def test_a_scenario_that_went_wrong_meanwhile_says_what_the_command_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wrong = tmp_path / "wrong.toml"
    wrong.write_text('name = "<b>x</b>"\n', "utf-8")
    with pytest.raises(ScenarioError) as raised:
        load(str(wrong))
    told(monkeypatch, scenario=str(wrong), lang="fr")
    shown = page()
    assert isinstance(shown, widgets.HTML)
    assert plain(raised.value.message("fr")).splitlines()[1] in plain(shown.value.replace("&#x27;", "'"))
    assert "<b>" not in shown.value


def test_an_unforeseen_error_is_announced_in_the_reader_s_language(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError("<script>")

    monkeypatch.setattr("hds_tco.cockpit.cockpit_view.cockpit", broken)
    told(monkeypatch, scenario="reference-ght", lang="en")
    shown = page()
    assert isinstance(shown, widgets.HTML)
    assert "An unforeseen error keeps the cockpit from showing." in shown.value
    assert "ZeroDivisionError: &lt;script&gt;" in shown.value
