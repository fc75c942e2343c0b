"""Cost lines by family: what a board tells apart, from fifty lines to ten words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from hds_tco.locale import DEFAULT_LANGUAGE, Language, text

if TYPE_CHECKING:
    import pandas as pd

    from hds_tco.analysis.result import Comparison

# The first part of a line's key, by family, in the order in which they are told.
FAMILIES: Mapping[str, tuple[str, ...]] = {
    "hardware": (
        *("purchase", "too_early", "emergency", "maintenance", "idle_maintenance", "residual"),
        *("rent", "unused_rent", "notice_rent", "return", "late_return", "lease_maintenance", "buy_out"),
        *("lease_insurance", "other_leasing"),
        *("disposal", "bought_out_disposal"),
    ),
    "services": (
        *("setup", "links_setup", "service", "links", "independent_copy"),
        *("kept_operations", "local_room", "uncovered_activities", "other_external"),
    ),
    "operations": (
        *("project", "room_investment", "room", "electricity", "network_investment", "network", "licences", "security"),
        *("windows", "on_call", "second_site", "insurance", "cyber_insurance", "other_investment", "other_operating"),
    ),
    "staff": (
        "staff",
        "contractors",
        "freed_staff",
        "seconded",
        "retraining",
        "contract_ends",
        "staff_back",
        "hosted_support",
    ),
    "migration": (
        *("migration", "old_platform", "extended_support", "old_disposal", "old_contracts"),
        *("renewal", "lease_renewal"),
    ),
    "certification": ("certification",),
    "contract": ("procurement", "change"),
    "planned_exit": ("planned_exit",),
    "restitution": ("restitution", "lessor"),
    "incidents": ("incidents",),
    "income": ("hosted_fees", "hosted_recovery", "hosted_vat"),
}
OTHER = "other"
_FAMILY_OF = {part: family for family, parts in FAMILIES.items() for part in parts}


def family_of(key: str) -> str:
    """Return the family of a cost line; ``"other"`` for one that a user composed.

    Examples
    --------
    >>> family_of("restitution.legal"), family_of("purchase.servers"), family_of("my_line")
    ('restitution', 'hardware', 'other')
    """
    return _FAMILY_OF.get(key.partition(".")[0], OTHER)


def by_family(result: Comparison, lang: Language = DEFAULT_LANGUAGE) -> pd.DataFrame:
    """Return present costs in euros, families down, options across; families that no option pays are left out.

    Returns
    -------
    DataFrame
        Indexed by ``family``; ``label``, then a column for each option's key. Columns sum to the net present costs.
    """
    import pandas as pd

    rows: dict[str, dict[str, float]] = {family: {} for family in (*FAMILIES, OTHER)}
    for option in result.options:
        for line in option.lines:
            row = rows[family_of(line.key)]
            row[option.key] = row.get(option.key, 0.0) + float(np.dot(line.amounts_eur, result.discount_factors))
    frame = pd.DataFrame.from_dict(rows, orient="index", columns=[option.key for option in result.options]).fillna(0.0)
    frame = frame[(frame != 0).any(axis=1)]
    frame.insert(0, "label", [text(f"family.{family}", lang) for family in frame.index])
    return frame.rename_axis("family")
