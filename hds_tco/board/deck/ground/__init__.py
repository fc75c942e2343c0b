"""What a hospital's page already draws at each place, and text and rules that are read on it."""

from hds_tco.board.deck.ground.follow import follow, reads
from hds_tco.board.deck.ground.free import free_area
from hds_tco.board.deck.ground.sketch import Sketch, sketch_of

__all__ = ["Sketch", "follow", "free_area", "reads", "sketch_of"]
