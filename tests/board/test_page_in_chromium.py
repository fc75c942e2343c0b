"""The page in chromium, the network off: charts drawn, nothing cut, reached by keyboard, printed whole."""

from __future__ import annotations

import io
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pikepdf
import pytest
from PIL import Image
from playwright.sync_api import Page

from hds_tco.analysis.table import Table
from hds_tco.board.page import page as made
from hds_tco.board.slide import Slide, Story
from hds_tco.locale import LANGUAGES, Language
from tests.board.stories import KINDS, SIGNS, SITUATIONS, chart, extreme_story, story, story_of
from tests.board.test_page import ATTACK
from tests.programs import program
from tools.lab import Heard, chromium

pytestmark = [pytest.mark.browser, pytest.mark.slow]

MARKS = ".bars path, .scatterlayer path.js-line, .scatterlayer .points path, .heatmaplayer image"
WIDTHS = (1920, 1280, 768, 390, 360)
LOOSE = """() => [...document.querySelectorAll('body *')].filter(node => {
    if (node.closest('.scroll, svg') || getComputedStyle(node).position === 'absolute') return false;
    const box = node.getBoundingClientRect();
    return box.width && (box.right > innerWidth + 1 || box.left < -1);
}).map(node => node.outerHTML.slice(0, 120))"""
# Texts of charts that leave their chart, or that stand over another text of the same axis.
CUT = """() => [...document.querySelectorAll('.chart')].flatMap(chart => {
    const whole = chart.getBoundingClientRect();
    return [...chart.querySelectorAll('text')].filter(text => {
        const box = text.getBoundingClientRect();
        return text.textContent.trim() && getComputedStyle(text).display !== 'none' && box.width
            && (box.left < whole.left - 2 || box.right > whole.right + 2
                || box.top < whole.top - 2 || box.bottom > whole.bottom + 2);
    }).map(text => `${chart.id}: ${text.textContent}`);
})"""
# Words that stand over other words: names and figures of axes, legend, what is written on bars, at points and lines.
# Turned names are left out, their boxes hold more than their letters.
OVER = """() => [...document.querySelectorAll('.chart')].flatMap(chart => {
    const kinds = '.xtick text, .ytick text, .legendtext, .annotation-text, .bartext, .textpoint text, '
        + '.infolayer .xtitle, .infolayer .ytitle';
    const turned = text => /rotate\\((?!0)/.test(text.getAttribute('transform') ?? '');
    const texts = [...chart.querySelectorAll(kinds)].filter(text => text.textContent.trim() && !turned(text))
        .map(text => [text.textContent, text.getBoundingClientRect()]).filter(([_, box]) => box.width > 1);
    const over = (a, b) => a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 2 && b.top < a.bottom - 2;
    return texts.flatMap(([words, box], one) => texts.slice(one + 1).filter(([_, other]) => over(box, other))
        .map(([other, _]) => `${chart.id}: ${words} / ${other}`));
})"""
# Words on what is drawn: those of a line on a lying bar, those of a bar on a calendar's diamond.
ON = """() => [...document.querySelectorAll('.chart')]
    .filter(chart => chart.data.some(trace => trace.orientation === 'h'))
    .flatMap(chart => [['.annotation-text', '.bars .point path'], ['.bartext', '.scatterlayer .points path']]
        .flatMap(([words, drawn]) => {
            const boxes = [...chart.querySelectorAll(drawn)].map(mark => mark.getBoundingClientRect());
            return [...chart.querySelectorAll(words)].filter(text => {
                const a = text.getBoundingClientRect();
                return a.width > 1 && boxes.some(b => a.left < b.right - 1 && b.left < a.right - 1
                    && a.top < b.bottom - 2 && b.top < a.bottom - 2);
            }).map(text => `${chart.id}: ${text.textContent}`);
        }))"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Page]:
    with chromium(1280, 900) as page:
        page.context.set_offline(True)
        page.route("**/*", lambda route: route.continue_() if route.request.url.startswith("file:") else route.abort())
        yield page


def shown(browser: Page, told: Story, folder: Path) -> Heard:
    """Show a story, wait until its charts are drawn, and return what the page asked for and complained of."""
    file = folder / "page.html"
    file.write_bytes(made(told))
    browser.set_viewport_size({"width": 1280, "height": 900})
    heard = Heard()
    heard.listen(browser)
    browser.goto(file.as_uri())
    drawn(browser)
    assert heard.requests == [file.as_uri()]
    return heard


def drawn(browser: Page) -> None:
    browser.wait_for_function(
        "() => [...document.querySelectorAll('.chart')].every("
        "chart => chart.dataset.drawn && Number(chart.dataset.width) === Math.floor(chart.clientWidth))",
        timeout=30_000,
    )


def resized(browser: Page, width: int) -> None:
    browser.set_viewport_size({"width": width, "height": 900})
    browser.wait_for_timeout(50)
    drawn(browser)


def blank(browser: Page) -> list[str]:
    """Return the charts whose picture has hardly a pixel in the colours of the look: neither white, grey nor ink."""
    found = []
    for place in browser.locator(".chart").all():
        with Image.open(io.BytesIO(place.screenshot(animations="disabled"))) as opened:
            pixels = np.asarray(opened.convert("RGB"), dtype=int)
        if (pixels.max(axis=2) - pixels.min(axis=2) > 60).mean() < 0.002:
            found.append(str(place.get_attribute("id")))
    return found


@pytest.mark.parametrize(  # each in one of the languages
    ("situation", "lang"), [(name, LANGUAGES[rank % len(LANGUAGES)]) for rank, name in enumerate(SITUATIONS)]
)
def test_every_chart_is_drawn_without_any_network(
    browser: Page, situation: str, lang: Language, tmp_path: Path
) -> None:
    told = story(situation, lang)
    heard = shown(browser, told, tmp_path)
    counts = browser.eval_on_selector_all(
        ".chart", f"charts => charts.map(chart => [chart.id, chart.querySelectorAll({MARKS!r}).length])"
    )
    assert {key for key, _ in counts} == {f"{slide.key}-chart" for slide in told.slides if slide.chart is not None}
    assert [key for key, marks in counts if not marks] == []
    assert blank(browser) == []
    for width in (1280, 390):
        resized(browser, width)
        assert browser.evaluate("document.documentElement.scrollWidth") <= width
        assert browser.evaluate(LOOSE) == []
        assert browser.evaluate(CUT) == []
        assert browser.evaluate(OVER) == []
        assert browser.evaluate(ON) == []
        if any(
            slide.key == "reasons" for slide in told.slides
        ):  # every step of the waterfall is named, however narrow it stands
            steps = told["reasons"].chart
            assert steps is not None
            assert browser.locator("#reasons-chart .xtick").count() == len(steps.categories)
    assert heard.errors == []
    assert len(heard.requests) == 1


@pytest.mark.parametrize("width", WIDTHS)
def test_no_width_makes_the_page_scroll_sideways(browser: Page, width: int, tmp_path: Path) -> None:
    heard = shown(browser, extreme_story(), tmp_path)
    resized(browser, width)
    assert browser.evaluate("document.documentElement.scrollWidth") <= width
    assert browser.evaluate(LOOSE) == []
    assert heard.errors == []


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_drawn(browser: Page, kind: str, tmp_path: Path) -> None:
    told = story_of(Slide("one", "Un message", ("Un point.",), (), chart=chart(kind, "Nom", 5)))  # type: ignore[arg-type]
    assert shown(browser, told, tmp_path).errors == []
    assert browser.locator(f".chart :is({MARKS})").count() >= 1
    assert blank(browser) == []
    assert browser.evaluate(OVER) == []
    assert browser.evaluate(ON) == []


def test_who_does_not_see_is_told_the_same(browser: Page, tmp_path: Path) -> None:
    told = story("external_wins")
    shown(browser, told, tmp_path)
    assert browser.locator("html").get_attribute("lang") == "fr"
    assert browser.get_by_role("heading", level=1).all_text_contents() == [told.title]
    for slide in told.slides:
        assert browser.get_by_role("region", name=slide.title, exact=True).count() == 1
        assert browser.get_by_role("heading", level=2, name=slide.title, exact=True).count() == 1
        if slide.chart is not None:
            assert browser.locator(f"#{slide.key}-chart").get_attribute("aria-label") == slide.chart.alt
            assert browser.locator(f"#{slide.key}-chart").get_attribute("role") == "img"
    assert browser.get_by_role("navigation", name="Sommaire").get_by_role("link").count() == len(told.slides)
    assert browser.get_by_role("main").count() == 1
    unnamed = browser.eval_on_selector_all(
        "[role=region], [role=img], nav, section",
        "nodes => nodes.filter(node => !(node.getAttribute('aria-label') || "
        "document.getElementById(node.getAttribute('aria-labelledby'))?.textContent)).length",
    )
    assert unnamed == 0
    names = browser.eval_on_selector_all("[role=region]", "nodes => nodes.map(node => node.getAttribute('aria-label'))")
    assert len(names) == len(set(names))
    assert browser.locator("th:not([scope])").count() == 0
    assert browser.locator("th").evaluate_all("cells => cells.filter(cell => !cell.textContent.trim()).length") == 0
    ids = browser.eval_on_selector_all(
        "[id]", "nodes => nodes.filter(node => !node.closest('svg')).map(node => node.id)"
    )
    assert len(ids) == len(set(ids))


def test_the_keyboard_reaches_all_of_it(browser: Page, tmp_path: Path) -> None:
    shown(browser, story("external_wins"), tmp_path)
    browser.keyboard.press("Tab")
    assert browser.evaluate("document.activeElement.textContent") == "Aller à la réponse"
    browser.keyboard.press("Enter")
    assert browser.evaluate("location.hash") == "#main"
    browser.locator("#answer summary").focus()
    browser.keyboard.press("Enter")
    assert browser.locator("#answer details").get_attribute("open") is not None
    browser.locator("nav a[href='#years']").focus()
    browser.keyboard.press("Enter")
    browser.wait_for_function("() => Math.abs(document.getElementById('years').getBoundingClientRect().top) < 200")


def test_a_legend_hides_and_shows_a_series(browser: Page, tmp_path: Path) -> None:
    shown(browser, story("external_wins"), tmp_path)
    chart = browser.locator("#years-chart")
    before = chart.locator("path.js-line").count()
    chart.locator(".legendtoggle").first.click(force=True)
    browser.wait_for_function(
        "before => document.querySelectorAll('#years-chart path.js-line').length < before", arg=before
    )


def test_numbers_are_written_in_french(browser: Page, tmp_path: Path) -> None:
    shown(browser, story("external_wins"), tmp_path)
    ticks = browser.locator("#costs-chart .ytick").all_text_contents()
    assert "20\N{NARROW NO-BREAK SPACE}000" in ticks
    assert "20\N{NO-BREAK SPACE}%" in browser.locator("#certainty-chart .ytick").all_text_contents()


def test_words_are_shown_and_never_run(browser: Page, tmp_path: Path) -> None:
    slide = Slide("x", ATTACK, (ATTACK, SIGNS), (ATTACK,), chart=chart("columns", ATTACK))
    table = Slide("y", ATTACK, (), (), table=Table((ATTACK, "b"), ((SIGNS, ATTACK),), ATTACK))
    assert shown(browser, Story(ATTACK, ATTACK, "fr", (slide, table), ATTACK), tmp_path).errors == []
    assert browser.evaluate("window.hacked") is None
    assert "onerror" in browser.get_by_role("heading", level=1).inner_text()
    browser.evaluate(
        "document.body.append(Object.assign(document.createElement('script'), {text: 'window.hacked = 2'}))"
    )
    assert browser.evaluate("window.hacked") is None  # the page's own policy


@pytest.mark.parametrize("lang", LANGUAGES)
def test_printed_it_is_a_sheet_for_each_section(browser: Page, lang: Language, tmp_path: Path) -> None:
    told = story("external_wins", lang)
    shown(browser, told, tmp_path)
    file = tmp_path / "print.pdf"
    file.write_bytes(browser.pdf(prefer_css_page_size=True))
    with pikepdf.open(file) as pdf:
        assert len(pdf.pages) == len(told.slides)
        for sheet in pdf.pages:
            _, _, width, height = (float(edge) for edge in sheet.mediabox)
            assert (width, height) == pytest.approx((842, 595), abs=1)  # A4, lying
    first, *others = [slide for slide in told.slides if slide.key == "answer"] + [
        slide for slide in told.slides if slide.key != "answer"
    ]
    for number, slide in enumerate((first, *others), 1):
        command = [program("pdftotext"), "-f", str(number), "-l", str(number), str(file), "-"]
        words = subprocess.run(command, capture_output=True, text=True, check=True).stdout
        bare = re.sub(r"\W+", " ", words)
        assert re.sub(r"\W+", " ", slide.title).strip() in bare
        if slide.chart is not None:
            assert len(words.split()) > len(" ".join((slide.title, *slide.points, slide.chart.source)).split())
