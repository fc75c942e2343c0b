"""Files of one folder put in place together: all of them or none, even if the program is killed in between.

Each is written beside its place and synced. Before several are renamed, a journal says what is to take which place, and
each file that will be replaced has a second name. A run that is stopped in between leaves the journal: whoever works in
the folder next finishes it, or puts the old files back.
"""

from __future__ import annotations

import errno
import json
import os
import re
import shutil
import stat
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path

JOURNAL = ".hds-tco.journal"
# Longer than any writing takes; past it, another run is stuck there.
PATIENCE_S = 10.0
_PREFIX = ".hds-tco."
_LEFTOVER = re.compile(r"\.hds-tco\.[a-z0-9_]{8}\.(part|old)")
# A folder on a system without locks, or that we may not list: nothing there can be known to be no one's.
_NO_LOCK = (errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOLCK, errno.EINVAL, errno.EBADF, errno.EACCES, errno.EPERM)
_NO_LINK = (errno.EPERM, errno.EACCES, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK, errno.EXDEV)

# What tells a file from another under the same name: its number, size and time; None where no file stands.
Mark = tuple[int, int, int] | None


class NotPlacedError(Exception):
    """One file could not take its place; nothing was changed.

    Parameters
    ----------
    path : Path
        The file that was to be written.
    error : OSError
    """

    def __init__(self, path: Path, error: OSError) -> None:
        self.path, self.error = path, error
        super().__init__(f"{path}: {error}")


class BusyError(Exception):
    """Another run writes into the folder."""


class ChangedError(Exception):
    """A file was written by another while this run was at work.

    Parameters
    ----------
    paths : sequence of Path
    """

    def __init__(self, paths: Sequence[Path]) -> None:
        self.paths = tuple(paths)
        super().__init__(", ".join(map(str, paths)))


@dataclass
class _Entry:
    """One file on its way: names in the folder, and the marks by which each is known again."""

    target: str
    part: str
    new: Mark
    before: Mark
    old: str | None = None


def mark(path: Path) -> Mark:
    """Return what tells the file of now from any that replaces it.

    Examples
    --------
    >>> mark(Path("no such file")) is None
    True
    """
    try:
        status = path.lstat()
    except OSError:
        return None
    return status.st_ino, status.st_size, status.st_mtime_ns


def put(contents: Mapping[Path, bytes], *, force: bool, before: Mapping[Path, Mark] | None = None) -> None:
    """Write files of one folder, all of them or none.

    Parameters
    ----------
    contents : mapping of Path to bytes
        At least one; all in one folder that exists.
    force : bool
        Whether files that stand there may be replaced.
    before : mapping of Path to Mark, optional
        What stood there when the work began: a file that another has written since is not replaced.

    Raises
    ------
    NotPlacedError
        If one cannot be written or renamed.
    ChangedError
        If a file is no longer the one that stood there.
    BusyError
        If another run writes there.
    """
    folder = next(iter(contents)).parent
    with _locked(folder, PATIENCE_S) as alone:
        if alone:
            _settle(folder)
        changed = [path for path, mark_before in (before or {}).items() if mark(path) != mark_before]
        if changed:
            raise ChangedError(changed)
        entries: list[_Entry] = []
        try:
            for path, content in contents.items():
                with _at(path):
                    entries.append(_write_beside(path, content))
            _place(folder, entries, force)
        finally:
            if not (folder / JOURNAL).exists():
                _take_away(folder, entries)


def recover(folder: Path) -> None:
    """Finish or undo what a killed run left in a folder, and take away its temporary files; leave a live run's alone.

    Parameters
    ----------
    folder : Path
        Any folder, there or not.
    """
    with suppress(OSError, BusyError):
        if any(name.startswith(_PREFIX) for name in os.listdir(folder)):  # noqa: PTH208 - names alone, of any folder
            with _locked(folder, 0) as alone:
                if alone:
                    _settle(folder)


@contextmanager
def _locked(folder: Path, patience_s: float) -> Iterator[bool]:
    """Hold a folder against other runs; tell whether that is certain. A killed run's lock ends with it."""
    end = time.monotonic() + patience_s
    while True:
        try:
            handle = _lock(folder)
            break
        except BlockingIOError:
            if time.monotonic() >= end:
                raise BusyError(str(folder)) from None
            time.sleep(0.02)
    try:
        yield handle is not None
    finally:
        if handle is not None:
            os.close(handle)


def _lock(folder: Path) -> int | None:
    if sys.platform == "win32":  # the system deletes the file with its handle, whatever ends the program
        try:
            return os.open(folder / f"{_PREFIX}lock", os.O_CREAT | os.O_EXCL | os.O_RDWR | os.O_TEMPORARY)
        except (FileExistsError, PermissionError):
            raise BlockingIOError from None
    import fcntl

    try:
        handle = os.open(folder, os.O_RDONLY)
    except PermissionError:
        return None
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(handle)
        raise
    except OSError as error:
        os.close(handle)
        if error.errno in _NO_LOCK:
            return None
        raise
    return handle


@contextmanager
def _at(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise NotPlacedError(path, error) from None


def _write_beside(path: Path, content: bytes) -> _Entry:
    """Write a file beside its place, down to the disk."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=_PREFIX, suffix=".part")
    part = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        part.chmod(_mode(path))
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    return _Entry(path.name, part.name, mark(part), mark(path))


def _mode(path: Path) -> int:
    """Return the rights of the file that is replaced, or those that any new file gets here."""
    if path.exists():
        return stat.S_IMODE(path.stat().st_mode)
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask


def _place(folder: Path, entries: Sequence[_Entry], force: bool) -> None:
    """Rename the files; undo all of it if one cannot be."""
    if len(entries) == 1:
        with _at(folder / entries[0].target):
            _rename(folder, entries[0], force)
            _sync(folder)
        return
    for entry in entries:
        if force and entry.before is not None:
            with _at(folder / entry.target):
                entry.old = _second_name(folder / entry.target)
    try:
        with _at(folder / entries[0].target):
            _write_journal(folder, entries)
        for entry in entries:
            with _at(folder / entry.target):
                _rename(folder, entry, force)
    except BaseException:
        _undo(folder, entries)
        raise
    _forget(folder)


def _rename(folder: Path, entry: _Entry, force: bool) -> None:
    """Give a file its place; without force never a place that is taken, not even since a moment."""
    part, target = folder / entry.part, folder / entry.target
    if force:
        part.replace(target)
    elif os.name == "nt":
        part.rename(target)
    else:
        try:
            os.link(part, target)
        except FileExistsError:
            raise
        except OSError as error:
            if error.errno not in _NO_LINK:
                raise
            if mark(target) is not None:
                raise FileExistsError(errno.EEXIST, "exists", str(target)) from None
            part.rename(target)
        else:
            part.unlink()


def _second_name(path: Path) -> str:
    """Return another name under which a file stays when its own is taken."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=_PREFIX, suffix=".old")
    os.close(handle)
    old = Path(name)
    try:
        old.unlink()
        try:
            os.link(path, old, follow_symlinks=False)
        except OSError as error:
            if error.errno not in _NO_LINK:
                raise
            shutil.copy2(path, old, follow_symlinks=False)
    except BaseException:
        old.unlink(missing_ok=True)
        raise
    return old.name


def _write_journal(folder: Path, entries: Sequence[_Entry]) -> None:
    own = _write_beside(folder / JOURNAL, json.dumps([asdict(entry) for entry in entries]).encode())
    try:
        (folder / own.part).replace(folder / JOURNAL)
    except BaseException:
        (folder / own.part).unlink(missing_ok=True)
        raise
    _sync(folder)


def _forget(folder: Path) -> None:
    """Take the journal away, once all names are on the disk: from there on there is nothing to finish or undo."""
    _sync(folder)
    (folder / JOURNAL).unlink(missing_ok=True)
    _sync(folder)


def _undo(folder: Path, entries: Sequence[_Entry]) -> None:
    """Put the old files back; what is no longer ours stays."""
    for entry in entries:
        target = folder / entry.target
        if entry.new is not None and mark(target) == entry.new:
            if entry.old is not None and (folder / entry.old).exists():
                (folder / entry.old).replace(target)
            elif entry.before is None:
                target.unlink()
    _forget(folder)


def _take_away(folder: Path, entries: Sequence[_Entry]) -> None:
    for entry in entries:
        for name in filter(None, (entry.part, entry.old)):
            with suppress(OSError):
                (folder / name).unlink(missing_ok=True)


def _settle(folder: Path) -> None:
    """With the folder held: finish or undo what a journal says, then take away what no run needs."""
    entries = _journal_of(folder)
    if entries is not None:
        pending = [entry for entry in entries if mark(folder / entry.target) != entry.new]
        if all(mark(folder / each.part) == each.new and mark(folder / each.target) == each.before for each in pending):
            try:
                for entry in pending:
                    _rename(folder, entry, force=entry.before is not None)
            except OSError:
                _undo(folder, entries)
            else:
                _forget(folder)
        else:
            _undo(folder, entries)
    for name in os.listdir(folder):  # noqa: PTH208 - names alone
        if _LEFTOVER.fullmatch(name):
            path = folder / name
            with suppress(OSError):
                if stat.S_ISREG(path.lstat().st_mode):
                    path.unlink()


def _journal_of(folder: Path) -> list[_Entry] | None:
    """Return what the journal says; nothing if there is none, or none of ours."""
    try:
        rows = json.loads((folder / JOURNAL).read_text("utf-8"))
        entries = [
            _Entry(row["target"], row["part"], _mark_of(row["new"]), _mark_of(row["before"]), row["old"])
            for row in rows
        ]
    except (OSError, ValueError, TypeError, KeyError):
        return None
    ours = all(
        Path(entry.target).name == entry.target
        and all(_LEFTOVER.fullmatch(name) for name in (entry.part, entry.old) if name is not None)
        for entry in entries
    )
    return entries if ours else None


def _mark_of(row: Sequence[int] | None) -> Mark:
    if row is None:
        return None
    number, size, time_ns = row
    return number, size, time_ns


def _sync(folder: Path) -> None:
    """Bring names down to the disk, where a system can."""
    if os.name == "nt":
        return
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
