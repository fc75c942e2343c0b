"""The public face: a few functions, and rooms named after what they are about; examples reach no deeper."""

from __future__ import annotations

import json
import re
from pathlib import Path
from types import ModuleType

import pytest

import hds_tco as ht

ROOT = Path(__file__).parents[1]
EXAMPLES = [
    *sorted((ROOT / "notebooks").glob("*.ipynb")),
    *sorted(ROOT.glob("README*.md")),
    *sorted(path for path in (ROOT / "docs").rglob("*.md") if path.parent.name != "decisions"),
]
# A module inside a room: `from hds_tco.analysis.hosting import …`, `import hds_tco.model.options`.
THIRD_LEVEL = re.compile(r"^\s*(?:>>> )?(?:from|import) (hds_tco(?:\.\w+){2,})", re.MULTILINE)
# Rooms of studies stand one level deeper in the package than on its face.
STUDIES = ("flexibility", "restitution", "sensitivity")


def code(path: Path) -> str:
    if path.suffix != ".ipynb":
        return path.read_text("utf-8")
    cells = json.loads(path.read_text("utf-8"))["cells"]
    return "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code")


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.name)
def test_no_example_imports_from_inside_a_room(path: Path) -> None:
    assert THIRD_LEVEL.findall(code(path)) == []


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.name)
def test_every_name_that_an_example_uses_is_there(path: Path) -> None:
    for name, inner in re.findall(r"\bht\.(\w+)(?:\.(\w+))?", code(path)):
        if name == "toml":
            continue  # the end of a file's name: mon-ght.toml
        assert name in ht.__all__, name
        if isinstance(getattr(ht, name), ModuleType):
            assert inner in getattr(ht, name).__all__, f"{name}.{inner}"


def test_third_level_is_seen() -> None:
    assert THIRD_LEVEL.findall("import x\nfrom hds_tco.analysis.hosting import y") == ["hds_tco.analysis.hosting"]
    assert not THIRD_LEVEL.findall("from hds_tco.analysis import hosting_for_others")


@pytest.mark.parametrize("name", ht.__all__)
def test_every_name_is_a_function_or_a_room_with_names_of_its_own(name: str) -> None:
    value = getattr(ht, name)
    assert name in dir(ht)
    if not isinstance(value, ModuleType):
        assert callable(value)
        return
    assert value.__name__ == (f"hds_tco.analysis.{name}" if name in STUDIES else f"hds_tco.{name}")
    assert value.__all__
    assert [inner for inner in value.__all__ if not hasattr(value, inner)] == []


def test_a_name_that_is_not_there_is_refused() -> None:
    with pytest.raises(AttributeError, match="tornado"):
        ht.tornado  # noqa: B018
