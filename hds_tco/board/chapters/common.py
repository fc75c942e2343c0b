"""What several pages share: how much a page holds, and how they write amounts."""

from __future__ import annotations

from typing import Literal

from hds_tco.analysis.sensitivity import BreakEven
from hds_tco.analysis.sensitivity.labels import labels_of, said
from hds_tco.board.findings import Findings
from hds_tco.locale import Language, amount, text

# What a page holds and is still read from the back of the room.
MOST_POINTS, MOST_ROWS, MOST_ASSUMPTIONS = 4, 7, 9
# Half a thousand euros: below, a page would say 0.
LEAST_EUR = 500.0


def keur(value_eur: float, lang: Language) -> str:
    """Return an amount as pages write it: thousand euros, no decimal.

    Examples
    --------
    >>> keur(1234567.0, "en")
    '€1,235k'
    """
    return amount(value_eur, lang, digits=0)


def threshold(found: Findings, item: BreakEven, lang: Language, key: Literal["until", "tied", "threshold"]) -> str:
    """Return at what value of an assumption another option comes first.

    Parameters
    ----------
    found : Findings
    item : BreakEven
        With a value.
    lang : {"fr", "en"}
    key : {"until", "tied", "threshold"}
        Of the catalogue, section ``story``; ``_up``, ``_down`` or, where both figures read alike, ``_at_once`` follows.
    """
    if item.value is None or item.next_best is None:
        raise ValueError(f"{item.path} has no break-even value")
    central, value = said(item.path, item.central, lang), said(item.path, item.value, lang)
    way = "at_once" if central == value else "up" if item.value > item.central else "down"
    label, following = labels_of(found.scenario, [item.path], lang)[0], item.next_best.named(lang)
    return text(f"story.{key}_{way}", lang, label=label, central=central, value=value, next=following)
