"""Every study answers on every shipped scenario, as it is, without its doubts, and without its money."""

from __future__ import annotations

import csv
import io
import re
from functools import cache
from pathlib import Path

import pytest

import hds_tco as ht
from hds_tco.locale import LANGUAGES, Language, text
from hds_tco.scenario import Assumption, Scenario, shipped_scenarios
from hds_tco.scenario.template import template
from tests.builders import CLOSE_RACE
from tests.cli.running import in_a_line, plain, ran
from tests.versions import VERSIONS, certain

DRAWS = ("--draws", "48")
FEW = 32
STUDIES = {
    "compare": ("compare", "--lines"),
    "verdict": ("verdict", *DRAWS),
    "simulate": ("simulate", *DRAWS, "--convergence", "--tolerance", "1000000"),
    "sensitivity": ("sensitivity", *DRAWS, "--sobol"),
    "clauses": ("clauses", *DRAWS),
    "flexibility": ("flexibility", *DRAWS),
    "law": ("law", "--all"),
    "explain": ("explain",),
}
# What a reader would take for a slip of the program.
NONSENSE = re.compile(r"\b(nan|inf|None|NaT|Infinity)\b|[{}]|-0(,0+|\.0+)? |Warning")
# The parts of `sensitivity` that are about what is uncertain: without it they are empty.
UNCERTAIN = ("tornado", "information", "losing", "sobol")
CERTAIN = "reference-ght certain"


pytestmark = pytest.mark.usefixtures("studies_computed_once")


@pytest.fixture(autouse=True)
def few_points(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have Sobol indices rest on fewer points: theirs are not `--draws`."""
    monkeypatch.setattr(
        "hds_tco.analysis.sensitivity.study.sobol_indices",
        lambda read, _, *more, **named: ht.sensitivity.sobol_indices(read, FEW, *more, **named),
    )


def all_scenarios() -> list[str]:
    return [f"{name} {version}" for name in shipped_scenarios() for version in ("shipped", *VERSIONS)]


@cache
def made(case: str) -> Scenario[Assumption]:
    name, version = case.split()
    shipped = ht.load(name)
    return VERSIONS[version](shipped) if version in VERSIONS else shipped


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("scenarios")
    for case in all_scenarios():
        (folder / f"{case}.toml").write_text(template(made(case)), "utf-8")
    return folder


def has_ground(name: str, scenario: Scenario[Assumption]) -> bool:
    if name == "sensitivity":
        return len(scenario.options) > 1
    if name == "clauses":
        return "external" in scenario.options
    return name != "flexibility" or {"in_house", "leasing"} <= set(scenario.options)


@pytest.mark.slow
@pytest.mark.parametrize("name", STUDIES)
@pytest.mark.parametrize("case", all_scenarios())
def test_every_study_answers(capsys: pytest.CaptureFixture[str], written: Path, case: str, name: str) -> None:
    scenario = made(case)
    command, *asked = STUDIES[name]
    lang: Language = LANGUAGES[len(case + name) % len(LANGUAGES)]  # each in one of the languages
    got = ran(capsys, command, written / f"{case}.toml", *asked, lang=lang)
    if not has_ground(name, scenario):
        assert (got.status, got.out) == (2, "")
        assert not NONSENSE.search(plain(got.err))
        return
    assert (got.status, got.err) == (0, "")
    assert len(got.out.splitlines()) > 3
    assert not (found := NONSENSE.search(plain(got.out))), found


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("case", [CERTAIN, "reference-ght unpaid", "reference-ght empty"])
def test_where_nothing_is_uncertain_there_is_nothing_to_learn(
    capsys: pytest.CaptureFixture[str], written: Path, case: str, lang: Language
) -> None:
    sentence = text("study.nothing_to_learn", lang)
    file = written / f"{case}.toml"
    for command, *asked in (STUDIES["sensitivity"], STUDIES["simulate"]):
        assert in_a_line(ran(capsys, command, file, *asked, lang=lang).out).count(plain(sentence)) == 1
        data = ran(capsys, command, file, *asked, "--format", "json", lang=lang).data
        assert sum(words.count(sentence) for words in data["sentences"]) == 1
    told = ran(capsys, "sensitivity", file, *DRAWS, "--sobol", "--format", "json", lang=lang).data
    assert told["nothing_uncertain"]
    assert [told[name] for name in ("tornado", "value_of_information", "losing_conditions")] == [[], [], []]
    assert (told["sobol"], told["sobol_points"], told["losing_sentences"]) == (None, None, [sentence])


@pytest.mark.parametrize("table", ["assumptions", "break_even", "left_out", *UNCERTAIN])
def test_every_table_is_written_where_nothing_is_uncertain(
    capsys: pytest.CaptureFixture[str], written: Path, table: str
) -> None:
    asked = ("--sobol", "--table", table, "--format", "csv")
    few, full = (
        ran(capsys, "sensitivity", file, *DRAWS, *asked) for file in (written / f"{CERTAIN}.toml", "reference-ght")
    )
    assert (few.status, full.status) == (0, 0)
    assert text("study.nothing_to_learn") in few.err
    assert text("study.nothing_to_learn") not in full.err
    heads = [next(csv.reader(io.StringIO(each.out))) for each in (few, full)]
    assert heads[0] == heads[1]
    rows = [len(list(csv.DictReader(io.StringIO(each.out)))) for each in (few, full)]
    assert (rows[0] == 0) == (table in UNCERTAIN)
    assert rows[1] > 0 or table == "losing"  # so few draws tell no rule


def test_a_map_needs_nothing_uncertain(capsys: pytest.CaptureFixture[str], written: Path) -> None:
    axes = ("external.price_eur_per_vm_per_month", "migration.migrated_share_by_year")
    got = ran(capsys, "sensitivity", written / f"{CERTAIN}.toml", *DRAWS, "--map", *axes)
    assert (got.status, got.err) == (0, "")
    assert "×\N{NO-BREAK SPACE}0,5" in got.out
    assert plain(text("study.nothing_to_learn")) in in_a_line(got.out)


def test_a_file_of_figures_by_year_says_its_factor_everywhere(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    file = tmp_path / "list.toml"
    paid = {"external.other_eur_by_year": [0, *[40_000] * 10]}
    file.write_text(template(certain(ht.load(CLOSE_RACE, paid))), "utf-8")
    path = "external.other_eur_by_year"
    threshold = ht.sensitivity.break_even(ht.load(file))[path].value
    assert threshold is not None
    shown = plain(ran(capsys, "sensitivity", file, *DRAWS, "--top", "300").out)
    assert re.search(rf"Autres charges externes +× 1 +× {f'{threshold:.3g}'.replace('.', ',')} ", shown)
    rows = ran(capsys, "sensitivity", file, *DRAWS, "--format", "json").data["break_even"]
    assert next(row for row in rows if row["path"] == path)["break_even_value"] == threshold
    written_as = ran(capsys, "sensitivity", file, *DRAWS, "--format", "csv").out
    row = next(row for row in csv.DictReader(io.StringIO(written_as)) if row["path"] == path)
    assert float(row["break_even_value"]) == threshold
    assert row["unit"] == "facteur"


def test_sobol_says_how_many_points_and_runs_it_used(capsys: pytest.CaptureFixture[str]) -> None:
    asked = ("sensitivity", "reference-ght", "--draws", "300", "--sobol")
    data = ran(capsys, *asked, "--format", "json").data
    assert (data["draws"], data["sobol_points"]) == (300, FEW)
    factors = {row["factor"] for row in data["sobol"]}
    assert data["sobol_runs"] == FEW * (len(factors) + 2)
    runs = f"{data['sobol_runs']:,}".replace(",", " ")
    beside = f"Indices de Sobol sur {FEW} points brouillés, soit {runs} calculs du modèle"
    shown = in_a_line(ran(capsys, *asked).out)
    table, notes = shown.split("À savoir", 1)
    assert beside in table
    assert beside in notes
    assert beside in plain(ran(capsys, *asked, "--table", "sobol", "--format", "csv").err)
    without = ran(capsys, *asked[:-1], "--format", "json").data
    assert (without["sobol_points"], without["sobol_runs"]) == (None, None)


@pytest.mark.slow
@pytest.mark.parametrize("case", [CERTAIN, "reference-ght empty", "tout-a-zero shipped"])
def test_the_board_s_pack_is_written(
    capsys: pytest.CaptureFixture[str], written: Path, tmp_path: Path, case: str
) -> None:
    got = ran(capsys, "board", written / f"{case}.toml", *DRAWS, "--out", tmp_path)
    assert (got.status, got.err) == (0, "")
    made_files = {path.suffix: path for path in tmp_path.iterdir()}
    assert set(made_files) == {".pptx", ".xlsx", ".pdf", ".html"}
    page = made_files[".html"].read_text("utf-8")
    assert text("study.nothing_to_learn").replace("'", "&#x27;") in page or text("study.nothing_to_learn") in page
