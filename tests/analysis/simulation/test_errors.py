"""Errors by formula: against closed forms, and against resampling."""

from __future__ import annotations

from math import isnan, sqrt

import numpy as np
import pytest
from pytest import approx
from scipy.stats import norm

from hds_tco.analysis.simulation.errors import quantile_error, share_error, tail_error
from hds_tco.analysis.simulation.tails import quantile, tail_mean


@pytest.mark.parametrize("draws", [2, 10, 1000])
def test_a_share_of_none_or_all_reaches_as_far_as_wilson(draws: int) -> None:
    """(p + z2 / 2n + z sqrt(p (1 - p) / n + z2 / 4n2)) / (1 + z2 / n), with z of one and p of zero."""
    reach = (1 / (2 * draws) + sqrt(1 / (4 * draws**2))) / (1 + 1 / draws)
    assert share_error(0.0, draws) == share_error(1.0, draws) == approx(reach)
    assert share_error(0.3, draws) == approx(sqrt(0.3 * 0.7 / draws))


def test_one_draw_tells_nothing() -> None:
    one = np.array([3.0])
    assert isnan(share_error(1.0, 1))
    assert isnan(quantile_error(one, 0.5))
    assert isnan(tail_error(one, 0.5))


@pytest.mark.parametrize("share", [0.05, 0.5, 0.95])
def test_the_error_of_a_normal_quantile_is_its_closed_form(share: float) -> None:
    ordered = norm.ppf((np.arange(4000) + 0.5) / 4000)
    expected = sqrt(share * (1 - share) / 4000) / norm.pdf(norm.ppf(share))
    assert quantile_error(ordered, share) == approx(expected, rel=0.05)


def test_the_error_of_a_normal_tail_mean_is_its_closed_form() -> None:
    """Of max(x - q, 0): mean phi - q p, second moment (1 + q2) p - q phi."""
    ordered, share = norm.ppf((np.arange(40_000) + 0.5) / 40_000), 0.95
    q, phi, p = norm.ppf(share), norm.pdf(norm.ppf(share)), 1 - share
    variance = (1 + q**2) * p - q * phi - (phi - q * p) ** 2
    assert tail_error(ordered, share) == approx(sqrt(variance / 40_000) / p, rel=0.02)


@pytest.mark.parametrize("draws", [100, 700])
def test_errors_are_those_of_resampling(draws: int) -> None:
    random = np.random.default_rng(1)
    ordered = np.sort(random.gamma(2.0, 1.0, draws))
    again = np.sort(ordered[random.integers(0, draws, (4000, draws))], axis=1)
    for share in (0.05, 0.5, 0.95):
        spread = np.std([quantile(row, share) for row in again])
        assert quantile_error(ordered, share) == approx(spread, rel=0.12)
    assert tail_error(ordered, 0.95) == approx(np.std([tail_mean(row, 0.95) for row in again]), rel=0.15)


def test_far_ranks_left_out_change_nothing() -> None:
    from scipy.special import betainc

    ordered, share = np.sort(np.random.default_rng(2).gamma(2.0, 1.0, 3000)), 0.95
    place = share * 2999
    chances = np.diff(betainc(place + 1, 3000 - place, np.arange(3001) / 3000))
    expected = sqrt(chances @ ordered**2 - (chances @ ordered) ** 2)
    assert quantile_error(ordered, share) == approx(expected, rel=1e-6)


def test_what_never_varies_has_no_error() -> None:
    assert quantile_error(np.full(50, 7e6), 0.95) == tail_error(np.full(50, 7e6), 0.95) == 0.0
