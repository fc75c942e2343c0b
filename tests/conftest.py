"""What the whole test suite shares."""

from __future__ import annotations

import os
import signal
from collections.abc import Generator
from typing import TypeVar

import pytest
from hypothesis.internal import constants_ast
from hypothesis.internal.conjecture import providers

from hds_tco.cli.start import ONE_THREAD
from tests.programs import missing_programs, program

# As the command line has it; the workers of a run in parallel inherit it.
os.environ.update(dict.fromkeys(ONE_THREAD, "1"))
Report = TypeVar("Report", pytest.TestReport, pytest.CollectReport)


class NoSkipping:
    """Under CI a skipped test is a failure: what is not run there is not known to work.

    Registered as a plugin, since a conftest's own hooks see only the tests beside it, not the doctests of the package.
    """

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_makereport(
        self, item: pytest.Item, call: pytest.CallInfo[None]
    ) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        return _failed_if_skipped((yield))

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_make_collect_report(
        self, collector: pytest.Collector
    ) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
        return _failed_if_skipped((yield))


def _failed_if_skipped(report: Report) -> Report:
    if report.skipped and not hasattr(report, "wasxfail"):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr
        report.outcome = "failed"
        report.longrepr = f"{report.nodeid}: nothing may be skipped under CI ({reason})"
    return report


@pytest.hookimpl(wrapper=True)  # before pytest-xdist, which reads the groups in the same hook
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> Generator[None]:
    """Keep a file's tests, and all pages, on one worker; try a page once more when a wait ran out, and say so.

    A shared machine may stand still for a minute: only the waits of Playwright are pardoned, and only once; a wrong
    figure, an error or a missing word never is.
    """
    for item in items:
        page = item.get_closest_marker("browser") is not None
        item.add_marker(pytest.mark.xdist_group("pages" if page else item.nodeid.split("::")[0]))
        if page:
            item.add_marker(pytest.mark.flaky(reruns=1, only_rerun=["^TimeoutError: ", "^RanOut: "]))
    yield
    if getattr(config.option, "loadgroup", False) and not all("@" in item.nodeid for item in items):
        raise pytest.UsageError("this pytest-xdist reads no groups from this pytest: files would be torn apart")


def pytest_runtest_setup(item: pytest.Item) -> None:
    if item.get_closest_marker("browser"):
        program("chromium")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    skipped = terminalreporter.getreports("skipped")
    for line in missing_programs(str(report.longrepr) for report in skipped):
        terminalreporter.write_line(line, yellow=True)


def pytest_configure(config: pytest.Config) -> None:
    os.environ["HDS_TCO_CACHE"] = "off"  # nothing kept by another run, or by another version of the code, is tested
    # Hypothesis also tries the constants of whatever modules are imported by then: with several workers the examples of
    # a test would differ from run to run, whatever `derandomize` promises.
    if "HDS_TCO_EXAMPLES" not in os.environ:
        providers._get_local_constants = constants_ast.Constants
    # A suite started behind a shell's `&` or nohup inherits a Ctrl-C that is ignored, and so would what it starts.
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    if os.environ.get("CI"):
        config.pluginmanager.register(NoSkipping(), "no-skipping")
