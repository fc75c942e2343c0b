"""The lab as small tables: what an exit is like, the clauses by worth, what to obtain, failures replayed, the law."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Mapping
from dataclasses import replace
from math import isnan
from typing import TYPE_CHECKING, Any

from hds_tco.analysis.restitution.best_clauses import BestClauses
from hds_tco.analysis.restitution.clause_values import AGAINST, ClauseValues
from hds_tco.analysis.restitution.clauses import clause_label, clause_list
from hds_tco.analysis.restitution.exit_profile import ExitProfile
from hds_tco.analysis.restitution.independent_copy import IndependentCopy
from hds_tco.analysis.restitution.profiles import ProfileComparison
from hds_tco.analysis.restitution.replay import CONTRACTS, Replay
from hds_tco.analysis.table import Table, amount_and_error, count_and_error, share_and_error
from hds_tco.locale import DEFAULT_LANGUAGE, Language, amount, decimal, euros, has_text, text

if TYPE_CHECKING:
    import pandas as pd

# What costs more than it saves.
LOSS = " †"
_DAYS = "interruption_days_p50"
ERROR = "_standard_error"


def values_table(found: ClauseValues, lang: Language = DEFAULT_LANGUAGE) -> Table:
    """Return what each clause is worth on average, the most valuable alone first."""
    table = _worths(found, "expected", lang)
    held = (text("screen.yes" if row else "screen.no", lang) for row in found.frame(lang)["held"])
    return replace(
        table,
        columns=(table.columns[0], text("clauses.held", lang), *table.columns[1:]),
        rows=tuple((row[0], said, *row[1:]) for row, said in zip(table.rows, held, strict=True)),
        caption=text("clauses.values_caption", lang),
    )


def tails_table(found: ClauseValues, lang: Language = DEFAULT_LANGUAGE) -> Table:
    """Return what each clause is worth in the dearest 5 % of draws, in the same order."""
    return _worths(found, "cvar95", lang)


def _worths(found: ClauseValues, figure: str, lang: Language) -> Table:
    rows = tuple(
        (row["label"], *(amount_and_error(row, f"{against}_{figure}_eur", lang) for against in AGAINST))
        for row in found.frame(lang).to_dict("records")
    )
    columns = _headings(("clause", *AGAINST), lang)
    return Table(columns, rows, title=text(f"clauses.worth.{figure}", lang))


def sets_table(found: BestClauses, lang: Language = DEFAULT_LANGUAGE) -> Table:
    """Return the best set of clauses for each budget, what is asked taken off, or for each number of clauses."""
    if found.priced:
        return _priced_sets(found, lang)
    rows = []
    for row in found.frame(lang).to_dict("records"):
        shown = (amount_and_error(row, name, lang) for name in ("expected_saving_eur", "cvar95_saving_eur"))
        rows.append((decimal(float(row["allowed_clauses"]), lang), *shown, row["clause_labels"] or "–"))
    return Table(
        columns=_headings(("allowed", "saving", "tail_saving", "to_obtain"), lang),
        rows=tuple(rows),
        title=text("clauses.sets", lang),
        words=(3,),
    )


def _priced_sets(found: BestClauses, lang: Language) -> Table:
    """Return the sets by rising price; those that cost more than they save are marked, the worthiest stands out."""
    rows = tuple(
        (
            euros(each.price_eur or 0.0, lang),
            f"{amount(each.expected.value, lang)} ± {amount(each.expected.standard_error, lang)}",
            amount(each.net_expected_eur, lang) + (LOSS if each.net_expected_eur < 0 else ""),
            amount(each.net_cvar95_eur, lang) + (LOSS if each.net_cvar95_eur < 0 else ""),
            ", ".join(clause_label(clause, lang) for clause in each.clauses) or "–",
        )
        for each in found.sets
    )
    return Table(
        columns=_headings(("price", "saving", "net_saving", "net_tail_saving", "to_obtain"), lang),
        rows=rows,
        title=text("clauses.sets", lang),
        caption=text("clauses.sets_caption", lang),
        strong=(found.sets.index(found.worthiest),) if found.worthiest.net_expected_eur > 0 else (),
        words=(4,),
    )


def exit_table(found: ExitProfile, lang: Language = DEFAULT_LANGUAGE) -> Table:
    """Return what a forced exit is like, given that it comes, whatever its cause."""
    names = ("mean", "p05", "p50", "p95")
    frame = found.frame(lang)
    rows = tuple(
        (row["measure_label"], *(_of_exit(row, name, lang) for name in names))
        for row in frame[frame["cause"] == "any"].to_dict("records")
    )
    columns = tuple(text(f"restitution_lab.column.{name}", lang) for name in ("measure_label", *names))
    return Table(columns, rows, title=text("clauses.profile", lang))


def years_table(found: ExitProfile, lang: Language = DEFAULT_LANGUAGE) -> Table:
    """Return how likely the first forced exit is in each year, as drawn and by the closed form."""
    rows = tuple(
        (row["label"], *(share_and_error(row, name, lang) for name in ("probability", "closed_form")))
        for row in found.by_year(lang).to_dict("records")
    )
    columns = (text("restitution_lab.column.year", lang), *_headings(("years_drawn", "years_formula"), lang))
    return Table(columns, rows, title=text("clauses.years", lang))


def _of_exit(row: Mapping[Hashable, Any], name: str, lang: Language) -> str:
    if isnan(row[name]):
        return "–"
    return (share_and_error if row["measure"] == "data_lost" else count_and_error)(row, name, lang)


def profiles_table(found: ProfileComparison, lang: Language = DEFAULT_LANGUAGE) -> Table:
    """Return the same contract with other providers."""
    rows = tuple(
        (
            row["label"],
            share_and_error(row, "exit_probability", lang),
            amount_and_error(row, "expected_cost_eur", lang),
            amount_and_error(row, "cvar95_eur", lang),
            _days(row, lang),
        )
        for row in found.frame(lang).to_dict("records")
    )
    names = ("provider", "exit_probability", "expected_cost_eur", "cvar95_eur", _DAYS)
    return Table(
        _headings(names, lang),
        rows,
        title=text("clauses.profiles", lang),
        caption=text("clauses.profiles_caption", lang),
    )


def _days(row: Mapping[Hashable, Any], lang: Language) -> str:
    return "–" if isnan(row[_DAYS]) else count_and_error(row, _DAYS, lang)


def replay_table(found: Replay, names: Collection[str] | None = None, lang: Language = DEFAULT_LANGUAGE) -> Table:
    """Return documented failures as if they struck our provider; of some names only, if told."""
    frame = found.frame(lang)
    played = frame[frame["replayed"].astype(bool)]
    rows = []
    for failure, outcomes in played.groupby("failure", sort=False):
        if names is not None and failure not in names:
            continue
        by = {row["contract"]: row for row in outcomes.to_dict("records")}
        told = (
            text(
                "clauses.outcome",
                lang,
                days=decimal(by[contract]["interruption_days"], lang, 0),
                cost=amount(by[contract]["cost_eur"], lang, digits=0),
                mark=" †" if by[contract]["data_lost"] else "",
            )
            for contract in CONTRACTS
        )
        one = by["ours"]
        code = str(one["confidence"]).partition(" ")[0]
        name = f"{one['failure']} ({one['failure_year']}), {one['cause_label']} [{code}]"
        rows.append((name, one["failure_notice"], *told))
    return Table(
        columns=(text("restitution_lab.column.failure", lang), *_headings(("notice", *CONTRACTS), lang)),
        rows=tuple(rows),
        title=text("clauses.replay", lang, year=found.year),
        caption=text("clauses.replay_caption", lang),
    )


def copy_table(found: IndependentCopy, lang: Language = DEFAULT_LANGUAGE) -> Table:
    """Return an independent copy against its price."""
    rows = tuple(
        (
            row["label"],
            *(amount_and_error(row, name, lang) for name in ("gross_value_eur", "price_paid_eur", "net_value_eur")),
            f"{euros(row['break_even_eur_per_tb_per_year'], lang, 2)} "
            f"({text('clauses.today_price', lang, price=euros(row['price_eur_per_tb_per_year'], lang, 2))})",
        )
        for row in found.frame(lang).to_dict("records")
    )
    names = ("sense", "gross", "paid", "net", "break_even")
    return Table(_headings(names, lang), rows, title=text("clauses.copy", lang))


def law_table(lang: Language = DEFAULT_LANGUAGE) -> Table:
    """Return what article R.1111-11 asks of the contract, and whether its text was read."""
    rows = tuple(
        (row["item_label"], row["text"], f"{row['status']} ({row['confidence']})", row["clause_labels"] or "–")
        for row in clause_list(lang).to_dict("records")
    )
    return Table(
        _headings(("item", "text", "read", "about"), lang),
        rows,
        caption=text("clauses.law_note", lang),
        title=text("clauses.law", lang),
        words=(1, 2, 3),
    )


def _headings(names: Collection[str], lang: Language) -> tuple[str, ...]:
    return tuple(text(f"clauses.{name}", lang) for name in names)


def titled(frame: pd.DataFrame, lang: Language = DEFAULT_LANGUAGE) -> pd.DataFrame:
    """Return a frame of this package with columns as a person reads them; one that has no title keeps its name.

    Examples
    --------
    >>> import pandas as pd
    >>> titled(pd.DataFrame({"exit_days": [1.0], "exit_days_standard_error": [0.1]}), "en").columns.tolist()
    ['Exit (days)', '± Exit (days)']
    """
    return frame.rename(columns={name: title for name in frame.columns if (title := _title(str(name), lang))})


def _title(name: str, lang: Language) -> str:
    if name.endswith(ERROR):
        said = _title(name.removesuffix(ERROR), lang)
        return f"± {said}" if said else ""
    key = f"restitution_lab.column.{name}"
    return text(key, lang) if has_text(key, lang) else ""
