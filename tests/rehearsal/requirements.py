"""The requirements of tests that run scenarios; a test without them is skipped."""

from __future__ import annotations

import pytest

from rehearsal.isolation import namespace
from tests.tools import program


def namespaces() -> None:
    """Require namespaces, act and trustme."""
    program("act")
    pytest.importorskip("trustme", reason="trustme is missing. To have it: pip install trustme")
    try:
        namespace.wrap_command(())
    except namespace.NoNamespacesError as error:
        pytest.skip(f"no namespaces: {error}")
