"""A story in signs that XML and one line of a slide can hold."""

from __future__ import annotations

import re
from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar

from hds_tco.locale import bare

Told = TypeVar("Told")


def clean(told: Told) -> Told:
    r"""Return a story, or a part of it, with each text on one line, without signs that break a file.

    Examples
    --------
    >>> clean(("un\n\tdeux", 3.0, "trois\x00"))
    ('un deux', 3.0, 'trois')
    """
    return _clean(told)  # type: ignore[no-any-return]


def _clean(item: Any) -> Any:
    if isinstance(item, str):
        return item if (bared := bare(item)) == item else re.sub(" +", " ", bared).strip()
    if isinstance(item, tuple):
        return item if item and isinstance(item[0], int | float) else tuple(map(_clean, item))
    if is_dataclass(item) and not isinstance(item, type):
        return replace(item, **{field.name: _clean(getattr(item, field.name)) for field in fields(item)})
    return item
