"""The figure that a row of a live workbook gives to its formulas: the value typed, else the mean of the law chosen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import inf

from hds_tco.locale import Language
from hds_tco.scenario.distributions import Z90
from hds_tco.scenario.kinds import Kind
from hds_tco.scenario.workbook.words import said


def used_formula(kind: Kind, cells: Mapping[str, str], kept: Sequence[str], lang: Language) -> str:
    """Return the formula of the figure that counts, in functions of Excel 2007.

    Parameters
    ----------
    kind : Kind
    cells : mapping
        The address of each cell of the row, by the code of its column.
    kept : sequence of str
        Where the values, the weights and the mean of a discrete law were kept when the workbook was written, empty
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
    if kept:
        values, weights, mean = kept
        same = f"AND({cells['values']}={values},{cells['weights']}={weights})"
        means["discrete"] = f"IF({same},{mean},NA())"
    formula = "NA()"
    for name, mean in reversed(means.items()):
        formula = f'IF({cells["distribution"]}="{said("law", name, lang)}",{mean},{formula})'
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
