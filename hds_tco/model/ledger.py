"""Cost lines: what one row of an option's yearly amounts is, what it says of itself, and the VAT that it bears.

Whoever sells decides whether VAT is billed: a public host that bills none, a room let by another hospital, a trainer.
So what is exempt goes by who sells, not by who pays, and each option bears it on what it buys of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np

from hds_tco.locale import DEFAULT_LANGUAGE, Language, has_text, text
from hds_tco.model.arrays import Array
from hds_tco.scenario.scenario import Scenario
from hds_tco.trace import named

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
        """Return the line's label."""
        return self.own_label or line_label(self.key, self.detail, lang)


def label_key(key: str, detail: str) -> str:
    """Return the catalogue key of a line: a line about something in particular shares its family's label.

    Parameters
    ----------
    key, detail : str
        See `CostLine`.
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


# What each block holds: the whole key of a line, or what stands before a dot in it.
VAT_BLOCKS: Mapping[str, tuple[str, ...]] = {
    # What the host bills, and what is reckoned on its bill.
    "hosting": (
        *("service", "setup", "change.setup", "seconded"),
        *("change.double_running", "planned_exit.double_running", "restitution.double_running"),
        *("restitution.successor_price", "restitution.fees", "restitution.commitment", "planned_exit.commitment"),
    ),
    "network": ("network", "network_investment", "links", "links_setup", "change.links_setup"),
    "operation": ("security", "kept_operations", "uncovered_activities", "independent_copy"),
    "premises": ("room", "room_investment", "local_room", "second_site"),
    "energy": ("electricity",),
    "hardware": (
        *("purchase", "too_early", "emergency", "residual", "maintenance", "idle_maintenance", "disposal"),
        *("lease_maintenance", "buy_out", "bought_out_disposal", "lessor.replacement"),
    ),
    "rents": ("rent", "unused_rent", "notice_rent", "return", "late_return"),
    "licences": ("licences", "windows"),
    "projects": (
        *("project", "migration", "renewal", "lease_renewal", "lessor.migration", "restitution.migration"),
        *("change.project", "change.migration", "planned_exit.project", "planned_exit.migration"),
    ),
    "old_platform": ("old_platform", "extended_support", "old_disposal", "old_contracts"),
    "procurement": ("procurement",),
    "contractors": ("contractors",),
    "training": ("retraining", "staff_back.retraining"),
    "advice": (
        *("certification.help", "certification.audit", "certification.surveillance"),
        *("lessor.legal", "restitution.legal"),
    ),
}
_BLOCK_OF = {part: block for block, parts in VAT_BLOCKS.items() for part in parts}


def vat_block(key: str) -> str:
    """Return the block that a line's price belongs to; empty for a line that a user composed.

    Parameters
    ----------
    key : str

    Examples
    --------
    >>> vat_block("service.vms"), vat_block("change.setup"), vat_block("migration.expensed"), vat_block("my_line")
    ('hosting', 'hosting', 'projects', '')
    """
    parts = key.split(".")
    starts = (".".join(parts[:length]) for length in range(len(parts), 0, -1))
    return next((_BLOCK_OF[start] for start in starts if start in _BLOCK_OF), "")


def vat_factors(given: Scenario[Array]) -> dict[str, Array]:
    """Return what turns an amount without VAT into what the hospital bears, by block; under "" where nothing is exempt.

    Returns
    -------
    dict of ndarray, scalar or (draws,)

    Notes
    -----
    Formula::

        borne = finance.vat_share * (1 - finance.recoverable_vat_share)
        factors = {key: 1 + borne * (1 - getattr(vat, key + "_exempt_share")) for key in VAT_BLOCKS} | {"": 1 + borne}

    References
    ----------
    Law ``vat.standard_rate``, ``vat.public_body``, ``vat.group``, ``vat.training``; decisions 0003 and 0062.

    Examples
    --------
    >>> from hds_tco.scenario import load, resolve
    >>> factors = vat_factors(resolve(load("reference-ght", {"vat.hosting_exempt_share": 0.5})))
    >>> float(factors["hosting"]), float(factors["rents"])
    (1.1, 1.2)
    """
    finance = given.finance
    full = named("vat_factor", 1.0 + finance.vat_share * (1.0 - finance.recoverable_vat_share))
    factors = {"": full}
    for block in VAT_BLOCKS:
        exempt = getattr(given.vat, f"{block}_exempt_share")
        factors[block] = named("block_vat_factor", 1.0 + (full - 1.0) * (1.0 - exempt), block)
    return factors
