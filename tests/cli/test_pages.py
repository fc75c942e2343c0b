"""The pages that are open: a ceiling, the dead that are ended so that their pages hear of it, the absent."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from hds_tco.cli.pages import ABSENT_SECONDS, MOST_PAGES, Pages


@dataclass
class Kernel:
    alive: bool = True
    connections: int = 0

    async def is_alive(self) -> bool:
        return self.alive


@dataclass
class Kernels:
    known: dict[str, Kernel] = field(default_factory=dict)

    def list_kernel_ids(self) -> list[str]:
        return list(self.known)

    def kernel_model(self, kernel_id: str) -> Mapping[str, Any]:
        return {"connections": self.known[kernel_id].connections}

    def get_kernel(self, kernel_id: str) -> Kernel:
        return self.known[kernel_id]

    async def shutdown_kernel(self, kernel_id: str, now: bool = False) -> None:
        assert now
        del self.known[kernel_id]


class World:
    """Pages over pretended processes, and a clock that is moved by hand."""

    def __init__(self, most: int = MOST_PAGES) -> None:
        self.seconds = 0.0
        self.kernels = Kernels()
        self.pages = Pages(self.kernels, lambda: self.seconds, most)

    def opened(self, **state: Any) -> str:
        """Open a page as the server does, and return its process."""
        name = f"{len(self.kernels.known):08d}-0000-0000-0000-{id(object()) % 10**12:012d}"
        with self.pages.opening() as look_in:
            self.kernels.known[name] = Kernel(**state)
            look_in("<html>")
            look_in(f'{{"baseUrl": "/", "kernelId": "{name}"}}')
        return name

    def look(self, seconds: float = 0.0) -> None:
        """Let time pass and look after the pages."""
        self.seconds += seconds
        asyncio.run(self.pages.look())


def test_a_process_that_died_is_ended_at_the_next_look_whether_a_page_has_it_or_not() -> None:
    world = World()
    page, other = world.opened(connections=1), world.opened(connections=1)
    world.kernels.known["warm"] = Kernel(alive=False)
    world.kernels.known[page].alive = False
    world.look()
    assert list(world.kernels.known) == [other]


@given(st.lists(st.floats(0.0, 10 * ABSENT_SECONDS), max_size=10))
def test_a_page_that_a_browser_is_connected_to_never_ends(waits: list[float]) -> None:
    world = World()
    page = world.opened(connections=1)
    for seconds in waits:
        world.look(seconds)
    assert page in world.kernels.known


def test_a_page_without_a_browser_ends_in_minutes_counted_from_when_it_was_there_last() -> None:
    world = World()
    page = world.opened(connections=1)
    world.look(3600.0)  # open, untouched
    world.kernels.known[page].connections = 0
    world.look(ABSENT_SECONDS)  # asleep, perhaps
    assert page in world.kernels.known
    world.kernels.known[page].connections = 1
    world.look(1.0)
    world.kernels.known[page].connections = 0
    world.look(ABSENT_SECONDS)
    assert page in world.kernels.known
    world.look(1.0)
    assert page not in world.kernels.known


def test_the_page_that_is_kept_warm_waits_for_ever() -> None:
    world = World()
    world.kernels.known["warm"] = Kernel()
    world.look()
    world.look(10 * ABSENT_SECONDS)
    assert "warm" in world.kernels.known


@given(st.integers(1, 6))
def test_as_many_pages_as_the_ceiling_and_room_again_once_one_is_closed(most: int) -> None:
    world = World(most)
    world.kernels.known["warm"] = Kernel()
    for _ in range(most):
        assert not world.pages.is_full
        last = world.opened(connections=1)
    assert world.pages.is_full
    del world.kernels.known[last]
    assert not world.pages.is_full


def test_a_page_counts_from_before_its_process_is_known_and_no_more_if_it_fails() -> None:
    world = World(most=1)
    with world.pages.opening():
        assert world.pages.is_full
    assert not world.pages.is_full
