"""The pack from a notebook: files on the disk, their list on the page, nothing replaced unasked."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import hds_tco as ht
from hds_tco.board.pack import files_table
from hds_tco.cockpit import board_pack
from hds_tco.cockpit.notebook_view import progress_bar
from hds_tco.locale import LANGUAGES

SCENARIO = ht.load("chi-eure-seine-2017-total")


def test_files_are_written_listed_and_not_replaced_unasked(tmp_path: Path) -> None:
    made: Any = board_pack(SCENARIO, tmp_path, draws=200, forms=("pdf",))
    (file,) = tmp_path.iterdir()
    assert file.suffix == ".pdf"
    assert file.name in made.to_html()
    before = file.stat().st_mtime_ns

    refused: Any = board_pack(SCENARIO, tmp_path, draws=200, forms=("pdf",))
    assert file.name in refused.data
    assert file.stat().st_mtime_ns == before

    again: Any = board_pack(SCENARIO, tmp_path, draws=200, forms=("pdf",), replace=True)
    assert file.name in again.to_html()
    assert file.stat().st_mtime_ns > before


def test_each_form_says_what_it_is_for(tmp_path: Path) -> None:
    files = [tmp_path / f"dossier.{form}" for form in ("pptx", "xlsx", "pdf", "html")]
    for file in files:
        file.write_bytes(b"x" * 2500)
    for lang in LANGUAGES:
        rows = files_table(files, lang).rows
        assert [row[0] for row in rows] == [str(file) for file in files]
        assert len({row[1] for row in rows}) == 4
        assert {row[2][0] for row in rows} == {"2"}


def test_the_bar_follows_the_draws_and_goes(monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[Any] = []
    monkeypatch.setattr("IPython.display.display", shown.append)
    seen: list[tuple[int, int, str]] = []
    with progress_bar() as progress:

        def told(done: int, total: int) -> None:
            progress(done, total)
            bar, label = shown[0].children
            seen.append((bar.value, bar.max, label.value))

        result = ht.simulate(ht.load("reference-ght"), 5000, block_draws=1024, threads=2, progress=told)
    assert result.draws == 5000
    assert [total for _, total, _ in seen] == [5000] * len(seen)
    assert [done for done, _, _ in seen] == sorted({done for done, _, _ in seen})
    assert seen[-1] == (5000, 5000, "5\u202f000 / 5\u202f000")
    assert shown[0].comm is None  # closed


def test_the_bar_goes_when_the_work_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[Any] = []
    monkeypatch.setattr("IPython.display.display", shown.append)
    with pytest.raises(ZeroDivisionError), progress_bar("en"):
        raise ZeroDivisionError
    assert shown[0].comm is None
