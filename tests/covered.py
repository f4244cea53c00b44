"""Coverage is measured in the tests of the compiler and of gitops only, and while their modules are imported.

The other folders test scripts and servers that run as processes. What they call on the way would not count, and tracing costs a third more
time. Property tests are not traced either, nor are tests with the marker `untraced`: they run the same lines hundreds of times, which takes
twice as long, and other tests reach those lines too.
"""

from __future__ import annotations

import importlib
import os
import pkgutil
from typing import TYPE_CHECKING, Any

import pytest

import compiler
import gitops

if TYPE_CHECKING:
    from collections.abc import Generator

UNCOVERED = tuple(f"tests/{name}/" for name in ("conformance", "operator_scripts", "rehearsal", "runtime_config", "scripts"))
UNTRACED = ("hypothesis", "untraced")


def _controller(config: pytest.Config) -> Any:
    """The measurement; None if coverage is off."""
    return getattr(config.pluginmanager.getplugin("_cov"), "cov_controller", None)


def _measure(config: pytest.Config, *, measured: bool) -> None:
    """Continue or pause the measurement, if there is one."""
    controller = _controller(config)
    if controller is not None and controller.started != measured:
        if measured:
            controller.resume()
        else:
            controller.pause()


def _import_all() -> None:
    """Many modules are imported by a function that needs them, perhaps first in a test that is not measured."""
    for package in (compiler, gitops):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if not module.name.endswith("__main__"):
                importlib.import_module(module.name)


def _pause(config: pytest.Config) -> None:
    controller = _controller(config)
    if controller is not None:
        controller.pause()


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_sessionstart(session: pytest.Session) -> Generator[None, None, None]:
    """Imports are measured here, in the process that distributes the tests, and nothing else is measured in it.

    A worker has a measurement already, and pytest-cov starts another. Unless both are paused, the first continues when the second pauses.
    """
    if _controller(session.config) is not None and "PYTEST_XDIST_WORKER" not in os.environ:
        _import_all()
    _pause(session.config)
    yield
    _pause(session.config)


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(collector: pytest.Collector) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """A module of tests may call the compiler when it is imported, and what is cached then is not called again: one worker measures it."""
    is_first = os.environ.get("PYTEST_XDIST_WORKER", "gw0") == "gw0"
    _measure(collector.config, measured=is_first and isinstance(collector, pytest.Module))
    report = yield
    _measure(collector.config, measured=False)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """A test is measured with its fixtures, or not at all."""
    measured = not item.nodeid.startswith(UNCOVERED) and not any(map(item.get_closest_marker, UNTRACED))
    _measure(item.config, measured=measured)
    return (yield)
