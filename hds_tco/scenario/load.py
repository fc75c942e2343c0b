"""From files to a frozen scenario: `based_on` chains, overrides, and every fault at once."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from hds_tco.locale import DEFAULT_LANGUAGE, Language
from hds_tco.scenario.assumption import Assumption
from hds_tco.scenario.check import faults_of, meaning_faults, missing_sections
from hds_tco.scenario.faults import Fault, ScenarioError
from hds_tco.scenario.files import Source, find, read
from hds_tco.scenario.kinds import SAYING, SHAPING
from hds_tco.scenario.scenario import Scenario

Tree = dict[str, Any]
Origins = dict[tuple[str, ...], Source]


def load(
    path: str | Path, values: Mapping[str, Any] | None = None, lang: Language = DEFAULT_LANGUAGE
) -> Scenario[Assumption]:
    """Read a scenario.

    Parameters
    ----------
    path : str or Path
        A TOML file, or the name of a shipped scenario.
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
        With every fault found: file, line, field, what was read, what is expected, a likely mend.

    Examples
    --------
    >>> scenario = load("reference-ght", {"finance.vat_share": 0.1})
    >>> scenario.finance.vat_share.value
    0.1
    """
    try:
        origins: Origins = {}
        tree = _chain(find(path), origins, ())
        return _validated(_overridden(tree, values or {}, origins), origins)
    except ScenarioError as error:
        raise ScenarioError(error.faults, lang) from None


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
    path, equals, written = setting.partition("=")
    if not equals or not path.strip():
        raise ScenarioError([Fault("setting", read=setting, file="--set")])
    try:
        return path.strip(), tomllib.loads(f"value = {written.strip()}")["value"]
    except tomllib.TOMLDecodeError:
        return path.strip(), written.strip()


def _chain(path: Path, origins: Origins, above: tuple[Path, ...]) -> Tree:
    """Return a file's tree laid over that of the scenario it is based on."""
    resolved = path.resolve()
    if resolved in above:
        loop = " → ".join(item.name for item in (*above[above.index(resolved) :], resolved))
        raise ScenarioError([Fault("cycle", "based_on", loop, file=str(path))])
    source = read(path)
    tree = dict(source.tree)
    base = tree.pop("based_on", None)
    if base is None:
        return _lay({}, tree, (), source, origins)
    if not isinstance(base, str):
        raise ScenarioError(
            [Fault("text_expected", "based_on", str(base), file=source.label, line=source.line_of(("based_on",)))]
        )
    below = find(base, path.parent)
    if not below.exists():
        fault = read_fault(below)
        raise ScenarioError(
            [Fault("no_base", "based_on", base, mend=fault.mend, file=source.label, line=source.line_of(("based_on",)))]
        )
    return _lay(_chain(below, origins, (*above, resolved)), tree, (), source, origins)


def read_fault(path: Path) -> Fault:
    """Return what is wrong with a file that cannot be read."""
    try:
        read(path)
    except ScenarioError as error:
        return error.faults[0]
    raise AssertionError(f"{path} can be read")


def _lay(under: Tree, over: Tree, path: tuple[str, ...], source: Source, origins: Origins) -> Tree:
    """Lay one tree over another: tables merge, an assumption is replaced whole, `name = false` takes a block out."""
    result = dict(under)
    for key, value in over.items():
        here = (*path, key)
        below = result.get(key)
        if value is False and path in (("hosted",), ("staff",), ("certification", "steps")):
            result.pop(key, None)
        elif isinstance(value, dict) and not _is_assumption(value):
            if not isinstance(below, dict) or _is_assumption(below):
                below = {}
                origins[here] = source
            result[key] = _lay(below, value, here, source, origins)
        else:
            result[key] = value
            origins[here] = source
    return result


def _is_assumption(table: Tree) -> bool:
    return any(key in table for key in SAYING + SHAPING)


def _overridden(tree: Tree, values: Mapping[str, Any], origins: Origins) -> Tree:
    source = Source("--set", None, "", {})
    for path, value in values.items():
        nested: Any = value
        for part in reversed(path.split(".")):
            nested = {part: nested}
        tree = _lay(tree, nested, (), source, origins)
    return tree


def _validated(tree: Tree, origins: Origins) -> Scenario[Assumption]:
    faults = missing_sections(tree)
    scenario: Scenario[Assumption] | None = None
    try:
        scenario = Scenario.model_validate(tree)
    except ValidationError as error:
        faults.extend(faults_of(error))
    if scenario is not None:
        faults.extend(meaning_faults(scenario))
    if scenario is None or faults:
        raise ScenarioError(_placed(fault, origins) for fault in faults)
    return scenario


def _placed(fault: Fault, origins: Origins) -> Fault:
    """Say in which file, and on which line, a fault stands."""
    path = tuple(fault.path.split(".")) if fault.path else ()
    for depth in range(len(path), 0, -1):
        source = origins.get(path[:depth])
        if source is not None:
            return replace(fault, file=source.label, line=source.line_of(path) if source.path else 0)
    top = list(origins.values())[-1] if origins else None
    return replace(fault, file=top.label) if top is not None else fault
