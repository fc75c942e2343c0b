"""The bar of a notebook follows the work, and goes."""

from __future__ import annotations

from typing import Any

import pytest

import hds_tco as ht
from hds_tco.cockpit.progress import progress_bar


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
