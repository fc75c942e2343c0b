"""The app in chromium, as a reader has it: the real command, the real page, nothing from elsewhere."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Locator, Page, Route

import hds_tco as ht
from hds_tco.analysis import Comparison
from hds_tco.analysis.answer import answer_sentences
from hds_tco.cockpit.answer import certainty
from hds_tco.cockpit.moved import Move
from hds_tco.cockpit.moved import moved as as_moved
from hds_tco.cockpit.shown import Shown
from hds_tco.locale import Language, amount
from hds_tco.scenario import Assumption, Scenario
from tools.lab import Heard, chromium
from tools.served import Served, served

HOME = ("http://127.0.0.1:", "ws://127.0.0.1:")
CASE = "reference-ght"
READY_SECONDS = 120.0
ANSWER_SECONDS = 45.0
# What the page says of the options: the headline, each one's cost.
_SAID = """() => [
  document.querySelector('.hds-answer .hds-headline')?.textContent,
  ...[...document.querySelectorAll('.hds-answer .hds-tile-cost')].map(node => node.textContent),
]"""


@dataclass(frozen=True)
class Screen:
    """The page, and what stands around it.

    Parameters
    ----------
    page : Page
    heard : Heard
        What it asked of the network, and said to the console.
    running : Served
        The command.
    folder : Path
        Where it was started, and where files go.
    """

    page: Page
    heard: Heard
    running: Served | None
    folder: Path

    def row(self, path: str) -> Locator:
        """Return an assumption's row among those in hand."""
        return self.page.locator(f".hds-first .hds-row[data-path='{path}']")

    def slider(self, path: str) -> Locator:
        """Return its slider."""
        return self.row(path).locator("input[type=range]")

    def button(self, words: str) -> Locator:
        """Return a button by the words on it."""
        return self.page.get_by_role("button", name=words, exact=True)

    def press(self, words: str) -> None:
        """Press a button."""
        self.button(words).click()

    def answer(self) -> list[str]:
        """Return what the page says now."""
        said: list[str] = self.page.evaluate(_SAID)
        return said

    def wait(self, scenario: Scenario[Assumption], lang: Language = "fr") -> None:
        """Wait until the page says what the library says of a scenario."""
        self.page.wait_for_function(
            f"wanted => JSON.stringify(wanted) === JSON.stringify(({_SAID})())",
            arg=answer(ht.compare(scenario), lang),
            timeout=ANSWER_SECONDS * 1e3,
        )

    def wait_for_draws(self, scenario: Scenario[Assumption], lang: Language = "fr") -> None:
        """Wait until it also says how sure the library is of it."""
        wanted = certainty(Shown(ht.compare(scenario), ht.simulate(scenario, 10_000)), lang)
        self.page.wait_for_function(
            "wanted => [...document.querySelectorAll('.hds-answer .hds-said p')].some(p => p.textContent === wanted)",
            arg=wanted,
            timeout=ANSWER_SECONDS * 1e3,
        )

    def untouched(self) -> None:
        """Check that the page kept to itself: no error, nothing asked of another machine."""
        assert not self.heard.errors, "\n".join(self.heard.errors)
        assert [address for address in self.heard.requests if not address.startswith(HOME)] == []


def answer(result: Comparison, lang: Language = "fr") -> list[str]:
    """Return what the page ought to say of a comparison."""
    costs = [amount(option.net_present_cost_eur, lang) for option in result.options]
    return [answer_sentences(result, lang)[0], *costs]


def moved(values: Mapping[str, Any]) -> Scenario[Assumption]:
    """Return the case as a reader moves it: what is uncertain stays so, around another value."""
    return as_moved(ht.load(CASE), {path: Move(value) for path, value in values.items()})


@contextmanager
def app(folder: Path, *words: object, width: int = 1280, height: int = 720, scale: float = 1.0) -> Iterator[Screen]:
    """Start the app in a folder and open it, all that would leave this machine refused and remembered.

    Parameters
    ----------
    folder : Path
    *words
        Further words of the command.
    width, height, scale
        See `tools.lab.chromium`.
    """
    with served("app", *words, folder=folder) as running, chromium(width, height, scale) as page:
        heard = Heard()
        heard.listen(page)
        page.context.route("**/*", _stay_home)
        page.goto(running.address)
        screen = Screen(page, heard, running, folder)
        ready(page)
        yield screen


def ready(page: Page) -> None:
    """Wait until the cockpit stands: the answer, its draws, and the charts that are seen."""
    page.wait_for_selector(".hds-cockpit .hds-headline", timeout=READY_SECONDS * 1e3)
    page.wait_for_selector(".hds-cockpit .hds-tile-chance", timeout=READY_SECONDS * 1e3)
    page.wait_for_selector(".hds-chart .main-svg", state="attached", timeout=READY_SECONDS * 1e3)


def _stay_home(route: Route) -> None:
    if route.request.url.startswith(HOME):
        route.continue_()
    else:
        route.abort()
