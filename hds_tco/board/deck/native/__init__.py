"""Charts that PowerPoint draws and edits itself, each with its figures inside."""

from hds_tco.board.deck.native.insert import insert_chart

__all__ = ["insert_chart"]
