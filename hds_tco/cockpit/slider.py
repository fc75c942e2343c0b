"""Sliders: which assumptions are put in the reader's hand, where the slider of each may stand, and how to move one."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, floor, log10
from typing import TYPE_CHECKING, Any, Literal, get_args

from hds_tco.analysis import compare
from hds_tco.analysis.sensitivity.tornado import Tornado, swings_by_half
from hds_tco.locale import Language
from hds_tco.model.finance import HALF_A_CENT
from hds_tco.scenario import Assumption, Fault, Scenario, ScenarioError, assumptions_of, with_values
from hds_tco.scenario.distributions import Discrete, Distribution, Lognormal
from hds_tco.scenario.errors import close_to
from hds_tco.scenario.fields import field_at, kind_of
from hds_tco.scenario.kinds import Kind

if TYPE_CHECKING:
    from hds_tco.cockpit.rows import Row
    from hds_tco.cockpit.session import Session

Group = Literal["volumes", "people", "prices", "contract", "risk", "finance"]
GROUPS: tuple[Group, ...] = get_args(Group)
# As many sliders as one looks over at once.
FIRST = 14
# A slider offers at most about this many positions.
POSITIONS = 50
_SECTIONS: dict[Group, tuple[str, ...]] = {
    "volumes": ("horizon_years", "hospital", "hosted", "volumes", "migration", "existing"),
    "people": ("staffing", "staff"),
    "prices": ("hardware", "operations", "in_house"),
    "contract": ("external", "leasing", "certification", "pooling"),
    "risk": ("protection", "incidents", "restitution"),
    "finance": ("decision_year", "finance", "vat"),
}
_BY_SECTION = {section: group for group, sections in _SECTIONS.items() for section in sections}


def group_of(path: str) -> Group:
    """Return the group that an assumption belongs to.

    Examples
    --------
    >>> group_of("external.price_eur_per_vm_per_month"), group_of("external.committed_vms")
    ('prices', 'contract')
    """
    section, _, name = path.partition(".")
    if "_fte" in name or "person_day" in name or "loaded_cost" in name:
        return "people"
    if section == "external" and "price" in name:
        return "prices"
    if path.startswith("restitution.clauses.") or path.startswith("restitution.effects."):
        return "contract"
    return _BY_SECTION[section]


def first_paths(scenario: Scenario[Assumption], tornado: Tornado, count: int = FIRST) -> tuple[str, ...]:
    """Return the assumptions to put in the reader's hand: the heaviest of each group, then the heaviest of all.

    They stand group by group, the heaviest first within each.
    What is uncertain weighs by how far it may go; where that leaves room, the rest by half and one and a half of it.

    Parameters
    ----------
    scenario : Scenario
    tornado : Tornado
        Of the scenario.
    count : int
    """
    # The levers of an option that is third today may put it first tomorrow.
    wide = dict(zip(tornado.paths, tornado.widest_swing_eur.tolist(), strict=True))
    weighing = sorted((path for path, swing in wide.items() if swing > 0), key=lambda path: -wide[path])
    ranked = [path for path in weighing if has_slider(scenario, path)]
    if len(ranked) < count:
        swings = swings_by_half(scenario, [path for path in assumptions_of(scenario) if has_slider(scenario, path)])
        swings |= _swings_of_years(scenario)
        more = sorted((path for path, swing in swings.items() if swing > HALF_A_CENT), key=lambda path: -swings[path])
        ranked = list(dict.fromkeys([*ranked, *more]))
    heads: dict[str, str] = {}
    for path in ranked:
        heads.setdefault(group_of(path), path)
    chosen = dict.fromkeys([*heads.values(), *ranked])
    rank = {path: place for place, path in enumerate(ranked)}
    return tuple(sorted(list(chosen)[:count], key=lambda path: (GROUPS.index(group_of(path)), rank[path])))


def _swings_of_years(scenario: Scenario[Assumption]) -> dict[str, float]:
    """Return the same as `swings_by_half` of figures by year, which have a box to type in and no slider."""
    swings = {}
    for path, item in assumptions_of(scenario).items():
        if not isinstance(item.value, tuple) or not any(item.value):
            continue
        halved, raised = ([figure * times for figure in item.value] for times in (0.5, 1.5))
        try:
            low, high = (option_costs(with_values(scenario, {path: figures})) for figures in (halved, raised))
        except ScenarioError:
            continue
        swings[path] = max(abs(one - other) for one, other in zip(low, high, strict=True))
    return swings


def option_costs(scenario: Scenario[Assumption]) -> list[float]:
    """Return what each option of a scenario costs, in present euros."""
    return [option.net_present_cost_eur for option in compare(scenario).options]


@dataclass(frozen=True)
class SliderRange:
    """One slider.

    Parameters
    ----------
    path : str
        The assumption.
    value : float
        What the scenario says: one of the positions, so that a slider can always come back to it.
    positions : tuple of float
        Where the slider may stand, in order: round numbers, both ends of the range, the scenario's own value.
    digits : int
        Decimals worth showing; negative for tens, hundreds…
    """

    path: str
    value: float
    positions: tuple[float, ...]
    digits: int


def slider_range(scenario: Scenario[Assumption], path: str, lang: Language) -> SliderRange:
    """Return the slider of an assumption: over its distribution's range, else from half to one and a half of its value.

    Raises
    ------
    ScenarioError
        If the scenario has no such assumption, or one that no slider can move: a yes or no, figures by year, a
        correlation, an amount of zero that no range surrounds.
    """
    known = assumptions_of(scenario)
    if path not in known:
        raise ScenarioError([Fault("unknown_field", path, mend=close_to(path, known))], lang)
    place = field_at(path)
    kind = kind_of(*place) if place else None
    value, shape = known[path].value, known[path].distribution
    if kind is None or (kind.certain and not kind.whole) or isinstance(value, tuple):
        raise ScenarioError([Fault("no_slider", path)], lang)
    low, high = _range(kind, shape, value)
    if low >= high:
        raise ScenarioError([Fault("no_slider", path)], lang)
    step = 1.0 if kind.whole else _round_step((high - low) / POSITIONS)
    return SliderRange(
        path=path,
        value=value,
        positions=tuple(_positions(kind, shape, step, low, high, value)),
        digits=ceil(-log10(step) - 1e-9) + 1,
    )


def slider_faults(scenario: Scenario[Assumption], path: str) -> tuple[Fault, ...]:
    """Return why no slider can move an assumption; nothing if one can."""
    try:
        slider_range(scenario, path, "fr")
    except ScenarioError as error:
        return tuple(error.faults)
    return ()


def has_slider(scenario: Scenario[Assumption], path: str) -> bool:
    """Tell whether a slider can move an assumption."""
    return not slider_faults(scenario, path)


def _range(kind: Kind, shape: Distribution | None, value: float) -> tuple[float, float]:
    """Return both ends of a slider, the value between them, within what the field may hold; equal if nothing tells."""
    low, high = _ends(shape) if shape else (value, value)
    if low == high:
        low, high = sorted((value / 2, value * 1.5))
    if low == high and kind.in_percent:
        low, high = 0.0, 1.0
    return max(low, kind.low), min(high, kind.high)


def _ends(shape: Distribution) -> tuple[float, float]:
    if isinstance(shape, Discrete):
        return min(shape.values), max(shape.values)
    if isinstance(shape, Lognormal):
        return shape.p05, shape.p95
    return shape.low, shape.high


def _positions(
    kind: Kind, shape: Distribution | None, step: float, low: float, high: float, value: float
) -> list[float]:
    """Return the multiples of the step between both ends, then the ends and the value in the place of near ones."""
    if isinstance(shape, Discrete):
        return sorted({*shape.values, value})
    if shape is None:  # nobody gave these ends: rounder ones will do
        low, high = max(floor(low / step + 1e-9) * step, kind.low), min(ceil(high / step - 1e-9) * step, kind.high)
    fixed = {float(f"{low:.12g}"), float(f"{high:.12g}"), value}
    grid = [float(f"{rank * step:.12g}") for rank in range(ceil(low / step), floor(high / step) + 1)]
    return sorted({*fixed, *(item for item in grid if all(abs(item - other) > step / 4 for other in fixed))})


def _round_step(step: float) -> float:
    """Return the round number (1, 2 or 5 times a power of ten) next above a step.

    Examples
    --------
    >>> _round_step(0.0031), _round_step(17)
    (0.005, 20.0)
    """
    scale: float = 10.0 ** floor(log10(step))
    factor = next((factor for factor in (1.0, 2.0, 5.0) if step <= factor * scale * (1 + 1e-9)), 10.0)
    return float(f"{factor * scale:.12g}")


class Slider:
    """One assumption in hand: set ``.value`` to move it, as a reader does.

    Parameters
    ----------
    session : Session
    row : Row
    """

    def __init__(self, session: Session, row: Row) -> None:
        self._session = session
        self.row = row

    @property
    def label(self) -> str:
        """Its words."""
        return self.row.label

    @property
    def options(self) -> tuple[tuple[str, Any], ...]:
        """Where it may stand: words, value."""
        return tuple(zip(self.row.words, self.row.positions or self.row.keys, strict=True))

    @property
    def value(self) -> Any:
        """Where it stands."""
        move = self._session.history.now.moves.get(self.row.path)
        return self.row.value if move is None else move.value

    @value.setter
    def value(self, value: Any) -> None:
        self._session.move(self.row.path, value)


def sliders_of(session: Session) -> dict[str, Slider]:
    """Return a session's sliders, by path."""
    return {path: Slider(session, row) for path, row in session.rows.items()}
