"""From what pydantic finds, and from what it cannot know, to faults in the user's words."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from functools import cache
from itertools import islice, pairwise, starmap, takewhile
from math import isfinite
from operator import gt, lt
from typing import Any

from pydantic import ValidationError

from hds_tco.locale import LANGUAGES, has_text, text
from hds_tco.scenario.assumption import Assumption, Section
from hds_tco.scenario.correlations import correlation_faults
from hds_tco.scenario.errors import Fault, close_to, shown
from hds_tco.scenario.fields import (
    assumption_at,
    choices_of,
    field_at,
    fields_of,
    inner_section,
    items_of,
    kind_of,
    node_at,
    replaced_fault,
    section_at,
)
from hds_tco.scenario.kinds import SAYING, SHAPING, Kind
from hds_tco.scenario.law import disputable
from hds_tco.scenario.option_sections import sections_of_option
from hds_tco.scenario.scenario import Scenario
from hds_tco.scenario.suggestions import mended_number

# Blocks under names of the user's choosing.
KEYED = (("hosted",), ("staff",), ("certification", "steps"), ("law",), ("correlations",))
# Words that the end of a field's name is made of, when it is a unit.
UNIT_WORDS = frozenset(
    word
    for words in (
        ("eur", "keur", "meur", "ht", "ttc", "per", "par", "by", "share", "rate", "percent", "pct"),
        ("kwh", "mwh", "wh", "kw", "mw", "w", "gb", "tb", "mb", "pb", "go", "to", "mo", "po"),
        ("vm", "vms", "vcpu", "core", "server", "year", "years", "an", "ans", "month", "months", "mois"),
        ("day", "days", "jour", "jours", "week", "weeks", "hour", "hours", "person"),
    )
    for word in words
)
# More faults than a person reads: a file that is no scenario.
MOST_FAULTS = 400


def faults_of(error: ValidationError, known: Collection[str] = ()) -> list[Fault]:
    """Return the faults behind a validation error, in the order of the file, but those inside what is known."""
    items = error.errors(include_url=False)
    faults: list[Fault] = []
    for item in items[:MOST_FAULTS]:
        faults += [fault for fault in _faults_of_item(item) if not _inside(fault.path, known)]
    more = len(items) - MOST_FAULTS
    return [*faults, Fault("too_many", values={"count": str(more)})] if more > 0 else faults


def _inside(path: str, known: Collection[str]) -> bool:
    return any(path == place or path.startswith(f"{place}.") for place in known)


def is_assumption(table: Mapping[str, Any]) -> bool:
    """Tell an assumption's table from a section's, in which one may well call a block "source"."""
    return any(key in table and not isinstance(table[key], dict) for key in SAYING + SHAPING)


def shape_faults(tree: Mapping[str, Any]) -> tuple[list[Fault], dict[str, Any]]:
    """Return the faults of sections and blocks as such, and the tree without the blocks that cannot be read."""
    faults: list[Fault] = []
    return faults, _shaped(Scenario, tree, "", faults)


def _shaped(section: type[Section[Any]], table: Mapping[str, Any], path: str, faults: list[Fault]) -> dict[str, Any]:
    if path and is_assumption(table):
        faults.append(Fault("section_expected", path, shown(table), mend=f"[{path}]"))
        return dict(table)
    result = dict(table)
    for name in section.model_fields:
        inner, keyed = inner_section(section, name)
        value = table.get(name)
        here = f"{path}.{name}" if path else name
        kind = kind_of(section, name)
        if kind is not None and isinstance(value, dict) and value.get("unit") in (*kind.suffixes, None):
            unit = _unit_of(name, kind)
            if value.get("unit", unit) != unit:
                faults.append(Fault("unit", f"{here}.unit", shown(value["unit"]), mend=unit))
        if inner is not None and isinstance(value, dict):
            result[name] = _blocks(inner, value, here, faults) if keyed else _shaped(inner, value, here, faults)
    return result


def _unit_of(name: str, kind: Kind) -> str:
    """Return the unit that a field's name ends with."""
    ends = [unit for unit in kind.suffixes if f"_{name}".endswith(f"_{unit}")]
    return max(ends, key=len, default="")


def _blocks(section: type[Section[Any]], table: Mapping[str, Any], path: str, faults: list[Fault]) -> dict[str, Any]:
    blocks: dict[str, Any] = {}
    for name, value in table.items():
        here = f"{path}.{_quoted(name)}"
        if len(faults) >= MOST_FAULTS:
            break
        if value is False:
            others = [other for other, block in table.items() if block is not False]
            faults.append(Fault("no_block", here, mend=close_to(name, others)))
        elif not name.strip() or "." in name or not name.isprintable():
            faults.append(Fault("block_name", here, shown(name), mend=re.sub(r"\W+", "_", name).strip("_")))
        else:
            blocks[name] = _shaped(section, value, here, faults) if isinstance(value, dict) else value
    return blocks


def _quoted(name: str) -> str:
    return f'"{shown(name)}"' if not name.strip() or "." in name or not name.isprintable() else name


@dataclass(frozen=True)
class _Item:
    """One of pydantic's findings, as the makers of faults read it."""

    loc: list[str]
    read: str
    raw: Any
    context: Mapping[str, Any]

    @property
    def path(self) -> str:
        return ".".join(_quoted(part) for part in self.loc)


def _faults_of_item(item: Any) -> list[Fault]:
    finding = _Item(
        [str(part) for part in item["loc"] if part != "[key]"], shown(item["input"]), item["input"], item.get("ctx", {})
    )
    return _MAKERS.get(item["type"], _other)(finding)


def _own(item: _Item) -> list[Fault]:
    """Place the faults that a kind found inside its field."""
    inside: list[Fault] = item.context["faults"]
    place = field_at(item.path)
    kind = kind_of(*place) if place else None
    if kind is not None:
        inside = [replace(f, mend=_unit_of(item.loc[-1], kind)) if f.code == "unit" else f for f in inside]
    return [replace(fault, path=".".join(part for part in (item.path, fault.path) if part)) for fault in inside]


def _unknown(item: _Item) -> list[Fault]:
    name = item.loc[-1]
    replaced = replaced_fault(item.path)
    if replaced is not None:
        return [replaced]
    section = section_at(".".join(item.loc[:-1]))
    begun = [field for field in section.model_fields if field.startswith(f"{name}_")] if section is not None else []
    if name in _places() and len(begun) != 1:
        return [Fault("unknown_field", item.path, mend=_places()[name])]
    near = close_to(name, section.model_fields) if section is not None else ""
    kind = kind_of(section, near) if section is not None and near else None
    if kind is not None and _other_unit(name, near):
        return [Fault("other_unit", item.path, values={"expected": f"@expected.{kind.name}"}, mend=near)]
    return [Fault("unknown_field", item.path, mend=near)]


def _other_unit(typed: str, known: str) -> bool:
    """Tell whether two names say the same thing but for the unit that they end with."""
    pairs = zip(typed.lower().split("_"), known.split("_"), strict=False)
    same = len([None for _ in takewhile(lambda pair: pair[0] == pair[1], pairs)])
    tails = typed.lower().split("_")[same:], known.split("_")[same:]
    return same > 0 and all(tail and UNIT_WORDS.issuperset(tail) for tail in tails)


@cache
def _places() -> dict[str, str]:
    """Return where each field and section stands, by its name; those in blocks of the user's naming left out."""
    places: dict[str, str] = {}
    for path, _, name in fields_of():
        if "*" not in path:
            places.setdefault(name, path)
    return places


def _missing(item: _Item) -> list[Fault]:
    place = field_at(item.path)
    if place is None:
        return [Fault("missing_field", item.path, values={"expected": "@expected.text"})]
    if inner_section(*place)[0] is not None:
        return [Fault("missing_section", item.path, mend=f"[{item.path}]")]
    choices, items = choices_of(*place), items_of(*place)
    if choices:
        return [Fault("missing_choice", item.path, values={"choices": ", ".join(choices)})]
    if items:
        return [Fault("missing_list", item.path, values={"choices": ", ".join(items)})]
    return [Fault("missing_field", item.path, values={"expected": _expected_at(*place)})]


def _expected_at(section: type[Section[Any]], name: str) -> str:
    """Return the catalogue key of what a field that is no choice holds."""
    kind, annotation = kind_of(section, name), section.model_fields[name].annotation
    if kind is not None:
        return f"@expected.{kind.name}"
    return "@expected.whole" if annotation is int else "@expected.text" if annotation is str else "@expected.paths"


def _choice(item: _Item) -> list[Fault]:
    place = field_at(".".join(part for part in item.loc if not part.isdigit()))
    choices = (choices_of(*place) or items_of(*place)) if place else ()
    mend = close_to(item.read, choices) or _by_label(item, choices) if isinstance(item.raw, str) else ""
    return [Fault("choice", item.path, item.read, {"choices": ", ".join(choices)}, mend)]


def _by_label(item: _Item, choices: tuple[str, ...]) -> str:
    """Return the choice of which the user wrote the name on the screen."""
    name = next(part for part in reversed(item.loc) if not part.isdigit())
    typed = item.read.casefold()
    for choice in choices:
        keys = [key for key in (f"choice.{name}.{choice}", f"option.{choice}") if has_text(key)]
        if len(typed) > 3 and any(typed in text(key, lang).casefold() for key in keys for lang in LANGUAGES):
            return choice
    return ""


def _list_of_choices(item: _Item) -> list[Fault]:
    place = field_at(item.path)
    choices = items_of(*place) if place else ()
    if not choices:
        return [Fault("list_expected", item.path, item.read, {"expected": "@expected.paths"})]
    if isinstance(item.raw, list | tuple):  # the items, if any, are faults of their own
        return [] if item.raw else [Fault("list_empty", item.path, values={"choices": ", ".join(choices)})]
    near = close_to(item.read, choices) if isinstance(item.raw, str) else str(item.raw)
    mend = toml_list(near, isinstance(item.raw, str)) if near in choices else ""
    return [Fault("list_of_choices", item.path, item.read, {"choices": ", ".join(choices)}, mend)]


def toml_list(name: str, in_quotes: bool) -> str:
    """Return a list of one item as a file would hold it."""
    return f'["{name}"]' if in_quotes else f"[{name}]"


def _section(item: _Item) -> list[Fault]:
    return [Fault("section_expected", item.path, item.read, mend=f"[{item.path}]")]


def _text(item: _Item) -> list[Fault]:
    mend = "" if isinstance(item.raw, dict | list | tuple) else f'"{item.read}"'
    return [Fault("text_expected", item.path, item.read, mend=mend)]


def _not_whole(item: _Item) -> list[Fault]:
    return [Fault("wrong_type", item.path, item.read, {"expected": "@expected.whole"}, whole_mend(item.raw))]


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
    "tuple_type": _list_of_choices,
    "too_short": _list_of_choices,
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


def whole_mend(raw: Any) -> str:
    """Return the whole number that was likely meant."""
    number = mended_number(raw, ("years",)) if isinstance(raw, str) else ""
    if isinstance(raw, float) and isfinite(raw):
        number = str(raw)
    return str(round(float(number))) if number else ""


def missing_sections(tree: dict[str, Any]) -> list[Fault]:
    """Return a fault for each section that an option of the scenario reads and the file does not hold."""
    options, existing = tree.get("options"), tree.get("existing")
    then = str(existing.get("then")) if isinstance(existing, Mapping) else ""
    wanted: dict[str, str] = {}
    for option in options if isinstance(options, list | tuple) else ():
        for section in sections_of_option(str(option), then):
            wanted.setdefault(section, str(option))
    return [
        Fault("missing_section_for", section, values={"option": option}, mend=f"[{section}]")
        for section, option in wanted.items()
        if section not in tree
    ]


def meaning_faults(scenario: Scenario[Assumption] | Mapping[str, Any]) -> list[Fault]:
    """Return what is well-formed and yet cannot be: rules that take several fields, or a figure and its confidence.

    Of a tree that cannot be read whole, what can be read is looked at.
    """
    listed = node_at(scenario, "options")
    options = tuple(listed) if isinstance(listed, list | tuple) else ()  # of another nature: a fault of its own
    # A status quo is at home, then what follows it.
    existing = node_at(scenario, "existing")
    then = existing.get("then") if isinstance(existing, Mapping) else getattr(existing, "then", "")
    followed = ("in_house", str(then)) if "status_quo" in options else ()
    faults: list[Fault] = []
    for option in ("in_house", "leasing"):
        path = f"incidents.{option}_rate_per_year"
        rate = assumption_at(scenario, path)
        if option in (*options, *followed) and rate is not None and rate.value == 0 and not rate.is_unknown:
            faults.append(Fault("incident_never_zero", path, "0", mend='{ value = 0, confidence = "N" }'))
    if any(option in options[:rank] for rank, option in enumerate(options)):
        once = dict.fromkeys(str(option) for option in options)
        faults.append(Fault("option_twice", "options", shown(options), mend=shown(list(once))))
    for path, in_disorder in (("migration.migrated_share_by_year", gt), ("staffing.freed_paid_share_by_year", lt)):
        shares = assumption_at(scenario, path)
        if shares is not None and isinstance(shares.value, tuple) and any(starmap(in_disorder, pairwise(shares.value))):
            faults.append(Fault("ramp_falls" if in_disorder is gt else "paid_rises", path, shown(list(shares.value))))
    faults += islice(correlation_faults(scenario), MOST_FAULTS)
    faults += _dispute_faults(node_at(scenario, "law"))
    return faults


def _dispute_faults(table: Any) -> list[Fault]:
    """Return a fault for each disputed rule that the model does not apply: it would dispute nothing."""
    known = tuple(disputable())
    names = table if isinstance(table, Mapping) else ()
    words = {"rules": ", ".join(known)}
    return [
        Fault("no_rule", f"law.{_quoted(name)}", shown(name), words, close_to(name, known))
        for name in islice(names, MOST_FAULTS)
        if name not in known
    ]
