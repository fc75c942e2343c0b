from __future__ import annotations

import pytest

from hds_tco.analysis.restitution.clauses import CLAUSES, clause_items, clause_list, legal_bases
from hds_tco.locale import LANGUAGES, Language

# All fourteen were read: 1 to 8 in the article, 9 to 14 in the framework that takes them up.
CODES = dict.fromkeys(range(1, 15), "S1")


def test_the_fourteen_items_keep_the_fact_sheets_codes() -> None:
    assert {item.item: item.confidence for item in clause_items() if item.item} == CODES
    assert [item.item for item in clause_items()][:14] == list(range(1, 15))


def test_what_was_read_names_where_and_what_was_not_says_so() -> None:
    for item in clause_items():
        if item.confidence.startswith("S"):
            assert item.source and item.url.startswith("http"), item.item
        assert item.is_hypothesis == (item.confidence == "G")
        assert ("not read" in item.status("en")) == item.is_hypothesis


def test_what_a_code_leaves_out_is_said() -> None:
    status = {item.item: item.status("en") for item in clause_items() if item.item}
    assert {status[item] for item in range(1, 9)} == {"read"}
    assert {status[item] for item in range(9, 15)} == {"read (in the HDS v2 framework)"}


def test_what_was_read_says_when() -> None:
    for item in clause_items():
        assert bool(item.seen_on) == (not item.beyond_law), item.item


def test_the_contact_for_incidents_is_the_clients_own() -> None:
    contact = next(item for item in clause_items() if item.item == 5)
    assert "du client" in contact.wording["fr"] and "client's own" in contact.wording["en"]


def test_return_comes_before_destruction_whatever_the_cause_of_the_end() -> None:
    wording = {item.item: item.wording["en"] for item in clause_items() if item.item}
    assert "whatever the cause" in wording[12] and "certificate" not in wording[12]
    assert "all the data" in wording[13] and "after their return" in wording[14]


def test_what_the_law_asks_besides_is_told_without_a_number() -> None:
    besides = {item.rule: item for item in clause_items() if not item.item and not item.beyond_law}
    assert list(besides) == ["hds.reversibility_price", "hds.contract_transfers"]
    price, transfers = besides.values()
    assert price.clauses == ("agreed_exit_price",) and price.confidence == "S1"
    assert price.label("fr") == "référentiel HDS v2, exigence 27"
    assert transfers.label("en") == "R.1111-11, added in 2026" and "not seen" in transfers.status("en")
    assert "pays tiers" in transfers.wording["fr"] and "third countries" in transfers.wording["en"]


def test_every_clause_of_ours_rests_on_something_and_nothing_else_is_named() -> None:
    named = {clause for item in clause_items() for clause in item.clauses}
    assert named == set(CLAUSES)
    assert all(basis.items for basis in legal_bases().values())


def test_a_clause_is_no_surer_than_the_least_sure_of_its_texts() -> None:
    found = {clause: basis.confidence for clause, basis in legal_bases().items()}
    assert found == dict.fromkeys(CLAUSES, "G") | {
        "reversibility_plan": "S1",
        "agreed_exit_price": "S2",
        "certificate_loss": "S2",
    }


def test_every_item_that_concerns_a_clause_says_why() -> None:
    for item in clause_items():
        if item.clauses and not item.beyond_law:
            assert item.reading["fr"] and item.reading["en"], item.item


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_frame_is_whole_in_both_languages(lang: Language) -> None:
    frame = clause_list(lang)
    assert len(frame) == len(clause_items())
    assert (frame["text"].str.len() > 0).all()
    assert frame["beyond_law"].sum() == 8
    other = clause_list("en" if lang == "fr" else "fr")
    assert not (frame["text"] == other["text"]).any()
