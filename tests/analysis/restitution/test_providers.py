from __future__ import annotations

from pathlib import Path

import pytest

from hds_tco.analysis.restitution.exit_profile import OWN, compare_profiles, exit_profile
from hds_tco.analysis.restitution.providers import provider_profiles, with_profile
from hds_tco.locale import LANGUAGES
from hds_tco.scenario import assumptions_of, load

REFERENCE = load("reference-ght")
PROFILES = provider_profiles()


@pytest.mark.parametrize("key", PROFILES)
def test_every_figure_of_a_profile_is_a_hypothesis_with_its_reason(key: str) -> None:
    made = assumptions_of(with_profile(REFERENCE, key))
    for path in PROFILES[key].values:
        assert made[path].is_hypothesis, path
        assert made[path].note.startswith("hypothèse"), path
        assert not made[path].source


@pytest.mark.parametrize("key", PROFILES)
def test_a_profile_changes_the_provider_not_the_contract_nor_the_price(key: str) -> None:
    before, after = assumptions_of(REFERENCE), assumptions_of(with_profile(REFERENCE, key))
    changed = {path for path in before if before[path] != after[path]}
    assert changed == set(PROFILES[key].values)
    assert all(path.startswith("restitution.") for path in changed)
    assert not any(path.startswith(("restitution.clauses.", "restitution.effects.")) for path in changed)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_scenarios_own_provider_comes_first_then_each_profile(lang: str) -> None:
    found = compare_profiles(REFERENCE, draws=600, seed=3)
    frame = found.frame(lang).set_index("profile")  # type: ignore[arg-type]
    assert frame.index.tolist() == [OWN, *PROFILES]
    assert frame["label"].nunique() == len(frame)
    for key in PROFILES:
        alone = exit_profile(with_profile(REFERENCE, key), 600, 3)
        assert frame.loc[key, "expected_cost_eur"] == alone.expected_cost().value
    assert frame.loc[OWN, "expected_cost_eur"] == exit_profile(REFERENCE, 600, 3).expected_cost().value
    assert set(frame["main_cause"]) <= {"insolvency", "market_exit", "price_rise"}


def test_hypotheses_are_listed_one_by_one() -> None:
    listed = compare_profiles(REFERENCE, ["large_solid"], draws=50).hypotheses()
    assert listed["path"].tolist() == list(PROFILES["large_solid"].values)
    assert listed["is_hypothesis"].all()
    assert (listed["note"].str.len() > 20).all()


def test_a_users_own_profile_keeps_its_name(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(
        '[profiles.mine]\nlabel = "Mon hébergeur"\nsummary = "…"\n[profiles.mine.values]\n'
        '"restitution.insolvency.rate_per_year" = 0.5\n',
        "utf-8",
    )
    mine = provider_profiles(path)["mine"]
    found = compare_profiles(REFERENCE, [mine], draws=200)
    assert found.label("mine", "en") == "Mon hébergeur"
    assert found.exits["mine"].closed_form().value > 0.99


def test_an_unknown_profile_is_refused_with_the_nearest() -> None:
    with pytest.raises(ValueError, match="large_solid"):
        with_profile(REFERENCE, "large_sold")
    with pytest.raises(ValueError, match="small_independent"):
        compare_profiles(REFERENCE, ["zzz"], draws=10)
