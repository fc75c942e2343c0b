"""The cockpit alone on a page: what the app's one-cell notebook shows."""

from hds_tco.cockpit.app.show import page

__all__ = ["page"]
