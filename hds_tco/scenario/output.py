"""Files written whole or not at all, and never over the user's own unasked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from hds_tco.locale import DEFAULT_LANGUAGE, Language
from hds_tco.scenario.errors import Fault, ScenarioError, refusal, shown
from hds_tco.scenario.files import stands
from hds_tco.scenario.journal import BusyError, ChangedError, Mark, NotPlacedError, put, recover

# What the board's pack is made of, and every ending that is a file's and no folder's.
_OF_BOARD = (".xlsx", ".pptx", ".pdf", ".html")
_OF_FILES = (
    *_OF_BOARD,
    *(".txt", ".json", ".csv", ".toml", ".tsv", ".zip", ".xls", ".xlsm", ".xlsb", ".ods", ".odt", ".odp"),
    *(".doc", ".docx", ".ppt", ".potx", ".htm", ".md", ".png", ".svg"),
)


def refuse_overwrite(*paths: Path, force: bool, lang: Language = DEFAULT_LANGUAGE) -> None:
    """Check, before any work, that files may be written; what a killed run left beside them is settled first.

    Raises
    ------
    ScenarioError
        With each that stands already while `force` is not given, is a folder, or whose folder is a file.
    """
    for folder in {path.parent for path in paths}:
        recover(folder)
    faults = [fault for path in paths for fault in _in_the_way(path, force)]
    if faults:
        raise ScenarioError(faults, lang)


def refuse_ending(path: Path, endings: Sequence[str], *, lang: Language = DEFAULT_LANGUAGE) -> None:
    """Check that a file's name ends as what will be written in it.

    Parameters
    ----------
    path : Path
        A device or a pipe may bear any name.
    endings : sequence of str
        With their dot, in small letters; the first is proposed.
    lang : {"fr", "en"}

    Raises
    ------
    ScenarioError
        With the endings that will do, and where those of the board's pack come from.

    Examples
    --------
    >>> refuse_ending(Path("R.JSON"), (".txt", ".json"))
    >>> try:
    ...     refuse_ending(Path("r.xlsx"), (".txt", ".json"), lang="en")
    ... except ScenarioError as error:
    ...     print(error.faults[0].mend)
    r.txt
    """
    ending = path.suffix.lower()
    if ending in endings or (stands(path) and not path.is_file()):  # a folder is refused as one
        return
    code = "out_ending_of_board" if ending in _OF_BOARD and ".toml" not in endings else "out_ending"
    stem = path.stem if ending in _OF_FILES else path.name.rstrip(". ")
    mend = f"{stem or 'tco'}{endings[0]}"
    fault = Fault(
        code, file=_named(path), read=path.suffix or path.name, values={"endings": ", ".join(endings)}, mend=mend
    )
    raise ScenarioError([fault], lang)


def refuse_file_as_folder(folder: Path, *, lang: Language = DEFAULT_LANGUAGE) -> None:
    """Check that a folder to be made does not bear a file's name.

    Raises
    ------
    ScenarioError
        If it ends as a file does, and no such folder stands there.
    """
    if folder.suffix.lower() in _OF_FILES and not stands(folder):
        fault = Fault("out_is_file", file=_named(folder), read=folder.suffix, mend=str(folder.with_suffix("")))
        raise ScenarioError([fault], lang)


def _in_the_way(path: Path, force: bool) -> list[Fault]:
    try:
        if path.is_dir():
            return [Fault("out_is_folder", file=str(path))]
        if path.exists() and not force:
            return [Fault("out_exists", file=str(path), mend="--force")]
        above = next((folder for folder in path.parents if folder.exists()), None)
    except OSError as error:
        return [_unwritable(path, error)]
    if above is not None and not above.is_dir():
        return [Fault("out_under_file", read=str(above), file=str(path))]
    return []


def write_whole(path: Path, content: str | bytes, *, force: bool) -> None:
    """Write a file in one step: readers see the old file or the new one, never half of it.

    Parameters
    ----------
    path : Path
    content : str or bytes
    force : bool
        Whether a file that stands there may be replaced.

    Raises
    ------
    ScenarioError
        If the folder cannot be content to, or a file stands there.
    """
    if stands(path) and not path.is_file() and not path.is_dir():  # a device or a pipe: no file may take its place
        try:
            path.write_bytes(_raw(content))
        except OSError as error:
            raise ScenarioError([_unwritable(path, error)]) from None
        return
    write_together({path: content}, force=force)


def write_together(
    contents: Mapping[Path, str | bytes], *, force: bool, before: Mapping[Path, Mark] | None = None
) -> None:
    """Write files of one folder: all of them, or none, even if the program is killed meanwhile.

    Parameters
    ----------
    contents : mapping of Path to str or bytes
    force : bool
        Whether files that stand there may be replaced.
    before : mapping of Path to Mark, optional
        From `hds_tco.scenario.journal.mark`, as the work began: what another has content since is not replaced.

    Raises
    ------
    ScenarioError
        Each file that could not be content and why, then those that are unchanged because of it.
    """
    folder = next(iter(contents)).parent
    new_folders: list[Path] = []
    try:
        new_folders = _make(folder)
        put({path: _raw(content) for path, content in contents.items()}, force=force, before=before)
    except BaseException as error:
        for each in new_folders:
            with suppress(OSError):
                each.rmdir()
        if isinstance(error, (NotPlacedError, ChangedError, BusyError, OSError)):
            raise ScenarioError(_faults_of(error, tuple(contents))) from None
        raise


def _faults_of(error: Exception, paths: Sequence[Path]) -> list[Fault]:
    if isinstance(error, BusyError):
        return [Fault("out_busy", file=str(path)) for path in paths]
    if isinstance(error, ChangedError):
        wrong = [Fault("out_changed", file=str(path)) for path in error.paths]
    elif isinstance(error, NotPlacedError) and isinstance(error.error, FileExistsError):
        wrong = [Fault("out_exists", file=str(error.path), mend="--force")]
    elif isinstance(error, NotPlacedError):
        wrong = [_unwritable(error.path, error.error)]
    else:
        return [_unwritable(paths[0], error)] if isinstance(error, OSError) else []
    named = {fault.file for fault in wrong}
    others = [path for path in paths if _named(path) not in named and str(path) not in named]
    return [*wrong, *(Fault("out_unchanged", file=_named(path)) for path in others)]


def _make(folder: Path) -> list[Path]:
    """Make a folder, and return those that were not there, the deepest first."""
    missing = [each for each in (folder, *folder.parents) if not each.exists()]
    folder.mkdir(parents=True, exist_ok=True)
    return missing


def _raw(content: str | bytes) -> bytes:
    return content.encode() if isinstance(content, str) else content


def _named(path: Path) -> str:
    return shown(str(path), limit=200)


def _unwritable(path: Path, error: OSError) -> Fault:
    return Fault("out_unwritable", file=_named(path), values={"why": refusal(error)})
