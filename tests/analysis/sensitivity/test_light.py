"""What these analyses need is imported when they run, not with the package."""

from __future__ import annotations

import subprocess
import sys

HEAVY = ("SALib", "multiprocess", "pandas", "scipy", "sklearn")


def test_the_package_starts_light() -> None:
    code = f"import sys, hds_tco; print([name for name in {HEAVY!r} if name in sys.modules])"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert found.stdout.strip() == "[]"
