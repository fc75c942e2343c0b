"""Sobol's indices, against functions whose indices are known."""

from __future__ import annotations

import sys
from typing import Any

import numpy as np
import pytest

import hds_tco as ht
from hds_tco.analysis.sensitivity import indices_of
from hds_tco.scenario.distributions import Lognormal, Pert, Uniform
from tests.builders import scenario

ISHIGAMI_FIRST = [0.3139, 0.4424, 0.0]
ISHIGAMI_TOTAL = [0.5576, 0.4424, 0.2437]


def ishigami(x: Any) -> Any:
    # a = 7, b = 0.1 (Ishigami and Homma, 1990)
    return np.array([np.sin(x[0]) + 7 * np.sin(x[1]) ** 2 + 0.1 * x[2] ** 4 * np.sin(x[0])])


def test_ishigami() -> None:
    found = indices_of(ishigami, [Uniform(-np.pi, np.pi)] * 3, base_samples=4096)
    assert found.evaluations == 4096 * 5
    assert (np.abs(found.first[0] - ISHIGAMI_FIRST) <= found.first_margin[0]).all()
    assert (np.abs(found.total[0] - ISHIGAMI_TOTAL) <= found.total_margin[0]).all()
    assert (found.first_margin < 0.07).all()
    assert (found.total_margin < 0.07).all()


def test_margins_shrink_with_the_samples() -> None:
    few, many = (indices_of(ishigami, [Uniform(-np.pi, np.pi)] * 3, base_samples=base) for base in (256, 4096))
    assert (many.total_margin < few.total_margin).all()


def test_other_laws_go_through_their_quantiles() -> None:
    laws = (Pert(0, 1, 4), Lognormal(1, 3), Uniform(0, 5))
    variances = np.array([law.variance for law in laws])
    found = indices_of(lambda x: x.sum(axis=0)[None], laws, base_samples=4096)
    assert found.first[0] == pytest.approx(variances / variances.sum(), abs=0.02)
    assert found.total[0] == pytest.approx(variances / variances.sum(), abs=0.02)


@pytest.mark.parametrize("gaussian", [-0.6, 0.9])
def test_a_correlated_group_is_one_factor(gaussian: float) -> None:
    # Uniforms under a Gaussian copula correlate by 6 asin(r / 2) / pi, so var(x0 + x2) = 2 (1 + that) var(x1).
    matrix = np.array([[1.0, gaussian], [gaussian, 1.0]])
    laws = [Uniform(0, 1)] * 3
    found = indices_of(lambda x: x.sum(axis=0)[None], laws, base_samples=4096, groups=[((0, 2), matrix)])
    pair = 2 * (1 + 6 * np.arcsin(gaussian / 2) / np.pi)
    assert found.evaluations == 4096 * 4
    assert found.first[0] == pytest.approx([pair / (pair + 1), 1 / (pair + 1)], abs=0.02)
    assert found.total[0] == pytest.approx([pair / (pair + 1), 1 / (pair + 1)], abs=0.02)


@pytest.mark.parametrize("seed", [0, 7])
def test_same_seed_same_indices(seed: int) -> None:
    one, other = (indices_of(ishigami, [Uniform(-np.pi, np.pi)] * 3, 64, seed) for _ in range(2))
    assert one.first.tolist() == other.first.tolist()
    assert one.total_margin.tolist() == other.total_margin.tolist()
    assert one.first.tolist() != indices_of(ishigami, [Uniform(-np.pi, np.pi)] * 3, 64, seed + 1).first.tolist()


def test_what_does_not_vary_has_no_index() -> None:
    found = indices_of(lambda x: np.array([x[0], np.full(x.shape[1], 3.0)]), [Uniform(0, 1), Uniform(0, 1)], 64)
    assert np.isnan(found.first[1]).all()
    assert np.isfinite(found.first[0]).all()


def test_any_number_of_samples() -> None:
    assert indices_of(lambda x: x, [Uniform(0, 1)], 100).evaluations == 128 * 3


def test_a_scenario_by_hand() -> None:
    # External costs set-up + legal fees of the exit project, both certain to be paid; in-house does not vary.
    values = {
        "external.setup_eur": {"distribution": "uniform", "low": 0, "high": 200},
        "external.planned_exit_project_eur": {"distribution": "uniform", "low": 0, "high": 100},
        "in_house.other_investment_eur_by_year": [1000],
    }
    found = ht.sensitivity.sobol_indices(scenario(values, options=("in_house", "external")), 2048)
    assert found.measures == ("in_house", "external", "gap")
    shares = dict(zip(found.factors, found.indices.first[1], strict=True))
    assert shares[("external.setup_eur",)] == pytest.approx(0.8, abs=0.02)
    assert shares[("external.planned_exit_project_eur",)] == pytest.approx(0.2, abs=0.02)
    assert np.isnan(found.indices.first[0]).all()
    # The gap is in-house less external: the same shares.
    assert found.indices.first[2] == pytest.approx(found.indices.first[1])


def test_the_reference() -> None:
    reference = ht.load("reference-ght")
    found = ht.sensitivity.sobol_indices(reference, 256, most_factors=8)
    assert len(found.factors) == 8
    assert any(len(factor) > 1 for factor in found.factors)
    inside = {path for factor in found.factors for path in factor}
    assert inside.isdisjoint(found.held)
    assert inside | set(found.held) == set(ht.sensitivity.tornado(reference).paths)
    assert found.indices.evaluations == 256 * 10
    frame = found.frame("en")
    assert frame.columns.tolist() == [
        *("measure", "measure_label", "factor", "label", "assumptions"),
        *("first", "first_margin95", "total", "total_margin95"),
    ]
    assert len(frame) == 4 * 8
    for _, rows in frame.groupby("measure"):
        assert rows["total"].is_monotonic_decreasing
    assert len(found.notes("en")) == 4
    assert found.made_how("en").startswith("Sobol indices on 256 scrambled points, hence 2,560 runs of the model")
    assert "correlated" in found.notes("en")[1]
    assert found.frame().equals(ht.sensitivity.sobol_indices(reference, 256, most_factors=8).frame())


def test_one_measure_only() -> None:
    found = ht.sensitivity.sobol_indices(ht.load("reference-ght"), 64, measure="gap", most_factors=3)
    assert found.measures == ("gap",)
    assert found.frame("en")["measure_label"].unique().tolist() == ["Gap: Certified HDS provider less In-house hosting"]
    with pytest.raises(ValueError, match="Unknown measure: gpa"):
        ht.sensitivity.sobol_indices(ht.load("reference-ght"), 64, measure="gpa", lang="en")


def test_nothing_uncertain_is_refused() -> None:
    with pytest.raises(ValueError, match="aucune hypothèse n'est incertaine"):
        ht.sensitivity.sobol_indices(scenario(options=("in_house", "external")))


def test_a_missing_library_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "SALib.sample.sobol", None)
    with pytest.raises(ImportError, match=r"SALib.*hds-tco\[analysis\]"):
        indices_of(ishigami, [Uniform(0, 1)] * 3, 64)
