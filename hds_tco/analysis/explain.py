"""Where a cost line comes from: its formula step by step, its assumptions with their sources, its amounts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from hds_tco.analysis.formula_text import Writer, choice_name, writer_for
from hds_tco.analysis.lease_rate import QUOTED, implicit_rate_notice
from hds_tco.analysis.results import Result, records
from hds_tco.analysis.table import Table, frame_of
from hds_tco.locale import DEFAULT_LANGUAGE, LANGUAGES, Language, decimal, text
from hds_tco.model.ledger import CostLine
from hds_tco.model.options import Option, lines_of, options_of, traced_years
from hds_tco.scenario import Assumption, Fault, Scenario, ScenarioError, assumptions_of, resolve
from hds_tco.scenario.fields import ACTIVITIES
from hds_tco.scenario.format_value import shown_value
from hds_tco.trace import Symbol, inputs_of, step_body, steps_of, symbol_input

if TYPE_CHECKING:
    import pandas as pd

Array = npt.NDArray[np.float64]
INPUT_COLUMNS = ("path", "label", "value", "confidence", "source")


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
class Explanation(Result):
    """A cost line taken apart.

    Parameters
    ----------
    scenario : Scenario
    option : Option
    line : CostLine
        With its amounts as numbers.
    traced : CostLine
        The same line with the graph behind its amounts; plain numbers have none, and nothing to take apart.
    lines : tuple of CostLine
        All the option's, traced: what the line's formula may name.
    """

    scenario: Scenario[Assumption]
    option: Option
    line: CostLine
    traced: CostLine
    lines: tuple[CostLine, ...]

    @property
    def title(self) -> str:
        """The scenario's name."""
        return self.scenario.name

    @property
    def frames(self) -> Mapping[str, Callable[[Language], pd.DataFrame]]:
        """``steps`` (``label``, ``formula``, then a column a year) and ``inputs``."""
        return {"steps": self._step_frame, "inputs": self._input_frame}

    def steps(self, lang: Language = DEFAULT_LANGUAGE) -> tuple[Step, ...]:
        """Return the steps in the order of the calculation; the last is the line itself."""
        root = self._root
        return () if root is None else tuple(_steps(root, self._writer(lang)))

    def from_the_line_down(self, lang: Language = DEFAULT_LANGUAGE) -> tuple[Step, ...]:
        """Return the steps as one reads them: the line, what it is made of, what that is made of."""
        return tuple(sorted(self.steps(lang), key=lambda step: step.depth))

    def inputs(self, lang: Language = DEFAULT_LANGUAGE) -> tuple[Input, ...]:
        """Return the assumptions and choices that the line rests on."""
        writer = self._writer(lang)
        return tuple(_input(node, self.scenario, writer) for node in self._input_nodes)

    def sentences(self, lang: Language = DEFAULT_LANGUAGE) -> list[str]:
        """Return the line's formula, in words."""
        return [step.formula for step in self.steps(lang)[-1:]]

    def notes(self, lang: Language = DEFAULT_LANGUAGE) -> list[str]:
        """Return what follows from the inputs beside the amounts: the implicit rate of a rent that was quoted."""
        if not any(node.name == QUOTED for node in self._input_nodes):
            return []
        rate = implicit_rate_notice(self.scenario)
        return [] if rate is None else [rate.sentence(lang)]

    def tables(self, lang: Language = DEFAULT_LANGUAGE) -> dict[str, Table]:
        """Return the steps, what stays the same said once, and the assumptions with their sources."""
        return {"steps": self._step_table(lang), "inputs": self._input_table(lang)}

    def data(self, lang: Language = DEFAULT_LANGUAGE) -> dict[str, Any]:
        """Return the line and its steps as JSON holds them."""
        notes = self.notes(lang)
        rows = records(self.frame(lang))
        return {"option": self.option.key, "line": self.line.key, "rows": rows, **({"notes": notes} if notes else {})}

    @property
    def _root(self) -> Symbol | None:
        amounts: object = self.traced.amounts_eur
        return amounts if isinstance(amounts, Symbol) else None

    @property
    def _input_nodes(self) -> list[Symbol]:
        root = self._root
        return [] if root is None else [node for node in inputs_of(root) if node.name != "year"]

    def _writer(self, lang: Language) -> Writer:
        return writer_for(self.lines, own_labels(self.scenario), lang)

    def _step_frame(self, lang: Language) -> pd.DataFrame:
        import pandas as pd

        horizon = len(self.line.amounts_eur)
        rows = {
            rank: [step.label, step.formula, *np.broadcast_to(step.values, (horizon,))]
            for rank, step in enumerate(self.steps(lang), start=1)
        }
        return pd.DataFrame.from_dict(rows, orient="index", columns=["label", "formula", *range(horizon)])

    def _input_frame(self, lang: Language) -> pd.DataFrame:
        rows = [
            {
                "path": item.path,
                "label": item.label,
                "value": item.choice if item.assumption is None else item.assumption.value,
                "confidence": None if item.assumption is None else item.assumption.confidence,
                "source": None if item.assumption is None else item.assumption.source,
            }
            for item in self.inputs(lang)
        ]
        return frame_of(rows, INPUT_COLUMNS)

    def _step_table(self, lang: Language) -> Table:
        rows = []
        for step in self.from_the_line_down(lang):
            numbers = [_brief(float(value), lang) for value in np.atleast_1d(step.values)]
            rows.append((step.label, step.formula, numbers[0] if len(set(numbers)) == 1 else " | ".join(numbers)))
        return Table(
            columns=(text("cockpit.step", lang), text("screen.formula", lang), text("screen.value", lang)),
            rows=tuple(rows),
            caption=text("screen.brackets", lang),
            strong=(0,),
            numbers=False,
            words=(1, 2),
        )

    def _input_table(self, lang: Language) -> Table:
        rows = []
        for item in self.inputs(lang):
            known = item.assumption
            if known is None:
                rows.append((item.label, item.choice, "", ""))
                continue
            value = shown_value(item.path, known.value, lang)
            rows.append((item.label, value, text(f"confidence.{known.confidence}", lang), source_words(known)))
        return Table(
            columns=tuple(text(f"screen.{name}", lang) for name in ("input", "value", "confidence", "source")),
            rows=tuple(rows),
            numbers=False,
            words=(1, 2, 3),
        )


def source_words(assumption: Assumption) -> str:
    """Return where an assumption comes from: source, date, note."""
    return " — ".join(part for part in (assumption.source, assumption.date, assumption.note) if part)


def _brief(value: float, lang: Language) -> str:
    """Write a value of any unit: no decimals from a hundred on, four significant digits below."""
    return decimal(value, lang, 0) if abs(value) >= 100 else decimal(float(f"{value:.4g}"), lang)


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
        The line's key (``"purchase.storage"``) or its label in any language, alone or behind its option
        (``"leasing:rent.structured"``).
    options : iterable of Option, optional
        Where to look; the scenario's own by default.
    lang : {"fr", "en"}
        Of the refusal, if there is no such line.

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
    >>> incidents = explain(load("reference-ght"), "incidents")
    >>> incidents.steps("en")[-1].label == incidents.line.label("en")
    True
    """
    chosen = tuple(options) if options is not None else options_of(scenario)
    wanted_option, colon, wanted = line.rpartition(":")
    typed = wanted.strip().lower()
    known: list[str] = []
    for option in chosen:
        if colon and wanted_option not in (option.key, *map(option.label, LANGUAGES)):
            continue
        lines = trace(scenario, option)
        for traced in lines:
            known += [traced.key, traced.label(lang)]
            if typed in (traced.key.lower(), *(traced.label(each).lower() for each in LANGUAGES)):
                return Explanation(scenario, option, _in_numbers(traced), traced, lines)
    folded = {name.lower(): name for name in known}
    near = [name for name in folded if typed and typed in name][:1] or get_close_matches(typed, folded, n=1, cutoff=0.4)
    raise ScenarioError([Fault("no_line", read=line, mend=folded[near[0]] if near else "")], lang)


def _in_numbers(line: CostLine) -> CostLine:
    amounts: object = line.amounts_eur
    return replace(line, amounts_eur=amounts.value, vat_factor=None) if isinstance(amounts, Symbol) else line


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
