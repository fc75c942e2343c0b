"""The app in chromium, as a reader has it: the real command, the real page, nothing from elsewhere."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
from playwright.sync_api import Locator, Page, Route

import hds_tco as ht
from hds_tco.analysis import Comparison
from hds_tco.analysis.sensitivity.tornado import first_tornado
from hds_tco.cockpit.answer import certainty
from hds_tco.cockpit.overrides import Move, with_moves
from hds_tco.cockpit.rows import Row, row_of
from hds_tco.cockpit.slider import first_paths
from hds_tco.cockpit.snapshot import Snapshot
from hds_tco.locale import Language, amount
from hds_tco.scenario import Assumption, Scenario
from tools.lab import Heard, chromium, notebook_in_lab, run_all
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
        wanted = certainty(Snapshot(ht.compare(scenario), ht.simulate(scenario, 10_000)), lang)
        self.page.wait_for_function(
            "wanted => [...document.querySelectorAll('.hds-sentences p')].some(p => p.textContent === wanted)",
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
    return [result.sentences(lang)[0], *costs]


def moved(values: Mapping[str, Any]) -> Scenario[Assumption]:
    """Return the case as a reader moves it: what is uncertain stays so, around another value."""
    return with_moves(ht.load(CASE), {path: Move(value) for path, value in values.items()})


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


def case() -> Scenario[Assumption]:
    """Return the scenario that the page starts from."""
    return ht.load(CASE)


def rows() -> list[Row]:
    """Return the rows in hand that have a slider."""
    found = (row_of(case(), path) for path in first_paths(case(), first_tornado(case())))
    return [row for row in found if row.positions]


def next_place(row: Row) -> tuple[str, float]:
    """Return a key that moves a slider one place, and where it then stands."""
    at = row.place(row.value)
    return (
        ("ArrowRight", row.positions[at + 1]) if at + 1 < len(row.positions) else ("ArrowLeft", row.positions[at - 1])
    )


def clean(opened: Screen) -> None:
    """Put the cockpit back on the case, nothing moved, nothing fixed."""
    opened.page.set_viewport_size({"width": 1280, "height": 720})
    if opened.page.locator(".hds-scenario").input_value() != CASE:
        opened.page.locator(".hds-scenario").select_option(CASE)
        opened.wait(case())
    for _ in range(5):  # the bar may be written anew just as its button is pressed by script
        for words in ("Oublier A", "Tout remettre"):
            button = opened.button(words)
            if button.count():  # Playwright itself would wait for a button that has nothing to do any more
                button.evaluate("node => node.click()")
        opened.page.wait_for_timeout(1_000)
        if opened.answer() == answer(ht.compare(case())):
            break
    opened.wait(case())


@contextmanager
def lab(folder: Path, *, width: int = 1280, height: int = 720) -> Iterator[Screen]:
    """Open the cockpit in JupyterLab, as a notebook's last line."""
    cell = nbformat.v4.new_code_cell("from hds_tco.cockpit import cockpit\n\ncockpit()")
    metadata = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    notebook = folder / "cockpit.ipynb"
    nbformat.write(nbformat.v4.new_notebook(cells=[cell], metadata=metadata), notebook)
    with notebook_in_lab(notebook, folder / "own", width=width, height=height) as (page, heard):
        run_all(page)
        ready(page)
        yield Screen(page, heard, None, folder / "own")


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
