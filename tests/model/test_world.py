from __future__ import annotations

import numpy as np
import pytest
from pytest import approx

from hds_tco.model.world import required
from tests.builders import world

RATES = {
    "finance.inflation_per_year": 0.02,
    "finance.wage_growth_per_year": 0.03,
    "finance.energy_price_growth_per_year": 0.10,
    "finance.syntec_growth_per_year": 0.04,
    "external.indexation_cap_per_year": 0.025,
    "operations.licence_price_growth_per_year": 0.08,
    "finance.vat_share": 0.20,
}
HUNDRED = np.array([100.0, 100.0, 100.0, 100.0])


@pytest.mark.parametrize(
    ("index", "year_2"),
    [
        ("fixed", 100.0),
        ("prices", 104.04),  # 1.02²
        ("wages", 106.09),  # 1.03²
        ("energy", 121.0),  # 1.10²
        ("contract", 105.0625),  # capped: 1.025²
        ("licences", 116.64),  # 1.08²
    ],
)
def test_a_price_follows_its_index_from_year_0_on(index: str, year_2: float) -> None:
    eur = world(RATES).line("a", HUNDRED, "operating", 3, index=index, vat=False)  # type: ignore[arg-type]
    assert eur.amounts_eur[0] == 100.0
    assert eur.amounts_eur[2] == approx(year_2)
    assert eur.index == index


def test_the_contracts_index_stays_under_its_cap_when_syntec_does() -> None:
    calm = world(RATES | {"finance.syntec_growth_per_year": 0.01})
    assert calm.indices["contract"].tolist() == approx([1, 1.01, 1.0201, 1.030301])


def test_vat_is_borne_on_what_is_bought_only() -> None:
    here = world({"finance.vat_share": 0.20})
    assert here.line("bought", HUNDRED, "operating", 3).amounts_eur[1] == approx(120)
    assert here.line("paid", HUNDRED, "operating", 1, vat=False).amounts_eur[1] == approx(100)


def test_vat_that_is_recovered_is_not_borne() -> None:
    half = world({"finance.vat_share": 0.20, "finance.recoverable_vat_share": 0.5})
    whole = world({"finance.vat_share": 0.20, "finance.recoverable_vat_share": 1})
    assert half.line("bought", HUNDRED, "operating", 3).amounts_eur[1] == approx(110)  # 100 x (1 + 20 % x 50 %)
    assert whole.line("bought", HUNDRED, "operating", 3).amounts_eur[1] == approx(100)


def test_index_and_vat_multiply() -> None:
    # 100 x 1.02² x 1.2
    assert world(RATES).line("a", HUNDRED, "operating", 3).amounts_eur[2] == approx(124.848)


def test_years_run_from_0_to_the_horizon() -> None:
    here = world(horizon_years=2)
    assert here.horizon == 2
    assert here.year.tolist() == [0, 1, 2]
    assert here.running.tolist() == [0, 1, 1]
    assert here.at(1).tolist() == [0, 1, 0]


def test_a_piece_sees_the_lines_above_it_by_the_start_of_their_key() -> None:
    here = world()
    lines = (
        here.line("service.vms", HUNDRED, "operating", 3),
        here.line("service.backup", HUNDRED * 2, "operating", 3),
        here.line("setup", HUNDRED * 10, "operating", 3),
    )
    below = here.after(lines)
    assert below.sum_above("service.").tolist() == [300.0] * 4
    assert below.sum_above("").tolist() == [1300.0] * 4
    assert here.sum_above("").tolist() == [0.0] * 4


def test_a_section_that_is_left_out_is_named_when_it_is_read() -> None:
    assert required("here", "leasing") == "here"
    with pytest.raises(LookupError, match=r"\[leasing\]"):
        required(None, "leasing")
