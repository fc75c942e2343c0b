"""How the workbook looks: one palette, legible in grey print; what is to fill is framed and light yellow."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hds_tco.locale import Language

INK = "#1F3554"
PALE = "#E6ECF3"
INPUT = "#FFF8DC"
FRAME = "#A08A3C"
GREY = "#8A8A8A"
UNUSED = "#ECECEC"
FONT = {"font_name": "Calibri", "font_size": 11, "valign": "top"}

STYLES: Mapping[str, Mapping[str, Any]] = {
    "title": {"bold": True, "font_size": 16, "font_color": INK},
    "hint": {"italic": True, "font_color": "#404040"},
    "plain": {"text_wrap": True},
    "head": {"bold": True, "bg_color": PALE, "bottom": 2, "border_color": INK, "text_wrap": True, "valign": "vcenter"},
    "code": {"font_size": 6, "font_color": GREY},
    "section": {"bold": True, "font_color": "#FFFFFF", "bg_color": INK, "font_size": 12},
    "block": {"bold": True, "bg_color": PALE, "top": 1, "border_color": INK},
    "label": {"text_wrap": True, "indent": 1, "align": "left"},
    "label_unread": {"text_wrap": True, "indent": 1, "align": "left", "font_color": GREY},
    "pointer": {"indent": 1, "align": "left", "italic": True, "font_color": INK, "underline": 1},
    "unit": {"font_color": "#505050", "text_wrap": True, "font_size": 9, "indent": 1, "align": "left"},
    "path": {"font_color": GREY, "font_size": 8},
    "none": {},
    "legend": {"bold": True, "text_wrap": True},
}
_BOX = {"bg_color": INPUT, "border": 1, "border_color": FRAME, "locked": False}
# French Excel writes 1 234,5 and 3,2 % whatever the language of the machine that opens the file.
_LOCALE = {"fr": "[$-40C]", "en": "[$-809]"}
_PERCENT = {"fr": '0.0##" "%', "en": "0.0##%"}


def formats_of(lang: Language) -> dict[str, dict[str, Any]]:
    """Return the properties of each cell format by its name."""
    mark = _LOCALE[lang]
    inputs: dict[str, dict[str, Any]] = {
        "number": {"num_format": f"{mark}#,##0.00####", "align": "right"},
        "percent": {"num_format": f"{mark}{_PERCENT[lang]}", "align": "right"},
        "choice": {"text_wrap": True},
        "text": {"text_wrap": True},
        "long": {"text_wrap": True, "font_size": 9},
        "key": {"bold": True, "num_format": "@"},
        "date": {"num_format": "@"},
        "row": {},
        "year": {"num_format": "0", "align": "right"},
    }
    made = {name: FONT | dict(style) for name, style in STYLES.items()}
    made |= {name: FONT | _BOX | style for name, style in inputs.items()}
    # What formulas give stands as the figures to fill do, without their frame.
    made |= {f"used{end}": FONT | inputs[name] for name, end in (("number", ""), ("percent", "_percent"))}
    made["unused"] = FONT | {"bg_color": UNUSED}
    return made


def conditional_of(lang: Language) -> dict[str, dict[str, Any]]:
    """Return what a cell's content changes in its look: what the law leaves out, whole numbers, what has no source."""
    return {
        "unused": {"bg_color": UNUSED, "font_color": GREY},
        "whole": {"num_format": f"{_LOCALE[lang]}#,##0"},
        "hypothesis": {"bold": True, "font_color": "#7A1F00"},
    }
