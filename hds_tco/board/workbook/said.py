"""Pieces of an Excel formula, and how tightly they bind."""

from __future__ import annotations

from dataclasses import dataclass, replace

from hds_tco.trace.ops import Binds


@dataclass(frozen=True)
class Said:
    """A piece of a formula.

    Parameters
    ----------
    text : str
        Without the leading ``=``.
    binds : Binds
        Of its last operation.
    truth : bool
        Whether it is TRUE or FALSE rather than a number; in sums and products Excel takes them for 1 and 0.
    number : float or None
        Its value if it is a plain number.
    wide : bool
        Whether it is a row of values, to be summed, rather than one.
    """

    text: str
    binds: Binds = Binds.ATOM
    truth: bool = False
    number: float | None = None
    wide: bool = False

    def within(self, binds: Binds) -> str:
        """Return the text as it stands inside an operation that binds so tightly."""
        return self.text if self.binds >= binds else f"({self.text})"

    @property
    def as_number(self) -> Said:
        """What stands where Excel would not take a truth for 1 or 0: in a comparison, in MAX, as a result."""
        if not self.truth:
            return self
        if self.wide:
            return Said(f"{self.within(Binds.PRODUCT)}*1", Binds.PRODUCT, wide=True)
        return Said(f"IF({self.text},1,0)")

    @property
    def as_truth(self) -> Said:
        """What stands where Excel expects a condition."""
        return (
            self if self.truth else Said(f"{self.within(Binds.SUM)}<>0", Binds.COMPARISON, truth=True, wide=self.wide)
        )

    def widened(self) -> Said:
        """Return the same, as a row of values."""
        return replace(self, wide=True)


def literal(number: float) -> Said:
    """Return a number as Excel reads it, whatever the language of the machine.

    Examples
    --------
    >>> literal(3.0).text, literal(-0.5).text, literal(1e-9).text, literal(-0.0).text
    ('3', '-0.5', '1E-09', '0')
    """
    number = float(number) + 0.0
    text = f"{number:.0f}" if number.is_integer() and abs(number) < 1e15 else repr(number).upper()
    return Said(text, Binds.ATOM if number >= 0 else Binds.MINUS, number=number)


def quoted(words: str) -> str:
    """Return a text as a constant of a formula.

    Examples
    --------
    >>> print(quoted("oui"))
    "oui"
    """
    return '"' + words.replace('"', '""') + '"'
