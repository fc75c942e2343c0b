"""The parts of the page: a section for each slide, tables, figures, notes."""

from __future__ import annotations

from hds_tco.board.page.markup import element, said
from hds_tco.board.plain import shortened
from hds_tco.board.slide import Slide, Table
from hds_tco.charts import Chart
from hds_tco.charts.chart import figures_of
from hds_tco.locale import Language, has_text, text

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
    inside = [element("p", said(name), class_="eyebrow")] if has_text(f"page.short.{slide.key}", lang) else []
    inside.append(element(level, said(slide.title), id=f"{slide.key}-title"))
    points = element("ul", [element("li", said(point)) for point in slide.points], class_="points")
    body = [points] if slide.points else []
    if slide.chart is not None:
        body.append(_figure(slide, slide.chart, lang))
    inside.append(element("div", body, class_="body beside" if slide.chart is not None and slide.points else "body"))
    if slide.table is not None:
        inside.append(_table(slide.table, text("page.table_of", lang, title=slide.title)))
    if slide.notes:
        inside.append(_folded(text("page.notes", lang), [element("p", said(note)) for note in slide.notes], "notes"))
    return element("section", inside, id=slide.key, class_=f"slide {slide.key}", aria_labelledby=f"{slide.key}-title")


def _figure(slide: Slide, chart: Chart, lang: Language) -> str:
    """Return a chart's place, what it says for those who do not see it, its source, its figures."""
    alt = chart.alt or chart.title or slide.title
    inside = [
        element("div", class_="chart", id=f"{slide.key}-chart", role="img", aria_label=alt),
        element("noscript", element("p", said(alt))),
    ]
    if chart.source:
        inside.append(element("figcaption", said(chart.source)))
    if chart.kind != "grid":  # a thousand cells, which the text alternative sums up
        shown = figures_of(chart, lang, MOST_ROWS)
        first, *others = shown["head"]
        head = (first or text("page.item", lang), *others)
        table = Table(head, tuple(map(tuple, shown["rows"])), numbers=chart.kind != "spans")
        named = _table(table, text("page.figures_of", lang, title=slide.title))
        inside.append(_folded(text("page.figures", lang), [named], "figures"))
    return element("figure", inside)


def _folded(summary: str, inside: list[str], name: str) -> str:
    return element("details", [element("summary", said(summary)), *inside], class_=name)


def _table(table: Table, name: str) -> str:
    """Return a table; too wide for the screen it scrolls by itself, from the keyboard too."""
    head = element("tr", [element("th", said(word), scope="col") for word in table.columns])
    rows = [
        element(
            "tr",
            [
                element("th", said(cell), scope="row") if rank == 0 else element("td", said(cell))
                for rank, cell in enumerate(row)
            ],
            **({"class_": "strong"} if number in table.strong else {}),
        )
        for number, row in enumerate(table.rows)
    ]
    whole = element(
        "table", [element("thead", head), element("tbody", rows)], class_="numbers" if table.numbers else "words"
    )
    shown = element("div", whole, class_="scroll", tabindex="0", role="region", aria_label=name)
    return shown + (element("p", said(table.caption), class_="caption") if table.caption else "")
