"""From what pydantic finds, and from what it cannot know, to faults in the user's words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from pydantic import ValidationError

from hds_tco.scenario.assumption import Assumption
from hds_tco.scenario.faults import Fault, close_to, shown
from hds_tco.scenario.fields import choices_of, field_at, inner_section, kind_of
from hds_tco.scenario.scenario import SECTIONS_OF_OPTION, Scenario
from hds_tco.scenario.section import Section


def faults_of(error: ValidationError) -> list[Fault]:
    """Return the faults behind a validation error, in the order of the file."""
    found: list[Fault] = []
    for item in error.errors(include_url=False):
        found.extend(_faults_of_item(item))
    return found


@dataclass(frozen=True)
class _Item:
    """One of pydantic's findings, as the makers of faults read it."""

    loc: list[str]
    read: str
    raw: Any
    context: Mapping[str, Any]

    @property
    def path(self) -> str:
        return ".".join(self.loc)


def _faults_of_item(item: Any) -> list[Fault]:
    found = _Item(
        [str(part) for part in item["loc"] if part != "[key]"], shown(item["input"]), item["input"], item.get("ctx", {})
    )
    make = _MAKERS.get(item["type"], _other)
    return make(found)


def _own(item: _Item) -> list[Fault]:
    """Place the faults that a kind found inside its field."""
    inside: list[Fault] = item.context["faults"]
    return [replace(fault, path=".".join(part for part in (item.path, fault.path) if part)) for fault in inside]


def _unknown(item: _Item) -> list[Fault]:
    return [Fault("unknown_field", item.path, mend=close_to(item.loc[-1], _fields_at(item.loc[:-1])))]


def _missing(item: _Item) -> list[Fault]:
    place = field_at(item.path)
    if place is None:
        return [Fault("missing_field", item.path, values={"expected": "@expected.text"})]
    if inner_section(*place)[0] is not None:
        return [Fault("missing_section", item.path, mend=f"[{item.path}]")]
    choices, kind = choices_of(*place), kind_of(*place)
    if choices:
        return [Fault("missing_choice", item.path, values={"choices": ", ".join(choices)})]
    expected = f"@expected.{kind.name}" if kind else "@expected.text"
    return [Fault("missing_field", item.path, values={"expected": expected})]


def _choice(item: _Item) -> list[Fault]:
    place = field_at(".".join(part for part in item.loc if not part.isdigit()))
    choices = choices_of(*place) if place else ()
    if not choices:  # a list of choices: pydantic names them
        named = str(item.context.get("expected", "")).replace(" or ", ", ")
        choices = tuple(part.strip(" '") for part in named.split(",") if part)
    return [
        Fault("choice", item.path, item.read, {"choices": ", ".join(choices) or "[…]"}, close_to(item.read, choices))
    ]


def _section(item: _Item) -> list[Fault]:
    return [Fault("section_expected", item.path, item.read, mend=f"[{item.path}]")]


def _text(item: _Item) -> list[Fault]:
    return [Fault("text_expected", item.path, item.read, mend=f'"{item.read}"')]


def _not_whole(item: _Item) -> list[Fault]:
    return [Fault("wrong_type", item.path, item.read, {"expected": "@expected.whole"}, _whole(item.raw))]


def _out_of_bounds(item: _Item) -> list[Fault]:
    low = "ge" in item.context
    bound = str(item.context["ge" if low else "le"])
    words = {"expected": "@expected.whole", "bound": bound}
    return [Fault("too_low" if low else "too_high", item.path, item.read, words)]


def _other(item: _Item) -> list[Fault]:
    return [Fault("other", item.path, item.read)]


_MAKERS: Mapping[str, Callable[[_Item], list[Fault]]] = {
    "faults": _own,
    "extra_forbidden": _unknown,
    "missing": _missing,
    "literal_error": _choice,
    "tuple_type": _choice,
    "model_type": _section,
    "model_attributes_type": _section,
    "dict_type": _section,
    "string_type": _text,
    "int_type": _not_whole,
    "int_parsing": _not_whole,
    "int_from_float": _not_whole,
    "greater_than_equal": _out_of_bounds,
    "less_than_equal": _out_of_bounds,
}


def _whole(raw: Any) -> str:
    try:
        return str(round(float(str(raw).replace(",", "."))))
    except ValueError:
        return ""


def _fields_at(loc: list[str]) -> list[str]:
    """Return the field names that a place of the file may hold."""
    section: type[Section[Any]] = Scenario
    parts = list(loc)
    while parts:
        name = parts.pop(0)
        if name not in section.model_fields:
            return []
        inner, keyed = inner_section(section, name)
        if inner is None:
            return []
        if keyed and parts:
            parts.pop(0)
        section = inner
    return list(section.model_fields)


def missing_sections(tree: dict[str, Any]) -> list[Fault]:
    """Return a fault for each section that an option of the scenario reads and the file does not hold."""
    options = tree.get("options")
    wanted: dict[str, str] = {}
    for option in options if isinstance(options, list | tuple) else ():
        for section in SECTIONS_OF_OPTION.get(str(option), ()):
            wanted.setdefault(section, str(option))
    return [
        Fault("missing_section_for", section, values={"option": option}, mend=f"[{section}]")
        for section, option in wanted.items()
        if section not in tree
    ]


def meaning_faults(scenario: Scenario[Assumption]) -> list[Fault]:
    """Return what is well-formed and yet cannot be: rules that take several fields, or a figure and its confidence."""
    faults: list[Fault] = []
    for option in ("in_house", "leasing"):
        rate = getattr(scenario.incidents, f"{option}_rate_per_year")
        if option in scenario.options and rate.value == 0 and not rate.is_unknown:
            faults.append(
                Fault(
                    "incident_never_zero",
                    f"incidents.{option}_rate_per_year",
                    "0",
                    mend='{ value = 0, confidence = "N" }',
                )
            )
    if scenario.external is not None:
        activities = scenario.external.uncovered_eur_per_year_by_activity.value
        if isinstance(activities, tuple) and len(activities) != 6:
            faults.append(Fault("six_activities", "external.uncovered_eur_per_year_by_activity", str(len(activities))))
    if len(set(scenario.options)) != len(scenario.options):
        faults.append(Fault("option_twice", "options", ", ".join(scenario.options)))
    ramp = scenario.migration.migrated_share_by_year.value
    if isinstance(ramp, tuple) and any(after < before for before, after in pairwise(ramp)):
        faults.append(Fault("ramp_falls", "migration.migrated_share_by_year", shown(list(ramp))))
    return faults
