"""Kinds of providers, kept as data, and what leaving each by force would be like."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from hds_tco.analysis.estimate import tail_of
from hds_tco.analysis.frame_table import as_words, cells_of, table_of
from hds_tco.analysis.restitution.clauses import cause_label
from hds_tco.analysis.restitution.exit_profile import ExitProfile, exit_profile
from hds_tco.analysis.sensitivity.labels import labels_of
from hds_tco.analysis.table import (
    Table,
    amount_and_error,
    count_and_error,
    frame_of,
    share_and_error,
    with_errors,
)
from hds_tco.locale import DEFAULT_LANGUAGE, Language, has_text, text
from hds_tco.model.exit_causes import CAUSES
from hds_tco.sampling import DEFAULT_SEED
from hds_tco.scenario import Assumption, Scenario, assumptions_of, data_folder, with_values
from hds_tco.scenario.errors import close_to

if TYPE_CHECKING:
    import pandas as pd

OWN = "scenario"  # the scenario's own provider, whatever its profile
PROFILES = "provider_profiles.toml"
COLUMNS = (
    *("profile", "label"),
    *with_errors(("exit_probability", "expected_cost_eur", "cvar95_eur")),
    *with_errors(("exit_days_p50", "interruption_days_p50", "interruption_days_p95")),
    *with_errors(("cost_eur_mean", "cost_eur_p95", "data_loss_probability")),
    *("main_cause", "main_cause_label"),
)
OF_HYPOTHESES = ("profile", "label", "path", "field", "value", "is_hypothesis", "confidence", "note")


@dataclass(frozen=True)
class ProviderProfile:
    """A kind of provider: what it changes in a scenario. Every figure is a hypothesis, with its reason in its note.

    Parameters
    ----------
    key : str
    french_label, summary : str
    values : mapping
        Dotted path to a table as a scenario file holds it.
    """

    key: str
    french_label: str
    summary: str
    values: Mapping[str, Any]

    def label(self, lang: Language = DEFAULT_LANGUAGE) -> str:
        """Return what the profile is called; one that a user wrote has its own name in every language."""
        key = f"restitution_lab.profile.{self.key}"
        return text(key, lang) if has_text(key, lang) else self.french_label


def provider_profiles(path: Path | None = None) -> dict[str, ProviderProfile]:
    """Return the profiles of a file by key, the shipped ones by default.

    Examples
    --------
    >>> list(provider_profiles())
    ['large_solid', 'small_independent', 'publisher_host']
    """
    tables = tomllib.loads((path or data_folder() / PROFILES).read_text("utf-8"))["profiles"]
    return {
        key: ProviderProfile(key, table["label"], table["summary"], table["values"]) for key, table in tables.items()
    }


def with_profile(
    scenario: Scenario[Assumption], profile: str | ProviderProfile, lang: Language = DEFAULT_LANGUAGE
) -> Scenario[Assumption]:
    """Return the scenario with a provider of that profile: other rates and delays, the same contract and prices.

    Raises
    ------
    ValueError
        If no profile has that name.

    Examples
    --------
    >>> import hds_tco as ht
    >>> small = with_profile(ht.load("reference-ght"), "small_independent")
    >>> small.restitution.insolvency.rate_per_year.is_hypothesis
    True
    """
    return with_values(scenario, _profile(profile, lang).values, lang)


def _profile(profile: str | ProviderProfile, lang: Language = DEFAULT_LANGUAGE) -> ProviderProfile:
    if isinstance(profile, ProviderProfile):
        return profile
    known = provider_profiles()
    if profile not in known:
        near = close_to(profile, known)
        key = "restitution_lab.no_profile_but" if near else "restitution_lab.no_profile"
        raise ValueError(text(key, lang, read=profile, near=near, known=", ".join(known)))
    return known[profile]


@dataclass(frozen=True)
class ProfileComparison:
    """The same hospital and contract with providers of several profiles.

    Parameters
    ----------
    profiles : mapping of str to ProviderProfile
    exits : mapping of str to ExitProfile
        By key; `OWN` is the scenario's own provider.
    """

    profiles: Mapping[str, ProviderProfile]
    exits: Mapping[str, ExitProfile]

    def label(self, key: str, lang: Language = DEFAULT_LANGUAGE) -> str:
        """Return what a provider is called."""
        return self.profiles[key].label(lang) if key in self.profiles else text("restitution_lab.own_profile", lang)

    def frame(self, lang: Language = DEFAULT_LANGUAGE) -> pd.DataFrame:
        """Return one row a provider.

        Returns
        -------
        DataFrame
            ``profile``, ``label``; then, each with ``…_standard_error``, ``exit_probability`` (by the horizon, closed
            form), ``expected_cost_eur`` (present, over all draws), ``cvar95_eur`` (mean of the dearest 5 % of draws);
            and given an exit ``exit_days_p50``, ``interruption_days_p50``, ``interruption_days_p95``,
            ``cost_eur_mean``, ``cost_eur_p95``, ``data_loss_probability``; ``main_cause`` and ``main_cause_label``, the
            commonest cause.
        """
        rows = []
        for key, exits in self.exits.items():
            figures = {
                "exit_probability": exits.closed_form(),
                "expected_cost_eur": exits.expected_cost(),
                "cvar95_eur": tail_of(exits.cost_eur),
                "exit_days_p50": exits.quantile("exit_days", 0.5),
                "interruption_days_p50": exits.quantile("interruption_days", 0.5),
                "interruption_days_p95": exits.quantile("interruption_days", 0.95),
                "cost_eur_mean": exits.mean("cost_eur"),
                "cost_eur_p95": exits.quantile("cost_eur", 0.95),
                "data_loss_probability": exits.mean("data_lost"),
            }
            counts = [np.count_nonzero(exits.cause == rank) for rank in range(len(CAUSES))]
            main = CAUSES[int(np.argmax(counts))] if exits.exits else ""
            cause = {"main_cause": main, "main_cause_label": cause_label(main, lang) if main else ""}
            rows.append({"profile": key, "label": self.label(key, lang), **cells_of(figures), **cause})
        return frame_of(rows, COLUMNS)

    def table(self, lang: Language = DEFAULT_LANGUAGE) -> Table:
        """Return the same contract with other providers."""
        columns = {
            "clauses.provider": ("label", as_words),
            "clauses.exit_probability": ("exit_probability", share_and_error),
            "clauses.expected_cost_eur": ("expected_cost_eur", amount_and_error),
            "clauses.cvar95_eur": ("cvar95_eur", amount_and_error),
            "clauses.interruption_days_p50": ("interruption_days_p50", count_and_error),
        }
        caption = text("clauses.profiles_caption", lang)
        return table_of(self.frame(lang), columns, lang, text("clauses.profiles", lang), caption=caption)

    def hypotheses(self, lang: Language = DEFAULT_LANGUAGE) -> pd.DataFrame:
        """Return every figure of the profiles, with its reason (in French, as in every data file).

        Returns
        -------
        DataFrame
            ``profile``, ``label``, ``path``, ``field``, ``value``, ``is_hypothesis``, ``confidence``, ``note``.
        """
        rows = []
        for key, profile in self.profiles.items():
            scenario = self.exits[key].scenario
            given, paths = assumptions_of(scenario), tuple(profile.values)
            head = {"profile": key, "label": profile.label(lang)}
            for path, field in zip(paths, labels_of(scenario, paths, lang), strict=True):
                item = {name: getattr(given[path], name) for name in ("value", "is_hypothesis", "confidence", "note")}
                rows.append({**head, "path": path, "field": field, **item})
        return frame_of(rows, OF_HYPOTHESES)

    def notes(self, lang: Language = DEFAULT_LANGUAGE) -> list[str]:
        """Return what must be said beside the figures."""
        return [text("restitution_lab.profiles_note", lang), text("restitution_lab.cost_note", lang)]


def compare_profiles(
    scenario: Scenario[Assumption],
    profiles: Iterable[str | ProviderProfile] | None = None,
    draws: int = 20_000,
    seed: int = DEFAULT_SEED,
) -> ProfileComparison:
    """Draw forced exits from providers of several profiles, for the same hospital and contract, with the same chance.

    Parameters
    ----------
    scenario : Scenario
    profiles : iterable of str or ProviderProfile, optional
        All shipped ones by default; the scenario's own provider always comes first.
    draws, seed : int
        As in `exit_profile`.

    Examples
    --------
    >>> import hds_tco as ht
    >>> frame = compare_profiles(ht.load("reference-ght"), draws=1000).frame("en")
    >>> frame["profile"].tolist()
    ['scenario', 'large_solid', 'small_independent', 'publisher_host']
    """
    wanted = provider_profiles().values() if profiles is None else map(_profile, profiles)
    chosen = {profile.key: profile for profile in wanted}
    exits = {OWN: exit_profile(scenario, draws, seed)}
    exits |= {key: exit_profile(with_profile(scenario, profile), draws, seed) for key, profile in chosen.items()}
    return ProfileComparison(chosen, exits)
