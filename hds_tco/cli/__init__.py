"""The command line: `hds-tco compare`, `explain`, `simulate`, `new` and the rest."""

from hds_tco.cli.start import main

__all__ = ["main"]
