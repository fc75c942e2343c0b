"""The page of the reference case is that of today's model and figures, and tells every change.

If the page is stale: `python -m tools.reference_case`.
"""

from __future__ import annotations

import pytest

import hds_tco as ht
from hds_tco.scenario import assumptions_of, load
from hds_tco.scenario.fields import field_at
from tools.reference_case import BEFORE, HEAVIEST, NOW, PAGE, Change, changes, evidence_for, gap_keur, page

KNOWN, BEFORES = assumptions_of(load(NOW)), assumptions_of(load(BEFORE))


def test_the_page_is_that_of_today_s_model() -> None:
    assert PAGE.read_text("utf-8") == page(), "docs/reference-case.md is stale: run `python -m tools.reference_case`"


def test_every_heavy_figure_says_what_would_be_better() -> None:
    section = PAGE.read_text("utf-8").split("\n## ")[3]
    rows = [line for line in section.splitlines() if line.startswith("| ")][1:]
    assert len(rows) == HEAVIEST
    for row in rows:
        value, _weight, _code, origin, better = (cell.strip() for cell in row.strip("| ").split(" | ")[1:])
        assert value and len(origin) > 20 and better, row


@pytest.mark.parametrize("change", changes(), ids=lambda change: change.title)
def test_a_change_is_one_of_figures_that_stand(change: Change) -> None:
    assert change.fields and change.why
    for path in change.fields:
        assert field_at(path) and path in KNOWN, path
        assert (BEFORES[path].value, BEFORES[path].distribution) != (KNOWN[path].value, KNOWN[path].distribution), path


def test_what_differs_is_told() -> None:
    told = {path for change in changes() for path in change.fields}
    differs = {
        path
        for path, item in KNOWN.items()
        if not path.startswith("correlations.")
        and (
            path not in BEFORES or (item.value, item.distribution) != (BEFORES[path].value, BEFORES[path].distribution)
        )
    }
    assert differs == told


def test_nothing_is_out_of_its_usual_range() -> None:
    assert not [notice for notice in ht.compare(load(NOW)).notices if notice.key == "unusual"]


def test_changes_are_told_once() -> None:
    paths = [path for change in changes() for path in change.fields]
    assert len(set(paths)) == len(paths)


def test_the_walk_ends_where_the_case_stands() -> None:
    text = PAGE.read_text("utf-8")
    assert f"+{gap_keur(load(NOW)):,.0f}".replace(",", "\N{NARROW NO-BREAK SPACE}") in text.replace(
        "\N{NO-BREAK SPACE}", "\N{NARROW NO-BREAK SPACE}"
    )


def test_evidence_is_looked_for_by_pattern() -> None:
    assert "RVTools" in evidence_for("hospital.vms")
    assert "devis" in evidence_for("external.price_eur_per_gb_per_month")
    assert evidence_for("no.such") == ""
