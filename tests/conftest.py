"""What the whole test suite shares."""

from __future__ import annotations

import os
from collections.abc import Generator
from typing import TypeVar

import pytest

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


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Try a page once more when a wait ran out, and say so: a shared machine may stand still for a minute.

    Only the waits of Playwright are pardoned, and only once; a wrong figure, an error or a missing word never is.
    """
    for item in items:
        if item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.flaky(reruns=1, only_rerun=["^TimeoutError: ", "^RanOut: "]))


def pytest_configure(config: pytest.Config) -> None:
    if os.environ.get("CI"):
        config.pluginmanager.register(NoSkipping(), "no-skipping")
