"""How the program begins and ends: Ctrl-C at any moment leaves with one line and 130, even amid imports.

An interrupt raised while a library is imported comes out as a traceback, or is swallowed there. Nothing is written yet
at that time, so the process leaves at once instead; the interrupt is raised only while a command runs.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Sequence
from types import FrameType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hds_tco.locale import Language

INTERRUPTED = 130
# Matrices here are small and many: threads of BLAS that wait for one another take ten times as long as one.
ONE_THREAD = ("OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")


class _Interrupt:
    """What Ctrl-C does: nothing before the words for it are known, then leave; amid a command, the usual error."""

    def __init__(self) -> None:
        self.words = b""
        self.asked = self.working = False

    def __call__(self, _: int, __: FrameType | None) -> None:
        if self.working:
            raise KeyboardInterrupt
        self.asked = True
        self.leave()

    def leave(self) -> None:
        """Leave if that was asked and can be said; no more of Python is run, which may be half imported."""
        if self.asked and self.words:
            try:
                os.write(2, self.words)
            finally:
                os._exit(INTERRUPTED)


def main() -> None:
    """Run the command line and leave with its exit status."""
    for name in ONE_THREAD:  # read when NumPy is first imported; servers and kernels that we start inherit it
        os.environ.setdefault(name, "1")
    interrupt = _Interrupt()
    taken = signal.getsignal(signal.SIGINT) is signal.default_int_handler  # else ignored, as under nohup
    taken = taken and threading.current_thread() is threading.main_thread()
    if taken:
        signal.signal(signal.SIGINT, interrupt)
    from hds_tco.locale import text

    words = sys.argv[1:]
    lang = language_of(words)
    interrupt.words = f"{text('cli.interrupted', lang)}\n".encode(errors="replace")
    interrupt.leave()
    from hds_tco.cli import app

    try:
        interrupt.working = True
        status = app.main(words, lang)
        interrupt.working = False
    except KeyboardInterrupt:  # between two steps of ours
        interrupt.working, interrupt.asked = False, True
        interrupt.leave()
        status = INTERRUPTED
    if taken:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # all is done and said
    sys.exit(status)


def language_of(words: Sequence[str]) -> Language:
    """Return the language asked for by ``--lang``, else by ``HDS_TCO_LANG``, else French.

    Examples
    --------
    >>> language_of(["compare", "x.toml", "--lang", "en"]), language_of(["--lang=fr"])
    ('en', 'fr')
    """
    from hds_tco.locale import DEFAULT_LANGUAGE, LANGUAGES

    asked = os.environ.get("HDS_TCO_LANG", "")
    for rank, word in enumerate(words):
        if word == "--lang" and rank + 1 < len(words):
            asked = words[rank + 1]
        elif word.startswith("--lang="):
            asked = word.removeprefix("--lang=")
    return next((lang for lang in LANGUAGES if lang == asked), DEFAULT_LANGUAGE)
