"""Run every benchmark and print its figures; fails when one misses what was asked of it."""

import sys

from benchmarks import browser, cockpit, draws, evaluation, findings, memory, pack, start
from benchmarks.limits import MISSED

missed = 0
for benchmark in (start, evaluation, draws, findings, memory, pack, cockpit, browser):
    report = benchmark.report()
    missed += report.count(MISSED)
    print(report, end="\n\n", flush=True)
if missed:
    sys.exit(f"{missed} limits missed, on this machine as it was just now")
