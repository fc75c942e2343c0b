"""Files written whole or not at all, and never over the user's own unasked."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from hds_tco.scenario import Fault, ScenarioError


def refuse_overwrite(path: Path, force: bool) -> None:
    """Check, before any work, that a file may be written.

    Raises
    ------
    ScenarioError
        If it stands already and `force` is not given, if it is a folder, or if its folder is a file.
    """
    if path.is_dir():
        raise ScenarioError([Fault("out_is_folder", file=str(path))])
    if path.exists() and not force:
        raise ScenarioError([Fault("out_exists", file=str(path), mend="--force")])
    above = next((folder for folder in path.parents if folder.exists()), None)
    if above is not None and not above.is_dir():
        raise ScenarioError([Fault("out_unwritable", file=str(path), read=str(above))])


def write_whole(path: Path, written: str) -> None:
    """Write a text file in one step: readers see the old file or the new one, never half of it.

    Raises
    ------
    ScenarioError
        If the folder cannot be written to.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".part")
    except OSError as error:
        raise ScenarioError([Fault("out_unwritable", file=str(path), read=error.strerror or "")]) from None
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
            file.write(written)
        Path(name).chmod(0o644)
        Path(name).replace(path)
    except OSError as error:
        Path(name).unlink(missing_ok=True)
        raise ScenarioError([Fault("out_unwritable", file=str(path), read=error.strerror or "")]) from None
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
