"""Cold starts, as whole processes, against the interpreter's own; first runs have an empty cache of the user's."""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.limits import at_most

RUNS = 9
FIRST_RUNS = 3
# What was asked, in seconds.
MOST_SECONDS = {
    "import hds_tco": 0.25,
    "hds-tco compare reference-ght": 0.5,
    "hds-tco simulate, first": 1.2,
    "hds-tco simulate, later": 1.2,
    "hds-tco board, first": 5.0,
    "hds-tco board, later": 3.5,
}
HEAVY = ("pandas", "plotly", "ipywidgets", "IPython", "jupyterlab", "rich", "numpy_financial", "babel")


def report() -> str:
    """Return the median of each start and its ratio to the floor, commands in turn so that drift hits all alike."""
    program = shutil.which("hds-tco", path=str(Path(sys.executable).parent)) or "hds-tco"
    commands = {
        "floor: python -c pass": [sys.executable, "-c", "pass"],
        "floor + numpy": [sys.executable, "-c", "import numpy"],
        "floor + numpy + pydantic": [sys.executable, "-c", "import numpy, pydantic"],
        "import hds_tco": [sys.executable, "-c", "import hds_tco"],
        "import hds_tco + pandas (peer)": [sys.executable, "-c", "import hds_tco, pandas"],
        "hds-tco compare reference-ght": [program, "compare", "reference-ght"],
        "hds-tco compare --format json": [program, "compare", "reference-ght", "--format", "json"],
    }
    seconds: dict[str, list[float]] = {name: [] for name in commands}
    for run in range(RUNS + 1):
        for name, command in commands.items():
            started = time.perf_counter()
            subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
            if run:  # the first fills the disk cache
                seconds[name].append(time.perf_counter() - started)
    floor = statistics.median(seconds["floor: python -c pass"])
    rows = [f"Cold starts, {RUNS} runs in turn: median s (min - max), ratio to the floor"]
    for word in ("simulate", "board"):
        seconds |= _first_and_later(program, word)
    for name, taken in seconds.items():
        middle = statistics.median(taken)
        rows.append(
            f"  {name:34} {middle:.3f} ({min(taken):.3f} - {max(taken):.3f})  x {middle / floor:.1f}"
            + (at_most(middle, MOST_SECONDS[name]) if name in MOST_SECONDS else "")
        )
    rows.append(f"  heavy modules that `import hds_tco` loads: {', '.join(heavy_modules()) or 'none'}")
    return "\n".join(rows)


def _first_and_later(program: str, word: str) -> dict[str, list[float]]:
    """Return the seconds of a command with nothing kept, and those once an earlier run compiled."""
    taken: dict[str, list[float]] = {f"hds-tco {word}, first": [], f"hds-tco {word}, later": []}
    for _ in range(FIRST_RUNS):
        with tempfile.TemporaryDirectory() as folder:
            into = ["--out", folder, "--force"] if word == "board" else []
            environment = {**os.environ, "HDS_TCO_CACHE": str(Path(folder) / "kept")}
            for name in (f"hds-tco {word}, first", "", f"hds-tco {word}, later"):  # the second compiles what returns
                started = time.perf_counter()
                command = [program, word, "reference-ght", *into]
                subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env=environment)
                if name:
                    taken[name].append(time.perf_counter() - started)
    return taken


def heavy_modules() -> list[str]:
    """Return which of the heavy libraries a bare `import hds_tco` brings in."""
    code = f"import hds_tco, sys; print(*[name for name in {HEAVY!r} if name in sys.modules])"
    return subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout.split()
