"""The cockpit in JupyterLab, as a notebook's last line."""

from __future__ import annotations

from collections.abc import Iterator

import nbformat
import pytest

import hds_tco as ht
from tests.cockpit.browser.driving import CASE, Screen, moved, ready
from tests.cockpit.browser.test_app import next_place, rows
from tools.lab import notebook_in_lab, run_all

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def screen(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Screen]:
    folder = tmp_path_factory.mktemp("lab")
    cell = nbformat.v4.new_code_cell("from hds_tco.cockpit import cockpit\n\ncockpit()")
    metadata = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    notebook = folder / "cockpit.ipynb"
    nbformat.write(nbformat.v4.new_notebook(cells=[cell], metadata=metadata), notebook)
    with notebook_in_lab(notebook, folder / "own", height=900) as (page, heard):
        run_all(page)
        ready(page)
        yield Screen(page, heard, None, folder / "own")


def test_a_key_and_the_mouse_move_the_answer(screen: Screen) -> None:
    screen.wait(ht.load(CASE))
    screen.wait_for_draws(ht.load(CASE))
    row = rows()[0]
    key, value = next_place(row)
    screen.slider(row.path).press(key)
    screen.wait(moved({row.path: value}))
    screen.wait_for_draws(moved({row.path: value}))

    slider = screen.slider(rows()[1].path)
    box = slider.bounding_box()
    assert box is not None
    slider.click(position={"x": box["width"] * 0.9, "y": box["height"] / 2})
    dragged = rows()[1].positions[int(slider.input_value())]
    screen.wait(moved({row.path: value, rows()[1].path: dragged}))
    screen.press("Tout remettre")
    screen.wait(ht.load(CASE))
    screen.untouched()


def test_charts_are_as_wide_as_their_place(screen: Screen) -> None:
    widths = screen.page.locator(".hds-chart-picture").evaluate_all(
        "nodes => nodes.filter(node => node.querySelector('.main-svg'))"
        ".map(node => [node.clientWidth, Number(node.querySelector('.main-svg').getAttribute('width'))])"
    )
    assert len(widths) >= 2
    assert all(abs(place - drawn) < 3 for place, drawn in widths)
