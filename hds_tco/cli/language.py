"""The reader's language, as asked for before anything else is known."""

from __future__ import annotations

import os
from collections.abc import Sequence

from hds_tco.locale import DEFAULT_LANGUAGE, LANGUAGES, Language


def language_of(words: Sequence[str]) -> Language:
    """Return the language asked for by ``--lang``, else by ``HDS_TCO_LANG``, else French.

    Examples
    --------
    >>> language_of(["compare", "x.toml", "--lang", "en"]), language_of(["--lang=fr"])
    ('en', 'fr')
    """
    asked = os.environ.get("HDS_TCO_LANG", "")
    for rank, word in enumerate(words):
        if word == "--lang" and rank + 1 < len(words):
            asked = words[rank + 1]
        elif word.startswith("--lang="):
            asked = word.removeprefix("--lang=")
    return next((lang for lang in LANGUAGES if lang == asked), DEFAULT_LANGUAGE)
