"""Whether a test is traced: tracing takes half of the time of a test in this process, and without it no line is covered."""

from __future__ import annotations

import pytest
from coverage import Coverage


def test_a_test_is_measured_if_coverage_is_on(pytestconfig: pytest.Config) -> None:
    plugin = pytestconfig.pluginmanager.getplugin("_cov")
    is_on = plugin is not None and plugin.cov_controller is not None
    assert (Coverage.current() is not None) == is_on


@pytest.mark.untraced
def test_an_untraced_test_is_measured_by_nothing() -> None:
    """In a worker, pytest-cov starts a second measurement beside the first."""
    assert Coverage.current() is None
