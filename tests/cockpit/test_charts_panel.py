"""What waits while the hand moves: one step is followed at once, a drag only by its last."""

from __future__ import annotations

import asyncio
import selectors
from typing import Any

import pytest

from hds_tco.cockpit.charts_panel import RESTED_SECONDS, STILL_SECONDS, Debounce


class Clock(selectors.DefaultSelector):
    """Where nothing is left to do, time passes at once: no busy machine can fail these tests."""

    now_s = 0.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        self.now_s += timeout or 0.0
        return super().select(0)


def run(work: Any) -> None:
    clock = Clock()
    loop = asyncio.SelectorEventLoop(clock)
    loop.time = lambda: clock.now_s  # type: ignore[method-assign]
    try:
        loop.run_until_complete(work)
    finally:
        loop.close()


class Hand:
    """Asks for things at given moments of the clock."""

    def __init__(self) -> None:
        self.done: list[tuple[str, float]] = []

    async def asks(self, moments_s: dict[str, float]) -> None:
        loop = asyncio.get_running_loop()
        debounce, started = Debounce(), loop.time()
        for name, moment in moments_s.items():
            await asyncio.sleep(started + moment - loop.time())
            debounce(lambda name=name: self.done.append((name, loop.time() - started)))  # type: ignore[misc]
        await asyncio.sleep(3 * STILL_SECONDS)


def test_without_a_page_nothing_waits() -> None:
    done: list[int] = []
    Debounce()(lambda: done.append(1))
    assert done == [1]


def test_one_step_is_followed_at_once() -> None:
    hand = Hand()
    run(hand.asks({"key": 0.0}))
    [(name, moment)] = hand.done
    assert name == "key"
    assert moment == 0.0


def test_a_drag_is_followed_at_its_start_and_at_its_end() -> None:
    hand = Hand()
    step = STILL_SECONDS / 5
    run(hand.asks({f"step {rank}": rank * step for rank in range(10)}))
    assert [name for name, _ in hand.done] == ["step 0", "step 9"]
    assert hand.done[1][1] == pytest.approx(9 * step + STILL_SECONDS)


def test_a_rested_hand_begins_anew() -> None:
    hand = Hand()
    run(hand.asks({"first": 0.0, "second": RESTED_SECONDS + STILL_SECONDS}))
    assert [name for name, _ in hand.done] == ["first", "second"]
    assert hand.done[1][1] == pytest.approx(RESTED_SECONDS + STILL_SECONDS)
