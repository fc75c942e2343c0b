"""The app's own folder: gone with the app, swept after a kill if it is ours and no one's."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from hds_tco.cli.local_server import PREFIX, own_folder

_HELD = """
import time
from hds_tco.cli.local_server import own_folder
with own_folder() as folder:
    print(folder, flush=True)
    time.sleep(600)
"""


@pytest.fixture(autouse=True)
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A temporary folder of the test's own, for this process and those that it starts."""
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr(tempfile, "tempdir", None)
    return tmp_path


def test_the_folder_of_an_app_that_runs_stays_and_one_that_was_killed_is_swept(temporary: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", _HELD], stdout=subprocess.PIPE, encoding="utf-8") as other:
        assert other.stdout is not None
        folder = Path(other.stdout.readline().strip())
        (folder / "runtime").mkdir()
        with own_folder() as mine:
            assert {folder, mine} == set(temporary.iterdir())
        assert list(temporary.iterdir()) == [folder]
        other.kill()
    assert list(temporary.iterdir()) == [folder]  # what a kill leaves
    with own_folder() as mine:
        assert list(temporary.iterdir()) == [mine]
    assert list(temporary.iterdir()) == []


def test_what_only_looks_like_ours_stays(temporary: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    (elsewhere / "in-use").touch()
    (temporary / f"{PREFIX}link").symlink_to(elsewhere)
    (temporary / f"{PREFIX}unmarked").mkdir()
    (temporary / "hds-tco-notes").mkdir()
    before = set(temporary.iterdir())
    with own_folder():
        pass
    assert set(temporary.iterdir()) == before
    assert (elsewhere / "in-use").exists()
