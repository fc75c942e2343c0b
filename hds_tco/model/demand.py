"""Volumes served by year: the hospital as it migrates, the hosted establishments from the year that they join."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from hds_tco.model.arrays import Array, along, delayed, sum_of
from hds_tco.model.world import BlockDemand, Demand
from hds_tco.scenario.scenario import Scenario
from hds_tco.trace import named

# What is served: its name, what its growth begins with, and the name of its steps.
MEASURES = (("vms", "vm", "vms"), ("structured_tb", "structured", "structured"), ("imaging_tb", "imaging", "imaging"))


def hosted_share(
    join_year: Array, leaving_rate_per_year: Array, hosting_delay_years: Array, year: Array, of: str = ""
) -> Array:
    """Return the expected share of each year that an establishment is hosted.

    It joins at the start of its `join_year`, or when hosting is allowed if that is later, and may leave at a yearly
    rate from the year after.

    Parameters
    ----------
    join_year, leaving_rate_per_year, hosting_delay_years : ndarray, scalar or (draws,)

    Returns
    -------
    ndarray, (H+1,) or (H+1, draws)
        Between 0 and 1.

    Notes
    -----
    Formula::

        start = max(join_year - 1, hosting_delay_years, 0)
        stays = exp(-leaving_rate_per_year * max(year - start - 1, 0))
        share = min(max(year - start, 0), 1) * stays

    References
    ----------
    Exponential times: Kalbfleisch, Prentice (see `hds_tco.model.forced_exits.exit_chances`), chapter 2.

    Examples
    --------
    >>> hosted_share(np.float64(1), np.float64(0), np.float64(1.5), np.arange(4)).tolist()  # allowed after 18 months
    [0.0, 0.0, 0.5, 1.0]
    """
    start = named("hosting_start", np.maximum(np.maximum(join_year - 1.0, hosting_delay_years), 0.0), of)
    present = np.clip(year - start, 0.0, 1.0)
    stays = named("staying_chance", np.exp(-leaving_rate_per_year * np.maximum(year - start - 1.0, 0.0)), of)
    return named("hosted_share", present * stays, of)


def demand_of(
    given: Scenario[Array],
    year: Array,
    waiting_years: Mapping[str, Array],
    hosts_others: Array,
    start: Array | None = None,
) -> Demand:
    """Return what the platform serves.

    Parameters
    ----------
    waiting_years : mapping
        For each hosted block, the time before it may be hosted (certificate): scalar or (draws,).
    hosts_others : ndarray, scalar or (draws,)
        1 if this option serves the hosted establishments, 0 if only the hospital.
    start : ndarray of int, scalar, optional
        The year from which the move follows its path, 0 if left out.

    Returns
    -------
    Demand
        VMs, TB, patients a year and establishments, each ``(H+1,)`` or ``(H+1, draws)``.

    Notes
    -----
    Formula::

        path = along(year, migration.migrated_share_by_year)
        migrated_share = path if start is None else delayed(path, start, year) * (start < len(year) - 1)
        moved_share = migrated_share if start is None else migrated_share * (year > start)
        served = {
            key: hosts_others * (block.establishments > 0)
            * hosted_share(block.join_year, pooling.leaving_rate_per_year, waiting_years[key], year)
            for key, block in hosted.items()
        }
        vm_growth = (1 + volumes.vm_growth_per_year) ** year
        structured_growth = (1 + volumes.structured_growth_per_year) ** year
        imaging_growth = (1 + volumes.imaging_growth_per_year) ** year
        blocks = {
            key: BlockDemand(
                vms=served[key] * block.vms * vm_growth,
                structured_tb=served[key] * block.structured_tb * structured_growth,
                imaging_tb=served[key] * block.imaging_tb * imaging_growth,
                patients=served[key] * block.patients_per_year,
                establishments=served[key] * block.establishments,
            )
            for key, block in hosted.items()
        }
        hosted_vms = sum(block.vms for block in blocks.values())
        hosted_structured_tb = sum(block.structured_tb for block in blocks.values())
        hosted_imaging_tb = sum(block.imaging_tb for block in blocks.values())
        hosted_tb = hosted_structured_tb + hosted_imaging_tb
        hosted_patients = sum(block.patients for block in blocks.values())
        hosted_establishments = sum(block.establishments for block in blocks.values())
        vms = hospital.vms * moved_share * vm_growth + hosted_vms
        structured_tb = hospital.structured_tb * moved_share * structured_growth + hosted_structured_tb
        imaging_tb = hospital.imaging_tb * moved_share * imaging_growth + hosted_imaging_tb
        hosted_share = served

    References
    ----------
    Decision 0009; a status quo that starts later: decision 0060.
    """
    volumes, hospital = given.volumes, given.hospital
    path = given.migration.migrated_share_by_year * 1.0
    if start is not None:
        path = delayed(along(year, path), start, year) * np.where(start < len(year) - 1, 1.0, 0.0)
    migrated = along(year, named("migrated_share", path))
    # What moves in the very year of the start is served from the next one on, as of the decision's year.
    moved = migrated if start is None else named("moved_and_served", migrated * np.where(year > start, 1.0, 0.0))
    leaving = given.pooling.leaving_rate_per_year
    shares = {
        key: named(
            "served_share",
            hosts_others
            * np.where(block.establishments > 0, 1.0, 0.0)
            * hosted_share(block.join_year, leaving, waiting_years[key], year, key),
            key,
        )
        for key, block in given.hosted.items()
    }
    growth = {
        measure: named("growth", (1.0 + getattr(volumes, f"{field}_growth_per_year")) ** year, of)
        for measure, field, of in MEASURES
    }
    blocks = {
        key: BlockDemand(
            **{
                measure: named(f"block_{of}", shares[key] * getattr(block, measure) * growth[measure], key)
                for measure, _, of in MEASURES
            },
            patients=shares[key] * block.patients_per_year,
            establishments=shares[key] * block.establishments,
        )
        for key, block in given.hosted.items()
    }
    nobody = np.zeros_like(year) * 1.0
    totals = {
        measure: sum_of([nobody, *(getattr(block, measure) for block in blocks.values())])
        for measure in ("vms", "structured_tb", "imaging_tb", "patients", "establishments")
    }
    hosted = {measure: named("hosted_volume", totals[measure], of) for measure, _, of in MEASURES}
    served = {
        measure: named("served", getattr(hospital, measure) * moved * growth[measure] + hosted[measure], of)
        for measure, _, of in MEASURES
    }
    return Demand(
        migrated_share=migrated,
        moved_share=moved,
        hosted_share=shares,
        blocks=blocks,
        **served,
        hosted_vms=hosted["vms"],
        hosted_tb=hosted["structured_tb"] + hosted["imaging_tb"],
        hosted_patients=totals["patients"],
        hosted_establishments=named("hosted_establishments", totals["establishments"]),
    )
