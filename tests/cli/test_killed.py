"""`board` and `compare --out` killed with no warning: what stands in the folder is whole, and the next run tidies."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from hds_tco.scenario.journal import recover
from tests.cli.running import COMMAND, process

KILLS = 12 if int(os.environ.get("HDS_TCO_EXAMPLES", "20")) < 100 else 100
SMALL = "chi-eure-seine-2017-total"


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="needs kill -9")
@pytest.mark.parametrize("words", [("compare", SMALL, "--out", "r.json"), ("board", SMALL, "--draws", "50")], ids=str)
def test_killed_at_a_random_moment(words: tuple[str, ...], tmp_path: Path) -> None:
    """The old pack (seed 1) or the new one (seed 2, or in English), never some of each, and nothing beside."""
    old = ["--seed", "1"] if words[0] == "board" else ["--lang", "en"]
    assert process(*words, *old, folder=tmp_path).returncode == 0
    before = contents(tmp_path)
    begun = time.monotonic()
    assert process(*words, "--force", folder=tmp_path).returncode == 0
    lasted_s = time.monotonic() - begun
    after = contents(tmp_path)
    assert set(before) == set(after)
    assert all(before[name] != after[name] for name in before)
    chance = random.Random(2026)
    for _ in range(KILLS):
        for name, content in before.items():
            (tmp_path / name).write_bytes(content)
        run = subprocess.Popen([COMMAND, *words, "--force"], cwd=tmp_path, stderr=subprocess.DEVNULL)
        time.sleep(chance.uniform(0, lasted_s))
        run.kill()
        run.wait()
        left = {name: content for name, content in contents(tmp_path).items() if not name.startswith(".hds-tco.")}
        assert left in (before, after)
        recover(tmp_path)
        assert contents(tmp_path) in (before, after)
