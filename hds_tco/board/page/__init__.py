"""The story as one web page that needs nothing else: no network, no server."""

from hds_tco.board.page.page import page

__all__ = ["page"]
