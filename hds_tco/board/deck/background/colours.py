"""A theme's colours as they are shown, and what is read on what."""

from __future__ import annotations

import colorsys
import re
from dataclasses import dataclass, field
from typing import Any

from hds_tco.charts.palette import lightness

RGB = tuple[float, float, float]
BLACK, WHITE = "#000000", "#FFFFFF"
# WCAG's contrast for text, and a little more, as programs round colours in their own ways.
READ = 4.7
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
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
        kind, value = str(item.tag).removeprefix(_A), item.get("val") or ""
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
    found = {str(slot.tag).removeprefix(_A): plain.colour(slot) for slot in (scheme if scheme is not None else ())}
    fills = {
        name: list(group) if (group := theme.find(f".//{qn('a:' + name)}")) is not None else []
        for name in ("fillStyleLst", "bgFillStyleLst")
    }
    return Palette(plain.slots | {name: shown[0] for name, shown in found.items() if shown}, names, fills)


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
        kind, share = str(change.tag).removeprefix(_A), _per(change, "val")
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
    return hexed(*(_gamma(_per(item, side)) for side in "rgb"))


def _hues(item: Any) -> str:
    hue = int(item.get("hue") or 0) / 21_600_000
    return hexed(*colorsys.hls_to_rgb(hue, _per(item, "lum"), _per(item, "sat")))


def _per(item: Any, name: str) -> float:
    said = item.get(name) or "0"
    return float(said.rstrip("%")) / (100 if said.endswith("%") else 100_000)


def _preset(item: Any) -> str | None:
    from PIL import ImageColor

    name = item.get("val") or ""
    for short, whole in (("dk", "dark"), ("lt", "light"), ("med", "medium")):
        if name.startswith(short) and name[len(short) : len(short) + 1].isupper():
            name = whole + name[len(short) :]
    found = ImageColor.colormap.get(name.lower())
    return found if isinstance(found, str) else None


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)


def _gamma(part: float) -> float:
    return part * 12.92 if part <= 0.0031308 else 1.055 * float(part ** (1 / 2.4)) - 0.055
