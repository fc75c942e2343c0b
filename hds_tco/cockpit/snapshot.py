"""What a screen shows of a scenario: what it costs, what its draws say; the draws, at hand or made ready behind."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from hds_tco.analysis import Comparison
from hds_tco.analysis.sensitivity.tornado import Tornado, first_tornado
from hds_tco.analysis.simulation import Simulation
from hds_tco.analysis.simulation.draw_cache import ForcedExits, LiveDraws
from hds_tco.scenario import Assumption, Scenario

# Structures kept ready: the one on screen, the one fixed as A, the one that the reader comes from.
MOST_LIVE = 3


@dataclass(frozen=True)
class Snapshot:
    """What is on screen of a scenario.

    Parameters
    ----------
    result : Comparison
    simulation : Simulation or None
        None while the draws are made ready.
    exits : ForcedExits or None
        What the draws say of forced exits; None without draws or without a provider.
    """

    result: Comparison
    simulation: Simulation | None = None
    exits: ForcedExits | None = None

    @cached_property
    def certain(self) -> bool:
        """Whether every draw gives the same costs: nothing is uncertain, and nothing may happen."""
        drawn = self.simulation
        return drawn is not None and all(np.ptp(drawn.costs(key)) == 0.0 for key in drawn.keys)

    @cached_property
    def is_empty(self) -> bool:
        """Whether no option costs or brings anything."""
        return not any(np.any(option.amounts_eur) for option in self.result.options)


def page_loop() -> asyncio.AbstractEventLoop | None:
    """Return the loop that a page's messages run on; None where no page is listening."""
    try:
        return asyncio.get_running_loop()
    except RuntimeError:
        return None


class Draws:
    """Simulations of what is on screen.

    Parameters
    ----------
    draws : int
    on_ready : callable
        Called, on the thread that made this, once draws that were not ready are.
    """

    def __init__(self, draws: int, on_ready: Callable[[], None]) -> None:
        self.draws = draws
        self._on_ready = on_ready
        self._live: list[LiveDraws] = []
        self._lock = threading.Lock()
        self._preparing = False
        self._loop = page_loop()  # without one, whoever wants the figures waits for them

    def simulate(self, scenario: Scenario[Assumption]) -> tuple[Simulation | None, ForcedExits | None]:
        """Return the simulation of a scenario and its forced exits, None while its structure is made ready."""
        live = self._fitting(scenario)
        if live is None:
            self._prepare(scenario)
            return None, None
        return live.simulate_with_exits(scenario)

    def wait(self, scenario: Scenario[Assumption]) -> tuple[Simulation, ForcedExits | None]:
        """Return the same, however long it takes."""
        with self._lock:
            live = self._fitting(scenario)
            if live is None:
                live = self._add(scenario)
        return live.simulate_with_exits(scenario)

    def warm(self, scenario: Scenario[Assumption]) -> None:
        """Wait until draws are as fast as they will be."""
        self.wait(scenario)
        live = self._fitting(scenario)
        if live is not None:
            live.compile()

    def tornado(self, scenario: Scenario[Assumption]) -> Tornado:
        """Return what weighs on the decision."""
        live = self._fitting(scenario)
        return first_tornado(scenario) if live is None else live.tornado(scenario)

    def _fitting(self, scenario: Scenario[Assumption]) -> LiveDraws | None:
        return next((live for live in self._live if live.fits(scenario)), None)

    def _add(self, scenario: Scenario[Assumption]) -> LiveDraws:
        live = LiveDraws(scenario, self.draws)
        self._live = [live, *self._live][:MOST_LIVE]
        return live

    def _prepare(self, scenario: Scenario[Assumption]) -> None:
        loop = self._loop
        if loop is None or self._preparing:
            return
        self._preparing = True

        def work() -> None:
            try:
                with self._lock:
                    live = self._fitting(scenario) or self._add(scenario)
            finally:
                self._preparing = False
                loop.call_soon_threadsafe(self._on_ready)
            live.compile()

        threading.Thread(target=work, daemon=True, name="hds-tco-draws").start()
