"""A scenario as an Excel workbook that a hospital fills, in the place of the TOML file."""

from hds_tco.scenario.workbook.write import workbook

__all__ = ["workbook"]
