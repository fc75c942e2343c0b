"""Draws of the uncertain assumptions: draw number i of an assumption depends on the seed, its path and i, no more."""

from hds_tco.sampling.sampler import DEFAULT_SEED, EVENT, SAMPLERS, Sampler, SamplerName, Worker

__all__ = ["DEFAULT_SEED", "EVENT", "SAMPLERS", "Sampler", "SamplerName", "Worker"]
