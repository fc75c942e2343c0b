"""Cost lines: what one row of an option's yearly amounts is, and says of itself."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from hds_tco.locale import DEFAULT_LANGUAGE, Language, has_text, text

Array = npt.NDArray[np.float64]
Nature = Literal["investment", "operating", "income", "risk"]
NATURES: tuple[Nature, ...] = ("investment", "operating", "income", "risk")
EprdTitle = Literal[1, 2, 3, 4]
Index = Literal["fixed", "prices", "wages", "energy", "contract", "licences"]


@dataclass(frozen=True)
class CostLine:
    """One cost line of an option.

    Parameters
    ----------
    key : str
        Unique within the option: ``"service.vms"``, ``"staff.engineer"``.
    amounts_eur : ndarray, (H+1,) or (H+1, draws)
        Nominal euros, all taxes included; costs positive, income negative.
    nature : {"investment", "operating", "income", "risk"}
    eprd_title : {1, 2, 3, 4}
        1 staff, 2 medical, 3 hotel and general, 4 depreciation and financial (for an investment: where its
        depreciation goes).
    index : str
        What its price follows; "fixed" when the amount is already nominal.
    bears_vat : bool
        Whether VAT was added.
    detail : str
        What fills the label's hole: a trade, an establishment.
    own_label : str
        Label of a line that a user composed; otherwise the catalogue's, or else its key in words.
    vat_factor : ndarray, optional
        What the amounts are over what they would be without VAT; None where they hold none, or where what they hold is
        not known.

    References
    ----------
    Decisions 0003 and 0005.
    """

    key: str
    amounts_eur: Array
    nature: Nature
    eprd_title: EprdTitle
    index: Index
    bears_vat: bool
    detail: str = ""
    own_label: str = ""
    vat_factor: Array | None = None

    def label(self, lang: Language = DEFAULT_LANGUAGE) -> str:
        """Return the line's label.

        Parameters
        ----------
        lang : {"fr", "en"}

        Returns
        -------
        str
        """
        return self.own_label or line_label(self.key, self.detail, lang)


def label_key(key: str, detail: str) -> str:
    """Return the catalogue key of a line: a line about something in particular shares its family's label.

    Parameters
    ----------
    key, detail : str
        See `CostLine`.

    Returns
    -------
    str
    """
    return f"line.{key.rpartition('.')[0]}" if detail else f"line.{key}"


def line_label(key: str, detail: str, lang: Language) -> str:
    """Return what the catalogue calls a line; one that it does not hold is called by its detail, or its key.

    Examples
    --------
    >>> line_label("room", "", "en"), line_label("crisis_reserve.north", "", "en")
    ('Server room', 'Crisis reserve, north')
    """
    known = label_key(key, detail)
    return text(known, lang, detail=detail) if has_text(known, lang) else detail or readable(key)


def readable(key: str) -> str:
    """Return a key of the user's own as words.

    Examples
    --------
    >>> readable("second_site.rent")
    'Second site, rent'
    """
    words = key.replace("_", " ").replace(".", ", ")
    return words[:1].upper() + words[1:]


def total(lines: Iterable[CostLine], like: Array) -> Array:
    """Return the sum of cost lines, in euros.

    Parameters
    ----------
    lines : iterable of CostLine
    like : ndarray, (H+1,) or (H+1, draws)
        For the shape when there is no line.

    Returns
    -------
    ndarray, (H+1,) or (H+1, draws)

    Notes
    -----
    Formula::

        total_eur = sum((item.amounts_eur for item in lines), 0 * like)

    References
    ----------
    Decision 0005.
    """
    result = np.zeros_like(like) * 1.0
    for line in lines:
        result = result + line.amounts_eur
    return result
