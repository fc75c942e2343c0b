"""The command line: `hds-tco compare`, `explain`, `new`, `schema`, `list`."""

from hds_tco.cli.start import main

__all__ = ["main"]
