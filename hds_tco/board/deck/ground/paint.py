"""What a shape or a page is filled with."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from hds_tco.board.deck.ground.colours import Palette, parts_of

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
    from pptx.oxml.ns import qn

    kind = str(fill.tag).rpartition("}")[2]
    if kind == "noFill":
        return None
    if kind == "solidFill":
        shown = palette.colour(fill, placed)
        return plain(shown) if shown else UNKNOWN
    if kind == "blipFill":
        return _picture(fill, part) or UNKNOWN
    if kind == "gradFill":
        stops = []
        for stop in fill.iter(qn("a:gs")):
            shown = palette.colour(stop, placed)
            if shown is None:
                return UNKNOWN
            stops.append((int((stop.get("pos") or "0").rstrip("%")) / 100_000, *parts_of(shown[0]), shown[1]))
        line = fill.find(qn("a:lin"))
        return (
            Paint(tuple(stops), int(line.get("ang", "0")) / 60_000 if line is not None else None) if stops else UNKNOWN
        )
    if kind == "pattFill":
        sides = [palette.colour(fill.find(qn(name)), placed) for name in ("a:fgClr", "a:bgClr")]
        shown_sides = [side for side in sides if side]
        if len(shown_sides) == len(sides):
            return Paint(tuple((0.0, *parts_of(colour), alpha) for colour, alpha in shown_sides))
    return UNKNOWN


def _picture(fill: Any, part: Any) -> Paint | None:
    """Return a picture, or None for one that cannot be read here or that is shown otherwise than it is."""
    from PIL import Image
    from pptx.oxml.ns import qn

    blip = fill.find(qn("a:blip"))
    key = blip.get(qn("r:embed")) if blip is not None else None
    changes = {str(item.tag).rpartition("}")[2] for item in blip} if blip is not None else set()
    if key is None or not changes <= {"alphaModFix", "extLst"}:
        return None
    try:
        with Image.open(io.BytesIO(part.related_part(key).blob)) as opened:
            opened.draft("RGB", (1600, 1600))
            opened.thumbnail((1600, 1600))
            picture = opened.convert("RGBA")
    except Exception:  # pictures break in many ways, and drawings (EMF, SVG) are not read here
        return None
    for change in blip.iter(qn("a:alphaModFix")):
        share = int((change.get("amt") or "100000").rstrip("%")) / 100_000
        picture.putalpha(picture.getchannel("A").point(lambda alpha: round(alpha * share)))
    if fill.find(qn("a:tile")) is not None:
        points = np.asarray(picture.resize((64, 64), Image.Resampling.BOX)).reshape(-1, 4) / 255
        return Paint(tuple((0.0, *map(float, extreme)) for extreme in (points.min(axis=0), points.max(axis=0))))
    wide, high = picture.size
    cut, laid = ((fill.find(f".//{qn(name)}")) for name in ("a:srcRect", "a:fillRect"))
    left, top, right, bottom = (
        int(((cut.get(side) if cut is not None else None) or "0").rstrip("%")) / 100_000 for side in "ltrb"
    )
    if laid is not None:  # drawn larger or smaller than its place: larger is a cut too
        sides = [int((laid.get(side) or "0").rstrip("%")) / 100_000 for side in "ltrb"]
        if any(side > 0 for side in sides):
            return None
        shown = 1 - left - right, 1 - top - bottom
        grown = 1 - sides[0] - sides[2], 1 - sides[1] - sides[3]
        left, right = (inset - side * shown[0] / grown[0] for inset, side in ((left, sides[0]), (right, sides[2])))
        top, bottom = (inset - side * shown[1] / grown[1] for inset, side in ((top, sides[1]), (bottom, sides[3])))
    if left + right >= 1 or top + bottom >= 1:
        return None
    if left or top or right or bottom:
        kept = (round(left * wide), round(top * high), round((1 - right) * wide), round((1 - bottom) * high))
        picture = picture.crop(kept)
    return Paint(picture=picture)
