"""A theme's colours as they are shown, what is read on what, and what fills a shape, a line or a page."""

from __future__ import annotations

import colorsys
import io
import re
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from hds_tco.charts.palette import lightness

RGB = tuple[float, float, float]
BLACK, WHITE = "#000000", "#FFFFFF"
# WCAG's contrast for text, and a little more, as programs round colours in their own ways.
READ = 4.7
_MAP = {"bg1": "lt1", "tx1": "dk1", "bg2": "lt2", "tx2": "dk2"}


@dataclass(frozen=True)
class Palette:
    """A theme: its colours by name, what a layout calls them, and its ready-made fills."""

    slots: dict[str, str]
    names: dict[str, str]
    fills: dict[str, list[Any]] = field(default_factory=dict)

    def colour(self, holder: Any, placed: str | None = None) -> tuple[str, float] | None:
        """Return the colour that an element holds and its opacity, or None where it is not known.

        Parameters
        ----------
        holder : lxml element
            Of a fill, a gradient's stop, a pattern's side.
        placed : str, optional
            What ``phClr`` stands for, in a theme's fills.
        """
        for item in holder if holder is not None else ():
            base = self._base(item, placed)
            if base is not None:
                return _changed(base, item)
        return None

    def named(self, name: str) -> str | None:
        """Return a colour of the theme by the name that a layout uses."""
        return self.slots.get(self.names.get(name, _MAP.get(name, name)))

    def _base(self, item: Any, placed: str | None) -> str | None:
        kind, value = local(item), item.get("val") or ""
        if kind == "schemeClr":
            return placed if value == "phClr" else self.named(value)
        readers = {"srgbClr": _plain, "sysClr": _system, "prstClr": _preset, "scrgbClr": _shares, "hslClr": _hues}
        return readers[kind](item) if kind in readers else None


def palette_of(layout: Any) -> Palette:
    """Return the theme of a layout's master, with the names that master and layout give."""
    from lxml import etree
    from pptx.opc.constants import RELATIONSHIP_TYPE
    from pptx.oxml.ns import qn

    master = layout.slide_master
    names = dict(_MAP)
    mapped = master._element.find(qn("p:clrMap"))
    names |= dict(mapped.attrib) if mapped is not None else {}
    over = layout._element.find(f"{qn('p:clrMapOvr')}/{qn('a:overrideClrMapping')}")
    names |= dict(over.attrib) if over is not None else {}
    plain = Palette({"lt1": WHITE, "dk1": BLACK}, names)
    try:
        theme = etree.fromstring(master.part.part_related_by(RELATIONSHIP_TYPE.THEME).blob)
    except (KeyError, etree.XMLSyntaxError):
        return plain
    scheme = theme.find(f".//{qn('a:clrScheme')}")
    found = {local(slot): plain.colour(slot) for slot in (scheme if scheme is not None else ())}
    fills = {
        name: list(group) if (group := theme.find(f".//{qn('a:' + name)}")) is not None else []
        for name in ("fillStyleLst", "bgFillStyleLst")
    }
    return Palette(plain.slots | {name: shown[0] for name, shown in found.items() if shown}, names, fills)


def local(element: Any) -> str:
    """Return an element's name without its namespace; empty for a comment."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def parts_of(colour: str) -> RGB:
    """Return red, green and blue, each from 0 to 1."""
    red, green, blue = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    return red, green, blue


def hexed(red: float, green: float, blue: float) -> str:
    """Return ``#RRGGBB`` of shares.

    Examples
    --------
    >>> hexed(1, 0.5, 0)
    '#FF8000'
    """
    return "#" + "".join(f"{round(255 * min(1.0, max(0.0, part))):02X}" for part in (red, green, blue))


def mixed(colour: str, other: str, share: float) -> str:
    """Return a colour moved by a share towards another."""
    pairs = zip(parts_of(colour), parts_of(other), strict=True)
    red, green, blue = (mine + (theirs - mine) * share for mine, theirs in pairs)
    return hexed(red, green, blue)


def contrast(colour: str, low: float, high: float) -> float:
    """Return the least contrast of a colour with grounds between two luminances; 1 if it may be one of them.

    Examples
    --------
    >>> contrast("#000000", 1.0, 1.0), contrast("#FFFFFF", 0.0, 1.0)
    (21.0, 1.0)
    """
    mine = lightness(colour)
    if mine > high:
        return (mine + 0.05) / (high + 0.05)
    return (low + 0.05) / (mine + 0.05) if mine < low else 1.0


def _changed(colour: str, item: Any) -> tuple[str, float]:
    """Apply what stands inside a colour: more light, less saturation, a shade, some opacity."""
    red, green, blue = parts_of(colour)
    alpha = 1.0
    for change in item:
        kind, share = local(change), _share(change, "val")
        if kind == "alpha":
            alpha = share
        elif kind in ("lumMod", "lumOff", "satMod", "satOff"):
            hue, lum, sat = colorsys.rgb_to_hls(red, green, blue)
            lum = lum * share if kind == "lumMod" else lum + share if kind == "lumOff" else lum
            sat = sat * share if kind == "satMod" else sat + share if kind == "satOff" else sat
            red, green, blue = colorsys.hls_to_rgb(hue, min(1.0, max(0.0, lum)), min(1.0, max(0.0, sat)))
        elif kind in ("shade", "tint"):
            rest = 1 - share if kind == "tint" else 0.0
            red, green, blue = (_gamma(_linear(part) * share + rest) for part in (red, green, blue))
        elif kind == "inv":
            red, green, blue = 1 - red, 1 - green, 1 - blue
    return hexed(red, green, blue), alpha


def _plain(item: Any) -> str | None:
    value = item.get("val") or ""
    return f"#{value}" if re.fullmatch("[0-9A-Fa-f]{6}", value) else None


def _system(item: Any) -> str | None:
    return f"#{item.get('lastClr') or ('FFFFFF' if item.get('val') == 'window' else '000000')}"


def _shares(item: Any) -> str:
    return hexed(*(_gamma(_share(item, side)) for side in "rgb"))


def _hues(item: Any) -> str:
    hue = int(item.get("hue") or 0) / 21_600_000
    return hexed(*colorsys.hls_to_rgb(hue, _share(item, "lum"), _share(item, "sat")))


def _preset(item: Any) -> str | None:
    from PIL import ImageColor

    name = item.get("val") or ""
    for short, long in (("dk", "dark"), ("lt", "light"), ("med", "medium")):
        if name.startswith(short) and name[len(short) : len(short) + 1].isupper():
            name = long + name[len(short) :]
    found = ImageColor.colormap.get(name.lower())
    return found if isinstance(found, str) else None


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)


def _gamma(part: float) -> float:
    return part * 12.92 if part <= 0.0031308 else 1.055 * float(part ** (1 / 2.4)) - 0.055


Raster = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Paint:
    """A fill.

    Parameters
    ----------
    stops : list of (place from 0 to 1, red, green, blue, opacity)
        One for a plain colour; each may be anywhere, unless there is a direction.
    angle : float, optional
        Degrees, clockwise from the right, of a gradient along a line.
    picture : PIL image, optional
    """

    stops: tuple[tuple[float, float, float, float, float], ...] = ()
    angle: float | None = None
    picture: Any = None

    def painted(self, dark: Raster, light: Raster) -> tuple[Raster, Raster]:
        """Return the darkest and lightest that a box may be, once filled, from what they were (rows, columns, 3)."""
        if self.picture is not None:
            return self._pictured(dark, light)
        if self.angle is not None:
            return self._graded(dark, light)
        return _laid_over([(np.array(stop[1:4]), stop[4]) for stop in self.stops], dark, light)

    def _graded(self, dark: Raster, light: Raster) -> tuple[Raster, Raster]:
        rows, columns = dark.shape[:2]
        angle = np.radians(self.angle or 0.0)
        across, down = np.cos(angle) * columns, np.sin(angle) * rows
        x, y = (np.arange(columns) + 0.5) / columns - 0.5, (np.arange(rows) + 0.5) / rows - 0.5
        at = (x[None, :] * across + y[:, None] * down) / (abs(across) + abs(down)) + 0.5
        stops = np.array(sorted(self.stops))
        colours = []
        for shift in (-0.08, 0.0, 0.08):  # programs draw them in their own ways
            parts = [np.interp(at + shift, stops[:, 0], stops[:, rank]) for rank in range(1, 5)]
            colours.append((np.stack(parts[:3], axis=-1), parts[3][..., None]))
        return _laid_over(colours, dark, light)

    def _pictured(self, dark: Raster, light: Raster) -> tuple[Raster, Raster]:
        from PIL import Image, ImageFilter

        rows, columns = dark.shape[:2]
        twice = self.picture.resize((2 * columns, 2 * rows), Image.Resampling.BOX)
        # A letter stands on its nearest points, not on their mean.
        low, high = (
            np.asarray(twice.filter(kind(3)).resize((columns, rows), Image.Resampling.NEAREST)) / 255
            for kind in (ImageFilter.MinFilter, ImageFilter.MaxFilter)
        )
        # Where the picture is partly clear, what is below shows through.
        pairs = ((low, low), (high, high), (low, high))
        return _laid_over([(colour[..., :3], alpha[..., 3:]) for colour, alpha in pairs], dark, light)


def _laid_over(colours: list[tuple[Raster, Any]], dark: Raster, light: Raster) -> tuple[Raster, Raster]:
    """Return the darkest and the lightest that colours, each with its opacity, may make of a ground."""
    darker = [colour * alpha + dark * (1 - alpha) for colour, alpha in colours]
    lighter = [colour * alpha + light * (1 - alpha) for colour, alpha in colours]
    return np.minimum.reduce(darker), np.maximum.reduce(lighter)


# Anything may be there.
UNKNOWN = Paint(((0.0, 0.0, 0.0, 0.0, 1.0), (0.0, 1.0, 1.0, 1.0, 1.0)))


def paint_of(properties: Any, palette: Palette, part: Any, placed: str | None = None) -> Paint | None:
    """Return the fill that an element says, None if it says none or that there is none."""
    fill = fill_in(properties)
    return None if fill is None else read(fill, palette, part, placed)


def fill_in(properties: Any) -> Any | None:
    """Return the fill's own element."""
    kinds = ("noFill", "solidFill", "gradFill", "blipFill", "pattFill", "grpFill")
    return next((item for item in properties if local(item) in kinds), None)


def styled(reference: Any, palette: Palette, part: Any) -> Paint | None:
    """Return a fill of the theme, by its number."""
    rank = int(reference.get("idx") or 0)
    group, rank = ("bgFillStyleLst", rank - 1000) if rank >= 1000 else ("fillStyleLst", rank)
    fills = palette.fills.get(group, [])
    shown = palette.colour(reference)
    if rank < 1:
        return None
    if rank > len(fills):
        return plain(shown) if shown else UNKNOWN
    return read(fills[rank - 1], palette, part, shown[0] if shown else None)


def plain(shown: tuple[str, float]) -> Paint:
    """Return one colour."""
    return Paint(((0.0, *parts_of(shown[0]), shown[1]),))


def read(fill: Any, palette: Palette, part: Any, placed: str | None = None) -> Paint | None:
    """Return what a fill's element says."""
    kind = local(fill)
    if kind == "noFill":
        return None
    if kind == "blipFill":
        picture = picture_in(fill, part)
        return Paint(picture=picture) if picture is not None else UNKNOWN
    if kind == "gradFill":
        return _gradient(fill, palette, placed)
    sides = {"solidFill": [fill], "pattFill": list(fill)}.get(kind, [])
    shown = [colour for side in sides if (colour := palette.colour(side, placed))]
    if not shown or len(shown) < len(sides):
        return UNKNOWN
    return Paint(tuple((0.0, *parts_of(colour), alpha) for colour, alpha in shown))


def _gradient(fill: Any, palette: Palette, placed: str | None) -> Paint:
    from pptx.oxml.ns import qn

    stops = []
    for stop in fill.iter(qn("a:gs")):
        shown = palette.colour(stop, placed)
        if shown is None:
            return UNKNOWN
        stops.append((int((stop.get("pos") or "0").rstrip("%")) / 100_000, *parts_of(shown[0]), shown[1]))
    line = fill.find(qn("a:lin"))
    angle = int(line.get("ang", "0")) / 60_000 if line is not None else None
    return Paint(tuple(stops), angle) if stops else UNKNOWN


# Larger pictures are made smaller at once.
_LARGEST = (1600, 1600)


def picture_in(fill: Any, part: Any) -> Any | None:
    """Return the part of a picture that its place shows; None if it is not read here, or shown otherwise than it is.

    Parameters
    ----------
    fill : lxml element
        ``blipFill``.
    part : python-pptx part
        Where the fill stands.

    Returns
    -------
    PIL image or None
        Red, green, blue and opacity.
    """
    from pptx.oxml.ns import qn

    blip = fill.find(qn("a:blip"))
    if blip is None or not {local(item) for item in blip} <= {"alphaModFix", "extLst"}:
        return None
    picture = _opened(part, blip.get(qn("r:embed")))
    if picture is None or fill.find(qn("a:tile")) is not None:
        return None
    fade = blip.find(qn("a:alphaModFix"))
    if fade is not None:
        share = _share(fade, "amt", 1.0)
        picture.putalpha(picture.getchannel("A").point([round(alpha * share) for alpha in range(256)]))
    return _cut(picture, fill.find(qn("a:srcRect")), fill.find(f".//{qn('a:fillRect')}"))


def _opened(part: Any, key: str | None) -> Any | None:
    from PIL import Image

    try:
        with Image.open(io.BytesIO(part.related_part(key).blob)) as opened:
            opened.draft("RGB", _LARGEST)
            opened.thumbnail(_LARGEST)
            return opened.convert("RGBA")
    except Exception:  # pictures break in many ways, and drawings (EMF, SVG) are not read here
        return None


def _cut(picture: Any, cut: Any | None, laid: Any | None) -> Any | None:
    """Return what stays of a picture whose edges are cut, or that is drawn larger than its place: another cut."""
    sides: dict[str, float] = {}
    for first, last in ("lr", "tb"):
        before, after = (_share(cut, side) for side in (first, last))
        inset, outset = (_share(laid, side) for side in (first, last))
        if inset > 0 or outset > 0 or before + after >= 1:
            return None
        grown = (1 - before - after) / (1 - inset - outset)
        sides |= {first: before - inset * grown, last: 1 - after + outset * grown}
    if sides == {"l": 0.0, "t": 0.0, "r": 1.0, "b": 1.0}:
        return picture
    wide, high = picture.size
    left, top, right, bottom = (round(sides[side] * (wide if side in "lr" else high)) for side in "ltrb")
    return picture.crop((left, top, max(left + 1, right), max(top + 1, bottom)))


def _share(element: Any | None, name: str, otherwise: float = 0.0) -> float:
    value = element.get(name) if element is not None else None
    return float(value.rstrip("%")) / (100 if value.endswith("%") else 100_000) if value else otherwise
