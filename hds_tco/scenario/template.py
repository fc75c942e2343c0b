"""What a scenario file may hold, for who writes one: a commented file to fill, and a schema for editors."""

from __future__ import annotations

import json
import textwrap
from typing import Any

from hds_tco.locale import DEFAULT_LANGUAGE, Language, has_text, text
from hds_tco.scenario.assumption import Assumption, Section
from hds_tco.scenario.fields import choices_of, kind_of, label_key
from hds_tco.scenario.scenario import Scenario

_WIDTH = 100


def template(scenario: Scenario[Assumption], lang: Language = DEFAULT_LANGUAGE) -> str:
    """Return a scenario as a file: every value with its label, unit, help, source and note.

    Parameters
    ----------
    scenario : Scenario
        Where the values come from.
    lang : {"fr", "en"}
        Language of the comments.

    Returns
    -------
    str
        TOML that loads back to the same assumptions.

    Examples
    --------
    >>> from hds_tco.scenario import load
    >>> template(load("reference-ght")).splitlines()[0][:2]
    '# '
    """
    rows = _comment(text("template.head", lang))
    rows += ["", *_section(scenario, "", lang)]
    return "\n".join(rows) + "\n"


def _section(node: Section[Assumption], path: str, lang: Language) -> list[str]:
    r"""Write a table's own fields, then its inner tables, as TOML wants."""
    rows: list[str] = []
    inner: list[tuple[str, Any]] = []
    for name in type(node).model_fields:
        value, here = getattr(node, name), f"{path}.{name}" if path else name
        if value is None:
            continue
        if isinstance(value, Section | dict):
            inner.append((here, value))
        else:
            rows += _field(type(node), name, here, value, lang)
    for here, value in inner:
        if isinstance(value, dict):
            rows += _title(here, lang)
            if not value:
                rows.append(f"[{here}]")
            for key, block in value.items():
                rows += ["", f"[{here}.{_key(key)}]", *_section(block, f"{here}.{_key(key)}", lang)]
        else:
            rows += [*_title(here, lang), f"[{here}]", *_section(value, here, lang)]
    return rows


def _title(path: str, lang: Language) -> list[str]:
    key = "section_title." + label_key(path).removeprefix("field.")
    words = text(key, lang) if has_text(key, lang) else path
    return ["", "", f"# ── {words} " + "─" * max(3, _WIDTH - len(words) - 6)]


def _field(section: type[Section[Any]], name: str, path: str, value: Any, lang: Language) -> list[str]:
    generic = label_key(path)
    kind, choices = kind_of(section, name), choices_of(section, name)
    unit = text(f"unit.{kind.name}", lang) if kind else ""
    head = text(generic, lang) + (f" [{unit}]" if unit else "")
    help_key = "help." + generic.removeprefix("field.")
    if has_text(help_key, lang):
        head += ". " + text(help_key, lang)
    rows = ["", *_comment(head)]
    if choices:
        rows += [f"#   {choice} = {text(f'choice.{name}.{choice}', lang)}" for choice in choices]
    right = _assumption(kind.write(value)) if kind is not None else toml_value(value)
    return [*rows, f"{name} = {right}"]


def _assumption(table: dict[str, Any]) -> str:
    """Write a table, or the bare value when there is nothing more to say."""
    bare = set(table) == {"value", "confidence"} and table["confidence"] == "G"
    return toml_value(table["value"] if bare else table)


def toml_value(value: Any) -> str:
    r"""Return a value as TOML writes it.

    Examples
    --------
    >>> toml_value({"value": 0.2, "note": 'dit "sûr"'}), toml_value((1, 2)), toml_value(True)
    ('{ value = 0.2, note = "dit \\"sûr\\"" }', '[1, 2]', 'true')
    """
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{key} = {toml_value(item)}" for key, item in value.items()) + " }"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(toml_value(item) for item in value) + "]"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return repr(value)


def _key(name: str) -> str:
    bare = all(letter.isascii() and (letter.isalnum() or letter in "_-") for letter in name) and name
    return name if bare else json.dumps(name, ensure_ascii=False)


def _comment(words: str) -> list[str]:
    return [
        f"# {row}".rstrip()
        for paragraph in words.splitlines()
        for row in (textwrap.wrap(paragraph, _WIDTH - 2) or [""])
    ]


def json_schema(lang: Language = DEFAULT_LANGUAGE) -> dict[str, Any]:
    """Return the schema; what a kind of field may hold stands once, under ``$defs``.

    A file that says `based_on` may leave out whatever its base holds, so nothing is required of such a file.

    Examples
    --------
    >>> schema = json_schema()
    >>> schema["properties"]["finance"]["title"], "based_on" in schema["properties"]
    ('Taux, indices et taxes', True)
    """
    raw = Scenario.model_json_schema()
    kinds: dict[str, Any] = {}
    sections = raw.pop("$defs")
    root = _section_schema(raw, sections, "", kinds, lang)
    root["properties"]["based_on"] = {"type": "string", "description": text("help.based_on", lang)}
    root.pop("required", None)
    root["if"] = {"not": {"required": ["based_on"]}}
    root["then"] = {"required": raw.get("required", [])}
    return {"$schema": "http://json-schema.org/draft-07/schema#", **root, "definitions": kinds}


def _section_schema(
    node: dict[str, Any], sections: dict[str, Any], path: str, kinds: dict[str, Any], lang: Language
) -> dict[str, Any]:
    properties = {
        name: _field_schema(inner, sections, f"{path}.{name}" if path else name, kinds, lang)
        for name, inner in node["properties"].items()
    }
    # A child file may change some fields of a section only: nothing inside a section is required by the editor.
    return {"type": "object", **_title_schema(path, lang), "properties": properties, "additionalProperties": False}


def _field_schema(
    node: dict[str, Any], sections: dict[str, Any], path: str, kinds: dict[str, Any], lang: Language
) -> dict[str, Any]:
    optional = [part for part in node.get("anyOf", []) if part.get("type") != "null"]
    if len(optional) == 1:
        node = optional[0]
    if "x-unit" in node:
        name = str(node["x-unit"])
        kinds.setdefault(name, {key: value for key, value in node.items() if key not in ("x-unit", "title")})
        unit = text(f"unit.{name}", lang)
        described = f"{_description(path, lang)} [{unit}]" if unit else _description(path, lang)
        return {"description": described, "allOf": [{"$ref": f"#/definitions/{name}"}]}
    if "$ref" in node:
        return _section_schema(sections[node["$ref"].rpartition("/")[2]], sections, path, kinds, lang)
    inner = node.get("additionalProperties")
    if isinstance(inner, dict):
        block = _field_schema(inner, sections, f"{path}.*", kinds, lang)
        # `name = false` takes a block of the base out.
        return {
            "type": "object",
            **_title_schema(path, lang),
            "additionalProperties": {"anyOf": [block, {"const": False}]},
        }
    return {"description": _description(path, lang), **{key: value for key, value in node.items() if key != "title"}}


def _title_schema(path: str, lang: Language) -> dict[str, str]:
    key = f"section_title.{path}"
    return {"title": text(key, lang)} if has_text(key, lang) else {}


def _description(path: str, lang: Language) -> str:
    label = text(f"field.{path}", lang)
    return f"{label}. {text(f'help.{path}', lang)}" if has_text(f"help.{path}", lang) else label
