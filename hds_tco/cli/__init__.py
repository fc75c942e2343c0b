"""The command line: `hds-tco compare`, `explain`, `new`, `schema`, `list`."""

from hds_tco.cli.app import main

__all__ = ["main"]
