"""What was asked of a figure, said beside it: `make bench` fails when one misses its limit."""

from __future__ import annotations

MISSED = "MISSED"


def at_most(found: float, limit: float) -> str:
    """Return the verdict on a figure that should not be larger.

    Examples
    --------
    >>> at_most(6.4, 25), at_most(31.0, 25)
    ('  [at most 25: met]', '  [at most 25: MISSED]')
    """
    return f"  [at most {limit:g}: {'met' if found <= limit else MISSED}]"


def at_least(found: float, limit: float) -> str:
    """Return the verdict on a figure that should not be smaller."""
    return f"  [at least {limit:g}: {'met' if found >= limit else MISSED}]"
