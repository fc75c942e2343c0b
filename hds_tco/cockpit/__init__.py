"""The sliders."""

from hds_tco.cockpit.explore import FIRST_SLIDERS, Explorer, explore

__all__ = ["FIRST_SLIDERS", "Explorer", "explore"]
