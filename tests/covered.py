"""Where coverage is measured: in the tests of the compiler and of the checklist, which reach what is to be covered.

The other folders test scripts, programs and servers that run by themselves. What they happen to call on the way counts for nothing, and to
trace them costs a third more time. Nor is it measured while hypothesis tries what it makes up, which is the same lines some hundred times:
to trace it takes twice the time, and the examples beside it reach them too.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Generator

HERE = Path(__file__).resolve().parent
UNCOVERED = {HERE / name for name in ("conformance", "programs", "rehearsal", "runtime_config", "scripts")}


def _controller(config: pytest.Config) -> Any:
    """What starts and stops the measurement; None where nothing is measured."""
    return getattr(config.pluginmanager.getplugin("_cov"), "cov_controller", None)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """With its fixtures, a test is measured or is not."""
    controller = _controller(item.config)
    if controller is not None:
        measured = UNCOVERED.isdisjoint(item.path.parents) and item.get_closest_marker("hypothesis") is None
        if controller.started and not measured:
            controller.pause()
        elif measured and not controller.started:
            controller.resume()
    return (yield)


@pytest.hookimpl(tryfirst=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """The measurement ends as it began."""
    controller = _controller(session.config)
    if controller is not None and not controller.started:
        controller.resume()
