"""A laptop and a projector: nothing cut, nothing over the edge; a cockpit that was closed says so."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from hds_tco.locale import text
from tests.builders import CLOSE_RACE
from tests.cockpit.browser.driving import CASE, Screen, app

pytestmark = [pytest.mark.browser, pytest.mark.slow]

SIZES = {"laptop": (1280, 720), "projector": (1920, 1080), "tablet": (1024, 768)}
FOUR, PHONE = "quatre.toml", (390, 844)
# What holds words and cuts them: its place is too small, and it does not scroll.
_CUT = """() => [...document.querySelectorAll('.hds-cockpit *')].filter(node => {
  const style = getComputedStyle(node);
  return node.offsetParent && node.childElementCount === 0 && node.textContent.trim() && style.overflowX !== 'auto'
    && style.overflowX !== 'scroll' && !node.closest('svg') && node.scrollWidth > node.clientWidth + 1
    && style.display !== 'inline' && node.tagName !== 'OPTION' && style.clipPath === 'none';
}).map(node => node.className + ': ' + node.textContent)"""
_BEYOND = """() => [...document.querySelectorAll('.hds-cockpit *')].filter(node => {
  const box = node.getBoundingClientRect();
  return node.offsetParent && box.width && box.right > document.documentElement.clientWidth + 1 && !node.closest('svg')
    && !node.closest('.hds-chart-scroll');
}).map(node => node.className || node.tagName)"""

# What plotly writes, and by how much it leaves its picture: words along an axis, beside a line, at a bar's end.
_OUTSIDE = """() => [...document.querySelectorAll('.hds-chart')].flatMap(chart => {
  const picture = chart.querySelector('.main-svg')?.getBoundingClientRect();
  if (!picture || !picture.width) return [];
  const said = '.g-xtitle text, .g-ytitle text, .annotation text, .bartext, .xtick text, .ytick text';
  return [...chart.querySelectorAll(said)].map(node => [node.textContent, node.getBoundingClientRect()])
    .filter(([, box]) => box.width)
    .map(([said, box]) => [said, Math.max(picture.left - box.left, box.right - picture.right,
      picture.top - box.top, box.bottom - picture.bottom)])
    .filter(([, beyond]) => beyond > 1);
})"""
# Words on words.
_OVER = """() => [...document.querySelectorAll('.hds-chart')].flatMap(chart => {
  const boxes = [...chart.querySelectorAll('.g-xtitle text, .bartext, .xtick text')]
    .map(node => [node.textContent, node.getBoundingClientRect()]).filter(([, box]) => box.width);
  return boxes.flatMap(([said, one], rank) => boxes.slice(rank + 1)
    .filter(([, other]) => one.left < other.right - 1 && other.left < one.right - 1
      && one.top < other.bottom - 1 && other.top < one.bottom - 1)
    .map(([other]) => said + ' / ' + other));
})"""


def draw_every_chart(screen: Screen, width: int, height: int) -> None:
    """Give the page a size, and bring each chart into sight: what was never seen is not drawn."""
    screen.page.set_viewport_size({"width": width, "height": height})
    charts = screen.page.locator(".hds-chart")
    for rank in range(charts.count()):
        charts.nth(rank).scroll_into_view_if_needed()
        charts.nth(rank).locator(".main-svg").first.wait_for(state="attached")
    screen.page.wait_for_timeout(1_500)


@pytest.fixture(scope="module")
def screen(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Screen]:
    folder = tmp_path_factory.mktemp("app")
    (folder / FOUR).write_text(
        f'name = "Quatre options"\nbased_on = "{CLOSE_RACE}"\n'
        'options = ["in_house", "external", "leasing", "status_quo"]\n[existing]\nkeep_years = 3\n',
        encoding="utf-8",
    )
    with app(folder) as opened:
        yield opened


@pytest.mark.parametrize("name", SIZES)
def test_nothing_is_cut_off_or_over_the_edge(screen: Screen, name: str, tmp_path: Path) -> None:
    width, height = SIZES[name]
    screen.page.set_viewport_size({"width": width, "height": height})
    screen.page.wait_for_timeout(1_500)
    screen.page.screenshot(path=str(tmp_path / f"{name}.png"))
    assert screen.page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    assert screen.page.evaluate(_BEYOND) == []
    assert screen.page.evaluate(_CUT) == []
    screen.untouched()


@pytest.mark.parametrize("name", SIZES)
def test_no_word_of_a_chart_leaves_its_picture(screen: Screen, name: str, tmp_path: Path) -> None:
    draw_every_chart(screen, *SIZES[name])
    screen.page.screenshot(path=str(tmp_path / f"{name}-scrolled.png"))
    assert screen.page.locator(".g-xtitle text").count() >= 4
    assert screen.page.locator(".bartext").count() > 8
    assert screen.page.evaluate(_OUTSIDE) == []
    assert screen.page.evaluate(_OVER) == []
    assert screen.page.evaluate(_BEYOND) == []
    assert screen.page.evaluate(_CUT) == []


@pytest.mark.parametrize("name", ["laptop", "projector"])
def test_a_low_line_shows_its_formula_in_sight(screen: Screen, name: str) -> None:
    width, height = SIZES[name]
    screen.page.set_viewport_size({"width": width, "height": height})
    line = screen.page.locator(".hds-lines button[data-do=line]").last
    line.scroll_into_view_if_needed()
    line.click()
    formula = screen.page.locator(".hds-apart h4").first
    formula.wait_for()
    box = formula.bounding_box()
    assert box is not None
    assert box["y"] >= 0
    assert box["y"] + box["height"] <= height
    screen.page.locator(".hds-lines button[data-do=line]").last.click()
    formula.wait_for(state="detached")
    screen.page.evaluate("document.querySelector('.hds-right').scrollTop = 0")


def test_the_restitution_risk_stands_in_a_row(screen: Screen) -> None:
    screen.page.set_viewport_size({"width": 1280, "height": 720})
    figures = screen.page.locator(".hds-figure")
    assert figures.count() == 3
    tops = (
        "() => [...document.querySelectorAll('.hds-figure')].map(node => Math.round(node.getBoundingClientRect().top))"
    )
    screen.page.wait_for_timeout(1_000)
    assert len(set(screen.page.evaluate(tops))) == 1


def test_the_page_says_its_language(screen: Screen) -> None:
    said = "() => [document.documentElement.lang, document.title]"
    assert screen.page.evaluate(said) == ["fr", text("app.title", "fr")]
    screen.page.locator(".hds-language").click()
    screen.page.wait_for_function("document.documentElement.lang === 'en'")
    assert screen.page.evaluate(said) == ["en", text("app.title", "en")]
    screen.page.locator(".hds-language").click()
    screen.page.wait_for_function("document.documentElement.lang === 'fr'")


def test_the_search_reads_the_help(screen: Screen) -> None:
    screen.page.evaluate("document.querySelector('.hds-all').open = true")
    screen.page.locator(".hds-all .hds-row").first.wait_for(state="attached", timeout=30_000)
    screen.page.locator(".hds-finder").fill("insolvabilité")
    screen.page.locator(".hds-all .hds-row:not([hidden])").first.wait_for(state="visible")
    shown = screen.page.locator(".hds-all .hds-row:not([hidden])")
    assert 0 < shown.count() < 60
    screen.page.locator(".hds-finder").fill("")
    screen.page.evaluate("document.querySelector('.hds-all').open = false")


def test_the_answer_is_seen_without_scrolling(screen: Screen) -> None:
    screen.page.set_viewport_size({"width": 1280, "height": 720})
    screen.page.evaluate("window.scrollTo(0, 0)")
    for place in (
        ".hds-headline",
        ".hds-tiles",
        ".hds-chart-picture >> nth=0",
        ".hds-first input[type=range] >> nth=3",
    ):
        box = screen.page.locator(place).first.bounding_box()
        assert box is not None
        assert box["y"] + min(box["height"], 40) <= 720, place


@pytest.fixture(scope="module")
def four(screen: Screen) -> Iterator[Screen]:
    screen.page.locator(".hds-scenario").select_option(str(screen.folder / FOUR))
    screen.page.wait_for_function("document.querySelectorAll('.hds-tile').length === 4")
    screen.page.wait_for_function("document.querySelectorAll('.hds-tile .hds-bar').length === 3")
    yield screen
    screen.page.set_viewport_size({"width": 1280, "height": 720})
    screen.page.locator(".hds-scenario").select_option(CASE)
    screen.page.wait_for_function("document.querySelectorAll('.hds-tile').length === 3")


@pytest.mark.parametrize(("width", "height"), [PHONE, SIZES["laptop"], SIZES["projector"]])
def test_four_options_fit_a_phone_a_laptop_and_a_projector(four: Screen, width: int, height: int) -> None:
    draw_every_chart(four, width, height)
    assert four.page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    for fault in (_BEYOND, _CUT, _OUTSIDE, _OVER):
        assert four.page.evaluate(fault) == []
    tall = "() => Math.max(...[...document.querySelectorAll('.hds-tile')].map(node => node.offsetHeight))"
    assert four.page.evaluate(tall) < 160
    four.untouched()


def test_an_option_that_stands_apart_has_no_chance_and_says_what_it_leaves_out(four: Screen) -> None:
    tile = four.page.locator(".hds-tile").last
    assert "à part" in tile.inner_text()
    assert "sans second site" in tile.inner_text()
    assert tile.locator(".hds-bar").count() == 0
    assert four.page.locator(".hds-tile.hds-best").count() == 1
    assert "statu quo" not in four.page.locator(".hds-headline").inner_text().lower()
