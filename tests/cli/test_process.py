"""What only a process of its own can show: signals, pipes, encodings, imports."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from hds_tco.analysis import compare as module_of_compare
from tests.cli.running import COMMAND, plain, process, ran

SHOWN_BY = ("pandas", "plotly", "ipywidgets", "rich", "numpy_financial", "jupyterlab", "anywidget", "matplotlib")
DRAWN_BY = ("scipy", "llvmlite", "SALib", "sklearn")
HEAVY = (*SHOWN_BY, *DRAWN_BY)


def python(code: str) -> str:
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60).stdout


def test_importing_the_package_brings_in_nothing_heavy() -> None:
    said = python(f"import sys, hds_tco, hds_tco.cli; print([name for name in {HEAVY!r} if name in sys.modules])")
    assert said.strip() == "[]"


def test_json_needs_no_screen_and_no_frames() -> None:
    code = (
        "import sys; from hds_tco.cli.app import run; run(['compare', 'chu-strasbourg-2017', '--format', 'csv'], 'fr')"
    )
    said = python(f"{code}; print([name for name in {HEAVY!r} if name in sys.modules])")
    assert said.splitlines()[-1] == "[]"


def test_the_command_prints_its_answer() -> None:
    got = process("compare", "chu-strasbourg-2017", environment={"PYTHONIOENCODING": "utf-8"})
    assert (got.returncode, got.stderr) == (0, "")
    assert "230,0 k€" in plain(got.stdout)


@pytest.mark.parametrize("words", ["compare reference-ght", "compare reference-ght --format json", "schema", "list"])
@pytest.mark.parametrize("reader", ["true", "head -1"])
def test_a_reader_that_stops_early_is_no_fault(words: str, reader: str) -> None:
    piped = subprocess.run(
        f"{COMMAND} {words} | {reader}", shell=True, capture_output=True, text=True, check=False, timeout=60
    )
    assert piped.stderr == ""


def test_a_full_disk_behind_the_pipe_is_said() -> None:
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        got = subprocess.run(
            [COMMAND, "compare", "reference-ght"],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
            timeout=60,
        )
    assert got.returncode == 2
    assert plain(got.stderr) == "1 erreur :\n- impossible d'écrire ici : plus de place sur le disque.\n"


@pytest.mark.parametrize("encoding", ["cp1252", "latin-1"])
def test_letters_that_the_terminal_lacks_are_replaced(encoding: str) -> None:
    got = subprocess.run(
        [COMMAND, "compare", "reference-ght"],
        capture_output=True,
        env={**os.environ, "PYTHONIOENCODING": encoding},
        check=False,
        timeout=60,
    )
    assert (got.returncode, got.stderr) == (0, b"")
    out = got.stdout.decode(encoding)
    assert "?" not in out
    money = {"cp1252": "k€", "latin-1": "kEUR"}[encoding]
    assert re.search(rf"\d \d{{3}},\d[ \u00a0]{money}", out)


# The program, whose pricing tells that it is at work and lasts; it ends by itself, so that nobody waits for ever.
AT_WORK = """
import faulthandler, sys, time
import hds_tco.analysis
from hds_tco.cli.start import main

def lasting(*_, **__):
    print("at work", flush=True)
    time.sleep(60)

faulthandler.dump_traceback_later(60, exit=True)
hds_tco.analysis.compare = lasting
main()
"""


def test_control_c_leaves_cleanly(tmp_path: Path) -> None:
    words = ["compare", "reference-ght", "--out", str(tmp_path / "r.json")]
    with subprocess.Popen(
        [sys.executable, "-c", AT_WORK, *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as started:
        assert started.stdout is not None
        assert started.stdout.readline() == "at work\n"
        started.send_signal(signal.SIGINT)
        printed, said = started.communicate(timeout=30)
    assert started.returncode == 130
    assert (printed, plain(said).strip()) == ("", "Interrompu : rien n'a été écrit.")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("lang", "said"), [("fr", "Interrompu : rien n'a été écrit."), ("en", "Interrupted: nothing was written.")]
)
def test_control_c_while_pricing(
    lang: str, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    assert callable(module_of_compare)
    monkeypatch.setattr("hds_tco.analysis.compare", interrupted)
    got = ran(capsys, "compare", "reference-ght", "--out", tmp_path / "r.json", lang=lang)  # type: ignore[arg-type]
    assert (got.status, got.out, plain(got.err).strip()) == (130, "", said)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("words", [[b"\xff.toml"], [b"chu-strasbourg-2017", b"--set", b"name=\xff"]])
def test_letters_of_no_encoding(words: list[bytes]) -> None:
    got = subprocess.run([str(COMMAND).encode(), b"compare", *words], capture_output=True, check=False, timeout=60)
    assert got.returncode == (2 if len(words) == 1 else 0)
    assert b"Traceback" not in got.stderr
    assert (b"ce fichier n'existe pas" in got.stderr) == (len(words) == 1)
