"""Finding and reading a scenario's file; one file as read: its tables, and where in it a field stands."""

from __future__ import annotations

import os
import re
import tomllib
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from hds_tco.scenario.errors import Fault, ScenarioError, close_to, refusal, shown
from hds_tco.scenario.file_types import other_document, too_large
from hds_tco.scenario.kinds import SUFFIXES
from hds_tco.scenario.suggestions import mended_row

_HEADER = re.compile(r"^\s*\[\[?([^\[\]]+)\]\]?\s*(?:#.*)?$")
_KEY = re.compile(r"^\s*([\w.\-\"']+)\s*=")


@dataclass(frozen=True)
class Source:
    """One file as read: where it stands, its text, its tables."""

    label: str
    path: Path | None
    text: str
    tree: dict[str, Any]
    # What could not be read at all, each at its place; the checks find the rest.
    faults: tuple[Fault, ...] = ()
    # The version of this library that made the form, empty if it is none or does not say.
    made_by: str = ""

    def placed(self, fault: Fault) -> Fault:
        """Say in which file, and on which line, a fault stands."""
        return replace(fault, file=self.label, line=self.line_of(names_of(fault.path)))

    def line_of(self, path: tuple[str, ...]) -> int:
        """Return the line on which a field, or the nearest table around it, is written; 0 if nowhere."""
        depths = range(len(path), 0, -1)
        return next((self._lines[path[:depth]] for depth in depths if path[:depth] in self._lines), 0)

    @cached_property
    def _lines(self) -> dict[tuple[str, ...], int]:
        """First line of each table and field; what stands inside a text of several lines is no field."""
        lines: dict[tuple[str, ...], int] = {}
        table: tuple[str, ...] = ()
        inside = False
        for rank, line in enumerate(self.text.split("\n"), start=1):
            header, key = _HEADER.match(line), _KEY.match(line)
            if header and not inside:
                table = names_of(header.group(1))
                lines.setdefault(table, rank)
            elif key and not inside:
                here = (*table, *names_of(key.group(1)))
                for depth in range(len(table) + 1, len(here) + 1):
                    lines.setdefault(here[:depth], rank)
            inside ^= (line.count('"""') + line.count("'''")) % 2 == 1
        return lines


def names_of(dotted: str) -> tuple[str, ...]:
    """Return the parts of a dotted path, of which some may stand in quotes.

    Examples
    --------
    >>> names_of('hosted."a.b".vms'), names_of("")
    (('hosted', 'a.b', 'vms'), ())
    """
    parts = re.findall(r'"(?:[^"\\]|\\.)*"|\'[^\']*\'|[^."\']+', dotted)
    return tuple(part[1:-1] if part[0] in "\"'" else part.strip() for part in parts if part.strip())


# A scenario of a region with a hundred establishments is under 100 kB; more is not a scenario.
LARGEST_BYTES = 2_000_000
# Scenarios based on one another: far more than a hospital keeps apart.
LONGEST_CHAIN = 20
# Tables in tables: `certification.steps.one.label.value` is the deepest that a scenario goes.
DEEPEST = 20
BASE = 'based_on = "reference-ght"'
# Where `hds-tco lab` was started, for the kernels of its notebooks, which run in the notebooks' folder.
STARTED_IN = "HDS_TCO_STARTED_IN"
_UTF_16 = (BOM_UTF16_LE, BOM_UTF16_BE)


def data_folder() -> Path:
    """Return the folder of the shipped data: beside the package in a checkout, inside it once installed."""
    inside = Path(__file__).parents[1] / "_data"
    return inside if inside.is_dir() else Path(__file__).parents[2] / "data"


def shipped_scenarios() -> dict[str, Path]:
    """Return the shipped scenarios by name.

    Examples
    --------
    >>> "reference-ght" in shipped_scenarios()
    True
    """
    return {path.stem: path for path in sorted((data_folder() / "scenarios").glob("*.toml"))}


def stands(path: Path) -> bool:
    """Tell whether a file or folder stands there; a name that the system refuses stands nowhere."""
    try:
        return path.exists()
    except OSError:
        return False


def find(name: str | Path, beside: Path | None = None) -> Path:
    """Return the file that a name stands for: one beside the file that names it, a path, or a shipped scenario.

    A path counts from the current folder, then, behind a page, from the folder in which its server was started.
    """
    path = Path(name)
    started = os.environ.get(STARTED_IN, "")
    for candidate in [*([beside / path] if beside else []), path, *([Path(started) / path] if started else [])]:
        if stands(candidate) and not candidate.is_dir():
            return candidate
    shipped = shipped_scenarios()
    stem = path.name.removesuffix(".toml")
    return shipped[stem] if str(name).removesuffix(".toml") == stem and stem in shipped else path


def label_of(path: Path) -> str:
    """Return how a report names a file that can be read.

    Raises
    ------
    ScenarioError
        If nothing stands there, or a folder, or what is no file.
    """
    label = shown(str(path), limit=200)
    if not stands(path):
        mend = close_to(path.stem, shipped_scenarios())
        raise ScenarioError([Fault("no_file", file=label, mend=mend)])
    if path.is_dir():
        raise ScenarioError([Fault("directory", file=label, mend=_scenario_in(path))])
    if not path.is_file():  # a pipe may never end, a device never does
        raise ScenarioError([Fault("not_regular", file=label)])
    return label


def bytes_of(path: Path, label: str, most: int = LARGEST_BYTES) -> tuple[bytes, int]:
    """Return the bytes of a file, one more than `most` of them at most, and its size.

    Raises
    ------
    ScenarioError
        If the system refuses.
    """
    try:
        with path.open("rb") as file:
            raw = file.read(most + 1)
        return raw, max(path.stat().st_size, len(raw))
    except OSError as error:
        raise ScenarioError([Fault("unreadable", file=label, values={"why": refusal(error)})]) from None


def read(path: Path) -> Source:
    """Return a file's text and tables.

    Raises
    ------
    ScenarioError
        If it is no file, unreadable, empty, too large, not UTF-8, or no TOML.
    """
    label = label_of(path)
    raw, size = bytes_of(path, label)
    fault = other_document(path, raw)
    if fault is None and size > LARGEST_BYTES:
        fault = too_large(size, LARGEST_BYTES)
    if fault is not None:
        raise ScenarioError([replace(fault, file=label)])
    if not raw.strip():
        raise ScenarioError([Fault("empty", file=label, mend=BASE)])
    if raw.startswith(_UTF_16):
        raise ScenarioError([Fault("utf_16", file=label, mend="UTF-8")])
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise ScenarioError([Fault("not_utf8", file=label, line=line, mend="UTF-8")]) from None
    tables = _tables(text, label)
    if not tables:
        raise ScenarioError([Fault("no_content", file=label, mend=BASE)])
    return Source(label, path, text, tables)


def _scenario_in(folder: Path) -> str:
    try:
        return next((str(path) for path in sorted(folder.glob("*.toml"))), "")
    except OSError:
        return ""


def _tables(text: str, label: str) -> dict[str, Any]:
    try:
        tree = tomllib.loads(text)
    except RecursionError:
        raise ScenarioError([Fault("too_deep", file=label)]) from None
    except ValueError as error:
        place = re.search(r"line (\d+), column (\d+)", str(error))
        rows = text.split("\n")
        line = int(place.group(1)) if place else _last_line(rows)
        column = place.group(2) if place else "1"
        row = rows[line - 1].strip() if 0 < line <= len(rows) else ""
        known = ("Cannot overwrite a value", "Cannot declare", "Duplicate inline table key")
        code = "twice" if str(error).startswith(known) else "toml"
        mend = mended_row(row, SUFFIXES) if code == "toml" else ""
        raise ScenarioError(
            [Fault(code, file=label, line=line, read=shown(row), values={"column": column}, mend=mend)]
        ) from None
    if depth_of(tree) > DEEPEST:
        raise ScenarioError([Fault("too_deep", file=label)])
    return tree


def _last_line(rows: list[str]) -> int:
    """Return the rank of the last row that says something: where a file breaks off."""
    return max((rank for rank, row in enumerate(rows, start=1) if row.strip()), default=1)


def depth_of(tree: Any) -> int:
    """Return how deep tables and lists stand in one another."""
    depth, level = 0, [tree]
    while level and depth <= DEEPEST:
        depth += 1
        inner = [list(item.values()) if isinstance(item, dict) else item for item in level]
        level = [part for items in inner for part in items if isinstance(part, dict | list)]
    return depth
