"""What it costs: pure NumPy functions, small pieces, options made of them, the ledger, finance and accounting.

Notes
-----
Amounts are arrays of shape ``(H+1,)`` (years 0..H) or ``(H+1, draws)`` (years first, draws second); what is the same in
every year is a scalar or of shape ``(draws,)``. Units end the names. "Decision NNNN" is ``docs/decisions/NNNN-*.md``;
"law ``key``" is a rule of ``data/law/``, with its article (`hds_tco.scenario.law.rule`).

These parameters mean the same in every function; a docstring describes them only where it has more to say:

- ``world``: what an option's pieces see. A `Piece` is a function of it that returns cost lines.
- ``given``: the resolved scenario (`hds_tco.scenario.resolve`), of numbers, draws or symbols.
- ``year``: the years 0..H, of shape ``(H+1,)``, or ``(H+1, 1)`` before draws.
- ``events``: draws of what may happen; without them risks are charged at their expectation.
- ``sites``: those meant, of ``"main"`` and ``"second"``.
- ``of``: what a step is about (a machine, a block, a trade), for its name.
- ``lang``: ``"fr"`` or ``"en"``.

What a function returns is described where its type does not say it: a class has its own docstring.

Formulas stand after ``Formula::`` as lines of Python, and tests evaluate each of them beside its function. The last
line is what the function returns, or the names of its fields are. Their words:

- parameters; attributes of the `World` that is taken (``year``, ``running``, ``demand.vms``); assumptions by their path
  in the scenario (``migration.disposal_eur``); functions of the model, each with a formula of its own.
- along the years: ``sum``, ``cumsum``, ``cumprod``, ``previous(x, first=0)``, ``following``, ``upcoming``;
  ``along(year, x)`` gives figures by year the second axis that ``year`` has. A list is one item by year.
- by element: ``min``, ``max``, ``where``, ``ratio`` (0 over 0 is 0), ``whole``, ``chosen``, ``exp``, ``log``, ``ceil``,
  ``floor``. ``sum``, ``min`` and ``max`` also take items.
- ``line.KEY`` is a line's amount, nominal and all taxes included; ``index.prices`` the index that it follows,
  ``vat_factor`` that of its block of prices; ``line += f(world)`` the lines of another function.
"""

from hds_tco.model.certification import certification, duty
from hds_tco.model.external import move_to_provider, provider
from hds_tco.model.in_house import buy_hardware, operations, other_in_house
from hds_tco.model.incidents import incidents
from hds_tco.model.leasing import lease_hardware
from hds_tco.model.ledger import CostLine
from hds_tco.model.move import migration
from hds_tco.model.options import (
    EXTERNAL,
    IN_HOUSE,
    LEASING,
    OPTIONS,
    Option,
    lines_of,
    option_of,
    options_of,
    status_quo,
    traced_years,
    years,
)
from hds_tco.model.pooling import pooling
from hds_tco.model.restitution import restitution
from hds_tco.model.staff import staff
from hds_tco.model.world import Piece, World

__all__ = [
    "EXTERNAL",
    "IN_HOUSE",
    "LEASING",
    "OPTIONS",
    "CostLine",
    "Option",
    "Piece",
    "World",
    "buy_hardware",
    "certification",
    "duty",
    "incidents",
    "lease_hardware",
    "lines_of",
    "migration",
    "move_to_provider",
    "operations",
    "option_of",
    "options_of",
    "other_in_house",
    "pooling",
    "provider",
    "restitution",
    "staff",
    "status_quo",
    "traced_years",
    "years",
]
