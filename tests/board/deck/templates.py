"""Templates that draw more than they say: made here, from python-pptx's default file."""

from __future__ import annotations

import io
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from lxml import etree
from PIL import Image
from pptx import Presentation
from pptx.oxml import parse_xml
from pptx.oxml.ns import qn
from pptx.util import Cm

from hds_tco.board.deck.build import deck
from tests.board.deck.decks import told

_A = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
_P = 'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"'
_R = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'


def default(**changes: Any) -> Any:
    """Return python-pptx's default presentation: 4:3, eleven layouts."""
    made: Any = Presentation()
    for name, value in changes.items():
        setattr(made, name, value)
    return made


def keep(made: Any, *names: str) -> Any:
    """Leave only layouts of those names."""
    for layout in list(made.slide_layouts):
        if layout.name not in names:
            made.slide_layouts.remove(layout)
    return made


def saved(made: Any, folder: Path, name: str = "charte.pptx") -> Path:
    path = folder / name
    made.save(path)
    return path


def solid(colour: str) -> str:
    return f'<a:solidFill {_A}><a:srgbClr val="{colour}"/></a:solidFill>'


def gradient(*stops: str, degrees: int = 90) -> str:
    """Return a fill from a colour to another, along a line."""
    points = "".join(
        f'<a:gs pos="{round(100_000 * rank / (len(stops) - 1))}"><a:srgbClr val="{stop}"/></a:gs>'
        for rank, stop in enumerate(stops)
    )
    return f'<a:gradFill {_A}><a:gsLst>{points}</a:gsLst><a:lin ang="{degrees * 60_000}" scaled="0"/></a:gradFill>'


def cover(layout: Any, fill: str, box: tuple[float, float, float, float] = (0, 0, 1, 1), form: str = "rect") -> None:
    """Draw a shape below all that a layout or a master has, in shares of the page."""
    page = layout.part.package.presentation_part.presentation
    left, right = (round(share * page.slide_width) for share in (box[0], box[2]))
    top, bottom = (round(share * page.slide_height) for share in (box[1], box[3]))
    shape = parse_xml(
        f'<p:sp {_P} {_A} {_R}><p:nvSpPr><p:cNvPr id="900" name="fond"/><p:cNvSpPr/><p:nvPr userDrawn="1"/></p:nvSpPr>'
        f'<p:spPr><a:xfrm><a:off x="{left}" y="{top}"/><a:ext cx="{right - left}" cy="{bottom - top}"/></a:xfrm>'
        f'<a:prstGeom prst="{form}"><a:avLst/></a:prstGeom>{fill}<a:ln><a:noFill/></a:ln></p:spPr></p:sp>'
    )
    layout._element.find(qn("p:cSld")).find(qn("p:spTree")).insert(2, shape)


def ground(owner: Any, fill: str) -> None:
    """Set the background of a master or a layout."""
    content = owner._element.find(qn("p:cSld"))
    for old in content.findall(qn("p:bg")):
        content.remove(old)
    content.insert(0, parse_xml(f"<p:bg {_P} {_A} {_R}><p:bgPr>{fill}<a:effectLst/></p:bgPr></p:bg>"))


def write_in(owner: Any, colour: str) -> None:
    """Let each placeholder of a layout write in a colour."""
    for holder in owner.placeholders:
        style = holder._element.find(f"{qn('p:txBody')}/{qn('a:lstStyle')}")
        level = style.find(qn("a:lvl1pPr"))
        if level is None:
            level = etree.SubElement(style, qn("a:lvl1pPr"))
        run = level.find(qn("a:defRPr"))
        if run is None:
            run = etree.SubElement(level, qn("a:defRPr"))
        for old in run.findall(qn("a:solidFill")):
            run.remove(old)
        run.insert(0, parse_xml(solid(colour)))


def photograph(owner: Any, low: int = 0, high: int = 255) -> str:
    """Return a fill: a picture of bright and dark patches, the same each time."""
    grid = np.random.default_rng(7).integers(low, high + 1, (9, 16, 3)).astype(np.uint8)
    written = io.BytesIO()
    Image.fromarray(grid).resize((320, 180), Image.Resampling.NEAREST).save(written, "PNG")
    written.seek(0)
    _, key = owner.part.get_or_add_image_part(written)
    return f'<a:blipFill {_A} {_R}><a:blip r:embed="{key}"/><a:stretch><a:fillRect/></a:stretch></a:blipFill>'


def dark_rectangle() -> Any:
    """Return a template whose layouts are covered by a dark rectangle, with white words; the theme stays light."""
    made = default()
    for layout in made.slide_layouts:
        cover(layout, solid("10243E"))
        write_in(layout, "FFFFFF")
    return made


def unsaid_dark() -> Any:
    """Return a template that is dark and whose words are not said to be white."""
    made = default()
    ground(made.slide_master, solid("1B1B1B"))
    return made


def dark_picture() -> Any:
    made = default()
    ground(made.slide_master, photograph(made.slide_master, 0, 90))
    return made


def patches() -> Any:
    """Return a template on a photograph on which no ink is read everywhere."""
    made = default()
    ground(made.slide_master, photograph(made.slide_master))
    return made


def shaded() -> Any:
    """Return a template whose ground goes from white to black."""
    made = default()
    ground(made.slide_master, gradient("FFFFFF", "000000"))
    return made


def half_dark() -> Any:
    """Return a template whose right half is dark."""
    made = default()
    cover(made.slide_master, solid("202060"), (0.5, 0, 1, 1))
    return made


def wide_page() -> Any:
    """Return the default on a page of 25.4 by 14.3 cm, its places as low as the page."""
    made = default()
    high = Cm(14.3)
    for owner in (made.slide_master, *made.slide_layouts):
        for holder in owner.placeholders:
            if holder._element.spPr.find(qn("a:xfrm")) is not None:
                left, width = holder.left, holder.width
                top, height = (round(side * high / made.slide_height) for side in (holder.top, holder.height))
                holder.left, holder.top, holder.width, holder.height = left, top, width, height
    made.slide_height = high
    return made


def low() -> Any:
    """Return a template whose place for content is wide and low, beside a layout with only a title."""
    return lowered(keep(wide_page(), "Title Slide", "Title and Content", "Title Only"))


def only_low() -> Any:
    """Return the same without any other layout."""
    return lowered(keep(wide_page(), "Title and Content"))


def lowered(made: Any) -> Any:
    content = next(layout for layout in made.slide_layouts if layout.name == "Title and Content").placeholders[1]
    content.left, content.top, content.width, content.height = Cm(1), Cm(4), Cm(23.4), Cm(7.2)
    return made


def widest_unfit() -> Any:
    """Return a template whose widest place for content is too low, another being fit."""
    made = keep(default(), "Title Slide", "Title and Content", "Two Content")
    wide, fit = made.slide_layouts[1].placeholders[1], made.slide_layouts[2].placeholders[1]
    wide.left, wide.top, wide.width, wide.height = Cm(0.2), Cm(4.5), Cm(25), Cm(4)
    other = made.slide_layouts[2].placeholders[2]._element
    other.getparent().remove(other)
    fit.left, fit.top, fit.width, fit.height = Cm(2), Cm(4.5), Cm(20), Cm(12)
    return made


def two_columns() -> Any:
    return keep(default(), "Title Slide", "Two Content")


def title_only() -> Any:
    return keep(default(), "Title Slide", "Title Only")


DRAWN: dict[str, Callable[[], Any]] = {
    "plain": default,
    "dark rectangle": dark_rectangle,
    "unsaid dark": unsaid_dark,
    "dark picture": dark_picture,
    "patches": patches,
    "shaded": shaded,
    "half dark": half_dark,
    "low": low,
    "widest unfit": widest_unfit,
    "two columns": two_columns,
    "title only": title_only,
}


@cache
def on(kind: str) -> Any:
    """Return the reference story's deck on one of these, read back."""
    with tempfile.TemporaryDirectory() as folder:
        content = deck(told("external_wins", "fr"), saved(DRAWN[kind](), Path(folder)))
    return Presentation(io.BytesIO(content))
