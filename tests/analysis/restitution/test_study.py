from __future__ import annotations

import pytest

from hds_tco.analysis.restitution.clause_values import clause_values
from hds_tco.analysis.restitution.study import as_good, first_sentence, offers, restitution_study
from hds_tco.locale import LANGUAGES, Language, amount, text
from hds_tco.scenario import load
from tests.analysis.restitution.cases import BY_HORIZON, case

REFERENCE = load("reference-ght")


def test_without_prices_every_missing_clause_is_within_reach() -> None:
    values = clause_values(case(), draws=20)
    ranked = offers(values)
    assert ranked[0].net_eur == pytest.approx(BY_HORIZON * 90_000)  # the copy of the case costs nothing a year
    assert [offer.clause for offer in ranked[:2]] == ["independent_copy", "longer_notice"]
    assert as_good(values, ranked) == ()


def test_the_price_decides_which_comes_first() -> None:
    values = clause_values(case(), draws=20)
    prices = {"independent_copy": BY_HORIZON * 80_000, "longer_notice": 0.0, "open_format": 1e9}
    assert [offer.clause for offer in offers(values, prices)] == ["longer_notice", "independent_copy", "open_format"]
    assert [offer.clause for offer in offers(values, prices, 1.0)] == ["longer_notice"]


def test_a_tie_names_both() -> None:
    values = clause_values(case(), draws=20)
    prices = {"independent_copy": BY_HORIZON * 30_000, "longer_notice": 0.0}  # both save 60 000 then
    ranked = offers(values, prices)
    assert len(as_good(values, ranked)) == 1
    assert "ne les départagent pas" in first_sentence(values, prices, None)
    assert "cannot tell them apart" in first_sentence(values, prices, None, "en")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_clause_dearer_than_what_it_saves_is_not_recommended(lang: Language) -> None:
    values = clause_values(REFERENCE, draws=200)
    said = first_sentence(values, {"longer_notice": 5e6}, None, lang)
    begins = "Au prix demandé, aucune clause" if lang == "fr" else "At the prices asked, no clause"
    assert said.startswith(begins)
    assert amount(5e6, lang) in said
    assert first_sentence(values, {"longer_notice": 5e6}, 1e6, lang) == text("clauses.none_offered", lang)
    assert first_sentence(values, {}, None, lang) == text("clauses.none_offered", lang)


def test_prices_are_taken_off_everywhere() -> None:
    prices = {"longer_notice": 5e6, "step_in": 1000.0}
    found = restitution_study(REFERENCE, 300, prices=prices, budget_eur=6e6)
    data = found.data("en")
    assert data["first_clause"] == "step_in"
    assert data["prices_eur"] == prices
    row = next(row for row in data["clauses"] if row["clause"] == "longer_notice")
    assert row["today_paid_expected_eur"] == pytest.approx(row["today_expected_eur"] - 5e6)
    assert found.best.worthiest.clauses == ("step_in",)
    table = found.best.table("en")
    assert [row[2].endswith("†") for row in table.rows] == [False, False, True, True]
    assert table.rows[table.strong[0]][-1] == "Step-in right"
    unsaid = text("restitution_lab.price_note", "en")
    assert unsaid not in data["notes"]
    assert unsaid in restitution_study(REFERENCE, 300).notes("en")


def test_the_bad_cases_stand_in_a_table_of_their_own() -> None:
    values = clause_values(REFERENCE, draws=300)
    mean, tail = values.table("en"), values.tail_table("en")
    assert [row[0] for row in mean.rows] == [row[0] for row in tail.rows]
    one = values[values.frame()["clause"][0]]
    worths = [one.gross[against].cvar95.value for against in ("alone", "today", "last_in")]
    assert [cell.split(" ± ")[0] for cell in tail.rows[0][1:]] == [amount(worth, "en") for worth in worths]
