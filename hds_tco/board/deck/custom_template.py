"""A hospital's own template: checked first, with all that is missing said at once, then the layouts the story goes on.

Layouts are chosen by what they leave to a chart, and by what is drawn there.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from math import ceil, floor
from pathlib import Path
from typing import Any

from hds_tco.board.deck.areas import CM, clear_room, least_room, on_page, usual_plot
from hds_tco.board.deck.background.legible import free_area, reads
from hds_tco.board.deck.background.paint import local
from hds_tco.board.deck.background.sketch import Sketch, keeps_place, sketch_of
from hds_tco.board.deck.layouts import (
    Layouts,
    Place,
    box_of,
    contents_of,
    feet_of,
    is_centred,
    room_of,
    subtitle_of,
    title_of,
    whole_of,
)
from hds_tco.board.deck.measure import INCH, Box
from hds_tco.board.deck.native.plot_area import PLOT
from hds_tco.board.deck.text_boxes import strip_of
from hds_tco.locale import DEFAULT_LANGUAGE, Language
from hds_tco.scenario import Fault, ScenarioError
from hds_tco.scenario.errors import refusal

_LIMIT_MB = 200
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PRESENTATION = "presentationml.presentation.main+xml"
_TEMPLATE = ("presentationml.template.main+xml", "presentationml.slideshow.main+xml")
_SLIDE = "/slide"


def check_template(path: Path | str, lang: Language = DEFAULT_LANGUAGE) -> None:
    """Refuse a template that no deck can be made from.

    Parameters
    ----------
    path : path
        A PowerPoint file, ``.pptx`` or ``.potx``.
    lang : {"fr", "en"}
        Language of the error.

    Raises
    ------
    ScenarioError
        With all that is missing.

    Examples
    --------
    >>> try:
    ...     check_template("no/such/template.pptx", "en")
    ... except ScenarioError as error:
    ...     print(error.faults[0].code)
    template_unreadable
    """
    open_template(path, lang)


def open_template(path: Path | str, lang: Language = DEFAULT_LANGUAGE) -> tuple[Any, Layouts]:
    """Return a hospital's presentation without its slides, and the layouts to use."""
    path = Path(path)
    presentation = _read(path, lang)
    layouts, faults = choose(presentation, str(path))
    if layouts is None:
        raise ScenarioError(faults, lang)
    _empty(presentation)
    return presentation, layouts


def _read(path: Path, lang: Language) -> Any:
    from pptx import Presentation

    name = str(path)
    try:
        size = path.stat().st_size
        content = b"" if size > _LIMIT_MB * 1_000_000 else path.read_bytes()
    except OSError as error:
        raise ScenarioError([Fault("template_unreadable", file=name, values={"why": refusal(error)})], lang) from None
    if size > _LIMIT_MB * 1_000_000:
        raise ScenarioError([Fault("template_too_large", file=name, values={"limit": str(_LIMIT_MB)})], lang)
    if content.startswith(_OLD_OFFICE):
        locked = "EncryptedPackage".encode("utf-16-le") in content
        raise ScenarioError([Fault("template_locked" if locked else "template_old", file=name)], lang)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            types = package.read("[Content_Types].xml").decode("utf-8", "replace")
    except (zipfile.BadZipFile, KeyError, ValueError, OSError, RuntimeError):
        raise ScenarioError([Fault("template_not_pptx", file=name)], lang) from None
    if "macroEnabled" in types:
        raise ScenarioError([Fault("template_macros", file=name)], lang)
    if not any(kind in types for kind in (_PRESENTATION, *_TEMPLATE)):
        raise ScenarioError([Fault("template_not_pptx", file=name)], lang)
    try:
        opened = Presentation(io.BytesIO(_as_presentation(content, types)))
        _ = opened.slide_width * opened.slide_height, list(opened.slide_masters), list(opened.slides)
    except Exception:  # a broken file breaks the reader in many ways
        raise ScenarioError([Fault("template_broken", file=name)], lang) from None
    return opened


def _as_presentation(content: bytes, types: str) -> bytes:
    """Return a template (.potx) as the presentation that it would open as."""
    if _PRESENTATION in types:
        return content
    types = re.sub("|".join(map(re.escape, _TEMPLATE)), _PRESENTATION, types)
    changed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as before, zipfile.ZipFile(changed, "w", zipfile.ZIP_DEFLATED) as after:
        for name in before.namelist():
            after.writestr(name, types.encode() if name == "[Content_Types].xml" else before.read(name))
    return changed.getvalue()


def _empty(presentation: Any) -> None:
    """Remove the template's slides, and what names them: sections, custom shows, links from layouts."""
    from pptx.oxml.ns import qn

    root = presentation.part._element
    listed = root.find(qn("p:sldIdLst"))
    for slide in list(listed) if listed is not None else []:
        presentation.part.drop_rel(slide.get(qn("r:id")))
        listed.remove(slide)
    for shows in root.findall(qn("p:custShowLst")):
        root.remove(shows)
    for extension in root.findall(f"{qn('p:extLst')}/{qn('p:ext')}"):
        if any("section" in element.tag for element in extension.iter() if isinstance(element.tag, str)):
            extension.getparent().remove(extension)
    extensions = root.find(qn("p:extLst"))
    if extensions is not None and len(extensions) == 0:
        root.remove(extensions)
    for master in presentation.slide_masters:
        for part in (master.part, *(layout.part for layout in master.slide_layouts)):
            for rel in [rel for rel in part._rels.values() if not rel.is_external and rel.reltype.endswith(_SLIDE)]:
                for link in [item for item in part._element.iter() if item.get(qn("r:id")) == rel.rId]:
                    link.getparent().remove(link)
                part._rels.pop(rel.rId)


# The edge of a page that stays free; a footer as long as usual, for the strip that it takes without a place of its own.
_EDGE, _FOOTER = round(0.4 * INCH), "x" * 110


def choose(presentation: Any, name: str) -> tuple[Layouts | None, list[Fault]]:
    """Return the layouts to use, or what is missing.

    A place for content comes first, then the places of several contents taken together, then what a page with only a
    title leaves free; but before that, one where a single ink is read everywhere, then one that draws little there.
    Within each kind, the largest.
    """
    page = Box(0, 0, presentation.slide_width, presentation.slide_height)
    layouts = [layout for master in presentation.slide_masters for layout in master.slide_layouts]
    titled = [layout for layout in layouts if _placed(title_of(layout), page)]
    if not titled:
        has_content = any(_placed(holder, page) for layout in layouts for holder in contents_of(layout))
        none = Fault("template_no_title", file=name)
        return None, [none] if has_content else [none, _no_content(name)]
    sketches: dict[Any, Sketch] = {}
    filled = [layout for layout in titled if any(_placed(holder, page) for holder in contents_of(layout))]
    single = [Place(layout, room_of(layout)) for layout in filled if len(contents_of(layout)) == 1]
    several = [Place(layout, whole_of(layout) or room_of(layout)) for layout in filled if len(contents_of(layout)) > 1]
    empty = [layout for layout in titled if layout not in filled and not is_centred(title_of(layout))]
    usable: list[tuple[tuple[bool, int], int, Place]] = []
    tried: list[Box] = []
    for kind, places in enumerate((single, several)):
        for place in places:
            room = clear_room(presentation, place.layout, place.room, _FOOTER)
            tried.append(room)
            if usual_plot(room) >= PLOT:
                drawn = Place(place.layout, room, _sketch(presentation, place.layout, sketches))
                usable.append((_unrest(drawn), kind, drawn))
    for layout in empty:
        sketch = _sketch(presentation, layout, sketches)
        area = _free(presentation, layout, sketch)
        if area is not None and usual_plot(area) >= PLOT:
            free = Place(layout, area, sketch)
            usable.append((_unrest(free), 2, free))
    if not usable:
        return None, [_too_small(tried, name) if tried else _no_content(name)]
    usable.sort(key=lambda each: (each[0], each[1], -each[2].room.area))
    best = [
        next(place for _, rank, place in usable if rank == kind)
        for kind in dict.fromkeys(kind for _, kind, _ in usable)
    ]
    centred = [layout for layout in titled if is_centred(title_of(layout))]
    opening = next((layout for layout in [*centred, *titled] if subtitle_of(layout) is not None), titled[0])
    first = Place(opening, page, _sketch(presentation, opening, sketches))
    return Layouts(first, tuple(best)), []


def _sketch(presentation: Any, layout: Any, known: dict[Any, Sketch]) -> Sketch:
    """Return a layout's sketch; layouts that draw nothing of their own share their master's."""
    from pptx.oxml.ns import qn

    content = layout._element.find(qn("p:cSld"))
    drawn = [item for item in content.find(qn("p:spTree")) if not _is_quiet(item)]
    own = bool(drawn) or content.find(qn("p:bg")) is not None or layout._element.get("showMasterSp") in ("0", "false")
    over = layout._element.find(f"{qn('p:clrMapOvr')}/{qn('a:overrideClrMapping')}")
    key = layout.part.partname if own or over is not None else layout.slide_master.part.partname
    if key not in known:
        known[key] = sketch_of(presentation, layout)
    return known[key]


def _is_quiet(item: Any) -> bool:
    """Tell whether an element of a layout draws nothing on a slide."""
    return local(item) in ("nvGrpSpPr", "grpSpPr") or keeps_place(item)


def _unrest(place: Place) -> tuple[bool, int]:
    """Return whether no ink is read all over a place or its title, then tenths of the place of other colours."""
    assert place.sketch is not None
    title = box_of(title_of(place.layout))
    places = [place.room] if title is None else [place.room, title]
    return not all(reads(place.sketch, box) for box in places), round(10 * place.sketch.unrest(place.room))


def _free(presentation: Any, layout: Any, sketch: Sketch) -> Box | None:
    """Return the largest free part of a page with only a title, as wide as its title or the page but for its edges."""
    title = on_page(presentation, box_of(title_of(layout)) or Box(0, 0, 0, 0))
    page = sketch.page
    left = title.left if title.width >= page.width * 0.6 else _EDGE
    right = title.right if title.width >= page.width * 0.6 else page.width - _EDGE
    taken = [title, *feet_of(layout)]
    strip = strip_of(presentation, layout, _FOOTER)
    below = Box(left, _EDGE, right - left, page.height - 2 * _EDGE)
    return free_area(sketch, below, taken if strip is None else [*taken, strip])


def _no_content(name: str) -> Fault:
    width, height = least_room()
    values = {"least_width": _cm(width, ceil), "least_height": _cm(height, ceil)}
    return Fault("template_no_content", file=name, values=values)


def _too_small(tried: list[Box], name: str) -> Fault:
    width, height = least_room()
    best = max(tried, key=lambda room: (usual_plot(room), room.area))
    values = {
        "width": _cm(best.width, floor),
        "height": _cm(best.height, floor),
        "least_width": _cm(width, ceil),
        "least_height": _cm(height, ceil),
    }
    return Fault("template_no_room", file=name, values=values)


def _placed(holder: Any, page: Box) -> bool:
    """Tell whether a placeholder stands on the page, at least in part."""
    box = box_of(holder) if holder is not None else None
    return box is not None and box.meets(page)


def _cm(emu: int, rounded: Callable[[float], int]) -> str:
    """Return a length: what is there rounded down, what is asked for rounded up, so that they never look alike."""
    return str(rounded(emu / CM))
