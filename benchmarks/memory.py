"""Peak memory of a simulation, each in a process of its own, against the imports alone."""

from __future__ import annotations

import subprocess
import sys

from benchmarks.limits import at_most

# What was asked: megabytes of a million draws, and of more as many times that.
MOST_MB, MOST_TIMES = 400, 1.5
DRAWS = (100_000, 1_000_000, 10_000_000)
CODE = """
import sys, time
from pathlib import Path
import hds_tco as ht
scenario = ht.load("reference-ght")
draws = int(sys.argv[1])
started = time.perf_counter()
if draws:
    result = ht.simulate(scenario, draws, threads=2)
    result.summary(), result.exceedance(51)
else:
    import pandas, scipy.stats
seconds = time.perf_counter() - started
# Linux's own mark of this process: getrusage would count its parent's memory, inherited when it was started.
marks = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
print(int(marks["VmHWM"].split()[0]) / 1024, seconds)
"""


def report() -> str:
    """Return peak resident memory by number of draws, and its ratio to that of a million."""
    peaks = {draws: _run(draws) for draws in (0, *DRAWS)}
    million = peaks[1_000_000][0]
    rows = ["Peak memory of the whole process, simulate on 2 threads with its summary"]
    rows.append(f"  {'imports alone':>12} {peaks[0][0]:8.0f} MB")
    for draws in DRAWS:
        memory, seconds = peaks[draws]
        told = f"x {memory / million:.2f} of a million's   {seconds:6.1f} s, start included"
        verdict = at_most(memory, MOST_MB) if draws == 1_000_000 else ""
        if draws > 1_000_000:
            verdict = at_most(memory / million, MOST_TIMES)
        rows.append(f"  {draws:12,} draws {memory:8.0f} MB  {told}{verdict}")
    return "\n".join(rows)


def _run(draws: int) -> tuple[float, float]:
    done = subprocess.run([sys.executable, "-c", CODE, str(draws)], check=True, capture_output=True, text=True)
    memory, seconds = (float(part) for part in done.stdout.split())
    return memory, seconds
