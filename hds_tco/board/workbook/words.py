"""Names of the steps, those that only the workbook takes among them."""

from __future__ import annotations

from hds_tco.analysis.formula_text import Writer
from hds_tco.board.workbook.steps import OWN_STEPS
from hds_tco.locale import Language, text
from hds_tco.model.ledger import CostLine
from hds_tco.trace import Symbol


class StepWriter(Writer):
    """Writes steps as `explain` does.

    Parameters
    ----------
    lines : tuple of CostLine
    labels : dict
        The user's own names by dotted path.
    lang : {"fr", "en"}

    Examples
    --------
    >>> StepWriter((), {}, "en").name(Symbol("step", (1.0,), 1.0, name="nominal_rate"))
    'Nominal discount rate'
    """

    def __init__(self, lines: tuple[CostLine, ...], labels: dict[str, str], lang: Language) -> None:
        super().__init__(lang, labels, {line.key: line for line in lines})

    def name(self, node: Symbol) -> str:
        """Return the label of a step or of an assumption."""
        if node.op == "step" and node.name in OWN_STEPS:
            return text(f"workbook.step.{node.name}", self.lang)
        return super().name(node)
