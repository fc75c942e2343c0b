"""What a person meant who wrote a number, a share or a word as one does on paper: read, or suggested."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Literal

Tax = Literal["", "without", "with"]

SPACES = r"\s\u00a0\u202f"
_NUMBER = re.compile(rf"([-+−]?\d[\d{SPACES}_]*(?:[.,]\d+)?)[{SPACES}]*(.*)", re.DOTALL)
_DIGITS = 20  # longer than any figure of a hospital
# What stands first behind a number: what is counted, and how many of it make one of ours.
_COUNTED = {
    "eur": {
        **dict.fromkeys(("€", "eur", "euro", "euros"), 1.0),
        **dict.fromkeys(("k€", "keur", "ke", "millier d'euros", "milliers d'euros", "mille euros"), 1e3),
        **dict.fromkeys(("m€", "meur", "million d'euros", "millions d'euros"), 1e6),
        **dict.fromkeys(("centime", "centimes", "c€", "cts"), 0.01),
    },
    "share": dict.fromkeys(("%", "pour cent", "percent"), 0.01),
    "tb": {"to": 1.0, "tb": 1.0, "go": 1e-3, "gb": 1e-3, "mo": 1e-6, "mb": 1e-6, "po": 1e3, "pb": 1e3},
    "kw": {"kw": 1.0, "w": 1e-3, "watt": 1e-3, "watts": 1e-3, "mw": 1e3},
    "kwh": {"kwh": 1.0, "mwh": 1e3},
    "day": {
        **dict.fromkeys(("j", "jour", "jours", "day", "days", "jour-homme", "jours-homme", "jours-hommes"), 1.0),
        **dict.fromkeys(("person-day", "person-days", "jours ouvrés", "jours calendaires"), 1.0),
        **dict.fromkeys(("semaine", "semaines", "week", "weeks"), 7.0),
        **dict.fromkeys(("mois", "month", "months"), 30.0),
        **dict.fromkeys(("an", "ans", "année", "années", "year", "years"), 365.0),
    },
    "month": {
        **dict.fromkeys(("mois", "month", "months"), 1.0),
        **dict.fromkeys(("an", "ans", "année", "années", "year", "years"), 12.0),
    },
    "year": {
        **dict.fromkeys(("an", "ans", "année", "années", "year", "years"), 1.0),
        **dict.fromkeys(("mois", "month", "months"), 1 / 12),
    },
    "vm": dict.fromkeys(("vm", "vms", "machine virtuelle", "machines virtuelles", "virtual machines"), 1.0),
    "gb": dict.fromkeys(("go", "gb"), 1.0),
    "core": dict.fromkeys(("cœur", "cœurs", "coeur", "coeurs", "core", "cores"), 1.0),
    "vcpu": dict.fromkeys(("vcpu", "vcpus", "processeur virtuel", "processeurs virtuels", "virtual processors"), 1.0),
    "server": dict.fromkeys(("serveur", "serveurs", "server", "servers"), 1.0),
    "fte": dict.fromkeys(("etp", "fte", "agents", "agent", "personnes"), 1.0),
    "bed": dict.fromkeys(("lit", "lits", "beds"), 1.0),
    "patient": dict.fromkeys(("patient", "patients"), 1.0),
    "establishment": dict.fromkeys(("établissement", "établissements", "establishments"), 1.0),
}
# The words of a field's name that say what it counts, when they are not those above.
_NAMED = {
    **{
        "vms": "vm",
        "servers": "server",
        "cores": "core",
        "vcpus": "vcpu",
        "beds": "bed",
        "patients": "patient",
        "establishments": "establishment",
    },
    **{"days": "day", "months": "month", "years": "year", "rate": "share", "change": "share", "staff": "fte"},
}
_TAXES: dict[str, Tax] = {
    **dict.fromkeys(("ht", "h.t.", "hors taxes", "hors taxe", "hors tva", "excl. vat"), "without"),
    **dict.fromkeys(("ttc", "t.t.c.", "toutes taxes comprises", "tva comprise", "tva incluse", "incl. vat"), "with"),
}


def read_paper(words: str, units: Iterable[str]) -> tuple[float, Tax] | None:
    """Return the number that a text stands for in a field's unit, and the tax that it names; None if that is not sure.

    Parameters
    ----------
    words : str
    units : iterable of str
        Units as the names of such fields end: ``eur_per_vm_per_month``. What the text leaves out is taken to be the
        field's; a month, a year, a GB are brought to it; any other word, and the number is not guessed.

    Examples
    --------
    >>> read_paper("82,5 € HT/mois", ["eur_per_vm_per_month"]), read_paper("990 €/an", ["eur_per_vm_per_month"])
    ((82.5, 'without'), (82.5, ''))
    >>> read_paper("12 k€ par mois", ["eur_per_year"]), read_paper("500 W", ["kw"]), read_paper("400 kg", ["eur"])
    ((144000.0, ''), (0.5, ''), None)
    """
    match = _NUMBER.fullmatch(words.strip())
    digits = re.sub(rf"[{SPACES}_]", "", match.group(1)).replace(",", ".").replace("−", "-") if match else ""
    if match is None or len(digits) >= _DIGITS:
        return None
    behind = re.sub(rf"[{SPACES}]+", " ", match.group(2)).strip().lower().replace("’", "'")
    if not behind:
        return float(digits), ""
    for unit in units:
        scaled = _scale(behind, unit)
        if scaled is not None:
            return float(digits) * scaled[0], scaled[1]
    return None


def _scale(behind: str, unit: str) -> tuple[float, Tax] | None:
    """Return by what the words behind a number multiply it in a unit, and the tax named; None if they do not fit."""
    counted, over = parts_of_unit(unit)
    words, tax = _without_tax(behind)
    first, *rest = [part.strip() for part in re.split(r"/| (?:et |and )?(?:par|per) ", f" {words} ")]
    scale = _COUNTED[counted].get(first) if first else 1.0
    if scale is None or (tax and counted != "eur"):
        return None
    left = list(over)
    for word in rest:
        matched = next(((name, _COUNTED[name][word]) for name in left if word in _COUNTED.get(name, {})), None)
        if matched is None or (counted == "share" and matched[1] != 1.0):  # no rate by month is one by year
            return None
        left.remove(matched[0])
        scale /= matched[1]
    return scale, tax


def _without_tax(words: str) -> tuple[str, Tax]:
    """Return words without what they say of taxes, and that."""
    for name, tax in _TAXES.items():
        bare = re.sub(rf"(?<![\w.]){re.escape(name)}(?!\w)", "", words)
        if bare != words:
            return re.sub(r" +", " ", bare).replace(" /", "/").strip(), tax
    return words.replace(" /", "/").replace("/ ", "/"), ""


def parts_of_unit(unit: str) -> tuple[str, tuple[str, ...]]:
    """Return what a unit counts, and what it divides that by.

    Examples
    --------
    >>> parts_of_unit("eur_per_vm_per_month"), parts_of_unit("per_year"), parts_of_unit("person_days")
    (('eur', ('vm', 'month')), ('share', ('year',)), ('day', ()))
    """
    top, *over = re.split(r"(?:^|_)per_", unit.removesuffix("_by_activity").removesuffix("_by_year"))
    names = [_NAMED.get(name, name) for name in top.split("_") if name in _COUNTED or name in _NAMED]
    return names[-1] if names else "share", tuple(_NAMED.get(name, name) for name in over)


_YES_NO = {"oui": "true", "vrai": "true", "yes": "true", "non": "false", "faux": "false", "no": "false"}
# What a number may be in when the field is not known: euros, or a share.
_ANY = ("eur", "share")


def mended_number(words: str, units: Iterable[str] = _ANY) -> str:
    """Return the number that a text stands for, an empty text if that is not sure.

    Parameters
    ----------
    words : str
    units : iterable of str
        Units that the field may be in, as names of fields end.

    Examples
    --------
    >>> [mended_number(text) for text in ("400 €", "1,2 M€", "12 400,50", "30 %", "1.234,56", "400 kg")]
    ['400', '1200000', '12400.5', '0.3', '', '']
    >>> mended_number("990 €/an", ["eur_per_vm_per_month"])
    '82.5'
    """
    number = read_paper(words, units)
    # With its VAT a price is another number, by a rate that is the scenario's.
    return f"{number[0]:.12g}" if number is not None and number[1] != "with" else ""


def mended_flag(words: str) -> str:
    """Return true or false for a yes or a no, an empty text for anything else.

    Examples
    --------
    >>> mended_flag("Oui"), mended_flag("0"), mended_flag("peut-être")
    ('true', 'false', '')
    """
    word = words.strip().lower()
    return {"true": "true", "false": "false", "1": "true", "0": "false"}.get(word, _YES_NO.get(word, ""))


def mended_row(row: str, suffixes: Iterable[str] = ()) -> str:
    """Return a row that TOML does not accept as it was likely meant, an empty text if that cannot be guessed.

    Parameters
    ----------
    row : str
    suffixes : iterable of str
        How names of fields may end: the field's own unit.

    Examples
    --------
    >>> mended_row("vat_share = 0,2"), mended_row("vat_share = 20 %"), mended_row("end_of_term = extend")
    ('vat_share = 0.2', 'vat_share = 0.2', 'end_of_term = "extend"')
    >>> mended_row("setup_eur = { low = 0,5, mode = 1,5, high = 2 }")
    'setup_eur = { low = 0.5, mode = 1.5, high = 2 }'
    """
    straight = row.replace("“", '"').replace("”", '"').replace("’", "'") if re.search(r"=\s*[“”]", row) else row
    name, equals, value = straight.partition("=")
    typed = re.sub(r"\s#.*$", "", value).strip()
    if not equals or not re.fullmatch(r"[\w.\-\s\"]+", name) or not typed:
        return ""
    if typed[0] in "[{":
        mended = re.sub(r"(=\s*[-+]?\d+),(\d+)(?=\s*[,}])", r"\1.\2", typed)
    elif re.match(r"[-+−\d]", typed):
        bare = name.strip().rpartition(".")[2]
        own = [suffix for suffix in suffixes if f"_{bare}".endswith(f"_{suffix}")]
        mended = mended_number(typed, [max(own, key=len)] if own else _ANY)
    elif re.fullmatch(r"[^\W\d][\w\s'.-]*", typed):
        mended = mended_flag(typed) or f'"{typed}"'
    else:
        mended = typed
    changed = mended and (mended != typed or straight != row)
    return f"{name.strip()} = {mended}" if changed else ""
