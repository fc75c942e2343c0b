"""A scenario's fields: what the schema says of each, what a scenario holds there, what the model reads there."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from types import SimpleNamespace
from typing import Any, Literal, cast, get_args, get_origin

import numpy as np
import numpy.typing as npt
from pydantic_core import PydanticCustomError

from hds_tco.scenario.assumption import Assumption, Section
from hds_tco.scenario.errors import Fault
from hds_tco.scenario.files import data_folder
from hds_tco.scenario.kinds import Kind
from hds_tco.scenario.scenario import Scenario

ACTIVITIES = (1, 2, 3, 4, 5, 6)


@cache
def kind_of(section: type[Section[Any]], name: str) -> Kind | None:
    """Return the kind of an assumption's field, None for a text, a choice or a section."""
    kinds = [item for item in section.model_fields[name].metadata if isinstance(item, Kind)]
    return kinds[0] if kinds else None


@cache
def choices_of(section: type[Section[Any]], name: str) -> tuple[str, ...]:
    """Return what a choice may be, an empty tuple for any other field."""
    annotation = section.model_fields[name].annotation
    return tuple(str(item) for item in get_args(annotation)) if get_origin(annotation) is Literal else ()


@cache
def items_of(section: type[Section[Any]], name: str) -> tuple[str, ...]:
    """Return what a list of choices may hold, an empty tuple for any other field.

    Examples
    --------
    >>> items_of(Scenario, "options"), items_of(Scenario, "name")
    (('in_house', 'external', 'leasing', 'status_quo'), ())
    """
    inner = get_args(section.model_fields[name].annotation)
    return tuple(str(item) for item in get_args(inner[0])) if inner and get_origin(inner[0]) is Literal else ()


@cache
def inner_section(section: type[Section[Any]], name: str) -> tuple[type[Section[Any]] | None, bool]:
    """Return the section that a field holds, and whether under names of the user's choosing.

    Examples
    --------
    >>> inner_section(Scenario, "finance")[0].__name__, inner_section(Scenario, "hosted")[1]
    ('Finance', True)
    """
    return _find(section.model_fields[name].annotation, keyed=False)


def _find(annotation: Any, keyed: bool) -> tuple[type[Section[Any]] | None, bool]:
    if isinstance(annotation, type) and issubclass(annotation, Section):
        generic = cast("type[Section[Any]] | None", annotation.__pydantic_generic_metadata__["origin"])
        return generic or annotation, keyed
    for part in get_args(annotation):
        inner = _find(part, keyed or get_origin(annotation) is dict)
        if inner[0] is not None:
            return inner
    return None, keyed


def field_at(path: str) -> tuple[type[Section[Any]], str] | None:
    """Return the section class and field name that a dotted path leads to, None if it leads nowhere.

    Examples
    --------
    >>> field_at("finance.vat_share")[0].__name__, field_at("finance.vta_share")
    ('Finance', None)
    """
    section: type[Section[Any]] = Scenario
    parts = path.split(".")
    while parts:
        name = parts.pop(0)
        if name not in section.model_fields:
            return None
        if not parts:
            return section, name
        inner, keyed = inner_section(section, name)
        if inner is None:
            return None
        if keyed:
            parts.pop(0)
            if not parts:
                return section, name
        section = inner
    return None


def section_at(path: str) -> type[Section[Any]] | None:
    """Return the section that stands at a dotted path, empty for the scenario itself; None for a field, or nowhere.

    Examples
    --------
    >>> section_at("hosted.ehpad").__name__, section_at("finance.vat_share"), section_at("").__name__
    ('Hosted', None, 'Scenario')
    """
    place = field_at(path) if path else None
    return inner_section(*place)[0] if place else None if path else Scenario


def fields_of(section: type[Section[Any]] = Scenario, path: str = "") -> Iterator[tuple[str, type[Section[Any]], str]]:
    """Yield each field of the schema, sections before what they hold: its path, the section that has it, its name.

    Names of the user's choosing are ``*``.

    Examples
    --------
    >>> [path for path, section, _ in fields_of() if section.__name__ == "Correlation"]
    ['correlations.*.between', 'correlations.*.rank_correlation']
    """
    for name in section.model_fields:
        here = f"{path}.{name}" if path else name
        yield here, section, name
        inner, keyed = inner_section(section, name)
        if inner is not None:
            yield from fields_of(inner, f"{here}.*" if keyed else here)


def label_key(path: str) -> str:
    """Return the catalogue key of a field's label: names of the user's choosing become ``*``.

    Examples
    --------
    >>> label_key("staff.engineer.in_house_fte"), label_key("horizon_years")
    ('field.staff.*.in_house_fte', 'field.horizon_years')
    """
    section: type[Section[Any]] | None = Scenario
    names: list[str] = []
    parts = path.split(".")
    while parts and section is not None:
        name = parts.pop(0)
        names.append(name)
        section, keyed = inner_section(section, name) if name in section.model_fields else (None, False)
        if keyed and parts:
            parts.pop(0)
            names.append("*")
    return ".".join(["field", *names, *parts])


def node_at(scenario: Scenario[Assumption] | Mapping[str, Any], path: str) -> Any:
    """Return the section, list or table at a dotted path, of a scenario or of a tree as read; None if there is none."""
    node: Any = scenario
    for name in path.split("."):
        inside = isinstance(node, Section)
        node = node.get(name) if isinstance(node, Mapping) else getattr(node, name, None) if inside else None
    return node if isinstance(node, Section | Assumption | Mapping | list | tuple) else None


def assumption_at(scenario: Scenario[Assumption] | Mapping[str, Any], path: str) -> Assumption | None:
    """Return the assumption at a dotted path, of a scenario or of a tree in which it may not be readable.

    Examples
    --------
    >>> assumption_at({"finance": {"vat_share": 0.2}}, "finance.vat_share").value
    0.2
    """
    if not isinstance(scenario, Mapping):
        node = node_at(scenario, path)
        return node if isinstance(node, Assumption) else None
    place = field_at(path)
    kind = kind_of(*place) if place else None
    section, _, name = path.rpartition(".")
    table = node_at(scenario, section)
    if kind is None or not isinstance(table, Mapping) or name not in table:
        return None
    try:
        return kind.read(table[name])
    except PydanticCustomError:
        return None


@cache
def replaced_fields() -> dict[str, tuple[str, ...]]:
    """Return the dotted paths of the fields that are no more, each with those that stand in its place.

    Examples
    --------
    >>> replaced_fields()["hardware.vms_per_server"][0]
    'hardware.ram_gb_per_server'
    """
    read = tomllib.loads((data_folder() / "replaced_fields.toml").read_text("utf-8"))
    return {path: tuple(instead) for path, instead in read["replaced"].items()}


def replaced_fault(path: str, where: str = "", read: str = "") -> Fault | None:
    """Return the fault of a field that is no more, or None.

    Parameters
    ----------
    path : str
        The field.
    where : str
        Where it is named, if not at its own place.
    read : str
        What stands there.
    """
    section, *rest = path.split(".")
    key = ".".join(rest[:-1])  # of a trade, an establishment: `*` in the table
    instead = replaced_fields().get(path) or replaced_fields().get(".".join((section, "*", *rest[-1:])))
    if instead is None:
        return None
    instead = tuple(field.replace("*", key) for field in instead)
    return Fault("replaced_field", where or path, read, {"instead": ", ".join(instead)})


Array = npt.NDArray[np.float64]
ValueOf = Callable[[str, Array], Any]


class Given(SimpleNamespace):
    """A section with values in the place of assumptions; frozen."""

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError("what the model is given does not change: make another scenario")


def keep(_path: str, value: Array) -> Array:
    """Return the central value: the deterministic run."""
    return value


def resolve(scenario: Scenario[Assumption], value_of: ValueOf = keep) -> Scenario[Array]:
    """Return the scenario with a value in the place of every assumption.

    Parameters
    ----------
    scenario : Scenario
    value_of : callable
        Gets the dotted path and the central value (0-d array of float; ``(H + 1,)`` for figures by year; 0-d array of
        text for a choice; six ones and zeros for a list of activities), and returns what the model shall read there.

    Returns
    -------
    Scenario
        The same tree, read with the same names.

    Examples
    --------
    >>> from hds_tco.scenario import load
    >>> given = resolve(load("chi-eure-seine-2017-total"))
    >>> given.in_house.other_investment_eur_by_year.tolist()
    [500000.0, 50000.0, 50000.0, 50000.0, 0.0]
    """
    return cast("Scenario[Array]", _resolved(scenario, "", scenario.horizon_years, value_of))


def activity_flags(activities: tuple[int, ...]) -> Array:
    """Return 1 for each of the six HDS activities in a list, 0 for the others.

    Examples
    --------
    >>> activity_flags((1, 2, 6)).tolist()
    [1.0, 1.0, 0.0, 0.0, 0.0, 1.0]
    """
    return np.array([float(number in activities) for number in ACTIVITIES])


def _resolved(node: Section[Assumption], path: str, horizon: int, value_of: ValueOf) -> Given:
    values: dict[str, Any] = {}
    for name in type(node).model_fields:
        inner, here = getattr(node, name), f"{path}.{name}" if path else name
        kind = kind_of(type(node), name)
        if isinstance(inner, Assumption) and kind is not None:
            values[name] = value_of(here, _central_value(inner, kind, horizon))
        elif isinstance(inner, Section):
            values[name] = _resolved(inner, here, horizon, value_of)
        elif isinstance(inner, dict):
            values[name] = {key: _resolved(part, f"{here}.{key}", horizon, value_of) for key, part in inner.items()}
        elif isinstance(inner, str) and path and name != "label":
            values[name] = value_of(here, np.asarray(inner))
        elif "1" in items_of(type(node), name):
            values[name] = value_of(here, activity_flags(inner))
        else:
            values[name] = inner
    return Given(**values)


def _central_value(assumption: Assumption, kind: Kind, horizon: int) -> Array:
    if not kind.per_year:
        whole_or_not = np.int64 if kind.whole else np.float64
        return cast("Array", np.asarray(assumption.value, dtype=whole_or_not)[()])
    figures = np.atleast_1d(np.asarray(assumption.value, dtype=np.float64))
    length = kind.length or horizon + 1
    tail = figures[-1] if kind.fill == "hold" else 0.0
    extended: Array = np.concatenate([figures, np.full(length, tail)])[:length]
    return extended
