"""Scenarios to open, and the one on screen written as a file."""

from __future__ import annotations

import os
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from hds_tco.cockpit.history import State
from hds_tco.cockpit.overrides import values_of
from hds_tco.locale import DEFAULT_LANGUAGE, Language, bare, text
from hds_tco.scenario import ScenarioError, shipped_scenarios
from hds_tco.scenario.errors import shown
from hds_tco.scenario.file_types import WORKBOOKS
from hds_tco.scenario.files import find, read
from hds_tco.scenario.output import refuse_ending, refuse_overwrite, write_whole
from hds_tco.scenario.template import template, toml_value

_ENDINGS = (".toml", *WORKBOOKS)
_LONGEST_NAME = 80
_NO_SCENARIOS = ("pyproject.toml",)


def files_of(folder: Path) -> tuple[Path, ...]:
    """Return the files of a folder that may hold a scenario, by name; none where the folder cannot be read."""
    try:
        files = sorted(item for item in folder.iterdir() if item.suffix.lower() in _ENDINGS and item.is_file())
    except OSError:
        return ()
    return tuple(item for item in files if item.name not in _NO_SCENARIOS and not item.name.startswith((".", "~")))


def titles_of(paths: Mapping[str, Path]) -> dict[str, str]:
    """Return how scenarios are listed: by their own name, that of their file behind it.

    Parameters
    ----------
    paths : mapping of str to Path
        By what each is opened by.

    Examples
    --------
    >>> titles_of({"reference-ght": shipped_scenarios()["reference-ght"]})
    {'reference-ght': 'GHT de référence (reference-ght)'}
    """
    titles = {}
    for source, path in paths.items():
        file = source if source != str(path) else path.name
        name = _name_in(path, _age(path))
        titles[source] = f"{name} ({file})" if name else file
    return titles


def _age(path: Path) -> int:
    try:
        return path.stat().st_mtime_ns
    except OSError:
        return 0


@lru_cache(maxsize=256)  # the list is written again with each gesture
def _name_in(path: Path, _: int) -> str:
    """Return the name that a file gives its scenario, on one line; nothing if it cannot be read in a moment."""
    if path.suffix.lower() != ".toml":
        return ""
    try:
        name = read(path).tree.get("name", "")
    except ScenarioError:
        return ""
    return bare(shown(name, _LONGEST_NAME)) if isinstance(name, str) else ""


def write_scenario(state: State, target: Path, name: str, force: bool, lang: Language = DEFAULT_LANGUAGE) -> Path:
    """Write what is on screen to a file, as `scenario_toml` has it.

    Raises
    ------
    ScenarioError
        If the file does not end in ``.toml``, stands there already without `force`, or cannot be written.
    """
    refuse_ending(target, (".toml",), lang=lang)
    refuse_overwrite(target, force=force, lang=lang)
    write_whole(target, scenario_toml(state, target, name, lang), force=force)
    return target


def scenario_toml(state: State, target: Path, name: str, lang: Language = DEFAULT_LANGUAGE) -> str:
    """Return what is on screen as a file: what changes, on top of the scenario that it is based on.

    Parameters
    ----------
    state : State
    target : Path
        Where the file will stand: what it is based on is named from there.
    name : str
        The scenario's name.
    lang : {"fr", "en"}

    Returns
    -------
    str
        TOML that loads back to what is on screen; the whole scenario if it was opened from no file.
    """
    if not state.opened.source:
        scenario = state.scenario(lang).model_copy(update={"name": name})
        return template(scenario, lang)
    head = [f"# {text('cockpit.file.comment', lang)}", f"based_on = {toml_value(_base(state.opened.source, target))}"]
    return (
        "\n".join([*head, f"name = {toml_value(name)}", *_tables(values_of(state.opened.scenario, state.moves))]) + "\n"
    )


def _base(source: str, target: Path) -> str:
    """Return how a file in another place names what it is based on."""
    path = find(source)
    if shipped_scenarios().get(source) == path:
        return source
    try:
        return Path(os.path.relpath(path.resolve(), target.resolve().parent)).as_posix()
    except ValueError:  # another drive
        return path.resolve().as_posix()


def _tables(values: Mapping[str, Any]) -> list[str]:
    """Return fields under the headers of their tables, those without a table first."""
    by_table: dict[str, list[str]] = {}
    for path, value in sorted(values.items(), key=lambda item: (item[0].count(".") > 0, item[0])):
        table, _, name = path.rpartition(".")
        by_table.setdefault(table, []).append(f"{name} = {toml_value(_bare(value))}")
    rows: list[str] = []
    for table, fields in by_table.items():
        rows += ["", f"[{table}]", *fields] if table else fields
    return rows


def _bare(value: Any) -> Any:
    """Return a bare value where there is nothing more to say."""
    if isinstance(value, Mapping):
        plain = set(value) == {"value", "confidence"} and value["confidence"] == "G"
        return value["value"] if plain else dict(value)
    return value
