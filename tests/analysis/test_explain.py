"""Every line can be taken apart, in both languages, and what is shown is what is charged."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import hds_tco as ht
from hds_tco.analysis import compare, explain
from hds_tco.analysis.comparison import MOST_EUR
from hds_tco.analysis.explain import trace
from hds_tco.cli.console import as_text
from hds_tco.cli.tables import explanation_parts
from hds_tco.locale import LANGUAGES, Language
from hds_tco.model import OPTIONS, CostLine, Option
from hds_tco.scenario import Assumption, Scenario, ScenarioError, assumptions_of
from tests.builders import hosted, role, scenario, step, steps
from tests.strategies import FEWER_SCENARIOS, scenarios

REFERENCE = ht.load("reference-ght")
PRICED = compare(REFERENCE)
LINES = [(option.key, line.key) for option in PRICED.options for line in option.lines]


@pytest.mark.parametrize(("option", "key"), LINES, ids=[":".join(pair) for pair in LINES])
def test_every_line_of_the_reference(option: str, key: str) -> None:
    found = explain(REFERENCE, f"{option}:{key}")
    line = PRICED[option].line(key)
    for lang in LANGUAGES:
        check(found, line, lang)
    shown = LANGUAGES[len(key) % 2]  # a screen takes longer than all the rest: each line in one of the languages
    screen = as_text(explanation_parts(found, shown))
    assert line.label(shown) in screen
    assert not re.search(r"[{}]|\bnan\b|None", screen)
    assert [item.path for item in found.inputs("fr")] == [item.path for item in found.inputs("en")]
    assert [step.depth for step in found.steps("fr")] == [step.depth for step in found.steps("en")]
    for one, other in zip(found.steps("fr"), found.steps("en"), strict=True):
        assert np.array_equal(one.values, other.values)


def check(found: ht.analysis.Explanation, line: CostLine, lang: Language) -> None:
    assert found.line.key == line.key
    assert np.array_equal(found.line.amounts_eur, line.amounts_eur)
    assert found.steps(lang)
    assert np.array_equal(np.broadcast_to(found.steps(lang)[-1].values, line.amounts_eur.shape), line.amounts_eur)
    assert found.steps(lang)[-1].label == line.label(lang)
    first, last = found.from_the_line_down(lang)[0], found.steps(lang)[-1]
    assert (first.label, first.formula, first.depth) == (last.label, last.formula, 0)
    for step_ in found.steps(lang):
        assert step_.label
        assert step_.formula
        assert np.isfinite(step_.values).all()
        assert not re.search(r"[{}]|Symbol|\bnan\b|None|array|_eur|step\.|field\.", step_.label + step_.formula)
        assert step_.formula.count("(") == step_.formula.count(")")
    for item in found.inputs(lang):
        assert item.label
        assert item.assumption is not None or item.choice


@pytest.mark.parametrize("lang", LANGUAGES)
def test_formulas_speak_one_language(lang: Language) -> None:
    foreign = {
        "fr": r"\b(the|of|year|otherwise|greater|lesser|sum|from|price|share)\b",
        "en": r"[éèêàç]|\b(le|de|si|ou|année)\b",
    }
    own = [*(block.label for block in REFERENCE.hosted.values()), *(trade.label for trade in REFERENCE.staff.values())]
    own += [step_.label for step_ in REFERENCE.certification.steps.values()]
    for option, key in LINES[::5]:
        for step_ in explain(REFERENCE, f"{option}:{key}").steps(lang):
            words = f"{step_.label} = {step_.formula}"
            for label in own:
                words = words.replace(label, "")
            assert not re.search(foreign[lang], words), words


@pytest.mark.parametrize("name", [name for name in ht.scenario.shipped_scenarios() if name != "reference-ght"])
def test_lines_of_the_other_cases(name: str) -> None:
    made = ht.load(name)
    result = compare(made)
    for option in result.options:
        for line in option.lines:
            if line.amounts_eur.any():
                check(explain(made, f"{option.key}:{line.key}"), line, "fr")


@FEWER_SCENARIOS
@given(made=scenarios(), data=st.data())
def test_lines_of_random_scenarios(made: Scenario[Assumption], data: Any) -> None:
    result = compare(made)
    for lang in LANGUAGES:
        option = data.draw(st.sampled_from(result.options))
        line = data.draw(st.sampled_from(option.lines))
        check(explain(made, f"{option.key}:{line.key}", lang=lang), line, lang)


def test_the_inputs_are_those_that_move_the_line() -> None:
    found = explain(REFERENCE, "external:setup.expensed")
    paths = {item.path for item in found.inputs()}
    assert "external.setup_eur" in paths
    assert "leasing.term_years" not in paths
    assert paths <= {*assumptions_of(REFERENCE), "hospital.legal_form", "certification.regime"}
    changed = ht.with_values(REFERENCE, {"external.setup_eur": 1})
    assert not np.array_equal(explain(changed, "external:setup.expensed").line.amounts_eur, found.line.amounts_eur)
    still = ht.with_values(REFERENCE, {"leasing.term_years": 2})
    assert np.array_equal(explain(still, "external:setup.expensed").line.amounts_eur, found.line.amounts_eur)


def test_a_change_of_an_input_that_is_not_named_moves_nothing() -> None:
    # What is not in the list of inputs has no say: turn each number up and look.
    key = "external:links"
    found = explain(REFERENCE, key)
    named = {item.path for item in found.inputs()}
    for path, item in assumptions_of(REFERENCE).items():
        if path.startswith(("external.", "finance.")) and path not in named and isinstance(item.value, float):
            other = 1.0 if item.value == 0 else item.value * 0.5
            if item.value in (0.0, 1.0):
                continue
            try:
                moved = ht.with_values(REFERENCE, {path: int(other) if float(item.value).is_integer() else other})
            except ScenarioError:
                continue
            assert np.array_equal(compare(moved)["external"].line("links").amounts_eur, found.line.amounts_eur), path


def test_the_frame_of_an_explanation() -> None:
    found = explain(REFERENCE, "incidents")
    frame = found.frame("en")
    years = list(range(REFERENCE.horizon_years + 1))
    assert list(frame.columns) == ["label", "formula", *years]
    assert len(frame) == len(found.steps("en"))
    by_label = frame.set_index("label")
    assert by_label.loc[found.line.label("en"), years].tolist() == found.line.amounts_eur.tolist()


def test_a_line_by_hand() -> None:
    # 2 FTE at 50 000 euros, years 1 to 3.
    made = scenario({}, staff={"nurse": role(label="Infirmier", loaded_cost_eur_per_year=50_000, in_house_fte=2)})
    found = explain(made, "in_house:staff.nurse")
    assert found.line.amounts_eur.tolist() == [0, 100_000, 100_000, 100_000]
    assert "Infirmier" in found.line.label()
    inputs = found.inputs()
    assert {item.path for item in inputs} >= {"staff.nurse.loaded_cost_eur_per_year", "staff.nurse.in_house_fte"}
    assert all("Infirmier" in item.label for item in found.inputs() if item.path.startswith("staff."))


def test_an_option_of_ones_own_is_explained() -> None:
    mixed = Option("mixed", OPTIONS["in_house"].pieces, own_label="Chez nous, autrement")
    found = explain(REFERENCE, "Chez nous, autrement:incidents", options=[mixed])
    assert found.option is mixed
    assert np.array_equal(found.line.amounts_eur, PRICED["in_house"].line("incidents").amounts_eur)


def test_lines_are_traced_in_the_order_of_the_ledger() -> None:
    for option in PRICED.options:
        traced = trace(REFERENCE, option.option)
        assert [line.key for line in traced] == [line.key for line in option.lines]


@pytest.mark.parametrize(
    "values",
    [
        {"hospital.vms": 1e12, "external.price_eur_per_vm_per_month": 1e12},
        {"finance.inflation_per_year": 1, "finance.wage_growth_per_year": 1, "staff.n.in_house_fte": 1e12},
        {
            "finance.real_discount_rate_per_year": -0.9,
            "finance.inflation_per_year": -0.9,
            "operations.room_eur_per_year": 1,
        },
    ],
)
def test_figures_beyond_all_measure_are_refused_not_shown(values: dict[str, Any]) -> None:
    trades = {"n": role(label="n", loaded_cost_eur_per_year=1e12)}
    made = scenario({}, staff=trades, horizon_years=30)
    changed = ht.with_values(made, values)
    with pytest.raises(ScenarioError) as found:
        compare(changed)
    assert {fault.code for fault in found.value.faults} == {"beyond_measure"}
    assert MOST_EUR == 1e15


def test_names_of_the_users_own_are_told_apart() -> None:
    block = {"n": hosted(label="Bloc", vms=3, fee_eur_per_year=10)}
    made = scenario(
        steps(n=step(label="Étape", start_year=1)),
        staff={"n": role(label="Métier", loaded_cost_eur_per_year=9, in_house_fte=1)},
        hosted=block,
    )
    fees = explain(made, "in_house:hosted_fees")
    for name, label in (("hosted.n", "(Bloc)"), ("certification.steps.n", "(Étape)")):
        labels = [item.label for item in fees.inputs() if item.path.startswith(name)]
        assert labels
        assert all(words.endswith(label) for words in labels)
    starts = next(step_ for step_ in fees.steps() if step_.label.startswith("Début d'hébergement"))
    granted = next(step_ for step_ in fees.steps() if step_.label.startswith("Obtention"))
    assert (starts.label[-6:], granted.label[-7:]) == ("(Bloc)", "(Étape)")
    assert "(Bloc)" not in granted.formula
    trade = explain(made, "in_house:staff.n")
    assert all(item.label.endswith("(Métier)") for item in trade.inputs() if item.path.startswith("staff."))


def test_a_block_may_bear_the_name_of_a_thing_of_the_models() -> None:
    made = ht.with_values(
        REFERENCE, {"hosted.servers": REFERENCE.hosted["ehpad"].model_dump() | {"label": "Serveurs SA"}}
    )
    bought = explain(made, "in_house:purchase.servers")
    of_machines = [step_.label for step_ in bought.steps() if step_.label.startswith("Modules achetés")]
    assert of_machines
    assert all(label.endswith("(serveurs)") for label in of_machines)
    fees = explain(made, "in_house:hosted_fees")
    assert any(step_.label.endswith("(Serveurs SA)") for step_ in fees.steps())


def test_posts_freed_year_after_year_are_said_as_cohorts() -> None:
    sums: tuple[tuple[Language, str], ...] = (
        ("fr", "somme sur les générations de (Part des postes libérée dans l'année × Part encore payée"),
        ("en", "sum over cohorts of (Share of posts freed in the year × Share still paid"),
    )
    found = explain(REFERENCE, "external:freed_staff.technicien")
    for lang, words in sums:
        assert any(step_.formula.startswith(words) for step_ in found.steps(lang)), lang
