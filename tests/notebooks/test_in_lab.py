"""The notebook in JupyterLab, in chromium: what a reader sees after Run All, with the sliders in hand."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from playwright.sync_api import Page

import hds_tco as ht
from hds_tco.charts import by_year_chart, cumulative_chart
from hds_tco.cockpit import FIRST_SLIDERS
from hds_tco.cockpit.rows import Row, row_of
from hds_tco.scenario.format_value import with_unit
from tools.lab import Heard, notebook_in_lab, run_all, wait_for_charts

pytestmark = [pytest.mark.browser, pytest.mark.slow]

NOTEBOOK = Path(__file__).parents[2] / "notebooks" / "01-que-coute-chaque-option.ipynb"
SCENARIO = ht.load("reference-ght")
SLIDERS: tuple[Row, ...] = tuple(row_of(SCENARIO, path) for path in FIRST_SLIDERS)
# What stands in and around both charts.
TEXTS = (".hds-chart-title", ".hds-legend", ".hds-chart-source", ".g-xtitle", ".g-ytitle")
ANSWER_SECONDS = 45.0
SAVED_SECONDS = 60.0
HOME = ("http://127.0.0.1:", "ws://127.0.0.1:")


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Page, Heard]]:
    with notebook_in_lab(NOTEBOOK, tmp_path_factory.mktemp("lab")) as (page, heard):
        run_all(page)
        wait_for_charts(page)
        yield page, heard


@pytest.fixture
def page(lab: tuple[Page, Heard]) -> Iterator[Page]:
    page, heard = lab
    page.locator(".hds-explorer").evaluate("node => node.scrollIntoView()")
    page.get_by_role("button", name="Revenir au scénario").click()
    wait_for_answer(page, {})
    yield page
    assert page.locator(".Toastify__toast, .jp-Dialog").count() == 0  # no pop-up, JupyterLab's news least of all
    assert heard.errors == []
    assert [address for address in heard.requests if not address.startswith(HOME)] == []


def words_at(row: Row, value: float) -> str:
    """Return what a slider says of a position."""
    return with_unit(row.text(value, "fr"), row.unit, "fr")


def answer(values: Mapping[str, float]) -> list[str]:
    moved = ht.with_values(SCENARIO, values) if values else SCENARIO
    return ht.compare(moved).sentences("fr")


def answer_on_page(page: Page) -> list[str]:
    return page.locator(".hds-explorer [role=status] p").all_text_contents()


def wait_for_answer(page: Page, values: Mapping[str, float]) -> None:
    page.wait_for_function(
        "sentences => JSON.stringify(sentences) === JSON.stringify("
        "[...document.querySelectorAll('.hds-explorer [role=status] p')].map(p => p.textContent))",
        arg=answer(values),
        timeout=ANSWER_SECONDS * 1e3,
    )


def bars(page: Page) -> list[str]:
    found: list[str] = page.eval_on_selector_all(
        ".hds-explorer .bars path", "paths => paths.map(path => path.getAttribute('d'))"
    )
    return found


def wait_for_other_bars(page: Page, before: list[str]) -> None:
    page.wait_for_function(
        "before => JSON.stringify(before) !== JSON.stringify("
        "[...document.querySelectorAll('.hds-explorer .bars path')].map(path => path.getAttribute('d')))",
        arg=before,
        timeout=ANSWER_SECONDS * 1e3,
    )


def save(page: Page) -> None:
    """Save, and wait for the server's word: reloaded sooner, the page finds a notebook that never ran.

    The file is read only then: read half written, the server sets it aside as invalid.
    """
    with page.expect_response(
        lambda answer: answer.request.method == "PUT" and f"/api/contents/{NOTEBOOK.name}" in answer.url,
        timeout=SAVED_SECONDS * 1e3,
    ) as saved:
        page.keyboard.press("Control+s")
    assert saved.value.ok
    written: str = page.evaluate(
        "name => fetch(`/api/contents/${name}?content=1`).then(answer => answer.text())", NOTEBOOK.name
    )
    assert "widget-view+json" in written


def boxes(page: Page, selector: str) -> list[dict[str, float]]:
    found: list[dict[str, float]] = page.eval_on_selector_all(
        f".hds-explorer {selector}",
        "nodes => nodes.map(node => node.getBoundingClientRect()).map("
        "box => ({left: box.left, right: box.right, top: box.top, bottom: box.bottom}))",
    )
    return found


def apart(one: Mapping[str, float], other: Mapping[str, float]) -> bool:
    return (
        one["right"] <= other["left"]
        or other["right"] <= one["left"]
        or one["bottom"] <= other["top"]
        or other["bottom"] <= one["top"]
    )


def inside(inner: Mapping[str, float], outer: Mapping[str, float]) -> bool:
    return (
        outer["left"] <= inner["left"]
        and inner["right"] <= outer["right"]
        and outer["top"] <= inner["top"]
        and inner["bottom"] <= outer["bottom"]
    )


def test_the_page_starts_from_the_scenario_itself(page: Page) -> None:
    assert answer_on_page(page) == answer({})
    assert page.locator(".jp-RenderedText[data-mime-type='application/vnd.jupyter.stderr']").count() == 0


@pytest.mark.parametrize("moved", SLIDERS, ids=lambda item: item.path)
def test_a_key_moves_a_slider_the_answer_and_the_bars(page: Page, moved: Row) -> None:
    before = bars(page)
    page.get_by_role("slider", name=moved.label, exact=True).press("ArrowRight")

    value = moved.positions[moved.positions.index(moved.value) + 1]
    wait_for_answer(page, {moved.path: value})
    wait_for_other_bars(page, before)
    handle = page.get_by_role("slider", name=moved.label, exact=True)
    assert handle.get_attribute("aria-valuetext") == words_at(moved, value)


def test_keys_move_several_sliders_together(page: Page) -> None:
    values = {}
    for moved in SLIDERS:
        page.get_by_role("slider", name=moved.label, exact=True).press("ArrowRight")
        values[moved.path] = moved.positions[moved.positions.index(moved.value) + 1]
    wait_for_answer(page, values)


def test_the_mouse_drags_a_slider(page: Page) -> None:
    before, moved = bars(page), SLIDERS[1]
    handle = page.get_by_role("slider", name=moved.label, exact=True)
    box = handle.bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2  # a range goes where it is pressed
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + box["width"] / 3, y, steps=12)
    page.mouse.up()

    wait_for_other_bars(page, before)
    page.wait_for_timeout(500)  # the last of the drag's messages
    position = moved.positions[int(handle.input_value())]
    assert position > moved.value
    assert handle.get_attribute("aria-valuetext") == words_at(moved, position)
    wait_for_answer(page, {moved.path: position})


def test_a_reloaded_page_shows_what_the_sliders_say(page: Page) -> None:
    moved = SLIDERS[1]
    before = bars(page)
    page.get_by_role("slider", name=moved.label, exact=True).press("End")
    values = {moved.path: moved.positions[-1]}
    wait_for_answer(page, values)
    wait_for_other_bars(page, before)
    page.wait_for_timeout(500)
    shown = bars(page)

    save(page)
    page.reload()
    wait_for_charts(page)
    page.locator(".hds-explorer").evaluate("node => node.scrollIntoView()")
    wait_for_answer(page, values)
    page.wait_for_timeout(500)
    # The page may lay its charts out a pixel higher than before: what is compared is the bars.
    again = bars(page)
    assert [len(path) > 0 for path in again] == [len(path) > 0 for path in shown]
    for path, before_it in zip(again, shown, strict=True):
        assert figures_of(path) == pytest.approx(figures_of(before_it), abs=2.0)


def figures_of(path: str) -> list[float]:
    """Return the numbers of a drawn path."""
    return [float(number) for number in re.findall(r"-?\d+\.?\d*", path)]


def test_whoever_does_not_see_the_page_hears_it(page: Page) -> None:
    handles = page.locator(".hds-explorer input[type=range]")
    names = [handle.get_attribute("aria-label") for handle in handles.all()]
    values = [handle.get_attribute("aria-valuetext") for handle in handles.all()]
    assert names == [item.label for item in SLIDERS]
    assert values == [words_at(item, item.value) for item in SLIDERS]
    assert page.locator(".hds-explorer [role=status]").count() == 1
    assert page.locator(".hds-explorer > [lang=fr]").count() == 3  # the answer, the rows, the button; charts say it too
    charts = [chart.get_attribute("aria-label") for chart in page.locator(".hds-explorer [role=img]").all()]
    assert charts == [chart_of(ht.compare(SCENARIO), "fr").alt for chart_of in (by_year_chart, cumulative_chart)]
    typed = [box.get_attribute("aria-label") for box in page.locator(".hds-explorer input[type=text]").all()]
    assert typed == [f"{item.label} ({item.unit})" for item in SLIDERS]


def test_the_answer_keeps_its_place_so_that_a_change_is_said(page: Page) -> None:
    page.locator(".hds-explorer [role=status]").evaluate("node => { node.dataset.seen = 'yes'; }")
    page.get_by_role("slider", name=SLIDERS[1].label, exact=True).press("ArrowRight")
    wait_for_answer(page, {SLIDERS[1].path: SLIDERS[1].positions[SLIDERS[1].positions.index(SLIDERS[1].value) + 1]})
    assert page.locator(".hds-explorer [role=status]").get_attribute("data-seen") == "yes"


def test_sliders_are_reached_one_after_the_other_by_tab(page: Page) -> None:
    page.get_by_role("slider", name=SLIDERS[0].label, exact=True).focus()
    reached = []
    for _ in range(4 * len(SLIDERS)):  # between two sliders: a box to type in, where the figure comes from
        reached.append(page.evaluate("[document.activeElement.type, document.activeElement.ariaLabel]"))
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent").strip() == "Revenir au scénario":
            break
    assert [label for kind, label in reached if kind == "range"] == [item.label for item in SLIDERS]
    assert page.evaluate("document.activeElement.textContent").strip() == "Revenir au scénario"


def test_nothing_is_cut_off_or_written_over(page: Page, tmp_path: Path) -> None:
    page.screenshot(path=str(tmp_path / "notebook.png"))
    pictures = boxes(page, ".js-plotly-plot")
    assert len(pictures) == 2
    texts = [box for name in TEXTS for box in boxes(page, name)]
    assert len(texts) == 10
    axes = boxes(page, ".g-xtitle") + boxes(page, ".g-ytitle")
    assert [box for box in axes if not any(inside(box, picture) for picture in pictures)] == []
    assert [(one, other) for one in texts for other in texts if one is not other and not apart(one, other)] == []

    words = [box for name in (".hds-row-label", ".hds-slider", ".hds-box", ".hds-unit") for box in boxes(page, name)]
    assert [(one, other) for one in words for other in words if one is not other and not apart(one, other)] == []
    cut = page.eval_on_selector_all(
        ".hds-explorer .hds-row-label, .hds-explorer .hds-unit, .hds-explorer button",
        "nodes => nodes.filter(node => node.scrollWidth > node.clientWidth + 1).map(node => node.textContent)",
    )
    assert cut == []
    assert page.locator(".hds-explorer .modebar").count() == 0  # it speaks English, and offers to share the figures
    for svg, picture in zip(boxes(page, ".main-svg:first-of-type"), pictures, strict=True):
        assert svg["right"] - svg["left"] == pytest.approx(picture["right"] - picture["left"], abs=2)


def test_a_narrow_page_is_redrawn_to_its_width(page: Page) -> None:
    page.set_viewport_size({"width": 900, "height": 900})
    try:
        page.wait_for_function(
            "() => [...document.querySelectorAll('.hds-explorer .js-plotly-plot')].every(chart => {"
            " const drawn = Number(chart.querySelector('.main-svg').getAttribute('width'));"
            " return drawn < 800 && Math.abs(chart.clientWidth - drawn) < 3; })",
            timeout=5_000,
        )
        texts = [box for name in TEXTS for box in boxes(page, name)]
        assert [(one, other) for one in texts for other in texts if one is not other and not apart(one, other)] == []
    finally:
        page.set_viewport_size({"width": 1280, "height": 900})
