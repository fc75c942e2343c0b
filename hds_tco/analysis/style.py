"""The summary frame as a table that a person reads in a notebook."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hds_tco.locale import Language, amount, decimal, euros, text

if TYPE_CHECKING:
    import pandas as pd
    from pandas.io.formats.style import Styler

# Summary column -> catalogue key, in reading order.
_ROWS = {
    "net_present_cost_eur": "net_present_cost",
    "equivalent_annual_cost_eur": "equivalent_annual_cost",
    "gap_eur": "gap",
    "crossing_year": "crossing_year_row",
    "investment_eur": "of_which_investment",
    "operating_eur": "of_which_operating",
    "income_eur": "of_which_income",
    "risk_eur": "of_which_risk",
    "per_patient_eur": "per_patient_eur",
    "per_tb_eur": "per_tb_eur",
    "per_establishment_eur": "per_establishment_eur",
}


def styled_summary(summary: pd.DataFrame, lang: Language) -> Styler:
    """Return the summary with options across and figures down, each as the reader writes it.

    Parameters
    ----------
    summary : DataFrame
        From `Comparison.summary`.
    lang : {"fr", "en"}
    """
    across = summary.set_index("label")[list(_ROWS)].astype(float).T
    across.columns.name = None
    names = {column: text(f"screen.{key}", lang).strip() for column, key in _ROWS.items()}
    shown = across.rename(index=names)
    styler = shown.style.set_caption(text("screen.amounts_in", lang))
    for column, name in names.items():
        if column == "crossing_year":
            styler = styler.format(lambda value: decimal(value, lang, 1), na_rep="–", subset=(name, slice(None)))
        elif column.startswith("per_"):
            digits = 2 if column == "per_patient_eur" else 0
            styler = styler.format(
                lambda value, digits=digits: euros(value, lang, digits), na_rep="–", subset=(name, slice(None))
            )
        else:
            styler = styler.format(lambda value: amount(value, lang), subset=(name, slice(None)))
    return styler.set_properties(**{"text-align": "right"})
