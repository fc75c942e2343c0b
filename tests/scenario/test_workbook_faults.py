"""A workbook that a user filled wrongly gets the faults that a file would get, each with its sheet and cell."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from hds_tco.scenario import ScenarioError, load
from tests.scenario.workbooks import Filled, lines_of

# What a file would say (path to value); what is put into the workbook (path, value, column).
SAME: Mapping[str, tuple[Mapping[str, Any], list[tuple[Any, ...]]]] = {
    "text for a number": ({"hospital.beds": {"value": "oui"}}, [("hospital.beds", "oui")]),
    "percent as text": ({"finance.vat_share": {"value": "12 %"}}, [("finance.vat_share", "12 %")]),
    "above": ({"finance.vat_share": {"value": 20}}, [("finance.vat_share", 20)]),
    "below": ({"hospital.structured_tb": {"value": -3}}, [("hospital.structured_tb", -3)]),
    "not whole": ({"leasing.term_years": {"value": 2.5}}, [("leasing.term_years", 2.5)]),
    "neither yes nor no": (
        {"leasing.deferred_payment": {"value": "peut-être"}},
        [("leasing.deferred_payment", "peut-être")],
    ),
    "a number for a yes": ({"leasing.deferred_payment": {"value": 1}}, [("leasing.deferred_payment", 1)]),
    "a yes for a number": ({"hospital.beds": {"value": True}}, [("hospital.beds", True)]),
    "no such choice": ({"leasing.end_of_term": "louer"}, [("leasing.end_of_term", "louer")]),
    "no such option": (
        {"options": ["chez nous", "external", "leasing"]},
        [("options.1", "chez nous")],
    ),
    "no option": ({"options": []}, [(f"options.{rank}", None) for rank in (1, 2, 3, 4)]),
    "year of the decision": ({"decision_year": 1850}, [("decision_year", 1850)]),
    "horizon": ({"horizon_years": 2.5}, [("horizon_years", 2.5)]),
    "no such law": (
        {"hospital.beds": {"distribution": "normal", "low": 1, "mode": 2, "high": 3}},
        [
            ("hospital.beds", None),
            ("hospital.beds", "normal", "distribution"),
            *[("hospital.beds", rank, part) for rank, part in ((1, "low"), (2, "mode"), (3, "high"))],
        ],
    ),
    "value and law": (
        {"hospital.beds": {"value": 850, "distribution": "pert"}},
        [("hospital.beds", "PERT (trois points)", "distribution")],
    ),
    "a part too many": (
        {"hospital.beds": {"distribution": "uniform", "low": 1, "mode": 2, "high": 3}},
        [
            ("hospital.beds", None),
            ("hospital.beds", "uniforme", "distribution"),
            *[("hospital.beds", rank, part) for rank, part in ((1, "low"), (2, "mode"), (3, "high"))],
        ],
    ),
    "a part too few": (
        {"hospital.beds": {"distribution": "pert", "low": 1, "high": 3}},
        [
            ("hospital.beds", None),
            ("hospital.beds", "pert", "distribution"),
            ("hospital.beds", 1, "low"),
            ("hospital.beds", 3, "high"),
        ],
    ),
    "order": (
        {"operations.pue": {"low": 2.2, "mode": 1.8, "high": 2.5}},
        [("operations.pue", 2.2, "low")],
    ),
    "weights": (
        {"hospital.beds": {"values": [1, 2.5], "weights": [1]}},
        [
            ("hospital.beds", None),
            ("hospital.beds", None, "distribution"),
            ("hospital.beds", "1 ; 2,5", "values"),
            ("hospital.beds", 1, "weights"),
        ],
    ),
    "values that are none": (
        {"hospital.beds": {"values": "1 ; x", "weights": [1, 2]}},
        [
            ("hospital.beds", None),
            ("hospital.beds", None, "distribution"),
            ("hospital.beds", "1 ; x", "values"),
            ("hospital.beds", "1;2", "weights"),
        ],
    ),
    "source without confidence": (
        {"hospital.beds": {"value": 1, "source": "devis"}},
        [("hospital.beds", "devis", "source"), ("hospital.beds", None, "confidence")],
    ),
    "no such confidence": (
        {"hospital.beds": {"value": 1, "confidence": "sûr"}},
        [("hospital.beds", "sûr", "confidence")],
    ),
    "never zero": (
        {"incidents.in_house_rate_per_year": {"value": 0}},
        [
            ("incidents.in_house_rate_per_year", 0),
            *[("incidents.in_house_rate_per_year", None, part) for part in ("low", "mode", "high", "p05", "p95")],
            ("incidents.in_house_rate_per_year", None, "distribution"),
        ],
    ),
    "share that falls": (
        {"migration.migrated_share_by_year": {"value": [0, 0.2, 0.5, 0.1]}},
        [("migration.migrated_share_by_year", 0.1, "3")],
    ),
    "six activities": (
        {"external.uncovered_eur_per_year_by_activity": {"value": [60000, 90000, 60000, 80000, 120000]}},
        [("external.uncovered_eur_per_year_by_activity", None, "6")],
    ),
    "a correlation too strong": (
        {"correlations.indices.rank_correlation": {"value": 2}},
        [("correlations.indices.rank_correlation", 2)],
    ),
    "no such assumption": (
        {
            "correlations.indices.between": [
                "finance.inflation_per_year",
                "finance.wage_growth",
                "finance.syntec_growth_per_year",
            ]
        },
        [("correlations.indices.between.2", "finance.wage_growth")],
    ),
    "a name with a dot": ({}, [("hosted.ehpad", "a.b")]),
}


def codes(error: ScenarioError | None) -> list[tuple[str, str, str]]:
    return sorted((fault.code, fault.path, fault.mend) for fault in error.faults) if error else []


def error_of(values: Mapping[str, Any]) -> ScenarioError | None:
    try:
        load("reference-ght", values)
    except ScenarioError as error:
        return error
    return None


@pytest.mark.parametrize(("values", "puts"), SAME.values(), ids=SAME.keys())
def test_a_wrong_cell_gets_the_fault_of_a_wrong_line(
    values: Mapping[str, Any], puts: list[tuple[Any, ...]], tmp_path: Path
) -> None:
    filled = Filled()
    rows = {re.sub(r"cellule [A-Z]+", "cellule ", filled.put(*put)) for put in puts}
    error = filled.error(tmp_path)
    assert error is not None
    if values:
        assert codes(error) == codes(error_of(values))
    # A list is shown at its first cell, what a law lacks at the cell that lacks it: the row at least is the one.
    said = {re.sub(r"cellule [A-Z]+", "cellule ", line.partition(" : ")[0]) for line in lines_of(error)}
    assert said
    assert said <= rows


def one(filled: Filled, folder: Path, lang: Any = "fr") -> str:
    (line,) = filled.faults(folder, lang)
    return line


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        ("finance.vat_share", 20, "lu « 2 000 % », au-dessus du maximum (100 %) ; attendu une part entre 0 % et 100 %. "
                                  "Correction probable : 20 %"),
        ("finance.vat_share", "12 %", "lu « 12 % », attendu une part entre 0 % et 100 %. "
                                      "Correction probable : 12 %, saisi comme un nombre et non comme un texte"),
        ("external.independent_copy_eur_per_tb_per_year", "1 234,5", ""),
        ("leasing.deferred_payment", 1, "lu « 1 », attendu oui ou non. Correction probable : oui"),
        ("leasing.end_of_term", "extend it", "lu « extend it », attendu l'une de ces valeurs : Retour du matériel au "
                                             "bailleur, Prolongation de la location, Rachat du matériel. "
                                             "Correction probable : Prolongation de la location"),
        ("hospital.legal_form", None, "la case est vide, ou sa ligne a été supprimée"),
        ("decision_year", None, "la case est vide, ou sa ligne a été supprimée ; attendu un nombre entier."),
        ("hospital.beds", None, "la valeur manque, attendu un nombre positif ou nul"),
        ("hospital.beds", datetime.datetime(2026, 3, 1), "le tableur a pris la saisie pour une date (2026-03-01)"),
        ("horizon_years", datetime.datetime(2026, 3, 1), "le tableur a pris la saisie pour une date (2026-03-01)"),
        ("hospital.beds", "=1+1", "la cellule contient une formule dont le résultat n'est pas enregistré"),
        ("decision_year", "=1+1", "la cellule contient une formule dont le résultat n'est pas enregistré"),
        ("hospital.legal_form", "=A1", "la cellule contient une formule dont le résultat n'est pas enregistré"),
        ("hospital.beds", "#REF!", "la cellule contient une erreur de calcul (#REF!)"),
        ("options.1", "#N/A", "la cellule contient une erreur de calcul (#N/A)"),
        ("hosted.ehpad", None, "ce bloc a des valeurs et pas de nom court"),
        ("hosted.ehpad", "ch_voisin", "deux blocs s'appellent « ch_voisin »"),
    ],
)  # fmt: skip
def test_a_wrong_cell_is_said_in_the_words_of_cells(path: str, value: Any, said: str, tmp_path: Path) -> None:
    filled = Filled()
    place = filled.put(path, value)
    lines = filled.faults(tmp_path)
    if path == "hosted.ehpad" and value:
        place = filled.put("hosted.ch_voisin", "ch_voisin")
    assert lines[0].startswith(f"{place} : "), lines
    assert said in lines[0]
    if value != "1 234,5":
        assert len(lines) == 1


def test_a_fault_is_said_in_english_too(tmp_path: Path) -> None:
    filled = Filled(lang="en")
    filled.put("finance.vat_share", 20)
    assert one(filled, tmp_path, "en") == (
        "sheet Rates and taxes, cell B11: finance.vat_share: read “2,000%”, above the maximum (100%); expected a share "
        "between 0% and 100%. Likely fix: 20%"
    )


@pytest.mark.parametrize("path", ["hospital.beds", "finance.vat_share", "hospital.legal_form", "decision_year"])
def test_a_row_that_was_deleted_is_missed_on_its_sheet(path: str, tmp_path: Path) -> None:
    filled = Filled()
    sheet = filled.at(path).parent.title
    filled.drop(path)
    line = one(filled, tmp_path)
    assert line.startswith(f"feuille {sheet} : {path} : " if "." in path else f" : {path} : "), line
    assert "sa ligne a été supprimée" in line


def test_a_sheet_that_was_deleted_is_missed(tmp_path: Path) -> None:
    filled = Filled()
    for title in ("Taux et taxes", "Équipes", "Location"):
        del filled.book[title]
    text = " ".join(filled.faults(tmp_path))
    assert "finance : les lignes de cette partie manquent" in text
    assert "staff : les lignes de cette partie manquent" in text
    assert "leasing : cette partie est vide" in text
    assert "ôtez cette option de la feuille du cas" in text


def test_an_option_that_is_not_compared_may_be_left_empty(tmp_path: Path) -> None:
    filled = Filled()
    del filled.book["Location"]
    filled.put("options.3", None)
    scenario = filled.load(tmp_path)
    assert scenario.leasing is None
    assert scenario.options == ("in_house", "external")


def test_a_list_left_empty_is_reported_where_it_begins(tmp_path: Path) -> None:
    filled = Filled()
    ranks = [rank for rank in range(1, 5) if filled.put(f"options.{rank}", None)]
    where = filled.at("options.1").coordinate
    with pytest.raises(ScenarioError) as empty:
        filled.load(tmp_path)
    places = {fault.place.cell for fault in empty.value.faults if fault.place and fault.path == "options"}
    assert places == {where}
    assert len(ranks) == 4


def test_rows_columns_and_sheets_may_move_and_change_names(tmp_path: Path) -> None:
    filled = Filled()
    sheet = filled.book["Exploitation"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=5)]
    for rank, values in enumerate(reversed(rows), start=5):  # sorted the other way round
        for column, value in enumerate(values, start=1):
            sheet.cell(rank, column).value = value
    sheet.insert_rows(8, 3)
    sheet.cell(9, 2).value = "ma note"
    sheet.title = "Nos comptes"
    filled.book["Location"].insert_cols(2)
    filled.book["Incidents majeurs"].sheet_state = "hidden"
    filled.book.move_sheet("Incidents majeurs", -5)
    filled.book.create_sheet("Brouillon")["A1"] = "=1/0"
    assert filled.load(tmp_path) == load("reference-ght")
    place = filled.put("operations.pue", 0.1, "low")
    assert place.startswith("feuille Nos comptes, ")
    assert one(filled, tmp_path).startswith(place)


def test_a_row_that_stands_twice_is_refused(tmp_path: Path) -> None:
    filled = Filled()
    filled.book.copy_worksheet(filled.book["Taux et taxes"])
    lines = filled.faults(tmp_path)
    fields = {line.split(" : ")[1] for line in lines}
    assert {field.split(".")[0] for field in fields} == {"finance", "vat"}
    assert len(fields) == len(lines) > 8
    twice = "cette ligne figure deux fois dans le classeur, d'abord ici : Taux et taxes, Q11 ; n'en gardez qu'une."
    assert f"feuille Taux et taxes Copy, cellule Q11 : finance.vat_share : {twice}" in lines


def test_a_path_that_was_changed_is_refused(tmp_path: Path) -> None:
    filled = Filled()
    place = filled.put("hospital.beds", "hospital.bed", "path")
    lines = filled.faults(tmp_path)
    assert any(line.startswith(f"{place} : lu « hospital.bed »") and line.endswith(": hospital.beds") for line in lines)


def test_merged_cells_are_refused_where_a_value_is_lost(tmp_path: Path) -> None:
    filled = Filled()
    first, second = filled.at("hospital.beds"), filled.at("hospital.patients_per_year")
    first.parent.merge_cells(f"{first.coordinate}:{second.coordinate}")
    line = one(filled, tmp_path)
    assert f"cellule {second.coordinate} : hospital.patients_per_year : cellules fusionnées" in line


def test_a_gap_between_years_is_refused(tmp_path: Path) -> None:
    filled = Filled()
    filled.put("in_house.other_investment_eur_by_year", 5, "3")
    lines = filled.faults(tmp_path)
    assert [line.partition(" : ")[2].partition(" : ")[2][:9] for line in lines] == ["case vide"] * 2


def test_a_law_left_on_certain_is_refused(tmp_path: Path) -> None:
    filled = Filled()
    filled.put("hospital.beds", None)
    for rank, part in enumerate(("low", "mode", "high")):
        filled.put("hospital.beds", 800 + rank, part)
    assert "choisissez la loi" in one(filled, tmp_path)
    filled.put("hospital.beds", None, "distribution")  # three points tell their law, as in a file
    assert filled.load(tmp_path).hospital.beds.value == 801


# ─── what is forgiven ────────────────────────────────────────────────────────────────────────────────────────────────


def test_numbers_and_dates_in_texts_are_texts(tmp_path: Path) -> None:
    filled = Filled()
    filled.put("hospital.beds", datetime.datetime(2026, 3, 1), "date")
    filled.put("hospital.beds", 2024, "source")
    filled.put("hospital.beds", 1.5, "note")
    filled.put("hosted.ehpad", 2026)
    scenario = filled.load(tmp_path)
    assert (scenario.hospital.beds.date, scenario.hospital.beds.source) == ("2026-03-01", "2024")
    assert scenario.hospital.beds.note == "1.5"
    assert "2026" in scenario.hosted


@pytest.mark.parametrize("written", ["OUI", " oui ", "yes", True, "Yes"])
def test_a_yes_may_be_written_in_many_ways(written: Any, tmp_path: Path) -> None:
    filled = Filled()
    filled.put("leasing.deferred_payment", written)
    filled.put("certification.activities", written, "5")
    filled.put("leasing.end_of_term", "Return")
    filled.put("hospital.beds", "s2", "confidence")
    filled.put("operations.pue", "Pert", "distribution")
    scenario = filled.load(tmp_path)
    assert scenario.leasing is not None
    assert (scenario.leasing.deferred_payment.value, scenario.leasing.end_of_term) == (1.0, "return")
    assert (scenario.certification.activities, scenario.hospital.beds.confidence) == ((1, 2, 3, 4, 5, 6), "S2")


def test_a_block_left_out_is_out_and_a_renamed_one_keeps_its_correlations(tmp_path: Path) -> None:
    filled = Filled()
    filled.put("hosted.ehpad", "retiré", "distribution")
    filled.put("staff.technicien", "techniciens")
    scenario = filled.load(tmp_path)
    reference = load("reference-ght")
    assert set(reference.hosted) - set(scenario.hosted) == {"ehpad"}
    assert scenario.staff["techniciens"] == reference.staff["technicien"]
    assert "staff.techniciens.loaded_cost_eur_per_year" in scenario.correlations["salaires"].between
    assert "staff.technicien.loaded_cost_eur_per_year" not in scenario.correlations["salaires"].between


def test_a_block_that_is_only_named_misses_its_values(tmp_path: Path) -> None:
    filled = Filled()
    filled.put("hosted.+1", "nouveau")
    lines = filled.faults(tmp_path)
    assert len(lines) == 8
    assert all(": hosted.nouveau." in line for line in lines)


def test_a_workbook_may_be_the_base_of_a_file(tmp_path: Path) -> None:
    filled = Filled()
    place = filled.put("hospital.beds", 12)
    filled.save(tmp_path)
    child = tmp_path / "enfant.toml"
    child.write_text('based_on = "classeur.xlsx"\nname = "Enfant"\n[hosted]\nehpad = false\n', "utf-8")
    scenario = load(child)
    assert (scenario.name, scenario.hospital.beds.value) == ("Enfant", 12)
    assert "ehpad" not in scenario.hosted
    filled.put("hospital.beds", -1)
    filled.save(tmp_path)
    with pytest.raises(ScenarioError, match=place):
        load(child)
