"""The volumes that a hospital commits itself to: what binds while it stays, and what is due when it leaves early.

The law lets a client leave at any time (Data Act, article 25), fixed term or not, and a proportionate penalty for
leaving early is lawful. Whether a host still holds its client to a commitment that it may leave is for the user to say.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from hds_tco.model.hosting_bill import HostedVolumes, prices_of, whole_bill
from hds_tco.model.law import in_force
from hds_tco.model.world import World, required
from hds_tco.trace import named

Array = npt.NDArray[np.float64]


def binding(world: World) -> HostedVolumes:
    """Return the volumes that are billed at least, by year: the commitment, less what the right to leave ends of it.

    Parameters
    ----------
    world : World

    Returns
    -------
    HostedVolumes
        Each ``(H+1,)`` or ``(H+1, draws)``: VMs, and TB.

    Notes
    -----
    Formula::

        right_to_leave = in_force(given, "right_to_leave", year, decision_year + year)
        binds = 1 - external.commitment_ended_share * right_to_leave
        vms = external.committed_vms * binds
        structured_tb = external.committed_structured_tb * binds
        imaging_tb = external.committed_imaging_tb * binds

    References
    ----------
    Law ``switching.notice``; decision 0063.
    """
    given = required(world.given.external, "external")
    calendar = named("calendar_year", world.given.decision_year + world.year)
    right = named("right_to_leave", in_force(world.given, "right_to_leave", world.year, calendar))
    binding_share = named("commitment_kept", 1.0 - given.commitment_ended_share * right)
    return HostedVolumes(
        vms=named("commitment", given.committed_vms * binding_share, "vms"),
        structured_tb=named("commitment", given.committed_structured_tb * binding_share, "structured"),
        imaging_tb=named("commitment", given.committed_imaging_tb * binding_share, "imaging"),
    )


def years_left(world: World, length_years: Array) -> Array:
    """Return how many years the running contract still has at the end of each year of the option.

    Parameters
    ----------
    world : World
    length_years : ndarray of int, scalar or (draws,)
        Length of each contract, the first of which begins with year 1 of the option.

    Returns
    -------
    ndarray, (H+1,) or (H+1, draws)

    Notes
    -----
    Formula::

        left = (-years_in % length_years) * running

    References
    ----------
    Decision 0063.
    """
    ends = np.ceil(world.years_in / length_years) * length_years
    return named("contract_years_left", (ends - world.years_in) * world.running)


def due_on_leaving(world: World, contract_price: Array) -> Array:
    """Return what is due to a host left at each year's end, before its contract's term, in euros before indexation.

    Parameters
    ----------
    world : World
    contract_price : ndarray, (H+1,) or (H+1, draws)
        Price of the running contract, in multiples of the first one's.

    Returns
    -------
    ndarray, (H+1,) or (H+1, draws)

    Notes
    -----
    Formula::

        yearly_eur = whole_bill(world, binding(world), prices_of(world)) * contract_price
        due_eur = yearly_eur * years_left(world, external.contract_years) * external.commitment_due_share

    References
    ----------
    Law ``switching.early_termination_penalty``; decision 0063.
    """
    given = required(world.given.external, "external")
    left = years_left(world, given.contract_years)
    yearly = named("commitment_bill", whole_bill(world, binding(world), prices_of(world)) * contract_price)
    return named("commitment_due", yearly * left * given.commitment_due_share)
