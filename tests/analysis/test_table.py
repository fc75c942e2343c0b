"""Frames keep their columns without rows; tables that a person reads hold the reader's words, cell by cell."""

from __future__ import annotations

import ast
from collections.abc import Callable
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import hds_tco as ht
from hds_tco.analysis.comparison import OptionResult
from hds_tco.analysis.explain import Explanation, Step
from hds_tco.analysis.table import Table, frame_of, styled_table
from hds_tco.locale import LANGUAGES, Language, text
from tests.builders import scenario

PACKAGE = Path(ht.__file__).parent
REFERENCE = ht.load("reference-ght")
NAMES = st.lists(st.sampled_from("abcdef"), unique=True)


@given(columns=NAMES, data=st.data())
def test_columns_are_those_asked_for_whatever_the_rows(columns: list[str], data: st.DataObject) -> None:
    cells = st.sampled_from(columns) if columns else st.nothing()
    rows = data.draw(st.lists(st.dictionaries(cells, st.integers(0, 99)), max_size=3))
    made = frame_of(rows, columns)
    assert (made.columns.tolist(), len(made)) == (columns, len(rows))
    for row, found in zip(rows, made.to_dict("records"), strict=True):
        assert {name: value for name, value in found.items() if not pd.isna(value)} == row
    with pytest.raises(ValueError, match="no column for z"):
        frame_of([*rows, {"z": 1}], columns)


def _dataframes(tree: ast.AST) -> list[ast.Call]:
    makers = ("DataFrame", "from_records", "from_dict")
    return [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in makers
    ]


def _keeps_its_columns(made: ast.Call) -> bool:
    """Tell whether a frame's columns do not depend on there being rows: named, or given as columns."""
    of = made.args[0]
    by_column = isinstance(of, ast.Dict | ast.DictComp) or (
        isinstance(of, ast.BinOp) and isinstance(of.right, ast.Dict)
    )
    return by_column or any(word.arg in ("columns", "index") for word in made.keywords)


def test_no_frame_is_made_of_rows_alone() -> None:
    bare = [
        f"{path.relative_to(PACKAGE)}:{made.lineno}"
        for path in sorted(PACKAGE.rglob("*.py"))
        for made in _dataframes(ast.parse(path.read_text("utf-8")))
        if not _keeps_its_columns(made)
    ]
    assert bare == []


def test_the_search_sees_a_frame_of_rows_alone() -> None:
    found = _dataframes(
        ast.parse("pd.DataFrame([{'a': 1}]); pd.DataFrame(rows, columns=names); pd.DataFrame({'a': x})")
    )
    assert [_keeps_its_columns(made) for made in found] == [False, True, True]


def _pairs() -> dict[str, Callable[[], tuple[Any, Any]]]:
    """Return studies with rows, and the same with none."""
    return {
        "information": lambda: (
            found := ht.sensitivity.value_of_information(ht.simulate(REFERENCE, 64), levels=["assumption"]),
            replace(found, worths=()),
        ),
        "break_even": lambda: (found := ht.sensitivity.break_even(REFERENCE), replace(found, values=())),
        "sobol": lambda: (
            found := ht.sensitivity.sobol_indices(REFERENCE, 2, most_factors=1),
            replace(found, measures=()),
        ),
        "tornado": lambda: (
            ht.sensitivity.tornado(REFERENCE),
            ht.sensitivity.tornado(scenario(options=("in_house", "external", "leasing"))),
        ),
        "losing": lambda: (
            found := ht.sensitivity.losing_conditions(ht.simulate(REFERENCE, 64)),
            replace(found, rules=(), paths=()),
        ),
        "replay": lambda: (found := ht.restitution.replay(REFERENCE), replace(found, failures=(), outcomes=())),
        "clauses": lambda: (found := ht.restitution.clause_values(REFERENCE, draws=32), replace(found, values=())),
        "sets": lambda: (found := ht.restitution.best_clauses(REFERENCE, draws=32), replace(found, sets=())),
        "comparison": lambda: (found := ht.compare(REFERENCE), replace(found, options=())),
    }


@pytest.mark.parametrize("name", _pairs())
def test_a_study_without_rows_has_the_same_columns(name: str) -> None:
    full, none = _pairs()[name]()
    columns = full.frame().columns.tolist()
    found = none.frame("en")
    assert len(found) == 0
    parts = {column for column in columns if name == "replay" and column.endswith("_eur") and column != "cost_eur"}
    assert found.columns.tolist() == [column for column in columns if column not in parts]


def test_break_even_of_a_scenario_of_zeros_is_empty_and_tells_why() -> None:
    found = ht.sensitivity.break_even(scenario(options=("in_house", "external")), steps=False)
    assert not any(item.value for item in found.values)
    assert set(found.left_out.values()) <= {"zeros", "zero", "structure", "untried", "correlation"}


# ─── as a notebook shows them ───────────────────────────────────────────────────────────────────────────────────────

RESULT = ht.compare(REFERENCE)
SPACES = str.maketrans({"\N{NO-BREAK SPACE}": " ", "\N{NARROW NO-BREAK SPACE}": " "})


class Rows(HTMLParser):
    """The texts of a table's cells, row by row."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self.inside = False

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        if tag == "tr":
            self.rows.append([])
        if tag in ("td", "th"):
            self.rows[-1].append("")
            self.inside = True

    def handle_endtag(self, tag: str) -> None:
        self.inside = self.inside and tag not in ("td", "th")

    def handle_data(self, data: str) -> None:
        if self.inside:
            self.rows[-1][-1] += data


def rows(styler: Any) -> list[list[str]]:
    """Return a table as a page shows it, no-break spaces as blanks."""
    parser = Rows()
    parser.feed(styler.to_html().translate(SPACES))
    return parser.rows


def with_figures(option: OptionResult, **changed: Any) -> OptionResult:
    """Return an option of which all is 1,234.5 euros but for what is given."""
    known = {"net_present_cost_eur": 1234.5, "equivalent_annual_cost_eur": 1234.5}
    per_unit = replace(option.unit_costs, per_patient_eur=1234.5, per_tb_eur=1234.5, per_establishment_eur=1234.5)
    return replace(option, **{**known, "unit_costs": per_unit, "crossing_year": None, **changed})


def options(lang: Language = "fr", *changed: dict[str, Any]) -> dict[str, list[str]]:
    """Return the rows of the options' table, of the two cheapest options with other figures."""
    pair = zip(RESULT.ranked, changed, strict=False)
    result = replace(RESULT, options=tuple(with_figures(option, **figures) for option, figures in pair))
    return {row[0]: row[1:] for row in rows(styled_table(result.tables(lang)["options"]))}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_options_stand_across_and_their_figures_down(lang: Language) -> None:
    head, *body = rows(styled_table(RESULT.tables(lang)["options"]))
    assert head == [text("screen.amounts_in", lang), *(option.option.label(lang) for option in RESULT.ranked)]
    assert [row[0] for row in body] == [
        text(f"screen.{key}", lang).strip()
        for key in (
            *("net_present_cost", "equivalent_annual_cost", "gap", "crossing"),
            *("of_which_investment", "of_which_operating", "of_which_income", "of_which_risk", "of_which_restitution"),
            *("per_patient_eur", "per_tb_eur", "per_establishment_eur"),
        )
    ]


def test_figures_are_written_at_their_own_scale() -> None:
    natures = {"investment": 0.0, "operating": 0.0, "income": -40e3, "risk": 0.0}
    later = {"net_present_cost_eur": 3734.5, "crossing_year": 3.26, "present_by_nature_eur": natures}
    cells = options("fr", {}, later)
    assert cells["Coût actualisé net"] == ["1,2 k€", "3,7 k€"]
    assert cells["Écart avec la moins chère"] == ["–", "2,5 k€"]
    assert cells["La moins chère l'emporte"] == ["–", "au cours de l'année 4"]
    assert cells["dont recettes"][1] == "-40,0 k€"
    assert cells["Par patient et par an, avant recettes"] == ["1 234,50 €", "1 234,50 €"]
    assert cells["Par To et par an, avant recettes"] == ["1 234 €", "1 234 €"]


def test_the_cheapest_from_the_start_is_stated() -> None:
    cells = options("en", {}, {"crossing_year": 0.0})
    assert cells[text("screen.crossing", "en")] == ["–", text("screen.from_start", "en")]


def test_rows_that_say_nothing_are_left_out() -> None:
    unknown = replace(RESULT.best.unit_costs, per_patient_eur=None)
    assert text("screen.per_patient_eur") not in options("fr", {"unit_costs": unknown}, {"unit_costs": unknown})
    assert not {text("screen.gap"), text("screen.crossing")} & set(options("fr", {}))


def test_what_the_catalogue_indents_with_blanks_is_indented_on_the_page() -> None:
    page = styled_table(RESULT.tables()["options"]).to_html()
    assert page.count("text-indent: 2ex") == 1  # one rule for all that is part of a cost
    assert "  dont" not in page


def test_no_header_is_empty() -> None:
    assert all(rows(styled_table(RESULT.tables()["options"]))[0])


def test_the_heaviest_lines_of_each_option_come_first_then_the_rest() -> None:
    _, *lines, rest = RESULT.tables()["in_house"].rows
    weights = [
        abs(float(np.dot(RESULT["in_house"].line(row[3]).amounts_eur, RESULT.discount_factors))) for row in lines
    ]
    assert weights == sorted(weights, reverse=True)
    assert rest[2:] == ("", "")


def explained(monkeypatch: pytest.MonkeyPatch, *steps: Step) -> list[list[str]]:
    """Return the table of some steps."""
    monkeypatch.setattr(Explanation, "steps", lambda *_: steps)
    return rows(styled_table(ht.explain(REFERENCE, "in_house:incidents").tables()["steps"]))


def test_steps_say_once_what_stays_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    head, *body = explained(
        monkeypatch,
        Step("Un taux", "a", np.array(0.123456), 2),
        Step("Toujours pareil", "b", np.full(3, 1200.4), 1),
        Step("Chaque année", "c × d", np.array([0.0, 99.5, 123456.7]), 0),
    )
    assert head == ["Étape", "Formule", "Valeur"]
    assert body == [
        ["Chaque année", "c × d", "0 | 99,5 | 123 457"],
        ["Toujours pareil", "b", "1 200"],
        ["Un taux", "a", "0,1235"],
    ]


def test_the_first_step_is_the_line_itself_in_bold() -> None:
    incidents = RESULT.explain("in_house:incidents")
    styler = styled_table(incidents.tables()["steps"])
    assert rows(styler)[1][0] == incidents.line.label()
    assert styler.to_html().count("font-weight: bold") == 1


@pytest.mark.parametrize("lang", LANGUAGES)
def test_inputs_come_with_their_sources(lang: Language) -> None:
    machines = RESULT.explain("external:service.vms")
    head, *body = rows(styled_table(machines.tables(lang)["inputs"]))
    inputs = machines.inputs(lang)
    assert len(head) == 4
    assert [row[0] for row in body] == [item.label for item in inputs]
    for row, item in zip(body, inputs, strict=True):
        if item.assumption is None:
            assert row[1:] == [item.choice.translate(SPACES), "", ""]
        else:
            assert item.assumption.source.translate(SPACES) in row[3]
            assert row[2] == text(f"confidence.{item.assumption.confidence}", lang).translate(SPACES)


def test_words_of_the_user_cannot_become_markup() -> None:
    page = styled_table(Table(("a", "b"), (("<script>alert(1)</script>", "a & b"),))).to_html()
    assert "<script>" not in page
    assert "a &amp; b" in page


# ─── small tables ────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_small_table_is_shown_cell_by_cell() -> None:
    table = Table(("Poste", "k€"), (("Loyer <an>", "1 234"), ("Total", "5")), "Dessous", (1,), title="Dessus")
    shown = styled_table(table).to_html()
    assert rows(styled_table(table)) == [["Poste", "k€"], ["Loyer <an>", "1 234"], ["Total", "5"]]
    assert shown.index("Dessus") < shown.index("Dessous") < shown.index("Loyer &lt;an&gt;")
    assert "font-weight: bold" in shown


def test_two_headings_alike_are_both_shown() -> None:
    assert rows(styled_table(Table(("", "a", "a"), (("x", "1", "2"),)))) == [["", "a", "a"], ["x", "1", "2"]]


def test_a_row_must_fit_under_its_headings() -> None:
    with pytest.raises(ValueError, match="3 cells under 2"):
        Table(("a", "b"), (("1", "2", "3"),))


def test_rows_that_only_head_others_are_parts() -> None:
    assert Table(("a", "b"), (("tête", ""), ("x", "1"))).parts == (0,)
    assert Table(("a",), (("tête",),)).parts == ()
