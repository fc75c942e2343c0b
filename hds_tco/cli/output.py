"""Files written whole or not at all, and never over the user's own unasked."""

from __future__ import annotations

import os
import stat
import tempfile
from pathlib import Path

from hds_tco.scenario import Fault, ScenarioError
from hds_tco.scenario.faults import refusal, shown


def refuse_overwrite(path: Path, force: bool) -> None:
    """Check, before any work, that a file may be written.

    Raises
    ------
    ScenarioError
        If it stands already and `force` is not given, if it is a folder, or if its folder is a file.
    """
    try:
        if path.is_dir():
            raise ScenarioError([Fault("out_is_folder", file=str(path))])
        if path.exists() and not force:
            raise ScenarioError([Fault("out_exists", file=str(path), mend="--force")])
        above = next((folder for folder in path.parents if folder.exists()), None)
    except OSError as error:
        raise _unwritable(path, error) from None
    if above is not None and not above.is_dir():
        raise ScenarioError([Fault("out_under_file", read=str(above), file=str(path))])


def write_whole(path: Path, written: str) -> None:
    """Write a text file in one step: readers see the old file or the new one, never half of it.

    Raises
    ------
    ScenarioError
        If the folder cannot be written to.
    """
    try:
        if path.exists() and not path.is_file():  # a device or a pipe: no file may take its place
            path.write_text(written, "utf-8")
            return
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=".hds-tco.", suffix=".part")
    except OSError as error:
        raise _unwritable(path, error) from None
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
            file.write(written)
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
