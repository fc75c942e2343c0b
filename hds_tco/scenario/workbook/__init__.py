"""A scenario as an Excel workbook that a hospital fills, in the place of the TOML file."""
