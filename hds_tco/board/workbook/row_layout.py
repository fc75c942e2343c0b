"""Which row of which sheet each step of the traced model stands in.

A step that several options share, built alike, stands once on the shared sheet; a step of one option stands on its
sheet, below its cost lines. Steps that are worked out year after year share a row. A part of a formula that can only
be written from a row of its own, or that would make a formula too long to read, gets one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from hds_tco.board.workbook.cell_refs import FIRST, TOP, VALUE, YEAR_ROW, CellRef
from hds_tco.board.workbook.entries import Input
from hds_tco.board.workbook.excel_expr import Expr, fill_right
from hds_tco.board.workbook.excel_printer import At, ExcelPrinter, NeedsRowError
from hds_tco.board.workbook.model_graph import Identity, Traced, traced_amounts
from hds_tco.board.workbook.steps import TOPICS, topic_of, unit_of
from hds_tco.trace import Symbol, nodes_of

# Formulas longer than this are cut at their largest part, which gets a row; Excel itself allows 8,192.
LONGEST = 2500


@dataclass
class Row:
    """One row of a sheet: a step, a row of steps year after year, or a part that needs a row.

    Parameters
    ----------
    node : Symbol
        The step, or one of the steps.
    cells : dict
        The step of each year, when they are worked out year after year.
    part_of : Symbol or None
        The step that a part was cut out of.
    """

    node: Symbol
    cells: dict[int, Symbol] = field(default_factory=dict)
    part_of: Symbol | None = None

    @property
    def step(self) -> Symbol:
        """What the row is named after."""
        return self.node if self.part_of is None else self.part_of

    @property
    def topic(self) -> str:
        """The heading that it stands under."""
        return topic_of(self.step)

    @property
    def unit(self) -> str:
        """What it is measured in."""
        return unit_of(self.node) if self.part_of is None else "number"

    @property
    def by_year(self) -> bool:
        """Whether it holds a figure a year."""
        return bool(self.cells) or bool(self.node.shape)


class RowLayout:
    """The places of all steps, and the formulas that refer to them.

    Parameters
    ----------
    options : sequence of Traced
    shared : str
        Name of the sheet of shared steps.
    inputs : mapping
        For each assumption or choice what a formula says for it, see `hds_tco.board.workbook.entries`.
    years : int
        Number of years, 0..H.
    """

    def __init__(self, options: Iterable[Traced], shared: str, inputs: Mapping[str, Input], years: int) -> None:
        self.options = tuple(options)
        self.shared = shared
        self.inputs = inputs
        self.years = years
        self.identity = Identity()
        self.read: set[str] = set()
        self._places: dict[int, CellRef] = {}
        self._printers: dict[str, ExcelPrinter] = {}
        self._irregular: set[int] = set()
        self._formulas: dict[tuple[int, int | None], str] = {}
        self.line_rows: dict[tuple[str, str], int] = {}
        nodes = [self.identity.enter(option.key, *option.roots) for option in self.options]
        self._place_lines()
        self.rows = self._step_rows(nodes)
        self._place_rows()
        while self._cut():
            self._place_rows()

    # ─── what the printer asks ───────────────────────────────────────────────────────────────────────────────────

    def place(self, node: Symbol) -> CellRef | None:
        """Return where a step stands."""
        number = self.identity.get(node)
        return None if number is None else self._places.get(number)

    def input(self, node: Symbol, at: At, here: str) -> Expr:
        """Return an assumption, or the year, as a formula says it."""
        if node.name == "year":
            if isinstance(at, range):
                found = CellRef(here, YEAR_ROW).years(at[0], at[-1], here)
                return Expr(_row_fixed(found), wide=True)
            return Expr(CellRef(here, YEAR_ROW).cell(at, here).replace(str(YEAR_ROW + 1), f"${YEAR_ROW + 1}"))
        self.read.add(node.name)
        return self.inputs[node.name].said(at, here)

    def word(self, path: str, code: str) -> str:
        """Return what the cell of a choice holds for a code."""
        return self.inputs[path].choices[code]

    def formula(self, step: Symbol, year: int | None, sheet: str) -> str:
        """Return the formula of a step (of a year of it), as it stands on its sheet."""
        key = (self.identity[step], year)
        if key not in self._formulas:
            self._formulas[key] = self._printed(step, year, sheet)
        return self._formulas[key]

    def _printed(self, step: Symbol, year: int | None, sheet: str) -> str:
        """Print a formula, or copy it from the year before when it is the same along the years.

        The first years and the last have their own (there is no year before, or none after); in between a formula that
        was filled right once can be filled right again, unless something in it belongs to one year.
        """
        number, last = self.identity[step], (len(step.value) if step.shape else self.years) - 1
        if year is not None and 3 <= year < last and self._regular(step, sheet):
            return fill_right(self._formulas[number, 2], year - 2)
        printer = self._printers.setdefault(sheet, ExcelPrinter(self, sheet, self.years))
        printer.irregular = False
        body = step if step.op == "step" else Symbol("step", (_unplaced(step),), step.value)
        text = printer.body(body, year)
        if printer.irregular:
            self._irregular.add(number)
        return text

    def _regular(self, step: Symbol, sheet: str) -> bool:
        first, second = self.formula(step, 1, sheet), self.formula(step, 2, sheet)
        return self.identity[step] not in self._irregular and fill_right(first, 1) == second

    # ─── places ──────────────────────────────────────────────────────────────────────────────────────────────────

    def _place_lines(self) -> None:
        for option in self.options:
            for rank, line in enumerate(option.lines):
                row = TOP + 1 + rank
                self.line_rows[option.key, line.key] = row
                step = traced_amounts(line)
                if step is not None:
                    self._places[self.identity[step]] = CellRef(option.sheet, row)

    def _step_rows(self, nodes: Sequence[list[Symbol]]) -> dict[str, list[Row]]:
        """Return the rows of each sheet, in the order of the calculation, from the nodes of each option."""
        users: dict[int, dict[str, None]] = {}
        first: dict[int, Symbol] = {}
        for option, found in zip(self.options, nodes, strict=True):
            for node in found:
                if node.op == "step" and not node.name.startswith("line."):
                    number = self.identity[node]
                    first.setdefault(number, node)
                    users.setdefault(number, {})[option.sheet] = None
        rows: dict[str, list[Row]] = {sheet: [] for sheet in (*(option.sheet for option in self.options), self.shared)}
        open_rows: dict[tuple[str, str, str], list[Row]] = {}
        for number, node in first.items():
            sheet = self.shared if len(users[number]) > 1 else next(iter(users[number]))
            if node.at is None:
                rows[sheet].append(Row(node))
                continue
            same = open_rows.setdefault((sheet, node.name, node.of), [])
            row = next((row for row in same if node.at not in row.cells), None)
            if row is None:
                row = Row(node)
                same.append(row)
                rows[sheet].append(row)
            row.cells[node.at] = node
        return rows

    def _place_rows(self) -> None:
        """Give each row its number, under its heading, what is about the same thing together."""
        for sheet, rows in self.rows.items():
            about: dict[str, int] = {}
            for row in rows:
                about.setdefault(row.step.of, len(about))
            rows.sort(key=lambda row: (TOPICS.index(row.topic), about[row.step.of] if row.topic in _APART else 0))
            number = self.first_row(sheet)
            topic = ""
            for row in rows:
                if row.topic != topic:
                    topic = row.topic
                    number += 2  # a blank row and a heading
                for year, cell in row.cells.items():
                    self._places[self.identity[cell]] = CellRef(sheet, number, FIRST + year)
                if not row.cells:
                    fixed = not row.node.shape
                    column = VALUE if fixed else None
                    self._places[self.identity[row.node]] = CellRef(sheet, number, column, fixed)
                number += 1

    def first_row(self, sheet: str) -> int:
        """Return the row before the first heading of the steps."""
        lines = next((len(option.lines) for option in self.options if option.sheet == sheet), None)
        return TOP - 1 if lines is None else TOP + lines + LINES_FOOT

    def _cut(self) -> bool:
        """Write every formula once; give a row to the first part that needs one and tell so."""
        self._formulas.clear()
        self._irregular.clear()
        self.read.clear()
        for option in self.options:
            for line in option.lines:
                step = traced_amounts(line)
                if step is not None and self._cut_row(Row(step), option.sheet):
                    return True
        for sheet, rows in self.rows.items():
            for row in rows:
                if self._cut_row(row, sheet):
                    return True
        return False

    def _cut_row(self, row: Row, sheet: str) -> bool:
        for step, year in _cells(row):
            try:
                text = self.formula(step, year, sheet)
            except NeedsRowError as wanted:
                return self._give_row(wanted.node, row, sheet)
            if len(text) > LONGEST and self._give_row(self._largest(step, year, sheet), row, sheet):
                return True
        return False

    def _largest(self, step: Symbol, year: int | None, sheet: str) -> Symbol | None:
        """Return the part of a formula that takes most room without being nearly all of it."""
        printer = ExcelPrinter(self, sheet, self.years)
        best: tuple[int, Symbol | None] = (0, None)
        for node in nodes_of(step):
            fits = node.op not in ("input", "step") and node is not step and node.shape in ((), (self.years,))
            if not fits or self.place(node) is not None or node is step.args[0]:
                continue
            try:
                size = len(printer.say(node, year).text)
            except (NeedsRowError, LookupError, IndexError):
                continue
            if best[0] < size < LONGEST:
                best = (size, node)
        return best[1]

    def _give_row(self, node: Symbol | None, row: Row, sheet: str) -> bool:
        if node is None or node not in self.identity or self.place(node) is not None:
            return False
        # A part stands beside the step that it was cut out of, on the sheet of that step.
        rows = self.rows[sheet]
        made = Row(node, part_of=row.step)
        place = next((rank for rank, other in enumerate(rows) if other is row), len(rows))
        rows.insert(place, made)
        self._places[self.identity[node]] = CellRef(sheet, 0, None if node.shape else VALUE, not node.shape)
        return True


# Headings under which what is about servers stands apart from what is about storage.
_APART = frozenset({"machines", "buying", "leasing", "exit"})
# Rows below the cost lines: total, discounted, cumulated, four natures, a chart, and the headings between.
LINES_FOOT = 30


def _cells(row: Row) -> list[tuple[Symbol, int | None]]:
    if row.cells:
        return [(step, None) for step in row.cells.values()]
    return [(row.node, year) for year in range(len(row.node.value))] if row.node.shape else [(row.node, None)]


def _unplaced(node: Symbol) -> Symbol:
    """Return a part as if it had no row yet, to write what stands in that row."""
    return Symbol(node.op, node.args, node.value, name=node.name, of=node.of, options=node.options)


def _row_fixed(years: str) -> str:
    """Return a range of the row of years that stays in it when the formula is copied down."""
    first, _, last = years.partition(":")
    row = str(YEAR_ROW + 1)
    return f"{first.removesuffix(row)}${row}:{last.removesuffix(row)}${row}"
