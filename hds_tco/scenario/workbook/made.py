"""What one workbook in the making shares."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from hds_tco.locale import Language, text
from hds_tco.scenario.assumption import Assumption
from hds_tco.scenario.scenario import Scenario

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format

# What Excel allows.
LONGEST_TEXT = 32_767


class Exact(float):
    """A number that is written with all its digits: XlsxWriter keeps sixteen, one too few for some."""

    def __format__(self, spec: str) -> str:
        """Return the shortest text that reads back to the same number."""
        return repr(float(self)).removesuffix(".0")


@dataclass
class Made:
    """What one workbook in the making shares."""

    book: Workbook
    lang: Language
    scenario: Scenario[Assumption]
    formats: Mapping[str, Format]
    lists: dict[str, str] = field(default_factory=dict)
    at: dict[str, tuple[str, str]] = field(default_factory=dict)

    def title(self, key: str) -> str:
        """Return the title of a sheet."""
        return text(f"sheet.title.{key}", self.lang)
