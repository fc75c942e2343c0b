"""A wrong field: the report names file, line, field, what was read, what is expected, and a likely mend.

Each file goes through the command, in French and in English; nothing may be written.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from hds_tco.locale import LANGUAGES, Language
from tests.cli.running import refused

HEAD = 'based_on = "reference-ght"\nname = "Essai"\n'
EUROS = ("un montant en euros, sans espace ni symbole", "an amount in euros, without spaces or symbol")
SHARE = ("une part entre 0 et 1 (30 % s'écrit 0.30)", "a share between 0 and 1 (write 30% as 0.30)")
RATE = ("un taux annuel entre -0.9 et 1 (3 % s'écrit 0.03)", "a yearly rate between -0.9 and 1 (write 3% as 0.03)")
FLAG = ("true (oui) ou false (non), sans guillemets", "true (yes) or false (no), without quotes")
DAYS = ("un nombre de jours entre 0 et 10000 (3 mois s'écrit 90)", "a number of days between 0 and 10000")
WHOLE = ("un nombre entier", "a whole number")
TEXT = ("un texte entre guillemets", "a text in quotes")
SECTION = ("une section avec ses champs", "a section with its fields")
OPTIONS = ("in_house, external, leasing", "in_house, external, leasing")
DISTRIBUTIONS = ("pert, triangular, uniform, lognormal, discrete",) * 2
CODES = ("S1, S2, S3, D, G, N",) * 2
RAMP = ("une liste de parts entre 0 et 1, une par année à partir de l'année 0", "a list of shares between 0 and 1")
NO_SUCH_NAME = ("aucun champ ne porte ce nom", "no field bears that name")
OTHER_UNIT = ("ce champ se donne dans une autre unité", "this field is given in another unit")
SIX = ("attendu six, un par activité HDS, dans l'ordre", "expected six, one per HDS activity, in order")
NEVER = ("un incident majeur est toujours possible", "a major incident is always possible")


@dataclass(frozen=True)
class Wrong:
    body: str
    path: str
    read: str  # what the user wrote; "" where the sentence is about something that is missing
    expected: tuple[str, str]
    mend: str = ""
    line: int = 4


def field(section: str, name: str, value: str, read: str, expected: tuple[str, str], mend: str = "") -> Wrong:
    """Return a file whose line 4 is wrong."""
    return Wrong(f"[{section}]\n{name} = {value}\n", f"{section}.{name}", read, expected, mend)


def part(value: str, name: str, read: str, expected: tuple[str, str], mend: str = "") -> Wrong:
    """Return a file with a wrong part in an assumption's table."""
    path = f"external.setup_eur.{name}" if name else "external.setup_eur"
    return Wrong(f"[external]\nsetup_eur = {value}\n", path, read, expected, mend)


def top(line: str, path: str, read: str, expected: tuple[str, str], mend: str = "") -> Wrong:
    """Return a file whose line 3, above any section, is wrong."""
    return Wrong(f"{line}\n", path, read, expected, mend, line=3)


WRONG = {
    # unknown names
    "field in another unit": field(
        "leasing",
        "notice_months",
        "3",
        "",
        (f"{OTHER_UNIT[0]}, que porte son nom : attendu {DAYS[0]}", OTHER_UNIT[1]),
        "notice_days",
    ),
    "price per GB": field(
        "hardware",
        "imaging_price_eur_per_gb",
        "3",
        "",
        (
            f"{OTHER_UNIT[0]}, que porte son nom : attendu un prix en euros par To",
            f"{OTHER_UNIT[1]}, which its name bears: expected a price in euros per TB",
        ),
        "imaging_price_eur_per_tb",
    ),
    "thousands of euros": field("external", "setup_keur", "90", "", OTHER_UNIT, "setup_eur"),
    "mistyped field": field("finance", "vat_shar", "0.2", "", NO_SUCH_NAME, "vat_share"),
    "beginning of a field": field("finance", "vat", "0.2", "", NO_SUCH_NAME, "vat_share"),
    "field of another section": field("leasing", "vat_share", "0.2", "", NO_SUCH_NAME, "finance.vat_share"),
    "field above any section": top("vat_share = 0.2", "vat_share", "", NO_SUCH_NAME, "finance.vat_share"),
    "field like none": field("finance", "zzz", "0.2", "", NO_SUCH_NAME),
    "mistyped section": Wrong("[finances]\nvat_share = 0.2\n", "finances", "", NO_SUCH_NAME, "finance", line=3),
    "section in the wrong place": Wrong(
        "[lessor]\nnotice_days = 3\n", "lessor", "", NO_SUCH_NAME, "leasing.lessor", line=3
    ),
    "mistyped field in a block": Wrong("[hosted.ehpad]\nvm = 3\n", "hosted.ehpad.vm", "", NO_SUCH_NAME, "vms"),
    "unknown part of a table": part('{ value = 1, confidance = "S1" }', "confidance", "", NO_SUCH_NAME, "confidence"),
    # units inside a table
    "unit in a table": Wrong(
        '[hardware]\nimaging_price_eur_per_tb = { value = 3, unit = "eur_per_gb" }\n',
        "hardware.imaging_price_eur_per_tb.unit",
        "eur_per_gb",
        ("le nom du champ porte déjà l'unité", "the field's name already bears the unit"),
        "eur_per_tb",
    ),
    "unit of a sister field": Wrong(
        '[hardware]\nimaging_power_kw_per_tb = { value = 3, unit = "kw" }\n',
        "hardware.imaging_power_kw_per_tb.unit",
        "kw",
        ("le nom du champ porte déjà l'unité", "the field's name already bears the unit"),
        "kw_per_tb",
    ),
    "unit of a yes or no": Wrong(
        '[leasing]\nmaintenance_included = { value = true, unit = "oui" }\n',
        "leasing.maintenance_included.unit",
        "oui",
        ("le nom du champ porte déjà l'unité", "the field's name already bears the unit"),
    ),
    # wrong types
    "text for a number": field("external", "setup_eur", '"400 €"', "400 €", EUROS, "400"),
    "thousands in text": field("external", "setup_eur", '"400 k€"', "400 k€", EUROS, "400000"),
    "millions in text": field("external", "setup_eur", '"1,2 M€"', "1,2 M€", EUROS, "1200000"),
    "spaces and cents": field("external", "setup_eur", '"12 400,50 €"', "12 400,50 €", EUROS, "12400.5"),
    "text that is no number": field("external", "setup_eur", '"beaucoup"', "beaucoup", EUROS),
    "unit nobody can guess": field("external", "setup_eur", '"12 USD"', "12 USD", EUROS),
    "unit behind a figure": field("leasing", "notice_days", '"90 jours"', "90 jours", DAYS, "90"),
    "percent in text": field("finance", "vat_share", '"30 %"', "30 %", SHARE, "0.3"),
    "yes in French": field("leasing", "maintenance_included", '"oui"', "oui", FLAG, "true"),
    "no in French": field("leasing", "maintenance_included", '"Non"', "Non", FLAG, "false"),
    "one for yes": field("leasing", "maintenance_included", "1", "1", FLAG, "true"),
    "yes for a number": field("external", "setup_eur", "true", "true", EUROS),
    "no for a number": field("finance", "vat_share", "false", "false", SHARE),
    "date for a number": field("external", "setup_eur", "2024-01-01", "2024-01-01", EUROS),
    "list for a number": field("external", "setup_eur", "[1, 2]", "[1, 2]", EUROS),
    "number for a list": field("migration", "migrated_share_by_year", "0.5", "0.5", RAMP),
    "empty list": field("migration", "migrated_share_by_year", "[]", "[]", RAMP),
    "endless list": field("migration", "migrated_share_by_year", f"[{'1, ' * 200}]", "[1, 1, 1, 1", RAMP),
    "number for a name": Wrong("", "name", "3", TEXT, '"3"', line=2),
    "years that are not whole": field(
        "leasing",
        "term_years",
        "4.5",
        "4.5",
        ("un nombre entier d'années entre 1 et 50", "a whole number of years between 1 and 50"),
        "4",
    ),
    # out of bounds
    "negative price": field("external", "setup_eur", "-400", "-400", EUROS, "400"),
    "large negative price": field("external", "setup_eur", "-1234567.5", "-1234567.5", EUROS, "1234567.5"),
    "share in percent": field("finance", "vat_share", "30", "30", SHARE, "0.3"),
    "share beyond mending": field("finance", "vat_share", "150", "150", SHARE),
    "rate in percent": field("finance", "inflation_per_year", "3", "3", RATE, "0.03"),
    "negative rate in percent": field("finance", "inflation_per_year", "-2", "-2", RATE, "-0.02"),
    "rate of events": field(
        "incidents",
        "in_house_rate_per_year",
        "5",
        "5",
        ("un nombre d'événements par an entre 0 et 2", "a number of events a year between 0 and 2"),
    ),
    "PUE below one": field("operations", "pue", "0.9", "0.9", ("un PUE entre 1 et 5", "a PUE between 1 and 5")),
    "infinite": field("external", "setup_eur", "1e400", "inf", EUROS),
    "not a number": field("external", "setup_eur", "nan", "nan", EUROS),
    "beyond any budget": field("external", "setup_eur", "1e300", "1e+300", EUROS),
    "whole number of 400 digits": field("external", "setup_eur", "9" * 400, "1e60…", EUROS),
    "incident at zero": field(
        "incidents", "in_house_rate_per_year", "0", "0", NEVER, '{ value = 0, confidence = "N" }'
    ),
    "ramp that falls": field(
        "migration",
        "migrated_share_by_year",
        "[0, 0.5, 0.2]",
        "[0, 0.5, 0.2]",
        ("la part migrée ne peut pas reculer", "the share migrated cannot fall"),
    ),
    "five activities": field("external", "uncovered_eur_per_year_by_activity", "[0, 0, 0, 0, 0]", "5", SIX),
    "seven activities": field("external", "uncovered_eur_per_year_by_activity", "[0, 0, 0, 0, 0, 0, 0]", "7", SIX),
    # distributions
    "lognormal at zero": part(
        "{ p05 = 0, p95 = 10 }", "p05", "0", ("un nombre supérieur à zéro", "a number above zero")
    ),
    "lognormal upside down": part("{ p05 = 100, p95 = 10 }", "p05", "100", ("attendu p05 ≤ p95", "expected p05 ≤ p95")),
    "lognormal without bounds": part(
        "{ p05 = 1e-300, p95 = 1 }", "p95", "1", ("trop large pour une loi lognormale", "too wide for a lognormal")
    ),
    "bound inside the interval": part(
        "{ p05 = 10, p95 = 100, high = 80 }",
        "high",
        "80",
        (
            "à l'intérieur de l'intervalle à 90 % (de 10 à 100) ; une borne se place en dehors, car p05 et p95 "
            "décrivent la loi avant qu'elle soit coupée",
            "inside the 90% interval (from 10 to 100); a bound stands outside it, since p05 and p95 describe the law "
            "before it is cut",
        ),
        "100",
    ),
    "lower bound inside the interval": part(
        "{ p05 = 10, p95 = 100, low = 20, high = 200 }",
        "low",
        "20",
        ("à l'intérieur de l'intervalle à 90 % (de 10 à 100)", "inside the 90% interval (from 10 to 100)"),
        "10",
    ),
    "bounds that leave nothing": part(
        "{ p05 = 10, p95 = 100, low = 150 }",
        "low",
        "150",
        ("à l'intérieur de l'intervalle à 90 % (de 10 à 100)", "inside the 90% interval (from 10 to 100)"),
        "10",
    ),
    "bounds upside down": part(
        "{ p05 = 10, p95 = 100, low = 200, high = 5 }", "low", "200", ("attendu low ≤ high", "expected low ≤ high")
    ),
    "bound beyond what the field holds": Wrong(
        "[hardware]\nmaintenance_share_per_year = { p05 = 0.1, p95 = 0.2, high = 30 }\n",
        "hardware.maintenance_share_per_year.high",
        "30",
        SHARE,
        "0.3",
    ),
    "bound below what the field holds": Wrong(
        "[operations]\npue = { p05 = 1.2, p95 = 2, low = 0.5 }\n",
        "operations.pue.low",
        "0.5",
        ("un PUE entre 1 et 5", "a PUE between 1 and 5"),
    ),
    "mode of a lognormal": part(
        '{ distribution = "lognormal", p05 = 1, p95 = 3, mode = 2 }',
        "mode",
        "2",
        (
            "la loi lognormal n'emploie pas ce paramètre ; elle s'écrit avec p05, p95, low, high",
            "the distribution lognormal does not use; it is written with p05, p95, low, high",
        ),
    ),
    "bound of half an interval": part(
        "{ p05 = 10, high = 200 }",
        "p95",
        "",
        ("la loi lognormal s'écrit avec p05, p95", "the distribution lognormal is written with p05, p95"),
    ),
    "weights that do not match": part(
        "{ values = [1, 2], weights = [0.5] }",
        "weights",
        "",
        ("2 dans values et 1 dans weights", "2 in values and 1 in weights"),
    ),
    "no values": part("{ values = [], weights = [] }", "weights", "", ("un au moins", "at least one")),
    "negative weight": part(
        "{ values = [1, 2], weights = [0.5, -1] }",
        "weights",
        "[0.5, -1]",
        ("des poids positifs ou nuls", "weights of zero or more"),
    ),
    "weight that is no number": part(
        "{ values = [1], weights = [nan] }",
        "weights",
        "[nan]",
        ("une liste de nombres entre crochets", "a list of numbers in brackets"),
    ),
    "mode missing": part(
        "{ low = 1, high = 2 }",
        "mode",
        "",
        ("la loi pert s'écrit avec low, mode, high", "the distribution pert is written with low, mode, high"),
    ),
    "part of another distribution": part(
        '{ distribution = "uniform", low = 1, mode = 2, high = 3 }',
        "mode",
        "2",
        ("la loi uniform n'emploie pas ce paramètre", "the distribution uniform does not use"),
    ),
    "unknown distribution": part(
        '{ distribution = "triangle", low = 1, mode = 1, high = 2 }',
        "distribution",
        "triangle",
        DISTRIBUTIONS,
        "triangular",
    ),
    "normal is no lognormal": part(
        '{ distribution = "normal", low = 1, mode = 1, high = 2 }', "distribution", "normal", DISTRIBUTIONS
    ),
    "distribution in a list": part(
        '{ distribution = ["pert"], low = 1, mode = 1, high = 2 }', "distribution", '["pert"]', DISTRIBUTIONS
    ),
    "value and distribution": part(
        "{ value = 1, low = 1, mode = 1, high = 2 }", "low", "", ("gardez l'une ou l'autre", "keep one of them")
    ),
    "distribution of a decision": Wrong(
        "[leasing]\nterm_years = { low = 3, mode = 4, high = 5 }\n",
        "leasing.term_years",
        "",
        (
            "ce champ n'admet pas de loi de probabilité : attendu un nombre entier d'années",
            "this field takes no probability distribution: expected a whole number of years",
        ),
    ),
    # what is said beside a figure
    "source without confidence": part(
        '{ value = 1, source = "devis" }',
        "confidence",
        "",
        (
            f"une source est citée sans son degré de confiance, attendu l'un de ces codes : {CODES[0]}",
            f"a source is given without its confidence, expected one of: {CODES[1]}",
        ),
    ),
    "unknown confidence": part('{ value = 1, confidence = "haute" }', "confidence", "haute", CODES),
    "confidence in lower case": part('{ value = 1, confidence = "s1" }', "confidence", "s1", CODES, "S1"),
    "confidence in a list": part('{ value = 1, confidence = ["S1"] }', "confidence", '["S1"]', TEXT),
    "date without quotes": part(
        '{ value = 1, confidence = "G", date = 2024-01-01 }', "date", "2024-01-01", TEXT, '"2024-01-01"'
    ),
    "only a source": part(
        '{ source = "devis", confidence = "S1" }', "", "", ("la valeur manque", "the value is missing")
    ),
    # correlations
    "correlation in percent": Wrong(
        '[correlations.a]\nrank_correlation = 80\nbetween = ["operations.pue", "operations.room_eur_per_year"]\n',
        "correlations.a.rank_correlation",
        "80",
        ("une corrélation de rang entre -1 et 1", "a rank correlation between -1 and 1"),
        "0.8",
    ),
    "correlation with nothing": Wrong(
        '[correlations.a]\nbetween = ["operations.pue"]\nrank_correlation = 0.5\n',
        "correlations.a.between",
        '["operations.pue"]',
        ("une liste de deux à cent chemins d'hypothèses", "a list of two to a hundred paths of assumptions"),
    ),
    "correlation with a mistyped path": Wrong(
        '[correlations.a]\nbetween = ["operations.pue", "operations.project"]\nrank_correlation = 0.5\n',
        "correlations.a.between.1",
        "operations.project",
        ("aucune hypothèse ne se trouve là", "where no assumption stands"),
        "operations.project_eur",
    ),
    "correlation with a decision": Wrong(
        '[correlations.a]\nbetween = ["operations.pue", "leasing.term_years"]\nrank_correlation = 0.5\n',
        "correlations.a.between.1",
        "leasing.term_years",
        ("un champ qui n'est jamais incertain", "a field that is never uncertain"),
    ),
    "correlation with itself": Wrong(
        '[correlations.a]\nbetween = ["operations.pue", "operations.pue"]\nrank_correlation = 0.5\n',
        "correlations.a.between.1",
        "operations.pue",
        ("figure deux fois dans cette liste", "stands twice in this list"),
    ),
    "correlation of one": Wrong(
        '[correlations.a]\nrank_correlation = 1\nbetween = ["operations.pue", "hardware.maintenance_share_per_year"]\n',
        "correlations.a.rank_correlation",
        "1",
        ("attendu un nombre entre -1 et 1, sans les atteindre", "expected a number between -1 and 1, both excluded"),
        "0.99",
    ),
    "correlation that contradicts the base": Wrong(
        '[correlations.a]\nrank_correlation = 0.2\nbetween = ["hardware.imaging_price_eur_per_tb", '
        '"hardware.backup_price_eur_per_tb"]\n',
        "correlations.a.rank_correlation",
        "0.2",
        ("or le bloc prix_du_stockage donne 0.7", "yet the block prix_du_stockage gives 0.7"),
        "0.7",
    ),
    "correlation that is uncertain": Wrong(
        "[correlations.salaires]\nrank_correlation = { low = 0.5, mode = 0.6, high = 0.7 }\n",
        "correlations.salaires.rank_correlation",
        "",
        ("ce champ n'admet pas de loi de probabilité", "this field takes no probability distribution"),
    ),
    # choices and options
    "choice with a hyphen": field(
        "leasing", "end_of_term", '"buy-out"', "buy-out", ("return, extend, buy_out",) * 2, "buy_out"
    ),
    "choice in French": field(
        "leasing", "end_of_term", '"rachat"', "rachat", ("return, extend, buy_out",) * 2, "buy_out"
    ),
    "choice that is a number": field("leasing", "end_of_term", "3", "3", ("return, extend, buy_out",) * 2),
    "unknown option": top('options = ["in_house", "leasin"]', "options.1", "leasin", OPTIONS, "leasing"),
    "option out of a list": top('options = "in_house"', "options", "in_house", OPTIONS, '["in_house"]'),
    "no option": top("options = []", "options", "", OPTIONS),
    "option by its number": top("options = [1]", "options.0", "1", OPTIONS),
    "option twice": top(
        'options = ["in_house", "in_house"]',
        "options",
        '["in_house", "in_house"]',
        ("une option figure deux fois", "an option stands twice"),
        '["in_house"]',
    ),
    "activity seven": Wrong(
        "[external]\ncovered_activities = [1, 7]\n", "external.covered_activities.1", "7", ("1, 2, 3, 4, 5, 6",) * 2
    ),
    # years
    "horizon of zero": top("horizon_years = 0", "horizon_years", "0", WHOLE),
    "horizon of forty": top("horizon_years = 40", "horizon_years", "40", WHOLE),
    "horizon of ten and a half": top("horizon_years = 10.5", "horizon_years", "10.5", WHOLE, "10"),
    "horizon in words": top('horizon_years = "10 ans"', "horizon_years", "10 ans", WHOLE, "10"),
    "horizon yes": top("horizon_years = true", "horizon_years", "true", WHOLE),
    "year of the kings": top("decision_year = 1789", "decision_year", "1789", WHOLE),
    # sections
    "number for a section": top("finance = 3", "finance", "3", SECTION, "[finance]"),
    "list for a section": top("finance = []", "finance", "[]", SECTION, "[finance]"),
    "false for a section": top("finance = false", "finance", "false", SECTION, "[finance]"),
    "assumption for a section": top(
        'finance = { value = 3, confidence = "G" }', "finance", '{ value = 3, confidence = "G" }', SECTION, "[finance]"
    ),
    "assumption for an inner section": Wrong(
        "[restitution]\nclauses = { value = 3 }\n",
        "restitution.clauses",
        "{ value = 3 }",
        SECTION,
        "[restitution.clauses]",
    ),
    "list of tables": Wrong('[[hosted]]\nlabel = "x"\n', "hosted", '[{ label = "x" }]', SECTION, "[hosted]", line=3),
    "number for a block": field("hosted", "ehpad", "3", "3", SECTION, "[hosted.ehpad]"),
    "block that is not there": field(
        "hosted",
        "ephad",
        "false",
        "",
        (
            "aucun bloc ne porte ce nom, il n'y a rien à retirer",
            "no block bears that name, there is nothing to take out",
        ),
        "ehpad",
    ),
    "trade that is not there": field(
        "staff", "zzz", "false", "", ("aucun bloc ne porte ce nom", "no block bears that name")
    ),
    "step that is not there": field(
        "certification.steps", "etape", "false", "", ("aucun bloc ne porte ce nom", "no block bears that name")
    ),
    "block with a dot": Wrong(
        '[hosted."a.b"]\nvms = 3\n',
        'hosted."a.b"',
        "a.b",
        ("un nom de bloc sans point", "a block's name without dots"),
        "a_b",
        line=3,
    ),
    "block without a name": Wrong(
        '[hosted.""]\nvms = 3\n', 'hosted.""', "", ("un nom de bloc sans point", "a block's name without dots"), line=3
    ),
    "section under a figure": Wrong(
        "[external.setup_eur]\nvaleur = 3\n", "external.setup_eur.valeur", "", NO_SUCH_NAME, "value"
    ),
    "dotted key": top("finance.vat_share = 20", "finance.vat_share", "20", SHARE, "0.2"),
    "escape sequence": field("external", "setup_eur", '"\\u001b[31m400"', "\N{REPLACEMENT CHARACTER}[31m400", EUROS),
}


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("wrong", WRONG.values(), ids=WRONG.keys())
def test_a_wrong_field_is_said_in_full(
    wrong: Wrong, lang: Language, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "hopital.toml"
    path.write_text(HEAD.replace('"Essai"', "3") if wrong.path == "name" else HEAD + wrong.body, "utf-8")
    report = refused(capsys, tmp_path, "compare", path, "--out", tmp_path / "out" / "r.json", lang=lang)
    said = next(line for line in report[1:] if wrong.path in line)
    french = lang == "fr"
    place = f"- {path}, ligne {wrong.line} : {wrong.path} : "
    if not french:
        place = f"- {path}, line {wrong.line}: {wrong.path}: "
    assert said.startswith(place)
    sentence, _, mend = said.removeprefix(place).partition(" Correction probable : " if french else " Likely fix: ")
    if wrong.read:
        assert wrong.read in sentence
    assert wrong.expected[not french] in sentence
    assert sentence.endswith(".")
    assert mend == wrong.mend
    # One mistake, one fault; a wrong name in a table leaves its figure missing too.
    count = 2 if wrong.path.endswith(".valeur") else 1
    assert len(report) == 1 + count
    one = "1 erreur dans le scénario :" if french else "1 error in the scenario:"
    assert count == 2 or report[0] == one


def test_low_above_mode_above_high_is_two_faults(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "hopital.toml"
    path.write_text(HEAD + "[external]\nsetup_eur = { low = 5, mode = 3, high = 1.5 }\n", "utf-8")
    assert refused(capsys, tmp_path, "compare", path) == [
        "2 erreurs dans le scénario :",
        f"- {path}, ligne 4 : external.setup_eur.low : low vaut 5, plus que mode (3) ; attendu low ≤ mode.",
        f"- {path}, ligne 4 : external.setup_eur.mode : mode vaut 3, plus que high (1.5) ; attendu mode ≤ high.",
    ]
    assert refused(capsys, tmp_path, "compare", path, lang="en") == [
        "2 errors in the scenario:",
        f"- {path}, line 4: external.setup_eur.low: low is 5, more than mode (3); expected low ≤ mode.",
        f"- {path}, line 4: external.setup_eur.mode: mode is 3, more than high (1.5); expected mode ≤ high.",
    ]


def test_each_wrong_year_of_a_list_has_its_rank(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "hopital.toml"
    path.write_text(HEAD + "[migration]\nmigrated_share_by_year = [0, 20, 0.5, 100]\n", "utf-8")
    report = refused(capsys, tmp_path, "compare", path)
    assert [line.split(" : ")[1] for line in report[1:]] == [
        "migration.migrated_share_by_year.1",
        "migration.migrated_share_by_year.3",
    ]
    assert [line.rpartition(" : ")[2] for line in report[1:]] == ["0.2", "1"]


def test_what_is_missing_in_a_new_block_is_asked_for_at_once(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "hopital.toml"
    path.write_text(HEAD + '[hosted.clinique]\nlabel = "Clinique"\njoin_year = 1\n', "utf-8")
    report = refused(capsys, tmp_path, "compare", path)
    assert len(report) == 8
    assert {line.split(" : ")[0] for line in report[1:]} == {f"- {path}, ligne 3"}
    assert f"- {path}, ligne 3 : hosted.clinique.vms : ce champ manque, attendu un nombre positif ou nul." in report


@pytest.mark.parametrize("section", ["hospital", "volumes", "finance", "incidents", "certification", "pooling"])
def test_a_missing_section_is_named(section: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "hopital.toml"
    path.write_text('name = "Essai"\noptions = ["in_house"]\n', "utf-8")
    french = refused(capsys, tmp_path, "compare", path)
    english = refused(capsys, tmp_path, "compare", path, lang="en")
    assert f"- {path} : {section} : cette section manque. Correction probable : [{section}]" in french
    assert f"- {path}: {section}: this section is missing. Likely fix: [{section}]" in english
    assert f"- {path} : horizon_years : ce champ manque, attendu un nombre entier." in french
    assert f"- {path} : description : ce champ manque, attendu un texte entre guillemets." in french


@pytest.mark.parametrize(
    ("option", "sections"),
    [
        ("external", ["external", "restitution"]),
        ("leasing", ["leasing"]),
    ],
)
def test_a_section_that_an_option_reads_is_asked_for(
    option: str, sections: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "hopital.toml"
    path.write_text(f'based_on = "tout-a-zero"\noptions = ["{option}"]\n', "utf-8")
    report = refused(capsys, tmp_path, "compare", path)
    assert report[1:] == [
        f"- {path} : {name} : cette section manque, et l'option « {option} » en a besoin. "
        f"Correction probable : [{name}]"
        for name in sections
    ]


def test_every_choice_is_asked_for_with_its_values(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "hopital.toml"
    path.write_text('name = "Essai"\n[pooling]\nmargin_share = 0\n', "utf-8")
    report = refused(capsys, tmp_path, "compare", path, lang="en")
    assert (
        f"- {path}, line 2: pooling.billing: this field is missing, "
        "expected one of: per_establishment, per_use, cost_recovery." in report
    )
    assert (
        f"- {path}: options: this field is missing, "
        "expected a list in brackets of values among: in_house, external, leasing, status_quo." in report
    )
