"""Files that are no scenario, or not quite: what a disk, an editor or a slip of the mouse may hand over."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from hds_tco.locale import LANGUAGES, Language
from hds_tco.scenario import ScenarioError, load, parse_setting, parse_settings
from hds_tco.scenario.files import LARGEST_BYTES
from hds_tco.scenario.suggestions import mended_row
from tests.cli.running import plain, process, refused

HEAD = 'based_on = "reference-ght"\nname = "Essai"\n'
SYNTAX = "attendu nom = valeur, un texte entre guillemets, un nombre sans espace et avec un point décimal."
MEND = " Correction probable : "

# Body under HEAD, line, what the report says behind the file's name and line.
BROKEN = {
    "decimal comma": (
        "[finance]\nvat_share = 0,3\n",
        4,
        "vers la colonne 14 : lu « vat_share = 0,3 »",
        "vat_share = 0.3",
    ),
    "decimal comma in a table": (
        '[finance]\nvat_share = { value = 0,3, source = "x" }\n',
        4,
        "lu « vat_share = { value = 0,3,",
        'vat_share = { value = 0.3, source = "x" }',
    ),
    "thousands apart": ("[external]\nsetup_eur = 12 000\n", 4, "lu « setup_eur = 12 000 »", "setup_eur = 12000"),
    "no-break space": ("[external]\nsetup_eur = 12\u202f000,5\n", 4, "lu « setup_eur", "setup_eur = 12000.5"),
    "percent": ("[finance]\nvat_share = 20 % # normal\n", 4, "lu « vat_share = 20 %", "vat_share = 0.2"),
    "euro sign": ("[external]\nsetup_eur = 400 €\n", 4, "lu « setup_eur = 400 € »", "setup_eur = 400"),
    "thousands of euros": ("[external]\nsetup_eur = 90 k€\n", 4, "lu « setup_eur = 90 k€ »", "setup_eur = 90000"),
    "oui": ("[leasing]\nmaintenance_included = oui\n", 4, "lu «", "maintenance_included = true"),
    "no quotes": ("[leasing]\nend_of_term = extend\n", 4, "lu « end_of_term = extend »", 'end_of_term = "extend"'),
    "curly quotes": ("description = “Notre GHT”\n", 3, "lu « description =", 'description = "Notre GHT"'),
    "open quotes": ('description = "Notre GHT\n[finance]\n', 3, 'lu « description = "Notre GHT »', ""),
    "no value": ("[finance]\nvat_share =\n", 4, "lu « vat_share = »", ""),
    "a sentence": ("Bonjour, voici nos chiffres\n", 3, "lu « Bonjour, voici nos chiffres »", ""),
    "NUL in a text": ('description = "a\0b"\n', 3, 'lu « description = "a\N{REPLACEMENT CHARACTER}b" »', ""),
    "number of 5000 digits": (f"[external]\nsetup_eur = 1{'0' * 5000}\n", 4, "lu « setup_eur = 1000", ""),
    "open bracket at the end": ("[finance]\nvat_share = [\n", 4, "lu « vat_share = [ »", ""),
}


@pytest.mark.parametrize(("body", "line", "said", "mend"), BROKEN.values(), ids=BROKEN.keys())
def test_broken_toml_is_shown_and_mended(
    body: str, line: int, said: str, mend: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "hopital.toml"
    path.write_text(HEAD + body, "utf-8")
    head, report = refused(capsys, tmp_path, "compare", path, "--out", tmp_path / "r.json")
    assert head == "1 erreur dans le scénario :"
    start = f"- {path}, ligne {line} : la ligne ne suit pas la syntaxe TOML, vers la colonne "
    assert report.startswith(start)
    assert said in report
    assert report.partition(SYNTAX)[2] == (f"{MEND}{mend}" if mend else "")


def test_broken_toml_in_english(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "hopital.toml"
    path.write_text("[finance]\nvat_share = 0,3\n", "utf-8")
    assert refused(capsys, tmp_path, "compare", path, lang="en") == [
        "1 error in the scenario:",
        f"- {path}, line 2: the line breaks the TOML syntax, near column 14: read “vat_share = 0,3”, expected "
        "name = value, a text in quotes, a number without spaces and with a decimal point. "
        "Likely fix: vat_share = 0.3",
    ]


@pytest.mark.parametrize("row", ["vat_share = 0.3", "a = [0, 5]", "# vat_share = 0,3", "[finance]", "", "= 3", "a ="])
def test_what_needs_no_mending_gets_none(row: str) -> None:
    assert mended_row(row) == ""


@pytest.mark.parametrize(
    "body",
    [
        "[finance]\nvat_share = 0.1\nvat_share = 0.2\n",
        "[finance]\nvat_share = 0.1\n[finance]\ninflation_per_year = 0\n",
        "[external]\nsetup_eur = { value = 1, value = 2 }\n",
    ],
)
def test_what_stands_twice_is_said_so(body: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "hopital.toml"
    path.write_text(body, "utf-8")
    _, report = refused(capsys, tmp_path, "compare", path)
    line = 2 if "external" in body else 3
    assert report.startswith(
        f"- {path}, ligne {line} : ce champ ou cette section figure deux fois dans le fichier : lu"
    )


WHOLE: dict[str, tuple[bytes, str, str, str]] = {
    "empty": (b"", "", "le fichier est vide.", "the file is empty."),
    "spaces": (b" \r\n\t\n", "", "le fichier est vide.", "the file is empty."),
    "byte order mark alone": (b"\xef\xbb\xbf", "", "ne contient que des commentaires", "the file holds comments only"),
    "comments": (b"# rien\n", "", "ne contient que des commentaires", "the file holds comments only"),
    "Windows letters": ("name = 'H\u00f4pital'\n".encode("cp1252"), "1", "pas encodé en UTF-8", "not encoded in UTF-8"),
    "UTF-16": ("name = 'x'\n".encode("utf-16"), "", "encodé en UTF-16", "encoded in UTF-16"),
    "a picture": (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "", "lu une image", "read a picture"),
    "NUL": (b"a = 1\n\0\n", "2", "ne suit pas la syntaxe TOML", "breaks the TOML syntax"),
    "JSON": (b'{"name": "x"}\n', "1", "ne suit pas la syntaxe TOML", "breaks the TOML syntax"),
    "lists in lists": (
        b"x = " + b"[" * 5000 + b"]" * 5000,
        "",
        "les sections s'emboîtent",
        "sections stand in one another",
    ),
    "lists in lists, a few": (b"x = " + b"[" * 50 + b"]" * 50, "", "les sections s'emboîtent", "sections stand in one"),
    "dots": (".".join("a" * 3000).encode() + b" = 1", "", "les sections s'emboîtent", "sections stand in one another"),
    "sections in sections": (
        b"[" + b".".join([b"a"] * 3000) + b"]\nb = 1\n",
        "",
        "les sections s'emboîtent",
        "sections",
    ),
    "too large": (
        b"x" * (LARGEST_BYTES + 1),
        "",
        "le fichier pèse 2 Mo, trop pour un scénario",
        "the file weighs 2 MB",
    ),
}


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(("content", "line", "french", "english"), WHOLE.values(), ids=WHOLE.keys())
def test_what_is_no_scenario_is_said_so(
    content: bytes,
    line: str,
    french: str,
    english: str,
    lang: Language,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    path = tmp_path / "hopital.toml"
    path.write_bytes(content)
    _, report = refused(capsys, tmp_path, "compare", path, "--out", tmp_path / "r.csv", lang=lang)
    place = f"- {path}" + ({"fr": f", ligne {line}", "en": f", line {line}"}[lang] if line else "")
    assert report.startswith(place + {"fr": " : ", "en": ": "}[lang])
    assert {"fr": french, "en": english}[lang] in report
    if "est vide" in french or "commentaires" in french:
        assert report.endswith('based_on = "reference-ght"')


def test_fifty_megabytes_of_noise_are_refused_at_once(tmp_path: Path) -> None:
    path = tmp_path / "bruit.toml"
    with path.open("wb") as file:
        for _ in range(50):
            file.write(os.urandom(1_000_000))
    started = time.perf_counter()
    got = process("compare", path, "--out", tmp_path / "r.json")
    assert time.perf_counter() - started < 5  # half a second, most of it Python's own start
    assert (got.returncode, got.stdout) == (2, "")
    assert plain(got.stderr).splitlines() == [
        "1 erreur dans le scénario :",
        f"- {path} : le fichier pèse 50 Mo, trop pour un scénario (2 Mo au plus).",
    ]
    assert sorted(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize(
    "body",
    [
        "".join(f"a{rank} = 1\n" for rank in range(20_000)),
        HEAD + "[hosted]\n" + "".join(f"a{rank} = false\n" for rank in range(20_000)),
        HEAD + f"[migration]\nmigrated_share_by_year = [{'9,' * 100_000}]\n",
        HEAD + "[external]\nsetup_eur = { " + ", ".join(f"a{rank} = 1" for rank in range(20_000)) + " }\n",
    ],
    ids=["fields", "blocks", "list", "table"],
)
def test_thousands_of_faults_are_neither_slow_nor_endless(
    body: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "hopital.toml"
    path.write_text(body, "utf-8")
    started = time.perf_counter()
    report = refused(capsys, tmp_path, "compare", path)
    assert time.perf_counter() - started < 10
    assert 2 <= len(report) <= 420
    if body.startswith("a0"):
        assert "autres erreurs : ce fichier n'est sans doute pas un scénario." in report[-1]


def test_a_folder_is_no_scenario(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "cas"
    folder.mkdir()
    assert refused(capsys, tmp_path, "compare", folder)[1:] == [
        f"- {folder} : c'est un dossier, attendu un fichier de scénario (.toml ou .xlsx)."
    ]
    (folder / "b.toml").touch()
    assert refused(capsys, tmp_path, "compare", folder, lang="en")[1:] == [
        f"- {folder}: this is a folder, expected a scenario file (.toml or .xlsx). Likely fix: {folder / 'b.toml'}"
    ]


@pytest.mark.parametrize(
    ("typed", "mend"),
    [
        ("reference-gth", "reference-ght"),
        ("reference", "reference-ght"),
        ("reference_ght", "reference-ght"),
        ("chi-eure-seine-2017-totale.toml", "chi-eure-seine-2017-total"),
        ("xyz", ""),
        ("a" * 5000, ""),
        ("a\0b", ""),
    ],
)
def test_a_name_that_no_file_bears(
    typed: str, mend: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    _, french = refused(capsys, tmp_path, "compare", typed)
    said = "ce fichier n'existe pas, et aucun scénario livré ne porte ce nom"
    assert f" : {said} ; attendu un fichier .toml ou .xlsx, ou l'un des cas que montre hds-tco list." in french
    assert french.partition(MEND)[2] == mend
    _, english = refused(capsys, tmp_path, "compare", typed, lang="en")
    assert english.partition(" Likely fix: ")[2] == mend


def test_a_link_that_leads_to_itself(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.toml").symlink_to("b.toml")
    (tmp_path / "b.toml").symlink_to("a.toml")
    _, report = refused(capsys, tmp_path, "compare", tmp_path / "a.toml")
    assert "ce fichier n'existe pas" in report
    child = tmp_path / "child.toml"
    child.write_text('based_on = "a.toml"\n', "utf-8")
    _, report = refused(capsys, tmp_path, "compare", child)
    assert report.startswith(f"- {child}, ligne 1 : based_on : le scénario de base « a.toml » est introuvable.")


def test_a_file_that_the_disk_refuses(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "hopital.toml"
    path.write_text(HEAD, "utf-8")

    def refuse(self: Path, *_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied", str(self))

    monkeypatch.setattr(Path, "open", refuse)
    _, french = refused(capsys, tmp_path, "compare", path)
    _, english = refused(capsys, tmp_path, "compare", path, lang="en")
    assert french == f"- {path} : le fichier ne peut pas être lu : accès refusé par le système."
    assert english == f"- {path}: the file cannot be read: the system denies access."


def test_a_device_without_end_is_not_read_to_its_end(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    _, report = refused(capsys, tmp_path, "compare", "/dev/zero")
    assert "ce n'est pas un fichier ordinaire" in report


@pytest.mark.parametrize("newline", ["\n", "\r\n"], ids=["LF", "CRLF"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"], ids=["plain", "BOM"])
def test_line_ends_and_marks_of_windows_are_read(mark: bytes, newline: str, tmp_path: Path) -> None:
    path = tmp_path / "hopital.toml"
    text = HEAD + "[finance]\nvat_share = 0.1\ninflation_per_year = 3\n"
    path.write_bytes(mark + text.replace("\n", newline).encode())
    with pytest.raises(ScenarioError) as found:
        load(path)
    (fault,) = found.value.faults
    assert (fault.line, fault.path, fault.read) == (5, "finance.inflation_per_year", "3")
    path.write_bytes(mark + text.replace("= 3", "= 0.03").replace("\n", newline).encode())
    assert load(path).finance.vat_share.value == 0.1


def test_a_line_inside_a_text_is_no_field(tmp_path: Path) -> None:
    path = tmp_path / "hopital.toml"
    body = 'description = """\n[finance]\nvat_share = 1\n"""\n\n[finance]\nvat_share = 20\n'
    path.write_text('based_on = "reference-ght"\n' + body, "utf-8")
    with pytest.raises(ScenarioError) as found:
        load(path)
    assert [(fault.path, fault.line) for fault in found.value.faults] == [("finance.vat_share", 8)]


# ─── --set ───────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("setting", "said"),
    [
        (
            "finance.vat_share",
            "--set : lu « finance.vat_share », attendu chemin=valeur, par exemple finance.vat_share=0.2",
        ),
        ("=3", "--set : lu « =3 », attendu chemin=valeur, par exemple finance.vat_share=0.2."),
        (f"{'a.' * 3000}b=1", "attendu chemin=valeur"),
        ("foo=1", "--set : foo : aucun champ ne porte ce nom à cet endroit."),
        ("finance.vat=0.1", f"--set : finance.vat : aucun champ ne porte ce nom à cet endroit.{MEND}vat_share"),
        ("vat_share=0.1", f"--set : vat_share : aucun champ ne porte ce nom à cet endroit.{MEND}finance.vat_share"),
        ("finance.vat_share=20%", f"lu « 20% », attendu une part entre 0 et 1 (30 % s'écrit 0.30).{MEND}0.2"),
        ("finance.vat_share=0,2", f"attendu une part entre 0 et 1 (30 % s'écrit 0.30).{MEND}0.2"),
        ("finance.vat_share=", "lu «  », attendu une part entre 0 et 1"),
        ("finance=3", "--set : finance : lu « 3 », attendu une section avec ses champs."),
        ("finance.vat_share.x=3", "--set : finance.vat_share.x : aucun champ ne porte ce nom"),
        ("hosted.ephad=false", f"hosted.ephad : aucun bloc ne porte ce nom, il n'y a rien à retirer.{MEND}ehpad"),
        ("leasing.end_of_term=buy-out", f"attendu l'une de ces valeurs : return, extend, buy_out.{MEND}buy_out"),
        ("external.setup_eur=1" + "0" * 5000, "attendu un montant en euros"),
        ("external.setup_eur=" + "[" * 400 + "]" * 400, "attendu un montant en euros"),
        ("finance.vat_share=0.1\nfoo=3", "--set : finance.vat_share : lu « 0.1 foo=3 »"),
    ],
)
def test_a_wrong_setting_is_said_in_full(
    setting: str, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for command in ("compare", "explain"):
        report = refused(capsys, tmp_path, command, "reference-ght", "--set", setting)
        assert any(said in line for line in report[1:])
        assert all(line.startswith("- --set : ") for line in report[1:])


def test_every_setting_that_is_none_is_said_at_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    report = refused(capsys, tmp_path, "compare", "reference-ght", "--set", "a", "--set", "b", "--set", "c=1")
    assert len(report) == 3
    with pytest.raises(ScenarioError) as found:
        parse_settings(["a", "c=1", "b"])
    assert [fault.read for fault in found.value.faults] == ["a", "b"]


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("a.b=1", 1),
        ("a.b = 0.5", 0.5),
        ("a.b=true", True),
        ("a.b=[0, 1]", [0, 1]),
        ('a.b="1"', "1"),
        ("a.b=buy_out", "buy_out"),
        ("a.b={ low = 1, mode = 2, high = 3 }", {"low": 1, "mode": 2, "high": 3}),
        ("a.b=x=y", "x=y"),
    ],
)
def test_a_setting_is_read_as_toml_else_as_text(setting: str, value: object) -> None:
    assert parse_setting(setting) == ("a.b", value)


def test_of_two_settings_for_one_field_the_last_counts() -> None:
    assert parse_settings(["finance.vat_share=0.1", "finance.vat_share=0.2"]) == {"finance.vat_share": 0.2}


# ─── the real command ────────────────────────────────────────────────────────────────────────────────────────────


def test_the_real_command_refuses_in_both_languages(tmp_path: Path) -> None:
    path = tmp_path / "hopital.toml"
    path.write_text(HEAD + "[finance]\nvat_share = 30\n[leasing]\nnotice_months = 3\n", "utf-8")
    out = tmp_path / "results" / "r.json"
    french = process("compare", "hopital.toml", "--out", out, folder=tmp_path)
    english = process("compare", "hopital.toml", "--out", out, "--lang", "en", folder=tmp_path)
    by_environment = process("compare", "hopital.toml", folder=tmp_path, environment={"HDS_TCO_LANG": "en"})
    for got in (french, english, by_environment):
        assert (got.returncode, got.stdout) == (2, "")
        assert "Traceback" not in got.stderr
    assert plain(french.stderr).splitlines() == [
        "2 erreurs dans le scénario :",
        "- hopital.toml, ligne 4 : finance.vat_share : lu « 30 », au-dessus du maximum (1) ; attendu une part entre 0 "
        "et 1 (30 % s'écrit 0.30). Correction probable : 0.3",
        "- hopital.toml, ligne 6 : leasing.notice_months : ce champ se donne dans une autre unité, que porte son nom : "
        "attendu un nombre de jours entre 0 et 10000 (3 mois s'écrit 90). Correction probable : notice_days",
    ]
    assert english.stderr.splitlines() == [
        "2 errors in the scenario:",
        "- hopital.toml, line 4: finance.vat_share: read “30”, above the maximum (1); expected a share between 0 and 1 "
        "(write 30% as 0.30). Likely fix: 0.3",
        "- hopital.toml, line 6: leasing.notice_months: this field is given in another unit, which its name bears: "
        "expected a number of days between 0 and 10000 (write 3 months as 90). Likely fix: notice_days",
    ]
    assert by_environment.stderr == english.stderr
    assert [entry.name for entry in tmp_path.iterdir()] == ["hopital.toml"]
