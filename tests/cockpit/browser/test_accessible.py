"""Keyboard and screen reader: axe finds nothing serious, names are the true ones, all is reached by Tab."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Page

import hds_tco as ht
from hds_tco.analysis.sensitivity.tornado import first_tornado
from hds_tco.cockpit.rows import row_of
from hds_tco.cockpit.slider import first_paths
from hds_tco.locale import text
from hds_tco.scenario.fields import label_key
from tests.cockpit.browser.driving import CASE, Screen, app

pytestmark = [pytest.mark.browser, pytest.mark.slow]

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


@pytest.fixture(scope="module")
def screen(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Screen]:
    with app(tmp_path_factory.mktemp("app")) as opened:
        yield opened
        opened.untouched()


def violations(page: Page) -> list[str]:
    """Return what axe calls serious or critical, with the first place where it found it."""
    found = Axe().run(page, options={**RULES, "resultTypes": ["violations"]}).response["violations"]
    return [
        f"{item['id']} ({item['impact']}): {item['nodes'][0]['html'][:200]} and {len(item['nodes']) - 1} more"
        for item in found
        if item["impact"] in ("serious", "critical")
    ]


def test_axe_sees_what_is_wrong(screen: Screen) -> None:
    screen.page.evaluate("document.body.insertAdjacentHTML('beforeend', '<input type=range id=probe>')")
    found = violations(screen.page)
    screen.page.evaluate("document.getElementById('probe').remove()")
    assert [item.split()[0] for item in found] == ["label"]


def test_nothing_serious_as_the_page_opens(screen: Screen) -> None:
    assert violations(screen.page) == []


def test_nothing_serious_with_everything_open(screen: Screen) -> None:
    screen.press("Fixer comme A")
    screen.button("Oublier A").wait_for()
    screen.page.locator(".hds-first input[type=range]").nth(2).press("ArrowRight")
    screen.press("Enregistrer…")
    screen.page.evaluate("() => document.querySelectorAll('details').forEach(node => { node.open = true; })")
    screen.page.wait_for_timeout(3_000)
    assert violations(screen.page) == []
    screen.press("Fermer")


def test_sliders_say_their_own_names_and_values(screen: Screen) -> None:
    case = ht.load(CASE)
    paths = ("horizon_years", *first_paths(case, first_tornado(case)))
    for path in paths:
        row = row_of(case, path)
        if not row.positions:
            continue
        name = text(label_key(path), "fr") if path == "horizon_years" else row.label
        slider = screen.page.get_by_role("slider", name=name, exact=True)
        assert slider.count() == 1, name
        assert (slider.get_attribute("aria-valuetext") or "").startswith(
            row.text(row.positions[int(slider.input_value())], "fr")
        )
    names = screen.page.get_by_role("slider").evaluate_all(
        "nodes => nodes.map(node => node.getAttribute('aria-label'))"
    )
    assert all(name and name != "null" for name in names)
    assert len(set(names)) == len(names)


def test_charts_are_told_in_words(screen: Screen) -> None:
    for label in screen.page.locator(".hds-chart-picture").evaluate_all(
        "nodes => nodes.filter(node => node.offsetParent).map(node => node.getAttribute('aria-label'))"
    ):
        assert len(label) > 60


def test_tab_goes_through_the_page_and_shows_where_it_is(screen: Screen) -> None:
    # A bare blur leaves chromium's starting point where the reader last was.
    screen.page.evaluate("(b => { b.tabIndex = -1; b.focus(); b.removeAttribute('tabindex'); })(document.body)")
    screen.page.evaluate("window.scrollTo(0, 0)")
    reached, shown = [], []
    for _ in range(25):
        screen.page.keyboard.press("Tab")
        reached.append(screen.page.evaluate("document.activeElement.dataset.key ?? document.activeElement.className"))
        shown.append(
            screen.page.evaluate(
                "(style => style.outlineStyle !== 'none' || style.boxShadow !== 'none')"
                "(getComputedStyle(document.activeElement))"
            )
        )
    assert reached[0] == "bar-scenario"
    assert any("hds-slider" in name for name in reached)
    assert all(shown), [name for name, seen in zip(reached, shown, strict=True) if not seen]
