"""`hds-tco app` and `hds-tco lab` as a reader starts them: real processes, whose printed address is opened."""

from __future__ import annotations

import os
import queue
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path

COMMAND = Path(sys.executable).with_name("hds-tco")
START_SECONDS = 120.0
LEAVE_SECONDS = 60.0


@dataclass
class Served:
    """A command that serves a page.

    Parameters
    ----------
    process : Popen
    address : str
        As printed, key included.
    said : list of str
        Lines printed so far, errors too.
    """

    process: subprocess.Popen[str]
    address: str = ""
    said: list[str] = field(default_factory=list)

    @property
    def bare(self) -> str:
        """Return the address without its key."""
        return self.address.partition("?")[0]

    def interrupt(self) -> int:
        """Press Ctrl-C, and return the exit status."""
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(timeout=LEAVE_SECONDS)

    def kill(self) -> int:
        """End it without a goodbye, and return the exit status."""
        self.process.kill()
        return self.process.wait(timeout=LEAVE_SECONDS)


@contextmanager
def served(
    *words: object,
    folder: Path | None = None,
    environment: Mapping[str, str] | None = None,
    command: Sequence[str] = (str(COMMAND),),
) -> Iterator[Served]:
    """Run a command without a browser, and wait for its address; at the end, stop it if it still runs.

    Raises
    ------
    RuntimeError
        If it printed no address, with what it printed.
    """
    process = subprocess.Popen(
        [*command, *(str(word) for word in words), "--no-browser"],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        cwd=folder,
        env={**os.environ, "PYTHONIOENCODING": "utf-8", **(environment or {})},
        encoding="utf-8",
    )
    running = Served(process)
    lines: queue.Queue[str | None] = queue.Queue()
    reader = threading.Thread(target=_read, args=(process, running.said, lines), daemon=True)
    reader.start()
    try:
        running.address = _address(running, lines)
        yield running
    finally:
        _end(running)
        reader.join(timeout=10)


def _end(running: Served) -> None:
    """Stop a command that still runs, by force if it must be, and say so then.

    Raises
    ------
    RuntimeError
        If it did not leave when it was asked to, with what it printed.
    """
    if running.process.poll() is None:
        try:
            running.interrupt()
        except subprocess.TimeoutExpired:
            running.kill()
            raise RuntimeError("Ctrl-C did not stop it:\n" + "\n".join(running.said)) from None


def _read(process: subprocess.Popen[str], said: list[str], lines: queue.Queue[str | None]) -> None:
    """Read what is printed until nobody can print any more, then close: a close from elsewhere would wait for us."""
    with process.stdout or nullcontext(()) as printed:
        for line in printed:
            said.append(line.rstrip("\n"))
            lines.put(line)
    lines.put(None)


def _address(running: Served, lines: queue.Queue[str | None]) -> str:
    until = time.monotonic() + START_SECONDS
    while (left := until - time.monotonic()) > 0:
        try:
            line = lines.get(timeout=left)
        except queue.Empty:
            break
        if line is None:
            break
        found = re.search(r"http://\S+\?token=\S+", line)
        if found:
            return found.group()
    raise RuntimeError("no address was printed:\n" + "\n".join(running.said))
