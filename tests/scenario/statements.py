"""A reader of statements of law: which texts, days and figures words name, and which of them `data/law/` does not."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from hds_tco.scenario.law import rules

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
    (r"\b(CNRACL)\b", r"\1"),
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
BOUND = r"(?:au|at) (plus|moins|most|least)|(maxim|minim)(?:um|al|ale|ales|aux)?\b"
MEASURE = re.compile(
    rf"(?:(?:{BOUND}) (?:de |of )?)?\b(\d{{1,3}}(?:[ _]\d{{3}})+|\d+|{'|'.join(NUMBERS)})"
    rf" (jours|days|mois|months|ans|years|€)(?!\w| par)(?: HT)?(?:,? (?:(?:fenêtre|durée|préavis) )?(?:{BOUND}))?"
)
BOUNDS = {"plus": "maximum", "most": "maximum", "maxim": "maximum"}
BOUNDS |= {"moins": "minimum", "least": "minimum", "minim": "minimum"}


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
            value = NUMBERS.get(match[3]) or float(match[3].replace(" ", "").replace("_", ""))
            bounds = {BOUNDS[word] for word in match.group(1, 2, 5, 6) if word}
            if not any((row.value, row.unit) == (value, UNITS[match[4]]) and bounds <= {row.bound} for row in named):
                faults.append(f"unknown figure: {match[0]}")
    return faults


def shipped_words() -> Iterator[tuple[str, str]]:
    """Yield every text shipped to users, with its place: notes, cards, clauses, catalogues, notebooks, pages."""
    places = [*sorted((ROOT / "data").rglob("*.toml")), *sorted((ROOT / "hds_tco" / "locale").rglob("*.toml"))]
    for path in places:
        if path.parent.name != "law":
            yield from _texts(tomllib.loads(path.read_text("utf-8")), path.relative_to(ROOT).as_posix())
    for path in sorted((ROOT / "notebooks").glob("*.ipynb")):
        for rank, cell in enumerate(json.loads(path.read_text("utf-8"))["cells"]):
            yield f"{path.name}, cell {rank}", "".join(cell["source"])
    for path in [*ROOT.glob("README*.md"), ROOT / "data" / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]:
        for rank, paragraph in enumerate(re.split(r"\n\s*\n|\n(?=[-|])", path.read_text("utf-8"))):
            yield f"{path.relative_to(ROOT)}, paragraph {rank}", paragraph.replace("\n", " ")


def _texts(tree: Any, place: str) -> Iterator[tuple[str, str]]:
    if isinstance(tree, str):
        yield place, tree
    elif isinstance(tree, dict | list):
        for name, part in tree.items() if isinstance(tree, dict) else enumerate(tree):
            if name not in ("source", "url"):  # where something was read, in its publisher's words
                yield from _texts(part, f"{place}: {name}")
