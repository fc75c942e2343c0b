"""Correlations: the matrix that draws are made from, and what a file may not say of it."""

from __future__ import annotations

from math import asin, pi
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import scipy.stats
from hypothesis import given, settings
from hypothesis import strategies as st

from hds_tco.analysis import compare
from hds_tco.locale import LANGUAGES, Language
from hds_tco.scenario import Fault, Scenario, ScenarioError, assumptions_of, load, resolve, with_values
from hds_tco.scenario.assumption import Assumption
from hds_tco.scenario.correlations import correlated_groups, correlation_matrix, idle_correlations
from hds_tco.scenario.template import template
from tests.builders import Tree
from tests.strategies import FEWER_SCENARIOS, WHOLE_SCENARIOS, scenarios

PUE, POWER, PRICE = "operations.pue", "operations.electricity_price_eur_per_kwh", "hardware.server_base_eur"
DISKS, BACKUP = "hardware.imaging_price_eur_per_tb", "hardware.backup_price_eur_per_tb"
UNCERTAIN = (PUE, POWER, PRICE, DISKS, BACKUP)
REFERENCE = load("reference-ght")
# The reference without its own correlations.
PLAIN = with_values(REFERENCE, {f"correlations.{name}": False for name in REFERENCE.correlations})


def block(rank: Any, *between: Any) -> Tree:
    return {"between": list(between), "rank_correlation": rank}


def correlated(**blocks: Any) -> Scenario[Assumption]:
    return with_values(PLAIN, {"correlations": blocks})


def faults(**blocks: Any) -> list[Fault]:
    with pytest.raises(ScenarioError) as found:
        correlated(**blocks)
    for lang in LANGUAGES:
        assert len(found.value.message(lang).splitlines()) == len(found.value.faults) + 1
    return list(found.value.faults)


def fault(**blocks: Any) -> Fault:
    (found,) = faults(**blocks)
    return found


def gaussian(rank: float) -> float:
    return float(2 * np.sin(np.pi * rank / 6))


# ─── the matrix ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_without_a_block_nothing_is_correlated() -> None:
    paths, matrix = correlation_matrix(PLAIN)
    assert (paths, matrix.shape) == ((), (0, 0))
    assert correlated_groups(PLAIN) == ()


def test_rank_correlations_become_those_of_a_normal_law() -> None:
    # 2 sin(pi × 0.8 / 6) = 2 sin(24°) = 0.813473; 2 sin(pi × −0.5 / 6) = −2 sin(15°) = −0.517638
    paths, matrix = correlation_matrix(correlated(a=block(0.8, PUE, POWER), b=block(-0.5, POWER, PRICE)))
    assert paths == (PRICE, PUE, POWER)  # in the order of the scenario, whatever the file's
    expected = [[1, 0, -0.517638], [0, 1, 0.813473], [-0.517638, 0.813473, 1]]
    assert matrix == pytest.approx(np.array(expected), abs=1e-6)


def test_every_two_of_a_block_are_correlated() -> None:
    paths, matrix = correlation_matrix(correlated(a=block(0.6, *UNCERTAIN)))
    assert set(paths) == set(UNCERTAIN)
    assert matrix == pytest.approx(np.where(np.eye(5) == 1, 1, gaussian(0.6)))


def test_draws_have_the_rank_correlation_that_was_asked_for() -> None:
    found = correlated(a=block(0.8, PUE, "restitution.throughput_tb_per_day"))
    paths, matrix = correlation_matrix(found)
    normal = np.linalg.cholesky(matrix) @ np.random.default_rng(1).standard_normal((2, 200_000))
    laws = [assumptions_of(found)[path].distribution for path in paths]
    drawn = [law.quantile(scipy.stats.norm.cdf(row)) for law, row in zip(laws, normal, strict=True) if law is not None]
    assert scipy.stats.spearmanr(*drawn).statistic == pytest.approx(0.8, abs=0.005)


def test_blocks_that_share_an_assumption_make_one_group() -> None:
    found = correlated(a=block(0.3, PUE, POWER), b=block(0.3, DISKS, BACKUP), c=block(0.2, POWER, PRICE))
    groups = correlated_groups(found)
    assert [paths for paths, _ in groups] == [(PRICE, PUE, POWER), (DISKS, BACKUP)]
    whole_paths, whole = correlation_matrix(found)
    for paths, matrix in groups:
        places = [whole_paths.index(path) for path in paths]
        assert np.array_equal(matrix, whole[np.ix_(places, places)])


def test_what_the_scenario_lacks_or_holds_as_certain_is_passed_over() -> None:
    blocks = {"a": block(0.8, PUE, POWER, "staff.nobody.loaded_cost_eur_per_year", "hospital.beds")}
    found = correlated(**blocks)
    assert set(correlation_matrix(found)[0]) == {PUE, POWER}
    assert set(idle_correlations(found)) == {"staff.nobody.loaded_cost_eur_per_year", "hospital.beds"}
    assert correlation_matrix(with_values(found, {PUE: 1.5}))[0] == ()
    # A case that is not compared with a provider has no such section.
    alone = load("chu-strasbourg-2017", {"correlations": {"a": block(0.8, "external.setup_eur", PUE)}})
    assert alone.external is None
    assert correlation_matrix(alone)[0] == ()


def test_what_is_passed_over_makes_no_matrix_impossible() -> None:
    # -0.6 between three is too much, between two it is not.
    assert fault(a=block(-0.6, PUE, POWER, PRICE)).code == "correlation_alone"
    assert correlation_matrix(correlated(a=block(-0.6, PUE, POWER, "hospital.beds")))[0] == (PUE, POWER)


def test_a_figure_of_zero_correlates_nothing() -> None:
    assert correlation_matrix(correlated(a=block(0, PUE, POWER)))[0] == ()


def test_the_same_figure_twice_for_one_pair_is_no_contradiction() -> None:
    found = correlated(a=block(0.5, PUE, POWER), b=block(0.5, POWER, PUE, PRICE))
    assert correlation_matrix(found)[1] == pytest.approx(np.where(np.eye(3) == 1, 1, gaussian(0.5)))


def test_the_model_does_not_see_them() -> None:
    found = correlated(a=block(0.8, PUE, POWER))
    costs = [option.net_present_cost_eur for option in compare(PLAIN).options]
    assert [option.net_present_cost_eur for option in compare(found).options] == costs
    given: Any = resolve(found)
    assert given.correlations["a"].between == (PUE, POWER)
    assert given.correlations["a"].rank_correlation == 0.8


def test_a_correlation_is_an_assumption_like_others() -> None:
    said = {"value": 0.8, "note": "même cause", "confidence": "S2", "source": "relevé"}
    found = correlated(energie=block(said, PUE, POWER))
    item = assumptions_of(found)["correlations.energie.rank_correlation"]
    assert (item.value, item.note, item.source, item.is_hypothesis) == (0.8, "même cause", "relevé", False)
    less = with_values(found, {"correlations.energie.rank_correlation": 0.2})
    assert correlation_matrix(less)[1][0, 1] == pytest.approx(gaussian(0.2))


def test_a_child_takes_a_block_out_or_changes_it(tmp_path: Path) -> None:
    base, child = tmp_path / "base.toml", tmp_path / "child.toml"
    base.write_text(template(correlated(a=block(0.8, PUE, POWER), b=block(0.5, DISKS, BACKUP))), "utf-8")
    head = 'based_on = "base.toml"\n'
    child.write_text(head + "correlations.a = false\ncorrelations.b.rank_correlation = 0.1\n", "utf-8")
    paths, matrix = correlation_matrix(load(child))
    assert paths == (DISKS, BACKUP)
    assert matrix[0, 1] == pytest.approx(gaussian(0.1))
    child.write_text(head + "[correlations]\nc = false\n", "utf-8")
    with pytest.raises(ScenarioError) as found:
        load(child)
    assert [(item.code, item.line) for item in found.value.faults] == [("no_block", 3)]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_template_holds_them(lang: Language, tmp_path: Path) -> None:
    found = correlated(**{"même cause": block({"value": 0.8, "note": "n"}, PUE, POWER)})
    path = tmp_path / "a.toml"
    path.write_text(template(found, lang), "utf-8")
    assert load(path) == found


@FEWER_SCENARIOS
@given(scenarios())
def test_a_matrix_that_is_accepted_can_be_drawn_from(scenario: Scenario[Assumption]) -> None:
    paths, matrix = correlation_matrix(scenario)
    factor = np.linalg.cholesky(matrix)
    assert factor @ factor.T == pytest.approx(matrix, abs=1e-12)
    assert all(assumptions_of(scenario)[path].distribution for path in paths)


@settings(WHOLE_SCENARIOS, max_examples=150)
@given(
    st.lists(
        st.tuples(st.floats(-1, 1), st.lists(st.sampled_from(UNCERTAIN), min_size=2, max_size=5, unique=True)),
        min_size=1,
        max_size=4,
    )
)
def test_blocks_are_a_matrix_or_faults(blocks: list[tuple[float, list[str]]]) -> None:
    said = {f"b{rank}": block(figure, *paths) for rank, (figure, paths) in enumerate(blocks)}
    try:
        found = correlated(**said)
    except ScenarioError as error:
        codes = {item.code for item in error.faults}
        assert codes <= {"correlated_otherwise", "correlation_alone", "correlations_together"}
        if "correlated_otherwise" not in codes:
            mended(said, error.faults)
        return
    np.linalg.cholesky(correlation_matrix(found)[1])


def mended(blocks: dict[str, Tree], said: tuple[Fault, ...]) -> None:
    """Follow every mend: the scenario is accepted, or its blocks are still too much together, or now disagree."""
    better = dict(blocks)
    for item in said:
        if item.code == "correlation_alone":
            name = item.path.split(".")[1]
            better[name] = {**better[name], "rank_correlation": float(item.mend)}
        for part in item.mend.split(", ") if item.code == "correlations_together" else ():
            name, _, figure = part.partition(" = ")
            better[name] = {**better[name], "rank_correlation": float(figure)}
    try:
        correlated(**better)
    except ScenarioError as error:
        left = {item.code for item in error.faults}
        alone = any(item.code == "correlation_alone" for item in said)
        assert alone
        if left == {"correlated_otherwise"}:  # two blocks over the same pair, each brought to a figure of its own
            return
        assert left == {"correlations_together"}
        mended(better, error.faults)


# ─── what cannot be ──────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("path", "mend"),
    [
        ("operations.pues", PUE),
        ("pue", PUE),
        ("operations.electricity_price", POWER),
        ("hardware.server_base_power_kw.mode", "hardware.server_base_power_kw"),
        ("staff.technicien.loaded_cost", "staff.technicien.loaded_cost_eur_per_year"),
        ("restitution.insolvency", ""),
        ("zzz", ""),
        ("", ""),
        ("hosted..vms", "hosted.ehpad.vms"),
    ],
)
def test_a_path_that_leads_nowhere(path: str, mend: str) -> None:
    found = fault(a=block(0.5, POWER if mend != POWER else PUE, PRICE, path))
    assert (found.code, found.path, found.read) == ("no_assumption", "correlations.a.between.2", path)
    assert found.mend == mend


@pytest.mark.parametrize(
    "path",
    [
        "leasing.end_of_term",  # choice
        "leasing.deferred_payment",  # yes or no
        "leasing.term_years",  # whole number of years
        "migration.migrated_share_by_year",  # figures by year
        "external.covered_activities",  # list
        "staff.technicien.label",  # text
        "horizon_years",
        "correlations.a.rank_correlation",
        "correlations.a.between",
    ],
)
def test_a_path_that_is_never_uncertain(path: str) -> None:
    found = fault(a=block(0.5, PUE, path))
    assert (found.code, found.path, found.read) == ("never_uncertain", "correlations.a.between.1", path)


@pytest.mark.parametrize("between", [[], [PUE], [PUE] * 101])
def test_a_list_is_of_two_paths_or_more(between: list[str]) -> None:
    found = faults(a=block(0.5, *between))[0]
    assert (found.code, found.path) == ("list_expected", "correlations.a.between")


@pytest.mark.parametrize("between", ["x", 3, {"x": 1}, True])
def test_what_is_no_list_is_said_once(between: Any) -> None:
    found = fault(a={"between": between, "rank_correlation": 0.5})
    assert (found.code, found.path) == ("list_expected", "correlations.a.between")


def test_a_path_stands_once() -> None:
    found = fault(a=block(0.5, PUE, POWER, PUE))
    assert (found.code, found.path, found.read) == ("correlated_twice", "correlations.a.between.2", PUE)
    assert found.mend == f'["{PUE}", "{POWER}"]'
    assert [item.mend for item in faults(a=block(0.5, PUE, PUE))] == [""]


def test_two_blocks_do_not_contradict_each_other() -> None:
    found = fault(a=block(0.5, PUE, POWER), b=block(0.2, PRICE, POWER, PUE))
    assert (found.code, found.path, found.read) == ("correlated_otherwise", "correlations.b.rank_correlation", "0.2")
    assert (found.values["other"], found.mend) == ("a", "0.5")


@pytest.mark.parametrize(
    ("rank", "count", "low", "eigenvalue", "mend"),
    [
        (1.0, 2, "-1", "0", "0.99"),
        (-1.0, 2, "-1", "0", "-0.99"),
        (1.0, 4, "-0.3198", "0", "0.99"),  # -6/pi asin(1/6)
        # Three: r > -1/2, so rank > -6/pi asin(1/4) = -0.4826; at -0.8, r = -0.813473 and 1 - 2 × 0.813473 = -0.627.
        (-0.8, 3, "-0.4826", "-0.627", "-0.48"),
        # Five: r > -1/4, so rank > -6/pi asin(1/8) = -0.2394; at -0.3, r = -0.312869 and 1 - 4 × 0.312869 = -0.251.
        (-0.3, 5, "-0.2394", "-0.251", "-0.23"),
    ],
)
def test_so_many_cannot_have_that_correlation(rank: float, count: int, low: str, eigenvalue: str, mend: str) -> None:
    found = fault(a=block(rank, *UNCERTAIN[:count]))
    assert (found.code, found.path) == ("correlation_alone", "correlations.a.rank_correlation")
    assert found.mend == mend
    assert found.values["count"] == str(count)
    assert found.values["eigenvalue"] == eigenvalue
    assert found.values["low"] == low
    correlated(a=block(float(mend), *UNCERTAIN[:count]))


def test_the_limit_is_where_the_formula_says() -> None:
    for count in (3, 4, 5):
        limit = asin(-1 / (count - 1) / 2) * 6 / pi
        correlated(a=block(limit + 1e-4, *UNCERTAIN[:count]))
        assert fault(a=block(limit - 1e-4, *UNCERTAIN[:count])).code == "correlation_alone"


def test_blocks_that_cannot_be_together_made_by_hand() -> None:
    # [[1, r, 0], [r, 1, r], [0, r, 1]] has 1 - r √2 as its smallest eigenvalue: r = 2 sin(27°) = 0.907981, so -0.284.
    blocks = {"a": block(0.9, PUE, POWER), "b": block(0.9, POWER, PRICE), "far": block(0.5, DISKS, BACKUP)}
    found = fault(**blocks)
    assert (found.code, found.path) == ("correlations_together", "correlations.b.rank_correlation")
    assert found.values["blocks"] == "a, b"
    assert found.values["eigenvalue"] == "-0.284"
    # r < 1/√2, so rank < 6/pi asin(√2 / 4) = 0.69027: 0.9 × 0.77 = 0.693, cut to 0.69; 0.9 × 0.78 would give 0.7.
    assert (found.values["factor"], found.mend) == ("0.77", "a = 0.69, b = 0.69")
    # The other mend: name the pair that is missing.
    correlated(**blocks, c=block(0.9, PUE, PRICE))


def test_a_block_that_cannot_be_is_said_alone() -> None:
    found = faults(a=block(0.9, PUE, POWER), b=block(-0.9, POWER, PRICE, DISKS))
    assert [(item.code, item.path) for item in found] == [("correlation_alone", "correlations.b.rank_correlation")]


def test_all_is_said_at_once(tmp_path: Path) -> None:
    path = tmp_path / "a.toml"
    path.write_text(
        f"""based_on = "reference-ght"
[finance]
vat_share = 30

[correlations.un]
between = ["{PUE}", "{POWER}"]
rank_correlation = 80

[correlations.deux]
between = [
    "{PUE}",
    "operations.pu",
    "leasing.term_years",
    3,
]
rank_correlation = {{ low = 0.1, mode = 0.2, high = 0.3 }}

[correlations.trois]
between = ["{PUE}", "{PRICE}"]
rank_correlation = 1
reason = "x"

[correlations.quatre]
between = ["{DISKS}"]
""",
        "utf-8",
    )
    with pytest.raises(ScenarioError) as found:
        load(path)
    assert [(item.line, item.path.removeprefix("correlations."), item.code) for item in found.value.faults] == [
        (3, "finance.vat_share", "too_high"),
        (7, "un.rank_correlation", "too_high"),
        (10, "deux.between.3", "text_expected"),
        (10, "deux.between.1", "no_assumption"),
        (10, "deux.between.2", "never_uncertain"),
        (16, "deux.rank_correlation", "no_distribution"),
        (20, "trois.rank_correlation", "correlation_alone"),
        (21, "trois.reason", "unknown_field"),
        (23, "quatre.rank_correlation", "missing_field"),
        (24, "quatre.between", "list_expected"),
    ]
    mends = {item.path: item.mend for item in found.value.faults}
    assert mends["correlations.un.rank_correlation"] == "0.8"
    assert mends["correlations.deux.between.1"] == PUE


def test_a_block_lacks_nothing() -> None:
    found = faults(a={})
    assert [(item.code, item.path, item.values["expected"]) for item in found] == [
        ("missing_field", "correlations.a.between", "@expected.paths"),
        ("missing_field", "correlations.a.rank_correlation", "@expected.correlation"),
    ]


def test_the_sentences_are_plain() -> None:
    with pytest.raises(ScenarioError) as found:
        correlated(a=block(-0.8, PUE, POWER, PRICE), b=block(0.5, DISKS, "hardware.backup_price"))
    assert found.value.message("fr").replace("\N{NO-BREAK SPACE}", " ").splitlines()[1:] == [
        "- --set : correlations.b.between.1 : lu « hardware.backup_price », or aucune hypothèse ne se trouve là ; "
        "attendu un chemin comme operations.pue ou hosted.ehpad.fee_eur_per_year. Correction probable : "
        "hardware.backup_price_eur_per_tb",
        "- --set : correlations.a.rank_correlation : lu « -0.8 » entre 3 hypothèses, ce qu'aucun tirage ne peut suivre "
        ": matrice non définie positive (plus petite valeur propre : -0.627) ; attendu un nombre entre -0.4826 et 1, "
        "sans les atteindre. Correction probable : -0.48",
    ]


def test_many_wrong_paths_are_neither_slow_nor_endless() -> None:
    found = faults(**{f"b{rank}": block(0.5, *(f"operations.pue{item}" for item in range(20))) for rank in range(50)})
    assert len(found) == 400


# ─── the shipped case ────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_reference_says_why_it_correlates() -> None:
    assert len(REFERENCE.correlations) >= 5
    for name, item in REFERENCE.correlations.items():
        assert item.rank_correlation.confidence == "G", name
        assert len(item.rank_correlation.note) > 40, name
        assert set(item.between) <= set(correlation_matrix(REFERENCE)[0]), name
    assert idle_correlations(REFERENCE) == ()


def test_the_reference_says_why_it_is_uncertain() -> None:
    uncertain = {path: item for path, item in assumptions_of(REFERENCE).items() if item.distribution}
    assert len(uncertain) >= 36
    assert [path for path, item in uncertain.items() if len(item.note.split()) < 5] == []
