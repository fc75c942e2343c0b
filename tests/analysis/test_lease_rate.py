"""The implicit rate of a quoted rent, against the rent that a rate makes and against numpy-financial."""

from __future__ import annotations

from math import isnan
from typing import Any

import numpy as np
import numpy_financial as npf
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from pytest import approx

import hds_tco as ht
from hds_tco.analysis.flexibility.premium import flexibility_premium
from hds_tco.analysis.lease_rate import implicit_rate, implicit_rate_notice, rent_at_rate
from hds_tco.locale import LANGUAGES, Language
from hds_tco.model.lease import rent_factor
from tests.builders import scenario
from tests.cli.running import plain, ran

QUOTED: dict[str, Any] = {
    "leasing.rent_basis": "quoted_rent",
    "leasing.quoted_rent_share": 0.0235,
    "leasing.term_years": 4,
    "leasing.rents_per_year": 12,
    "leasing.rent_in_advance": True,
}


@settings(deadline=None, derandomize=True, max_examples=300)
@given(st.integers(-1000, 10_000), st.integers(1, 50), st.integers(0, 100), st.integers(1, 12), st.booleans())
def test_a_rent_made_from_a_rate_gives_this_rate_back(
    rate: int, term: int, residual: int, rents: int, in_advance: bool
) -> None:
    i, share = rate / 10_000, residual / 100
    assume(term * rents > 1 or not in_advance)  # one payment on delivery holds no rate, or the residual's alone
    rent = float(rent_at_rate(i, term, share, rents, in_advance))
    assert float(implicit_rate(rent, term, share, rents, in_advance)) == approx(i, abs=1e-9)


@settings(deadline=None, derandomize=True)
@given(st.integers(-500, 3000), st.integers(1, 20), st.integers(0, 10), st.sampled_from([1, 2, 4, 12]), st.booleans())
def test_a_rent_at_a_rate_is_the_annuity_of_its_period(
    rate: int, term: int, residual: int, rents: int, in_advance: bool
) -> None:
    i, share = rate / 10_000, residual / 10
    period = (1 + i) ** (1 / rents) - 1
    each = float(rent_at_rate(i, term, share, rents, in_advance))
    assert each == approx(float(npf.pmt(period, term * rents, -1, share, "begin" if in_advance else "end")))
    due = [(rank - in_advance) / rents for rank in range(1, term * rents + 1)]
    assert sum(each / (1 + i) ** when for when in due) + share / (1 + i) ** term == approx(1.0)


@pytest.mark.parametrize("rate", [0.0, 1e-13, 1e-9, 1e-6])
def test_a_rent_at_a_rate_is_smooth_near_zero(rate: float) -> None:
    assert float(rent_at_rate(rate, 4, 0.1, 12, 0)) == approx(0.9 / 48, rel=1e-5)


def test_a_published_monthly_rent() -> None:
    # numpy-financial's own example: 200 000 over 15 years at 7.5 % / 12 a month, 1 854.02 at the end of each.
    assert 200_000 * float(rent_at_rate((1 + 0.075 / 12) ** 12 - 1, 15, 0.0, 12, 0)) == approx(1854.0247200054619)


@pytest.mark.parametrize("in_advance", [False, True])
def test_one_rent_a_year_is_the_same_by_its_own_dates_and_by_those_of_the_model(in_advance: bool) -> None:
    model = float(rent_factor(*map(np.float64, (0.05, 4, 0.1, 1, in_advance))))  # type: ignore[arg-type]
    assert float(rent_at_rate(0.05, 4, 0.1, 1, in_advance)) == approx(model, rel=1e-12)


def test_the_rate_is_that_of_an_annuity_in_advance() -> None:
    period = float(npf.rate(48, -0.0235, 1, 0, when="begin"))
    assert float(implicit_rate(0.0235, 4, 0.0, 12, 1)) == approx((1 + period) ** 12 - 1, abs=1e-9)


def test_rates_of_many_rents_are_found_at_once() -> None:
    found = implicit_rate(np.array([0.02, 0.0235, 0.03]), 4, 0.0, 12, 1)
    assert found.shape == (3,) and (np.diff(found) > 0).all()
    assert found[0] < 0 < found[1]  # 48 rents of 2 % repay 96 % of the price


@pytest.mark.parametrize("rent", [0.0, 1.0, 1.2])
def test_no_rate_explains_a_free_lease_nor_a_price_paid_on_delivery(rent: float) -> None:
    assert isnan(float(implicit_rate(rent, 4, 0.0, 1, 1)))


def test_a_quoted_rent_is_told_with_its_rate_in_the_comparison() -> None:
    (found,) = (said for said in ht.compare(scenario(QUOTED)).notices if "implicit_rate" in said.key)
    assert (found.level, plain(found.sentence("fr"))) == (
        "info",
        "Location. Le loyer du devis (2,35 % du prix, 12 loyers/an, terme à échoir, sur 4 ans, valeur résiduelle 0 %) "
        "contient un taux implicite de 6,49 % par an : c'est à lui que se comparent les offres et un emprunt.",
    )
    assert implicit_rate_notice(scenario(QUOTED | {"leasing.rent_basis": "implicit_rate"})) is None
    alone = ht.compare(scenario(QUOTED, options=("in_house", "external")))
    assert not any("implicit_rate" in said.key for said in alone.notices)


def test_a_rent_that_no_rate_explains_is_a_warning() -> None:
    found = implicit_rate_notice(scenario(QUOTED | {"leasing.quoted_rent_share": 0}))
    assert found is not None and (found.key, found.level) == ("no_implicit_rate", "warning")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_explain_tells_the_rate_of_a_quoted_rent(lang: Language, capsys: pytest.CaptureFixture[str]) -> None:
    settings = [f"--set={path}={str(value).lower()}" for path, value in QUOTED.items()]
    notice = implicit_rate_notice(ht.load("reference-ght", QUOTED))
    assert notice is not None
    said = plain(notice.sentence(lang)).split()
    got = ran(capsys, "explain", "reference-ght", "rent.structured", *settings, lang=lang)
    assert got.status == 0 and " ".join(said) in " ".join(plain(got.out).split())
    for line, options in (("rent.structured", []), ("purchase.structured", settings)):
        assert said[-3:] != ran(capsys, "explain", "reference-ght", line, *options, lang=lang).out.split()[-3:]
        assert not ht.explain(ht.load("reference-ght", QUOTED if options else {}), line).notes()


def test_the_limit_in_rate_is_the_same_however_the_offer_is_written() -> None:
    """A quote made from the central rate, every draw alike, is the lease at this rate; one rent a year (0064)."""
    sure = {"leasing.implicit_rate_per_year": 0.05, "leasing.residual_share": 0.1, "leasing.rents_per_year": 1}
    rent = float(rent_at_rate(0.05, 4, 0.1, 1, 0))
    quote = {
        "leasing.rent_basis": "quoted_rent",
        "leasing.quoted_rent_share": rent,
        "leasing.implicit_rate_per_year": 0,
    }
    by_rate = flexibility_premium(ht.load("reference-ght", sure), draws=200)
    by_rent = flexibility_premium(ht.load("reference-ght", sure | quote), draws=200)
    for criterion in ("mean", "cvar95"):
        first, second = by_rate[criterion], by_rent[criterion]
        assert second.premium.value == approx(first.premium.value, rel=1e-6)
        assert second.rate.value == approx(first.rate.value, rel=1e-6)
    assert any("taux implicite de 5 %" in plain(note) for note in by_rent.notes())
