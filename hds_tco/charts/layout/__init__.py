"""Where everything of a chart stands, decided once; screens, slides, sheets and pages only translate it."""

from hds_tco.charts.layout.axes import Axis
from hds_tco.charts.layout.layout import Curve, Key, Layout, layout
from hds_tco.charts.layout.stacks import Layer, Step

__all__ = ["Axis", "Curve", "Key", "Layer", "Layout", "Step", "layout"]
