"""From what pydantic finds, and from what it cannot know, to faults in the user's words."""

from __future__ import annotations

from dataclasses import replace
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


def _faults_of_item(item: Any) -> list[Fault]:
    loc = [str(part) for part in item["loc"] if part != "[key]"]
    path, name, kind = ".".join(loc), loc[-1], item["type"]
    read = shown(item["input"])
    if kind == "faults":
        return [
            replace(fault, path=".".join(part for part in (path, fault.path) if part))
            for fault in item["ctx"]["faults"]
        ]
    if kind == "extra_forbidden":
        known = _fields_at(loc[:-1])
        return [Fault("unknown_field", path, mend=close_to(name, known))]
    if kind == "missing":
        place = field_at(path)
        section = inner_section(*place)[0] if place else None
        if section is not None:
            return [Fault("missing_section", path, mend=f"[{path}]")]
        field_kind = kind_of(*place) if place else None
        expected = f"@expected.{field_kind.name}" if field_kind else "@expected.text"
        choices = choices_of(*place) if place else ()
        if choices:
            return [Fault("missing_choice", path, values={"choices": ", ".join(choices)})]
        return [Fault("missing_field", path, values={"expected": expected})]
    if kind in ("literal_error", "tuple_type"):
        place = field_at(".".join(part for part in loc if not part.isdigit()))
        choices = choices_of(*place) if place else ()
        if not choices:
            choices = tuple(
                part.strip(" '")
                for part in str(item.get("ctx", {}).get("expected", "")).replace(" or ", ", ").split(",")
                if part
            )
        return [Fault("choice", path, read, {"choices": ", ".join(choices) or "[…]"}, close_to(read, choices))]
    if kind in ("model_type", "dict_type", "model_attributes_type"):
        return [Fault("section_expected", path, read, mend=f"[{path}]")]
    if kind == "string_type":
        return [Fault("text_expected", path, read, mend=f'"{read}"')]
    if kind.startswith("int"):
        return [Fault("wrong_type", path, read, {"expected": "@expected.whole"}, _whole(item["input"]))]
    if kind in ("greater_than_equal", "less_than_equal"):
        low = kind == "greater_than_equal"
        bound = str(item["ctx"]["ge" if low else "le"])
        return [Fault("too_low" if low else "too_high", path, read, {"expected": "@expected.whole", "bound": bound})]
    return [Fault("other", path, read)]


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
