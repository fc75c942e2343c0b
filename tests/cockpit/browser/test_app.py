"""What is the app's alone: its page, what stands in its sight, and a page that is loaded again."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress

import psutil  # type: ignore[import-untyped]
import pytest

import hds_tco as ht
from tests.cockpit.browser.driving import Screen, answer, app, case, clean, moved, next_place, ready, rows

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PRICE, MEMORY = "external.price_eur_per_vm_per_month", "volumes.ram_gb_per_vm"


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Screen]:
    with app(tmp_path_factory.mktemp("app")) as screen:
        yield screen


@pytest.fixture
def screen(opened: Screen) -> Iterator[Screen]:
    """The cockpit on the case, nothing moved, nothing fixed."""
    clean(opened)
    yield opened
    opened.untouched()


def test_the_page_starts_from_the_scenario_itself(screen: Screen) -> None:
    assert screen.answer() == answer(ht.compare(case()))
    screen.wait_for_draws(case())
    assert screen.page.title() == "Coût d'hébergement des données de santé"
    assert screen.page.locator("html").get_attribute("lang") == "fr"
    assert "token" not in screen.page.url
    assert screen.page.locator("#opening").count() == 0


def test_a_reloaded_page_is_a_new_cockpit(screen: Screen) -> None:
    row = rows()[0]
    key, value = next_place(row)
    screen.slider(row.path).press(key)
    screen.wait(moved({row.path: value}))
    before = kernels(screen)
    screen.page.reload()
    ready(screen.page)
    screen.wait(case())
    for _ in range(40):  # the page that is gone told its own process to leave; the next one is warmed up
        if len(kernels(screen)) <= len(before):
            break
        screen.page.wait_for_timeout(500)
    assert len(kernels(screen)) <= len(before)
    assert kernels(screen) != before


def kernels(screen: Screen) -> set[int]:
    """Return the processes that compute for pages."""
    assert screen.running is not None
    found = set()
    for one in psutil.Process(screen.running.process.pid).children(recursive=True):
        with suppress(psutil.Error):  # gone meanwhile
            if any("ipykernel" in word for word in one.cmdline()):
                found.add(one.pid)
    return found


def test_no_old_figure_stays_in_sight(screen: Screen) -> None:
    """A chart whose title shows, but not its picture, follows too."""
    assert len(titles_in_sight(screen)) == 4  # the lower two by their titles only
    before = titles_in_sight(screen)[1::2]  # a forced exit has nothing to do with the size of a machine
    screen.row(MEMORY).locator(".hds-box").fill("20")
    screen.row(MEMORY).locator(".hds-box").press("Enter")
    screen.wait_for_draws(moved({MEMORY: 20.0}))
    for _ in range(40):
        if not set(titles_in_sight(screen)) & set(before):
            break
        screen.page.wait_for_timeout(250)
    assert not set(titles_in_sight(screen)) & set(before)


def titles_in_sight(screen: Screen) -> list[str]:
    found: list[str] = screen.page.evaluate(
        "() => [...document.querySelectorAll('.hds-chart-title')].filter(node => node.getBoundingClientRect().top"
        " < window.innerHeight - 20).map(node => node.textContent)"
    )
    return found
