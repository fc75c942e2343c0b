"""The story as a web page: the answer first, then each slide as a section; one file, offline, printable."""

from __future__ import annotations

from base64 import b64encode
from functools import cache
from hashlib import sha256
from math import isnan
from pathlib import Path
from typing import Any

from hds_tco.board.page.markup import clean, data, element, said
from hds_tco.board.page.parts import section, short_name
from hds_tco.board.plain import drawable
from hds_tco.board.slide import Slide, Story
from hds_tco.charts import Chart
from hds_tco.charts.plotly_figure import AROUND, ROW_LINE, lines_of, plotly_script, spec_of
from hds_tco.locale import Language, text

_HERE = Path(__file__).parent
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
    slides = sorted(
        story.slides, key=lambda slide: slide.key != "answer"
    )  # the answer first, the others in their order
    charts = {f"{slide.key}-chart": _spec(slide.chart, lang) for slide in slides if slide.chart is not None}
    scripts = [plotly_script(lang), _read("draw.js")] if charts else [_read("draw.js")]
    head = [
        '<meta charset="utf-8">',
        f'<meta http-equiv="Content-Security-Policy" content="{_policy(*scripts)}">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        '<meta name="generator" content="hds_tco">',
        f'<meta name="keywords" content="{said(story.stamp)}">',
        element("title", said(story.title)),
        element("style", _read("style.css")),
    ]
    body = [
        element("a", said(text("page.skip", lang)), class_="skip", href="#main"),
        element("header", [element("h1", said(story.title)), element("p", said(story.subtitle))], class_="top"),
        element(
            "div", [_contents(slides, lang), element("main", _sections(slides, lang), id="main")], class_="columns"
        ),
        element("footer", element("p", said(story.footer))),
        f'<script type="application/json" id="charts">{data(charts)}</script>',
        *(f"<script>{script}</script>" for script in scripts),
    ]
    whole = element("html", ["\n", element("head", head), "\n", element("body", body), "\n"], lang=lang)
    return f"<!doctype html>\n{whole}\n".encode()


def _sections(slides: list[Slide], lang: Language) -> list[str]:
    return [section(slide, lang) for slide in slides]


def _contents(slides: list[Slide], lang: Language) -> str:
    links = [
        element("li", element("a", said(short_name(slide, lang)), href=f"#{slide.key}", title=slide.title))
        for slide in slides
    ]
    summary = element("summary", said(text("page.contents", lang)))
    inside = element("details", [summary, element("ol", links)], open=True)
    return element("nav", inside, class_="contents", aria_label=text("page.contents", lang))


def _spec(chart: Chart, lang: Language) -> dict[str, Any]:
    chart, height = drawable(chart, DRAWN_PT), HEIGHT
    if chart.kind in ("bars", "spans"):
        row = max(ROW, ROW_LINE * max(map(lines_of, chart.categories), default=1) + BETWEEN_ROWS)
        height = max(HEIGHT, row * len(chart.categories) + AROUND)
    return _plain(spec_of(chart, lang, height))  # type: ignore[no-any-return]


def _plain(value: Any) -> Any:
    """Return a spec whose texts are clean, and whose missing values are what JSON can write."""
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    if isinstance(value, str):
        return clean(value)
    return None if isinstance(value, float) and isnan(value) else value


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
    return (_HERE / name).read_text("utf-8")
