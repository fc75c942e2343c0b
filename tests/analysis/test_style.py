"""Tables that a person reads in a notebook: what stands in each cell, in the reader's words."""

from __future__ import annotations

from dataclasses import replace
from html.parser import HTMLParser
from typing import Any

import numpy as np
import pandas as pd
import pytest

import hds_tco as ht
from hds_tco.analysis.explain import Step
from hds_tco.analysis.notice import Notice
from hds_tco.analysis.style import styled_inputs, styled_notices, styled_steps, styled_summary, styled_table
from hds_tco.analysis.table import Table
from hds_tco.locale import LANGUAGES, Language, text

REFERENCE = ht.load("reference-ght")
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


def plain(key: str, lang: Language) -> str:
    return text(key, lang).translate(SPACES)


def summary(**columns: list[float | None]) -> pd.DataFrame:
    """Return a summary of two options where all is 1,234.5 euros but for what is given."""
    names = RESULT.summary().columns.drop("label")
    frame = pd.DataFrame({name: columns.get(name, [1234.5, 1234.5]) for name in names}, index=["a", "b"])
    return frame.assign(label=["Un", "Deux"])


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_summary_says_what_the_command_line_says(lang: Language) -> None:
    head, *body = rows(RESULT.styled(lang))
    assert head == [text("screen.amounts_in", lang), *(option.option.label(lang) for option in RESULT.ranked)]
    assert [row[0] for row in body] == [
        text(f"screen.{key}", lang).strip()
        for key in (
            *("net_present_cost", "equivalent_annual_cost", "gap", "crossing"),
            *("of_which_investment", "of_which_operating", "of_which_income", "of_which_risk"),
            *("per_patient_eur", "per_tb_eur", "per_establishment_eur"),
        )
    ]


def test_figures_are_written_at_their_own_scale() -> None:
    found = {
        row[0]: row[1:]
        for row in rows(
            styled_summary(summary(gap_eur=[0.0, 2500.0], crossing_year=[None, 3.26], income_eur=[0, -40e3]))
        )
    }
    assert found["Coût actualisé net"] == ["1,2 k€", "1,2 k€"]
    assert found["Écart avec la moins chère"] == ["–", "2,5 k€"]
    assert found["La moins chère l'emporte"] == ["–", "au cours de l'année 4"]
    assert found["dont recettes"] == ["0,0 k€", "-40,0 k€"]
    assert found["Par patient et par an, avant recettes"] == ["1 234,50 €", "1 234,50 €"]
    assert found["Par To et par an, avant recettes"] == ["1 234 €", "1 234 €"]


def test_the_cheapest_from_the_start_is_said_so() -> None:
    found = rows(styled_summary(summary(crossing_year=[None, 0.0]), "en"))
    assert found[4] == [text("screen.crossing", "en"), "–", text("screen.from_start", "en")]


def test_rows_that_say_nothing_are_left_out() -> None:
    unknown = summary(per_patient_eur=[None, None], crossing_year=[None, None])
    said = [row[0] for row in rows(styled_summary(unknown))]
    assert text("screen.per_patient_eur") not in said
    assert text("screen.crossing") not in said
    alone = [row[0] for row in rows(styled_summary(summary().iloc[:1]))]
    assert text("screen.gap") not in alone


def test_what_the_catalogue_indents_with_blanks_is_indented_on_the_page() -> None:
    page = RESULT.styled().to_html()
    assert page.count("text-indent: 2ex") == 1  # one rule for the four natures
    assert "  dont" not in page


def test_no_header_is_empty() -> None:
    assert all(rows(RESULT.styled())[0])


@pytest.mark.parametrize("lang", LANGUAGES)
def test_notices_stand_in_their_order_with_their_level(lang: Language) -> None:
    notices = (Notice("deferred_payment", "warning"), Notice("single_option"))
    assert rows(styled_notices(notices, lang)) == [
        [plain("level.title", lang), plain("level.text", lang)],
        [plain("level.warning", lang), plain("notice.deferred_payment", lang)],
        [plain("level.info", lang), plain("notice.single_option", lang)],
    ]


def test_steps_say_once_what_stays_the_same() -> None:
    found = ht.explain(REFERENCE, "in_house:incidents")
    steps = (
        Step("Un taux", "a", np.array(0.123456), 2),
        Step("Toujours pareil", "b", np.full(3, 1200.4), 1),
        Step("Chaque année", "c × d", np.array([0.0, 99.5, 123456.7]), 0),
    )
    head, *body = rows(styled_steps(replace(found, steps=steps)))
    assert head == ["Étape", "Formule", "Valeur"]
    assert body == [
        ["Chaque année", "c × d", "0 | 99,5 | 123 457"],
        ["Toujours pareil", "b", "1 200"],
        ["Un taux", "a", "0,1235"],
    ]


def test_the_first_step_is_the_line_itself_in_bold() -> None:
    found = ht.explain(REFERENCE, "in_house:incidents")
    styler = styled_steps(found)
    assert rows(styler)[1][0] == found.line.label()
    assert styler.to_html().count("font-weight: bold") == 1


@pytest.mark.parametrize("lang", LANGUAGES)
def test_inputs_come_with_their_sources(lang: Language) -> None:
    found = ht.explain(REFERENCE, "external:service.vms", lang=lang)
    head, *body = rows(styled_inputs(found, lang))
    assert len(head) == 4
    assert [row[0] for row in body] == [item.label for item in found.inputs]
    for row, item in zip(body, found.inputs, strict=True):
        if item.assumption is None:
            assert row[1:] == [item.choice.translate(SPACES), "", ""]
        else:
            assert item.assumption.source.translate(SPACES) in row[3]
            assert row[2] == text(f"confidence.{item.assumption.confidence}", lang).translate(SPACES)


def test_words_of_the_user_cannot_become_markup() -> None:
    found = ht.explain(REFERENCE, "in_house:incidents")
    step = Step("<script>alert(1)</script>", "a & b", np.array(1.0), 0)
    page = styled_steps(replace(found, steps=(step,))).to_html()
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
