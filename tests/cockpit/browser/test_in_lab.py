"""What JupyterLab alone may spoil: how wide charts are in a cell's output."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.cockpit.browser.driving import Screen, lab

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def screen(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Screen]:
    with lab(tmp_path_factory.mktemp("lab"), height=900) as opened:
        yield opened


def test_charts_are_as_wide_as_their_place(screen: Screen) -> None:
    widths = screen.page.locator(".hds-chart-picture").evaluate_all(
        "nodes => nodes.filter(node => node.querySelector('.main-svg'))"
        ".map(node => [node.clientWidth, Number(node.querySelector('.main-svg').getAttribute('width'))])"
    )
    assert len(widths) >= 2
    assert all(abs(place - drawn) < 3 for place, drawn in widths)
