"""A scenario some of whose figures were changed says so: in its name, which every source line repeats, and below it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from hds_tco.analysis.sensitivity.labels import labels_of
from hds_tco.locale import DEFAULT_LANGUAGE, Language, has_text, number_of, text
from hds_tco.scenario import Assumption, Scenario, assumptions_of
from hds_tco.scenario.assumption import Section
from hds_tco.scenario.fields import label_key
from hds_tco.scenario.format_value import shown_value

# Words of the scenario itself, which change no figure.
_WORDS = ("name", "description")


def named_variant(
    base: Scenario[Assumption], changed: Scenario[Assumption], lang: Language = DEFAULT_LANGUAGE
) -> Scenario[Assumption]:
    """Return the changed scenario under a name that tells how many values differ, and a description that tells which.

    Parameters
    ----------
    base, changed : Scenario
    lang : {"fr", "en"}

    Examples
    --------
    >>> import hds_tco as ht
    >>> base = ht.load("reference-ght")
    >>> dear = named_variant(base, ht.with_values(base, {"finance.vat_share": 0.1}), "en")
    >>> dear.name
    'GHT de référence, 1 value changed'
    >>> dear.description.splitlines()[-1]
    'Changed: VAT rate: 20% → 10%.'
    """
    before, after = assumptions_of(base), assumptions_of(changed)
    moved = [path for path, item in after.items() if path not in before or item.value != before[path].value]
    told = [
        text(
            "variant.change",
            lang,
            label=label,
            before=_shown(before.get(path), path, lang),
            after=_shown(after[path], path, lang),
        )
        for path, label in zip(moved, labels_of(changed, moved, lang), strict=True)
    ]
    chosen, before_chosen = dict(_choices(changed)), dict(_choices(base))
    picked = [path for path in {**before_chosen, **chosen} if chosen.get(path) != before_chosen.get(path)]
    told += [text(label_key(path), lang) if has_text(label_key(path), lang) else path for path in picked]
    ranges = [path for path in after.keys() & before.keys() if after[path].distribution != before[path].distribution]
    count = len(told) + len(set(ranges) - set(moved)) + len(before.keys() - after.keys())
    if not count:
        return changed
    name = number_of("variant.name", count, lang, name=changed.name)
    said = [changed.description, text("variant.said", lang, changes="; ".join(told)) if told else ""]
    return changed.model_copy(update={"name": name, "description": "\n".join(filter(None, said))})


def _choices(node: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Yield what a scenario holds beside its assumptions, by dotted path: years, lists, choices."""
    if isinstance(node, Section):
        parts = [(name, getattr(node, name)) for name in type(node).model_fields if path or name not in _WORDS]
    elif isinstance(node, dict):
        parts = list(node.items())
    else:
        yield path, node
        return
    for name, part in parts:
        if not isinstance(part, Assumption):
            yield from _choices(part, f"{path}.{name}" if path else name)


def _shown(item: Assumption | None, path: str, lang: Language) -> str:
    return "–" if item is None else shown_value(path, item.value, lang)
