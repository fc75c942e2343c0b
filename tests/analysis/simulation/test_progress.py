"""A bar for whoever looks through IPython, when the work lasts; silence everywhere else."""

from __future__ import annotations

import sys
import threading
from types import SimpleNamespace
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient

import hds_tco as ht
from hds_tco.analysis.simulation import progress
from hds_tco.analysis.simulation.progress import bar_here, watched
from tests.analysis.simulation.case import small


@pytest.fixture
def kernel(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Make believe that a notebook asks; return what it is shown."""
    pages: list[str] = []
    handle = SimpleNamespace(update=lambda page: pages.append(page.data))

    def display(page: Any, display_id: bool) -> Any:
        assert display_id
        pages.append(page.data)
        return handle

    shell = SimpleNamespace(kernel=object())
    monkeypatch.setattr("IPython.get_ipython", lambda: shell)
    monkeypatch.setattr("IPython.display.display", display)
    return pages


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    now = [0.0]
    monkeypatch.setattr(progress, "time", SimpleNamespace(monotonic=lambda: now[0]))
    return now


def test_work_that_lasts_shows_how_far_it_is_and_leaves_nothing(kernel: list[str], clock: list[float]) -> None:
    with watched(None) as told:
        assert told is not None
        for second, done in enumerate((1000, 2000, 3000, 4000)):
            clock[0] = second * 0.9
            told(done, 4000)
        assert len(kernel) == 2  # after 1.8 and 2.7 s
    assert "3\u202f000 / 4\u202f000" in kernel[0]
    assert "Tirages" in kernel[0]
    assert kernel[-1] == ""


def test_short_work_shows_nothing(kernel: list[str], clock: list[float]) -> None:
    with watched(None) as told:
        assert told is not None
        told(1, 2)
        clock[0] = 5.0
        told(2, 2)  # over: no bar for nothing
    assert kernel == []


def test_the_bar_goes_when_the_work_fails(kernel: list[str], clock: list[float]) -> None:
    with pytest.raises(ZeroDivisionError), watched(None) as told:
        assert told is not None
        clock[0] = 2.0
        told(1, 2)
        raise ZeroDivisionError
    assert kernel[-1] == ""


def test_elsewhere_and_for_whoever_asks_otherwise_nothing_is_shown(
    kernel: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    told: list[int] = []
    with watched(lambda done, _: told.append(done)) as report:
        assert report is not None
        report(1, 2)
    assert told == [1]
    found: list[Any] = []
    thread = threading.Thread(target=lambda: found.append(bar_here("fr")))  # no page answers to another thread
    thread.start()
    thread.join()
    assert found == [None]
    monkeypatch.setattr("IPython.get_ipython", lambda: None)
    monkeypatch.setattr(progress, "PATIENCE_SECONDS", 0.0)
    ht.simulate(small(), 5000, 5)
    assert kernel == []
    assert capsys.readouterr() == ("", "")


def test_a_terminal_of_ipython_has_a_bar_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("IPython.get_ipython", SimpleNamespace)
    assert bar_here("fr") is None
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    bar = bar_here("fr")
    assert bar is not None
    bar.show(1, 2)
    bar.show(2, 2)
    bar.close()


@pytest.mark.slow
def test_in_a_notebook_an_interrupt_keeps_what_was_done_and_the_table_shows_it() -> None:
    """A real kernel: the bar is shown and goes; the interrupt of the kernel leaves a partial result."""
    first = (
        "import _thread, threading\n"
        "import hds_tco as ht\n"
        "from hds_tco.analysis.simulation import progress\n"
        "progress.PATIENCE_SECONDS = 0.0\n"
        "scenario = ht.load('reference-ght')"
    )
    stopped = (
        "show = progress._PageBar.show\n"
        "def shown(bar, done, total):\n"
        "    if bar._handle is None:\n"
        "        threading.Timer(0.2, _thread.interrupt_main).start()\n"
        "    show(bar, done, total)\n"
        "progress._PageBar.show = shown\n"
        "result = ht.simulate(scenario, 1_000_000)\n"
        "print(result.interrupted, 0 < result.draws < 1_000_000)"
    )
    cells = [nbformat.v4.new_code_cell(source) for source in (first, stopped, "result")]
    book = nbformat.v4.new_notebook(cells=cells)
    NotebookClient(book, timeout=120, kernel_name="python3").execute()
    bar, printed = book.cells[1].outputs
    assert (bar["output_type"], bar["data"]["text/html"]) == ("display_data", "")
    assert printed["text"].split() == ["True", "True"]
    (shown,) = book.cells[2].outputs
    assert "Coût actualisé net des options" in shown["data"]["text/html"]
    assert "Interrompu" in shown["data"]["text/html"]
    assert len(shown["data"]["text/plain"]) < 250
