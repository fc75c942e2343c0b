"""PowerPoint: native charts, real layouts, the hospital's own template if it has one."""

from hds_tco.board.deck.build import deck
from hds_tco.board.deck.custom_template import check_template

__all__ = ["check_template", "deck"]
