"""The cockpit in chromium: from a key to the screen, and from the address to the first answer, beside a bare page."""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Page

from benchmarks.limits import at_most
from tools.lab import chromium
from tools.served import COMMAND, served

GESTURES = 30
OPENINGS = 3
WARM_UP = 3
# What was asked of a key, in milliseconds, and of an opening, in seconds and megabytes.
MOST_MEDIAN_MS, MOST_P95_MS, MOST_SECONDS, MOST_MB = 150, 300, 6, 5
# Waits for a key, then notes the frames that show a change below `place`, until nothing changes for `quiet` ms:
# milliseconds from the key to the first and to the last of them.
_WATCH = """([place, quiet]) => {
  window.watched = new Promise(resolve => {
    let start = null, first = null, last = null, timer = null;
    const node = document.querySelector(place);
    const shown = () => requestAnimationFrame(() => {
      const channel = new MessageChannel();
      channel.port1.onmessage = () => { last = performance.now(); first ??= last; };
      channel.port2.postMessage(0);
    });
    const changes = new MutationObserver(() => { shown(); clearTimeout(timer); timer = setTimeout(end, quiet); });
    const end = () => { changes.disconnect(); resolve([first - start, last - start]); };
    document.addEventListener('keydown', event => {
      start = event.timeStamp;
      changes.observe(node, {subtree: true, childList: true, characterData: true, attributes: true});
      timer = setTimeout(() => { changes.disconnect(); resolve(null); }, 10000);
    }, {capture: true, once: true});
  });
}"""
_BLANK = """<!DOCTYPE html><title>blank</title><input type="range" max="1000" value="0"><main><p>0</p></main><script>
document.querySelector('input').addEventListener('input', event => {
  document.querySelector('p').textContent = event.target.value;
});</script>"""


@dataclass(frozen=True)
class Gestures:
    """Milliseconds from a key to the first and to the last frame that shows what it changed."""

    first: list[float]
    last: list[float]


def report() -> str:
    """Return what a reader waits for: medians, 95th percentiles, and ratios to a bare page in the same run."""
    with chromium(1280, 720) as page:
        page.set_content(_BLANK)
        blank = gestures(page, "input", "main")
    bare_open, bare_bytes, bare = _app(
        [sys.executable, "-m", "benchmarks.bare"], ".widget-label", "[role=slider]", "main"
    )
    opened, received, full = _app(None, ".hds-headline", ".hds-first input[type=range] >> nth=1", ".hds-right")
    floor = statistics.median(bare.last)
    rows = [
        f"In chromium, {GESTURES} keys on a slider, 10,000 draws: ms to a frame that changes, median (95th percentile)",
        _row("floor: a bare slider and a figure, no Python", blank.last, floor),
        _row("floor: one slider, one figure, Python between", bare.last, floor),
        _row("cockpit, first change (the answer)", full.first, floor),
        _row("cockpit, last change (charts and draws)", full.last, floor) + _verdict(full.last),
        f"First answer on a page, {OPENINGS} openings of a running app: median s, MB received",
        f"  {'floor: bare page':46} {bare_open:6.2f} s  {bare_bytes:5.2f} MB",
        f"  {'cockpit':46} {opened:6.2f} s  {received:5.2f} MB  x {opened / bare_open:.1f}"
        f"{at_most(opened, MOST_SECONDS)}{at_most(received, MOST_MB)}",
    ]
    return "\n".join(rows)


def _row(name: str, taken: list[float], floor: float) -> str:
    middle, high = statistics.median(taken), statistics.quantiles(taken, n=20)[-1]
    return f"  {name:46} {middle:6.0f} ({high:.0f})  x {middle / floor:.1f}"


def _verdict(taken: list[float]) -> str:
    middle, high = statistics.median(taken), statistics.quantiles(taken, n=20)[-1]
    return at_most(middle, MOST_MEDIAN_MS) + at_most(high, MOST_P95_MS)


def gestures(page: Page, slider: str, place: str) -> Gestures:
    """Press keys on a slider, and time what changes in a place."""
    page.locator(slider).first.focus()
    first, last = [], []
    for rank in range(WARM_UP + GESTURES):
        page.evaluate(_WATCH, [place, 600])
        page.keyboard.press("ArrowRight" if rank % 2 == 0 else "ArrowLeft")
        found = page.evaluate("window.watched")
        if found is None:
            raise RuntimeError(f"nothing changed in {place}")
        if rank >= WARM_UP:
            first.append(found[0])
            last.append(found[1])
    return Gestures(first, last)


def _app(command: list[str] | None, sign: str, slider: str, place: str) -> tuple[float, float, Gestures]:
    """Return how long a page takes to show a sign, what it receives in MB, and its gestures."""
    words = ["app"] if command is None else []
    seconds, megabytes = [], []
    with (
        tempfile.TemporaryDirectory() as folder,
        served(*words, folder=Path.cwd() if command else Path(folder), command=command or [str(COMMAND)]) as running,
    ):
        time.sleep(15)  # the next page's cockpit is made ready
        for rank in range(OPENINGS):
            with chromium(1280, 720) as page:
                received = Received(page)
                started = time.perf_counter()
                page.goto(running.address, wait_until="commit")
                page.wait_for_selector(sign, timeout=120_000)
                seconds.append(time.perf_counter() - started)
                page.wait_for_timeout(4_000)
                megabytes.append(received.bytes / 1e6)
                if rank == OPENINGS - 1:
                    timed = gestures(page, slider, place)
            time.sleep(8)
    return statistics.median(seconds), statistics.median(megabytes), timed


class Received:
    """Bytes that a page gets, as they travel.

    Parameters
    ----------
    page : Page
    """

    def __init__(self, page: Page) -> None:
        self.bytes = 0.0
        session = page.context.new_cdp_session(page)
        session.send("Network.enable")
        session.on("Network.loadingFinished", lambda event: self._add(event["encodedDataLength"]))
        session.on("Network.webSocketFrameReceived", lambda event: self._add(_frame_bytes(event["response"])))

    def _add(self, count: float) -> None:
        self.bytes += count


def _frame_bytes(frame: dict[str, object]) -> float:
    text = str(frame["payloadData"])
    return len(text) * 3 / 4 if frame["opcode"] == 2 else len(text.encode())  # binary ones come in base64


if __name__ == "__main__":
    print(report())
