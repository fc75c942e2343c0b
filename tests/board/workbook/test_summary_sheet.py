"""Sentences of the first sheet hold only while the assumptions are those of the export."""

from __future__ import annotations

import pytest

import hds_tco as ht
from hds_tco.analysis.simulation.report import simulation_sentences
from hds_tco.board.workbook import workbook
from hds_tco.board.workbook.entries import entries_of
from hds_tco.locale import text
from tests.board.workbook.recalculated import changed, recalculated, spoilt

PRICE = "external.price_eur_per_vm_per_month"


@pytest.mark.slow
def test_what_was_said_gives_way_once_an_assumption_is_changed(tmp_path_factory: pytest.TempPathFactory) -> None:
    scenario = ht.load("reference-ght")
    result, drawn = ht.compare(scenario), ht.simulate(scenario, 500)
    made = workbook(result, drawn)
    entry = next(entry for entry in entries_of(scenario).single if entry.path == PRICE)
    dearer = changed(spoilt(made), {("Hypothèses", f"B{entry.row + 1}"): 150.0})
    got = recalculated(tmp_path_factory.mktemp("office"), {"exported": spoilt(made), "changed": dearer})
    there = {name: {value for (sheet, _), value in cells.items() if sheet == "Synthèse"} for name, cells in got.items()}
    said = {result.sentences()[0], *simulation_sentences(drawn)}
    instead = {text(f"workbook.word.{key}", "fr") for key in ("changed", "changed_draws")}
    assert said <= there["exported"]
    assert not instead & there["exported"]
    assert instead <= there["changed"]
    assert not said & there["changed"]
