"""A folder of the app's own among the temporary ones: gone when it leaves, or at the next start after a kill."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

PREFIX = "hds-tco-app-"
_LOCK = "in-use"


@contextmanager
def own_folder() -> Iterator[Path]:
    """Make a folder for as long as the app runs; those that killed ones left are swept first.

    Examples
    --------
    >>> with own_folder() as folder:
    ...     folder.is_dir()
    True
    >>> folder.exists()
    False
    """
    sweep()
    folder = Path(tempfile.mkdtemp(prefix=PREFIX))
    with (folder / _LOCK).open("w") as lock:
        _hold(lock)
        try:
            yield folder
        finally:
            lock.close()  # Windows removes no file that is open
            shutil.rmtree(folder, ignore_errors=True)


def sweep() -> None:
    """Remove the folders of apps that run no more: ours by their prefix and owner, no one's by their lock."""
    for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        with suppress(OSError):
            if folder.is_symlink() or (hasattr(os, "getuid") and folder.stat().st_uid != os.getuid()):
                continue
            with (folder / _LOCK).open("r+") as lock:
                _hold(lock)
            shutil.rmtree(folder, ignore_errors=True)


def _hold(lock: IO[str]) -> None:
    """Lock a file until it is closed, by a kill too.

    Raises
    ------
    OSError
        If another process holds it.
    """
    try:
        import fcntl
    except ImportError:  # Windows
        import msvcrt

        msvcrt.locking(lock.fileno(), msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]  # typed there only
    else:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
