"""One file as read, whatever its form: its tables, and where in it a field stands."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from hds_tco.scenario.faults import Fault

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
        found: dict[tuple[str, ...], int] = {}
        table: tuple[str, ...] = ()
        inside = False
        for rank, line in enumerate(self.text.split("\n"), start=1):
            header, key = _HEADER.match(line), _KEY.match(line)
            if header and not inside:
                table = names_of(header.group(1))
                found.setdefault(table, rank)
            elif key and not inside:
                here = (*table, *names_of(key.group(1)))
                for depth in range(len(table) + 1, len(here) + 1):
                    found.setdefault(here[:depth], rank)
            inside ^= (line.count('"""') + line.count("'''")) % 2 == 1
        return found


def names_of(dotted: str) -> tuple[str, ...]:
    """Return the parts of a dotted path, of which some may stand in quotes.

    Examples
    --------
    >>> names_of('hosted."a.b".vms'), names_of("")
    (('hosted', 'a.b', 'vms'), ())
    """
    parts = re.findall(r'"(?:[^"\\]|\\.)*"|\'[^\']*\'|[^."\']+', dotted)
    return tuple(part[1:-1] if part[0] in "\"'" else part.strip() for part in parts if part.strip())
