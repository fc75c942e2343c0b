"""Libraries that only some analyses need: imported where they are used, and asked for by name when missing."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from hds_tco.locale import DEFAULT_LANGUAGE, Language, text


class MissingLibraryError(ImportError):
    """An optional library is not installed; the message says how to install it."""


def optional(module: str, extra: str, lang: Language = DEFAULT_LANGUAGE) -> Any:
    """Return a module of an optional library.

    Parameters
    ----------
    module : str
        Full name of the module.
    extra : str
        The extra of this package that brings the library.
    lang : {"fr", "en"}
        Language of the error message.

    Raises
    ------
    MissingLibraryError
        If the library is not installed: how to install it.

    Examples
    --------
    >>> try:
    ...     optional("no_such_library.part", "analysis", "en")
    ... except MissingLibraryError as error:
    ...     print(error)
    This analysis needs the library no_such_library. Install it: pip install "hds-tco[analysis]"
    """
    try:
        return import_module(module)
    except ImportError as error:
        library = module.partition(".")[0]
        raise MissingLibraryError(text("sensitivity.missing_library", lang, library=library, extra=extra)) from error
