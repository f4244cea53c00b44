"""What a test needs of this machine to play a scenario; without it the test is left out, and named."""

from __future__ import annotations

import pytest

from rehearsal.isolation import namespace
from tests.tools import program


def namespaces() -> None:
    """Namespaces, act and the certificates' library."""
    program("act")
    pytest.importorskip("trustme", reason="trustme is missing. To have it: pip install trustme")
    try:
        namespace.wrap_command(())
    except namespace.NoNamespacesError as error:
        pytest.skip(f"no namespaces: {error}")
