"""One gesture in the cockpit, Python's side of it, 10 k draws included; the page's side is in `benchmarks.browser`."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable

from hds_tco.analysis import compare
from hds_tco.cockpit import cockpit

PATH = "external.price_eur_per_vm_per_month"
GESTURES = 40


def report() -> str:
    """Return the median and the 95th percentile of a gesture, beside one plain comparison."""
    screen = cockpit()
    screen.session.warm()
    screen.views["tornado"].visible = False  # it follows once the hand is still
    floor = _timed(lambda _: compare(screen.session.scenario))
    places = [value for _, value in screen.sliders[PATH].options]

    def gesture(rank: int) -> None:
        screen.session.move(PATH, places[5 + rank % 30], gesture="drag")

    taken = _timed(gesture)
    screen.session.fix_as_a()
    beside = _timed(gesture)
    rows = ["Cockpit, one gesture, three charts, 10 k draws: median ms (p95), processor ms, ratio to one comparison"]
    base = statistics.median(floor[0])
    for name, (seconds, work) in (("floor: compare", floor), ("gesture", taken), ("gesture, A fixed", beside)):
        middle, late = statistics.median(seconds), sorted(seconds)[int(0.95 * len(seconds))]
        busy = statistics.median(work) * 1e3
        rows.append(f"  {name:24} {middle * 1e3:6.1f} ({late * 1e3:.1f})  {busy:6.1f}  x {middle / base:.1f}")
    return "\n".join(rows)


def _timed(job: Callable[[int], object]) -> tuple[list[float], list[float]]:
    """Return the time and the processor's time of each run, the first few left out."""
    taken, work = [], []
    for rank in range(GESTURES + 3):
        started, busy = time.perf_counter(), time.process_time()
        job(rank)
        if rank > 2:
            taken.append(time.perf_counter() - started)
            work.append(time.process_time() - busy)
    return taken, work


if __name__ == "__main__":
    print(report())
