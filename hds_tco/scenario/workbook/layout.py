"""Which field stands on which sheet, and what a row says of itself: what writes and what reads share it.

A row is known by the dotted path in its last column, a column by a code in a hidden row: neither by its position, so
that rows, columns and sheets may be moved, renamed or sorted.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from hds_tco.scenario.assumption import Assumption, Section
from hds_tco.scenario.distributions import bounds_of, parts_of
from hds_tco.scenario.fields import choices_of, field_at, fields_of, inner_section, items_of, kind_of, node_at
from hds_tco.scenario.kinds import Kind
from hds_tco.scenario.rules import KEYED
from hds_tco.scenario.scenario import Scenario
from hds_tco.scenario.workbook.words import CERTAIN, PARTS

Role = Literal["assumption", "text", "whole", "choice", "activities", "ranked", "block"]
Shape = Literal["plain", "years", "activities"]

# What a block that is not there yet is called in the column of paths; no field's name begins so.
SPARE = "+"
SPARE_BLOCKS: Mapping[str, int] = {"hosted": 3, "staff": 2, "certification.steps": 2, "law": 2, "correlations": 2}
# Empty places behind the last item of a list of paths.
SPARE_ITEMS = 3
# Columns of figures by year, whatever the horizon: a longer one needs no new workbook up to there.
FEWEST_YEARS = 16

SAID = ("confidence", "source", "date", "note", "url")
PLAIN = ("label", "value", "unit", "distribution", *PARTS, *SAID, "path")
# What only the sheets of a live workbook have: the figure that its formulas read, the name of its cell.
USED, NAME = "used", "name"
LIVE_PLAIN = ("label", "value", USED, "unit", "distribution", *PARTS, *SAID, NAME, "path")
# Five columns stand before the first year, as on the sheets whose formulas read the years.
LIVE_BEFORE, LIVE_BEHIND = ("label", "unit", "confidence", "date", "source"), ("note", "url", NAME, "path")
# Title, hint, headings, codes: what stands above the first row.
HEAD_ROWS = 4


@dataclass(frozen=True)
class Sheet:
    """One sheet: the parts of the scenario that stand on it, or the fields of one shape from everywhere.

    Parameters
    ----------
    key : str
    names : tuple of str
        Sections, in their order.
    shape : {"plain", "years", "activities"}
    top : bool
        Whether the scenario's own fields stand on it.
    live : bool
        Whether formulas read its cells: it then holds what the scenario holds, and nothing to add.
    """

    key: str
    names: tuple[str, ...] = ()
    shape: Shape = "plain"
    top: bool = False
    live: bool = False


SHEETS = (
    Sheet("case", ("hospital",), top=True),
    Sheet("hosted", ("hosted",)),
    Sheet("volumes", ("volumes", "migration", "existing", "protection")),
    Sheet("years", shape="years"),
    Sheet("finance", ("finance", "vat")),
    Sheet("hardware", ("hardware", "in_house")),
    Sheet("operations", ("operations",)),
    Sheet("staff", ("staffing", "staff")),
    Sheet("leasing", ("leasing",)),
    Sheet("external", ("external",)),
    Sheet("activities", shape="activities"),
    Sheet("certification", ("certification",)),
    Sheet("pooling", ("pooling",)),
    Sheet("incidents", ("incidents",)),
    Sheet("restitution", ("restitution", "law")),
    Sheet("correlations", ("correlations",)),
)
LIVE_SHEETS = (
    Sheet(
        "assumptions",
        tuple(key for key in Scenario.model_fields if inner_section(Scenario, key)[0]),
        "plain",
        True,
        True,
    ),
    Sheet("years", shape="years", live=True),
    Sheet("activities", shape="activities", live=True),
)


@dataclass(frozen=True)
class Heading:
    """The title of a section on its sheet; `path` is empty for the scenario's own fields."""

    path: str


@dataclass(frozen=True)
class Pointer:
    """A field that stands on another sheet."""

    path: str
    sheet: str


@dataclass(frozen=True)
class Line:
    """One row to fill.

    Parameters
    ----------
    path : str
        As the row says of itself: a field's dotted path, with the rank behind it for an item of a list.
    role : str
        What the row holds.
    section, name : type, str
        The field behind it.
    raw : object
        What a file would hold, None if the scenario says nothing.
    """

    path: str
    role: Role
    section: type[Section[Any]]
    name: str
    raw: Any

    @property
    def kind(self) -> Kind | None:
        """The kind of an assumption."""
        return None if self.role == "block" else kind_of(self.section, self.name)


Row = Heading | Pointer | Line


def role_of(section: type[Section[Any]], name: str) -> Role:
    """Return what a field's row holds.

    Examples
    --------
    >>> role_of(Scenario, "name"), role_of(Scenario, "options"), role_of(*locate("correlations.x.between.1")[1:])
    ('text', 'ranked', 'ranked')
    """
    if kind_of(section, name) is not None:
        return "assumption"
    if choices_of(section, name):
        return "choice"
    annotation = section.model_fields[name].annotation
    if annotation is str or annotation is int:
        return "text" if annotation is str else "whole"
    return "activities" if "1" in items_of(section, name) else "ranked"


def shape_of(section: type[Section[Any]], name: str) -> Shape:
    """Return on what sort of sheet a field stands: figures by year and activities take a column each."""
    kind = kind_of(section, name)
    if role_of(section, name) == "activities" or (kind is not None and kind.length):
        return "activities"
    return "years" if kind is not None and kind.per_year else "plain"


def locate(path: str) -> tuple[Role, type[Section[Any]], str] | None:
    """Return what the row of a path holds and the field behind it, None if the path leads nowhere.

    Examples
    --------
    >>> locate("hosted.ehpad")[0], locate("options.2")[0], locate("finance"), locate("finance.vat")
    ('block', 'ranked', None, None)
    """
    parts = path.split(".")
    if not all(parts):
        return None
    if tuple(parts[:-1]) in KEYED:
        place = field_at(".".join(parts[:-1]))
        return ("block", *place) if place else None
    place, ranked = field_at(path), False
    if place is None and parts[-1].isdigit():
        place, ranked = field_at(".".join(parts[:-1])), True
    if place is None or inner_section(*place)[0] is not None:
        return None
    role = role_of(*place)
    return (role, *place) if (role == "ranked") == ranked else None


def is_open(path: str) -> bool:
    """Tell whether an assumption may be uncertain.

    Examples
    --------
    >>> is_open("operations.pue"), is_open("leasing.term_years"), is_open("name")
    (True, False, False)
    """
    place = locate(path)
    kind = kind_of(place[1], place[2]) if place is not None and place[0] == "assumption" else None
    return kind is not None and not kind.certain


def columns_of(sheet: Sheet, scenario: Scenario[Assumption]) -> tuple[str, ...]:
    """Return the codes of a sheet's columns, from left to right.

    Examples
    --------
    >>> from hds_tco.scenario import load
    >>> columns_of(SHEETS[10], load("reference-ght"))[:5]
    ('label', 'unit', '1', '2', '3')
    """
    if sheet.shape == "plain":
        return LIVE_PLAIN if sheet.live else PLAIN
    ranks = range(1, 7)
    if sheet.shape == "years":
        rows = [row.raw["value"] for row in rows_of(scenario, sheet) if isinstance(row, Line) and row.raw]
        ranks = range(max([scenario.horizon_years + 1, 0 if sheet.live else FEWEST_YEARS, *map(len, rows)]))
    before, behind = (LIVE_BEFORE, LIVE_BEHIND) if sheet.live else (("label", "unit"), (*SAID, "path"))
    return (*before, *map(str, ranks), *behind)


def columns_of_law(law: str) -> tuple[str, ...]:
    """Return the columns that a law uses.

    Examples
    --------
    >>> columns_of_law("certain"), columns_of_law("lognormal")
    (('value',), ('p05', 'p95', 'low', 'high'))
    """
    return ("value",) if law == CERTAIN else parts_of(law) + bounds_of(law)


def rows_of(scenario: Scenario[Assumption], sheet: Sheet) -> list[Row]:
    """Return the rows of a sheet, from `HEAD_ROWS` on; on one to fill those of what the scenario leaves out are empty.

    Examples
    --------
    >>> from hds_tco.scenario import load
    >>> [row.path for row in rows_of(load("reference-ght"), SHEETS[4])[:2]]
    ['finance', 'finance.real_discount_rate_per_year']
    """
    if sheet.shape != "plain":
        return list(_of_shape(scenario, sheet))
    rows: list[Row] = []
    if sheet.top:
        rows += [Heading(""), *_leaves(Scenario, scenario, "")]
    for name in sheet.names:
        rows += _part(Scenario, scenario, "", name, sheet)
    return rows


def _of_shape(scenario: Scenario[Assumption], sheet: Sheet) -> Iterator[Line]:
    """Yield the fields of one shape, wherever they stand; none stands in a block."""
    for path, section, name in fields_of():
        above = path.rpartition(".")[0]
        node = node_at(scenario, above) if above else scenario
        if "*" in path or inner_section(section, name)[0] or (sheet.live and node is None):
            continue
        if shape_of(section, name) == sheet.shape:
            yield Line(path, role_of(section, name), section, name, _raw(section, name, node))


def _part(section: type[Section[Any]], node: Any, path: str, name: str, sheet: Sheet) -> Iterator[Row]:
    """Yield a section's title, its fields, its inner sections; or a table of blocks, and empty ones to fill."""
    inner, keyed = inner_section(section, name)
    here = f"{path}.{name}" if path else name
    below = getattr(node, name, None)
    needed = section.model_fields[name].is_required()
    if inner is None or (sheet.live and not below and not needed):
        return
    yield Heading(here)
    if not keyed:
        yield from _leaves(inner, below, here)
        for deeper in inner.model_fields:
            yield from _part(inner, below, here, deeper, sheet)
        return
    blocks = dict(below or {})
    spare = (f"{SPARE}{rank}" for rank in range(1, 1000))
    # A table that every scenario has is known by its rows, though it be empty.
    empty = int(not blocks and needed) if sheet.live else SPARE_BLOCKS[here]
    names = [*blocks, *(next(key for key in spare if key not in blocks) for _ in range(empty))]
    for key in names:
        yield Line(f"{here}.{key}", "block", section, name, key if key in blocks else None)
        yield from _leaves(inner, blocks.get(key), f"{here}.{key}")


def _leaves(section: type[Section[Any]], node: Any, path: str) -> Iterator[Row]:
    for name in section.model_fields:
        here = f"{path}.{name}" if path else name
        if inner_section(section, name)[0] is not None:
            continue
        shape, role = shape_of(section, name), role_of(section, name)
        raw = _raw(section, name, node)
        if shape != "plain":
            yield Pointer(here, shape)
        elif role == "ranked":
            most = len(items_of(section, name)) or len(raw or ()) + SPARE_ITEMS
            for rank in range(most):
                item = raw[rank] if raw and rank < len(raw) else None
                yield Line(f"{here}.{rank + 1}", role, section, name, item)
        else:
            yield Line(here, role, section, name, raw)


def _raw(section: type[Section[Any]], name: str, node: Any) -> Any:
    if node is None:
        return None
    value, kind = getattr(node, name), kind_of(section, name)
    return value if kind is None else kind.write(value)
