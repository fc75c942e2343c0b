"""Names of cells and of sheets that Excel and LibreOffice accept, each once."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

LONGEST_NAME, LONGEST_SHEET = 255, 31


def defined_names(paths: Iterable[str]) -> dict[str, str]:
    """Return a name of a cell for each dotted path: its words joined by underscores.

    Letters without accents, figures and underscores only; a path of two words never looks like a cell's address.

    Examples
    --------
    >>> defined_names(["finance.vat_share", "staff.infirmière.label", "staff.infirmiere.label"])
    {'finance.vat_share': 'finance_vat_share', 'staff.infirmière.label': 'staff_infirmiere_label', \
'staff.infirmiere.label': 'staff_infirmiere_label_2'}
    """
    names: dict[str, str] = {}
    taken: set[str] = set()
    for path in paths:
        plain = unicodedata.normalize("NFKD", path).encode("ascii", "ignore").decode()
        wanted = re.sub(r"[^A-Za-z0-9_]+", "_", plain)[: LONGEST_NAME - 8]
        names[path] = _free(wanted if "_" in wanted and wanted[0].isalpha() else f"n_{wanted}", taken, "_")
    return names


def sheet_names(labels: Iterable[str]) -> list[str]:
    """Return a sheet's name for each label.

    Examples
    --------
    >>> sheet_names(["Chez soi / ailleurs", "Chez soi : ailleurs", ""])
    ['Chez soi ailleurs', 'Chez soi ailleurs 2', 'n']
    """
    taken: set[str] = {"history"}  # Excel keeps it for itself
    names = []
    for label in labels:
        kept = "".join(char for char in label if char.isprintable() and char not in "[]:*?/\\'\"")
        kept = " ".join(kept.split()).lstrip("=+-@ ")[: LONGEST_SHEET - 4].strip() or "n"
        names.append(_free(kept, taken, " "))
    return names


def _free(wanted: str, taken: set[str], before_rank: str) -> str:
    """Return the name, with a number behind if it is taken; capitals count for nothing."""
    name, rank = wanted, 1
    while name.casefold() in taken:
        rank += 1
        name = f"{wanted}{before_rank}{rank}"
    taken.add(name.casefold())
    return name
