"""Uniform numbers that can be asked for from any place: the same whatever the blocks and the number of workers."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property, lru_cache
from hashlib import blake2b
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt
from numpy.random.bit_generator import ISeedSequence

from hds_tco.sampling import generator
from hds_tco.sampling.table import addresses
from hds_tco.trace.compiled.llvm import available

Array = npt.NDArray[np.float64]
# Independent scramblings of the Sobol points: their spread is what gives a sampling error.
REPLICATES = 16


class Uniforms(Protocol):
    """A source of uniform numbers in [0, 1), one row a name; for one thread."""

    def fill(self, start: int, rows: Sequence[Array] | Array) -> None:
        """Put the numbers of draws `start`, `start` + 1, … into each row."""


class RandomUniforms:
    """Pseudo-random numbers: one stream a name (PCG64 DXSM), which can be entered at any draw.

    A name that is added or taken away changes nothing for the others, so two scenarios share their draws.

    Parameters
    ----------
    names : sequence of str
    seed : int

    Examples
    --------
    >>> whole, part = np.empty((1, 5)), np.empty((2, 2))
    >>> RandomUniforms(["a"], 1).fill(0, whole)
    >>> RandomUniforms(["a", "b"], 1).fill(3, part)
    >>> bool((whole[0, 3:] == part[0]).all())
    True
    """

    def __init__(self, names: Sequence[str], seed: int) -> None:
        self._names, self._seed = tuple(names), seed
        self._streams = np.array([_words(name, seed) for name in names], dtype=np.uint64).reshape(-1, 4)

    def fill(self, start: int, rows: Sequence[Array] | Array) -> None:
        """Put the numbers of draws `start`, `start` + 1, … into each row."""
        draws = len(rows[0]) if len(rows) else 0
        compiled = available() and _in_pieces(rows)
        if not compiled or not generator.fill(self._streams, addresses(rows), start, draws):
            self._fill_plain(start, rows)

    def _fill_plain(self, start: int, rows: Sequence[Array] | Array) -> None:
        """Do the same through NumPy."""
        for rank, (own, row) in enumerate(zip(self._generators, rows, strict=True)):
            if self._place[rank] != start:
                # The period is 2**128: going back is going on by the difference modulo it.
                own.bit_generator.advance((start - self._place[rank]) % 2**128)  # type: ignore[attr-defined]
            own.random(out=row)
            self._place[rank] = start + len(row)

    @cached_property
    def _generators(self) -> list[np.random.Generator]:
        self._place = [0] * len(self._names)
        return [np.random.Generator(_started(name, self._seed)) for name in self._names]


def _in_pieces(rows: Sequence[Array] | Array) -> bool:
    """Tell whether the numbers of each row follow each other in memory."""
    if isinstance(rows, np.ndarray):
        return bool(rows.strides[1] == rows.itemsize)
    return all(row.strides[0] == row.itemsize for row in rows)


class _Known(ISeedSequence):
    """A seed whose hash is known: by the hundred and for each thread, hashing them again would show."""

    def __init__(self, words: npt.NDArray[Any]) -> None:
        self._words = words

    def generate_state(self, n_words: int, dtype: Any = np.uint32) -> npt.NDArray[Any]:  # noqa: ARG002
        """Return the words that a generator asks for, always the same number."""
        return self._words


@lru_cache(maxsize=4096)
def _words(name: str, seed: int) -> tuple[int, int, int, int]:
    """Return the state and the increment that a name's generator starts from."""
    return generator.state_words(_started(name, seed))


def _started(name: str, seed: int) -> np.random.PCG64DXSM:
    """Return a name's generator at its first number."""
    return np.random.PCG64DXSM(_stream(name, seed))  # type: ignore[arg-type]  # the stubs know SeedSequence only


@lru_cache(maxsize=4096)
def _stream(name: str, seed: int) -> _Known:
    """Return what a name's generator starts from."""
    words = np.random.SeedSequence(seed, spawn_key=(_address(name),)).generate_state(4, np.uint64)
    words.setflags(write=False)
    return _Known(words)


def _address(name: str) -> int:
    """Return a number of 64 bits that stands for a name, the same on every machine."""
    return int.from_bytes(blake2b(name.encode(), digest_size=8).digest(), "little")


class SobolUniforms:
    """Sobol points, scrambled anew for each of `REPLICATES` equal parts of the draws.

    Parameters
    ----------
    names : sequence of str
    seed : int
    draws : int
        Number of draws in all, `REPLICATES` times a power of two (see `sobol_draws`).
    """

    def __init__(self, names: Sequence[str], seed: int, draws: int) -> None:
        self._names = tuple(names)
        self._seed = seed
        self._part = draws // REPLICATES
        self._replicate = -1
        self._place = 0
        self._engine: Any = None

    def fill(self, start: int, rows: Sequence[Array] | Array) -> None:
        """Put the coordinates of points `start`, `start` + 1, … into each row."""
        stop, done = start + len(rows[0]) if len(rows) else start, start
        while done < stop:
            replicate, place = divmod(done, self._part)
            count = min(stop - done, self._part - place)
            points = self._points(replicate, place, count)
            for row, coordinate in zip(rows, points.T, strict=True):
                row[done - start : done - start + count] = coordinate
            done += count

    def _points(self, replicate: int, place: int, count: int) -> Array:
        if replicate != self._replicate or place < self._place:
            from scipy.stats import qmc

            seeds = np.random.SeedSequence(self._seed, spawn_key=(replicate,))
            self._engine = qmc.Sobol(len(self._names), scramble=True, rng=np.random.default_rng(seeds))
            self._replicate, self._place = replicate, 0
        if place > self._place:
            self._engine.fast_forward(place - self._place)
        # Asked for by powers of two: the library warns of any other first request.
        taken = [self._engine.random(1)] if place == 0 else []
        if count > len(taken):
            taken.append(self._engine.random(count - len(taken)))
        self._place = place + count
        return np.concatenate(taken)


class Beside:
    """Two sources as one.

    Parameters
    ----------
    first : Uniforms
    count : int
        Rows that the first fills.
    second : Uniforms
        Fills the others.
    """

    def __init__(self, first: Uniforms, count: int, second: Uniforms) -> None:
        self._first, self._count, self._second = first, count, second

    def fill(self, start: int, rows: Sequence[Array] | Array) -> None:
        """Put the numbers of draws `start`, `start` + 1, … into each row."""
        self._first.fill(start, rows[: self._count])
        self._second.fill(start, rows[self._count :])


def sobol_draws(draws: int) -> int:
    """Return the number of draws that Sobol points need: `REPLICATES` times a power of two, at least as many.

    Examples
    --------
    >>> sobol_draws(10_000), sobol_draws(16_384), sobol_draws(5)
    (16384, 16384, 16)
    """
    part = max(0, -(-draws // REPLICATES) - 1)
    return REPLICATES << part.bit_length()
