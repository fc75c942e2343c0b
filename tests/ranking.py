"""Sentences that rank an option: what no output may do with one of a lesser service without naming what is missing."""

from __future__ import annotations

import re
from collections.abc import Iterable

from hds_tco.locale import Language
from tests.cli.running import plain

# Words by which an option is said to be ahead, or the one to choose.
AHEAD: dict[Language, str] = {
    "fr": r"moins ch[eè]re|coûte le moins|de moins que|l'emporte|passe(?:rait)? devant|se valent|[àA] égalité|cumul"
    r"[^.]* plus bas|recommand|coûtent autant|pas de gagnant",
    "en": r"cheapest|costs? least|less than|wins|comes? first|on a par|\btie\b|lowest|recommend|cost the same|no clear",
}
LACKING: dict[Language, str] = {"fr": "service moindre", "en": "lesser service"}


def unnamed(sentences: Iterable[str], label: str, lang: Language) -> list[str]:
    """Return the sentences that put an option ahead and do not say that its service is a lesser one.

    Examples
    --------
    >>> unnamed(["Statu quo : l'option la moins chère.", "Statu quo : 3 ans."], "Statu quo", "fr")
    ["Statu quo : l'option la moins chère."]
    """
    found = []
    for said in sentences:
        for sentence in re.split(r"(?<=[.?!])\s+|\n", plain(said)):
            ahead = re.search(AHEAD[lang], sentence, re.IGNORECASE)
            if ahead and label.lower() in sentence.lower() and LACKING[lang] not in sentence:
                found.append(sentence)
    return found
