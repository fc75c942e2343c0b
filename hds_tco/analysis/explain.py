"""Where a cost line comes from: its formula step by step, its assumptions with their sources, its amounts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from difflib import get_close_matches
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from hds_tco.analysis.formula_text import Writer, choice_name, writer_for
from hds_tco.analysis.lease_rate import QUOTED, implicit_rate_notice
from hds_tco.locale import DEFAULT_LANGUAGE, Language
from hds_tco.model.ledger import CostLine
from hds_tco.model.options import Option, lines_of, options_of, traced_years
from hds_tco.scenario import Assumption, Fault, Scenario, ScenarioError, assumptions_of, resolve
from hds_tco.scenario.fields import ACTIVITIES
from hds_tco.trace import Symbol, inputs_of, step_body, steps_of, symbol_input

if TYPE_CHECKING:
    import pandas as pd

Array = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Step:
    """One step of the calculation.

    Parameters
    ----------
    label : str
    formula : str
        In words; of a typical year when the step is worked out year after year.
    values : ndarray
        One number, or one a year.
    depth : int
        How far behind the line it stands: 0 for the line itself, 1 for what its formula reads.
    """

    label: str
    formula: str
    values: Array
    depth: int


@dataclass(frozen=True)
class Input:
    """One assumption that the line rests on.

    Parameters
    ----------
    path, label : str
    assumption : Assumption or None
        None for a choice.
    choice : str
        What was chosen, in the reader's words.
    """

    path: str
    label: str
    assumption: Assumption | None
    choice: str = ""


@dataclass(frozen=True)
class Explanation:
    """A cost line taken apart.

    Parameters
    ----------
    option : Option
    line : CostLine
        With its amounts as numbers.
    steps : tuple of Step
        In the order of the calculation; the last is the line itself.
    inputs : tuple of Input
    notes : tuple of str
        What follows from the inputs beside the amounts: the implicit rate of a rent that was quoted.
    """

    option: Option
    line: CostLine
    steps: tuple[Step, ...]
    inputs: tuple[Input, ...]
    notes: tuple[str, ...] = ()

    @property
    def from_the_line_down(self) -> tuple[Step, ...]:
        """The steps as one reads them: the line, what it is made of, what that is made of."""
        return tuple(sorted(self.steps, key=lambda step: step.depth))

    def frame(self) -> pd.DataFrame:
        """Return the steps as a frame: ``label``, ``formula``, then a column a year."""
        import pandas as pd

        horizon = len(self.line.amounts_eur)
        rows = {
            rank: [step.label, step.formula, *np.broadcast_to(step.values, (horizon,))]
            for rank, step in enumerate(self.steps, start=1)
        }
        return pd.DataFrame.from_dict(rows, orient="index", columns=["label", "formula", *range(horizon)])


def trace(scenario: Scenario[Assumption], option: Option) -> tuple[CostLine, ...]:
    """Return an option's cost lines with the graph behind each amount.

    Examples
    --------
    >>> from hds_tco.model import OPTIONS
    >>> from hds_tco.scenario import load
    >>> line = trace(load("reference-ght"), OPTIONS["external"])[0]
    >>> line.amounts_eur.op
    'step'
    """
    given = resolve(scenario, symbol_input)
    return lines_of(option, given, traced_years(scenario.horizon_years))


def explain(
    scenario: Scenario[Assumption],
    line: str,
    options: Iterable[Option] | None = None,
    lang: Language = DEFAULT_LANGUAGE,
) -> Explanation:
    """Take a cost line apart.

    Parameters
    ----------
    scenario : Scenario
    line : str
        The line's key (``"purchase.storage"``) or label, alone or behind its option (``"leasing:rent.storage"``).
    options : iterable of Option, optional
        Where to look; the scenario's own by default.
    lang : {"fr", "en"}

    Returns
    -------
    Explanation

    Raises
    ------
    ScenarioError
        If no option has such a line; the nearest key is named.

    Examples
    --------
    >>> from hds_tco.scenario import load
    >>> got = explain(load("reference-ght"), "incidents", lang="en")
    >>> got.steps[-1].label == got.line.label("en")
    True
    """
    chosen = tuple(options) if options is not None else options_of(scenario)
    wanted_option, colon, wanted = line.rpartition(":")
    known: list[str] = []
    for option in chosen:
        if colon and wanted_option not in (option.key, option.label(lang)):
            continue
        lines = trace(scenario, option)
        for found in lines:
            known += [found.key, found.label(lang)]
            if wanted.strip().lower() in (found.key.lower(), found.label(lang).lower()):
                return _explanation(scenario, option, found, lines, lang)
    folded = {name.lower(): name for name in known}
    typed = wanted.strip().lower()
    near = [name for name in folded if typed and typed in name][:1] or get_close_matches(typed, folded, n=1, cutoff=0.4)
    raise ScenarioError([Fault("no_line", read=line, mend=folded[near[0]] if near else "")], lang)


def _explanation(
    scenario: Scenario[Assumption], option: Option, line: CostLine, lines: tuple[CostLine, ...], lang: Language
) -> Explanation:
    root: object = line.amounts_eur
    if not isinstance(root, Symbol):  # a line made of plain numbers has nothing to take apart
        return Explanation(option, line, (), ())
    writer = writer_for(lines, own_labels(scenario), lang)
    steps = tuple(_steps(root, writer))
    inputs = tuple(_input(node, scenario, writer) for node in inputs_of(root) if node.name != "year")
    values = root.value
    plain = replace(line, amounts_eur=values, vat_factor=None)
    quoted = implicit_rate_notice(scenario) if any(item.path == QUOTED for item in inputs) else None
    return Explanation(option, plain, steps, inputs, () if quoted is None else (quoted.sentence(lang),))


def _steps(root: Symbol, writer: Writer) -> Iterable[Step]:
    """Yield the steps; cells of one row that is worked out year after year make one step."""
    rows: dict[tuple[str, str, int | None], list[Symbol]] = {}
    depths = _depths(root)
    last_place: dict[tuple[str, str, int | None], int] = {}
    for place, node in enumerate(steps_of(root)):
        key = (node.name, node.of, None if node.at is not None else id(node))
        rows.setdefault(key, []).append(node)
        last_place[key] = place
    # A row that is worked out year after year stands where its last year does: behind all that it reads.
    for key in sorted(rows, key=last_place.__getitem__):
        cells = rows[key]
        if cells[0].at is None:
            yield Step(writer.name(cells[0]), writer.formula(cells[0]), cells[0].value, depths[id(cells[0])])
            continue
        typical = cells[min(2, len(cells) - 1)]
        values = np.zeros(len(root.value))
        for cell in cells:
            values[cell.at] = cell.value
        yield Step(writer.name(typical), writer.formula(typical), values, min(depths[id(cell)] for cell in cells))


def _depths(root: Symbol) -> dict[int, int]:
    """Return how many formulas stand between the line and each step or assumption."""
    depths = {id(root): 0}
    level = [root]
    while level:
        below = [inner for step in level for inner in step_body(step) if id(inner) not in depths]
        depths |= {id(inner): depths[id(level[0])] + 1 for inner in below}
        level = list({id(inner): inner for inner in below}.values())
    return depths


def _input(node: Symbol, scenario: Scenario[Assumption], writer: Writer) -> Input:
    assumption = assumptions_of(scenario).get(node.name)
    return Input(node.name, writer.input_name(node.name), assumption, "" if assumption else _choice(node, writer.lang))


def _choice(node: Symbol, lang: Language) -> str:
    """Return what was chosen: one of several names, or some of the six activities by number."""
    if node.ndim:
        return ", ".join(str(number) for number in ACTIVITIES if node.value[number - 1]) or "–"
    return choice_name(node.name, str(node.value), lang)


def own_labels(scenario: Scenario[Assumption]) -> dict[str, str]:
    """Return the names that the user gave to hosted blocks, certification steps and staff roles, by dotted path."""
    return {
        **{f"hosted.{key}": block.label for key, block in scenario.hosted.items()},
        **{f"certification.steps.{key}": step.label for key, step in scenario.certification.steps.items()},
        **{f"staff.{key}": role.label for key, role in scenario.staff.items()},
    }
