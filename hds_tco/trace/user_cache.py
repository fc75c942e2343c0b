"""What took long to make, kept between runs in the user's cache folder: bytes by key, checked before they are used.

An entry is used only if it lies, whole, in a folder and a file that belong to the user and that nobody else can write
to: compiled code is among them (decision 0071). Whatever stands in the way, the work is done anew and nothing is said.
"""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Iterable
from contextlib import contextmanager, suppress
from functools import cache
from hashlib import sha256
from pathlib import Path
from platform import python_version
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

# Environment variable: "off", or another folder.
FOLDER_VARIABLE = "HDS_TCO_CACHE"
OFF = "off"
SUFFIX = ".kept"
# The oldest entries go first beyond these.
MOST_ENTRIES, MOST_BYTES = 100, 100_000_000
# What may not be set on a folder or a file: others could write to it.
_OTHERS_WRITE = stat.S_IWGRP | stat.S_IWOTH
# Parts of the package that decide what is kept.
_SOURCES = ("model", "sampling", "scenario", "trace", "analysis/evaluator.py", "analysis/measures.py")


def folder() -> Path | None:
    """Return where entries are kept, None if the user wants none or has no home."""
    asked = os.environ.get(FOLDER_VARIABLE, "")
    if asked.casefold() == OFF:
        return None
    if asked:
        return Path(asked)
    try:
        if sys.platform == "win32":
            return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local") / "hds-tco" / "Cache"
        if sys.platform == "darwin":
            return Path.home() / "Library" / "Caches" / "hds-tco"
        named = Path(os.environ.get("XDG_CACHE_HOME", ""))
        # The XDG rule: a path that is not absolute is ignored.
        return (named if named.is_absolute() else Path.home() / ".cache") / "hds-tco"
    except RuntimeError:
        return None


def key_of(*parts: object) -> str:
    """Return the key of what is made from some parts, by this package's code under these versions.

    Parameters
    ----------
    *parts : object
        Told apart by their ``repr``.

    Examples
    --------
    >>> key_of("rows", 1.0) == key_of("rows", 1.0), key_of("rows", 1.0) == key_of("rows", 2.0)
    (True, False)
    """
    return sha256(repr((*parts, _code(), python_version(), np.__version__)).encode()).hexdigest()


def load(key: str) -> bytes | None:
    """Return what was kept under a key, None if nothing was or it cannot be trusted."""
    where = folder()
    if where is None:
        return None
    try:
        with _opened(where) as at:
            content = _read(where, at, key + SUFFIX)
    except OSError:
        return None
    digest, payload = content[: sha256().digest_size], content[sha256().digest_size :]
    return payload if digest == _digest(key, payload) else None


def save(key: str, payload: bytes) -> None:
    """Keep bytes under a key: whole or not at all, whoever else does the same; nothing if it cannot be done."""
    where = folder()
    if where is None:
        return
    part = where / f"{key}.{os.getpid()}.{os.urandom(4).hex()}"
    with suppress(OSError):
        where.mkdir(mode=0o700, parents=True, exist_ok=True)
        with _opened(where):
            try:
                with part.open("xb") as file:
                    part.chmod(0o600)
                    file.write(_digest(key, payload) + payload)
                part.replace(where / (key + SUFFIX))
            except BaseException:
                part.unlink(missing_ok=True)
                raise
            _leave_room(where)


def _digest(key: str, payload: bytes) -> bytes:
    return sha256(key.encode() + payload).digest()


@contextmanager
def _opened(where: Path) -> Iterator[int | None]:
    """Open the folder, so that it stays the one that was checked; on Windows its rights are the profile's.

    Raises
    ------
    OSError
        If it is not there, is a link, or is not the user's alone to write to.
    """
    if sys.platform == "win32":
        yield None
        return
    handle = os.open(where, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        _refuse_others(os.fstat(handle))
        yield handle
    finally:
        os.close(handle)


def _read(where: Path, at: int | None, name: str) -> bytes:
    if sys.platform == "win32":
        return (where / name).read_bytes()
    handle = os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK, dir_fd=at)
    with os.fdopen(handle, "rb") as file:
        status = os.fstat(handle)
        _refuse_others(status)
        if not stat.S_ISREG(status.st_mode):
            raise OSError(f"{name} is no file")
        return file.read()


def _refuse_others(status: os.stat_result) -> None:
    if status.st_uid != os.geteuid() or status.st_mode & _OTHERS_WRITE:
        raise PermissionError("another user could have written it")


def _leave_room(where: Path) -> None:
    """Remove the oldest entries beyond the most that is kept, and what a killed process left."""
    entries = sorted(((item.stat(), item) for item in where.iterdir()), key=lambda entry: -entry[0].st_mtime)
    total_bytes = 0
    for rank, (status, item) in enumerate(entries):
        total_bytes += status.st_size
        if rank >= MOST_ENTRIES or total_bytes > MOST_BYTES:
            with suppress(OSError):
                item.unlink()


@cache
def _code() -> str:
    """Return what tells this code from any other: a figure that an older version made must not come back."""
    package = Path(__file__).parents[1]
    digest = sha256()
    for path in _files(package):
        digest.update(path.read_bytes())
    # Without its sources nothing can be told: another code for each process.
    return digest.hexdigest() if digest.digest() != sha256().digest() else os.urandom(16).hex()


def _files(package: Path) -> Iterable[Path]:
    for part in _SOURCES:
        yield from sorted((package / part).rglob("*.py")) if not part.endswith(".py") else [package / part]
