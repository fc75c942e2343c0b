"""Documented failures of providers, and the cause of the model that each is closest to."""

from __future__ import annotations

import csv
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal, cast

from hds_tco.scenario import data_folder
from hds_tco.scenario.kinds import DAYS

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
