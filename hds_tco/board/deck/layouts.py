"""Which layouts of a presentation are used, and where their places are."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from hds_tco.board.deck.measure import NOWHERE, Box, Face

if TYPE_CHECKING:
    from hds_tco.board.deck.background.sketch import Sketch

_INSETS = {"lIns": 91_440, "rIns": 91_440, "tIns": 45_720, "bIns": 45_720}
# Placeholders' numbers in our own template; a hospital's may have others.
TEXT, PICTURE, SOURCE = 1, 13, 14


@dataclass(frozen=True)
class Place:
    """A layout and the part of its page where content goes; what is drawn there, in a hospital's own."""

    layout: Any
    room: Box
    sketch: Sketch | None = None


@dataclass(frozen=True)
class Ours:
    """The layouts of our own template, one for each kind of page."""

    text: Any
    chart: Any
    table: Any


@dataclass(frozen=True)
class Layouts:
    """The layouts that slides are made from.

    Parameters
    ----------
    opening : Place
        Of the first page.
    places : tuple of Place
        Where other pages' content may go, the best first.
    ours : Ours, optional
        The layouts of our own template, where charts and sources have places of their own, and the font is known.
    """

    opening: Place
    places: tuple[Place, ...]
    ours: Ours | None = None

    @property
    def face(self) -> Face:
        """How wide the font is taken to be."""
        return "arial" if self.ours else "wide"


def title_of(layout: Any) -> Any | None:
    """Return a layout's title placeholder, unless its words run downwards."""
    title = _first(layout, {"TITLE", "CENTER_TITLE"})
    return title if title is not None and _is_level(title) else None


def room_of(layout: Any) -> Box:
    """Return where a layout's largest content goes, clear of its title."""
    box, title = box_of(contents_of(layout)[0]) or NOWHERE, box_of(title_of(layout))
    return box.clear_of(title) if title else box


def whole_of(layout: Any) -> Box | None:
    """Return the rectangle around all of a layout's contents, if it has several and its title stands apart."""
    boxes = [box for box in map(box_of, contents_of(layout)) if box is not None]
    title = box_of(title_of(layout))
    if len(boxes) < 2:
        return None
    left, top = min(box.left for box in boxes), min(box.top for box in boxes)
    around = Box(left, top, max(box.right for box in boxes) - left, max(box.bottom for box in boxes) - top)
    return None if title is not None and around.meets(title) else around


def is_centred(title: Any) -> bool:
    """Tell whether a title is that of a first page."""
    return title is not None and _kind(title) == "CENTER_TITLE"


def subtitle_of(layout: Any) -> Any | None:
    """Return where a first page says the rest."""
    return _first(layout, {"SUBTITLE"}) or _first(layout, {"BODY", "OBJECT"})


def contents_of(layout: Any) -> list[Any]:
    """Return the placeholders that hold text or anything, the largest first; not those whose words run downwards."""
    holders = [holder for holder in layout.placeholders if _kind(holder) in ("OBJECT", "BODY") and _is_level(holder)]
    return sorted(holders, key=lambda holder: -(box_of(holder) or NOWHERE).area)


def footer_of(layout: Any) -> Any | None:
    """Return a layout's footer."""
    return _first(layout, {"FOOTER"})


def number_of_page(layout: Any) -> Any | None:
    """Return a layout's page number."""
    return _first(layout, {"SLIDE_NUMBER"})


def feet_of(layout: Any) -> list[Box]:
    """Return where a layout's footer, page number and date stand."""
    holders = [holder for holder in layout.placeholders if _kind(holder) in ("FOOTER", "SLIDE_NUMBER", "DATE")]
    return [box for box in map(box_of, holders) if box is not None]


def box_of(holder: Any) -> Box | None:
    """Return where a placeholder stands, inherited or not."""
    if not holder._element.xpath("p:spPr/a:xfrm"):
        parent = _parent(holder)
        holder = holder if parent is None else parent
    sides = (holder.left, holder.top, holder.width, holder.height)
    if any(side is None for side in sides):
        return None
    return Box(*map(int, sides))


def put_in(holder: Any, box: Box) -> None:
    """Move a placeholder: all four sides at once, as those left out would become zero."""
    holder.left, holder.top, holder.width, holder.height = box.left, box.top, box.width, box.height


def inner(holder: Any, box: Box | None = None) -> Box:
    """Return a box, the placeholder's own by default, without the margins that it keeps around text."""
    box = box or box_of(holder) or NOWHERE
    left, right, top, bottom = (int(_body_property(holder, name) or usual) for name, usual in _INSETS.items())
    return Box(box.left + left, box.top + top, box.width - left - right, box.height - top - bottom)


def style_of(holder: Any) -> dict[str, Any]:
    """Return size in points, weight, capitals and indent of a placeholder's first level, inherited ones included."""
    from pptx.oxml.ns import qn

    style: dict[str, Any] = {}
    for level in levels(holder):
        default = level.find(qn("a:defRPr"))
        style = dict(level.attrib) | dict(default.attrib if default is not None else {}) | style
    return {
        "size": int(style.get("sz", 1800)) / 100,
        "bold": style.get("b") in ("1", "true"),
        "capitals": style.get("cap") == "all",
        "indent": int(style.get("marL", 0)),
    }


def levels(holder: Any) -> Iterator[Any]:
    """Yield the first level's properties, from the nearest to the master's."""
    for shape in parents(holder):
        yield from shape._element.xpath("p:txBody/a:lstStyle/a:lvl1pPr")
    name = "title" if _is_title(holder) else "body"
    yield from _master(holder).xpath(f"p:txStyles/p:{name}Style/a:lvl1pPr")


def parents(holder: Any) -> Iterator[Any]:
    """Yield a placeholder, that of the layout which it takes after, and the master's."""
    shape = holder
    while shape is not None:
        yield shape
        shape = _parent(shape)


def _parent(holder: Any) -> Any | None:
    """Return the placeholder that one takes after.

    python-pptx looks for its rank alone, which in some layouts the title shares with the text.
    """
    parent = getattr(holder, "_base_placeholder", None)
    if parent is None or _is_title(parent) == _is_title(holder):
        return parent
    rank = holder.placeholder_format.idx
    alike = (each for each in holder.part.slide_layout.placeholders if each.placeholder_format.idx == rank)
    return next((each for each in alike if _is_title(each) == _is_title(holder)), None)


def _is_title(holder: Any) -> bool:
    return _kind(holder) in ("TITLE", "CENTER_TITLE")


def _is_level(holder: Any) -> bool:
    return _body_property(holder, "vert") in (None, "horz")


def _master(holder: Any) -> Any:
    part = holder.part
    for name in ("slide_layout", "slide_master"):
        part = getattr(part, name).part if hasattr(part, name) else part
    return part._element


def _body_property(holder: Any, name: str) -> str | None:
    """Return what the text's frame says of itself, inherited or not; None where nothing says."""
    values = (value for shape in parents(holder) for value in shape._element.xpath(f"p:txBody/a:bodyPr/@{name}"))
    return next(map(str, values), None)


def _first(layout: Any, kinds: set[str]) -> Any | None:
    return next((holder for holder in layout.placeholders if _kind(holder) in kinds), None)


def _kind(holder: Any) -> str:
    return str(holder.placeholder_format.type.name)
