"""Exponential and logarithm: as near as the C library's, on any number of values from anywhere in memory."""

from __future__ import annotations

import numpy as np
import pytest

from hds_tco.trace.compiled import kernel, llvm
from hds_tco.trace.compiled.llvm import LANES

SPECIAL = np.array([0.0, -0.0, 1.0, -1.0, np.inf, -np.inf, np.nan, 1e-320, 700.0, 1e300, -800.0])


@pytest.mark.parametrize("name", kernel.COMPILED_FUNCTIONS)
@pytest.mark.parametrize("count", [0, 1, LANES - 1, LANES, LANES + 1, 1003])
def test_each_value_is_the_true_one(name: str, count: int) -> None:
    values = np.exp(np.random.default_rng(count).normal(0, 2, count))
    found = kernel.function(name)(values)
    true = getattr(np, name)(values.astype(np.longdouble))
    assert (abs(found - true) <= np.spacing(abs(true).astype(np.float64))).all()


def test_the_exponential_is_near_everywhere_and_never_falls() -> None:
    values = np.sort(np.concatenate([np.linspace(-708.0, 709.78, 200_001), np.linspace(-1.0, 1.0, 20_001)]))
    found, true = kernel.function("exp")(values), np.exp(values.astype(np.longdouble))
    assert (abs(found - true) <= np.spacing(true.astype(np.float64))).all()
    assert (np.diff(found) >= 0).all()
    assert kernel.function("exp")(np.array([0.0, -0.0, -708.1, -np.inf])).tolist() == [1.0, 1.0, 0.0, 0.0]


@pytest.mark.parametrize("name", kernel.COMPILED_FUNCTIONS)
def test_what_is_special_is_as_numpys(name: str) -> None:
    with np.errstate(all="ignore"):
        expected = getattr(np, name)(SPECIAL)
    found = kernel.function(name)(SPECIAL)
    np.testing.assert_allclose(found, expected, rtol=1e-15)


@pytest.mark.parametrize("name", kernel.COMPILED_FUNCTIONS)
def test_one_value_and_many_give_the_same_bits(name: str) -> None:
    values = np.exp(np.random.default_rng(3).normal(0, 2, 40))
    function = kernel.function(name)
    ones = [function(value) for value in values]
    assert all(isinstance(one, np.float64) for one in ones)
    assert np.array(ones).tobytes() == function(values).tobytes()


@pytest.mark.parametrize("name", kernel.COMPILED_FUNCTIONS)
def test_results_go_where_they_are_asked_for(name: str) -> None:
    values = np.arange(1.0, 20.0)
    function, expected = kernel.function(name), kernel.function(name)(values)
    over = values.copy()
    assert function(over, over) is over
    room = np.full(2 * len(values), -7.0)
    function(values, room[::2])
    assert over.tobytes() == room[::2].tobytes() == expected.tobytes()
    assert (room[1::2] == -7.0).all()
    assert function(values[::-1]).tobytes() == expected[::-1].tobytes()
    assert function(np.array([True, False])).tolist() == function(np.array([1.0, 0.0])).tolist()


def test_without_a_compiler_they_are_numpys_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(llvm, "find_spec", lambda name: None)
    for remembered in (llvm.available, kernel.function):
        remembered.cache_clear()
    try:
        assert kernel.function("exp") is np.exp
    finally:
        monkeypatch.undo()
        for remembered in (llvm.available, kernel.function):
            remembered.cache_clear()
    assert kernel.function("exp") is not np.exp
