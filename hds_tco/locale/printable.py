"""Signs that a text may not bear to a screen, a page or a file: they act on what shows it, or cannot be seen."""

from __future__ import annotations

import re
import unicodedata

UNKNOWN = "\N{REPLACEMENT CHARACTER}"
# Ends of lines and tabs: a space in the text; every other control sign goes.
_SPACES = "\t\n\v\f\r\x1c\x1d\x1e\x1f\x85\u2028\u2029"
_KNOWN = re.compile(r"[ -~\u00a0-\u00ac\u00ae-\u02ff\u2010-\u2027\u202f-\u205f\u20a0-\u20bf]*")


def bare(words: str) -> str:
    r"""Return a text as one line without control signs, marks of direction or signs that cannot be seen.

    What ends a line becomes a space; what is no sign at all becomes a question mark in a lozenge.

    Examples
    --------
    >>> bare("un\n\x1b[31mdeux\u202e\u200b"), bare("\ud800")
    ('un [31mdeux', '�')
    """
    return words if _KNOWN.fullmatch(words) else "".join(map(bare_sign, words))


def bare_sign(sign: str) -> str:
    """Return what stands for a sign: itself, a space, nothing, or a question mark in a lozenge."""
    kind = unicodedata.category(sign)
    if sign in _SPACES:
        return " "
    if kind in ("Cc", "Cf"):
        return ""
    return UNKNOWN if kind in ("Cs", "Cn") else sign


def bare_lines(words: str) -> str:
    r"""Return a text of several lines, each of them bare; the mark of order at its beginning stays.

    Examples
    --------
    >>> bare_lines("un\ndeux\x9b\n")
    'un\ndeux\n'
    """
    mark = "\ufeff" if words.startswith("\ufeff") else ""
    return mark + "\n".join(map(bare, words.split("\n")))
