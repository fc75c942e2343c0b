"""What every section of a scenario shares."""

from __future__ import annotations

from typing import Generic, TypeVar

from pydantic import BaseModel, ConfigDict

# What a field holds: `Assumption` in a loaded scenario; in the model numbers, draws or symbols.
V = TypeVar("V")


class Section(BaseModel, Generic[V]):
    """A frozen table of a scenario file; an unknown field is a fault."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)
