"""Cost lines: what one row of an option's yearly amounts is, and says of itself."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from hds_tco.locale import DEFAULT_LANGUAGE, Language, text

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
        Label of a line that a user composed; otherwise the catalogue's.
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
        if self.own_label:
            return self.own_label
        return text(label_key(self.key, self.detail), lang, detail=self.detail)


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
