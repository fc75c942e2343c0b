"""No statement of law stands outside `data/law/`: what shipped words cite, date or measure is a rule of the table."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import numpy as np
import pytest

import hds_tco as ht
from hds_tco.locale import LANGUAGES, text
from hds_tco.model.certification import duty
from hds_tco.model.exit_causes import CAUSES, causes_under_contract
from hds_tco.model.law import bans_of
from hds_tco.scenario import assumptions_of, load, resolve, with_values
from hds_tco.scenario.law import last_seen, rules
from tests.scenario.statements import DAY, citations_in, day_of, faults_of, shipped_words

# ─── the reader itself ──────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("words", "fault"),
    [
        ("hypothèse : 120 jours, fenêtre minimale déduite du règlement sur les données (60 + 30 + 30)", "120 jours"),
        ("hypothèse : 60 jours, préavis maximal du règlement sur les données (S2)", "60 jours"),
        ("Data Act (art. 25) : transition de 30 jours au plus, récupération de 30 jours au moins.", ""),
        ("Data Act (art. 25) : préavis de 2 mois au moins.", "2 mois au moins"),
        ("Data Act, article 25: notice of 2 months at most.", ""),
        ("Data Act, article 25: notice of 3 months at most.", "3 months"),
        ("Data Act, article 25: a notice of at most 2 months.", ""),
        ("Data Act, article 25: a notice of at least 2 months.", "at least 2 months"),
        ("Data Act (art. 25) : préavis minimal de 2 mois.", "minimal de 2 mois"),
        ("Data Act (art. 25) : 2 mois, durée maximale.", ""),
        ("interdits dès le 12 janvier 2027 (Data Act, art. 29)", ""),
        ("interdits dès le 13 janvier 2027 (Data Act, art. 29)", "2027-01-13"),
        ("interdits dès le 12 janvier 2027", "no text"),
        ("0 € depuis l'arrêté du 17 nov. 2025", ""),
        ("0 € depuis l'arrêté du 18 nov. 2025", "2025-11-18"),
        ("marché formalisé (au-delà de 216 000 € HT en 2026)", "no text"),
        ("seuil de 216 000 € HT (code de la commande publique, annexe 2)", ""),
        ("seuil de 215 000 € HT (code de la commande publique, annexe 2)", "215 000"),
        ("le paiement différé est interdit (L.2191-5)", ""),
        ("le paiement différé est interdit (L.2191-6)", "L.2191-6"),
        ("quatre ans, durée maximale d'un accord-cadre (S2)", "no text"),
        ("un hôpital de quatre ans au plus, sans rien dire du droit", ""),
        ("aucune loi ne protège face à un hébergeur insolvable", ""),
    ],
)
def test_a_false_statement_is_seen_and_a_true_one_is_not(words: str, fault: str) -> None:
    found = " ; ".join(faults_of(words))
    assert fault in found if fault else not found, found


# ─── what is shipped ────────────────────────────────────────────────────────────────────────────────────────────────


def test_no_statement_of_law_stands_outside_the_table() -> None:
    found = {place: faults for place, words in shipped_words() if (faults := faults_of(words))}
    assert not found


def test_every_text_that_words_name_was_read_or_is_marked() -> None:
    sure = {citation for row in rules() if row.confidence not in ("G", "N") for citation in row.citations}
    for place, words in shipped_words():
        for cited in citations_in(words.replace("\u00a0", " ")) - sure:
            assert re.search(r"non lu|not read|à faire vérifier|notoriété", words), (place, cited)


@pytest.mark.parametrize("field", ["transfer_fee_eur_per_tb", "other_exit_fee_eur"])
@pytest.mark.parametrize("cause", CAUSES)
def test_words_say_that_a_fee_is_cancelled_where_the_model_cancels_it(cause: str, field: str) -> None:
    given: Any = resolve(load("reference-ght"))
    bans = bans_of(given, np.array([4]))
    found = causes_under_contract(given.restitution, bans, given.external.switching_rules_apply)
    left = getattr(next(one for one in found if one.key == cause), field)
    cancelled = not np.any(left)
    path = f"restitution.{cause}.{field}"
    note = assumptions_of(load("reference-ght"))[path].note
    assert bool(re.search(r"annule", note)) == cancelled, note
    for lang in LANGUAGES:
        words = text(f"help.{path}", lang)
        assert bool(re.search(r"annule|set to zero", words)) == cancelled, words


def test_words_make_a_block_wait_for_the_certificate_where_the_model_does() -> None:
    scenario = load("reference-ght")
    blocks = duty(resolve(scenario)).blocks
    assert set(map(float, blocks.values())) == {0.0, 1.0}
    for key, waits in blocks.items():
        note = scenario.hosted[key].join_year.note
        assert bool(re.search("jamais avant le certificat", note)) == bool(waits), key
    for lang in LANGUAGES:
        late = text("charts.spans.certificate_late", lang, year=2036)
        assert re.search("qui en dépend|that depends on it", late)


def test_a_figure_said_to_play_no_part_in_the_case_plays_none() -> None:
    scenario = load("reference-ght")
    idle = [path for path, found in assumptions_of(scenario).items() if re.search(r"[Nn]e joue qu", found.note)]
    assert len(idle) >= 8
    costs = {option.key: option.net_present_cost_eur for option in ht.compare(scenario).options}
    for path in idle:
        for option in ht.compare(with_values(scenario, {path: 1})).options:
            assert option.net_present_cost_eur == costs[option.key], path


# ─── statements that time undoes ────────────────────────────────────────────────────────────────────────────────────

NOW = re.compile(r"aujourd'hui|actuellement|à ce jour|valable|en vigueur|today|currently|valid until", re.IGNORECASE)
UNTIL = re.compile(rf"(?:au|jusqu'au|until|to) {DAY}")


def stale(words: str, read_on: date) -> bool:
    """Tell whether words hold for present what had ended, or might have, by the day that the data was last read."""
    ends = [day for day in map(day_of, UNTIL.finditer(words)) if day and day < read_on]
    return bool(ends) and not re.search("inconnue|non trouvé|après le", words)


def test_what_has_ended_says_so() -> None:
    assert stale("Certificat valable du 4 juin 2025 au 7 septembre 2026.", date(2026, 11, 29))
    assert not stale("Certificat valable du 4 juin 2025 au 7 septembre 2026.", date(2026, 9, 7))
    found = [place for place, words in shipped_words() if stale(words.replace("\u00a0", " "), last_seen())]
    assert not found


def test_a_dated_card_says_nothing_of_the_present() -> None:
    found = [
        (place, words)
        for place, words in shipped_words()
        if place.startswith(("data/hospitals", "data/provider_failures")) and NOW.search(words)
    ]
    assert not found


def test_guidelines_that_were_adopted_are_not_in_consultation() -> None:
    assert not [place for place, words in shipped_words() if re.search(r"en consultation|in consultation", words)]
