"""Scenarios based on one another: what replaces what, and in which file a fault stands."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from hds_tco.scenario import Scenario, ScenarioError, data_folder, load, shipped_scenarios
from hds_tco.scenario.assumption import Assumption
from hds_tco.scenario.files import STARTED_IN
from tests.cli.running import refused


def written(folder: Path, name: str, *lines: str) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path


# ─── what replaces what ──────────────────────────────────────────────────────────────────────────────────────────


def test_only_what_is_written_changes(tmp_path: Path) -> None:
    base = load("reference-ght")
    child = load(written(tmp_path, "a.toml", 'based_on = "reference-ght"', "[finance]", "vat_share = 0.1"))
    assert child.finance.vat_share == Assumption(0.1)
    assert child.finance.model_dump(exclude={"vat_share"}) == base.finance.model_dump(exclude={"vat_share"})
    assert child.model_dump(exclude={"finance"}) == base.model_dump(exclude={"finance"})


def test_an_assumption_is_replaced_whole_and_its_source_does_not_survive(tmp_path: Path) -> None:
    written(
        tmp_path,
        "base.toml",
        'based_on = "reference-ght"',
        "[external.setup_eur]",
        "low = 1",
        "mode = 2",
        "high = 9",
        'source = "devis du 3 mars"',
        'confidence = "S1"',
        'note = "à relire"',
    )
    bare = written(tmp_path, "bare.toml", 'based_on = "base.toml"', "[external]", "setup_eur = 5")
    table = written(tmp_path, "table.toml", 'based_on = "base.toml"', "[external]", "setup_eur = { value = 5 }")
    dotted = written(tmp_path, "dotted.toml", 'based_on = "base.toml"', "external.setup_eur.value = 5")
    assert load(tmp_path / "base.toml").external.setup_eur.source == "devis du 3 mars"  # type: ignore[union-attr]
    for path in (bare, table, dotted):
        assert load(path).external.setup_eur == Assumption(5.0)  # type: ignore[union-attr]


def test_a_table_of_words_alone_does_not_borrow_the_figure(tmp_path: Path) -> None:
    path = written(
        tmp_path, "a.toml", 'based_on = "reference-ght"', "[external]", 'setup_eur = { note = "à négocier" }'
    )
    with pytest.raises(ScenarioError) as found:
        load(path)
    assert [(fault.code, fault.path) for fault in found.value.faults] == [("value_missing", "external.setup_eur")]


def test_lists_and_choices_are_replaced_not_joined(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        "a.toml",
        'based_on = "reference-ght"',
        'options = ["leasing"]',
        "[migration]",
        "migrated_share_by_year = [0, 1]",
        "[external]",
        "covered_activities = [1]",
    )
    child = load(path)
    assert child.options == ("leasing",)
    assert child.migration.migrated_share_by_year.value == (0.0, 1.0)
    assert child.external is not None
    assert child.external.covered_activities == (1,)


def test_false_takes_a_block_out_and_a_new_name_adds_one(tmp_path: Path) -> None:
    base = load("reference-ght")
    block = base.hosted["ehpad"]
    path = written(
        tmp_path,
        "a.toml",
        'based_on = "reference-ght"',
        "[hosted]",
        "ehpad = false",
        "[hosted.clinique]",
        'label = "Clinique"',
        "in_same_ght = false",
        *(f"{name} = 1" for name in type(block).model_fields if name not in ("label", "in_same_ght")),
        "[staff]",
        f"{next(iter(base.staff))} = false",
    )
    child = load(path)
    assert set(child.hosted) == set(base.hosted) - {"ehpad"} | {"clinique"}
    assert child.hosted["clinique"].vms == Assumption(1.0)
    assert len(child.staff) == len(base.staff) - 1
    again = load(written(tmp_path, "b.toml", 'based_on = "a.toml"', "[hosted]", "clinique = false"))
    assert set(again.hosted) == set(base.hosted) - {"ehpad"}


def test_a_block_changes_field_by_field(tmp_path: Path) -> None:
    base = load("reference-ght").hosted["ehpad"]
    path = written(tmp_path, "a.toml", 'based_on = "reference-ght"', "[hosted.ehpad]", "vms = 99")
    child = load(path).hosted["ehpad"]
    assert child.vms == Assumption(99.0)
    assert child.model_dump(exclude={"vms"}) == base.model_dump(exclude={"vms"})


def test_a_block_may_bear_the_name_of_a_part_of_an_assumption(tmp_path: Path) -> None:
    fields = [name for name in type(load("reference-ght").hosted["ehpad"]).model_fields if name != "label"]
    rows = [f"{name} = {'true' if name == 'in_same_ght' else 1}" for name in fields]
    path = written(tmp_path, "a.toml", 'based_on = "reference-ght"', "[hosted.source]", 'label = "La Source"', *rows)
    child = load(path)
    assert child.hosted["source"].label == "La Source"
    assert set(child.hosted) == {*load("reference-ght").hosted, "source"}


def test_three_generations(tmp_path: Path) -> None:
    written(tmp_path, "a.toml", 'based_on = "reference-ght"', 'name = "A"', "horizon_years = 5", "decision_year = 2020")
    written(tmp_path, "b.toml", 'based_on = "a"', 'name = "B"', "horizon_years = 6")
    with pytest.raises(ScenarioError):  # a bare name is a shipped scenario's; a file bears its ending
        load(tmp_path / "b.toml")
    written(tmp_path, "b.toml", 'based_on = "a.toml"', 'name = "B"', "horizon_years = 6")
    child = load(written(tmp_path, "c.toml", 'based_on = "b.toml"', 'name = "C"'))
    assert (child.name, child.horizon_years, child.decision_year) == ("C", 6, 2020)


# ─── where the base is ───────────────────────────────────────────────────────────────────────────────────────────


def test_the_base_is_looked_for_beside_the_file_that_names_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written(tmp_path, "region/base.toml", 'based_on = "reference-ght"', 'name = "de la région"')
    child = written(tmp_path, "region/hopital.toml", 'based_on = "base.toml"')
    written(tmp_path, "ailleurs/base.toml", 'based_on = "reference-ght"', 'name = "d\'ailleurs"')
    monkeypatch.chdir(tmp_path / "ailleurs")
    assert load(child).name == "de la région"
    monkeypatch.chdir(tmp_path)
    assert load("region/hopital.toml").name == "de la région"


@pytest.mark.parametrize("name", ["reference-ght", "reference-ght.toml"])
def test_a_folder_does_not_hide_a_shipped_scenario(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / name).mkdir()
    monkeypatch.chdir(tmp_path)
    assert load(name) == load(shipped_scenarios()["reference-ght"])


def test_a_file_of_ones_own_comes_before_a_shipped_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copy(data_folder() / "scenarios" / "tout-a-zero.toml", tmp_path / "reference-ght.toml")
    monkeypatch.chdir(tmp_path)
    assert load("reference-ght.toml").name == "Tout à zéro"
    assert load("reference-ght").name == "GHT de référence"


# ─── a base that is none ─────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("value", "french", "english", "mend"),
    [
        (
            '"reference"',
            "le scénario de base « reference » est introuvable.",
            "the base scenario “reference” cannot be found.",
            "reference-ght",
        ),
        (
            '"chez-nous.toml"',
            "le scénario de base « chez-nous.toml » est introuvable.",
            "the base scenario “chez-nous.toml” cannot be found.",
            "",
        ),
        ('""', "le scénario de base «  » est un dossier", "the base scenario “” is a folder", ""),
        ('"."', "le scénario de base « . » est un dossier", "the base scenario “.” is a folder", ""),
        (
            "3",
            "lu « 3 », attendu un texte entre guillemets.",
            "read “3”, expected a text in quotes.",
            '"reference-ght"',
        ),
        (
            '["reference-ght"]',
            'lu « ["reference-ght"] », attendu un texte',
            'read “["reference-ght"]”, expected a text',
            '"reference-ght"',
        ),
        (
            "{ value = 1 }",
            "lu « { value = 1 } », attendu un texte",
            "read “{ value = 1 }”, expected a text",
            '"reference-ght"',
        ),
        (f'"{"a" * 5000}"', "est introuvable.", "cannot be found.", ""),
    ],
)
def test_a_base_that_is_none(
    value: str, french: str, english: str, mend: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = written(tmp_path, "a.toml", 'name = "A"', f"based_on = {value}")
    _, said = refused(capsys, tmp_path, "compare", path)
    assert said.startswith(f"- {path}, ligne 2 : based_on : ")
    assert french in said
    assert said.partition(" Correction probable : ")[2] == mend
    _, said = refused(capsys, tmp_path, "compare", path, lang="en")
    assert english in said
    assert said.partition(" Likely fix: ")[2] == mend


@pytest.mark.parametrize("length", [1, 2, 3])
def test_a_loop_is_shown_with_its_files(length: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    names = ["a.toml", "b.toml", "c.toml"][:length]
    for name, base in zip(names, [*names[1:], names[0]], strict=True):
        written(tmp_path, name, f'name = "{name}"', f'based_on = "{base}"')
    _, said = refused(capsys, tmp_path, "compare", tmp_path / "a.toml")
    loop = " → ".join([*names, "a.toml"])
    assert said == (
        f"- {tmp_path / names[-1]}, ligne 2 : based_on : les scénarios se fondent les uns sur les autres en boucle : "
        f"{loop} ; attendu une suite qui finit par un scénario sans based_on."
    )


def test_a_loop_through_a_link_is_seen(tmp_path: Path) -> None:
    path = written(tmp_path, "a.toml", 'based_on = "link.toml"')
    (tmp_path / "link.toml").symlink_to(path)
    with pytest.raises(ScenarioError) as found:
        load(path)
    assert [fault.code for fault in found.value.faults] == ["cycle"]


def test_a_base_with_broken_toml_is_named_itself(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    base = written(tmp_path, "base.toml", "[finance]", "vat_share = 0,2")
    path = written(tmp_path, "a.toml", 'based_on = "base.toml"', "[finance]", "vat_share = 30")
    _, said = refused(capsys, tmp_path, "compare", path)
    assert said.startswith(f"- {base}, ligne 2 : la ligne ne suit pas la syntaxe TOML")


# ─── all faults at once ──────────────────────────────────────────────────────────────────────────────────────────


def test_faults_of_base_child_and_setting_come_in_one_report(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    base = written(
        tmp_path,
        "base.toml",
        'based_on = "reference-ght"',
        "[leasing]",
        "notice_months = 3",
        "[finance]",
        "inflation_per_year = 2",
        "vat_share = 20",  # mended by the child
        "[external]",
        "uncovered_eur_per_year_by_activity = [0, 0]",
        "[incidents]",
        "leasing_rate_per_year = 0",
    )
    child = written(
        tmp_path,
        "hopital.toml",
        'based_on = "base.toml"',
        "horizon_years = 40",
        "[finance]",
        "vat_share = 0.2",
        "[external]",
        'setup_eur = "400 €"',
        "[migration]",
        "migrated_share_by_year = [0.5, 0.2]",
        "[hosted]",
        "ephad = false",
    )
    out = tmp_path / "out" / "r.json"
    report = refused(capsys, tmp_path, "compare", child, "--set", "pooling.margin_share=5", "--out", out)
    assert report[0] == "9 erreurs dans le scénario :"
    # The user's own file first, each file from top to bottom.
    assert [" : ".join(line.split(" : ")[:2]) for line in report[1:]] == [
        f"- {child}, ligne 2 : horizon_years",
        f"- {child}, ligne 6 : external.setup_eur",
        f"- {child}, ligne 8 : migration.migrated_share_by_year",
        f"- {child}, ligne 10 : hosted.ephad",
        "- --set : pooling.margin_share",
        f"- {base}, ligne 3 : leasing.notice_months",
        f"- {base}, ligne 5 : finance.inflation_per_year",
        f"- {base}, ligne 8 : external.uncovered_eur_per_year_by_activity",
        f"- {base}, ligne 10 : incidents.leasing_rate_per_year",
    ]


def test_rules_of_meaning_are_checked_when_other_fields_are_wrong(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        "hopital.toml",
        'based_on = "reference-ght"',
        'options = ["in_house", "in_house"]',
        "[finance]",
        "vat_share = 30",
        "[migration]",
        "migrated_share_by_year = [0.5, 0.2]",
        "[incidents]",
        "in_house_rate_per_year = 0",
    )
    with pytest.raises(ScenarioError) as found:
        load(path)
    assert {(fault.code, fault.line) for fault in found.value.faults} == {
        ("too_high", 4),
        ("option_twice", 2),
        ("ramp_falls", 6),
        ("incident_never_zero", 8),
    }


def test_what_the_child_replaces_whole_is_no_longer_the_fault_of_the_base(tmp_path: Path) -> None:
    path = written(tmp_path, "a.toml", 'based_on = "reference-ght"', "finance = { value = 3 }")
    with pytest.raises(ScenarioError) as found:
        load(path)
    assert [(fault.file, fault.line, fault.path) for fault in found.value.faults] == [(str(path), 2, "finance")]


def test_a_wrong_base_is_the_fault_of_the_base(tmp_path: Path) -> None:
    base = written(tmp_path, "base.toml", 'based_on = "reference-ght"', "[finance]", "vat_share = 30")
    path = written(tmp_path, "a.toml", 'based_on = "base.toml"', 'name = "A"')
    with pytest.raises(ScenarioError) as found:
        load(path)
    (fault,) = found.value.faults
    assert (fault.file, fault.line) == (str(base), 3)


# ─── the shipped files ───────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", shipped_scenarios())
def test_every_shipped_scenario_loads(name: str) -> None:
    loaded = load(name)
    assert isinstance(loaded, Scenario)
    assert loaded.name
    assert loaded.description
    assert load(str(shipped_scenarios()[name])) == loaded
    assert load(f"{name}.toml") == loaded


def test_behind_a_page_a_scenario_is_found_where_its_server_was_started(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    started, notebooks = tmp_path / "started", tmp_path / "notebooks"
    for folder, name in ((started, "theirs"), (notebooks, "ours")):
        folder.mkdir()
        (folder / f"{name}.toml").write_text(f'based_on = "reference-ght"\nname = "{name}"\n', "utf-8")
        (folder / "both.toml").write_text(f'based_on = "{name}.toml"\n', "utf-8")
    monkeypatch.chdir(notebooks)
    with pytest.raises(ScenarioError):
        load("theirs.toml")
    monkeypatch.setenv(STARTED_IN, str(started))
    assert [load(name).name for name in ("theirs.toml", "ours.toml", "both.toml")] == ["theirs", "ours", "ours"]
