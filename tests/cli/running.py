"""The command line as a user runs it, in this process: exit status, what was printed, what was complained of."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from hds_tco.analysis.simulation.run import _Work
from hds_tco.cli.app import run
from hds_tco.locale import Language

COMMAND = Path(sys.executable).with_name("hds-tco")


@dataclass(frozen=True)
class Ran:
    status: int
    out: str
    err: str

    @property
    def data(self) -> Any:
        return json.loads(self.out)


def plain(words: str) -> str:
    """Return a text with ordinary spaces in the place of those that do not break."""
    return re.sub("[\u00a0\u202f]", " ", words)


def in_a_line(words: str) -> str:
    """Return a text in one line, whatever the width at which it was set."""
    return re.sub(r"\s+", " ", plain(words))


def stop_at_block(monkeypatch: pytest.MonkeyPatch, rank: int) -> None:
    """Press Ctrl-C while a block of draws is worked out."""
    work, blocks = _Work._evaluate, 0

    def stopped(self: _Work, start: int, out: Any) -> None:
        nonlocal blocks
        blocks += 1
        if blocks == rank:
            raise KeyboardInterrupt
        work(self, start, out)

    monkeypatch.setattr(_Work, "_evaluate", stopped)


def ran(capsys: pytest.CaptureFixture[str], *words: object, lang: Language = "fr") -> Ran:
    """Run a command line in this process."""
    capsys.readouterr()
    status = run([str(word) for word in words], lang)
    said = capsys.readouterr()
    assert "Traceback" not in said.out + said.err
    return Ran(status, said.out, said.err)


def process(
    *words: object, folder: Path | None = None, environment: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run the real command."""
    return subprocess.run(
        [str(COMMAND), *(str(word) for word in words)],
        capture_output=True,
        check=False,
        cwd=folder,
        encoding="utf-8",
        env={**os.environ, **(environment or {})},
        timeout=60,
    )


def refused(capsys: pytest.CaptureFixture[str], folder: Path, *words: object, lang: Language = "fr") -> list[str]:
    """Run a command that must be refused, and return its report: status 2, nothing printed, nothing written."""
    before = {path: path.stat().st_mtime_ns for path in folder.rglob("*") if path.exists()}
    got = ran(capsys, *words, lang=lang)
    assert (got.status, got.out) == (2, "")
    assert {path: path.stat().st_mtime_ns for path in folder.rglob("*") if path.exists()} == before
    return plain(got.err).splitlines()
