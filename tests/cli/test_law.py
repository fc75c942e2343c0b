"""`hds-tco law`: what a reader sees, and what another program reads."""

from __future__ import annotations

from pathlib import Path

import pytest

from hds_tco.locale import LANGUAGES, Language
from tests.cli.running import in_a_line, ran, refused


@pytest.mark.parametrize("lang", LANGUAGES)
def test_rules_and_their_changes_are_listed(lang: Language, capsys: pytest.CaptureFixture[str]) -> None:
    got = ran(capsys, "law", "reference-ght", lang=lang)
    said = in_a_line(got.out)
    assert (got.status, got.err) == (0, "")
    assert "40,65 % → 43,65 %" in said or "40.65% → 43.65%" in said
    assert "finance.vat_share = 20" in said and "R.1111-9-1" in said
    assert len(ran(capsys, "law", "reference-ght", "--all", lang=lang).out) > 1.5 * len(got.out)


def test_a_program_reads_every_rule_and_every_change(capsys: pytest.CaptureFixture[str]) -> None:
    data = ran(capsys, "law", "reference-ght", "--format", "json", "--set", "law.switching_charges.start_year=4").data
    assert len(data["rules"]) > 60
    change = next(row for row in data["changes"] if row["key"] == "switching.charges")
    assert (change["day"], change["in_house_eur"]) == ("2027-01-12", 0)
    assert data["last_seen"] == "2026-10-07"
    rows = ran(capsys, "law", "reference-ght", "--format", "csv", "--table", "rules").out.splitlines()
    assert rows[0].startswith("key,text,value,unit,bound")


def test_a_rule_that_the_model_does_not_apply_is_refused(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    head, said = refused(capsys, tmp_path, "law", "reference-ght", "--set", "law.switching_charge.start_year=4")
    assert head == "1 erreur dans le scénario :"
    assert "switching_charges" in said
