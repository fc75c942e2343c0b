"""Help, usage faults, languages: nothing of the library's English in a French screen."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from hds_tco.analysis.published import hospital_cards
from hds_tco.cli.start import language_of
from hds_tco.locale import LANGUAGES, Language, text
from hds_tco.scenario import shipped_scenarios
from tests.cli.running import plain, ran, refused

COMMANDS = (
    *("compare", "explain", "simulate", "sensitivity", "clauses", "flexibility", "law"),
    *("app", "lab", "new", "schema", "list"),
)
# What Click says by itself.
STOCK = re.compile(
    r"Usage:|Options:|Commands:|Arguments:|Show this message|and exit|\bCOMMAND\b|\bARGS\b|ARGUMENTS\]\.\.\.|"
    r"\bTry\b|Error|\bInvalid\b|\bMissing\b|No such|\[default|\[required|\bchoose\b|Did you mean|is not one of"
)


@pytest.mark.parametrize("words", [[], ["--help"], *([command, "--help"] for command in COMMANDS)])
def test_help_in_french_is_french(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    got = ran(capsys, *words)
    assert (got.status, got.err) == (0, "")
    assert plain(got.out).startswith("Usage : hds-tco")
    assert "Options :" in plain(got.out)
    assert not STOCK.search(got.out)
    if not words or words == ["--help"]:
        assert "Commandes :" in plain(got.out)
        assert all(f"\n  {command} " in got.out for command in COMMANDS)
        assert "..." not in got.out


@pytest.mark.parametrize("words", [["--help"], *([command, "--help"] for command in COMMANDS)])
def test_help_in_english_is_english(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    got = ran(capsys, *words, lang="en")
    assert got.status == 0
    assert got.out.startswith("Usage: hds-tco")
    assert "Options:" in got.out
    assert not re.search("[éèàç«»\u00a0]|Commandes|Montrer", got.out)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("command", COMMANDS)
def test_every_option_has_its_help(command: str, lang: Language, capsys: pytest.CaptureFixture[str]) -> None:
    out = ran(capsys, command, "--help", lang=lang).out
    options = out.split("Options", 1)[1]
    for option in re.findall(r"^  (--[\w-]+.*)$", options, re.MULTILINE):
        assert re.match(r"--[\w-]+( \S+)*(  +\S.*)?$", option)
    assert re.sub(r"\s+", "", text(f"cli.{command}", lang)) in re.sub(r"\s+", "", out)  # wrapped at hyphens too


@pytest.mark.parametrize(
    ("words", "french", "english"),
    [
        (["compare"], "Il manque l'argument SCENARIO.", "Missing argument SCENARIO."),
        (["new"], "Il manque l'argument FICHIER.", "Missing argument FILE."),
        (
            ["compre"],
            "Commande inconnue : compre. Vouliez-vous dire compare ?",
            "Unknown command: compre. Did you mean compare?",
        ),
        (["zzz"], "Commande inconnue : zzz.", "Unknown command: zzz."),
        (["--frmat"], "Option inconnue : --frmat.", "Unknown option: --frmat."),
        (["compare", "x", "--frmat", "json"], "Vouliez-vous dire --format ?", "Did you mean --format?"),
        (
            ["compare", "x", "--format", "xml"],
            "Valeur refusée pour --format. Valeurs admises : table, json, csv",
            "Value refused for --format. Allowed: table, json, csv",
        ),
        (["compare", "x", "--out"], "L'option --out attend une valeur.", "Option --out needs a value."),
        (["compare", "x", "y"], "Argument de trop : y.", "Unexpected argument: y."),
        (
            ["compare", "x", "--lang", "de"],
            "Valeur refusée pour --lang. Valeurs admises : fr, en",
            "Value refused for --lang. Allowed: fr, en",
        ),
        (["explain", "x", "y", "z"], "Argument de trop : z.", "Unexpected argument: z."),
    ],
)
def test_a_wrong_word_on_the_command_line(
    words: list[str], french: str, english: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    said = refused(capsys, tmp_path, *words)
    assert french in " ".join(said)
    assert said[-1].startswith("Aide : hds-tco ")
    assert not STOCK.search(" ".join(said))
    said = refused(capsys, tmp_path, *words, lang="en")
    assert english in " ".join(said)
    assert said[-1].startswith("Help: hds-tco ")


@pytest.mark.parametrize(
    ("words", "environment", "lang"),
    [
        (["compare", "x"], "", "fr"),
        (["compare", "x"], "en", "en"),
        (["compare", "x"], "de", "fr"),
        (["compare", "x", "--lang", "fr"], "en", "fr"),
        (["--lang=en"], "", "en"),
        (["compare", "--lang"], "", "fr"),
        (["compare", "x", "--lang", "de"], "", "fr"),
    ],
)
def test_the_language_is_asked_for_on_the_line_or_in_the_environment(
    words: list[str], environment: str, lang: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HDS_TCO_LANG", environment)
    assert language_of(words) == lang


# ─── list ────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_list_shows_every_case_and_every_card(lang: Language, capsys: pytest.CaptureFixture[str]) -> None:
    got = ran(capsys, "list", lang=lang)
    assert (got.status, got.err) == (0, "")
    for name in (*shipped_scenarios(), *hospital_cards()):
        assert re.search(rf"^  {re.escape(name)} ", got.out, re.MULTILINE)
    assert text("screen.scenarios", lang) in got.out
    assert text("screen.cards", lang) in got.out


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("key", hospital_cards())
def test_a_card_is_shown_whole(key: str, lang: Language, capsys: pytest.CaptureFixture[str]) -> None:
    got = ran(capsys, "list", key, lang=lang)
    assert (got.status, got.err) == (0, "")
    card = hospital_cards()[key]
    flat = re.sub(r"\s+", "", got.out)
    assert card.name in got.out
    for fact in card.facts:
        assert text(f"confidence.{fact.confidence}", lang).split()[0] in got.out
        assert fact.text.split()[0] in got.out
    for unknown in card.unknown:
        assert re.sub(r"\s+", "", unknown) in flat
    assert text("screen.not_known", lang) in got.out


@pytest.mark.parametrize(("typed", "mend"), [("chi-eure", "chi-eure-seine"), ("CHU-Nice", "chu-nice"), ("zzz", "")])
def test_a_card_that_is_none(typed: str, mend: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    head, said = refused(capsys, tmp_path, "list", typed)
    assert head == "1 erreur :"
    assert said.startswith(f"- aucune fiche ne s'appelle « {typed} » ; leur liste : hds-tco list.")
    assert said.partition(" Correction probable : ")[2] == mend
    _, said = refused(capsys, tmp_path, "list", typed, lang="en")
    assert said.startswith(f"- no card is called “{typed}”; their list: hds-tco list.")


@pytest.mark.parametrize("typed", ["abc", "0", "10k"])
def test_a_wrong_number_is_told_in_the_readers_words(
    typed: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ("simulate", "reference-ght", "--draws", typed)
    assert "un nombre entier de 1 à" in refused(capsys, tmp_path, *words)[0]
    assert "a whole number from 1 to" in refused(capsys, tmp_path, *words, lang="en")[0]
