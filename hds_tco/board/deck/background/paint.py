"""What fills a shape, a line or a page, a picture among it: the colours that each of its points may have."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from hds_tco.board.deck.background.colours import Palette, parts_of

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
        over = [(np.array(stop[1:4]), stop[4]) for stop in self.stops]
        darker = [colour * alpha + dark * (1 - alpha) for colour, alpha in over]
        lighter = [colour * alpha + light * (1 - alpha) for colour, alpha in over]
        return np.minimum.reduce(darker), np.maximum.reduce(lighter)

    def _graded(self, dark: Raster, light: Raster) -> tuple[Raster, Raster]:
        rows, columns = dark.shape[:2]
        angle = np.radians(self.angle or 0.0)
        across, down = np.cos(angle) * columns, np.sin(angle) * rows
        x, y = (np.arange(columns) + 0.5) / columns - 0.5, (np.arange(rows) + 0.5) / rows - 0.5
        at = (x[None, :] * across + y[:, None] * down) / (abs(across) + abs(down)) + 0.5
        stops = np.array(sorted(self.stops))
        shown = []
        for shift in (-0.08, 0.0, 0.08):  # programs draw them in their own ways
            parts = [np.interp(at + shift, stops[:, 0], stops[:, rank]) for rank in range(1, 5)]
            shown.append((np.stack(parts[:3], axis=-1), parts[3][..., None]))
        darker = [colour * alpha + dark * (1 - alpha) for colour, alpha in shown]
        lighter = [colour * alpha + light * (1 - alpha) for colour, alpha in shown]
        return np.minimum.reduce(darker), np.maximum.reduce(lighter)

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
        over = [(low[..., :3], low[..., 3:]), (high[..., :3], high[..., 3:]), (low[..., :3], high[..., 3:])]
        darker = [colour * alpha + dark * (1 - alpha) for colour, alpha in over]
        lighter = [colour * alpha + light * (1 - alpha) for colour, alpha in over]
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
    return next((item for item in properties if str(item.tag).rpartition("}")[2] in kinds), None)


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
    kind = str(fill.tag).rpartition("}")[2]
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
    if blip is None or not {str(item.tag).rpartition("}")[2] for item in blip} <= {"alphaModFix", "extLst"}:
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
    kept: dict[str, float] = {}
    for first, last in ("lr", "tb"):
        before, after = (_share(cut, side) for side in (first, last))
        inset, outset = (_share(laid, side) for side in (first, last))
        if inset > 0 or outset > 0 or before + after >= 1:
            return None
        grown = (1 - before - after) / (1 - inset - outset)
        kept |= {first: before - inset * grown, last: 1 - after + outset * grown}
    if kept == {"l": 0.0, "t": 0.0, "r": 1.0, "b": 1.0}:
        return picture
    wide, high = picture.size
    left, top, right, bottom = (round(kept[side] * (wide if side in "lr" else high)) for side in "ltrb")
    return picture.crop((left, top, max(left + 1, right), max(top + 1, bottom)))


def _share(element: Any | None, name: str, otherwise: float = 0.0) -> float:
    said = element.get(name) if element is not None else None
    return float(said.rstrip("%")) / (100 if said.endswith("%") else 100_000) if said else otherwise
