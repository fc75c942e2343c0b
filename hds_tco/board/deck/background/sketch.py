"""A layout's page as a small picture: the darkest and the lightest that each point may be, before we write on it."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import Any

import numpy as np
import numpy.typing as npt

from hds_tco.board.deck.background.paint import (
    UNKNOWN,
    Paint,
    Palette,
    Raster,
    fill_in,
    hexed,
    local,
    paint_of,
    palette_of,
    parts_of,
    plain,
    styled,
)
from hds_tco.board.deck.measure import Box

# Points across the page; and the thinnest line, in EMU, that hides what is written over it.
_POINTS, _THICK = 320, 25_400
# A picture larger than that share of the page is a ground, a smaller one a thing that stands there.
_GROUND = 0.6
# A colour further than that from another, in a channel, is clearly another.
_APART = 0.12
Matrix = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Sketch:
    """The page: bounds of each point's colour, and where things stand that nothing should be written on."""

    page: Box
    palette: Palette
    dark: Raster
    light: Raster
    busy: Mask

    @property
    def scale(self) -> float:
        """Points of the sketch in one EMU."""
        return float(self.dark.shape[1]) / self.page.width

    def bounds(self, box: Box) -> tuple[float, float]:
        """Return the least and the greatest luminance that a place may have."""
        rows, columns = self.window(box)
        low, high = luminance(self.dark[rows, columns]), luminance(self.light[rows, columns])
        return float(low.min()), float(high.max())

    def usual(self, box: Box) -> str:
        """Return the colour in the middle of what a place shows."""
        rows, columns = self.window(box)
        both = np.concatenate([self.dark[rows, columns].reshape(-1, 3), self.light[rows, columns].reshape(-1, 3)])
        red, green, blue = (float(median(both[:, rank])) for rank in range(3))
        return hexed(red, green, blue)

    def unrest(self, box: Box) -> float:
        """Return the share of a place that is clearly not of its usual colour."""
        rows, columns = self.window(box)
        usual = np.array(parts_of(self.usual(box)))
        apart = [np.abs(each[rows, columns] - usual).max(axis=-1) for each in (self.dark, self.light)]
        return float((np.maximum(*apart) > _APART).mean())

    def window(self, box: Box) -> tuple[slice, slice]:
        """Return the rows and columns of a place, at least one of each."""
        rows, columns = self.dark.shape[:2]
        spans = []
        for low, high, most in ((box.top, box.bottom, rows), (box.left, box.right, columns)):
            first = min(most - 1, max(0, int(low * self.scale)))
            spans.append(slice(first, max(first + 1, min(most, round(high * self.scale + 0.5)))))
        return spans[0], spans[1]

    def filled(self, box: Box, paint: Paint) -> Sketch:
        """Return the sketch with a box filled."""
        dark, light = self.dark.copy(), self.light.copy()
        rows, columns = self.window(box)
        dark[rows, columns], light[rows, columns] = paint.painted(dark[rows, columns], light[rows, columns])
        return Sketch(self.page, self.palette, dark, light, self.busy)


def luminance(colours: Raster) -> npt.NDArray[np.float64]:
    """Return the relative luminance of each colour, as WCAG defines it."""
    linear = np.where(colours <= 0.04045, colours / 12.92, ((colours + 0.055) / 1.055) ** 2.4)
    return np.asarray(linear @ np.array([0.2126, 0.7152, 0.0722]))


def sketch_of(presentation: Any, layout: Any) -> Sketch:
    """Return what a layout shows below the slide's own content: background, then the master's shapes, then its own."""
    page = Box(0, 0, int(presentation.slide_width), int(presentation.slide_height))
    return _Drawing(page, palette_of(layout)).drawn(layout)


class _Drawing:
    """A page on which things are painted, the lowest first."""

    def __init__(self, page: Box, palette: Palette) -> None:
        self.page, self.palette = page, palette
        shape = (max(1, round(_POINTS * page.height / page.width)), _POINTS, 3)
        self.dark, self.light = np.ones(shape), np.ones(shape)
        self.busy = np.zeros(shape[:2], bool)

    def drawn(self, layout: Any) -> Sketch:
        from pptx.oxml.ns import qn

        master = layout.slide_master
        self._background(layout, master)
        scale = self.dark.shape[1] / self.page.width
        across = np.diag([scale, scale, 1.0])
        for owner in [master, layout] if layout._element.get("showMasterSp") not in ("0", "false") else [layout]:
            tree = owner._element.find(qn("p:cSld")).find(qn("p:spTree"))
            for shape in tree:
                self._shape(shape, across, owner.part, None)
        return Sketch(self.page, self.palette, self.dark, self.light, self.busy)

    def _background(self, layout: Any, master: Any) -> None:
        from pptx.oxml.ns import qn

        paper = self.palette.named("bg1") or "#FFFFFF"
        self._fill(plain((paper, 1.0)), None)
        for owner in (layout, master):
            ground = owner._element.find(f"{qn('p:cSld')}/{qn('p:bg')}")
            if ground is None:
                continue
            own, theme = ground.find(qn("p:bgPr")), ground.find(qn("p:bgRef"))
            if own is not None:
                self._fill(paint_of(own, self.palette, owner.part), None)
            elif theme is not None:
                self._fill(styled(theme, self.palette, master.part), None)
            return

    def _shape(self, shape: Any, across: Matrix, part: Any, group: Paint | None) -> None:
        from pptx.oxml.ns import qn

        kind = local(shape)
        if kind == "AlternateContent":
            for choice in [*shape.iter("{*}Fallback"), *shape.iter("{*}Choice")][:1]:
                for inner in choice:
                    self._shape(inner, across, part, group)
            return
        about = next(shape.iter(qn("p:cNvPr")), None)
        if kind not in ("sp", "cxnSp", "pic", "grpSp", "graphicFrame") or keeps_place(shape) or about is None:
            return
        if about.get("hidden") in ("1", "true"):
            return
        if kind == "grpSp":
            properties = shape.find(qn("p:grpSpPr"))
            fill = paint_of(properties, self.palette, part) if properties is not None else None
            inside = _placed(properties.find(qn("a:xfrm")) if properties is not None else None, across, group=True)
            for inner in shape:
                self._shape(inner, inside if inside is not None else across, part, fill or group)
            return
        properties = shape.find(qn("p:spPr"))
        place = properties.find(qn("a:xfrm")) if properties is not None else shape.find(qn("p:xfrm"))
        at = _placed(place, across)
        if at is None:
            return
        if kind == "graphicFrame" or properties is None:
            self._hide(at)
            return
        self._draw(shape, properties, at, part, group, kind == "pic")

    def _draw(self, shape: Any, properties: Any, at: Matrix, part: Any, group: Paint | None, is_picture: bool) -> None:
        from pptx.oxml.ns import qn

        outlines = outlines_of(properties)
        mask = self._mask(outlines if outlines is not None else _BOX, at)
        paint = self._paint(shape, properties, part, group)
        turned = bool(abs(at[0, 1]) + abs(at[1, 0]) > 1e-6) or at[0, 0] < 0 or at[1, 1] < 0
        if paint is not None and turned and (paint.picture is not None or paint.angle is not None):
            paint = UNKNOWN if paint.picture is not None else Paint(paint.stops)
        self._fill(paint, mask, sure=outlines is not None)
        if is_picture and mask.mean() < _GROUND:
            self.busy |= mask
        edge = properties.find(qn("a:ln"))
        if edge is not None and int(edge.get("w") or 9_525) >= _THICK:
            ink = paint_of(edge, self.palette, part)
            thick = max(1, round(int(edge.get("w")) * self.dark.shape[1] / self.page.width))
            if ink is not None:
                self._fill(ink, self._mask(outlines or _BOX, at, thick), sure=False)
        if any(words.text for words in shape.iter(qn("a:t"))):
            self._hide(at)

    def _hide(self, at: Matrix) -> None:
        """Take anything to be in a shape's box, and nothing to be written on it."""
        box = self._mask(_BOX, at)
        self._fill(UNKNOWN, box)
        self.busy |= box

    def _paint(self, shape: Any, properties: Any, part: Any, group: Paint | None) -> Paint | None:
        from pptx.oxml.ns import qn

        fill = shape.find(qn("p:blipFill"))  # a picture's own
        if fill is None:
            fill = fill_in(properties)
        if fill is not None:
            is_group = local(fill) == "grpFill"
            return group if is_group else paint_of([fill], self.palette, part)
        reference = shape.find(f"{qn('p:style')}/{qn('a:fillRef')}")
        return styled(reference, self.palette, part) if reference is not None else None

    def _mask(self, outlines: list[list[list[Spot]]], at: Matrix, line: int = 0) -> Mask:
        """Return the points of the sketch inside outlines, or on them for a line so many points thick."""
        from PIL import Image, ImageDraw

        rows, columns = self.busy.shape
        mask = np.zeros((rows, columns), bool)
        for polygons in outlines:
            inside = np.zeros((rows, columns), bool)
            for polygon in polygons:
                spots = [(float(x), float(y)) for x, y in (np.array([[x, y, 1.0] for x, y in polygon]) @ at.T)[:, :2]]
                picture = Image.new("1", (columns, rows))
                pen = ImageDraw.Draw(picture)
                if line:
                    pen.line([*spots, spots[0]] if len(spots) > 2 else spots, fill=1, width=line)
                elif len(spots) > 2:
                    pen.polygon([(x - 0.5, y - 0.5) for x, y in spots], fill=1)
                inside ^= np.asarray(picture)
            mask |= inside
        return mask

    def _fill(self, paint: Paint | None, mask: Mask | None, sure: bool = True) -> None:
        if paint is None or (mask is not None and not mask.any()):
            return
        if mask is None:
            self.dark, self.light = paint.painted(self.dark, self.light)
            return
        rows, columns = (np.flatnonzero(mask.any(axis=1 - axis)) for axis in (0, 1))
        window = slice(rows[0], rows[-1] + 1), slice(columns[0], columns[-1] + 1)
        inside = mask[window][..., None]
        dark, light = paint.painted(self.dark[window], self.light[window])
        if not sure:
            dark, light = np.minimum(dark, self.dark[window]), np.maximum(light, self.light[window])
        self.dark[window] = np.where(inside, dark, self.dark[window])
        self.light[window] = np.where(inside, light, self.light[window])


def keeps_place(shape: Any) -> bool:
    """Tell whether a shape only keeps a place, which slides do not show."""
    from pptx.oxml.ns import qn

    return any(True for _ in shape.iter(qn("p:ph")))


def _placed(place: Any, across: Matrix, group: bool = False) -> Matrix | None:
    """Return what takes a shape's box, or a group's inner places, to points of the sketch."""
    if place is None:
        return None
    sides = dict(_sides(place))
    if "off" not in sides or "ext" not in sides:
        return None
    (left, top), (wide, high) = sides["off"], sides["ext"]
    turn = np.radians(int(place.get("rot") or 0) / 60_000)
    flips = [-1.0 if place.get(name) in ("1", "true") else 1.0 for name in ("flipH", "flipV")]
    around = np.array([[np.cos(turn), -np.sin(turn), 0], [np.sin(turn), np.cos(turn), 0], [0, 0, 1.0]])
    to_middle = np.array([[1, 0, left + wide / 2], [0, 1, top + high / 2], [0, 0, 1.0]])
    turned = (
        across
        @ to_middle
        @ around
        @ np.diag([*flips, 1.0])
        @ np.array([[1, 0, -wide / 2], [0, 1, -high / 2], [0, 0, 1.0]])
    )
    if not group:
        return np.asarray(turned @ np.diag([wide, high, 1.0]))
    (first, upper), (inner_wide, inner_high) = sides.get("chOff", (left, top)), sides.get("chExt", (wide, high))
    if not inner_wide or not inner_high:
        return None
    grown = np.diag([wide / inner_wide, high / inner_high, 1.0])
    return np.asarray(turned @ grown @ np.array([[1, 0, -first], [0, 1, -upper], [0, 0, 1.0]]))


def _sides(place: Any) -> Iterator[tuple[str, tuple[float, float]]]:
    for item in place:
        pair = ("x", "y") if item.get("x") is not None else ("cx", "cy")
        yield local(item), (float(item.get(pair[0]) or 0), float(item.get(pair[1]) or 0))


Spot = tuple[float, float]
_CURVE, _ROUND = 12, 48
_WHOLE: list[Spot] = [(0, 0), (1, 0), (1, 1), (0, 1)]
_BOX = [[_WHOLE]]
_KNOWN: dict[str, list[Spot]] = {
    **dict.fromkeys(("rect", "roundRect", "flowChartProcess", "plaque", "bevel", "foldedCorner"), _WHOLE),
    "diamond": [(0.5, 0), (1, 0.5), (0.5, 1), (0, 0.5)],
    "rtTriangle": [(0, 0), (1, 1), (0, 1)],
    "ellipse": [
        (0.5 + 0.5 * math.cos(2 * math.pi * turn / _ROUND), 0.5 + 0.5 * math.sin(2 * math.pi * turn / _ROUND))
        for turn in range(_ROUND)
    ],
    "line": [(0, 0), (1, 1)],
    "straightConnector1": [(0, 0), (1, 1)],
}


def outlines_of(properties: Any) -> list[list[list[Spot]]] | None:
    """Return a shape's paths, each of polygons (one inside another is a hole), or None where only its box is known."""
    from pptx.oxml.ns import qn

    own = properties.find(qn("a:custGeom"))
    if own is not None:
        try:
            return [list(_polygons(path)) for path in own.iter(qn("a:path")) if path.get("fill") != "none"]
        except (ValueError, TypeError, ZeroDivisionError, OverflowError):  # places that are formulas
            return None
    ready = properties.find(qn("a:prstGeom"))
    if ready is None:
        return _BOX
    known = _KNOWN.get(ready.get("prst", ""))
    return [[known]] if known else None


def _polygons(path: Any) -> Iterator[list[Spot]]:
    wide, high = float(path.get("w") or 0), float(path.get("h") or 0)
    if not wide or not high:
        if any(float(spot.get(name)) for spot in path.iter("{*}pt") for name in "xy"):
            raise ValueError
        return
    drawn: list[Spot] = []
    for step in path:
        kind = local(step)
        spots = [(float(spot.get("x")) / wide, float(spot.get("y")) / high) for spot in step.iter("{*}pt")]
        if kind == "moveTo":
            if len(drawn) > 1:
                yield drawn
            drawn = spots
        elif kind == "lnTo":
            drawn += spots
        elif kind in ("cubicBezTo", "quadBezTo"):
            drawn += [_bezier([drawn[-1], *spots], turn / _CURVE) for turn in range(1, _CURVE + 1)]
        elif kind == "arcTo":
            drawn += _arc(drawn[-1], step, wide, high)
    if len(drawn) > 1:
        yield drawn


def _bezier(spots: list[Spot], at: float) -> Spot:
    while len(spots) > 1:
        pairs = pairwise(spots)
        spots = [(x + (to_x - x) * at, y + (to_y - y) * at) for (x, y), (to_x, to_y) in pairs]
    return spots[0]


def _arc(start: Spot, step: Any, wide: float, high: float) -> list[Spot]:
    across, down = float(step.get("wR")) / wide, float(step.get("hR")) / high
    first, turn = (math.radians(float(step.get(name)) / 60_000) for name in ("stAng", "swAng"))
    middle = start[0] - across * math.cos(first), start[1] - down * math.sin(first)
    angles = [first + turn * rank / _CURVE for rank in range(1, _CURVE + 1)]
    return [(middle[0] + across * math.cos(angle), middle[1] + down * math.sin(angle)) for angle in angles]
