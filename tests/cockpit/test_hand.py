"""What the reader is doing is not disturbed: no other option under the hand, nothing unsaid before it was read."""

from __future__ import annotations

from pathlib import Path

from hds_tco.charts import yearly_chart
from hds_tco.cockpit import cockpit
from hds_tco.locale import text
from hds_tco.scenario import shipped_scenarios
from tests.builders import CLOSE_RACE
from tests.cockpit.screens import PRICE, gesture, press, words

DRAWS = 64


def test_the_yearly_chart_keeps_its_option_until_the_hand_is_still() -> None:
    screen = cockpit(CLOSE_RACE, draws=DRAWS)
    title = screen.views["yearly"].said["title"]
    last = len(screen.sliders[PRICE].options) - 1
    gesture(screen, PRICE, "at", last, "drag#1")
    assert screen.result.best.key != "external"
    assert screen.views["yearly"].said["title"] == yearly_chart(screen.result, screen.result["external"]).title != title
    gesture(screen, PRICE, "still", True)
    assert screen.views["yearly"].said["title"] == yearly_chart(screen.result, screen.result.best).title
    gesture(screen, PRICE, "at", 0, "drag#2")
    assert len(screen.history.past) == 2


def test_what_was_written_stays_said_while_sliders_move(tmp_path: Path) -> None:
    screen = cockpit(draws=DRAWS, folder=tmp_path)
    press(screen, "save_do", path="a.toml", name="A")
    gesture(screen, PRICE, "typed", "120")
    assert words(text("cockpit.file.saved", file=tmp_path / "a.toml")) in words(screen._bar.html)
    press(screen, "save_do", path="a.toml", name="A")
    gesture(screen, PRICE, "typed", "121")  # the question stays beside its button
    assert text("cockpit.file.replace") in screen._bar.html
    assert "a.toml" in screen.message
    press(screen, "undo")
    assert screen.message == ""
    press(screen, "fix")
    gesture(screen, PRICE, "typed", "122")
    assert screen.message == ""


def test_scenarios_are_listed_by_their_names(tmp_path: Path) -> None:
    (tmp_path / "mien.toml").write_text('based_on = "reference-ght"\nname = "Notre variante"\n', "utf-8")
    (tmp_path / "faux.toml").write_text("[[[", "utf-8")
    said = words(cockpit(draws=DRAWS, folder=tmp_path)._bar.html)
    assert "GHT de référence (reference-ght)" in said
    assert "Notre variante (mien.toml)" in said
    assert "faux.toml" in said
    assert all(f"({name})" in said for name in shipped_scenarios())
