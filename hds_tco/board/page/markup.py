"""Texts as HTML: whatever a text holds, the page shows it and never obeys it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from html import escape
from typing import Any

from hds_tco.locale import bare

# Signs that end a script, open a comment in one, or end a line in old engines: written as escapes of JSON.
_UNSAFE = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"}


def clean(words: str) -> str:
    r"""Return words without the signs that cannot be seen: controls, marks of direction.

    Examples
    --------
    >>> clean("un\x00\n\u202edeux")
    'un deux'
    """
    return bare(words)


def said(words: str) -> str:
    r"""Return words as text of a page or as the value of an attribute.

    Examples
    --------
    >>> said("<b>\"R&D\"</b>")
    '&lt;b&gt;&quot;R&amp;D&quot;&lt;/b&gt;'
    """
    return escape(clean(words))


def data(value: Any) -> str:
    r"""Return a value as JSON that a script element can hold.

    Examples
    --------
    >>> data({"name": "</script><!--"})
    '{"name":"\\u003c/script\\u003e\\u003c!--"}'
    """
    written = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    for sign, instead in _UNSAFE.items():
        written = written.replace(sign, instead)
    return written


def element(name: str, inside: Iterable[str] | str = "", /, **attributes: str | bool) -> str:
    """Return an element; its content is markup already, the values of its attributes are words.

    Parameters
    ----------
    name : str
    inside : str or iterable of str
        Markup.
    **attributes
        ``class_`` is written ``class``, other low lines become hyphens; True stands alone, False is left out.

    Examples
    --------
    >>> element("p", said("a < b"), class_="note", hidden=True)
    '<p class="note" hidden>a &lt; b</p>'
    """
    written = "".join(
        f" {key.rstrip('_').replace('_', '-')}" + ("" if value is True else f'="{said(str(value))}"')
        for key, value in attributes.items()
        if value is not False
    )
    return f"<{name}{written}>{inside if isinstance(inside, str) else ''.join(inside)}</{name}>"
