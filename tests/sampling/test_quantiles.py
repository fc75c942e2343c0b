"""Tables of quantiles are made once, and come back from the user's cache as they were."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from hds_tco.sampling import quantiles
from hds_tco.sampling.quantiles import MANY, make_ready, table_of
from hds_tco.scenario.distributions import Pert, Uniform
from hds_tco.trace import user_cache

LAWS = [(Pert(1.0, 1.0 + (rank + 0.5) / MANY, 2.0), False) for rank in range(MANY - 1)] + [(Uniform(0.0, 3.0), True)]


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Keep entries in a folder, and hold no table."""
    monkeypatch.setenv(user_cache.FOLDER_VARIABLE, str(tmp_path / "kept"))
    monkeypatch.setattr(quantiles, "_held", {})
    return tmp_path / "kept"


def test_many_tables_come_back_without_being_made_again(kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = [table_of(law, normal) for law, normal in LAWS]
    quantiles._held.clear()
    make_ready(LAWS)
    assert len(list(kept.iterdir())) == 1
    quantiles._held.clear()
    monkeypatch.setattr(quantiles, "_made", None)  # whoever makes one fails
    make_ready(reversed(LAWS))
    for (law, normal), table in zip(LAWS, expected, strict=True):
        found = table_of(law, normal)
        assert np.array_equal(found, table)
        assert not found.flags.writeable


def test_a_few_tables_are_not_kept(kept: Path) -> None:
    make_ready(LAWS[: MANY - 1])
    assert not kept.exists()


def test_laws_without_a_table_are_left_out(kept: Path) -> None:
    make_ready([(Uniform(0.0, 1.0), False), (Pert(1.0, 1.0, 1.0), False)] * MANY)
    assert not quantiles._held
    assert not kept.exists()
