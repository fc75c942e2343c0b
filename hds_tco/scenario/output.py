"""Files written whole or not at all, and never over the user's own unasked."""

from __future__ import annotations

import os
import stat
import tempfile
from pathlib import Path

from hds_tco.locale import DEFAULT_LANGUAGE, Language
from hds_tco.scenario.faults import Fault, ScenarioError, refusal, shown


def refuse_overwrite(*paths: Path, force: bool, lang: Language = DEFAULT_LANGUAGE) -> None:
    """Check, before any work, that files may be written.

    Raises
    ------
    ScenarioError
        With each that stands already while `force` is not given, is a folder, or whose folder is a file.
    """
    faults = [fault for path in paths for fault in _in_the_way(path, force)]
    if faults:
        raise ScenarioError(faults, lang)


def _in_the_way(path: Path, force: bool) -> list[Fault]:
    try:
        if path.is_dir():
            return [Fault("out_is_folder", file=str(path))]
        if path.exists() and not force:
            return [Fault("out_exists", file=str(path), mend="--force")]
        above = next((folder for folder in path.parents if folder.exists()), None)
    except OSError as error:
        return list(_unwritable(path, error).faults)
    if above is not None and not above.is_dir():
        return [Fault("out_under_file", read=str(above), file=str(path))]
    return []


def write_whole(path: Path, written: str | bytes) -> None:
    """Write a file in one step: readers see the old file or the new one, never half of it.

    Raises
    ------
    ScenarioError
        If the folder cannot be written to.
    """
    raw = written.encode() if isinstance(written, str) else written
    try:
        if path.exists() and not path.is_file():  # a device or a pipe: no file may take its place
            path.write_bytes(raw)
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=".hds-tco.", suffix=".part")
    except OSError as error:
        raise _unwritable(path, error) from None
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(raw)
        Path(name).chmod(_mode(path))
        Path(name).replace(path)
    except OSError as error:
        Path(name).unlink(missing_ok=True)
        raise _unwritable(path, error) from None
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _mode(path: Path) -> int:
    """Return the rights of the file that is replaced, or those that any new file gets here."""
    if path.exists():
        return stat.S_IMODE(path.stat().st_mode)
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask


def _unwritable(path: Path, error: OSError) -> ScenarioError:
    return ScenarioError([Fault("out_unwritable", file=shown(str(path), limit=200), values={"why": refusal(error)})])
