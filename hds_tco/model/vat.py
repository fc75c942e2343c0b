"""VAT by block of prices: which lines each block holds, and what VAT multiplies them by.

Whoever sells decides whether VAT is billed: a public host that bills none, a room let by another hospital, a trainer.
So what is exempt goes by who sells, not by who pays, and each option bears it on what it buys of them.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from hds_tco.scenario.scenario import Scenario
from hds_tco.trace import named

Array = npt.NDArray[np.float64]

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

    Returns
    -------
    str

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

    Parameters
    ----------
    given : Scenario
        Resolved scenario.

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
    whole = named("vat_factor", 1.0 + finance.vat_share * (1.0 - finance.recoverable_vat_share))
    factors = {"": whole}
    for block in VAT_BLOCKS:
        exempt = getattr(given.vat, f"{block}_exempt_share")
        factors[block] = named("block_vat_factor", 1.0 + (whole - 1.0) * (1.0 - exempt), block)
    return factors
