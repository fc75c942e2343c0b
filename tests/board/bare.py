"""What French sentences must not do with the name of an option: take its bare label where an article is due."""

from __future__ import annotations

import re
from collections.abc import Iterable

from hds_tco.model import OPTIONS

LABELS = tuple(option.label("fr") for option in OPTIONS.values())
# Words after which a noun needs its article.
_BEFORE = r"que|de|à|et|ou|choisir|avec|contre|devant|par|pour|sous|sur|dans|chez|entre|c'est"


def bare_labels(sentence: str, labels: Iterable[str] = LABELS) -> list[str]:
    """Return where a bare label is a subject or a complement; none before a colon, in brackets, quoted or in a list.

    Examples
    --------
    >>> bare_labels("Choisir Hébergement interne coûte plus."), bare_labels("Hébergement interne : 12 k€.")
    (['Choisir Hébergement interne', 'Hébergement interne coûte'], [])
    """
    found = []
    for label in labels:
        name = re.escape(label)
        found += re.findall(rf"\b(?i:{_BEFORE})\s{name}", sentence)
        found += re.findall(rf"{name}[ ,]+(?:n'|l'|s')?[a-zàâçéèêëîïôûœ]+", sentence)
    return found
