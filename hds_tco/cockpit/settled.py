"""What can wait while the reader's hand moves: done at once for one step, held back between the steps of a drag."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

# Longer than between two steps of a drag, shorter than a look to the side.
STILL_SECONDS = 0.15
# A hand that was still for so long begins anew: what it asks for first need not wait.
RESTED_SECONDS = 0.3


class Settled:
    """Does the last thing that it was asked for, once nothing more is asked; at once where no page is listening.

    After a rest the first thing is done as soon as the page's other messages are out: whoever presses one key waits
    for nothing, and whoever drags sees the rest move freely.
    """

    def __init__(self) -> None:
        try:
            self._loop: asyncio.AbstractEventLoop | None = asyncio.get_running_loop()
        except RuntimeError:
            self._loop = None
        self._waiting: asyncio.TimerHandle | None = None
        self._asked = float("-inf")

    def __call__(self, act: Callable[[], None]) -> None:
        """Do this, unless something else is asked for before."""
        if self._loop is None:
            act()
            return
        if self._waiting is not None:
            self._waiting.cancel()
        now = self._loop.time()
        rested = now - self._asked > RESTED_SECONDS
        self._asked = now
        self._waiting = self._loop.call_later(0.0 if rested else STILL_SECONDS, act)
