"""Coverage is measured in the tests of the compiler and of gitops only.

The other folders test scripts and servers that run as processes. What they call on the way would not count, and tracing costs a third more
time. Property tests are not traced either, nor are tests with the marker `untraced`: they run the same lines hundreds of times, which takes
twice as long, and other tests reach those lines too.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Generator

HERE = Path(__file__).resolve().parent
UNCOVERED = {HERE / name for name in ("conformance", "operator_scripts", "rehearsal", "runtime_config", "scripts")}
UNTRACED = ("hypothesis", "untraced")


def _controller(config: pytest.Config) -> Any:
    """The measurement; None if coverage is off."""
    return getattr(config.pluginmanager.getplugin("_cov"), "cov_controller", None)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """A test is measured with its fixtures, or not at all."""
    controller = _controller(item.config)
    if controller is not None:
        measured = UNCOVERED.isdisjoint(item.path.parents) and not any(map(item.get_closest_marker, UNTRACED))
        if controller.started and not measured:
            controller.pause()
        elif measured and not controller.started:
            controller.resume()
    return (yield)


@pytest.hookimpl(tryfirst=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Leave the measurement as it was."""
    controller = _controller(session.config)
    if controller is not None and not controller.started:
        controller.resume()
