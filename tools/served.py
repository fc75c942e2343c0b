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
from contextlib import contextmanager
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
        if process.poll() is None:
            running.interrupt()
        reader.join(timeout=10)
        if process.stdout is not None:
            process.stdout.close()


def _read(process: subprocess.Popen[str], said: list[str], lines: queue.Queue[str | None]) -> None:
    for line in process.stdout or ():
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
