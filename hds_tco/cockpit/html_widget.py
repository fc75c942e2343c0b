"""A piece of the page written in Python: HTML out, what the reader does with it in."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from html import escape
from pathlib import Path
from typing import Any

import anywidget
import ipywidgets as widgets
import traitlets

from hds_tco.locale import bare_lines

_HERE = Path(__file__).parent


class HtmlWidget(anywidget.AnyWidget):
    """HTML on the page.

    Whatever has ``data-do`` tells its name, its value and the named fields of the ``data-form`` around it.

    Parameters
    ----------
    classes : str
        CSS class.
    on_event : callable, optional
        Gets what was used: its name, its value, the fields around it.
    attributes : mapping, optional
        Attributes of the piece itself: its role, its name.
    """

    _esm = _HERE / "html_widget.js"
    html = traitlets.Unicode().tag(sync=True)
    attributes = traitlets.Dict().tag(sync=True)
    events = traitlets.List(traitlets.Dict()).tag(sync=True, echo_update=False)

    def __init__(
        self,
        classes: str,
        on_event: Callable[[str, Any, Mapping[str, Any]], None] | None = None,
        attributes: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(attributes=dict(attributes or {}))
        self.add_class(classes)
        if on_event is not None:
            each = in_turn(lambda event: on_event(event["do"], event.get("value"), event["fields"]))
            self.observe(lambda change: each(change["new"]), names="events")


def in_turn(act: Callable[[Mapping[str, Any]], None]) -> Callable[[Iterable[Mapping[str, Any]]], None]:
    """Return what tells each thing that a page said once, in order: the page repeats the last few, lest one is lost.

    Examples
    --------
    >>> each = in_turn(print)
    >>> each([{"serial": 1}]), each([{"serial": 1}, {"serial": 2}])
    {'serial': 1}
    {'serial': 2}
    (None, None)
    """
    last = -1

    def each(events: Iterable[Mapping[str, Any]]) -> None:
        nonlocal last
        for event in events:
            if event["serial"] > last:
                last = event["serial"]
                act(event)

    return each


def tag(name: str, /, *inside: str, **attributes: object) -> str:
    """Return an element; what stands inside is HTML already, attributes are escaped, those that are None left out.

    Examples
    --------
    >>> tag("p", words("a < b"), class_="note", hidden=None, data_do="open")
    '<p class="note" data-do="open">a &lt; b</p>'
    """
    attribute_text = "".join(
        f" {key.rstrip('_').replace('_', '-')}" + ("" if value is True else f'="{escape(str(value))}"')
        for key, value in attributes.items()
        if value is not None and value is not False
    )
    return f"<{name}{attribute_text}>" + ("" if name == "input" else f"{''.join(inside)}</{name}>")


def paragraphs(sentences: Iterable[str], class_: str | None = None) -> str:
    """Return sentences, each a paragraph."""
    return "".join(tag("p", words(sentence), class_=class_) for sentence in sentences)


def button(do: str, label: str, *, key: str = "", class_: str = "hds-button", **attributes: object) -> str:
    """Return a button.

    Parameters
    ----------
    do : str
        What the page tells when it is pressed.
    label : str
        Its words.
    key : str
        By what the page knows it again when it is written anew; by default `do`.
    class_ : str
    **attributes
        As of `tag`.

    Examples
    --------
    >>> button("undo", "↶", title="Undo")
    '<button type="button" class="hds-button" data-do="undo" data-key="undo" title="Undo">↶</button>'
    """
    return tag("button", words(label), type="button", class_=class_, data_do=do, data_key=key or do, **attributes)


def box(class_: str, *children: widgets.Widget) -> widgets.Box:
    """Return widgets in a box."""
    around = widgets.Box(children)
    around.add_class(class_)
    return around


def words(plain: str) -> str:
    """Return words as HTML shows them."""
    return escape(bare_lines(plain), quote=False)
