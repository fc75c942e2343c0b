"""Which version of this library made a form: said in its properties, as rows may come and go with versions."""

from __future__ import annotations

import re
import sys

_MADE = re.compile(r"hds[-_]tco (\d[\w.+-]{0,30})")


def made_by() -> str:
    """Return what a form says of its maker.

    Examples
    --------
    >>> version_in(made_by()) == version()
    True
    """
    return f"hds-tco {version()}"


def version() -> str:
    """Return the version that runs."""
    return str(sys.modules["hds_tco"].__version__)  # an import would lead from here to all that stands above


def version_in(told: str | None) -> str:
    """Return the version that a form says it was made by, an empty text if it does not say.

    Examples
    --------
    >>> version_in("hds-tco 0.0.3"), version_in(None)
    ('0.0.3', '')
    """
    found = _MADE.search(told or "")
    return found[1] if found else ""
