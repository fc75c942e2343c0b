"""One evaluation of the reference GHT, warm, against reading its file and against drawing the slider's frame."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable

import hds_tco as ht
from hds_tco.model import OPTIONS, lines_of, years
from hds_tco.scenario import resolve

RUNS = 40


def report() -> str:
    """Return the median of each step and its ratio to one evaluation of the three options."""
    scenario = ht.load("reference-ght")
    given, year = resolve(scenario), years(scenario.horizon_years)
    result = ht.compare(scenario)
    jobs: dict[str, Callable[[], object]] = {
        "evaluate three options": lambda: [lines_of(option, given, year) for option in OPTIONS.values()],
        "resolve the scenario": lambda: resolve(scenario),
        "compare (resolve, evaluate, sum up)": lambda: ht.compare(scenario),
        "change one value (slider)": lambda: ht.with_values(scenario, {"finance.inflation_per_year": 0.03}),
        "trace one option on symbols": lambda: ht.explain(scenario, "service.vms"),
        "result.frame()": result.frame,
        "load from disk": lambda: ht.load("reference-ght"),
    }
    taken = {name: _median(job) for name, job in jobs.items()}
    unit = taken["evaluate three options"]
    rows = [f"One evaluation, warm, {RUNS} runs: median ms, ratio to evaluating the three options"]
    rows += [f"  {name:38} {seconds * 1e3:8.2f}  x {seconds / unit:.2f}" for name, seconds in taken.items()]
    return "\n".join(rows)


def _median(job: Callable[[], object]) -> float:
    job()
    taken = []
    for _ in range(RUNS):
        started = time.perf_counter()
        job()
        taken.append(time.perf_counter() - started)
    return statistics.median(taken)
