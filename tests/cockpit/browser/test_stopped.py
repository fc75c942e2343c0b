"""A page whose process is killed, or whose server left: it says so, greys its figures, and how to start again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import psutil  # type: ignore[import-untyped]
import pytest

from tests.cockpit.browser.driving import Screen, app, moved, ready
from tools.served import Served

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PRICE = "external.price_eur_per_vm_per_month"
# The page looks every second, so does the server: a loaded machine takes longer, a page that says nothing for ever.
SAID_MS = 30_000


@pytest.fixture
def screen(tmp_path: Path) -> Iterator[Screen]:
    with app(tmp_path) as opened:
        yield opened


def kill_its_process(screen: Screen) -> None:
    """Kill the process behind the page, as a machine without memory does."""
    assert screen.running is not None
    name = screen.page.evaluate("JSON.parse(document.getElementById('jupyter-config-data').textContent).kernelId")
    (its,) = [
        one
        for one in psutil.Process(screen.running.process.pid).children(recursive=True)
        if any(name in word for word in one.cmdline())
    ]
    its.kill()


def move(screen: Screen, value: float) -> None:
    screen.row(PRICE).locator(".hds-box").fill(f"{value:g}")
    screen.row(PRICE).locator(".hds-box").press("Enter")
    screen.wait(moved({PRICE: value}))


def stopped(screen: Screen, why: str) -> str:
    """Wait until the page says that it is stopped, and return its words; no figure may pass for a live one."""
    screen.page.wait_for_selector(f"#stopped[role=alert][data-why={why}]:not([hidden])", timeout=SAID_MS)
    assert screen.page.evaluate("document.getElementById('rendered_cells').inert")
    assert float(screen.page.evaluate("getComputedStyle(document.getElementById('rendered_cells')).opacity")) < 0.5
    assert screen.page.evaluate("document.getElementById('stopped').contains(document.activeElement)")
    return screen.page.locator("#stopped").inner_text()


def test_a_killed_process_is_said_and_another_takes_up_the_values_and_a(screen: Screen) -> None:
    move(screen, 150.0)
    screen.press("Fixer comme A")
    screen.page.wait_for_selector(".hds-bar [data-do=unfix]")
    move(screen, 60.0)
    kill_its_process(screen)
    said = stopped(screen, "stopped")
    assert "s'est arrêté" in said
    assert "Prix d'une VM : 60 €" in said.replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " ")
    screen.page.keyboard.press("Enter")  # the button has the focus
    screen.page.wait_for_selector("#stopped", state="hidden")
    ready(screen.page)
    screen.wait(moved({PRICE: 60.0}))
    screen.button("Oublier A").wait_for()
    screen.page.reload()  # taken up once, not for ever
    ready(screen.page)
    screen.wait(moved({}))


def test_it_is_said_in_the_language_of_the_cockpit(screen: Screen) -> None:
    screen.page.locator(".hds-language").click()
    screen.page.wait_for_selector(".hds-top[lang=en]")
    kill_its_process(screen)
    assert "has stopped" in stopped(screen, "stopped")
    screen.button("Start again with the values on screen").click()
    ready(screen.page)
    screen.page.wait_for_selector(".hds-top[lang=en]")
    screen.wait(moved({}), "en")


@pytest.mark.parametrize("leave", [Served.interrupt, Served.kill])
def test_a_server_that_left_is_said_with_the_values_to_copy_and_how_to_start_it_again(
    screen: Screen, leave: Callable[[Served], int]
) -> None:
    move(screen, 150.0)
    assert screen.running is not None
    leave(screen.running)
    said = stopped(screen, "gone")
    assert "Relancez «\N{NO-BREAK SPACE}hds-tco app\N{NO-BREAK SPACE}»" in said
    assert "150" in said
    assert screen.page.locator("#stopped button").count() == 0
