"""The two libraries that Excel needs, asked for in the user's words when one is missing."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from hds_tco.locale import DEFAULT_LANGUAGE, Language
from hds_tco.scenario.faults import Fault, ScenarioError

_NAMES = {"xlsxwriter": "XlsxWriter", "openpyxl": "openpyxl"}


def library(module: str, lang: Language = DEFAULT_LANGUAGE) -> Any:
    """Return a module of the extra `board`.

    Raises
    ------
    ScenarioError
        If it is not installed: how to install it.

    Examples
    --------
    >>> library("openpyxl").__name__
    'openpyxl'
    """
    try:
        return import_module(module)
    except ImportError:
        words = {"library": _NAMES[module], "extra": "board"}
        raise ScenarioError([Fault("library_missing", values=words)], lang) from None
