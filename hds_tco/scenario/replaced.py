"""Fields that are no more, and those that say it now: a file of before is told what to write."""

from __future__ import annotations

import tomllib
from functools import cache

from hds_tco.scenario.faults import Fault
from hds_tco.scenario.files import data_folder


@cache
def replaced_fields() -> dict[str, tuple[str, ...]]:
    """Return the dotted paths of the fields that are no more, each with those that stand in its place.

    Examples
    --------
    >>> replaced_fields()["hardware.vms_per_server"][0]
    'hardware.ram_gb_per_server'
    """
    read = tomllib.loads((data_folder() / "replaced_fields.toml").read_text("utf-8"))
    return {path: tuple(instead) for path, instead in read["replaced"].items()}


def replaced_fault(path: str, where: str = "", read: str = "") -> Fault | None:
    """Return the fault of a field that is no more, or None.

    Parameters
    ----------
    path : str
        The field.
    where : str
        Where it is named, if not at its own place.
    read : str
        What stands there.
    """
    section, *rest = path.split(".")
    key = ".".join(rest[:-1])  # of a trade, an establishment: `*` in the table
    instead = replaced_fields().get(path) or replaced_fields().get(".".join((section, "*", *rest[-1:])))
    if instead is None:
        return None
    instead = tuple(field.replace("*", key) for field in instead)
    return Fault("replaced_field", where or path, read, {"instead": ", ".join(instead)})
