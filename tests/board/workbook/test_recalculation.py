"""The workbook, recalculated by LibreOffice from wrong cached values, gives what Python wrote in it."""

from __future__ import annotations

from math import isclose

import pytest

import hds_tco as ht
from hds_tco.board.workbook import workbook
from tests.board.workbook.recalculated import WRONG, Cells, cached, formulas, recalculated, spoilt

CONTRACTS = {
    "external.contract_years": 4,
    "external.change_probability": 0.33,
    "external.commitment_ended_share": 0.3,
    "external.commitment_due_share": 0.5,
    "external.renewal_price_step_share": 0.05,
    "external.change_price_step_share": -0.1,
    **{f"{side}.procurement_eur": 15_000 for side in ("in_house", "leasing", "external")},
}
RENTS = {"leasing.quoted_rent_share": 0.0235, "leasing.rents_per_year": 12, "leasing.rent_in_advance": True}
LEASES = RENTS | {
    "leasing.rent_basis": "quoted_rent",
    "leasing.insurance_share_per_year": 0.01,
    "leasing.other_eur_by_year": [1000, 500],
    "pooling.fee_taxed_share": 0.4,
    "pooling.fees_hold_vat": True,
    "finance.recoverable_vat_share": 0.1,
    "vat.hosting_exempt_share": 0.5,
    "vat.rents_exempt_share": 0.25,
    "vat.hardware_exempt_share": 0.2,
    "vat.premises_exempt_share": 1,
    "vat.training_exempt_share": 1,
}
# What a move costs, what exists, and a status quo before each of the ways.
MOVES = {
    "migration.own_move_share": 0.3,
    "migration.refresh_move_share": 0.2,
    "migration.retest_eur_per_vm": 400,
    "migration.own_retested_share": 0.1,
    "migration.provider_retested_share": 0.6,
    "migration.extended_support_eur_per_year": 30_000,
    "migration.disposal_eur": 20_000,
    "hardware.disposal_share": 0.02,
    "leasing.end_of_term": "buy_out",
    "external.local_room_eur_per_year": 9000,
    "external.contract_years": 4,
    "external.change_probability": 0.33,
    "existing.book_value_eur": 300_000,
    "existing.depreciation_left_years": 4,
    "existing.contract_penalty_eur": 50_000,
    "existing.contract_left_years": 5,
    "existing.cost_growth_per_year": 0.06,
    "existing.incident_rate_factor": 1.4,
    "existing.keep_years": 2,
    "options": ["in_house", "external", "leasing", "status_quo"],
}
SITUATIONS = {
    "fr": ("reference-ght", {}, "fr"),
    "en": ("reference-ght", {}, "en"),
    "one year": ("reference-ght", {"horizon_years": 1}, "fr"),
    "fifteen years": ("reference-ght", {"horizon_years": 15}, "fr"),
    "returned": ("reference-ght", {"leasing.end_of_term": "return"}, "fr"),
    "extended": ("reference-ght", {"leasing.end_of_term": "extend", "leasing.extension_years": 2}, "fr"),
    "bought out": ("reference-ght", {"leasing.end_of_term": "buy_out"}, "fr"),
    "contracts": ("reference-ght", CONTRACTS, "fr"),
    "rents in advance": ("reference-ght", RENTS | {"pooling.billing": "cost_recovery"}, "fr"),
    "quoted rents, taxed fees": ("reference-ght", LEASES, "en"),
    **{
        f"status quo, then {way}": ("reference-ght", MOVES | {"existing.then": way}, "fr")
        for way in ("in_house", "external", "leasing")
    },
    **{name: (name, {}, "fr") for name in ht.scenario.shipped_scenarios() if name != "reference-ght"},
}


def made(situation: str) -> bytes:
    name, values, lang = SITUATIONS[situation]
    return workbook(ht.compare(ht.load(name, values)), lang=lang)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def books() -> dict[str, bytes]:
    return {situation: made(situation) for situation in SITUATIONS}


@pytest.fixture(scope="module")
def through_office(books: dict[str, bytes], tmp_path_factory: pytest.TempPathFactory) -> dict[str, Cells]:
    return recalculated(tmp_path_factory.mktemp("office"), {name: spoilt(book) for name, book in books.items()})


def differing(book: bytes, got: Cells) -> list[tuple[tuple[str, str], object, object]]:
    """Return the cells of formulas that hold something else than Python's value."""
    want = cached(book)
    return [
        (place, want.get(place), got.get(place))
        for place in formulas(book)
        if not alike(want.get(place), got.get(place))
    ]


def alike(one: object, other: object) -> bool:
    if isinstance(one, int | float) and isinstance(other, int | float):
        return isclose(one, other, rel_tol=1e-9, abs_tol=1e-6)
    return (one or "") == (other or "")


@pytest.mark.slow
@pytest.mark.parametrize("situation", SITUATIONS)
def test_libreoffice_finds_what_python_wrote(
    situation: str, books: dict[str, bytes], through_office: dict[str, Cells]
) -> None:
    assert len(formulas(books[situation])) > 500
    assert differing(books[situation], through_office[situation]) == []


def test_every_cached_value_is_spoilt_first() -> None:
    book = workbook(ht.compare(ht.load("tout-a-zero")))
    values = cached(spoilt(book))
    assert {values[place] for place in formulas(book)} == {float(WRONG)}
