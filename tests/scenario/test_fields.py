"""The schema itself: every field tells its unit, and every path leads where it says."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from hds_tco.scenario import kinds
from hds_tco.scenario.assumption import Section
from hds_tco.scenario.fields import choices_of, field_at, inner_section, kind_of, label_key
from hds_tco.scenario.kinds import SAYING, SHAPING, Kind
from hds_tco.scenario.scenario import Scenario

Place = tuple[str, type[Section[object]], str]


def places(section: type[Section[object]] = Scenario, path: str = "") -> Iterator[Place]:
    for name in section.model_fields:
        here = f"{path}.{name}" if path else name
        yield here, section, name
        inner, keyed = inner_section(section, name)
        if inner is not None:
            yield from places(inner, f"{here}.key" if keyed else here)


PLACES = list(places())
ASSUMPTIONS = [(path, kind) for path, section, name in PLACES if (kind := kind_of(section, name)) is not None]
KINDS = [kind for kind in vars(kinds).values() if isinstance(kind, Kind)]


@pytest.mark.parametrize(("path", "kind"), ASSUMPTIONS, ids=[path for path, _ in ASSUMPTIONS])
def test_a_name_ends_with_the_unit_of_its_kind(path: str, kind: Kind) -> None:
    name = path.rpartition(".")[2]
    if kind.flag:
        assert not any(f"_{name}".endswith(f"_{unit}") for other in KINDS for unit in other.suffixes if "_" in unit)
        return
    assert any(f"_{name}".endswith(f"_{suffix}") for suffix in kind.suffixes)


@pytest.mark.parametrize(("path", "kind"), ASSUMPTIONS, ids=[path for path, _ in ASSUMPTIONS])
def test_a_name_ends_with_no_longer_unit_of_another_kind(path: str, kind: Kind) -> None:
    # …_eur_per_tb_per_month is no price per TB
    name = path.rpartition(".")[2]
    fitting = [(len(unit), other) for other in KINDS for unit in other.suffixes if f"_{name}".endswith(f"_{unit}")]
    longest = max((length for length, _ in fitting), default=0)
    interest = path in ("finance.real_discount_rate_per_year", "leasing.implicit_rate_per_year")  # no rate of events
    assert interest or kind.flag or kind in [other for length, other in fitting if length == longest]


def test_money_is_in_euros_and_never_in_thousands() -> None:
    for path, kind in ASSUMPTIONS:
        assert ("eur" in path.rpartition(".")[2].split("_")) == kind.name.startswith("euros")
        assert not {"keur", "meur", "k", "percent", "pct"} & set(path.rpartition(".")[2].split("_"))


def test_every_kind_is_used_and_has_sane_bounds() -> None:
    assert {kind.name for kind in KINDS} == {kind.name for _, kind in ASSUMPTIONS}
    assert len({kind.name for kind in KINDS}) == len(KINDS)
    for kind in KINDS:
        assert kind.low < kind.high
        assert kind.flag == (kind.suffixes == ())


def test_no_field_bears_the_name_of_a_part_of_an_assumption() -> None:
    # By these names a table is known to be an assumption, not a section.
    assert {path.rpartition(".")[2] for path, _, _ in PLACES} & {*SAYING, *SHAPING} == set()


def test_every_field_is_an_assumption_a_choice_a_text_or_a_section() -> None:
    rest = [
        path
        for path, section, name in PLACES
        if kind_of(section, name) is None and not choices_of(section, name) and inner_section(section, name)[0] is None
    ]
    assert {path.rpartition(".")[2] for path in rest} == {
        "name",
        "description",
        "decision_year",
        "horizon_years",
        "options",
        "label",
        "activities",
        "covered_activities",
        "reseller_activities",
        "between",
    }


def test_a_path_leads_to_its_field() -> None:
    for path, section, name in PLACES:
        assert field_at(path) == (section, name)


@pytest.mark.parametrize(
    "path",
    [
        "",
        ".",
        "x",
        "finance.",
        "finance.x",
        "finance.vat_share.value",
        "hosted.a.x",
        "name.x",
        "staff..",
        "..",
        "hosted.a.b.c",
    ],
)
def test_a_path_that_leads_nowhere(path: str) -> None:
    assert field_at(path) is None


@pytest.mark.parametrize(
    ("path", "key"),
    [
        ("horizon_years", "field.horizon_years"),
        ("finance.vat_share", "field.finance.vat_share"),
        ("staff.ingénieur.in_house_fte", "field.staff.*.in_house_fte"),
        ("hosted.EHPAD du Lac.vms", "field.hosted.*.vms"),
        ("certification.steps.one.start_year", "field.certification.steps.*.start_year"),
        ("restitution.insolvency.notice_days", "field.restitution.insolvency.notice_days"),
        ("leasing.lessor.notice_days", "field.leasing.lessor.notice_days"),
    ],
)
def test_the_key_of_a_label(path: str, key: str) -> None:
    assert label_key(path) == key


def test_the_inner_section_of_a_field() -> None:
    names = {
        path: (inner.__name__, keyed)
        for path, section, name in PLACES
        for inner, keyed in [inner_section(section, name)]
        if inner is not None
    }
    assert names["hosted"] == ("Hosted", True)
    assert names["certification.steps"] == ("CertificationStep", True)
    assert names["external"] == ("External", False)
    assert names["leasing.lessor"] == ("LessorFailure", False)
    assert "finance.vat_share" not in names
