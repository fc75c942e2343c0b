"""Quantiles and tail means of draws that are kept: exact."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]


def quantile(ordered: Array, share: float) -> float:
    """Return the value that a share of the ordered draws does not exceed (interpolated, as `numpy.quantile`).

    Examples
    --------
    >>> quantile(np.array([1.0, 2.0, 3.0, 4.0, 5.0]), 0.5)
    3.0
    """
    place = share * (len(ordered) - 1)
    low = int(place)
    high = min(low + 1, len(ordered) - 1)
    return float(ordered[low] + (ordered[high] - ordered[low]) * (place - low))


def tail_mean(ordered: Array, share: float) -> float:
    """Return the mean of the dearest ``1 - share`` of the ordered draws: the conditional value at risk.

    The draw on the border counts for the part of it that the share leaves (Rockafellar and Uryasev, 2002).

    Examples
    --------
    >>> tail_mean(np.arange(1.0, 101.0), 0.95)
    98.0
    """
    count = max((1.0 - share) * len(ordered), 1e-9)
    whole = int(count + 1e-6)  # 5 % of 100 is five, whatever the last bit says
    part = count - whole if count - whole > 1e-6 or not whole else 0.0
    kept = float(ordered[len(ordered) - whole :].sum()) if whole else 0.0
    border = float(ordered[len(ordered) - whole - 1]) if part else 0.0
    return (kept + part * border) / (whole + part)
