"""The story as a web page: the answer first, then each slide as a section; one file, offline, printable.

Whatever a text holds, the page shows it and never obeys it.
"""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Iterable
from functools import cache
from hashlib import sha256
from html import escape
from pathlib import Path
from typing import Any

from hds_tco.analysis.table import Table
from hds_tco.board.printable import drawable, shortened
from hds_tco.board.slide import Slide, Story
from hds_tco.charts import Chart
from hds_tco.charts.chart import figures_of
from hds_tco.charts.plotly_figure import AROUND, ROW_LINE, lines_of, plotly_script, spec_of
from hds_tco.locale import Language, bare, has_text, text

_ASSETS = Path(__file__).with_name("assets")
# Pixels: a row of what lies, and between the lines of two names; the picture of other charts.
ROW, BETWEEN_ROWS, HEIGHT = 34, 4, 400
# Points: a chart's usual width, which its names must fit.
DRAWN_PT = 600


def page(story: Story) -> bytes:
    r"""Return a story as one HTML file that asks nothing of any network; the same story gives the same bytes.

    Only the two scripts that the file carries may run: the page names them by their hashes.

    Parameters
    ----------
    story : Story

    Examples
    --------
    >>> from hds_tco.board.slide import Slide, Story
    >>> slide = Slide("one", "A message", ("A <point>.",), ("A note.",))
    >>> written = page(Story("Title", "Subtitle", "en", (slide,), "Footer")).decode()
    >>> written[:31], "A &lt;point&gt;." in written
    ('<!doctype html>\n<html lang="en"', True)
    """
    lang = story.lang
    slides = sorted(story.slides, key=lambda slide: slide.key != "answer")  # first; the others in their order
    charts = {f"{slide.key}-chart": _spec(slide.chart, lang) for slide in slides if slide.chart is not None}
    scripts = [plotly_script(lang), _read("draw.js")] if charts else [_read("draw.js")]
    head = [
        '<meta charset="utf-8">',
        f'<meta http-equiv="Content-Security-Policy" content="{_policy(*scripts)}">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        '<meta name="generator" content="hds_tco">',
        f'<meta name="keywords" content="{escaped(story.stamp)}">',
        element("title", escaped(story.title)),
        element("style", _read("style.css")),
    ]
    sections = [section(slide, lang) for slide in slides]
    body = [
        element("a", escaped(text("page.skip", lang)), class_="skip", href="#main"),
        element("header", [element("h1", escaped(story.title)), element("p", escaped(story.subtitle))], class_="top"),
        element("div", [_contents(slides, lang), element("main", sections, id="main")], class_="columns"),
        element("footer", element("p", escaped(story.footer))),
        f'<script type="application/json" id="charts">{json_for_script(charts)}</script>',
        *(f"<script>{script}</script>" for script in scripts),
    ]
    html = element("html", ["\n", element("head", head), "\n", element("body", body), "\n"], lang=lang)
    return f"<!doctype html>\n{html}\n".encode()


def _contents(slides: list[Slide], lang: Language) -> str:
    links = [
        element("li", element("a", escaped(short_name(slide, lang)), href=f"#{slide.key}", title=slide.title))
        for slide in slides
    ]
    summary = element("summary", escaped(text("page.contents", lang)))
    inside = element("details", [summary, element("ol", links)], open=True)
    return element("nav", inside, class_="contents", aria_label=text("page.contents", lang))


def _spec(chart: Chart, lang: Language) -> dict[str, Any]:
    chart, height = drawable(chart, DRAWN_PT), HEIGHT
    if chart.kind in ("bars", "spans"):
        row = max(ROW, ROW_LINE * max(map(lines_of, chart.categories), default=1) + BETWEEN_ROWS)
        height = max(HEIGHT, row * len(chart.categories) + AROUND)
    return spec_of(chart, lang, height)


def _policy(*scripts: str) -> str:
    """Return what the page may do: run its own scripts, dress itself, show its own pictures; nothing else."""
    hashes = " ".join(f"'sha256-{_digest(script)}'" for script in scripts)
    own = f"default-src 'none'; script-src {hashes}; style-src 'unsafe-inline'; img-src data:"
    return f"{own}; base-uri 'none'; form-action 'none'"


@cache
def _digest(script: str) -> str:
    return b64encode(sha256(script.encode()).digest()).decode()


@cache
def _read(name: str) -> str:
    return (_ASSETS / name).read_text("utf-8")


# Rows of a curve's figures.
MOST_ROWS = 13


def short_name(slide: Slide, lang: Language) -> str:
    """Return what the table of contents calls a slide.

    Examples
    --------
    >>> short_name(Slide("risks", "A long message", (), ()), "en"), short_name(Slide("x", "A message", (), ()), "en")
    ('Risks', 'A message')
    """
    key = f"page.short.{slide.key}"
    return text(key, lang) if has_text(key, lang) else shortened(slide.title)


def section(slide: Slide, lang: Language, level: str = "h2") -> str:
    """Return a slide as a section: its message, its points beside its chart or above its table, the speaker's notes."""
    name = short_name(slide, lang)
    inside = [element("p", escaped(name), class_="eyebrow")] if has_text(f"page.short.{slide.key}", lang) else []
    inside.append(element(level, escaped(slide.title), id=f"{slide.key}-title"))
    points = element("ul", [element("li", escaped(point)) for point in slide.points], class_="points")
    body = [points] if slide.points else []
    if slide.chart is not None:
        body.append(_figure(slide, slide.chart, lang))
    inside.append(element("div", body, class_="body beside" if slide.chart is not None and slide.points else "body"))
    if slide.table is not None:
        inside.append(_table(slide.table, text("page.table_of", lang, title=slide.title)))
    if slide.notes:
        inside.append(_folded(text("page.notes", lang), [element("p", escaped(note)) for note in slide.notes], "notes"))
    return element("section", inside, id=slide.key, class_=f"slide {slide.key}", aria_labelledby=f"{slide.key}-title")


def _figure(slide: Slide, chart: Chart, lang: Language) -> str:
    """Return a chart's place, what it says for those who do not see it, its source, its figures."""
    alt = chart.alt or chart.title or slide.title
    inside = [
        element("div", class_="chart", id=f"{slide.key}-chart", role="img", aria_label=alt),
        element("noscript", element("p", escaped(alt))),
    ]
    if chart.source:
        inside.append(element("figcaption", escaped(chart.source)))
    if chart.kind != "grid":  # a thousand cells, which the text alternative sums up
        figures = figures_of(chart, lang, MOST_ROWS)
        first, *others = figures["head"]
        head = (first or text("page.item", lang), *others)
        table = Table(head, tuple(map(tuple, figures["rows"])), numbers=chart.kind != "spans")
        named = _table(table, text("page.figures_of", lang, title=slide.title))
        inside.append(_folded(text("page.figures", lang), [named], "figures"))
    return element("figure", inside)


def _folded(summary: str, inside: list[str], name: str) -> str:
    return element("details", [element("summary", escaped(summary)), *inside], class_=name)


def _table(table: Table, name: str) -> str:
    """Return a table; too wide for the screen it scrolls by itself, from the keyboard too."""
    head = element("tr", [element("th", escaped(word), scope="col") for word in table.columns])
    rows = [
        element(
            "tr",
            [
                element("th", escaped(cell), scope="row") if rank == 0 else element("td", escaped(cell))
                for rank, cell in enumerate(row)
            ],
            **({"class_": "strong"} if number in table.strong else {}),
        )
        for number, row in enumerate(table.rows)
    ]
    html = element(
        "table", [element("thead", head), element("tbody", rows)], class_="numbers" if table.numbers else "words"
    )
    figures = element("div", html, class_="scroll", tabindex="0", role="region", aria_label=name)
    return figures + (element("p", escaped(table.caption), class_="caption") if table.caption else "")


# Signs that end a script, open a comment in one, or end a line in old engines: written as escapes of JSON.
_UNSAFE = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}


def escaped(words: str) -> str:
    r"""Return words, without controls or marks of direction, as text of a page or as the value of an attribute.

    Examples
    --------
    >>> escaped("<b>\"R&D\"</b>\u202e")
    '&lt;b&gt;&quot;R&amp;D&quot;&lt;/b&gt;'
    """
    return escape(bare(words))


def json_for_script(value: Any) -> str:
    r"""Return a value as JSON that a script element can hold.

    Examples
    --------
    >>> json_for_script({"name": "</script><!--"})
    '{"name":"\\u003c/script\\u003e\\u003c!--"}'
    """
    markup = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    for sign, instead in _UNSAFE.items():
        markup = markup.replace(sign, instead)
    return markup


def element(name: str, inside: Iterable[str] | str = "", /, **attributes: str | bool) -> str:
    """Return an element; its content is markup already, the values of its attributes are words.

    Parameters
    ----------
    name : str
    inside : str or iterable of str
        Markup.
    **attributes
        ``class_`` is written ``class``, other low lines become hyphens; True stands alone, False is left out.

    Examples
    --------
    >>> element("p", escaped("a < b"), class_="note", hidden=True)
    '<p class="note" hidden>a &lt; b</p>'
    """
    markup = "".join(
        f" {key.rstrip('_').replace('_', '-')}" + ("" if value is True else f'="{escaped(str(value))}"')
        for key, value in attributes.items()
        if value is not False
    )
    return f"<{name}{markup}>{inside if isinstance(inside, str) else ''.join(inside)}</{name}>"
