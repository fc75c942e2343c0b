"""Likely mends: what a person meant who wrote a number, a share or a word as one does on paper."""

from __future__ import annotations

import re

_SPACES = r"\s\u00a0\u202f"
# A number as written on paper, and the words behind it.
_PAPER = re.compile(rf"([-+−]?\d[\d{_SPACES}_]*(?:[.,]\d+)?)[{_SPACES}]*(.*)", re.DOTALL)
# What the words behind a number do to it; any other word, and the number is not guessed.
_SCALES = {
    "": 1.0,
    "€": 1.0,
    "eur": 1.0,
    "euro": 1.0,
    "euros": 1.0,
    "k€": 1e3,
    "keur": 1e3,
    "m€": 1e6,
    "meur": 1e6,
    "%": 0.01,
}
_YES_NO = {"oui": "true", "vrai": "true", "yes": "true", "non": "false", "faux": "false", "no": "false"}


def mended_number(written: str, units: tuple[str, ...] = ()) -> str:
    """Return the number that a text stands for, an empty text if that is not sure.

    Parameters
    ----------
    written : str
    units : tuple of str
        Words that may stand behind the number without changing it.

    Examples
    --------
    >>> [mended_number(text) for text in ("400 €", "1,2 M€", "12 400,50", "30 %", "1.234,56", "400 kg")]
    ['400', '1200000', '12400.5', '0.3', '', '']
    """
    found = _PAPER.fullmatch(written.strip())
    if not found:
        return ""
    behind = found.group(2).strip().lower()
    scale = 1.0 if behind in [unit.lower() for unit in units] else _SCALES.get(behind)
    if scale is None:
        return ""
    digits = re.sub(rf"[{_SPACES}_]", "", found.group(1)).replace(",", ".").replace("−", "-")
    return f"{float(digits) * scale:.12g}" if len(digits) < 20 else ""


def mended_flag(written: str) -> str:
    """Return true or false for a yes or a no, an empty text for anything else.

    Examples
    --------
    >>> mended_flag("Oui"), mended_flag("0"), mended_flag("peut-être")
    ('true', 'false', '')
    """
    word = written.strip().lower()
    return {"true": "true", "false": "false", "1": "true", "0": "false"}.get(word, _YES_NO.get(word, ""))


def mended_row(row: str) -> str:
    """Return a row that TOML does not accept as it was likely meant, an empty text if that cannot be guessed.

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
        mended = mended_number(said)
    elif re.fullmatch(r"[^\W\d][\w\s'.-]*", said):
        mended = mended_flag(said) or f'"{said}"'
    else:
        mended = said
    changed = mended and (mended != said or straight != row)
    return f"{name.strip()} = {mended}" if changed else ""
