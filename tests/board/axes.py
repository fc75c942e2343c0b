"""The axes of a chart as each medium's own file holds them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from typing import Any
from xml.etree import ElementTree

from hds_tco.charts.axes import number
from hds_tco.locale import Language, decimal, percent

C, A = (
    "{http://schemas.openxmlformats.org/drawingml/2006/chart}",
    "{http://schemas.openxmlformats.org/drawingml/2006/main}",
)
SVG, LINK = "{http://www.w3.org/2000/svg}", "{http://www.w3.org/1999/xlink}"


@dataclass(frozen=True)
class Seen:
    """An axis as a reader sees it.

    Parameters
    ----------
    title : str
    words : tuple of str
        What is written along it, from the left, or from its beginning upward.
    low, high, step : float or None
        Of figures; None on an axis of names.
    downward : bool
        Whether it runs from top to bottom.
    """

    title: str
    words: tuple[str, ...]
    low: float | None = None
    high: float | None = None
    step: float | None = None
    downward: bool = False


def flat(words: str) -> str:
    """Return words on one line."""
    return re.sub("[ \n]+", " ", words.replace("\N{ZERO WIDTH SPACE}", "")).strip()


def of_plotly(spec: dict[str, Any], names: tuple[bool, bool]) -> tuple[Seen, Seen]:
    """Return both axes of what plotly draws; `names` tells which are of names."""

    def seen(axis: dict[str, Any], named: bool) -> Seen:
        words = tuple(flat(unescape(word.replace("<br>", " "))) for word in axis["ticktext"])
        title, ticks, (low, high) = unescape(axis["title"]["text"]), axis["tickvals"], axis["range"]
        assert sorted(ticks) == ticks and len(ticks) == len(words)
        if named:
            assert min(low, high) <= -0.5 < len(words) - 1 <= max(low, high)
            return Seen(title, words, downward=low > high)
        return Seen(title, words, low, high, ticks[1] - ticks[0] if len(ticks) > 1 else None, low > high)

    layout = spec["layout"]
    return seen(layout["xaxis"], names[0]), seen(layout["yaxis"], names[1])


def of_svg(picture: bytes, names: tuple[bool, bool], lang: Language) -> tuple[Seen, Seen]:
    """Return both axes of a picture: figures from what is written at ticks, ends from where the drawing ends."""
    tree = ElementTree.fromstring(picture)
    groups = {group.get("id", ""): group for group in tree.iter(f"{SVG}g")}
    corners = [tuple(map(float, pair)) for pair in re.findall(r"[ML] (\S+) (\S+)", _path(groups["patch_2"]))]
    xs, ys = zip(*corners, strict=True)

    def seen(which: int, named: bool, ends: tuple[float, float]) -> Seen:
        axis = groups[f"matplotlib.axis_{which + 1}"]
        ticks = [group for group in axis if "tick_" in group.get("id", "")]
        title = next((_text(group) for group in axis if group.get("id", "").startswith("text_")), "")
        words = tuple(map(_text, ticks))
        places = [float(next(tick.iter(f"{SVG}use")).get("xy"[which], "nan")) for tick in ticks]
        downward = which == 1 and places[-1] > places[0]
        if named:
            return Seen(title, words, downward=downward)
        figures = [number(word, lang) for word in words]
        slope = (figures[-1] - figures[0]) / (places[-1] - places[0])
        low, high = (figures[0] + (end - places[0]) * slope for end in ends)
        return Seen(title, words, low, high, figures[1] - figures[0], downward)

    return seen(0, names[0], (min(xs), max(xs))), seen(1, names[1], (max(ys), min(ys)))


def _path(group: ElementTree.Element) -> str:
    return next(group.iter(f"{SVG}path")).get("d", "")


def _text(group: ElementTree.Element) -> str:
    return flat(" ".join(item.text or "" for item in group.iter(f"{SVG}text")))


def of_office(xml: str | bytes, lang: Language) -> tuple[Seen, Seen]:
    """Return both axes of one of Office's charts, of PowerPoint or of Excel."""
    tree = ElementTree.fromstring(xml)
    area = next(tree.iter(f"{C}plotArea"))
    axes = {axis.find(f"{C}axPos").get("val"): axis for axis in area if axis.tag in (f"{C}catAx", f"{C}valAx")}  # type: ignore[union-attr]
    across = next(axes[side] for side in ("b", "t") if side in axes)
    up = next(axes[side] for side in ("l", "r") if side in axes)
    names = [flat(name) for name in _categories(area)]
    return _of_axis(across, names, lang), _of_axis(up, names, lang)


def _of_axis(axis: ElementTree.Element, names: list[str], lang: Language) -> Seen:
    title = axis.find(f"{C}title")
    holders = [] if title is None else [*title.iter(f"{A}t"), *title.iter(f"{C}v")]
    words = " ".join(item.text or "" for item in holders)

    def value(path: str) -> str | None:
        found = axis.find("/".join(f"{C}{name}" for name in path.split("/")))
        return None if found is None else found.get("val")

    downward = value("scaling/orientation") == "maxMin"
    if axis.tag == f"{C}catAx":
        every = int(value("tickLblSkip") or 1)
        return Seen(words, tuple(name for name in names[::every] if name), downward=downward)
    ends = value("scaling/min"), value("scaling/max"), value("majorUnit")
    assert all(end is not None for end in ends), f"an axis is left to the program: {ends}"
    low, high, step = (float(end or "nan") for end in ends)
    code = axis.find(f"{C}numFmt")
    assert code is not None
    below = re.match(r'\[<([^]]+)\]"";', code.get("formatCode", ""))
    first = float(below[1]) if below else low
    ticks = [low + rank * step for rank in range(int((high - low) / step + 1e-6) + 1)]
    shown = tuple(_written(tick, code.get("formatCode", ""), lang) for tick in ticks if tick >= first)
    if value("tickLblPos") == "none":
        shown = ()
    return Seen(words, shown, low, high, step, downward)


def _written(value: float, code: str, lang: Language) -> str:
    """Return a figure as Office writes it in a format."""
    pattern = code.rsplit(";", 1)[-1]
    digits = len(re.sub(r'".*', "", pattern).partition(".")[2].rstrip("%"))
    if pattern == "0":
        return str(round(value))
    assert {"fr": "[$-40C]", "en": "[$-809]"}[lang] in pattern
    return percent(value, lang, digits) if "%" in pattern else decimal(value, lang, digits)


def _categories(area: ElementTree.Element) -> Iterator[str]:
    """Return the names along the axis, holes empty."""
    first = next(area.iter(f"{C}cat"), None)
    if first is None:
        return
    points = {int(point.get("idx", "0")): "".join(item.text or "" for item in point) for point in first.iter(f"{C}pt")}
    for place in range(int(next(first.iter(f"{C}ptCount")).get("val", "0"))):
        yield points.get(place, "")
