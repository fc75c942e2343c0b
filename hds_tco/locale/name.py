"""A name that a sentence may take with its article: bare in a table, “l'hébergement interne” as a subject."""

from __future__ import annotations

from typing import Self


class Name(str):
    """A label, and what a sentence calls the same thing; the template chooses which.

    The text itself is the label: what stands in a table, a legend, or before a colon.

    Attributes
    ----------
    the : str
        What stands inside a sentence, article included.

    Examples
    --------
    >>> name = Name("Hébergement interne", "l'hébergement interne")
    >>> "{option}, {option:the}, {option:The}".format(option=name)
    "Hébergement interne, l'hébergement interne, L'hébergement interne"
    """

    the: str

    def __new__(cls, label: str, the: str) -> Self:
        """Keep both."""
        name = super().__new__(cls, label)
        name.the = the
        return name

    def __format__(self, form: str) -> str:
        """Return the form that a template asks for: ``the``, ``The`` at the beginning of a sentence, or the label."""
        if form == "the":
            return self.the
        if form == "The":
            return self.the[:1].upper() + self.the[1:]
        return super().__format__(form)
