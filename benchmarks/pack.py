"""The whole board pack of the reference GHT, warm, form by form, against one simulation of as many draws."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from functools import partial

import hds_tco as ht
from benchmarks.limits import at_most
from hds_tco.board.findings import find
from hds_tco.board.pack import DRAWS, FORMS, pack

RUNS = 5
MOST_SECONDS = 1.5


def report() -> str:
    """Return the median of each part and its ratio to drawing alone."""
    scenario = ht.load("reference-ght")
    found = find(scenario, DRAWS)
    jobs: dict[str, Callable[[], object]] = {
        f"floor: simulate {DRAWS:,} draws": partial(ht.simulate, scenario, DRAWS),
        "everything that is told (find)": partial(find, scenario, DRAWS),
        **{f"story and {form}": partial(pack, found, forms=(form,)) for form in FORMS},
        "whole pack": lambda: pack(find(scenario, DRAWS)),
    }
    taken: dict[str, list[float]] = {name: [] for name in jobs}
    for run in range(RUNS + 1):
        for name, job in jobs.items():
            started = time.perf_counter()
            job()
            if run:  # the first compiles and fills the caches
                taken[name].append(time.perf_counter() - started)
    floor = statistics.median(next(iter(taken.values())))
    rows = [f"Board pack of the reference GHT, warm, {RUNS} runs in turn: median s (min - max), ratio to the floor"]
    for name, seconds in taken.items():
        middle = statistics.median(seconds)
        verdict = at_most(middle, MOST_SECONDS) if name == "whole pack" else ""
        rows.append(
            f"  {name:34} {middle:.3f} ({min(seconds):.3f} - {max(seconds):.3f})  x {middle / floor:.1f}{verdict}"
        )
    return "\n".join(rows)
