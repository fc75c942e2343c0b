"""What the law says of the posts that an option frees, beside what the scenario makes of them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from hds_tco.analysis.notice import Notice
from hds_tco.analysis.result import OptionResult
from hds_tco.model.arrays import scalar
from hds_tco.scenario import Assumption, Scenario, resolve
from hds_tco.scenario.law import rule

PATH = "staffing.freed_paid_share_by_year"
# Less than a day of work a month: no post.
NOBODY_FTE = 0.05


def staff_notices(scenario: Scenario[Assumption], options: Sequence[OptionResult]) -> list[Notice]:
    """Return what is to be said of freed posts: too soon unpaid, seconded, or seconded where the law has no room.

    Parameters
    ----------
    scenario : Scenario
    options : sequence of OptionResult
    """
    freed = {option.key: _freed(scenario, option.option.way) for option in options}
    kept = max((found[0] for found in freed.values()), default=0.0)
    seconded = max((found[1] for found in freed.values()), default=0.0)
    last_year, found = scenario.decision_year + scenario.horizon_years, []
    paid = resolve(scenario).staffing.freed_paid_share_by_year[0]
    if kept > NOBODY_FTE and paid < 1 and rule("staff.post_cut").holds_in(last_year):
        found.append(
            Notice(
                "freed_staff",
                numbers={"posts": round(kept, 1)},
                shares={"paid": float(paid)},
                fields={"path": PATH},
                rules=("staff.post_cut",),
            )
        )
    secondment = rule("staff.forced_secondment")
    if seconded > NOBODY_FTE and secondment.holds_in(last_year):
        rules = ("staff.forced_secondment", "staff.secondment_end")
        numbers = {"posts": round(seconded, 1), "notice": secondment.value or 0.0}
        private = scenario.external is not None and scenario.external.host_is_private.value
        if private:
            found.append(Notice("secondment", numbers=numbers, rules=rules))
        else:
            found.append(Notice("secondment_closed", "warning", numbers=numbers, rules=rules[:1]))
    return found


def _freed(scenario: Scenario[Assumption], option: str) -> tuple[float, float]:
    """Return the civil servants' posts that an option frees: those it keeps, and those that are to be seconded."""
    given, kept, seconded = resolve(scenario), 0.0, 0.0
    for role in given.staff.values():
        if option == "external" and given.external is not None:
            spared = role.freed_if_provider_runs_databases * given.external.provider_runs_databases
            left, follows, open_ = role.external_fte * (1 - spared), role.seconded_share, given.external.host_is_private
        elif option == "leasing":
            left, follows, open_ = np.maximum(role.in_house_fte + role.leasing_extra_fte, 0.0), scalar(0.0), scalar(0.0)
        else:
            continue
        gone = max(float(role.in_house_fte - left), 0.0) * (1 - role.vacant_share) * (1 - role.contract_agents_share)
        kept += float(gone * (1 - follows * open_))
        seconded += float(gone * follows)
    return kept, seconded
