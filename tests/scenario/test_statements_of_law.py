"""No statement of law stands outside `data/law/`: what shipped words cite, date or measure is a rule of the table."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from hds_tco.locale import LANGUAGES, text
from hds_tco.model.certification import duty
from hds_tco.model.restitution import CAUSES, causes_under_contract
from hds_tco.scenario import assumptions_of, load, resolve
from hds_tco.scenario.law import last_seen, rules

ROOT = Path(__file__).parents[2]
MONTHS = (
    "jan janv january janvier",
    "feb févr february février",
    "mar mars march",
    "apr avr april avril",
    "may mai",
    "jun june juin",
    "jul july juil juillet",
    "aug august août",
    "sep sept september septembre",
    "oct october octobre",
    "nov november novembre",
    "dec déc december décembre",
)
DAY = r"\b(\d{1,2})(?:er)? ([A-Za-zéû]{3,9})\.? ((?:19|20)\d\d)\b"
# What names a text of law, and the form that the table's citations give it.
CITATIONS = (
    (r"\b([LR])\.? ?(\d{3,4}-\d+(?:-\d+)?)", r"\1.\2"),
    (r"\b(?:loi|law|décret|decree|ordonnance|ordinance)(?: n°)? ((?:19|20)\d\d-\d+)", r"\1"),
    (r"\b(20\d\d/\d{3,4})\b", r"\1"),
    (r"\bData Act\b|règlement (?:européen )?sur les données", "Data Act"),
    (r"\b(SREN|SecNumCloud|6519/SG)\b", r"\1"),
    (r"\bNIS ?2\b", "NIS 2"),
    (r"\b[Cc]ode civil, (?:art\. )?(\d+)", r"Code civil \1"),
    (r"\bCGI, (?:art\. )?(\d+(?: [A-D]\b)?)", r"CGI \1"),
    (r"\bart\. (\d+) du RGPD|GDPR, article (\d+)", "RGPD 26"),
    (r"(?:commande publique|procurement code), anne[xe]+ (\d)", r"commande publique, annexe \1"),
    (r"\bHDS v2\b", "HDS v2"),
)
DATED_TEXT = re.compile(rf"\b(?:arrêté|décret|ordonnance|order|decree) (?:du|of) {DAY}")
# What claims something of the law, and so must say which.
CLAIMS = re.compile(
    r"\b(?:(?:la loi|the law) (?:n')?(?:interdi\w+|impos\w+|permet|exige|forbids|allows)|délai légal|interdits?"
    r"|interdites?|forbidden|règlement|décret|arrêté du|circulaire|decree|circular|licites?|lawful|HT en 20\d\d"
    r"|durée maximale|préavis maximal)\b"
)
NOT_A_CLAIM = re.compile(r"aucune (?:loi|règle)(?: ne les interdit)?|no (?:law|rule)|décret de 2006|decree of 2006")
ABBREVIATIONS = re.compile(r"\b(art|janv|févr|avr|juil|sept|oct|nov|déc|[LR])\. ")
NUMBERS = {"deux": 2, "trois": 3, "quatre": 4, "cinq": 5, "six": 6, "sept": 7, "huit": 8, "neuf": 9, "dix": 10}
UNITS = {"jours": "days", "mois": "months", "ans": "years", "€": "eur"} | {u: u for u in ("days", "months", "years")}
MEASURE = re.compile(
    rf"\b(\d{{1,3}}(?:[ _]\d{{3}})+|\d+|{'|'.join(NUMBERS)}) (jours|days|mois|months|ans|years|€)(?!\w| par)"
    r"(?: HT)?(?: (au|at) (plus|moins|most|least))?"
)
BOUNDS = {"plus": "maximum", "most": "maximum", "moins": "minimum", "least": "minimum"}


# ─── reading a statement ────────────────────────────────────────────────────────────────────────────────────────────


def citations_in(words: str) -> set[str]:
    """Return the texts of law that words name, as the table's citations write them."""
    found = {match.expand(form) for pattern, form in CITATIONS for match in re.finditer(pattern, words)}
    return found | {day.isoformat() for day in map(day_of, DATED_TEXT.finditer(words)) if day}


def day_of(match: re.Match[str]) -> date | None:
    """Return the day that a match of `DAY` writes, none if its word is no month."""
    rank = next((rank for rank, names in enumerate(MONTHS, 1) if match[2].lower() in names.split()), 0)
    return date(int(match[3]), rank, int(match[1])) if rank else None


def faults_of(words: str) -> list[str]:
    """Return what a statement says of the law that the table does not: texts, days, figures, which way they bound."""
    words = re.sub("[\u00a0\u202f]", " ", words)
    cited = citations_in(words)
    known = {citation for row in rules() for citation in row.citations}
    faults = [f"unknown text: {one}" for one in sorted(cited - known)]
    claim = CLAIMS.search(NOT_A_CLAIM.sub("", words))
    if claim and not cited:
        faults.append(f"no text: {claim[0]}")
    if not cited:
        return faults
    named = [row for row in rules() if cited & set(row.citations)]
    days = {day.isoformat() for row in named for day in (row.in_force_from, row.in_force_to) if day} | known
    faults += [
        f"unknown day: {day}" for day in map(day_of, re.finditer(DAY, words)) if day and day.isoformat() not in days
    ]
    for sentence in re.split(r"(?<=[.?!;]) ", ABBREVIATIONS.sub(r"\1.", words)):
        if not citations_in(sentence.replace(".", ". ")) and not citations_in(sentence):
            continue
        for match in MEASURE.finditer(sentence):
            value = NUMBERS.get(match[1]) or float(match[1].replace(" ", "").replace("_", ""))
            bound = BOUNDS.get(match[4] or "")
            if not any(
                (row.value, row.unit) == (value, UNITS[match[2]]) and bound in (None, row.bound) for row in named
            ):
                faults.append(f"unknown figure: {match[0]}")
    return faults


def shipped_words() -> Iterator[tuple[str, str]]:
    """Yield every text shipped to users, with its place: notes, cards, clauses, catalogues, notebooks."""
    places = [*sorted((ROOT / "data").rglob("*.toml")), *sorted((ROOT / "hds_tco" / "locale").rglob("*.toml"))]
    for path in places:
        if path.parent.name != "law":
            yield from _texts(tomllib.loads(path.read_text("utf-8")), path.relative_to(ROOT).as_posix())
    for path in sorted((ROOT / "notebooks").glob("*.ipynb")):
        for rank, cell in enumerate(json.loads(path.read_text("utf-8"))["cells"]):
            yield f"{path.name}, cell {rank}", "".join(cell["source"])


def _texts(tree: Any, place: str) -> Iterator[tuple[str, str]]:
    if isinstance(tree, str):
        yield place, tree
    elif isinstance(tree, dict | list):
        for name, part in tree.items() if isinstance(tree, dict) else enumerate(tree):
            if name not in ("source", "url"):  # where something was read, in its publisher's words
                yield from _texts(part, f"{place}: {name}")


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
    found = causes_under_contract(given.restitution, np.array([2030]), given.external.switching_rules_apply)
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
