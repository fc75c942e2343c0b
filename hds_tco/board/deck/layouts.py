"""Which layouts of a presentation are used, and where their places are."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from hds_tco.board.deck.box import Box
from hds_tco.board.deck.fit import Face

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
    found = _first(layout, {"TITLE", "CENTER_TITLE"})
    return found if found is not None and _is_level(found) else None


def room_of(layout: Any) -> Box:
    """Return where a layout's largest content goes, clear of its title."""
    return _clear_of_title(layout, box_of(contents_of(layout)[0]) or Box(0, 0, 0, 0))


def whole_of(layout: Any) -> Box | None:
    """Return the rectangle around all of a layout's contents, if it has several and its title stands apart."""
    boxes = [box for box in map(box_of, contents_of(layout)) if box is not None]
    title = box_of(title_of(layout))
    if len(boxes) < 2:
        return None
    left, top = min(box.left for box in boxes), min(box.top for box in boxes)
    whole = Box(left, top, max(box.right for box in boxes) - left, max(box.bottom for box in boxes) - top)
    return None if title is not None and whole.meets(title) else whole


def _clear_of_title(layout: Any, box: Box) -> Box:
    title = box_of(title_of(layout))
    return box.clear_of(title) if title else box


def is_centred(title: Any) -> bool:
    """Tell whether a title is that of a first page."""
    return title is not None and _kind(title) == "CENTER_TITLE"


def subtitle_of(layout: Any) -> Any | None:
    """Return where a first page says the rest."""
    return _first(layout, {"SUBTITLE"}) or _first(layout, {"BODY", "OBJECT"})


def contents_of(layout: Any) -> list[Any]:
    """Return the placeholders that hold text or anything, the largest first; not those whose words run downwards."""
    found = [holder for holder in layout.placeholders if _kind(holder) in ("OBJECT", "BODY") and _is_level(holder)]
    return sorted(found, key=lambda holder: -area(holder))


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


def area(holder: Any) -> int:
    """Return how large a placeholder is, 0 when nothing says."""
    place = box_of(holder)
    return place.width * place.height if place else 0


def box_of(holder: Any) -> Box | None:
    """Return where a placeholder stands, inherited or not."""
    sides = (holder.left, holder.top, holder.width, holder.height)
    if any(side is None for side in sides):
        return None
    return Box(*map(int, sides))


def put_in(holder: Any, box: Box) -> None:
    """Move a placeholder: all four sides at once, as those left out would become zero."""
    holder.left, holder.top, holder.width, holder.height = box.left, box.top, box.width, box.height


def inner(holder: Any, box: Box) -> Box:
    """Return a box without the margins that its placeholder keeps around text."""
    left, right, top, bottom = (_inset(holder, name) for name in ("lIns", "rIns", "tIns", "bIns"))
    return Box(box.left + left, box.top + top, box.width - left - right, box.height - top - bottom)


def style_of(holder: Any) -> dict[str, Any]:
    """Return size in points, weight, capitals and indent of a placeholder's first level, inherited ones included."""
    from pptx.oxml.ns import qn

    found: dict[str, Any] = {}
    for level in levels(holder):
        default = level.find(qn("a:defRPr"))
        for name in ("sz", "b", "cap"):
            if default is not None and default.get(name) is not None:
                found.setdefault(name, default.get(name))
        if level.get("marL") is not None:
            found.setdefault("marL", level.get("marL"))
    return {
        "size": int(found.get("sz", 1800)) / 100,
        "bold": found.get("b") in ("1", "true"),
        "capitals": found.get("cap") == "all",
        "indent": int(found.get("marL", 0)),
    }


def levels(holder: Any) -> Iterator[Any]:
    """Yield the first level's properties, from the nearest to the master's."""
    from pptx.oxml.ns import qn

    for shape in parents(holder):
        body = shape._element.find(qn("p:txBody"))
        style = body.find(qn("a:lstStyle")) if body is not None else None
        if style is not None and style.find(qn("a:lvl1pPr")) is not None:
            yield style.find(qn("a:lvl1pPr"))
    styles = _master(holder).find(qn("p:txStyles"))
    name = "p:titleStyle" if _kind(holder) in ("TITLE", "CENTER_TITLE") else "p:bodyStyle"
    group = styles.find(qn(name)) if styles is not None else None
    if group is not None and group.find(qn("a:lvl1pPr")) is not None:
        yield group.find(qn("a:lvl1pPr"))


def parents(holder: Any) -> Iterator[Any]:
    """Yield a placeholder, that of the layout which it takes after, and the master's."""
    shape = holder
    while shape is not None:
        yield shape
        shape = getattr(shape, "_base_placeholder", None)


def _is_level(holder: Any) -> bool:
    from pptx.oxml.ns import qn

    for shape in parents(holder):
        body = shape._element.find(qn("p:txBody"))
        properties = body.find(qn("a:bodyPr")) if body is not None else None
        if properties is not None and properties.get("vert") is not None:
            return bool(properties.get("vert") == "horz")
    return True


def _master(holder: Any) -> Any:
    part = holder.part
    for name in ("slide_layout", "slide_master"):
        part = getattr(part, name).part if hasattr(part, name) else part
    return part._element


def _inset(holder: Any, name: str) -> int:
    from pptx.oxml.ns import qn

    for shape in parents(holder):
        body = shape._element.find(qn("p:txBody"))
        properties = body.find(qn("a:bodyPr")) if body is not None else None
        if properties is not None and properties.get(name) is not None:
            return int(properties.get(name))
    return _INSETS[name]


def _first(layout: Any, kinds: set[str]) -> Any | None:
    return next((holder for holder in layout.placeholders if _kind(holder) in kinds), None)


def _kind(holder: Any) -> str:
    return str(holder.placeholder_format.type.name)
