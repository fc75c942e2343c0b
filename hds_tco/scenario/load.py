"""From files to a frozen scenario: `based_on` chains, overrides, and every fault at once."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from hds_tco.locale import DEFAULT_LANGUAGE, Language
from hds_tco.scenario.assumption import Assumption
from hds_tco.scenario.errors import Fault, ScenarioError, close_to, shown
from hds_tco.scenario.fields import field_at
from hds_tco.scenario.file_types import is_spreadsheet, version
from hds_tco.scenario.files import (
    DEEPEST,
    LONGEST_CHAIN,
    Source,
    bytes_of,
    depth_of,
    find,
    label_of,
    names_of,
    read,
    shipped_scenarios,
    stands,
)
from hds_tco.scenario.rules import KEYED, faults_of, is_assumption, meaning_faults, missing_sections, shape_faults
from hds_tco.scenario.scenario import Scenario

_ROWS_OF_ANOTHER_VERSION = (
    *("unknown_row", "unknown_field", "replaced_field", "missing_field", "missing_choice", "missing_list"),
    *("missing_section", "missing_section_for", "choice"),
)

Tree = dict[str, Any]
Origins = dict[tuple[str, ...], Source]


def load(
    path: str | Path, values: Mapping[str, Any] | None = None, lang: Language = DEFAULT_LANGUAGE
) -> Scenario[Assumption]:
    """Read a scenario.

    Parameters
    ----------
    path : str or Path
        A TOML file, a workbook (.xlsx), or the name of a shipped scenario.
    values : mapping, optional
        Other values for some fields, by dotted path: a bare value, or a table as the file would hold.
    lang : {"fr", "en"}
        Language of the error message.

    Returns
    -------
    Scenario
        Frozen; every assumption with its value, source and confidence.

    Raises
    ------
    ScenarioError
        With every fault found: file, line or cell, field, what was read, what is expected, a likely mend.

    Examples
    --------
    >>> scenario = load("reference-ght", {"finance.vat_share": 0.1})
    >>> scenario.finance.vat_share.value
    0.1
    """
    origins: Origins = {}
    try:
        tree = _chain(find(path), origins, ())
        return _validated(_overridden(tree, values or {}, origins), origins)
    except ScenarioError as error:
        raise ScenarioError([*error.faults, *_other_versions(error.faults, origins)], lang) from None


def with_values(
    scenario: Scenario[Assumption], values: Mapping[str, Any], lang: Language = DEFAULT_LANGUAGE
) -> Scenario[Assumption]:
    """Return a scenario that differs in some values, checked like a file.

    Parameters
    ----------
    scenario : Scenario
    values : mapping
        Dotted path to a bare value or a table.
    lang : {"fr", "en"}
        Language of the error message.

    Raises
    ------
    ScenarioError
        If a path leads nowhere or a value does not fit.

    Examples
    --------
    >>> dear = with_values(load("reference-ght"), {"external.setup_eur": 90_000})
    >>> dear.external.setup_eur.value
    90000.0
    """
    origins: Origins = {}
    try:
        return _validated(_overridden(scenario.model_dump(exclude_none=True), values, origins), origins)
    except ScenarioError as error:
        raise ScenarioError(error.faults, lang) from None


def parse_setting(setting: str) -> tuple[str, Any]:
    """Return path and value of a ``path=value`` setting; the value is read as TOML, else as text.

    Examples
    --------
    >>> parse_setting("finance.vat_share=0.2"), parse_setting("leasing.end_of_term=extend")
    (('finance.vat_share', 0.2), ('leasing.end_of_term', 'extend'))
    """
    path, equals, right = setting.partition("=")
    if not equals or not path.strip() or path.count(".") >= DEEPEST:
        raise ScenarioError([Fault("setting", read=shown(setting), file="--set")])
    try:
        read_as = tomllib.loads(f"value = {right.strip()}")
    except (ValueError, RecursionError):
        return path.strip(), right.strip()
    plain = set(read_as) == {"value"} and depth_of(read_as) <= DEEPEST
    return path.strip(), read_as["value"] if plain else right.strip()


def parse_settings(settings: Iterable[str]) -> dict[str, Any]:
    """Return values by path of several settings; of two for one path the last counts.

    Raises
    ------
    ScenarioError
        With every setting that is none.
    """
    values: dict[str, Any] = {}
    faults: list[Fault] = []
    for setting in settings:
        try:
            path, value = parse_setting(setting)
            values[path] = value
        except ScenarioError as error:
            faults += error.faults
    if faults:
        raise ScenarioError(faults)
    return values


def _chain(path: Path, origins: Origins, above: tuple[Path, ...]) -> Tree:
    """Return a file's tree laid over that of the scenario it is based on."""
    source = _read(path)
    here = (*above, path.resolve())
    tree = dict(source.tree)
    under: Tree = {}
    if "based_on" in tree:
        base = tree.pop("based_on")
        below = find(base, path.parent) if isinstance(base, str) else path
        fault = _base_fault(base, below, here)
        if fault is not None:
            raise ScenarioError([replace(fault, file=source.label, line=source.line_of(("based_on",)))])
        under = _chain(below, origins, here) if _same_folder(below, here[0]) else _unquoted(below, origins, here)
    origins[()] = source
    return _lay(under, tree, (), source, origins)


def _read(path: Path) -> Source:
    """Return what a file says, in TOML or in the cells of a workbook: told by its name, or by its first bytes."""
    label = label_of(path)
    if not is_spreadsheet(path, bytes_of(path, label, 8)[0]):
        return read(path)
    from hds_tco.scenario.workbook.read import read_workbook

    return read_workbook(path, label)


def _other_versions(faults: Iterable[Fault], origins: Origins) -> list[Fault]:
    """Return a fault for each form of another version in which rows are missing or bear unknown names."""
    wrong = {fault.file for fault in faults if fault.code in _ROWS_OF_ANOTHER_VERSION}
    forms = {source.label: source.made_by for source in origins.values() if source.made_by}
    return [
        Fault("other_version", read=made_by, values={"version": version()}, file=label)
        for label, made_by in forms.items()
        if label in wrong and made_by != version()
    ]


def _base_fault(base: Any, below: Path, above: tuple[Path, ...]) -> Fault | None:
    """Return what is wrong with what a scenario is based on; what is wrong inside is for its own reading."""
    if not isinstance(base, str):
        return Fault("text_expected", "based_on", shown(base), mend='"reference-ght"')
    if not stands(below):
        return Fault("no_base", "based_on", shown(base), mend=close_to(below.stem, shipped_scenarios()))
    if below.is_dir():
        return Fault("base_is_folder", "based_on", shown(base), mend=close_to(below.name, shipped_scenarios()))
    resolved = below.resolve()
    if resolved in above:
        loop = " → ".join(item.name for item in (*above[above.index(resolved) :], resolved))
        return Fault("cycle", "based_on", loop)
    if len(above) >= LONGEST_CHAIN:
        return Fault("chain_too_long", "based_on", shown(base), {"limit": str(LONGEST_CHAIN)})
    return None


def _same_folder(below: Path, first: Path) -> bool:
    """Tell whether a file stands, links followed, in the folder of the scenario asked for, or is a shipped one."""
    real = below.resolve()
    return real.is_relative_to(first.parent) or real in {path.resolve() for path in shipped_scenarios().values()}


def _unquoted(below: Path, origins: Origins, above: tuple[Path, ...]) -> Tree:
    """Return the tree of a base from another folder; of one that is no scenario no line is quoted.

    A scenario from somebody else may name any file of this machine, and its report may be sent back to him.
    """
    try:
        return _chain(below, origins, above)
    except ScenarioError as error:
        raise ScenarioError(_without_quotation(fault) for fault in error.faults) from None


def _labels_elsewhere(origins: Origins) -> set[str]:
    """Return the files of a chain that stand outside the folder of the scenario asked for."""
    first = origins[()].path if () in origins else None
    if first is None:
        return set()
    paths = {source.label: source.path for source in origins.values() if source.path is not None}
    return {label for label, path in paths.items() if not _same_folder(path, first.resolve())}


def _without_quotation(fault: Fault) -> Fault:
    """Return a fault that says where it stands and what is expected, and repeats nothing of its file."""
    known = fault.path if field_at(fault.path) is not None else ""
    return replace(fault, path=known, read="…" if fault.read else "", mend="")


def _lay(under: Tree, over: Tree, path: tuple[str, ...], source: Source, origins: Origins) -> Tree:
    """Lay one tree over another: tables merge, an assumption is replaced whole, `name = false` takes a block out."""
    result = dict(under)
    for key, value in over.items():
        here = (*path, key)
        below = result.get(key)
        if value is False and path in KEYED and key in result:
            result.pop(key)
        elif isinstance(value, dict) and not is_assumption(value):
            if not isinstance(below, dict) or is_assumption(below):
                below = {}
                _forget(origins, here)
                origins[here] = source
            result[key] = _lay(below, value, here, source, origins)
        else:
            result[key] = value
            if isinstance(below, dict):
                _forget(origins, here)
            origins[here] = source
    return result


def _forget(origins: Origins, here: tuple[str, ...]) -> None:
    """Forget where the parts of what is replaced whole stood."""
    for path in [path for path in origins if path[: len(here)] == here and path != here]:
        del origins[path]


def _overridden(tree: Tree, values: Mapping[str, Any], origins: Origins) -> Tree:
    source = Source("--set", None, "", {})
    for path, value in values.items():
        nested: Any = {**value} if isinstance(value, Mapping) else value
        for part in reversed(path.split(".")):
            nested = {part: nested}
        tree = _lay(tree, nested, (), source, origins)
    return tree


def _validated(tree: Tree, origins: Origins) -> Scenario[Assumption]:
    faults, tree = shape_faults(tree)
    faults += missing_sections(tree)
    scenario: Scenario[Assumption] | None = None
    try:
        scenario = Scenario.model_validate(tree)
    except ValidationError as error:
        faults += faults_of(error, {fault.path for fault in faults})
    faults += meaning_faults(tree if scenario is None else scenario)
    faults = _with_unread(faults, origins)
    if scenario is None or faults:
        own = origins[()].label if () in origins else ""
        elsewhere = _labels_elsewhere(origins)
        placed = [_placed(fault, origins) for fault in faults]
        placed = [_without_quotation(fault) if fault.file in elsewhere else fault for fault in placed]
        # The user's own file first, each file from top to bottom.
        order = [(fault.code == "too_many", fault.file != own, fault.file, _rank(fault)) for fault in placed]
        raise ScenarioError(placed[rank] for rank in sorted(range(len(placed)), key=order.__getitem__))
    return scenario


def _with_unread(faults: list[Fault], origins: Origins) -> list[Fault]:
    """Add what could not be read at all, and leave out that it is missing."""
    sources = {id(source): source for source in origins.values()}
    unread = [fault for source in sources.values() for fault in source.faults]
    paths = {fault.path for fault in unread}
    others = [fault for fault in faults if not any(f"{path}.".startswith(f"{fault.path}.") for path in paths if path)]
    return others + unread


def _rank(fault: Fault) -> tuple[int, int, int]:
    """Return where a fault stands in its file."""
    return fault.place.rank if fault.place is not None else (0, fault.line, 0)


def _placed(fault: Fault, origins: Origins) -> Fault:
    """Say in which file a fault stands, on which line or in which cell; what could not be read knows it."""
    if fault.place is not None:
        return fault
    path = names_of(fault.path)
    for depth in range(len(path), -1, -1):
        source = origins.get(path[:depth])
        if source is not None:
            return source.placed(fault)
    return fault
