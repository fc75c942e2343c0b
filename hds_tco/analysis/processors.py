"""How many threads are worth starting here."""

from __future__ import annotations

import os

# More would wait for memory rather than for a processor.
MOST_THREADS = 4


def threads_here() -> int:
    """Return as many as this process has processors, at most 4.

    Examples
    --------
    >>> 1 <= threads_here() <= 4
    True
    """
    return min(MOST_THREADS, len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 2)
