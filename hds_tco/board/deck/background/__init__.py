"""What a hospital's page already draws at each place, and text and rules that are read on it."""

from hds_tco.board.deck.background.legible import free_area, make_legible, reads
from hds_tco.board.deck.background.sketch import Sketch, sketch_of

__all__ = ["Sketch", "free_area", "make_legible", "reads", "sketch_of"]
