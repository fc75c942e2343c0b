"""A picture that fills a shape or a page, as it is shown."""

from __future__ import annotations

import io
from typing import Any

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
