"""Likely mends: what a person meant who wrote a number, a share or a word as one does on paper."""

from __future__ import annotations

import re
from collections.abc import Iterable

from hds_tco.scenario.paper import read_paper

_YES_NO = {"oui": "true", "vrai": "true", "yes": "true", "non": "false", "faux": "false", "no": "false"}
# What a number may be in when the field is not known: euros, or a share.
_ANY = ("eur", "share")


def mended_number(written: str, units: Iterable[str] = _ANY) -> str:
    """Return the number that a text stands for, an empty text if that is not sure.

    Parameters
    ----------
    written : str
    units : iterable of str
        Units that the field may be in, as names of fields end.

    Examples
    --------
    >>> [mended_number(text) for text in ("400 €", "1,2 M€", "12 400,50", "30 %", "1.234,56", "400 kg")]
    ['400', '1200000', '12400.5', '0.3', '', '']
    >>> mended_number("990 €/an", ["eur_per_vm_per_month"])
    '82.5'
    """
    found = read_paper(written, units)
    # With its VAT a price is another number, by a rate that is the scenario's.
    return f"{found[0]:.12g}" if found is not None and found[1] != "with" else ""


def mended_flag(written: str) -> str:
    """Return true or false for a yes or a no, an empty text for anything else.

    Examples
    --------
    >>> mended_flag("Oui"), mended_flag("0"), mended_flag("peut-être")
    ('true', 'false', '')
    """
    word = written.strip().lower()
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
    said = re.sub(r"\s#.*$", "", value).strip()
    if not equals or not re.fullmatch(r"[\w.\-\s\"]+", name) or not said:
        return ""
    if said[0] in "[{":
        mended = re.sub(r"(=\s*[-+]?\d+),(\d+)(?=\s*[,}])", r"\1.\2", said)
    elif re.match(r"[-+−\d]", said):
        bare = name.strip().rpartition(".")[2]
        own = [suffix for suffix in suffixes if f"_{bare}".endswith(f"_{suffix}")]
        mended = mended_number(said, [max(own, key=len)] if own else _ANY)
    elif re.fullmatch(r"[^\W\d][\w\s'.-]*", said):
        mended = mended_flag(said) or f'"{said}"'
    else:
        mended = said
    changed = mended and (mended != said or straight != row)
    return f"{name.strip()} = {mended}" if changed else ""
