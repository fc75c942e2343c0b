"""The pages that are open: how many a machine bears, those whose process died, those that nobody looks at any more."""

from __future__ import annotations

import re
import time
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from typing import Any, Protocol

from tornado.web import HTTPError

# A page takes about 300 MB, and the one that is kept warm as much: together they stay below 1.5 GB.
MOST_PAGES = 3
# A page whose browser is gone for that long (a crash, no goodbye) gives its process back. One that a browser is
# connected to is never ended, however long nobody touches it.
ABSENT_SECONDS = 120.0
_KERNEL = re.compile(r'"kernelId":\s*"([0-9a-f-]{36})"')


class Kernels(Protocol):
    """What is asked of Jupyter's manager of kernels."""

    def list_kernel_ids(self) -> list[str]:
        """Return the kernels that it knows."""

    def kernel_model(self, kernel_id: str) -> Mapping[str, Any]:
        """Return what it knows of one: its ``connections``."""

    def get_kernel(self, kernel_id: str) -> Any:
        """Return the manager of one."""

    def shutdown_kernel(self, kernel_id: str, now: bool = False) -> Awaitable[None]:
        """End one."""


class Pages:
    """The pages that are open.

    Parameters
    ----------
    kernels : Kernels
    clock : callable
        Returns seconds.
    most : int
        Pages at once.
    absent_seconds : float
        How long a page may be without a browser.
    """

    def __init__(
        self,
        kernels: Kernels,
        clock: Callable[[], float] = time.monotonic,
        most: int = MOST_PAGES,
        absent_seconds: float = ABSENT_SECONDS,
    ) -> None:
        self.most = most
        self._kernels, self._clock, self._absent_seconds = kernels, clock, absent_seconds
        self._last_visit: dict[str, float] = {}  # when each page's browser was there last
        self._opening = 0

    @property
    def is_full(self) -> bool:
        """Whether one page more is too many."""
        known = set(self._kernels.list_kernel_ids())
        return self._opening + len(known & self._last_visit.keys()) >= self.most

    def opening(self) -> Opening:
        """Return what counts a page from before its process is known."""
        return Opening(self)

    async def look(self) -> None:
        """End the processes that died, so that their pages hear of it, and those whose browser left long ago."""
        now, known = self._clock(), set(self._kernels.list_kernel_ids())
        self._last_visit = {kernel: moment for kernel, moment in self._last_visit.items() if kernel in known}
        for kernel in known:
            if not await self._kernels.get_kernel(kernel).is_alive():
                await self._end(kernel)
            elif kernel in self._last_visit:
                if self._kernels.kernel_model(kernel)["connections"]:
                    self._last_visit[kernel] = now
                elif now - self._last_visit[kernel] > self._absent_seconds:
                    await self._end(kernel)

    async def _end(self, kernel: str) -> None:
        self._last_visit.pop(kernel, None)
        with suppress(KeyError, RuntimeError, HTTPError):  # it was leaving already
            await self._kernels.shutdown_kernel(kernel, now=True)


class Opening:
    """A page that is being written: it counts as one from its first moment, by its process once that is known."""

    def __init__(self, pages: Pages) -> None:
        self._pages, self._known = pages, False

    def __enter__(self) -> Opening:
        self._pages._opening += 1
        return self

    def wrote(self, html: str) -> None:
        """Look for the process in a piece of the page."""
        kernel = None if self._known else _KERNEL.search(html)
        if kernel:
            self._known = True
            self._pages._opening -= 1
            self._pages._last_visit[kernel.group(1)] = self._pages._clock()

    def __exit__(self, *_: object) -> None:
        if not self._known:
            self._known = True
            self._pages._opening -= 1
