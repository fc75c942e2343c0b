"""Reading a scenario's text from disk, and finding a field's line in it."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hds_tco.scenario.faults import Fault, ScenarioError, close_to

# A scenario of a region with a hundred establishments is under 100 kB; more is not a scenario.
LARGEST_BYTES = 2_000_000
_HEADER = re.compile(r"^\s*\[\[?([^\[\]]+)\]\]?\s*(?:#.*)?$")
_KEY = re.compile(r"^\s*([\w.\-\"']+)\s*=")


@dataclass(frozen=True)
class Source:
    """One file as read: where it stands, its text, its tables."""

    label: str
    path: Path | None
    text: str
    tree: dict[str, Any]

    def line_of(self, path: tuple[str, ...]) -> int:
        """Return the line on which a field, or the nearest table around it, is written; 0 if nowhere."""
        best, best_depth = 0, 0
        table: tuple[str, ...] = ()
        for rank, line in enumerate(self.text.splitlines(), start=1):
            header, key = _HEADER.match(line), _KEY.match(line)
            here: tuple[str, ...] = ()
            if header:
                table = here = _names(header.group(1))
            elif key:
                here = (*table, *_names(key.group(1)))
            if here and len(here) > best_depth and path[: len(here)] == here:
                best, best_depth = rank, len(here)
        return best


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


def find(name: str | Path, beside: Path | None = None) -> Path:
    """Return the file that a name stands for: a path, a path beside the file that names it, or a shipped scenario."""
    path = Path(name)
    for candidate in [path, *([beside / path] if beside else [])]:
        if candidate.exists():
            return candidate
    shipped = shipped_scenarios()
    stem = path.name.removesuffix(".toml")
    return shipped[stem] if str(name).removesuffix(".toml") == stem and stem in shipped else path


def read(path: Path) -> Source:
    """Return a file's text and tables.

    Raises
    ------
    ScenarioError
        If it is no file, unreadable, empty, too large, not UTF-8, or not TOML.
    """
    label = str(path)
    if not path.exists():
        mend = close_to(path.stem, shipped_scenarios())
        raise ScenarioError([Fault("no_file", file=label, mend=mend)])
    if path.is_dir():
        raise ScenarioError(
            [Fault("directory", file=label, mend=next((str(p) for p in sorted(path.glob("*.toml"))), ""))]
        )
    try:
        size = path.stat().st_size
        if size > LARGEST_BYTES:
            values = {"size": f"{size / 1e6:.0f}", "limit": f"{LARGEST_BYTES / 1e6:.0f}"}
            raise ScenarioError([Fault("too_large", file=label, values=values)])
        raw = path.read_bytes()
    except OSError as error:
        raise ScenarioError([Fault("unreadable", file=label, read=error.strerror or "")]) from None
    if not raw.strip():
        raise ScenarioError([Fault("empty", file=label)])
    try:
        written = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise ScenarioError([Fault("not_utf8", file=label, line=line, mend="UTF-8")]) from None
    return Source(label, path, written, _tables(written, label))


def _tables(written: str, label: str) -> dict[str, Any]:
    try:
        return tomllib.loads(written)
    except tomllib.TOMLDecodeError as error:
        place = re.search(r"line (\d+), column (\d+)", str(error))
        line = int(place.group(1)) if place else len(written.splitlines())
        column = place.group(2) if place else "1"
        rows = written.splitlines()
        row = rows[line - 1].strip() if 0 < line <= len(rows) else ""
        comma = re.search(r"=\s*(-?\d+),(\d+)\s*(?:#.*)?$", row)
        mend = f"{row[: comma.start(1)]}{comma.group(1)}.{comma.group(2)}" if comma else ""
        known = {"Cannot overwrite a value": "twice", "Cannot declare": "twice"}
        code = next((code for start, code in known.items() if str(error).startswith(start)), "toml")
        raise ScenarioError(
            [Fault(code, file=label, line=line, read=row[:60], values={"column": column}, mend=mend)]
        ) from None


def _names(dotted: str) -> tuple[str, ...]:
    return tuple(part.strip().strip("\"'") for part in dotted.split("."))
