"""Words that a cell holds for what a file says by a code, and back; the formula of the figure that a row gives."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from math import inf

from hds_tco.locale import LANGUAGES, Language, has_text, percent, text
from hds_tco.scenario.assumption import CONFIDENCES
from hds_tco.scenario.distributions import DISTRIBUTIONS, Z90
from hds_tco.scenario.fields import label_key
from hds_tco.scenario.kinds import Kind

CERTAIN = "certain"
LAWS = (CERTAIN, *DISTRIBUTIONS)
KEPT = ("kept", "left_out")
YES_NO = ("yes", "no")
# Columns of what a law is written with.
PARTS = ("low", "mode", "high", "p05", "p95", "values", "weights")
# What stands between a label and the code or path behind it.
DOT = " · "


def cell_text(family: str, code: str, lang: Language) -> str:
    """Return what a cell holds for a code.

    Parameters
    ----------
    family : str
        ``"law"``, ``"kept"``, ``"yes_no"``, ``"confidence"``, ``"option"``, or ``"choice.<field>"``.
    code : str
    lang : {"fr", "en"}

    Examples
    --------
    >>> cell_text("yes_no", "yes", "fr"), cell_text("option", "leasing", "en"), cell_text("confidence", "S1", "en")[:10]
    ('oui', 'Leased infrastructure', 'S1 · offic')
    """
    if family == "confidence":
        return f"{code}{DOT}{text(f'sheet.confidence.{code}', lang)}"
    return text(_key(family, code), lang)


def _key(family: str, code: str) -> str:
    if family == "yes_no":
        return f"screen.{code}"
    return f"sheet.{family}.{code}" if family in ("law", "kept") else f"{family}.{code}"


def read_back(family: str, codes: tuple[str, ...], typed: str) -> str:
    """Return the code of what a cell holds, in either language or as a file would say it; the text itself if none.

    Examples
    --------
    >>> read_back("yes_no", YES_NO, " OUI "), read_back("confidence", CONFIDENCES, "s2"), read_back("law", LAWS, "x")
    ('yes', 'S2', 'x')
    """
    return _codes(family, codes).get(_plain(typed), typed.strip())


@cache
def _codes(family: str, codes: tuple[str, ...]) -> dict[str, str]:
    """Return codes by what may stand for them."""
    codes_by_text = {_plain(cell_text(family, code, lang)): code for code in codes for lang in LANGUAGES}
    return codes_by_text | {_plain(code): code for code in codes}


def _plain(words: str) -> str:
    return " ".join(words.split()).casefold()


def in_cell(
    words: str,
    lang: Language,
    what: str,
    family: str = "",
    codes: tuple[str, ...] = (),
    in_percent: bool = False,
    is_text: bool = False,
) -> str:
    """Return what a file says as a cell would show it: yes, 3,2 %, the name of a choice or of a column.

    Parameters
    ----------
    words : str
        As a file says it.
    lang : {"fr", "en"}
    what : str
        ``"read"`` for what was read, ``"mend"`` for a mend, else the name of a hole.
    family, codes : str, tuple of str
        What a cell may hold, see `hds_tco.scenario.workbook.words`.
    in_percent : bool
        Whether the cell shows percent.
    is_text : bool
        Whether it holds a text, which is shown as read.

    Examples
    --------
    >>> in_cell("0.2", "en", "mend", in_percent=True), in_cell("low, mode", "en", "a"), in_cell("true", "fr", "read")
    ('20%', 'Lowest, Most likely', 'oui')
    """
    if what == "read" and (is_text or words[:1] == "["):
        return words
    if what == "mend" and words[:1] in ("[", "{"):
        return ""
    if what == "count":
        return words
    if words in ("true", "false"):
        return text("screen.yes" if words == "true" else "screen.no", lang)
    if what == "mend" and is_text and _is_number(words):
        return text("sheet.error.as_number", lang, number=_number(words, lang, in_percent))
    parts = [_token(part, lang, what, family, codes, in_percent) for part in words.split(", ")]
    return ", ".join(parts)


def _token(word: str, lang: Language, what: str, family: str, codes: tuple[str, ...], in_percent: bool) -> str:
    if word in codes:
        return cell_text(family, word, lang)
    if what != "read" and word in DISTRIBUTIONS:
        return cell_text("law", word, lang)
    if what != "read" and word in PARTS:
        return text(f"sheet.column.{word}", lang).partition(":")[0].strip()
    if _is_number(word):
        return _number(word, lang, in_percent)
    return word[1:-1] if len(word) > 1 and word[0] == word[-1] == '"' else word


def _is_number(word: str) -> bool:
    try:
        float(word)
    except ValueError:
        return False
    return True


def _number(word: str, lang: Language, in_percent: bool) -> str:
    if in_percent:
        return percent(float(word), lang)
    return word.replace(".", ",") if lang == "fr" else word


def cell_texts(family: str, codes: tuple[str, ...], lang: Language) -> list[str]:
    """Return what a drop-down list offers."""
    return [cell_text(family, code, lang) for code in codes]


def confidence_texts(lang: Language) -> list[str]:
    """Return the degrees of confidence with their meaning."""
    return cell_texts("confidence", CONFIDENCES, lang)


def numbers_text(numbers: Iterable[float] | None, lang: Language) -> str | None:
    """Return the numbers of a list as one cell holds them, None for none.

    Examples
    --------
    >>> numbers_text((1.0, 2.5), "fr"), numbers_text((1.0, 2.5), "en")
    ('1 ; 2,5', '1 ; 2.5')
    """
    if numbers is None:
        return None
    line = " ; ".join(repr(float(number)).removesuffix(".0") for number in numbers)
    return line.replace(".", ",") if lang == "fr" else line


def unit_label(kind: Kind, lang: Language) -> str:
    """Return the unit beside a cell; a share stands there in percent."""
    key = f"sheet.unit.{kind.name}"
    return text(key if has_text(key, lang) else f"unit.{kind.name}", lang)


def help_text(path: str, lang: Language) -> str:
    """Return what to enter, without what only holds for a file: ``true``, or a percentage as a decimal.

    Examples
    --------
    >>> help_text("volumes.vm_growth_per_year", "en"), help_text("leasing.deferred_payment", "en")[:13]
    ('Expected yearly rate.', 'Choose yes if')
    """
    generic = label_key(path).removeprefix("field.")
    own = f"sheet.help.{generic}"
    if has_text(own, lang):
        return text(own, lang)
    words = text(f"help.{generic}", lang).replace(text("sheet.flag.typed", lang), text("sheet.flag.chosen", lang))
    return re.sub(text("sheet.flag.decimal", lang), "", words)


def used_formula(kind: Kind, cells: Mapping[str, str], stored: Sequence[str], lang: Language) -> str:
    """Return the formula of the figure that counts, in functions of Excel 2007.

    Parameters
    ----------
    kind : Kind
    cells : mapping
        The address of each cell of the row, by the code of its column.
    stored : sequence of str
        Where the values, the weights and the mean of a discrete law stand since the workbook was written, empty
        for any other: a list in one cell cannot be read by a formula, so a changed one gives no figure.
    lang : {"fr", "en"}
        Language of the words in the cells.

    Examples
    --------
    >>> from hds_tco.scenario.kinds import FACTOR
    >>> codes = ("value", "distribution", "low", "mode", "high", "p05", "p95", "values", "weights")
    >>> used_formula(FACTOR, dict(zip(codes, "ABCDEFGHI")), (), "en")[:57]
    '=IF(ISNUMBER(A),A,IF(B="PERT (three points)",(C+4*D+E)/6,'
    """
    low, mode, high = cells["low"], cells["mode"], cells["high"]
    means = {
        "pert": f"({low}+4*{mode}+{high})/6",
        "triangular": f"({low}+{mode}+{high})/3",
        "uniform": f"({low}+{high})/2",
        "lognormal": _lognormal(kind, cells),
    }
    if stored:
        values, weights, mean = stored
        same = f"AND({cells['values']}={values},{cells['weights']}={weights})"
        means["discrete"] = f"IF({same},{mean},NA())"
    formula = "NA()"
    for name, mean in reversed(means.items()):
        formula = f'IF({cells["distribution"]}="{cell_text("law", name, lang)}",{mean},{formula})'
    return f"=IF(ISNUMBER({cells['value']}),{cells['value']},{formula})"


def _lognormal(kind: Kind, cells: Mapping[str, str]) -> str:
    """Return the mean of a lognormal law known by its 90 % interval and cut at its bounds, see `Lognormal.mean`."""
    low, high, p05, p95 = (cells[code] for code in ("low", "high", "p05", "p95"))
    sigma, median = f"(LN({p95}/{p05})/{2 * Z90!r})", f"SQRT({p05}*{p95})"
    own_low, own_high = kind.own_bounds

    def chance(bound: str, shift: str) -> str:
        return f"NORMSDIST(LN({bound}/{median})/{sigma}{shift})"

    def mass(shift: str) -> str:
        start = f"IF({low}>0,{chance(low, shift)},0)"
        if own_low:
            start = chance(f"MAX({low},{own_low:g})", shift)
        end = f'IF({high}="",1,{chance(high, shift)})'
        if own_high < inf:
            end = chance(f'IF({high}="",{own_high:g},{high})', shift)
        return f"({end}-{start})"

    return f"IF({p05}={p95},{p05},{median}*EXP({sigma}^2/2)*{mass(f'-{sigma}')}/{mass('')})"
