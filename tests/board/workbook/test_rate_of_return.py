"""The rate of return in the workbook: found wherever there is one, far below zero too."""

from __future__ import annotations

import numpy as np
import numpy_financial as npf
import pytest

from hds_tco.board.workbook.rate_of_return import _search


@pytest.mark.parametrize(
    "savings",
    [
        [-100.0, 60.0, 60.0],
        [-100.0, 0.0, 0.0, 1.0],  # -78 %
        [-1e6, -1e6, 10.0],
        [-1e6] + [1.0] * 15,  # -83 %
        [-1.0] + [1e5] * 15,
        [-1e10, 1.0, 1.0],  # -99,999 %
        [-100.0, *[-10.0] * 10, *[1.0] * 5],
        [-100.0, 100.0],
    ],
)
def test_the_search_ends_on_the_rate_whatever_it_is(savings: list[float]) -> None:
    found = _search(np.array(savings))[-1]
    assert found == pytest.approx(npf.irr(savings), rel=1e-9, abs=1e-12)
