"""`hds-tco board` from the reader's side."""

from __future__ import annotations

from pathlib import Path

import pytest

from hds_tco.locale import Language
from tests.cli.running import plain, ran, refused

FORMS = ("pptx", "xlsx", "pdf", "html")
SMALL = "chi-eure-seine-2017-total"


def test_the_pack_is_written_and_never_over_another(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    command = ("board", SMALL, "--out", tmp_path / "out", "--draws", "100")
    got = ran(capsys, *command)
    files = [tmp_path / "out" / f"{SMALL}-tco.{form}" for form in FORMS]
    assert got.status == 0
    assert plain(got.out) == "".join(f"Écrit : {path}\n" for path in files)
    before = {path: path.read_bytes() for path in files}
    told = "\n".join(refused(capsys, tmp_path, *command))
    assert all(str(path) in told for path in files)
    assert "--force" in told
    assert {path: path.read_bytes() for path in files} == before
    assert ran(capsys, *command, "--lang", "en", "--force", "--format", "html").status == 0
    assert files[3].read_bytes() != before[files[3]]
    assert files[2].read_bytes() == before[files[2]]


@pytest.mark.parametrize(
    ("lang", "words"), [("fr", "la charte ne peut pas être lue"), ("en", "the template cannot be read")]
)
def test_a_template_that_is_not_there(
    lang: Language, words: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    template = tmp_path / "no.pptx"
    told = refused(capsys, tmp_path, "board", SMALL, "--out", tmp_path, "--template", template, lang=lang)
    assert words in "\n".join(told)


def test_a_wrong_scenario_leaves_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    wrong = tmp_path / "h.toml"
    wrong.write_text('based_on = "reference-ght"\nhorizon_years = 99\nnam = "x"\n', "utf-8")
    told = "\n".join(refused(capsys, tmp_path, "board", wrong, "--out", tmp_path / "out"))
    assert "horizon_years" in told
    assert "nam" in told
