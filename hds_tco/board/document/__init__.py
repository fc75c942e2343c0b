"""The story as a PDF that anyone can read, print, and have read aloud."""

from hds_tco.board.document.document import document

__all__ = ["document"]
