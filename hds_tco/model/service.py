"""What an option leaves out of the service that is compared: a lesser service is no rival of the whole one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import numpy as np

from hds_tco.model.arrays import Array, scalar
from hds_tco.model.options import Option, serves_hosted, waiting_of
from hds_tco.scenario.scenario import Scenario
from hds_tco.trace import named

# No second site; volumes that grow without more being paid; establishments that are not hosted.
Lack = Literal["second_site", "growth", "hosted"]
LACKS: tuple[Lack, ...] = ("second_site", "growth", "hosted")


def lacks_of(option: Option, given: Scenario[Array]) -> Mapping[Lack, Array]:
    """Return what an option leaves out of the service, over a part of the horizon at least.

    While a status quo lasts: the second site, where the scenario protects anything; growth, where a volume grows faster
    than the cost of the present platform; the establishments that the way that follows would host by then. At a
    provider: the establishments, if its offer does not serve them.

    Parameters
    ----------
    option : Option

    Returns
    -------
    dict of ndarray, scalar or (draws,)
        By what may lack, in the order of `LACKS`: 1 if it does, 0 if not.

    Notes
    -----
    Formula::

        keep_years = existing.keep_years if option.then else 0
        kept, stored_tb = keep_years > 0, hospital.structured_tb + hospital.imaging_tb
        protected = hospital.vms * protection.vm_share + stored_tb * protection.data_share
        growth = max(
            0,
            (hospital.vms > 0) * volumes.vm_growth_per_year,
            (hospital.structured_tb > 0) * volumes.structured_growth_per_year,
            (hospital.imaging_tb > 0) * volumes.imaging_growth_per_year,
        )
        unserved, waits = 1 - serves_hosted(option, given), waiting_of(option, given)
        not_hosted = [0]
        for key, block in hosted.items():
            at_once, then = (max(block.join_year - 1, waits[key] + late) for late in (0, keep_years))
            due = (block.establishments > 0) * (at_once < horizon_years)
            not_hosted.append(due * max(unserved, then > at_once))
        lacks = {
            "second_site": kept * (protected > 0),
            "growth": kept * (growth > max(existing.cost_growth_per_year, 0)),
            "hosted": max(not_hosted),
        }

    References
    ----------
    Decision 0065.

    Examples
    --------
    >>> from hds_tco.model import OPTIONS, status_quo
    >>> from hds_tco.scenario import load, resolve
    >>> given = resolve(load("reference-ght", {"existing.keep_years": 3}))
    >>> {key: float(lack) for key, lack in lacks_of(status_quo("external"), given).items()}
    {'second_site': 1.0, 'growth': 1.0, 'hosted': 1.0}
    >>> {key: float(lack) for key, lack in lacks_of(OPTIONS["external"], given).items()}
    {'second_site': 0.0, 'growth': 0.0, 'hosted': 0.0}
    """
    nothing = scalar(0.0)
    lacks: dict[Lack, Array] = {"second_site": nothing, "growth": nothing, "hosted": _not_hosted(option, given)}
    if option.then:
        keeps = np.where(given.existing.keep_years > 0, 1.0, 0.0)
        lacks["second_site"] = named("not_protected", keeps * np.where(_protected(given) > 0, 1.0, 0.0))
        lacks["growth"] = named("not_grown", keeps * np.where(_unpaid_growth(given) > 0, 1.0, 0.0))
    return lacks


def lack_count(option: Option, given: Scenario[Array]) -> Array:
    """Return how many things an option leaves out: those that leave out least are compared, the others stand apart.

    Parameters
    ----------
    option : Option

    Returns
    -------
    ndarray, scalar or (draws,)

    Notes
    -----
    Formula::

        count = sum(lacks_of(option, given).values())

    References
    ----------
    Decision 0065.
    """
    lacks = lacks_of(option, given)
    return named("service_lacks", lacks["second_site"] + lacks["growth"] + lacks["hosted"])


def _protected(given: Scenario[Array]) -> Array:
    """Return what a second site would protect, machines and TB together: nothing or something."""
    hospital, protection = given.hospital, given.protection
    return hospital.vms * protection.vm_share + (hospital.structured_tb + hospital.imaging_tb) * protection.data_share


def _unpaid_growth(given: Scenario[Array]) -> Array:
    """Return by how much the volume that grows most outgrows what is paid for the present platform."""
    volumes, hospital = given.volumes, given.hospital
    growth = scalar(0.0)
    for amount, each in (
        (hospital.vms, volumes.vm_growth_per_year),
        (hospital.structured_tb, volumes.structured_growth_per_year),
        (hospital.imaging_tb, volumes.imaging_growth_per_year),
    ):
        growth = np.maximum(growth, np.where(amount > 0, each, 0.0))
    return growth - np.maximum(given.existing.cost_growth_per_year, 0.0)


def _not_hosted(option: Option, given: Scenario[Array]) -> Array:
    """Return 1 if an establishment that others serve within the horizon is not served, or only later, else 0."""
    if not given.hosted or (option.hosts_itself and not option.then):
        return scalar(0.0)
    refused, lacks = 1.0 - serves_hosted(option, given), scalar(0.0)
    waiting, keep_years = waiting_of(option, given), given.existing.keep_years if option.then else scalar(0.0)
    for key, block in given.hosted.items():
        joins = np.maximum(block.join_year - 1.0, waiting[key])
        due = np.where(block.establishments > 0, 1.0, 0.0) * np.where(joins < given.horizon_years, 1.0, 0.0)
        late = np.where(np.maximum(block.join_year - 1.0, waiting[key] + keep_years) > joins, 1.0, 0.0)
        lacks = np.maximum(lacks, named("not_hosted_block", due * np.maximum(refused, late), key))
    return named("not_hosted", lacks)
