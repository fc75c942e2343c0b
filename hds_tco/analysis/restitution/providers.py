"""What the data files hold on providers: kinds of them, and documented failures with the closest cause of each."""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal, cast

from hds_tco.locale import DEFAULT_LANGUAGE, Language, has_text, text
from hds_tco.scenario import Assumption, Scenario, data_folder, with_values
from hds_tco.scenario.errors import close_to
from hds_tco.scenario.kinds import DAYS

PROFILES = "provider_profiles.toml"
Loss = Literal["lost", "kept", "chance"]
WhyNot = Literal["", "no_notice", "takeover", "repaired", "unknown_kind"]
FAILURES, KINDS = "provider_failures.csv", "failure_kinds.toml"
# What the register writes where no notice makes sense, because a buyer went on serving.
TAKEN_OVER = "not applicable"
# What it writes of a provider that served no more; as a number of days, more than any exit lasts.
NEVER_BACK = "never"
# Columns of the register that a failure holds as they are written.
AS_WRITTEN = (
    *("name", "country", "year", "kind", "data_lost", "what_happened"),
    *("source_title", "source_url", "confidence"),
)


@dataclass(frozen=True)
class Failure:
    """One row of the register, as written, and how we read it.

    Parameters
    ----------
    name, country, kind, what_happened, source_title, source_url, confidence : str
        As in the register.
    year : str
        As in the register.
    notice : str
        As in the register; `notice_days` if that is a number.
    data_lost : str
        As in the register.
    notice_days : float or None
    service_back_days : float or None
        Days until the provider served again by itself; None if the register does not say.
    cause : str
        The closest cause of the model; empty if none.
    loss : {"lost", "kept", "chance"}
        What the register says of the data; "chance" where it does not say, or where only some customers lost theirs.
    reason : str
        Why that cause (in French, as in every data file).
    """

    name: str
    country: str
    year: str
    kind: str
    notice: str
    data_lost: str
    what_happened: str
    source_title: str
    source_url: str
    confidence: str
    notice_days: float | None
    service_back_days: float | None
    cause: str
    loss: Loss
    reason: str

    @property
    def why_not(self) -> WhyNot:
        """Why it cannot be replayed; empty if it can."""
        if not self.cause:
            return "repaired" if self.reason else "unknown_kind"
        if self.notice_days is None:
            return "takeover" if self.notice == TAKEN_OVER else "no_notice"
        return ""


def documented_failures(path: Path | None = None) -> tuple[Failure, ...]:
    """Return the failures of a register, the shipped one by default.

    Parameters
    ----------
    path : Path, optional
        A CSV with the columns of ``data/provider_failures.csv``.

    Examples
    --------
    >>> failures = {failure.name: failure for failure in documented_failures()}
    >>> failures["2e2"].notice_days, failures["2e2"].cause
    (9.0, 'insolvency')
    >>> failures["Blade (Shadow)"].why_not
    'takeover'
    """
    kinds, losses = _readings()
    with (path or data_folder() / FAILURES).open(encoding="utf-8-sig", newline="") as file:
        return tuple(_failure(row, kinds, losses) for row in csv.DictReader(file))


def _failure(row: dict[str, str], kinds: dict[str, dict[str, str]], losses: list[dict[str, str]]) -> Failure:
    kind = kinds.get(row["kind"], {"cause": "", "reason": ""})
    loss = next(entry["reading"] for entry in losses if row["data_lost"].casefold().startswith(entry["begins"]))
    return Failure(
        **{name: row[name] for name in AS_WRITTEN},
        notice=row["notice_days"],
        notice_days=_days(row["notice_days"]),
        service_back_days=_days(row.get("service_back_days") or ""),
        cause=kind["cause"],
        loss=cast("Loss", loss),
        reason=kind["reason"],
    )


def _days(cell: str) -> float | None:
    if cell.strip() == NEVER_BACK:
        return DAYS.high
    return float(cell) if cell.strip().isdecimal() else None


@cache
def _readings() -> tuple[dict[str, dict[str, str]], list[dict[str, str]]]:
    tables = tomllib.loads((data_folder() / KINDS).read_text("utf-8"))
    return {entry["kind"]: entry for entry in tables["kind"]}, tables["loss"]


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
    return with_values(scenario, profile_of(profile, lang).values, lang)


def profile_of(profile: str | ProviderProfile, lang: Language = DEFAULT_LANGUAGE) -> ProviderProfile:
    """Return a shipped profile by its key.

    Raises
    ------
    ValueError
        If no profile has that name.
    """
    if isinstance(profile, ProviderProfile):
        return profile
    known = provider_profiles()
    if profile not in known:
        near = close_to(profile, known)
        key = "restitution_lab.no_profile_but" if near else "restitution_lab.no_profile"
        raise ValueError(text(key, lang, read=profile, near=near, known=", ".join(known)))
    return known[profile]
