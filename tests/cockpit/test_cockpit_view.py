"""The cockpit without a browser: what it computes, says and keeps, whatever the reader does."""

from __future__ import annotations

from html import unescape
from pathlib import Path
from re import findall

import pytest

import hds_tco as ht
from hds_tco.charts import cumulative_chart, yearly_chart
from hds_tco.cockpit import Cockpit, cockpit
from hds_tco.cockpit.answer import certainty
from hds_tco.cockpit.compare_a_b import changes
from hds_tco.cockpit.overrides import Move, with_moves
from hds_tco.locale import LANGUAGES, Language, amount, text
from hds_tco.scenario import ScenarioError, assumptions_of
from tests.builders import CLOSE_RACE
from tests.cockpit.screens import PRICE, costs, gesture, press, words

SERVERS = "hardware.ram_gb_per_server"
DRAWS = 400


@pytest.fixture
def screen(tmp_path: Path) -> Cockpit:
    return cockpit(CLOSE_RACE, draws=DRAWS, folder=tmp_path)


@pytest.fixture(scope="module")
def shared() -> Cockpit:
    """One that tests share: they put it back as it was."""
    return cockpit(CLOSE_RACE, draws=DRAWS)


def bar(screen: Cockpit) -> str:
    return str(screen._bar.html)


# ─── the answer follows ──────────────────────────────────────────────────────────────────────────────────────────


def test_it_starts_from_the_scenario_itself(shared: Cockpit) -> None:
    result = ht.compare(ht.load(CLOSE_RACE))
    assert costs(shared) == [option.net_present_cost_eur for option in result.options]
    said = words(shared._answer.html)
    assert words(result.sentences()[0]) in said
    for option in result.options:
        assert words(amount(option.net_present_cost_eur)) in said
    assert text("cockpit.drawing") in shared._answer.html  # no page to come back to: the draws wait to be asked for


def test_the_draws_say_how_sure_it_is(screen: Cockpit) -> None:
    fresh = ht.simulate(screen.session.scenario, DRAWS)
    screen.draw_all()
    assert screen.session.simulation.probability_cheapest("external") == fresh.probability_cheapest("external")
    assert words(certainty(screen.session.now, "fr")) in words(screen._answer.html)


@pytest.mark.parametrize("path", list(cockpit(CLOSE_RACE, draws=DRAWS).sliders))
def test_each_slider_gives_what_compare_gives(shared: Cockpit, path: str) -> None:
    slider = shared.sliders[path]
    for value in (slider.options[0][1], slider.options[-1][1]):
        slider.value = value
        expected = ht.compare(ht.with_values(ht.load(CLOSE_RACE), {path: int(value) if "years" in path else value}))
        assert costs(shared) == pytest.approx([option.net_present_cost_eur for option in expected.options], rel=1e-9)
        assert words(expected.sentences()[0]) in words(shared._answer.html)
    shared.session.reset()
    assert costs(shared) == [option.net_present_cost_eur for option in ht.compare(ht.load(CLOSE_RACE)).options]


def test_charts_show_the_scenario_on_screen(screen: Cockpit) -> None:
    screen.sliders[PRICE].value = 140.0
    views = screen._charts.views
    assert views["cumulative"].caption["title"] == cumulative_chart(screen.session.result).title
    assert views["yearly"].caption["title"] == yearly_chart(screen.session.result, screen.session.result.best).title
    assert views["tornado"].caption["title"]


def test_the_cheapest_option_is_taken_apart_until_the_reader_picks_one(screen: Cockpit) -> None:
    yearly = screen._charts.views["yearly"]
    assert screen.session.result.best.key == "external"
    screen.sliders[PRICE].value = 140.0
    assert screen.session.result.best.key == "in_house"
    assert yearly.caption["title"] == yearly_chart(screen.session.result, screen.session.result["in_house"]).title
    screen._on_choice("choose", "leasing", {})
    screen.sliders[PRICE].value = 60.0
    assert yearly.caption["title"] == yearly_chart(screen.session.result, screen.session.result["leasing"]).title


def test_what_is_not_seen_is_drawn_when_it_is(screen: Cockpit) -> None:
    view = screen._charts.views["cumulative"]
    view.visible = False
    before = view.spec
    screen.sliders[PRICE].value = 140.0
    assert view.spec == before
    view.visible = True
    assert view.spec != before
    assert view.caption["title"] == cumulative_chart(screen.session.result).title


def test_axes_stay_while_a_slider_moves_a_little(screen: Cockpit) -> None:
    view = screen._charts.views["cumulative"]
    before = view.spec["layout"]["yaxis"]["range"]
    positions = [value for _, value in screen.sliders[PRICE].options]
    at = min(range(len(positions)), key=lambda rank: abs(positions[rank] - 98.3))
    screen.sliders[PRICE].value = positions[at + 1]
    assert view.spec["layout"]["yaxis"]["range"] == before


# ─── what the reader types and ticks ─────────────────────────────────────────────────────────────────────────────


def test_a_typed_figure_counts(screen: Cockpit) -> None:
    gesture(screen, PRICE, "typed", "1\u202f234,5 €")
    assert screen.sliders[PRICE].value == 1234.5
    assert screen._assumptions.values[PRICE]["text"] == "1\u202f234,5"


def test_a_wrong_entry_is_told_and_changes_nothing(screen: Cockpit) -> None:
    before = costs(screen)
    gesture(screen, PRICE, "typed", "beaucoup")
    assert screen._assumptions.faults == {PRICE: text("cockpit.entry.number", read="beaucoup", example="1\u202f234,5")}
    assert costs(screen) == before
    gesture(screen, PRICE, "typed", "120")
    assert screen._assumptions.faults == {}


def test_what_makes_no_scenario_is_told_beside_its_row(screen: Cockpit) -> None:
    screen._assumptions.unfolded = True
    path = "incidents.in_house_rate_per_year"
    before = costs(screen)
    gesture(screen, path, "typed", "0")
    assert list(screen._assumptions.faults) == [path]
    assert screen._assumptions.faults[path]
    assert (costs(screen), screen.session.history.past) == (before, ())


def test_a_moved_figure_stays_uncertain_unless_it_is_said_to_be_sure(screen: Cockpit) -> None:
    screen.sliders[PRICE].value = 140.0
    assert assumptions_of(screen.session.scenario)[PRICE].distribution is not None
    gesture(screen, PRICE, "sure", True)
    assert assumptions_of(screen.session.scenario)[PRICE].distribution is None
    assert screen.sliders[PRICE].value == 140.0
    gesture(screen, PRICE, "sure", False)
    assert assumptions_of(screen.session.scenario)[PRICE].distribution is not None


def test_the_yearly_chart_keeps_its_option_until_the_hand_is_still(screen: Cockpit) -> None:
    title = screen.views["yearly"].caption["title"]
    last = len(screen.sliders[PRICE].options) - 1
    gesture(screen, PRICE, "at", last, "drag#1")
    assert screen.session.result.best.key != "external"
    result = screen.session.result
    assert screen.views["yearly"].caption["title"] == yearly_chart(result, result["external"]).title != title
    gesture(screen, PRICE, "still", True)
    assert screen.views["yearly"].caption["title"] == yearly_chart(result, result.best).title
    gesture(screen, PRICE, "at", 0, "drag#2")
    assert len(screen.session.history.past) == 2


@pytest.mark.slow
@pytest.mark.parametrize("typed", ["98333333333", "-90"])
def test_no_field_freezes_the_cockpit(screen: Cockpit, typed: str) -> None:
    screen._assumptions.unfolded = True
    for path, row in tuple(screen.session.rows.items()):
        if row.nature != "number":
            continue
        gesture(screen, path, "typed", typed)
        assert list(screen._assumptions.faults) in ([path], []), path
        told = bool(screen._assumptions.faults)
        assert told is not bool(screen.session.history.now.moves), path  # either it counts, or the row says why not
        press(screen, "reset")


def test_all_assumptions_come_when_asked_for(screen: Cockpit) -> None:
    assert screen._assumptions.more == []
    screen._assumptions.unfolded = True
    shown = {row["path"] for group in screen._assumptions.more for row in group["rows"]}
    wanted = {path for path in assumptions_of(screen.session.scenario) if not path.startswith("correlations.")}
    assert wanted | {"horizon_years", "leasing.end_of_term", "hospital.legal_form"} <= shown
    gesture(screen, "leasing.end_of_term", "key", "extend")
    gesture(screen, "leasing.maintenance_included", "on", True)
    gesture(screen, "migration.migrated_share_by_year", "typed", "0 ; 50 ; 100")
    expected = ht.with_values(
        ht.load(CLOSE_RACE),
        {
            "leasing.end_of_term": "extend",
            "leasing.maintenance_included": True,
            "migration.migrated_share_by_year": [0, 0.5, 1],
        },
    )
    assert costs(screen) == [option.net_present_cost_eur for option in ht.compare(expected).options]


# ─── back and forth, A and B ─────────────────────────────────────────────────────────────────────────────────────


def test_a_drag_is_one_step(screen: Cockpit) -> None:
    before = costs(screen)
    for at in (3, 9, 20, 31):
        gesture(screen, PRICE, "at", at, "drag#1")
    gesture(screen, SERVERS, "at", 2, "drag#2")
    assert len(screen.session.history.past) == 2
    press(screen, "undo")
    press(screen, "undo")
    assert costs(screen) == before
    press(screen, "redo")
    assert screen.sliders[PRICE].value == screen.sliders[PRICE].options[31][1]


def test_b_is_read_against_a(screen: Cockpit) -> None:
    before = costs(screen)
    press(screen, "fix")
    assert text("cockpit.bar.saved_as_a") in unescape(bar(screen))
    screen.sliders[PRICE].value = 180.0
    said = words(screen._answer.html)
    assert screen.session.result.best.key == "in_house"
    (sentence,) = changes(screen.session.now, screen.session.fixed, "fr")
    assert sentence.startswith("Par rapport à A")
    assert words(sentence) in said
    for cost in before:
        assert words(amount(cost)) in said
    assert any(trace.get("opacity") for trace in screen._charts.views["cumulative"].spec["data"])
    assert text("cockpit.lines.present_a") in unescape(screen._lines.html)
    press(screen, "unfix")
    assert " A :" not in words(screen._answer.html)


def test_another_scenario_opens_beside_a(screen: Cockpit) -> None:
    press(screen, "fix")
    press(screen, "scenario", "chi-eure-seine-2017-total")
    assert screen.session.scenario.name == ht.load("chi-eure-seine-2017-total").name
    assert screen.session.history.now.fixed is not None
    screen.session.undo()
    assert screen.session.scenario.name == ht.load(CLOSE_RACE).name


# ─── files ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_what_is_saved_loads_back_the_same(screen: Cockpit, tmp_path: Path) -> None:
    screen._assumptions.unfolded = True
    screen.sliders[PRICE].value = 140.0
    gesture(screen, SERVERS, "sure", True)
    gesture(screen, "leasing.end_of_term", "key", "extend")
    gesture(screen, "leasing.maintenance_included", "on", True)
    gesture(screen, "horizon_years", "typed", "8")
    file = screen.session.save(tmp_path / "deux" / "b.toml")
    loaded = ht.load(file)
    assert loaded.name == text("cockpit.file.variant", name="GHT de référence")
    assert assumptions_of(loaded) == assumptions_of(screen.session.scenario)
    assert costs(cockpit(file, draws=DRAWS)) == costs(screen)
    assert file.read_text("utf-8").startswith("# ")

    again = cockpit(file, draws=DRAWS, folder=tmp_path)  # a variant of a variant, from another folder
    again._assumptions.unfolded = True
    again.sliders[PRICE].value = 150.0
    assert costs(cockpit(again.session.save(tmp_path / "c.toml"), draws=DRAWS)) == costs(again)


def test_a_scenario_made_in_memory_is_saved_whole(tmp_path: Path) -> None:
    made = ht.with_values(ht.load(CLOSE_RACE), {"finance.vat_share": 0.1})
    screen = cockpit(made, draws=DRAWS)
    screen.sliders[PRICE].value = 140.0
    file = screen.session.save(tmp_path / "x.toml")
    assert not any(row.startswith("based_on") for row in file.read_text("utf-8").splitlines())
    assert costs(cockpit(file, draws=DRAWS)) == pytest.approx(costs(screen), rel=1e-12)


def test_nothing_is_replaced_unasked(screen: Cockpit, tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    file.write_text("mine", "utf-8")
    press(screen, "save")
    press(screen, "save_do", path="mine.toml", name="Ma variante")
    assert file.read_text("utf-8") == "mine"
    assert words(text("cockpit.file.exists.one", n=1, files=file)) in words(bar(screen))
    assert 'data-do="replace"' in bar(screen)
    press(screen, "replace")
    assert ht.load(file).name == "Ma variante"
    assert words(text("cockpit.file.saved", file=file)) in words(bar(screen))
    assert 'data-do="replace"' not in bar(screen)


def test_only_a_yes_replaces(screen: Cockpit, tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    file.write_text("mine", "utf-8")
    press(screen, "save_do", path="mine.toml", name="")
    press(screen, "undo")  # something else than a yes
    press(screen, "replace")
    assert file.read_text("utf-8") == "mine"


def test_a_bad_scenario_says_what_the_command_says_and_the_cockpit_lives_on(screen: Cockpit, tmp_path: Path) -> None:
    file = tmp_path / "bad.toml"
    file.write_text('based_on = "reference-ght"\n[finance]\nvat_share = 7\n', "utf-8")
    before = costs(screen)
    press(screen, "open_do", path="bad.toml")
    with pytest.raises(ScenarioError) as caught:
        ht.load(file)
    assert 'role="alert"' in bar(screen)
    for line in str(caught.value).splitlines():
        assert words(line) in words(bar(screen))
    assert costs(screen) == before
    screen.sliders[PRICE].value = 140.0
    assert 'role="alert"' not in bar(screen) or screen.session.result is not None
    with pytest.raises(ScenarioError):
        screen.session.open(file)


def test_a_folders_files_are_offered(tmp_path: Path) -> None:
    for name in ("a.toml", "b.xlsx", "pyproject.toml", ".hidden.toml", "c.txt"):
        (tmp_path / name).write_text("", "utf-8")
    said = bar(cockpit(draws=DRAWS, folder=tmp_path))
    assert findall(r'value="([^"]*)"', said)[-2:] == [str(tmp_path / "a.toml"), str(tmp_path / "b.xlsx")]
    assert text("cockpit.bar.of_folder") in said


@pytest.mark.slow
def test_the_board_pack_is_written(screen: Cockpit, tmp_path: Path) -> None:
    screen.sliders[PRICE].value = 140.0
    press(screen, "export_do", folder="pack")
    assert {file.suffix for file in (tmp_path / "pack").iterdir()} == {".pptx", ".xlsx", ".pdf", ".html"}
    assert 'role="alert"' not in bar(screen)
    press(screen, "export_do", folder="pack")
    assert 'data-do="replace"' in bar(screen)


# ─── where figures come from ─────────────────────────────────────────────────────────────────────────────────────


def test_every_line_explains_itself(shared: Cockpit) -> None:
    option = shared.session.result["external"]
    shared._on_choice("choose", "external", {})
    for line in [line for line in option.lines if any(line.amounts_eur)][:6]:
        shared._on_choice("line", line.key, {})
        found = ht.explain(shared.session.scenario, f"external:{line.key}")
        said = words(shared._lines.html)
        for step in found.steps():
            assert words(step.formula) in said
        for item in found.inputs():
            assert item.label in said
        shared._on_choice("line", line.key, {})  # the same again closes it


def test_every_row_tells_its_meaning_source_and_name(shared: Cockpit) -> None:
    for group in shared._assumptions.first:
        for row in group["rows"]:
            told = dict(row["help"])
            assert told[text("cockpit.path")] == row["path"]
            if row["path"] != "horizon_years":
                assert told[text("screen.confidence")]


# ─── words ───────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("lang", LANGUAGES)
def test_everything_is_said_in_the_readers_language(lang: Language) -> None:
    screen = cockpit(lang=lang, draws=DRAWS)
    other: Language = "en" if lang == "fr" else "fr"
    before = words(screen._answer.html), words(screen._lines.html), screen._assumptions.first
    press(screen, "language")
    assert screen.session.lang == other
    assert words(screen.session.result.sentences(other)[0]) in words(screen._answer.html)
    assert screen._charts.views["cumulative"].caption["lang"] == other
    press(screen, "language")
    assert (words(screen._answer.html), words(screen._lines.html), screen._assumptions.first) == before


@pytest.mark.parametrize("name", sorted(ht.scenario.shipped_scenarios()))
def test_every_case_opens(name: str) -> None:
    screen = cockpit(name, draws=64)
    screen.draw_all()
    assert words(ht.compare(ht.load(name)).sentences()[0]) in words(screen._answer.html)
    for slider in screen.sliders.values():
        if slider.options:
            slider.value = slider.options[-1][1]
    screen.session.reset()
    assert costs(screen) == [option.net_present_cost_eur for option in ht.compare(ht.load(name)).options]


def test_words_of_the_user_cannot_become_markup(tmp_path: Path) -> None:
    made = ht.with_values(ht.load(CLOSE_RACE), {"name": "<script>alert(1)</script>"})
    screen = cockpit(made, draws=64, folder=tmp_path)
    everything = bar(screen) + screen._answer.html + screen._lines.html
    assert "<script" not in everything


def test_a_move_is_what_a_file_would_say(shared: Cockpit) -> None:
    before = shared.session.history.now.opened.scenario
    shared.sliders[PRICE].value = 140.0
    assert shared.session.scenario == with_moves(before, {PRICE: Move(140.0)})
    shared.session.reset()
