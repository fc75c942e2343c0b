"""A result in a notebook: a line where Python prints it, a table where a page shows it."""

from __future__ import annotations

import re
from html import unescape

import pytest

import hds_tco as ht
from hds_tco.analysis.simulation.report import figure_rows, options_table
from hds_tco.locale import LANGUAGES, Language
from hds_tco.model import IN_HOUSE
from tests.analysis.simulation.case import small

RESULT = ht.simulate(small(), 500, 5)


def test_its_repr_is_one_short_line() -> None:
    chance = RESULT.probability_cheapest(RESULT.best.key).value
    assert "500 draws of 500, seed 5, random" in repr(RESULT)
    assert f"best '{RESULT.best.key}', the cheapest in {chance:.1%} of draws" in repr(RESULT)
    assert len(repr(RESULT)) < 200


def test_a_notebook_shows_the_summary_in_french() -> None:
    page = unescape(re.sub(r"<[^>]*>", " ", RESULT._repr_html_()))
    for row in figure_rows(RESULT):
        assert row.label.strip() in page
        assert all(cell in page for cell in row.cells)
    assert "500 tirages, graine 5" in page


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_table_has_a_column_an_option_the_cheapest_first(lang: Language) -> None:
    table = options_table(RESULT, lang)
    assert list(table.columns[1:]) == [option.label(lang) for option in RESULT.ranked]
    assert len(table.rows) == 9
    assert len(options_table(ht.simulate(small(), 50, options=[IN_HOUSE]), lang).rows) == 7


def test_what_a_hospital_writes_is_not_read_as_a_page() -> None:
    scenario = small().model_copy(update={"name": "<b>x</b>"})
    assert "<b>x" not in ht.simulate(scenario, 50)._repr_html_()
