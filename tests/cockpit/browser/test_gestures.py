"""The cockpit in chromium, in its app and in JupyterLab: every slider, by key and by mouse; A and B; files; faults."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

import hds_tco as ht
from hds_tco.locale import amount, text
from hds_tco.scenario import ScenarioError
from tests.cli.running import plain
from tests.cockpit.browser.driving import CASE, Screen, answer, app, case, clean, lab, moved, next_place, rows

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PRICE = "external.price_eur_per_vm_per_month"
WRONG = 'based_on = "reference-ght"\n[finance]\nreal_discount_rate_per_year = "beaucoup"\nvat_share = 7\n'


@pytest.fixture(scope="module", params=["app", "lab"])
def opened(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Screen]:
    """The app that the command serves, then the same cockpit in JupyterLab."""
    with {"app": app, "lab": lab}[request.param](tmp_path_factory.mktemp(request.param)) as screen:
        yield screen


@pytest.fixture
def screen(opened: Screen) -> Iterator[Screen]:
    """The cockpit on the case, nothing moved, nothing fixed."""
    clean(opened)
    yield opened
    opened.untouched()


# ─── sliders ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_key_moves_each_slider_and_all_that_hangs_on_it(screen: Screen) -> None:
    assert len(rows()) >= 8
    for row in rows():
        key, value = next_place(row)
        slider = screen.slider(row.path)
        assert slider.get_attribute("aria-label") == row.label
        slider.press(key)
        screen.wait(moved({row.path: value}))
        screen.row(row.path).locator(".hds-back").click()
        screen.wait(case())


def test_sliders_add_up_and_the_draws_follow(screen: Screen) -> None:
    values = {}
    for row in rows()[:4]:
        key, values[row.path] = next_place(row)
        screen.slider(row.path).press(key)
    screen.wait(moved(values))
    screen.wait_for_draws(moved(values))


def test_the_mouse_drags_each_slider(screen: Screen) -> None:
    for row in rows():
        slider = screen.slider(row.path)
        slider.scroll_into_view_if_needed()
        box = slider.bounding_box()
        assert box is not None
        middle, thumb = box["y"] + box["height"] / 2, 16
        along = row.place(row.value) / (len(row.positions) - 1)
        start = box["x"] + thumb / 2 + (box["width"] - thumb) * along
        end = 0.9 if along < 0.8 else 0.2
        screen.page.mouse.move(start, middle)
        screen.page.mouse.down()
        screen.page.mouse.move(box["x"] + box["width"] * end, middle, steps=8)
        # Read while it is held: once released it may show for a moment what Python answered to a step on the way.
        value = row.positions[int(slider.input_value())]
        screen.page.mouse.up()
        assert value > row.value if end > along else value < row.value
        screen.wait(moved({row.path: value}))
        screen.press("Annuler")  # a drag is one step
        screen.wait(case())


def test_a_click_counts_though_the_bar_is_written_anew_under_it(screen: Screen) -> None:
    one, other = rows()[:2]
    values = {}
    key, values[one.path] = next_place(one)
    screen.slider(one.path).press(key)
    screen.page.wait_for_function(
        "() => document.querySelector('.hds-top').textContent.includes('1 hypothèse changée')"
    )
    screen.button("Annuler").hover()
    screen.page.mouse.down()
    key, values[other.path] = next_place(other)
    screen.slider(other.path).press(key)  # the bar then has two values to tell of
    screen.wait(moved(values))
    screen.page.wait_for_timeout(1_000)  # time enough for the bar
    screen.page.mouse.up()
    screen.wait(moved({one.path: values[one.path]}))
    screen.page.wait_for_function(
        "() => document.querySelector('.hds-top').textContent.includes('1 hypothèse changée')"
    )


def test_the_horizon_moves_too(screen: Screen, tmp_path: Path) -> None:
    longer = tmp_path / "longer.toml"
    longer.write_text(f'based_on = "{CASE}"\nhorizon_years = {case().horizon_years + 1}\n', "utf-8")
    screen.slider("horizon_years").press("ArrowRight")
    screen.wait(ht.load(longer))


def test_a_figure_is_typed(screen: Screen) -> None:
    box = screen.row(PRICE).locator("input.hds-box")
    box.fill("123,5")
    box.press("Enter")
    screen.wait(moved({PRICE: 123.5}))

    box.fill("beaucoup")
    box.press("Enter")
    fault = screen.row(PRICE).locator("[role=alert]")
    fault.wait_for(state="visible")
    assert plain(fault.inner_text()) == "« beaucoup » n'est pas un nombre. Exemple : 1 234,5"
    assert screen.answer() == answer(ht.compare(moved({PRICE: 123.5})))


# ─── A and B, back and forth ─────────────────────────────────────────────────────────────────────────────────────


def test_what_is_looked_for_comes_under_the_reader_s_eyes(screen: Screen) -> None:
    everything, finder = screen.page.locator(".hds-all"), screen.page.locator(".hds-finder")
    everything.locator("> summary").click()
    finder.fill("duree materiel")
    found = everything.locator(".hds-row[data-path='in_house.refresh_years']")
    box = found.bounding_box()
    assert box is not None
    assert 0 <= box["y"] < box["y"] + box["height"] <= 720
    finder.fill("")
    everything.locator("> summary").click()


def test_b_is_shown_against_a(screen: Screen) -> None:
    screen.press("Fixer comme A")
    screen.button("Oublier A").wait_for()
    row = rows()[0]
    key, value = next_place(row)
    screen.slider(row.path).press(key)
    screen.wait(moved({row.path: value}))

    before, after = ht.compare(case()), ht.compare(moved({row.path: value}))
    against = screen.page.locator(".hds-tile-a").all_inner_texts()
    costs = [amount(option.net_present_cost_eur) for option in before.options]
    assert [plain(words).startswith(plain(f"A : {cost}")) for words, cost in zip(against, costs, strict=True)] == [
        True
    ] * 3
    said = " ".join(screen.page.locator(".hds-answer .hds-sentences p").all_inner_texts())
    gap = amount(abs(after.best.net_present_cost_eur - before.best.net_present_cost_eur))
    # On a tie there is no gap to tell: both costs stand there.
    assert gap in said or all(amount(found.best.net_present_cost_eur) in said for found in (before, after))

    screen.press("Oublier A")
    screen.page.locator(".hds-tile-a").first.wait_for(state="detached")


def test_steps_are_taken_back_and_taken_again(screen: Screen) -> None:
    first, second = rows()[:2]
    key, one = next_place(first)
    screen.slider(first.path).press(key)
    screen.wait(moved({first.path: one}))
    key, two = next_place(second)
    screen.slider(second.path).press(key)
    both = moved({first.path: one, second.path: two})
    screen.wait(both)

    screen.press("Annuler")
    screen.wait(moved({first.path: one}))
    screen.press("Annuler")
    screen.wait(case())
    screen.press("Rétablir")
    screen.press("Rétablir")
    screen.wait(both)
    screen.press("Tout remettre")
    screen.wait(case())
    screen.press("Annuler")
    screen.wait(both)


# ─── files ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_scenario_is_saved_and_opened_again(screen: Screen) -> None:
    row = rows()[0]
    key, value = next_place(row)
    screen.slider(row.path).press(key)
    screen.wait(moved({row.path: value}))
    screen.press("Enregistrer…")
    screen.page.get_by_label("Fichier à écrire (.toml)").fill("mine.toml")
    screen.press("Enregistrer")
    screen.page.locator(".hds-note").first.wait_for()
    saved = screen.folder / "mine.toml"
    assert answer(ht.compare(ht.load(saved))) == answer(ht.compare(moved({row.path: value})))

    screen.press("Tout remettre")
    screen.wait(case())
    screen.press("Ouvrir…")
    screen.page.get_by_label("Chemin du fichier").fill("mine.toml")
    screen.press("Ouvrir")
    screen.wait(ht.load(saved))


def test_a_file_that_stands_there_is_replaced_only_when_asked(screen: Screen) -> None:
    (screen.folder / "there.toml").write_text("# mine\n", "utf-8")
    screen.press("Enregistrer…")
    screen.page.get_by_label("Fichier à écrire (.toml)").fill("there.toml")
    screen.press("Enregistrer")
    screen.button("Remplacer").wait_for()
    assert (screen.folder / "there.toml").read_text("utf-8") == "# mine\n"
    screen.press("Remplacer")
    screen.page.locator(".hds-note").first.wait_for()
    assert answer(ht.compare(ht.load(screen.folder / "there.toml"))) == answer(ht.compare(case()))


def test_the_board_pack_is_written(screen: Screen) -> None:
    screen.press("Dossier du directoire…")
    screen.page.get_by_label("Dossier", exact=True).fill("pack")
    screen.press("Écrire les fichiers")
    screen.page.locator(".hds-note", has_text="Dossier écrit").wait_for(timeout=300_000)
    assert {path.suffix for path in (screen.folder / "pack").iterdir()} == {".pptx", ".xlsx", ".pdf", ".html"}


def test_a_wrong_scenario_says_what_the_command_says_and_the_app_lives_on(screen: Screen) -> None:
    wrong = screen.folder / "wrong.toml"
    wrong.write_text(WRONG, "utf-8")
    with pytest.raises(ScenarioError) as refused:
        ht.load(wrong)
    screen.press("Ouvrir…")
    screen.page.get_by_label("Chemin du fichier").fill(str(wrong))
    screen.press("Ouvrir")
    error = screen.page.locator(".hds-error")
    error.wait_for()
    said = [line.strip() for line in plain(error.inner_text()).splitlines() if line.strip()]
    assert said == [line.strip() for line in plain(refused.value.message("fr")).splitlines() if line.strip()]
    assert len(said) > 2

    screen.press("Fermer")
    row = rows()[0]
    key, value = next_place(row)
    screen.slider(row.path).press(key)
    screen.wait(moved({row.path: value}))


def test_another_case_is_chosen_from_the_list(screen: Screen) -> None:
    screen.page.locator(".hds-scenario").select_option("chu-strasbourg-2017")
    screen.wait(ht.load("chu-strasbourg-2017"))


# ─── language, reloading ─────────────────────────────────────────────────────────────────────────────────────────


def test_the_language_changes_and_changes_back(screen: Screen) -> None:
    screen.press("English")
    screen.wait(case(), "en")
    assert screen.page.locator(".hds-answer").get_attribute("lang") == "en"
    screen.press(text("cockpit.bar.language", "en"))
    screen.wait(case())
