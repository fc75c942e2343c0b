"""The bar's buttons: what they do, what they have to say and how long it stays, which scenarios they offer."""

from __future__ import annotations

from pathlib import Path

from hds_tco.cockpit import cockpit
from hds_tco.locale import text
from hds_tco.scenario import shipped_scenarios
from tests.cockpit.screens import PRICE, gesture, press, words

DRAWS = 64


def test_what_was_written_stays_said_while_sliders_move(tmp_path: Path) -> None:
    screen = cockpit(draws=DRAWS, folder=tmp_path)
    press(screen, "save_do", path="a.toml", name="A")
    gesture(screen, PRICE, "typed", "120")
    assert words(text("cockpit.file.saved", file=tmp_path / "a.toml")) in words(screen._bar.html)
    press(screen, "save_do", path="a.toml", name="A")
    gesture(screen, PRICE, "typed", "121")  # the question stays beside its button
    assert text("cockpit.file.replace") in screen._bar.html
    assert "a.toml" in screen.session.error
    press(screen, "undo")
    assert screen.session.message == screen.session.error == ""
    press(screen, "fix")
    gesture(screen, PRICE, "typed", "122")
    assert screen.session.message == screen.session.error == ""


def test_scenarios_are_listed_by_their_names(tmp_path: Path) -> None:
    (tmp_path / "mien.toml").write_text('based_on = "reference-ght"\nname = "Notre variante"\n', "utf-8")
    (tmp_path / "faux.toml").write_text("[[[", "utf-8")
    said = words(cockpit(draws=DRAWS, folder=tmp_path)._bar.html)
    assert "GHT de référence (reference-ght)" in said
    assert "Notre variante (mien.toml)" in said
    assert "faux.toml" in said
    assert all(f"({name})" in said for name in shipped_scenarios())
