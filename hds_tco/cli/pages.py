"""The pages that are open: how many a machine bears, those whose process died, those that nobody looks at any more."""

from __future__ import annotations

import re
import time
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
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

    @contextmanager
    def opening(self) -> Iterator[Callable[[str], None]]:
        """Count a page from its first moment; give what looks for its process in each piece that is written."""
        is_known = False
        self._opening += 1

        def look_in(html: str) -> None:
            nonlocal is_known
            kernel = None if is_known else _KERNEL.search(html)
            if kernel:
                is_known = True
                self._opening -= 1
                self._last_visit[kernel.group(1)] = self._clock()

        try:
            yield look_in
        finally:
            if not is_known:
                self._opening -= 1

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
