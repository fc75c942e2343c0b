"""A filled workbook and what a user does to it: cells changed by path and column, then read again."""

from __future__ import annotations

from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl

from hds_tco.locale import Language
from hds_tco.scenario import Assumption, Scenario, ScenarioError, load
from hds_tco.scenario.workbook.write import workbook
from tests.cli.running import plain


@cache
def written(name: str = "reference-ght", lang: Language = "fr") -> bytes:
    return workbook(load(name), lang)


class Filled:
    """A workbook of ours in openpyxl's hands."""

    def __init__(self, name: str = "reference-ght", lang: Language = "fr") -> None:
        self.book = openpyxl.load_workbook(BytesIO(written(name, lang)))

    def at(self, path: str, code: str = "value") -> Any:
        """Return the cell of a row and a column, by what is written in them."""
        for sheet in self.book.worksheets:
            cells = sheet._cells
            marks = {cell.value: place for place, cell in cells.items() if str(cell.value)[:1] == "#"}
            if "#path" not in marks or f"#{code}" not in marks:
                continue
            last = marks["#path"][1]
            for (row, column), cell in cells.items():
                if column == last and cell.value == path:
                    return sheet.cell(row, marks[f"#{code}"][1])
        raise AssertionError(f"no row {path}, column {code}")

    def put(self, path: str, value: Any, code: str = "value") -> str:
        """Change a cell, and return where it stands as a fault says it."""
        cell = self.at(path, code)
        cell.value = value
        return f"feuille {cell.parent.title}, cellule {cell.coordinate}"

    def drop(self, path: str) -> None:
        """Delete a row."""
        cell = self.at(path, "path")
        cell.parent.delete_rows(cell.row)

    def save(self, folder: Path) -> Path:
        path = folder / "classeur.xlsx"
        self.book.save(path)
        return path

    def load(self, folder: Path) -> Scenario[Assumption]:
        return load(self.save(folder))

    def error(self, folder: Path) -> ScenarioError | None:
        """Return what is wrong with the workbook."""
        try:
            self.load(folder)
        except ScenarioError as error:
            return error
        return None

    def faults(self, folder: Path, lang: Language = "fr") -> list[str]:
        """Return the report's lines behind the file's name, spaces made ordinary."""
        error = self.error(folder)
        return lines_of(error, lang) if error else []


def lines_of(error: ScenarioError, lang: Language = "fr") -> list[str]:
    """Return a report's lines behind the file's name, spaces made ordinary."""
    files = {fault.file for fault in error.faults}
    assert len(files) == 1
    head = f"- {files.pop()}"
    return [plain(line).removeprefix(head).removeprefix(", ") for line in error.message(lang).splitlines()[1:]]
