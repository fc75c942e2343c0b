"""A laptop and a projector: nothing cut, nothing over the edge; a cockpit that was closed says so."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cockpit.browser.driving import Screen, app

pytestmark = [pytest.mark.browser, pytest.mark.slow]

SIZES = {"laptop": (1280, 720), "projector": (1920, 1080), "tablet": (1024, 768)}
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


@pytest.fixture(scope="module")
def screen(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Screen]:
    with app(tmp_path_factory.mktemp("app")) as opened:
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


def test_a_cockpit_that_was_closed_says_so(screen: Screen) -> None:
    screen.untouched()
    assert screen.running is not None
    assert screen.running.interrupt() == 0
    gone = screen.page.locator("#gone")
    gone.wait_for(state="visible", timeout=30_000)
    assert "Relancez «\u00a0hds-tco app\u00a0»" in gone.inner_text()
