"""The scenario file's JSON Schema, for editors: completion, units and help while one types."""

from __future__ import annotations

from typing import Any

from hds_tco.locale import DEFAULT_LANGUAGE, Language, has_text, text
from hds_tco.scenario.scenario import Scenario


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
    root = _section(raw, sections, "", kinds, lang)
    root["properties"]["based_on"] = {"type": "string", "description": text("help.based_on", lang)}
    root.pop("required", None)
    root["if"] = {"not": {"required": ["based_on"]}}
    root["then"] = {"required": raw.get("required", [])}
    return {"$schema": "http://json-schema.org/draft-07/schema#", **root, "definitions": kinds}


def _section(
    node: dict[str, Any], sections: dict[str, Any], path: str, kinds: dict[str, Any], lang: Language
) -> dict[str, Any]:
    properties = {
        name: _field(inner, sections, f"{path}.{name}" if path else name, kinds, lang)
        for name, inner in node["properties"].items()
    }
    title = f"section_title.{path}"
    said = {"title": text(title, lang)} if path and has_text(title, lang) else {}
    # A child file may change some fields of a section only: nothing inside a section is required by the editor.
    return {"type": "object", **said, "properties": properties, "additionalProperties": False}


def _field(
    node: dict[str, Any], sections: dict[str, Any], path: str, kinds: dict[str, Any], lang: Language
) -> dict[str, Any]:
    optional = [part for part in node.get("anyOf", []) if part.get("type") != "null"]
    if len(optional) == 1:
        node = optional[0]
    if "x-unit" in node:
        name = str(node["x-unit"])
        kinds.setdefault(name, {key: value for key, value in node.items() if key not in ("x-unit", "title")})
        unit = text(f"unit.{name}", lang)
        described = f"{_words(path, lang)} [{unit}]" if unit else _words(path, lang)
        return {"description": described, "allOf": [{"$ref": f"#/definitions/{name}"}]}
    if "$ref" in node:
        return _section(sections[node["$ref"].rpartition("/")[2]], sections, path, kinds, lang)
    inner = node.get("additionalProperties")
    if isinstance(inner, dict):
        block = _field(inner, sections, f"{path}.*", kinds, lang)
        title = f"section_title.{path}"
        said = {"title": text(title, lang)} if has_text(title, lang) else {}
        # `name = false` takes a block of the base out.
        return {"type": "object", **said, "additionalProperties": {"anyOf": [block, {"const": False}]}}
    return {"description": _words(path, lang), **{key: value for key, value in node.items() if key != "title"}}


def _words(path: str, lang: Language) -> str:
    label = text(f"field.{path}", lang)
    return f"{label}. {text(f'help.{path}', lang)}" if has_text(f"help.{path}", lang) else label
