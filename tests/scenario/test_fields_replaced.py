"""A file that still uses a field of before is told what to write."""

from __future__ import annotations

from pathlib import Path

import pytest

from hds_tco.locale import LANGUAGES, Language
from hds_tco.scenario import ScenarioError, load
from hds_tco.scenario.fields import field_at, kind_of, replaced_fields


@pytest.mark.parametrize("path", replaced_fields())
def test_a_field_that_is_no_more_names_those_that_are(path: str, tmp_path: Path) -> None:
    instead = [field.replace("*", "technicien") for field in replaced_fields()[path]]
    path = path.replace("*", "technicien")  # a trade of the reference case
    assert field_at(path) is None or kind_of(*field_at(path)) is None  # type: ignore[misc]
    section, _, name = path.rpartition(".")
    file = tmp_path / "hopital.toml"
    file.write_text(f'based_on = "reference-ght"\n[{section}]\n{name} = 1\n', "utf-8")
    with pytest.raises(ScenarioError) as caught:
        load(file)
    (fault,) = caught.value.faults
    assert (fault.code, fault.path, fault.line) == ("replaced_field", path, 3)
    assert all(kind_of(*place) for place in map(field_at, instead) if place is not None)
    assert None not in map(field_at, instead)
    assert str(caught.value).endswith(f"{', '.join(instead)}.")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_correlation_too(lang: Language) -> None:
    group = {"between": ["hardware.server_price_eur", "operations.pue"], "rank_correlation": 0.5}
    with pytest.raises(ScenarioError, match=r"hardware\.server_base_eur, hardware\.server_eur_per_core") as caught:
        load("reference-ght", {"correlations.prix": group}, lang)
    assert [fault.code for fault in caught.value.faults] == ["replaced_field"]
