"""What can wait until the reader's hand is still."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

# Longer than between two steps of a drag, shorter than a look to the side.
STILL_SECONDS = 0.2


class Settled:
    """Does the last thing that it was asked for, once nothing more is asked; at once where no page is listening."""

    def __init__(self) -> None:
        try:
            self._loop: asyncio.AbstractEventLoop | None = asyncio.get_running_loop()
        except RuntimeError:
            self._loop = None
        self._waiting: asyncio.TimerHandle | None = None

    def __call__(self, act: Callable[[], None]) -> None:
        """Do this, unless something else is asked for before."""
        if self._waiting is not None:
            self._waiting.cancel()
            self._waiting = None
        if self._loop is None:
            act()
        else:
            self._waiting = self._loop.call_later(STILL_SECONDS, act)
