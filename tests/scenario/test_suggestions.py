"""Numbers written as on paper: the grammar of French spellings and units, read back to what they say."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hds_tco.scenario import ScenarioError, load
from hds_tco.scenario.fields import field_at, kind_of
from hds_tco.scenario.kinds import SUFFIXES
from hds_tco.scenario.suggestions import mended_row, read_paper
from tests.strategies import WHOLE_SCENARIOS

VM_PRICE = "external.price_eur_per_vm_per_month"


def mend_of(path: str, written: str) -> str:
    with pytest.raises(ScenarioError) as caught:
        load("reference-ght", {path: written})
    (fault,) = caught.value.faults
    return fault.mend


@pytest.mark.parametrize(
    ("path", "written", "mend"),
    [
        (VM_PRICE, "82,5 € HT", "82.5"),
        (VM_PRICE, "82,5 €/mois", "82.5"),
        (VM_PRICE, "82,5 € HT/mois", "82.5"),
        (VM_PRICE, "82,5 €/VM/mois HT", "82.5"),
        (VM_PRICE, "990 € par an", "82.5"),
        (VM_PRICE, "82,5 € par VM et par mois", "82.5"),
        (VM_PRICE, "82,5 €/jour", ""),
        (VM_PRICE, "82,5 €/To", ""),
        ("external.setup_eur", "12 k€", "12000"),
        ("external.setup_eur", "1,2 million d'euros", "1200000"),
        ("external.setup_eur", "1 200 €/mois", ""),
        ("operations.room_eur_per_year", "1 000 €/mois", "12000"),
        ("operations.electricity_price_eur_per_kwh", "150 €/MWh", "0.15"),
        ("operations.electricity_price_eur_per_kwh", "15 centimes/kWh", "0.15"),
        ("finance.inflation_per_year", "3,2 %/an", "0.032"),
        ("finance.inflation_per_year", "3,2 %/mois", ""),
        ("finance.vat_share", "20 %", "0.2"),
        ("finance.vat_share", "120 %", ""),
        ("leasing.notice_days", "45 jours", "45"),
        ("leasing.notice_days", "3 mois", "90"),
        ("leasing.term_years", "48 mois", "4"),
        ("leasing.term_years", "42 mois", ""),
        ("staff.technicien.in_house_fte", "0,5 ETP", "0.5"),
        ("hospital.imaging_tb", "500 Go", "0.5"),
        ("hospital.beds", "850 lits", "850"),
        ("hardware.server_base_power_kw", "500 W", "0.5"),
        ("hardware.imaging_power_kw_per_tb", "5 W/To", "0.005"),
        ("hardware.ram_gb_per_server", "384 Go/serveur", "384"),
        ("hardware.cores_per_server", "32 cœurs", "32"),
        ("hardware.server_eur_per_gb", "25 €/Go", "25"),
        ("hardware.servers_per_module", "2 serveurs/module", ""),
    ],
)
def test_a_number_with_its_unit_has_its_mend(path: str, written: str, mend: str) -> None:
    assert mend_of(path, written) == mend


def test_a_price_with_the_wrong_tax_has_no_mend_and_says_what_is_expected() -> None:
    with pytest.raises(ScenarioError, match="hors taxes") as caught:
        load("reference-ght", {"external.setup_eur": "1 200 € TTC"})
    assert [(fault.code, fault.mend) for fault in caught.value.faults] == [("with_vat", "")]
    listed = "in_house.other_investment_eur_by_year"
    with pytest.raises(ScenarioError, match="toutes taxes comprises") as caught:
        load("reference-ght", {listed: ["1 200 € HT"]})
    assert [(fault.code, fault.mend) for fault in caught.value.faults] == [("without_vat", "")]
    with pytest.raises(ScenarioError) as caught:
        load("reference-ght", {listed: ["1 200 € TTC"]})
    assert [fault.mend for fault in caught.value.faults] == ["1200"]


@pytest.mark.parametrize(
    ("row", "mended"),
    [
        ("price_eur_per_vm_per_month = 990 €/an", "price_eur_per_vm_per_month = 82.5"),
        ("notice_days = 3 mois", "notice_days = 90"),
        ("setup_eur = 1 200 € HT", "setup_eur = 1200"),
        ("setup_eur = 1 200 € TTC", ""),
        ("setup_eur = 12 USD", ""),
    ],
)
def test_a_row_without_quotes_is_read_in_its_fields_unit(row: str, mended: str) -> None:
    assert mended_row(row, SUFFIXES) == mended


SPACES = st.sampled_from(["", " ", "\u00a0", "\u202f"])
TAXES = st.sampled_from(["", " HT", " hors taxes"])
SCALES = st.sampled_from([("€", 1), ("euros", 1), ("EUR", 1), ("k€", 1000), ("M€", 1_000_000)])
OVERS = st.sampled_from([("", 1), ("/mois", 1), (" par mois", 1), (" / mois", 1), ("/an", 12), (" par an", 12)])


def french(whole: int, cents: int, space: str) -> str:
    written = f"{whole:,}".replace(",", space)
    return f"{written},{cents:02d}"


@WHOLE_SCENARIOS
@given(st.integers(0, 10**6), st.integers(0, 99), SPACES, SPACES, SCALES, TAXES, OVERS, st.booleans())
def test_every_french_spelling_of_a_price_is_read(
    whole: int,
    cents: int,
    thousands: str,
    space: str,
    scale: tuple[str, int],
    tax: str,
    over: tuple[str, int],
    tax_last: bool,
) -> None:
    behind = f"{over[0]}{tax}" if tax_last else f"{tax}{over[0]}"
    found = read_paper(f"{french(whole, cents, thousands)}{space}{scale[0]}{behind}", ["eur_per_vm_per_month"])
    assert found is not None
    assert found[0] == pytest.approx((whole + cents / 100) * scale[1] / over[1])
    assert found[1] == ("without" if tax else "")


@given(st.text(max_size=12))
def test_no_text_at_all_breaks_the_reading(behind: str) -> None:
    found = read_paper(f"12 {behind}", SUFFIXES)
    assert found is None or found[0] == found[0]


def test_a_field_of_each_kind_is_known_by_its_ending() -> None:
    place = field_at(VM_PRICE)
    assert place is not None
    kind = kind_of(*place)
    assert kind is not None
    assert set(kind.suffixes) <= set(SUFFIXES)
