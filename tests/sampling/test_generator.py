"""NumPy's generator compiled: the same numbers, from any place, with a compiler or without."""

from __future__ import annotations

import numpy as np
import pytest

from hds_tco.sampling import generator
from hds_tco.sampling.table import addresses
from hds_tco.sampling.uniforms import RandomUniforms


@pytest.mark.parametrize("draws", [0, 1, 2, 7, 8, 101])
@pytest.mark.parametrize("start", [0, 1, 12_345, 10**12 + 7])
def test_compiled_streams_are_numpys_to_the_last_bit(start: int, draws: int) -> None:
    source = RandomUniforms(["a", "b", "c"], 7)
    compiled, plain = np.full((3, draws), -7.0), np.empty((3, draws))
    assert generator.fill(source._streams, addresses(compiled), start, draws)
    source._fill_plain(start, list(plain))
    assert np.array_equal(compiled, plain)


def test_without_a_compiler_that_works_numpy_draws(monkeypatch: pytest.MonkeyPatch) -> None:
    expected, result = np.empty((2, 9)), np.empty((2, 9))
    RandomUniforms(["a", "b"], 3).fill(4, expected)
    monkeypatch.setattr(generator, "_filling", lambda: None)
    RandomUniforms(["a", "b"], 3).fill(4, result)
    assert np.array_equal(result, expected)
