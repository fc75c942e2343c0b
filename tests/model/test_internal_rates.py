from __future__ import annotations

from itertools import pairwise

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from pytest import approx

from hds_tco.model.internal_rates import internal_rates

Array = npt.NDArray[np.float64]
ORACLE = settings(deadline=None, derandomize=True)


@pytest.mark.parametrize(
    ("flows", "rates"),
    [
        ((-50, -100, 600, 300, -100), (-0.768895, 1.854418)),
        ((-1678.87, 771.96, 1814.05, 3520.30, 3552.95, 3584.99, -1), (-0.999721, 0.968878)),
        ((-100, 220, -121), (0.1,)),  # two rates that meet
        ((-100, 200, -110), ()),
        ((0, -100, 0, 121, 0), (0.1,)),
        ((0, 0), ()),
    ],
)
def test_rates_are_counted_and_put_back_make_the_value_nil(flows: tuple[float, ...], rates: tuple[float, ...]) -> None:
    result = internal_rates(np.array(flows, dtype=np.float64))
    assert result == approx(rates, abs=1e-6)
    for rate in result:
        terms = [flow * (1 + rate) ** -t for t, flow in enumerate(flows)]
        assert sum(terms) == approx(0, abs=1e-9 * max(map(abs, terms)))


@ORACLE
@given(st.sets(st.integers(-90, 400), min_size=1, max_size=4), st.floats(1.0, 1e9), st.booleans())
def test_the_rates_that_make_a_value_are_all_given_back(percents: set[int], scale: float, with_none: bool) -> None:
    value = np.array([scale])
    for percent in percents:  # 1 - (1 + rate) x is nil at x = 1 / (1 + rate)
        value = np.convolve(value, [100.0, -(100.0 + percent)])
    if with_none:  # 1 + x + x² has no root
        value = np.convolve(value, [1.0, 1.0, 1.0])
    # Roots that nearly meet may part or vanish by the last bit of a flow: then no count is right.
    assume(all(other - one >= 10 for one, other in pairwise(sorted(percents))))
    assert internal_rates(value) == approx(sorted(percent / 100 for percent in percents), abs=1e-6)
    # Time turned round: each factor 1 + rate becomes its inverse.
    turned = sorted(1 / (1 + percent / 100) - 1 for percent in percents)
    assert internal_rates(value[::-1]) == approx(turned, abs=1e-5)
