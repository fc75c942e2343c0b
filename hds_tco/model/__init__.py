"""What it costs: pure NumPy functions, small pieces, options made of them, the ledger, finance and accounting."""

from hds_tco.model.certification import certification, duty
from hds_tco.model.external import move_to_provider, provider
from hds_tco.model.in_house import buy_hardware, other_in_house
from hds_tco.model.incidents import incidents
from hds_tco.model.leasing import lease_hardware
from hds_tco.model.ledger import CostLine
from hds_tco.model.move import migration
from hds_tco.model.operations import operations
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
