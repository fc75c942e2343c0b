"""All that a board is told (`hds_tco.board.findings.find`): first in a process of its own, then again and again."""

from __future__ import annotations

import subprocess
import sys

CODE = """
import time
import hds_tco as ht
from hds_tco.board.findings import find
scenario = ht.load("reference-ght")
changed = ht.with_values(scenario, {"finance.vat_share": 0.19})
for case in (scenario, scenario, scenario, scenario, changed):
    started, used = time.perf_counter(), time.process_time()
    find(case, draws=10_000)
    print(time.perf_counter() - started, time.process_time() - used)
"""
NAMES = ("first of the process", "second", "third", "fourth", "with another value")


def report() -> str:
    """Return seconds on the clock and of the processor."""
    done = subprocess.run([sys.executable, "-c", CODE], check=True, capture_output=True, text=True)
    rows = ["Everything that a board is told, 10,000 draws, imports done: s on the clock, s of processor"]
    for name, line in zip(NAMES, done.stdout.splitlines(), strict=True):
        clock, processor = (float(part) for part in line.split())
        rows.append(f"  {name:30} {clock:8.2f} {processor:8.2f}")
    return "\n".join(rows)
