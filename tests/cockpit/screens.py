"""What tests of the cockpit do with it, without a browser: gestures, buttons, the words on the page."""

from __future__ import annotations

from html import unescape
from re import sub
from typing import Any

from hds_tco.cockpit import Cockpit

PRICE = "external.price_eur_per_vm_per_month"


def words(html: str) -> str:
    return " ".join(unescape(sub("<[^>]+>", " ", html)).split())


def gesture(screen: Cockpit, path: str, what: str, value: Any, name: str = "") -> None:
    screen._assumptions.act({"path": path, "what": what, "value": value, "gesture": name})


def press(screen: Cockpit, what: str, value: Any = "", **fields: Any) -> None:
    screen._on_bar(what, value, fields)


def costs(screen: Cockpit) -> list[float]:
    return [option.net_present_cost_eur for option in screen.session.result.options]
