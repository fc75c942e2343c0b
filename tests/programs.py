"""The programs that tests call: where each is, or a skip that names the package that brings it."""

from __future__ import annotations

import os
import re
import shutil
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import pytest

LIST = Path(__file__).parents[1] / "tools" / "system_packages.txt"
_MISSING = re.compile(r"(\S+) is not on this machine \((.+)\)")


def system_packages() -> list[tuple[str, tuple[str, ...], tuple[str, ...]]]:
    """Return the rows of the list: kind (module, program or font), names, and packages."""
    rows = [line.split(":") for line in LIST.read_text("utf-8").splitlines() if not line.startswith("#")]
    return [(names.split()[0], tuple(names.split()[1:]), tuple(packages.split())) for names, packages in rows]


def program(name: str) -> str:
    """Return where a program is; without it, or one that its packages bring along with it, the test is skipped."""
    (names, packages) = next(
        (names, packages) for kind, names, packages in system_packages() if kind == "program" and name in names
    )
    found = {each: shutil.which(each) for each in names}
    if "chromium" in found and "CHROMIUM" in os.environ:  # names another, as in `tools.lab`
        found["chromium"] = shutil.which(os.environ["CHROMIUM"])
    missing = [each for each, place in found.items() if place is None]
    if missing:
        pytest.skip(f"{missing[0]} is not on this machine ({', '.join(packages)})")
    place = found[name]
    assert place is not None
    return place


def missing_programs(reasons: Iterable[str]) -> list[str]:
    """Say for each missing program how many tests were skipped for want of it, those of most tests first."""
    counts = Counter(found.groups() for reason in reasons if (found := _MISSING.search(reason)))
    return [
        f"{count} test{'s' * (count > 1)} skipped for want of {name} (Debian, Ubuntu: {packages})"
        for (name, packages), count in counts.most_common()
    ]
