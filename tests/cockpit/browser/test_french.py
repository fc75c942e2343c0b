"""No English on a French page: every word that a reader sees or hears is in the French catalogue or the scenario."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from hds_tco.locale import text
from hds_tco.locale.catalogue import keys
from hds_tco.scenario import shipped_scenarios
from tests.cockpit.browser.driving import CASE, Screen, app

pytestmark = [pytest.mark.browser, pytest.mark.slow]

# Names that are the same in every language, and the button that offers English.
OURS = {"english", "switch", "to", "hds", "tco", "er"}  # er: « 1er janv. »
# What is shown, what is read out, what comes up under the mouse; the chart's own texts too.
_TEXTS = """() => {
  const said = [document.title];
  for (const node of document.querySelectorAll('body *')) {
    if (['SCRIPT', 'STYLE', 'NOSCRIPT'].includes(node.tagName)) continue;
    for (const name of ['aria-label', 'aria-valuetext', 'aria-description', 'title', 'placeholder', 'alt', 'label']) {
      if (node.hasAttribute(name)) said.push(node.getAttribute(name));
    }
    for (const child of node.childNodes) if (child.nodeType === Node.TEXT_NODE) said.push(child.textContent);
    if (node.tagName === 'INPUT' && node.type === 'text') said.push(node.value);
  }
  return said.filter(words => words.trim());
}"""
# A field's name in a file, a file's own, a scenario's: no words, whatever language they look like.
_PATH = re.compile(r"[\w*-]+(?:[._/\\\\-][\w*-]*)*[._][\w*-]+(?:\.\w+)*|(?:/[\w.-]+)+/?|\b[a-z]+(?:-[a-z0-9]+)+\b")
_HOLE = re.compile(r"\{\w+\}")
_WORD = re.compile(r"[^\W\d_]{2,}")


@pytest.fixture(scope="module")
def screen(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Screen]:
    with app(tmp_path_factory.mktemp("dossier")) as opened:
        yield opened
        opened.untouched()


def words_of(said: str) -> set[str]:
    return {word.lower() for word in _WORD.findall(_PATH.sub(" ", said))}


def known(folder: Path) -> set[str]:
    """Return the words of the French catalogue, of what scenario files say to the reader, and of the folder's name."""
    names = [tomllib.loads(path.read_text("utf-8"))["name"] for path in shipped_scenarios().values()]
    case = tomllib.loads(shipped_scenarios()[CASE].read_text("utf-8"))
    written = [_HOLE.sub(" ", text_of(key)) for key in keys("fr")] + names + list(said_in(case))
    return set().union(*map(words_of, [*written, *folder.parts])) | OURS


def said_in(node: Any) -> Iterator[str]:
    """Yield the texts of a file's values: none of its fields' names."""
    if isinstance(node, str):
        yield node
    elif isinstance(node, dict):
        for value in node.values():
            yield from said_in(value)
    elif isinstance(node, list):
        for value in node:
            yield from said_in(value)


def text_of(key: str) -> str:
    from hds_tco.locale.catalogue import _catalogue  # as written: holes are filled by others' words

    return _catalogue("fr")[key]


def english_of(key: str) -> str:
    from hds_tco.locale.catalogue import _catalogue

    return _catalogue("en")[key]


def foreign(page: Page, folder: Path) -> dict[str, str]:
    """Return each word of nobody's, with the text that it stands in."""
    words = known(folder)
    return {word: said for said in page.evaluate(_TEXTS) for word in words_of(said) - words}


def everything_open(screen: Screen) -> None:
    screen.page.locator("summary").first.wait_for()
    screen.page.evaluate("() => document.querySelectorAll('details').forEach(node => { node.open = true; })")
    screen.page.wait_for_timeout(3_000)  # the rows of all assumptions, the tables
    screen.page.evaluate("() => document.querySelectorAll('details').forEach(node => { node.open = true; })")
    screen.page.evaluate("() => document.querySelectorAll('.hds-about').forEach(node => node.click())")


def test_no_english_sentence_of_the_catalogue_would_pass(tmp_path: Path) -> None:
    french, words = set(map(text_of, keys("fr"))), known(tmp_path)
    english = [said for said in map(english_of, keys("en")) if len(words_of(said)) > 3 and said not in french]
    passing = [said for said in english if words_of(_HOLE.sub(" ", said)) <= words]
    assert len(english) > 1000
    assert len(passing) < 15, passing  # a few are made of words that are French too
    assert words_of(english_of("cockpit.drawing")) - words


def test_names_of_fields_and_files_are_no_words() -> None:
    assert words_of("restitution.insolvency.rate_per_year, reference-ght, /tmp/a/b.toml, mine.toml") == set()
    assert words_of("Peut-être aujourd'hui : la fin. Puis") == {"peut", "être", "aujourd", "hui", "la", "fin", "puis"}


def test_the_test_sees_english(screen: Screen) -> None:
    screen.page.evaluate("document.body.insertAdjacentHTML('beforeend', '<p id=probe title=Loading>Click here</p>')")
    found = foreign(screen.page, screen.folder)
    screen.page.evaluate("document.getElementById('probe').remove()")
    assert {"loading", "click", "here"} <= set(found)


def test_every_word_on_the_page_is_french(screen: Screen) -> None:
    assert len(text("cockpit.bar.fix", "fr")) > 0
    screen.press("Fixer comme A")
    screen.button("Oublier A").wait_for()
    screen.page.locator(".hds-first input[type=range]").nth(2).press("ArrowRight")
    screen.page.locator(".hds-tile-a").first.wait_for()
    everything_open(screen)
    assert len(screen.page.evaluate(_TEXTS)) > 1000
    assert foreign(screen.page, screen.folder) == {}


@pytest.mark.parametrize("panel", ["Ouvrir…", "Enregistrer…", "Dossier du directoire…"])
def test_every_form_is_french(screen: Screen, panel: str) -> None:
    screen.press(panel)
    screen.page.locator(".hds-form").wait_for()
    assert foreign(screen.page, screen.folder) == {}
    screen.press("Fermer")
    screen.page.locator(".hds-form").wait_for(state="detached")


def test_a_line_s_formula_is_french(screen: Screen) -> None:
    line = screen.page.locator(".hds-lines button[data-do=line]").first
    line.scroll_into_view_if_needed()
    line.click()
    screen.page.wait_for_timeout(1_000)
    assert foreign(screen.page, screen.folder) == {}
