"""Ctrl-C at any import of the program: 130, one line, no traceback, nothing written."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from hds_tco.cli.start import INTERRUPTED
from hds_tco.locale import LANGUAGES, Language, text

MOMENTS = 60 if int(os.environ.get("HDS_TCO_EXAMPLES", "20")) >= 100 else 8
WORDS = ("compare", "chi-eure-seine-2017-total", "--out", "r.json", "--lang")
# The program, interrupted when the module of a given rank is looked for; it says at the end how many there were.
PROGRAM = """
import atexit, os, signal, sys
rank = int(sys.argv.pop(1))
class Finder:
    found = 0
    def find_spec(self, *_):
        Finder.found += 1
        if Finder.found == rank:
            os.kill(os.getpid(), signal.SIGINT)
from hds_tco.cli import main
sys.meta_path.insert(0, Finder())
atexit.register(lambda: os.write(2, str(Finder.found).encode()))
main()
"""


def started(rank: int, lang: Language, folder: Path) -> subprocess.CompletedProcess[str]:
    words = [sys.executable, "-c", PROGRAM, str(rank), *WORDS, lang]
    return subprocess.run(words, check=False, cwd=folder, capture_output=True, text=True, encoding="utf-8")


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="a process cannot send Ctrl-C to itself alone")
def test_ctrl_c_at_any_import(tmp_path: Path) -> None:
    whole = started(0, "fr", tmp_path)
    assert whole.returncode == 0, whole.stderr
    (tmp_path / "r.json").unlink()
    count = int(whole.stderr.splitlines()[-1])
    assert count > 100
    for moment in range(MOMENTS):
        rank, lang = 1 + moment * (count - 1) // MOMENTS, LANGUAGES[moment % 2]
        run = started(rank, lang, tmp_path)
        said = run.stderr.strip().removesuffix(str(rank)).strip()  # left by itself, the program counts in the end
        assert run.returncode == INTERRUPTED, (rank, run.stderr)
        assert [line for line in said.splitlines() if not line.isdigit()] == [text("cli.interrupted", lang)], rank
        assert list(tmp_path.iterdir()) == []


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="no nohup there")
def test_an_interrupt_that_is_ignored_stays_so(tmp_path: Path) -> None:
    ignoring = "import signal; signal.signal(signal.SIGINT, signal.SIG_IGN)\n" + PROGRAM
    run = subprocess.run(
        [sys.executable, "-c", ignoring, "50", *WORDS, "fr"], check=False, cwd=tmp_path, capture_output=True
    )
    assert run.returncode == 0
    assert (tmp_path / "r.json").exists()


def test_the_package_imports_nothing_heavy_by_itself() -> None:
    code = "import sys, hds_tco.cli; print({'numpy', 'pydantic', 'click', 'hds_tco.scenario'} & set(sys.modules))"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "set()"


def test_every_name_of_the_package_is_there_and_no_other() -> None:
    import hds_tco

    assert {name for name in hds_tco.__all__ if getattr(hds_tco, name) is None} == set()
    assert set(hds_tco.__all__) <= set(dir(hds_tco))
    with pytest.raises(AttributeError, match="no attribute 'comparee'"):
        _ = hds_tco.comparee
