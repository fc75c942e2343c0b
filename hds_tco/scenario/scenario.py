"""The scenario: one file's worth of assumptions, typed and frozen."""

from __future__ import annotations

import json
from collections.abc import Iterator
from hashlib import sha256
from typing import Annotated, Any, Literal

from pydantic import Field

from hds_tco.scenario.assumption import Assumption, Section, V
from hds_tco.scenario.option_sections import External, Hardware, InHouse, Leasing, Operations, Restitution
from hds_tco.scenario.sections import (
    Certification,
    Correlation,
    Dispute,
    Existing,
    Finance,
    Hospital,
    Hosted,
    Incidents,
    Migration,
    Pooling,
    Protection,
    Staffing,
    StaffRole,
    Vat,
    Volumes,
)

LONGEST_HORIZON = 30
OptionKey = Literal["in_house", "external", "leasing", "status_quo"]


class Scenario(Section[V]):
    """A hospital, its assumptions and its options.

    `Scenario[Assumption]` is what a file gives; `Scenario[Array]` is what the model reads (see
    `hds_tco.scenario.fields`).
    """

    name: str
    description: str
    decision_year: Annotated[int, Field(ge=2000, le=2100, strict=True)]
    horizon_years: Annotated[int, Field(ge=1, le=LONGEST_HORIZON, strict=True)]
    options: Annotated[tuple[OptionKey, ...], Field(min_length=1)]
    hospital: Hospital[V]
    volumes: Volumes[V]
    migration: Migration[V]
    protection: Protection[V]
    existing: Existing[V]
    finance: Finance[V]
    vat: Vat[V]
    certification: Certification[V]
    incidents: Incidents[V]
    pooling: Pooling[V]
    staffing: Staffing[V]
    staff: dict[str, StaffRole[V]]
    hosted: dict[str, Hosted[V]] = Field(default_factory=dict)
    hardware: Hardware[V] | None = None
    operations: Operations[V] | None = None
    in_house: InHouse[V] | None = None
    leasing: Leasing[V] | None = None
    external: External[V] | None = None
    restitution: Restitution[V] | None = None
    law: dict[str, Dispute[V]] = Field(default_factory=dict)
    correlations: dict[str, Correlation[V]] = Field(default_factory=dict)


# One gesture of a reader asks for the same scenario's assumptions a dozen times; frozen, they do not change.
RECENT = 4
_recent: tuple[tuple[Scenario[Assumption], dict[str, Assumption]], ...] = ()


def digest(scenario: Scenario[Assumption]) -> str:
    """Return what tells a scenario's content from any other: the beginning of its SHA-256.

    Examples
    --------
    >>> from hds_tco.scenario import load
    >>> digest(load("reference-ght")) == digest(load("reference-ght"))
    True
    >>> digest(load("reference-ght")) == digest(load("tout-a-zero"))
    False
    """
    content = json.dumps(scenario.model_dump(mode="json"), sort_keys=True)
    return sha256(content.encode()).hexdigest()[:16]


def assumptions_of(scenario: Scenario[Assumption]) -> dict[str, Assumption]:
    """Return every assumption of a scenario by its dotted path, in the order of the file."""
    global _recent  # noqa: PLW0603  # replaced whole, so that threads need no lock
    for known, assumptions in _recent:
        if known is scenario:
            return dict(assumptions)
    assumptions = dict(_walk(scenario, ""))
    _recent = ((scenario, assumptions), *_recent[: RECENT - 1])
    return dict(assumptions)


def uncertain_paths(scenario: Scenario[Assumption]) -> tuple[str, ...]:
    """Return the assumptions that have a distribution, in the order of the file."""
    return tuple(path for path, item in assumptions_of(scenario).items() if item.distribution is not None)


def _walk(node: Any, path: str) -> Iterator[tuple[str, Assumption]]:
    if isinstance(node, Assumption):
        yield path, node
    elif isinstance(node, Section):
        for name in type(node).model_fields:
            yield from _walk(getattr(node, name), f"{path}.{name}" if path else name)
    elif isinstance(node, dict):
        for name, inner in node.items():
            yield from _walk(inner, f"{path}.{name}")
