"""The sliders in hand are those that matter, whatever the case."""

from __future__ import annotations

import pytest

import hds_tco as ht
from hds_tco.analysis.sensitivity.ranges import scalar_paths
from hds_tco.analysis.sensitivity.tornado import first_tornado, swings_by_half
from hds_tco.cockpit import cockpit
from hds_tco.cockpit.slider import FIRST, first_paths
from hds_tco.scenario import assumptions_of

CERTAIN = [
    name
    for name in sorted(ht.scenario.shipped_scenarios())
    if not any(item.distribution for item in assumptions_of(ht.load(name)).values())
]
ZERO = ("tout-a-zero", "tout-a-zero-deux-options")


def test_the_cases_are_those_meant() -> None:
    assert len(CERTAIN) == 6


@pytest.mark.parametrize("name", [name for name in CERTAIN if name not in (*ZERO, "ap-hm-2017")])
def test_a_case_without_distributions_has_sliders_that_move_it(name: str) -> None:
    scenario = ht.load(name)
    paths = first_paths(scenario, first_tornado(scenario))
    assert paths
    screen = cockpit(name, draws=64)
    assert set(paths) < set(screen.sliders)
    before = [option.net_present_cost_eur for option in screen.session.result.options]
    for path in paths:
        row = screen.sliders[path].row
        screen.session.move(path, row.positions[-1] if row.positions else (123_456.0,))
        assert [option.net_present_cost_eur for option in screen.session.result.options] != before, path
        screen.session.reset()


def test_the_heaviest_come_first() -> None:
    scenario = ht.load("reference-ght")
    paths = [path for path in scalar_paths(scenario) if path.startswith("finance.")]
    swings = swings_by_half(scenario, paths)
    for path, swing in swings.items():
        value = float(assumptions_of(scenario)[path].value)  # type: ignore[arg-type]
        one, other = (ht.compare(ht.with_values(scenario, {path: value * times})) for times in (0.5, 1.5))
        gaps = [
            abs(a.net_present_cost_eur - b.net_present_cost_eur)
            for a, b in zip(one.options, other.options, strict=True)
        ]
        assert swing == pytest.approx(max(gaps), rel=1e-6), path


def test_uncertain_assumptions_keep_their_places() -> None:
    scenario = ht.load("reference-ght")
    found = first_tornado(scenario)
    assert len(first_paths(scenario, found)) == FIRST
    assert set(first_paths(scenario, found)) <= set(found.paths)


@pytest.mark.parametrize("name", CERTAIN)
def test_where_nothing_is_drawn_no_risk_is_told(name: str) -> None:
    screen = cockpit(name, draws=64)
    screen.draw_all()
    if screen.session.now.certain:
        assert screen.views["exceedance"].layout.display == "none"
        assert "5\N{NO-BREAK SPACE}% de risque" not in screen.views["exceedance"].caption.get("title", "")
        assert "Rien n'est incertain" in screen._answer.html.replace("&#x27;", "'")


@pytest.mark.parametrize("name", ZERO)
def test_where_all_is_zero_no_year_is_the_dearest(name: str) -> None:
    screen = cockpit(name, draws=64)
    screen.draw_all()
    assert screen._risks.layout.display == "none"
    title = screen.views["yearly"].caption["title"]
    assert "plus chère" not in title
    assert "2017" not in title
